/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the text of a scenario to its setup: interworking, groups of all kinds, conversations and faults. */
#include "study/scenario.h"

#include "models/cpm_hop.h"
#include "models/sip_message.h"
#include "tests/cunit_run.h"

#include <stdio.h>
#include <string.h>

#define B_ALONE "groups: {g: [{name: B}]}\nsessions: [{group: g}]\n"
#define C_ALONE "groups: {g: [{name: C, client: sms}]}\nsessions: [{group: g}]\n"

/* Owned by the fixture, since fatal assertions jump. */
static Diagnostics *diagnostics;
static Scenario *scenario;
static char *said;

static void clear(void)
{
    scenario_free(g_steal_pointer(&scenario));
    diagnostics_free(g_steal_pointer(&diagnostics));
    g_clear_pointer(&said, g_free);
}

static void read_text(const char *text)
{
    const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
    clear();
    diagnostics = diagnostics_new();
    scenario = scenario_read_text(&file, NULL, 0, diagnostics);
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
}

static const CpmSetup *setup_of(const char *text)
{
    read_text(text);
    if (scenario == NULL)
        printf("\n%s", said);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    return scenario_setup(scenario);
}

/* ---- boxes */

static void test_defaults(void)
{
    const CpmSetup *setup = setup_of("version: 1\n" C_ALONE);
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_TRUE(setup->iwf.helps == 1 && setup->iwf.late_reply == CPM_LATE_REPLY_TELL && setup->iwf.anonymous_allowed);
    CU_ASSERT_TRUE(setup->iwf.correlation == CPM_CORRELATE_NUMBER && setup->iwf.numbers == 0);
    CU_ASSERT_TRUE(setup->n_iwfs == 0 && !setup->isf.informed);
    CU_ASSERT_TRUE(setup->focus.session_expires == 1800 * SIM_S && !setup->focus.subscribe_members && !setup->focus.notify_all_states);
    CU_ASSERT_TRUE(setup->systems[0].segmented && !setup->systems[0].names_message && setup->systems[0].price == 0.02);
    CU_ASSERT_TRUE(setup->systems[0].refused + setup->systems[0].silent + setup->systems[0].malformed == 0);
    CU_ASSERT_TRUE(setup->systems[0].throughput == 0 && setup->systems[0].report_lost == 0);
    CU_ASSERT_STRING_EQUAL(setup->currency, "EUR");
    CU_ASSERT_TRUE(!setup->groups[0].ad_hoc && setup->groups[0].duplicates == 0);
    CU_ASSERT_TRUE(!setup->workloads[0].refused && !setup->workloads[0].anonymous && !setup->workloads[0].unauthorised);
    CU_ASSERT_TRUE(setup->workloads[0].inviter_texts == 1 && setup->workloads[0].member_texts == 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_mean(setup->workloads[0].text_gap), 10, 1e-9);
    CU_ASSERT_TRUE(setup->profiles[0].leave == 0 && setup->profiles[0].again == 0);
}

