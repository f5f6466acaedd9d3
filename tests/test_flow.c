/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "report/box_name.h"
#include "report/event_line.h"
#include "report/flow_conference.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"

static CpmSetup *setup;

static char *draw(ReportFlow *flow)
{
    g_autoptr(GArray) records = figure_31_records();
    for (guint i = 0; i < records->len; i++)        /* one by one: batches must not matter */
        report_flow_observe(flow, &g_array_index(records, SimRecord, i), 1);
    char *text = report_flow_text(flow, "figure-31");
    report_flow_free(flow);
    return text;
}

static bool has_line(const char *text, const char *line)
{
    g_autofree char *whole = g_strdup_printf("\n%s\n", line);
    return strstr(text, whole) != NULL;
}

/* The figure as text. */
static void test_figure_31(void)
{
    setup = figure_31_setup();
    g_autofree char *text = draw(report_flow_new(setup, 20));
    const char *top = getenv("top_srcdir");
    g_autofree char *path = g_build_filename(top != NULL ? top : ".", "tests", "flows", "ladder.txt", NULL);
    g_autofree char *expected = NULL;
    CU_ASSERT(g_file_get_contents(path, &expected, NULL, NULL));
    CU_ASSERT_EQUAL(g_strcmp0(text, expected), 0);
    if (g_strcmp0(text, expected) != 0)
        fprintf(stderr, "\n%s", text);
    cpm_setup_free(setup);
}

/* All 23 numbers stand in it once, 3 in its two parts; ASCII, at most 132 columns. */
static void test_numbers_and_width(void)
{
    setup = figure_31_setup();
    g_free(setup->groups[0].members[0].name);
    setup->groups[0].members[0].name = g_strdup("J\xc3\xbcrgen with a very long name");
    g_autofree char *text = draw(report_flow_new(setup, 20));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned step = 1; step <= 24; step++) {
        const char *name = step == 3 ? "3a" : step == 24 ? "3b" : cpm_step_name(step);
        unsigned found = 0;
        for (char **line = lines; *line != NULL; line++)
            found += strlen(*line) > 60 && g_ascii_isdigit((*line)[10]) && strncmp(*line + 24, name, strlen(name)) == 0 &&
                     (*line)[24 + strlen(name)] == ' ';
        CU_ASSERT_EQUAL(found, 1);
    }
    for (char **line = lines; *line != NULL; line++) {
        CU_ASSERT(g_str_is_ascii(*line));
        CU_ASSERT(strlen(*line) <= 132);
    }
    cpm_setup_free(setup);
}

static void test_first_legs_only(void)
{
    setup = figure_31_setup();
    g_autofree char *text = draw(report_flow_new(setup, 2));
    CU_ASSERT(has_line(text, "These were 2 of 3 legs; the flow stops after them (scenario key flow.legs)."));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "3a"));
    CU_ASSERT_PTR_NULL(strstr(text, "inviting msg"));
    g_autofree char *none = draw(report_flow_new(setup, 0));
    CU_ASSERT(has_line(none, "These were 0 of 3 legs; the flow stops after them (scenario key flow.legs)."));
    cpm_setup_free(setup);
}

static void test_chosen_legs(void)
{
    static const ReportFlowLeg legs[] = { { 0, 2 }, { 5, 1 } };
    setup = figure_31_setup();
    g_autofree char *text = draw(report_flow_new_of(setup, legs, G_N_ELEMENTS(legs)));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "inviting msg"));
    CU_ASSERT_PTR_NULL(strstr(text, "3a"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "member 1 of session 5, was not invited"));
    cpm_setup_free(setup);
}

