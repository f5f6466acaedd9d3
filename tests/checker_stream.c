/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/checker_stream.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/sip_message.h"

void stream_init(CheckerStream *stream, uint32_t size)
{
    *stream = (CheckerStream){.now = 0};
    stream->members[0] = (CpmMemberSetup){.count = 1, .first = 1};
    stream->members[1] = (CpmMemberSetup){.count = size - 1, .first = 2};
    stream->group = (CpmGroupSetup){.members = stream->members, .n_members = 2, .size = size};
    stream->workload = (CpmWorkload){.count = 1, .duration = SIM_TIME_MAX, .patience = SIM_TIME_MAX};
    CpmSetup *setup = &stream->setup;
    setup->trying = CPM_TRYING_AT_ONCE;
    setup->timer_c = 181 * SIM_S;
    setup->focus = (CpmFocusSetup){.answer = CPM_FOCUS_FIRST_ACCEPT, .late_ok = CPM_LATE_SUPPRESS, .t_answer = 660 *
        SIM_S,
        .notify_interval = 5 * SIM_S, .keepalive = 60 * SIM_S, .release_when_empty = true};
    setup->iwf = (CpmIwfSetup){.t_reply = 600 * SIM_S, .keepalive = 60 * SIM_S};
    setup->policy = (CpmPolicy){.kind = CPM_DEFAULT, .option = CPM_CONVERT, .allowed = {true, true, true},
        .user_reject_before_gate = true};
    static const uint16_t codes[CPM_REASONS] = {403, 603, 603, 480, 404, 480};
    memcpy(setup->code, codes, sizeof codes);
    setup->groups = &stream->group;
    setup->n_groups = 1;
    setup->workloads = &stream->workload;
    setup->n_workloads = 1;
}

void stream_clear(CheckerStream *stream)
{
    report_checker_free(stream->checker);
    stream->checker = NULL;
}

static uint8_t box_of(const char *name)
{
    static const char *const names[] = {"A", "B", "Core", "CS", "ISF", "IWF", "System"};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(name, names[i]) == 0)
            return CPM_BOX(i, 0);
    g_assert_cmpstr(name, ==, "IWF1");
    return CPM_BOX(CPM_IWF, 1);
}

static SipCode code_of(const char *text)
{
    static const struct {
        const char *name;
        SipMethod method;
    } methods[] = {{"INVITE", SIP_INVITE}, {"ACK", SIP_ACK}, {"CANCEL", SIP_CANCEL}, {"BYE", SIP_BYE}, {"SUBSCRIBE",
        SIP_SUBSCRIBE},
        {"NOTIFY", SIP_NOTIFY}, {"invitation", SYS_INVITATION}, {"native", SYS_NATIVE_INVITE}, {"report", SYS_REPORT},
        {"accept", SYS_ACCEPT}, {"decline", SYS_DECLINE}, {"unrecognised", SYS_UNRECOGNISED}, {"notice", SYS_NOTICE}};
    char name[16] = "INVITE";
    unsigned status = 0;
    if (sscanf(text, "%u/%15s", &status, name) < 1)
        sscanf(text, "%15[^/]/%u", name, &status);
    for (unsigned i = 0; i < G_N_ELEMENTS(methods); i++)
        if (strcmp(name, methods[i].name) == 0)
            return SIP_RESPONSE(methods[i].method, status);
    return SIP_REQUEST(20);
}

static uint32_t facts_of(const char *client, const char *preference)
{
    static const char *const options[] = {"accept", "reject", "convert", "none"};
    uint32_t facts = strcmp(client, "cpm") == 0 ? CPM_FACT_CPM : 0;
    if (strcmp(client, "chat") == 0 || strcmp(client, "rooms") == 0)
        facts |= CPM_FACT_SESSIONS;
    if (strcmp(client, "chat") == 0 || strcmp(client, "calls") == 0)
        facts |= CPM_FACT_INVITATIONS;
    for (unsigned i = 0; i < G_N_ELEMENTS(options); i++)
        if (strcmp(preference, options[i]) == 0)
            return facts | i << 1;
    g_assert_not_reached();
}

static SimTime time_of(const CheckerStream *stream, const char *text)
{
    if (strcmp(text, ".") == 0)
        return stream->now + SIM_MS;
    if (strcmp(text, "=") == 0)
        return stream->now;
    return sim_time_from_seconds(atof(text));
}