static void test_interworking(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\ncurrency: CHF\nfocus: {subscribe: all, notify_states: all, session_expires: off}\n"
        "iwf: {t_submit: 7 s, helps: 0, late_reply: join, anonymous: prohibit, numbers: 50, number_rest: 2 h}\n"
        "isf: {informed: true, failover: false}\n"
        "systems:\n  sms: {names_message: true, segmented: false, price: 0.25, report_lost: 3 %, throughput: 120 /min,\n"
        "        submission: {refused: 1 %, silent: 2 %, malformed: 3 %}}\n"
        "iwfs:\n  - {name: left, serves: [mms], capacity: 5}\n"
        "  - {name: right, outages: [{at: 9 min, for: 1 min}, {at: 2 s, for: 3 s}], while_dead: refuses}\n"
        "groups: {g: [{name: C, client: sms, also: [mms, email]}]}\nsessions: [{group: g, inviter: {anonymous: true}}]\n");
    const CpmSystemSetup *sms = &setup->systems[0];
    CU_ASSERT_STRING_EQUAL(setup->currency, "CHF");
    CU_ASSERT_TRUE(setup->focus.subscribe && setup->focus.subscribe_members && setup->focus.notify_all_states);
    CU_ASSERT_EQUAL(setup->focus.session_expires, 0);
    CU_ASSERT_TRUE(setup->iwf.t_submit == 7 * SIM_S && setup->iwf.helps == 0 && setup->iwf.late_reply == CPM_LATE_REPLY_JOIN);
    CU_ASSERT_TRUE(!setup->iwf.anonymous_allowed && setup->iwf.numbers == 50 && setup->iwf.number_rest == 2 * SIM_HOUR);
    CU_ASSERT_TRUE(setup->isf.informed && !setup->isf.failover);
    CU_ASSERT_TRUE(sms->names_message && !sms->segmented && sms->price == 0.25 && sms->report_lost == 0.03);
    CU_ASSERT_TRUE(sms->throughput == 2 && sms->refused == 0.01 && sms->silent == 0.02 && sms->malformed == 0.03);
    CU_ASSERT_EQUAL_FATAL(setup->n_iwfs, 2);
    CU_ASSERT_STRING_EQUAL(setup->systems[1].name, "mms");
    CU_ASSERT_TRUE(setup->iwfs[0].serves == 2 && setup->iwfs[0].capacity == 5 && !setup->iwfs[0].refuses);
    CU_ASSERT_TRUE(setup->iwfs[1].serves == 7 && setup->iwfs[1].capacity == 0 && setup->iwfs[1].refuses);
    CU_ASSERT_STRING_EQUAL(setup->iwfs[1].name, "right");
    CU_ASSERT_EQUAL_FATAL(setup->iwfs[1].n_outages, 2);
    CU_ASSERT_TRUE(setup->iwfs[1].outages[0].from == 2 * SIM_S && setup->iwfs[1].outages[0].until == 5 * SIM_S);
    CU_ASSERT_TRUE(setup->iwfs[1].outages[1].from == 9 * SIM_MIN);
    const CpmMemberSetup *member = &setup->groups[0].members[0];
    CU_ASSERT_TRUE(member->n_also == 2 && member->also[0] == 1 && member->also[1] == 2);
}

/* A code that cannot occur has the value of the table all the same. */
static void test_codes(void)
{
    const CpmSetup *setup = setup_of("version: 1\n" B_ALONE);
    static const uint16_t standard[CPM_REASONS] = { 403, 603, 603, 480, 404, 480, 500, 504, 502, 488, 403, 403, 480, 503, 404, 480, 404,
                                                    403, 403, 486, 403 };
    CU_ASSERT_TRUE(memcmp(setup->code, standard, sizeof standard) == 0);
    setup = setup_of("version: 1\ncodes: {profile: mcptt, overloaded: 580, no_number: 500}\n" B_ALONE);
    for (unsigned i = 0; i < CPM_REASONS; i++)
        CU_ASSERT_EQUAL(setup->code[i], i == CPM_REASON_USER_REJECT || i == CPM_REASON_DECLINE ? 480
                                        : i == CPM_REASON_OVERLOADED                          ? 580
                                        : i == CPM_REASON_NO_NUMBER                           ? 500
                                                                                              : standard[i]);
    CU_ASSERT_EQUAL(setup_of("version: 1\ncodes: {profile: mcptt, decline: 600}\n" B_ALONE)->code[CPM_REASON_DECLINE], 600);
}

static bool lists_default(const char *path)
{
    size_t n;
    const StudyDefault *rows = scenario_defaults(scenario, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].path, path) == 0)
            return true;
    return false;
}