/* What a good run does not have. */
static void test_trouble_is_shown(void)
{
    SimRecord records[] = {
        { .member = 1, .code = SIP_REQUEST(SIP_INVITE), .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CORE, 0),
          .kind = SIM_RECORD_LOST },
        { .member = 1, .code = SIP_RESPONSE(SIP_INVITE, 180), .from = CPM_BOX(CPM_CORE, 0), .to = CPM_BOX(CPM_ISF, 0),
          .kind = SIM_RECORD_LOST },
        { .member = 1, .code = SIP_REQUEST(SIP_ACK), .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CORE, 0),
          .kind = SIM_RECORD_UNEXPECTED },
        { .time = 181 * SIM_S, .member = 1, .code = CPM_TIMER_C, .to = CPM_BOX(CPM_CORE, 0), .kind = SIM_RECORD_TIMER },
        { .time = 181 * SIM_S, .member = 1, .code = CPM_TIMER_INVITE, .to = CPM_BOX(CPM_CS, 0), .kind = SIM_RECORD_TIMER },
        { .time = 181 * SIM_S, .member = 1, .detail = 24, .to = CPM_BOX(CPM_CORE, 0), .kind = SIM_RECORD_OUTCOME },
        { .time = 181 * SIM_S, .member = 1, .code = CPM_ACTION_CRASH, .from = CPM_BOX(CPM_IWF, 0), .to = CPM_BOX(CPM_IWF, 0),
          .kind = SIM_RECORD_ACTION },
        { .time = 181 * SIM_S, .member = 1, .code = SIP_RESPONSE(SIP_INVITE, 603), .from = CPM_BOX(CPM_CORE, 0),
          .to = CPM_BOX(CPM_CLIENT_A, 0), .kind = SIM_RECORD_LOST },
        { .time = 181 * SIM_S, .member = 1, .code = SIP_REQUEST(SIP_BYE), .from = CPM_BOX(CPM_CORE, 0), .to = CPM_BOX(CPM_CLIENT, 0),
          .kind = SIM_RECORD_LOST },
    };
    setup = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup, 20);
    report_flow_observe(flow, records, G_N_ELEMENTS(records));
    g_autofree char *text = report_flow_text(flow, "trouble");
    static const char *const parts[] = { "|          lost |x----INVITE----|", "|------180---------------------x| lost          |",
                                         "|!-----ACK------|", "(Timer C)", "[D24]", "    181.000 B", "[dies]",
                                         "      lost |x-----603------|", "---x|\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, parts[i]));
    if (getenv("SHOW") != NULL)
        fprintf(stderr, "%s", text);
    report_flow_free(flow);
    cpm_setup_free(setup);
}

static void observe(ReportFlow *flow, SimRecord record)
{
    report_flow_observe(flow, &record, 1);
}

static SimRecord message(SimTime time, uint32_t member, unsigned code, CpmBoxKind from, CpmBoxKind to)
{
    return (SimRecord){ .time = time, .leg = member, .member = member, .code = (uint16_t)code, .from = CPM_BOX(from, 0),
                        .to = CPM_BOX(to, 0), .kind = SIM_RECORD_MESSAGE };
}

static void call(ReportFlow *flow, SimTime time, uint32_t member)
{
    observe(flow, (SimRecord){ .time = time, .leg = member, .member = member, .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CS, 0),
                               .kind = SIM_RECORD_FACTS, .detail = CPM_FACT_CPM });
}

static void tell(ReportFlow *flow, SimTime time, uint32_t changes)
{
    observe(flow, (SimRecord){ .time = time, .code = CPM_ACTION_NOTIFY, .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CS, 0),
                               .kind = SIM_RECORD_ACTION, .detail = changes });
}

static void respond(ReportFlow *flow, SimTime time, uint32_t member, unsigned status)
{
    observe(flow, message(time, member, SIP_RESPONSE(SIP_INVITE, status), CPM_CORE, CPM_CS));
}

