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
    setup->iwf = (CpmIwfSetup){.t_reply = 600 * SIM_S, .t_submit = 30 * SIM_S, .keepalive = 60 * SIM_S, .helps = 1,
        .anonymous_allowed = true};
    setup->policy = (CpmPolicy){.kind = CPM_DEFAULT, .option = CPM_CONVERT, .allowed = {true, true, true},
        .user_reject_before_gate = true};
    static const uint16_t codes[CPM_REASONS] = {403, 603, 603, 480, 404, 480, 500, 504, 502, 488, 433, 403, 485, 503, 404, 480, 404,
        403, 403, 486, 403};
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

/* "IWF1" is IWF number 1, "IWF" number 0. */
static uint8_t box_of(const char *text)
{
    static const char *const names[] = {"A", "B", "Core", "CS", "ISF", "IWF", "System"};
    size_t length = strcspn(text, "0123456789");
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (strlen(names[i]) == length && strncmp(text, names[i], length) == 0)
            return CPM_BOX(i, (unsigned)atoi(text + length));
    g_assert_not_reached();
}

static SipCode code_of(const char *text)
{
    static const struct {
        const char *name;
        SipMethod method;
    } methods[] = {{"INVITE", SIP_INVITE}, {"ACK", SIP_ACK}, {"CANCEL", SIP_CANCEL}, {"BYE", SIP_BYE}, {"SUBSCRIBE",
        SIP_SUBSCRIBE},
        {"NOTIFY", SIP_NOTIFY}, {"invitation", SYS_INVITATION}, {"native", SYS_NATIVE_INVITE}, {"report", SYS_REPORT},
        {"accept", SYS_ACCEPT}, {"decline", SYS_DECLINE}, {"unrecognised", SYS_UNRECOGNISED}, {"notice", SYS_NOTICE},
        {"leave", SYS_LEAVE}, {"help", SYS_HELP}, {"text", SYS_TEXT}, {"taken", SYS_SUBMIT_REPORT}, {"UPDATE", SIP_UPDATE},
        {"DIAL", SIP_DIAL_IN}, {"DIALACK", SIP_DIAL_IN_ACK}, {"SEND", MSRP_SEND}};
    char name[16] = "INVITE";
    unsigned status = 0;
    if (sscanf(text, "%u/%15s", &status, name) < 1)
        sscanf(text, "%15[^/@]/%u", name, &status);
    for (unsigned i = 0; i < G_N_ELEMENTS(methods); i++)
        if (strcmp(name, methods[i].name) == 0)
            return SIP_RESPONSE(methods[i].method, status);
    return SIP_REQUEST(20);
}

static uint32_t facts_of(const char *client, const char *preference)
{
    static const char *const options[] = {"accept", "reject", "convert", "none"};
    const char *system = strchr(client, '+');
    uint32_t facts = strcmp(client, "cpm") == 0 ? CPM_FACT_CPM : system == NULL ? 0 : (uint32_t)atoi(system) << 8;
    if (g_str_has_prefix(client, "chat") || g_str_has_prefix(client, "rooms"))
        facts |= CPM_FACT_SESSIONS;
    if (g_str_has_prefix(client, "chat") || g_str_has_prefix(client, "calls"))
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
    g_assert(n >= 4);
    stream->now = record.time = time_of(stream, time);
    leg_of(leg, &record);
    if (strcmp(word[0], "facts") == 0) {
        record.kind = SIM_RECORD_FACTS;
        record.detail = facts_of(word[1], word[2]);
    } else if (strcmp(word[0], "timer") == 0) {
        record.kind = SIM_RECORD_UNEXPECTED;
        record.from = record.to = box_of(word[1]);
        record.code = code_of(word[2]);
    } else if (strcmp(word[0], "dies") == 0 || strcmp(word[0], "tells") == 0) {
        bool dies = strcmp(word[0], "dies") == 0;
        record.kind = SIM_RECORD_ACTION;
        record.code = dies ? CPM_ACTION_CRASH : CPM_ACTION_NOTIFY;
        record.from = record.to = dies ? box_of(word[1]) : CPM_BOX(CPM_CS, 0);
        record.detail = dies ? 0 : (uint32_t)atoi(word[1]);
    } else {
        g_assert(n == 6);
        const char *meant = strchr(word[3], '@');
        record.detail = meant == NULL ? 0 : 1 + (uint32_t)atoi(meant + 1);
        record.kind = strcmp(word[1], ">!") == 0   ? SIM_RECORD_UNEXPECTED
                      : strcmp(word[1], ">*") == 0 ? SIM_RECORD_LOST
                      : strcmp(word[1], ">+") == 0 ? SIM_RECORD_REPEATED
                                                   : SIM_RECORD_MESSAGE;
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

void stream_run(CheckerStream *stream, const char *text)
{
    stream_feed(stream, text);
    stream_finish(stream);
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
    static char text[4096];
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

uint64_t stream_branch(const CheckerStream *stream, const char *requirement, const char *name)
{
    for (unsigned i = 0; i < report_checker_branches(); i++) {
        ReportBranch row = report_checker_branch(stream->checker, i);

        if (strcmp(row.requirement, requirement) == 0 && strcmp(row.name, name) == 0)
            return row.count;
    }
    CU_FAIL("no such branch");
    return 0;
}

void stream_expect_pass(const CheckerStream *stream)
{
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_ERROR), "");
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_FAIL), "");
    CU_ASSERT_STRING_EQUAL(stream_list(stream, REPORT_VERDICT_INCONC), "");
    CU_ASSERT_EQUAL(report_checker_verdict(stream->checker), REPORT_VERDICT_PASS);
}

static void expect_reason(const ReportRequirement *row, const char *reason)
{
    bool said = row->reason != NULL && strstr(row->reason, reason) != NULL;

    if (!said)
        printf("\n    %s: the reason is: %s\n", row->id, row->reason != NULL ? row->reason : "none");
    CU_ASSERT_TRUE(said);
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
    expect_reason(&row, reason);
}

static void begin_anew(CheckerStream *stream)
{
    void (*begin)(void) = stream->begin;

    stream_clear(stream);
    if (begin != NULL)
        begin();
}

void stream_passes(CheckerStream *stream, const char *id)
{
    stream_expect_pass(stream);
    CU_ASSERT_EQUAL(stream_requirement(stream, id).verdict, REPORT_VERDICT_PASS);
    begin_anew(stream);
}

void stream_fails(CheckerStream *stream, const char *ids, const char *reason)
{
    stream_expect_fail(stream, ids, reason);
    begin_anew(stream);
}

void stream_breaks(CheckerStream *stream, const char *id, const char *reason)
{
    ReportRequirement row = stream_requirement(stream, id);

    CU_ASSERT_EQUAL(row.verdict, REPORT_VERDICT_FAIL);
    expect_reason(&row, reason);
    begin_anew(stream);
}