/* The list of defaults has what matters in the scenario, and nothing else. */
static void test_defaults_without_effect_are_hidden(void)
{
    static const struct { const char *path, *with; } rows[] = {
        { "codes.submit_refused", "systems: {sms: {submission: {refused: 1 %}}}\n" C_ALONE },
        { "iwf.t_submit", "systems: {sms: {submission: {refused: 1 %}}}\n" C_ALONE },
        { "codes.no_number", "iwf: {numbers: 3}\n" C_ALONE },
        { "iwf.number_rest", "iwf: {numbers: 3}\n" C_ALONE },
        { "iwf.token_lost", "iwf: {correlation: token}\n" C_ALONE },
        { "iwf.correlation", C_ALONE },
        { "iwf.texts.invitation", C_ALONE },
        { "currency", C_ALONE },
        { "codes.overloaded", "iwfs: [{name: a}]\n" C_ALONE },
        { "codes.no_iwf", "groups: {g: [{name: C, client: sms, also: [email]}]}\nsessions: [{group: g}]\n" },
        { "isf.failover", "groups: {g: [{name: C, client: sms, also: [email]}]}\nsessions: [{group: g}]\n" },
        { "codes.content", "groups: {g: [{name: B}]}\nsessions: [{group: g, content: file}]\n" },
        { "codes.anonymous", "groups: {g: [{name: B}]}\nsessions: [{group: g, inviter: {anonymous: true}}]\n" },
        { "codes.unauthorised", "groups: {g: [{name: B}]}\nsessions: [{group: g, inviter: {authorised: false}}]\n" },
        { "codes.not_a_member", "groups: {g: [{name: B}]}\nsessions: [{group: g, inviter: {member: false}}]\n" },
        { "codes.group_unknown", "groups: {g: {status: disabled, members: [{name: B}]}}\nsessions: [{group: g}]\n" },
        { "codes.too_many", "groups: {g: {maximum: 1, members: [{name: B}]}}\nsessions: [{group: g}]\n" },
        { "sessions[0].texts.gap", B_ALONE },
        { "iwf.recognition", "replies: {w: {texts: [{share: 100 %, text: 'yes'}]}}\n"
                             "groups: {g: [{name: C, client: sms, reply: w}]}\nsessions: [{group: g}]\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *with = g_strconcat("version: 1\n", rows[i].with, NULL);
        setup_of("version: 1\ngroups: {g: [{name: B}]}\nsessions: [{group: g, texts: {inviter: 0}}]\n");
        CU_ASSERT_FALSE(lists_default(rows[i].path));
        setup_of(with);
        if (!lists_default(rows[i].path))
            printf("\n%s is not listed with %s", rows[i].path, rows[i].with);
        CU_ASSERT_TRUE(lists_default(rows[i].path));
    }
}

/* ---- people */

static void test_replies_in_words_are_sorted(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\niwf: {keywords: {accept: [gern, ja], decline: [nein], leave: [ende]}, recognition: first_word,\n"
        "      texts: {invitation: '{inviter}: ja oder nein?'}}\n"
        "replies:\n  w:\n    reply: 50 %\n    again: {share: 20 %, says: leave, after: 3 min}\n"
        "    texts: [{share: 40 %, text: 'Ja, gern'}, {share: 20 %, text: 'NEIN!'}, {share: 10 %, text: ende},\n"
        "            {share: 20 %, text: 'Wer ist da?'}, {share: 10 %, text: 'gern'}]\n"
        "groups: {g: [{name: C, client: sms, reply: w}]}\nsessions: [{group: g}]\n");
    const CpmReplyProfile *profile = &setup->profiles[setup->groups[0].members[0].reply];
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_DOUBLE_EQUAL(profile->accept, 0.25, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(profile->decline, 0.10, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(profile->leave, 0.05, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(profile->unrecognised, 0.10, 1e-12);
    CU_ASSERT_TRUE(profile->again == 0.2 && profile->again_says == CPM_REPLY_LEAVE);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_mean(profile->again_after), 180, 1e-9);
}

static void test_who_leaves_does_not_decline(void)
{
    const CpmSetup *setup = setup_of("version: 1\nreplies: {cold: {accept: 50 %, leave: 20 %}}\n"
                                     "groups: {g: [{name: C, client: sms, reply: cold}]}\nsessions: [{group: g}]\n");
    const CpmReplyProfile *cold = &setup->profiles[setup->groups[0].members[0].reply];
    CU_ASSERT_DOUBLE_EQUAL(cold->accept, 0.65 * 0.95 * 0.5, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cold->leave, 0.65 * 0.95 * 0.2, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cold->decline, 0.65 * 0.95 * 0.3, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cold->unrecognised, 0.65 * 0.05, 1e-12);
}

/* A built-in profile that gets texts loses its shares. */
static void test_texts_replace_the_shares_of_a_preset(void)
{
    const CpmSetup *setup = setup_of("version: 1\nreplies: {cold: {texts: [{share: 1, text: 'no'}]}}\n"
                                     "groups: {g: [{name: C, client: sms, reply: cold}]}\nsessions: [{group: g}]\n");
    CU_ASSERT_DOUBLE_EQUAL(setup->profiles[setup->groups[0].members[0].reply].decline, 0.65, 1e-12);
}

static void test_groups_of_all_kinds(void)
{
    static const struct { const char *group, *session; bool refused; CpmReason why; } rows[] = {
        { "{members: [{name: B}]}", "", false, CPM_REASONS },
        { "{status: unknown, maximum: 1, members: [{name: B, count: 2}]}", ", inviter: {member: false}", true, CPM_REASON_GROUP_UNKNOWN },
        { "{status: disabled, members: [{name: B}]}", ", inviter: {member: false}", true, CPM_REASON_GROUP_DISABLED },
        { "{maximum: 1, members: [{name: B, count: 2}]}", ", inviter: {member: false}", true, CPM_REASON_NOT_A_MEMBER },
        { "{maximum: 1, members: [{name: B, count: 2}]}", "", true, CPM_REASON_TOO_MANY },
        { "{maximum: 2, members: [{name: B, count: 2}]}", "", false, CPM_REASONS },
        { "{maximum: unlimited, members: [{name: B, count: 2}]}", "", false, CPM_REASONS },
        { "{kind: ad_hoc, members: [{name: B}]}", ", inviter: {member: false}", false, CPM_REASONS },
        { "{kind: ad_hoc, maximum: 1, members: [{name: B, count: 2}]}", "", true, CPM_REASON_LIST_TOO_LONG },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("version: 1\ngroups: {g: %s}\nsessions: [{group: g%s}]\n", rows[i].group,
                                                rows[i].session);
        const CpmSetup *setup = setup_of(text);
        CU_ASSERT_EQUAL(setup->workloads[0].refused, rows[i].refused);
        CU_ASSERT_TRUE(!rows[i].refused || setup->workloads[0].refusal == rows[i].why);
    }
}

static void test_who_is_named_again_is_invited_once(void)
{
    const CpmSetup *setup = setup_of("version: 1\ngroups:\n"
                                     "  g: {kind: ad_hoc, maximum: 8, members: [{name: B}, {name: x, count: 7}, B, x]}\n"
                                     "sessions: [{group: g}]\n");
    const CpmGroupSetup *group = &setup->groups[0];
    CU_ASSERT_TRUE(group->ad_hoc && group->n_members == 2 && group->size == 8 && group->duplicates == 8);
    CU_ASSERT_TRUE(group->members[1].first == 2 && !setup->workloads[0].refused);
    CU_ASSERT_STRING_EQUAL(said, "");
}

static void test_sessions(void)
{
    const CpmSetup *setup = setup_of("version: 1\ngroups: {g: [{name: B}]}\nsessions:\n  - {group: g, content: file}\n"
                                     "  - {group: g, inviter: {authorised: false}, texts: {inviter: 0, member: 3, gap: 4 s}}\n");
    CU_ASSERT_TRUE(setup->workloads[0].unconvertible && !setup->workloads[0].unauthorised);
    CU_ASSERT_TRUE(!setup->workloads[1].unconvertible && setup->workloads[1].unauthorised);
    CU_ASSERT_TRUE(setup->workloads[1].inviter_texts == 0 && setup->workloads[1].member_texts == 3);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_mean(setup->workloads[1].text_gap), 4, 1e-9);
}

/* ---- texts */

static void test_segments(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\niwf: {texts: {help: '{inviter}{inviter}', notice: '{{{group}}', message: '\\u0416'}}\n"
        "groups: {g: [{name: C, client: {sms: 50 %, mms: 50 %}}]}\n"
        "sessions:\n  - {group: g, inviter: {name: 'A'}}\n"
        "  - {group: g, inviter: {name: '123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 1'}}\n"
        "  - {group: g, inviter: {name: '123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 1',\n"
        "                         anonymous: true}}\n");
    CU_ASSERT_STRING_EQUAL(setup->systems[0].name, "sms");
    CU_ASSERT_EQUAL(cpm_setup_segments(setup, 0, 0, CPM_TEXT_HELP), 1);
    CU_ASSERT_EQUAL(cpm_setup_segments(setup, 1, 0, CPM_TEXT_HELP), 2);         /* 2 * 81 septets */
    CU_ASSERT_EQUAL(cpm_setup_segments(setup, 1, 1, CPM_TEXT_HELP), 1);         /* MMS has no segments */
    CU_ASSERT_EQUAL(cpm_setup_segments(setup, 2, 0, CPM_TEXT_HELP), 1);         /* his name is not told */
    CU_ASSERT_EQUAL(cpm_setup_segments(setup, 1, 0, CPM_TEXT_INVITATION), 2);
    CU_ASSERT_EQUAL(cpm_setup_segments(setup, 0, 0, CPM_TEXT_NOTICE), 1);
    CU_ASSERT_EQUAL(cpm_setup_segments(setup, 2, 1, CPM_TEXT_MESSAGE), 1);
}

static void test_the_token_stands_in_the_invitation(void)
{
    size_t n, found = 0;
    setup_of("version: 1\niwf: {correlation: token}\n" C_ALONE);
    const StudyDefault *rows = scenario_defaults(scenario, &n);
    for (size_t i = 0; i < n; i++)
        found += strcmp(rows[i].path, "iwf.texts.invitation") == 0 && strstr(rows[i].value, "YES {token}") != NULL;
    CU_ASSERT_EQUAL(found, 1);
}

/* ---- faults */

static void test_faults(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\n" B_ALONE "faults:\n  - {kind: drop, box: iwf, message: 200}\n  - {kind: repeat, box: core, message: BYE}\n"
        "  - {kind: delay, box: cs, message: '200 (CANCEL)', delay: 5 s}\n"
        "  - {kind: replace, box: iwf, message: 'inviting message', instead: notice}\n"
        "  - {kind: misdirect, box: isf, message: INVITE}\n  - {kind: forget_timer, box: iwf, timer: keepalive}\n"
        "  - {kind: forget_timer, box: core, timer: c}\n  - {kind: no_failover}\n  - {kind: answer_early}\n  - {kind: ignore_gate}\n");
    const CpmFault *faults = setup->faults;
    CU_ASSERT_EQUAL_FATAL(setup->n_faults, 10);
    CU_ASSERT_TRUE(faults[0].kind == CPM_FAULT_DROP && faults[0].box == CPM_IWF && faults[0].message == SIP_RESPONSE(SIP_INVITE, 200));
    CU_ASSERT_TRUE(faults[1].box == CPM_CORE && faults[1].message == SIP_REQUEST(SIP_BYE) && faults[1].step == 0);
    CU_ASSERT_TRUE(faults[2].message == SIP_RESPONSE(SIP_CANCEL, 200) && faults[2].delay == 5 * SIM_S);
    CU_ASSERT_TRUE(faults[3].message == SIP_REQUEST(SYS_INVITATION) && faults[3].instead == SIP_REQUEST(SYS_NOTICE));
    CU_ASSERT_TRUE(faults[4].kind == CPM_FAULT_MISDIRECT && faults[4].box == CPM_ISF);
    CU_ASSERT_TRUE(faults[5].kind == CPM_FAULT_FORGET_TIMER && faults[5].timer == CPM_TIMER_KEEPALIVE);
    CU_ASSERT_EQUAL(faults[6].timer, CPM_TIMER_C);
    CU_ASSERT_TRUE(faults[7].box == CPM_ISF && faults[8].box == CPM_CS && faults[9].box == CPM_IWF);
}

