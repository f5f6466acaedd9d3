/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_state.h"

#include <stdarg.h>
#include <string.h>

#include "report/box_name.h"
#include "report/checker_down.h"
#include "report/checker_wire.h"

/* ---- Slots and sessions */

void checker_make_room(ReportChecker *checker, uint32_t slot)
{
    uint32_t before = checker->n_legs / CHECKER_PAGE, pages = MAX(slot / CHECKER_PAGE + 1, before + before / 2);
    bool has_room;

    pages = MIN(pages, UINT32_MAX / CHECKER_PAGE);
    has_room = sim_region_grow(&checker->leg_region, (size_t)pages * CHECKER_PAGE * sizeof(CheckerLeg));
    g_assert(has_room);
    checker->legs = checker->leg_region.base;
    checker->pages = g_renew(CheckerPage, checker->pages, pages);
    memset(checker->pages + before, 0, (pages - before) * sizeof(CheckerPage));
    checker->n_legs = pages * CHECKER_PAGE;
}

ReportLegName checker_name(const CheckerPage *page, uint32_t index)
{
    if (page->names != NULL)
        return page->names[index];
    return (ReportLegName){page->first.session, page->first.member + index};
}

void checker_set_name(CheckerPage *page, uint32_t index, ReportLegName name)
{
    if (!page->used) {
        page->first = (ReportLegName){name.session, name.member - index};
        page->used = true;
    }
    ReportLegName ruled = checker_name(page, index);
    if (ruled.session == name.session && ruled.member == name.member)
        return;
    if (page->names == NULL) {
        ReportLegName *names = g_new(ReportLegName, CHECKER_PAGE);
        for (uint32_t i = 0; i < CHECKER_PAGE; i++)
            names[i] = checker_name(page, i);
        page->names = names;
    }
    page->names[index] = name;
}

CheckerExtra *checker_make_extra(ReportChecker *checker, const CheckerInput *in)
{
    CheckerPage *page = &checker->pages[in->slot / CHECKER_PAGE];
    if (page->extra == NULL)
        page->extra = g_new0(CheckerExtra, CHECKER_PAGE);
    CheckerExtra *extra = &page->extra[in->slot % CHECKER_PAGE];
    if (!in->leg->extra)
        *extra = (CheckerExtra){.failed = 0};
    in->leg->extra = 1;
    return extra;
}

CheckerSession *checker_session(ReportChecker *checker, uint32_t session)
{
    if (session >= checker->room_sessions) {
        checker->room_sessions = MAX(session + 1, checker->room_sessions * 2);
        checker->sessions = g_renew(CheckerSession, checker->sessions, checker->room_sessions);
    }
    while (session >= checker->n_sessions)
        checker->sessions[checker->n_sessions++] =
            (CheckerSession){.due = SIM_TIME_MAX, .notified = SIM_TIME_MIN, .unnotified = SIM_TIME_MAX, .unstated = SIM_TIME_MAX};
    return &checker->sessions[session];
}

/* ---- Verdicts */

static void tally_failure(
    ReportChecker *checker, const CheckerInput *in, CheckerRequirement requirement, const char *reason)
{
    CheckerTally *tally = &checker->tally[requirement];
    if (tally->reason == NULL) {
        tally->reason = g_strdup(reason);
        tally->time = in->time;
        tally->event = checker->events;
    }
    if (tally->n_legs < REPORT_CHECKER_LEGS)
        tally->legs[tally->n_legs++] = in->name;
}

/* Rules that a message breaks whenever it comes; all others may look broken because the system is late. */
#define WHENEVER (BIT(ONE_FINAL) | BIT(CODE) | BIT(UNEXPECTED) | BIT(LONE_503) | BIT(QUIET) | BIT(SELECTION) | BIT(DUPLICATES) | \
                  BIT(NO_408) | BIT(STRAY))
#define BIT(rule) ((uint64_t)1 << CHECKER_RULE_##rule)

/* ... and those of them that a box breaks which does not know any more what it did. */
#define AFTER_LOSS_OF_MEMORY (BIT(ONE_FINAL) | BIT(CODE) | BIT(SELECTION) | BIT(STRAY))

/* Of a leg that lived while a box was down all is judged but these. */
#define DOWN_OR_NOT (BIT(CODE) | BIT(UNEXPECTED) | BIT(LONE_503) | BIT(QUIET) | BIT(DUPLICATES) | BIT(NO_408) | BIT(STRAY) | BIT(OUTAGE))

/* An INVITE that came twice is a leg that is settled twice. */
#define ONCE_OR_TWICE (BIT(UNEXPECTED) | BIT(LONE_503) | BIT(DUPLICATES) | BIT(NO_408) | BIT(OUTAGE))

static bool is_renewed(ReportChecker *checker, const CheckerInput *in, CheckerRule rule)
{
    const CheckerExtra *extra = checker_extra(checker, in);

    if (rule >= CHECKER_LEG_RULES)
        return checker_session(checker, in->name.session)->renewed;
    return extra != NULL && extra->renewed && !(ONCE_OR_TWICE >> rule & 1);
}

/* On the short path a response does not tell to which attempt it belongs: an IWF that was given up may answer for the next. */
static bool is_confused(const ReportChecker *checker, const CheckerInput *in, CheckerRule rule)
{
    const CheckerExtra *extra = checker_extra(checker, in);

    return !checker->setup->wire.transactions && extra != NULL && (extra->retried != 0 || in->leg->role == CHECKER_UNAVAILABLE) &&
           (BIT(QUIET) | BIT(CODE) | BIT(SELECTION)) >> rule & 1;
}