/* Seven members are called, each answers in his way; of the last two the flow shows no leg. */
static char *draw_conference(bool all_states)
{
    static const ReportFlowLeg legs[] = { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 0, 3 }, { 0, 4 }, { 0, 5 } };
    setup = figure_31_setup();
    setup->focus.notify_all_states = all_states;
    ReportFlow *flow = report_flow_new_of(setup, legs, G_N_ELEMENTS(legs));
    for (uint32_t member = 1; member <= 7; member++)
        call(flow, 0, member);
    tell(flow, 1 * SIM_MS, 7);                      /* before the INVITEs reach the next box */
    for (uint32_t member = 1; member <= 7; member++)
        observe(flow, message(2 * SIM_MS, member, SIP_REQUEST(SIP_INVITE), CPM_CS, CPM_CORE));
    respond(flow, 10 * SIM_MS, 1, 180);
    respond(flow, 10 * SIM_MS, 2, 180);
    respond(flow, 10 * SIM_MS, 2, 200);
    respond(flow, 10 * SIM_MS, 3, 486);
    respond(flow, 10 * SIM_MS, 4, 603);
    tell(flow, 11 * SIM_MS, all_states ? 5 : 4);
    respond(flow, 20 * SIM_MS, 1, 200);
    observe(flow, message(20 * SIM_MS, 2, SIP_REQUEST(SIP_BYE), CPM_CORE, CPM_CS));
    observe(flow, message(20 * SIM_MS, 4, SIP_REQUEST(SIP_DIAL_IN_ACK), CPM_CORE, CPM_CS));
    tell(flow, 21 * SIM_MS, 3);
    observe(flow, message(30 * SIM_MS, 1, SIP_REQUEST(SIP_BYE), CPM_CS, CPM_CORE));
    observe(flow, (SimRecord){ .time = 30 * SIM_MS, .leg = 5, .member = 5, .detail = 24, .to = CPM_BOX(CPM_CS, 0),
                               .code = SIP_RESPONSE(SIP_INVITE, 408), .kind = SIM_RECORD_OUTCOME });
    tell(flow, 31 * SIM_MS, 2);
    tell(flow, 32 * SIM_MS, 2);
    tell(flow, 33 * SIM_MS, 0);                     /* somebody subscribes: the full state */
    char *text = report_flow_text(flow, "conference");
    report_flow_free(flow);
    cpm_setup_free(setup);
    return text;
}