/* Each word of the kinds is a fault of its own, in the order of the enum. */
static void test_each_kind_of_fault_can_be_written(void)
{
    static const char *const rows[CPM_FAULTS] = {
        "send_despite_reject", "report_is_acceptance", "wrong_mode", "drop_step, step: 20", "repeat_step, step: 20", "no_keepalive",
        "drop, box: iwf, message: 200", "repeat, box: iwf, message: 200", "delay, box: iwf, message: 200, delay: 1 s",
        "replace, box: iwf, message: 200, instead: 480", "misdirect, box: isf, message: 200", "forget_timer, box: iwf, timer: reply",
        "silence_is_acceptance", "decline_is_acceptance", "help_without_end", "number_reused", "reject_for_convert",
        "accept_for_reject", "convert_for_reject", "ignore_gate", "skip_member", "answer_early", "no_failover", "ok_after_cancel",
        "no_pacing", "constant_interval, box: cs", "repeat_answered, box: client_a", "no_repetition, box: client",
        "ignore_overload, box: core", "forward_stray, box: isf", "reverse_order", "serve_when_dead", "invite_twice",
    };
    for (unsigned kind = 0; kind < CPM_FAULTS; kind++) {
        g_autofree char *text = g_strdup_printf("version: 1\nsip: {transactions: full}\n" B_ALONE "faults: [{kind: %s}]\n", rows[kind]);
        CU_ASSERT_EQUAL(setup_of(text)->faults[0].kind, kind);
    }
}