/* Why a failure of @rule on the leg at hand may be nobody's fault; NULL: it is one. */
static const char *open_reason(ReportChecker *checker, const CheckerInput *in, CheckerRule rule)
{
    bool late = !(WHENEVER >> rule & 1);

    if (checker->load.overloaded &&
        (late || (rule == CHECKER_RULE_ONE_FINAL && checker->wire) || is_confused(checker, in, rule)))
        return "";
    if (checker->loses_texts && (rule == CHECKER_RULE_RESPONSE || rule == CHECKER_RULE_TEXT))
        return "a link loses many texts, which TCP then sends again";
    if (checker->doubt != NULL && (late || rule == CHECKER_RULE_ONE_FINAL))
        return checker->doubt;
    if (checker->load.crowded && (late || rule == CHECKER_RULE_ONE_FINAL))
        return "messages queued for a link";
    if (!(DOWN_OR_NOT >> rule & 1) && checker_down_touches(checker, in, false))
        return "a box was down meanwhile";
    if (checker->forgets && AFTER_LOSS_OF_MEMORY >> rule & 1 && checker_down_touches(checker, in, true))
        return "a box has lost what it knew";
    return is_renewed(checker, in, rule) ? "an INVITE came again when its transaction had ended" : NULL;
}

static void leave_open(ReportChecker *checker, CheckerTally *tally, const char *because, const char *format, va_list arguments)
{
    const CheckerLoad *load = &checker->load;
    char box[REPORT_NAME_SIZE];

    tally->inconc++;
    if (tally->open_reason != NULL)
        return;
    g_autofree char *reason = g_strdup_vprintf(format, arguments);
    if (because[0] != '\0') {
        tally->open_reason = g_strdup_printf("%s; but %s", reason, because);
        return;
    }
    tally->open_reason = g_strdup_printf("%s; but %s was overloaded%s", reason, report_box_name(checker->setup, load->box, box),
        checker->setup->wire.transactions ? "" : ", and lateness has no effect on the short path: use sip.transactions: full");
}

/* Failures are rare; still, ten million must not each format a text that nobody reads. */
static void fail_requirement(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, va_list arguments)
{
    CheckerRequirement requirement = checker_requirement(rule < CHECKER_LEG_RULES ? in->leg->role : CHECKER_INVITER, rule);
    CheckerTally *tally = &checker->tally[requirement];
    const char *because = open_reason(checker, in, rule);
    if (because != NULL) {
        leave_open(checker, tally, because, format, arguments);
        return;
    }
    g_autofree char *reason = tally->reason == NULL ? g_strdup_vprintf(format, arguments) : NULL;
    tally->fail++;
    tally_failure(checker, in, requirement, reason);
}

static void fail_session(
    ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, va_list arguments)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    CheckerInput inviter = *in;
    inviter.name.member = 0;
    if (checker_failed_session(session, rule) || (checker->wire && checker_wire_excuses(checker, in, rule)))
        return;
    session->failed |= 1u << (rule - CHECKER_LEG_RULES);
    fail_requirement(checker, &inviter, rule, format, arguments);
}

void checker_fail(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (in->leg->role == CHECKER_INVITER && rule == CHECKER_RULE_STEPS) {
        fail_session(checker, in, CHECKER_RULE_ANSWER, format, arguments);
    } else if (!checker_failed(checker, in, rule) && !(checker->wire && checker_wire_excuses(checker, in, rule))) {
        checker_make_extra(checker, in)->failed |= (uint64_t)1 << rule;
        in->leg->failed = 1;
        fail_requirement(checker, in, rule, format, arguments);
    }
    va_end(arguments);
}

void checker_fail_session(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_session(checker, in, rule, format, arguments);
    va_end(arguments);
}

bool checker_failed_session(const CheckerSession *session, CheckerRule rule)
{
    return session->failed >> (rule - CHECKER_LEG_RULES) & 1;
}

bool checker_failed(const ReportChecker *checker, const CheckerInput *in, CheckerRule rule)
{
    return in->leg->failed && checker_extra(checker, in)->failed >> rule & 1;
}

void checker_error(ReportChecker *checker, const CheckerInput *in, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *reason = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    checker->tally[CHECKER_MODEL_STREAM].error++;
    tally_failure(checker, in, CHECKER_MODEL_STREAM, reason);
}

bool checker_has_failed(ReportChecker *checker, const CheckerInput *in, CheckerRule rule)
{
    if (rule >= CHECKER_LEG_RULES)
        return checker_failed_session(checker_session(checker, in->name.session), rule);
    return checker_failed(checker, in, rule);
}

void checker_open(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *reason)
{
    CheckerTally *tally = &checker->tally[checker_requirement(in->leg->role, rule)];
    if (checker_has_failed(checker, in, rule) || (checker->wire && checker_wire_excuses(checker, in, rule)))
        return;
    tally->inconc++;
    if (tally->open_reason == NULL)
        tally->open_reason = g_strdup(reason);
}

void checker_miss(ReportChecker *checker, CheckerInput *in, CheckerRule rule, const char *missing, bool ended)
{
    bool under_way = checker->recovery > 0 && !checker_overdue(checker, in->leg->since, in->now, (uint32_t)(checker->recovery / SIM_MS));
    if (ended && !under_way)
        checker_fail(checker, in, rule, "%s", missing);
    else
        checker_open(checker, in, rule, missing);
}