static void test_conference_events(void)
{
    static const char *const decisive[] = {
        "      0.001 A                   |               | [conference event: 7 members] |               |",
        "      0.011 A                 [conference event: C connected, member 3 disconnected (busy) and 2 more]          |",
        "[conference event: B connected, C disconnected (departed), member 4 connected]",
        "[conference event: B disconnected (booted), member 5 disconnected (failed)]", "[conference event: 2 members]",
        "[conference state: B disconnected (booted), C disconnected (departed) and 3 more]",
    };
    static const char *const all[] = {
        "[conference event: B dialing-out, C dialing-out, member 3 dialing-out and 4 more]",
        "[conference event: B alerting, C connected, member 3 disconnected (busy) and 2 more]",
    };
    g_autofree char *text = draw_conference(false);
    g_autofree char *long_text = draw_conference(true);
    for (size_t i = 0; i < G_N_ELEMENTS(decisive); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, decisive[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(long_text, all[i]));
    CU_ASSERT_PTR_NULL(strstr(text, "alerting"));
    if (getenv("SHOW") != NULL)
        fprintf(stderr, "%s%s", text, long_text);
}

/* What no record can do twice or out of its turn. */
static void test_endpoint_states(void)
{
    static const struct { ReportEndpoint before; unsigned code; CpmBoxKind from, to; ReportEndpoint after; } cases[] = {
        { REPORT_ENDPOINT_UNKNOWN, SIP_REQUEST(SIP_INVITE), CPM_CS, CPM_CORE, REPORT_ENDPOINT_DIALING_OUT },
        { REPORT_ENDPOINT_UNKNOWN, SIP_REQUEST(SIP_INVITE), CPM_CORE, CPM_CLIENT, REPORT_ENDPOINT_UNKNOWN },
        { REPORT_ENDPOINT_DIALING_OUT, SIP_RESPONSE(SIP_INVITE, 100), CPM_CORE, CPM_CS, REPORT_ENDPOINT_DIALING_OUT },
        { REPORT_ENDPOINT_DIALING_OUT, SIP_RESPONSE(SIP_INVITE, 182), CPM_CORE, CPM_CS, REPORT_ENDPOINT_DIALING_OUT },
        { REPORT_ENDPOINT_DIALING_OUT, SIP_RESPONSE(SIP_INVITE, 180), CPM_CORE, CPM_CS, REPORT_ENDPOINT_ALERTING },
        { REPORT_ENDPOINT_DIALING_OUT, SIP_RESPONSE(SIP_INVITE, 180), CPM_ISF, CPM_CORE, REPORT_ENDPOINT_DIALING_OUT },
        { REPORT_ENDPOINT_ALERTING, SIP_RESPONSE(SIP_INVITE, 299), CPM_CORE, CPM_CS, REPORT_ENDPOINT_CONNECTED },
        { REPORT_ENDPOINT_ALERTING, SIP_RESPONSE(SIP_INVITE, 300), CPM_CORE, CPM_CS, REPORT_ENDPOINT_FAILED },
        { REPORT_ENDPOINT_ALERTING, SIP_REQUEST(SIP_INVITE), CPM_CS, CPM_CORE, REPORT_ENDPOINT_ALERTING },
        { REPORT_ENDPOINT_FAILED, SIP_RESPONSE(SIP_INVITE, 200), CPM_CORE, CPM_CS, REPORT_ENDPOINT_FAILED },
        { REPORT_ENDPOINT_CONNECTED, SIP_RESPONSE(SIP_BYE, 200), CPM_CORE, CPM_CS, REPORT_ENDPOINT_CONNECTED },
        { REPORT_ENDPOINT_CONNECTED, SIP_REQUEST(SIP_BYE), CPM_IWF, CPM_CORE, REPORT_ENDPOINT_CONNECTED },
        { REPORT_ENDPOINT_DEPARTED, SIP_REQUEST(SIP_BYE), CPM_CS, CPM_CORE, REPORT_ENDPOINT_DEPARTED },
        { REPORT_ENDPOINT_DEPARTED, SIP_REQUEST(SIP_DIAL_IN_ACK), CPM_CORE, CPM_CS, REPORT_ENDPOINT_DEPARTED },
        { REPORT_ENDPOINT_BUSY, SIP_REQUEST(SIP_DIAL_IN_ACK), CPM_CORE, CPM_CS, REPORT_ENDPOINT_CONNECTED },
        { REPORT_ENDPOINT_BUSY, SIP_REQUEST(SIP_DIAL_IN), CPM_CORE, CPM_CS, REPORT_ENDPOINT_BUSY },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        SimRecord record = message(0, 1, cases[i].code, cases[i].from, cases[i].to);
        CU_ASSERT_EQUAL(report_endpoint_after(cases[i].before, &record), cases[i].after);
        record.kind = SIM_RECORD_LOST;
        CU_ASSERT_EQUAL(report_endpoint_after(cases[i].before, &record), cases[i].before);
    }
}

static void test_replies_of_other_sessions(void)
{
    static const SipMethod replies[] = { SYS_ACCEPT, SYS_DECLINE, SYS_LEAVE, SYS_UNRECOGNISED };
    setup = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup, 20);
    for (size_t i = 0; i < G_N_ELEMENTS(replies); i++) {
        SimRecord reply = message((SimTime)i * SIM_MS, 2, SIP_REQUEST(replies[i]), CPM_SYSTEM, CPM_IWF);
        reply.detail = i == 1 ? 0 : (uint32_t)i + 4;
        observe(flow, reply);
    }
    g_autofree char *text = report_flow_text(flow, "replies");
    static const char *const parts[] = { "(meant for session 3) |<---accepts----|", "|               |<---declines---|",
                                         "(meant for session 5) |<----leaves----|", "(meant for session 6) |<-other reply--|" };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, parts[i]));
    if (getenv("SHOW") != NULL)
        fprintf(stderr, "%s", text);
    report_flow_free(flow);
    cpm_setup_free(setup);
}