/* ---- warnings */

static void test_what_is_probably_not_meant_is_warned_of(void)
{
    static const struct { const char *text, *said; } rows[] = {
        { "focus: {session_expires: 20 min}\n" B_ALONE, "2:26: warning: focus.session_expires (20 min) is short" },
        { "iwf: {t_submit: 10 min}\nsystems: {sms: {submission: {silent: 1 %}}}\n" C_ALONE, "iwf.t_submit (10 min) is not shorter" },
        { "iwf: {t_submit: 10 s}\n" C_ALONE, "iwf.t_submit has no effect: no system has a 'submission'" },
        { "iwf: {anonymous: prohibit}\n" C_ALONE, "iwf.anonymous has no effect: no inviter is anonymous" },
        { "iwf: {correlation: latest, numbers: 5}\n" C_ALONE, "iwf.numbers has no effect: it belongs to 'correlation: number'" },
        { "iwf: {number_rest: 5 min}\n" C_ALONE, "iwf.number_rest has no effect: the numbers are unlimited" },
        { "iwf: {token_lost: 5 %}\n" C_ALONE, "iwf.token_lost has no effect: it belongs to 'correlation: token'" },
        { "iwf: {recognition: anywhere}\n" C_ALONE, "iwf.recognition has no effect: no reply profile has 'texts'" },
        { "focus: {subscribe: none, notify_states: all}\n" B_ALONE, "focus.notify_states has no effect: nobody subscribes" },
        { "isf: {failover: false}\n" C_ALONE, "isf.failover has no effect: each system has one IWF" },
        { "iwfs: [{name: a, serves: [mms]}]\n"
          "groups: {g: [{name: C, client: sms}, {name: D, client: mms}]}\nsessions: [{group: g}]\n",
          "2:7: warning: iwfs: none serves systems.sms: its users are never asked (D23)" },
        { "systems: {sms: {reports: false, report_lost: 1 %}}\n" C_ALONE, "systems.sms.report_lost has no effect: it gives no reports" },
        { "groups: {g: {kind: ad_hoc, members: [{name: B}]}}\nsessions: [{group: g, inviter: {member: false}}]\n",
          "sessions.inviter.member has no effect" },
        { "systems: {sms: {throughput: 10 /s}}\nstations: {core: {servers: 99}, cs: {servers: 99}, isf: {servers: 99}, iwf: {servers: 99}}\n"
          "groups: {g: [{name: C, count: 7000, client: sms}]}\nsessions: [{group: g}]\n",
          "2:29: warning: systems.sms.throughput: inviting 'g' takes 700 s, longer than iwf.t_reply (600 s)" },
        { "iwf: {keywords: {accept: [ja]}}\nreplies: {w: {texts: [{share: 100 %, text: 'ja'}]}}\n"
          "groups: {g: [{name: C, client: sms, reply: w}]}\nsessions: [{group: g}]\n",
          "2:26: warning: iwf.texts.invitation has none of the keywords that accept" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat("version: 1\n", rows[i].text, NULL);
        read_text(text);
        CU_ASSERT_PTR_NOT_NULL(scenario);
        CU_ASSERT_EQUAL(diagnostics_n_warnings(diagnostics), 1);
        if (strstr(said, rows[i].said) == NULL)
            printf("\n%s: %s", rows[i].text, said);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, rows[i].said));
    }
}