static void leg_of(const char *text, SimRecord *record)
{
    if (sscanf(text, "%u:%u", &record->session, &record->member) < 2) {
        record->session = 0;
        sscanf(text, "%u", &record->member);
    }
    record->leg = record->member;
    const char *slot = strchr(text, '@');
    if (slot != NULL)
        sscanf(slot, "@%u", &record->leg);
}

static void feed_line(CheckerStream *stream, const char *line)
{
    char time[16], leg[16], word[4][16];
    SimRecord record = {.step = 99, .state = 7, .next = 7};     /* what models claim must not matter */
    int n = sscanf(line, "%15s %15s %15s %15s %15s %15s", time, leg, word[0], word[1], word[2], word[3]);
    g_assert(n >= 5);
    stream->now = record.time = time_of(stream, time);
    leg_of(leg, &record);
    if (strcmp(word[0], "facts") == 0) {
        record.kind = SIM_RECORD_FACTS;
        record.detail = facts_of(word[1], word[2]);
    } else if (strcmp(word[0], "timer") == 0) {
        record.kind = SIM_RECORD_UNEXPECTED;
        record.from = record.to = box_of(word[1]);
        record.code = code_of(word[2]);
    } else {
        g_assert(n == 6);
        record.kind = strcmp(word[1], ">!") == 0 ? SIM_RECORD_UNEXPECTED : SIM_RECORD_MESSAGE;
        record.from = box_of(word[0]);
        record.to = box_of(word[2]);
        record.code = code_of(word[3]);
    }
    report_checker_observe(stream->checker, &record, 1);
}

void stream_feed(CheckerStream *stream, const char *text)
{
    if (stream->checker == NULL)
        stream->checker = report_checker_new(&stream->setup);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i] != NULL; i++)
        if (*g_strstrip(lines[i]) != '\0')
            feed_line(stream, lines[i]);
}

void stream_finish(CheckerStream *stream)
{
    stream_feed(stream, "");
    report_checker_finish(stream->checker, stream->now, false);
}

void stream_stop(CheckerStream *stream, double end)
{
    stream_feed(stream, "");
    report_checker_finish(stream->checker, sim_time_from_seconds(end), true);
}

ReportRequirement stream_requirement(const CheckerStream *stream, const char *id)
{
    for (unsigned i = 0; i < report_checker_requirements(stream->checker); i++) {
        ReportRequirement row = report_checker_requirement(stream->checker, i);
        if (strcmp(row.id, id) == 0)
            return row;
    }
    g_assert_not_reached();
}

const char *stream_list(const CheckerStream *stream, ReportVerdict verdict)
{
    static char text[1024];
    text[0] = '\0';
    for (unsigned i = 0; i < report_checker_requirements(stream->checker); i++) {
        ReportRequirement row = report_checker_requirement(stream->checker, i);
        if (row.verdict != verdict)
            continue;
        if (text[0] != '\0')
            g_strlcat(text, " ", sizeof text);
        g_strlcat(text, row.id, sizeof text);
    }
    return text;
}

void stream_expect_pass(const CheckerStream *stream)
{
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_ERROR), "");
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_FAIL), "");
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_INCONC), "");
    CU_ASSERT_EQUAL(report_checker_verdict(stream->checker), REPORT_VERDICT_PASS);
}

void stream_expect_fail(const CheckerStream *stream, const char *ids, const char *reason)
{
    g_autofree char *first = g_strndup(ids, strcspn(ids, " "));
    ReportRequirement row = stream_requirement(stream, first);
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_ERROR), "");
    if (strcmp(stream_list(stream, REPORT_VERDICT_FAIL), ids) != 0)
        printf("\n    failed: %s\n", stream_list(stream, REPORT_VERDICT_FAIL));
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_FAIL), ids);
    CU_ASSERT_EQUAL(report_checker_verdict(stream->checker), REPORT_VERDICT_FAIL);
    bool said = row.reason != NULL && strstr(row.reason, reason) != NULL;
    if (!said)
        printf("\n    the reason is: %s\n", row.reason != NULL ? row.reason : "none");
    CU_ASSERT_TRUE(said);
}