/* Everything that is said after the OK, and before it on the far side. */
static void test_labels(void)
{
    static const struct { unsigned code; CpmBoxKind from, to; const char *arrow; } cases[] = {
        { SIP_REQUEST(MSRP_SEND), CPM_CLIENT_A, CPM_CS, "|-----SEND--------------------->|" },
        { SIP_RESPONSE(MSRP_SEND, 200), CPM_CS, CPM_CLIENT_A, "|<-------------------200 SEND---|" },
        { SIP_REQUEST(SIP_UPDATE), CPM_CS, CPM_CORE, "|<----UPDATE----|" },
        { SIP_RESPONSE(SIP_UPDATE, 200), CPM_CORE, CPM_CS, "|--200 UPDATE-->|" },
        { SIP_REQUEST(SIP_DIAL_IN), CPM_ISF, CPM_CORE, "|<-------------------dial-in----|" },
        { SIP_RESPONSE(SIP_DIAL_IN, 481), CPM_CS, CPM_CORE, "|<-481 dial-in--|" },
        { SIP_REQUEST(SIP_DIAL_IN_ACK), CPM_CORE, CPM_CS, "|--ACK dial-in->|" },
        { SIP_RESPONSE(SYS_SUBMIT_REPORT, 200), CPM_SYSTEM, CPM_IWF, "|<----taken-----|" },
        { SIP_RESPONSE(SYS_SUBMIT_REPORT, 500), CPM_SYSTEM, CPM_IWF, "|<--not taken---|" },
        { SIP_RESPONSE(SYS_SUBMIT_REPORT, 502), CPM_SYSTEM, CPM_IWF, "|<---nonsense---|" },
        { SIP_REQUEST(SYS_HELP), CPM_IWF, CPM_SYSTEM, "|-----help----->|" },
        { SIP_REQUEST(SYS_TEXT), CPM_IWF, CPM_SYSTEM, "|-----text----->|" },
        { SIP_RESPONSE(SYS_NATIVE_INVITE, 200), CPM_SYSTEM, CPM_IWF, "|<--native 200--|" },
    };
    setup = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup, 20);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        observe(flow, message((SimTime)i * SIM_MS, 2, cases[i].code, cases[i].from, cases[i].to));
    g_autofree char *text = report_flow_text(flow, "labels");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, cases[i].arrow));
    if (getenv("SHOW") != NULL)
        fprintf(stderr, "%s", text);
    report_flow_free(flow);
    cpm_setup_free(setup);
}

/* The same things as single lines, in lists of events. */
static void test_event_lines(void)
{
    SimRecord reply = message(SIM_S, 2, SIP_REQUEST(SYS_LEAVE), CPM_SYSTEM, CPM_IWF);
    SimRecord notify = message(0, 0, CPM_ACTION_NOTIFY, CPM_CS, CPM_CS);
    SimRecord crash = message(0, 2, CPM_ACTION_CRASH, CPM_IWF, CPM_IWF), timer = message(0, 2, CPM_TIMER_SUBMIT, CPM_IWF, CPM_IWF);
    reply.detail = 8;
    notify.kind = crash.kind = SIM_RECORD_ACTION;
    timer.kind = SIM_RECORD_TIMER;
    const struct { const SimRecord *record; const char *what; } cases[] = {
        { &reply, "1.000000000  System > IWF       reply: leave, meant for session 7 " }, { &notify, "  CS                 notifies of conference events " },
        { &crash, "  IWF                dies " }, { &timer, "  IWF                T_submit ends " },
    };
    char line[REPORT_EVENT_LINE_SIZE];
    setup = figure_31_setup();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(report_event_line(setup, cases[i].record, line), cases[i].what));
        if (strstr(line, cases[i].what) == NULL)
            fprintf(stderr, "%s\n", line);
    }
    cpm_setup_free(setup);
}