/* --set finds members of both forms of a group. */
static void test_settings(void)
{
    static const char text[] = "version: 1\ngroups: {g: {members: [{name: B}, {name: crowd, count: 5}]}}\nsessions: [{group: g}]\n";
    static const struct { const char *path, *value; uint32_t size; } rows[] = {
        { "members.crowd.count", "70", 71 }, { "groups.g.members.crowd.count", "9", 10 }, { "groups.g.members[0].count", "3", 8 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const ScenarioOverride set = { "--set", rows[i].path, rows[i].value };
        const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
        clear();
        diagnostics = diagnostics_new();
        scenario = scenario_read_text(&file, &set, 1, diagnostics);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        CU_ASSERT_EQUAL(scenario_setup(scenario)->groups[0].size, rows[i].size);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "defaults", test_defaults },
        { "interworking", test_interworking },
        { "codes", test_codes },
        { "defaults without effect are hidden", test_defaults_without_effect_are_hidden },
        { "replies in words are sorted", test_replies_in_words_are_sorted },
        { "who leaves does not decline", test_who_leaves_does_not_decline },
        { "texts replace the shares of a preset", test_texts_replace_the_shares_of_a_preset },
        { "groups of all kinds", test_groups_of_all_kinds },
        { "who is named again is invited once", test_who_is_named_again_is_invited_once },
        { "sessions", test_sessions },
        { "segments", test_segments },
        { "the token stands in the invitation", test_the_token_stands_in_the_invitation },
        { "faults", test_faults },
        { "each kind of fault can be written", test_each_kind_of_fault_can_be_written },
        { "what is probably not meant is warned of", test_what_is_probably_not_meant_is_warned_of },
        { "settings", test_settings },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "scenario: interworking", .pTearDownFunc = clear, .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