/* An IWF of the scenario has a name of its own, one that belongs to a system has the system's. */
static void test_names_of_boxes(void)
{
    char text[REPORT_NAME_SIZE];
    setup = figure_31_setup();
    CU_ASSERT_STRING_EQUAL(report_box_name(setup, CPM_BOX(CPM_IWF, 0), text), "Interworking Function (sms)");
    CU_ASSERT_STRING_EQUAL(report_box_short_name(setup, CPM_BOX(CPM_IWF, 0), text), "IWF");
    setup->n_iwfs = 2;
    setup->iwfs = g_new0(CpmIwfBox, 2);
    setup->iwfs[1].name = g_strdup("spare");
    CU_ASSERT_STRING_EQUAL(report_box_name(setup, CPM_BOX(CPM_IWF, 1), text), "Interworking Function (spare)");
    CU_ASSERT_STRING_EQUAL(report_box_short_name(setup, CPM_BOX(CPM_IWF, 1), text), "IWF spare");
    CU_ASSERT_STRING_EQUAL(report_box_short_name(setup, CPM_BOX(CPM_IWF, 0), text), "IWF 0");
    CU_ASSERT_STRING_EQUAL(report_box_short_name(setup, CPM_BOX(CPM_IWF, 2), text), "IWF 2");
    CU_ASSERT_STRING_EQUAL(report_box_short_name(setup, CPM_BOX(CPM_SYSTEM, 0), text), "System");
    CU_ASSERT_STRING_EQUAL(report_box_name(setup, CPM_BOX(CPM_SYSTEM, 0), text), "Non-CPM System (sms)");
    CU_ASSERT_STRING_EQUAL(report_system_name(setup, 0, text), "sms");
    CU_ASSERT_STRING_EQUAL(report_system_name(setup, 3, text), "Non-CPM System 3");
    cpm_setup_free(setup);
}

/* "B" alone would be a member of which session? */
static void test_sessions_are_told_apart(void)
{
    setup = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup, 20);
    for (uint32_t session = 0; session < 2; session++) {
        SimRecord record = message((SimTime)session * SIM_MS, 1, SIP_REQUEST(SIP_INVITE), CPM_CORE, CPM_CLIENT);
        record.session = session;
        g_autofree char *before = report_flow_text(flow, "one session, or none");
        CU_ASSERT_PTR_NULL(strstr(before, "before the colon: the number of the session"));
        observe(flow, record);
    }
    g_autofree char *text = report_flow_text(flow, "two sessions");
    static const char *const parts[] = { "before the colon: the number of the session", "  0:B          member 1 of session 0",
                                         "  1:B          member 1 of session 1", "0.000 0:B ", "0.001 1:B " };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, parts[i]));
    report_flow_free(flow);
    cpm_setup_free(setup);
}

/* A flow is made to be read: it leaves out what repeats, stops, and says so. */
static void test_endless_legs_are_cut(void)
{
    setup = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup, 1000);
    SimRecord record = { .code = SIP_REQUEST(SIP_NOTIFY), .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CORE, 0),
                         .kind = SIM_RECORD_MESSAGE };
    for (int i = 0; i < 10000; i++)
        report_flow_observe(flow, &record, 1);
    g_autofree char *one = report_flow_text(flow, "one");
    CU_ASSERT(strlen(one) < 30 * 133);
    CU_ASSERT_PTR_NOT_NULL(strstr(one, "Left out: 9,988 that were like 12 shown before on their leg."));
    for (record.member = 1; record.member < 999; record.member++)
        for (int i = 0; i < 10; i++)
            report_flow_observe(flow, &record, 1);
    g_autofree char *many = report_flow_text(flow, "many");
    CU_ASSERT(strlen(many) < 5100 * 133);
    CU_ASSERT_PTR_NOT_NULL(strstr(many, "Cut here: a flow shows at most 4000 messages and actions."));
    CU_ASSERT_PTR_NULL(strstr(many, "These were"));
    report_flow_free(flow);
    cpm_setup_free(setup);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "Figure 31", test_figure_31 },
        { "numbers and width", test_numbers_and_width },
        { "first legs only", test_first_legs_only },
        { "chosen legs", test_chosen_legs },
        { "trouble is shown", test_trouble_is_shown },
        { "conference events", test_conference_events },
        { "endpoint states", test_endpoint_states },
        { "replies of other sessions", test_replies_of_other_sessions },
        { "labels", test_labels },
        { "event lines", test_event_lines },
        { "names of boxes", test_names_of_boxes },
        { "sessions are told apart", test_sessions_are_told_apart },
        { "endless legs are cut", test_endless_legs_are_cut },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "flow", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
