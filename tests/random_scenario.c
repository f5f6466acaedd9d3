/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random_scenario.h"

#include <stdbool.h>

#include <glib.h>

#include "sim/random.h"

/* The text as it grows, and the numbers that it is made of. */
typedef struct Writer {
    GString *text;
    unsigned number, drawn;
    unsigned n_systems, n_groups;
    unsigned supports[3];       /* sessions and invitations, by system */
    bool is_ad_hoc;             /* the group that is being written */
} Writer;

static double uniform(Writer *writer)
{
    SimRandom random = { 31, 8 };

    return sim_random_uniform(&random, sim_stream("test.scenario"), writer->number, 0, writer->drawn++);
}

static unsigned below(Writer *writer, unsigned n)
{
    return (unsigned)(uniform(writer) * n);
}

static bool maybe(Writer *writer, double probability)
{
    return uniform(writer) < probability;
}

static const char *word(Writer *writer, const char *const *words, unsigned n)
{
    return words[below(writer, n)];
}

/* One draw to a statement: the order in which arguments are evaluated is the compiler's. */
#define ADD(writer, ...) g_string_append_printf((writer)->text, __VA_ARGS__)
#define ADD_WORD(writer, key, ...)                                                                                         \
    ADD(writer, key "%s", word(writer, (const char *const[]){ __VA_ARGS__ },                                               \
                               (unsigned)(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))))
#define ADD_NUMBER(writer, key, from, n, unit) ADD(writer, key "%u" unit, (from) + below(writer, n))

/* A distribution around @ms, of any family. */
static void add_distribution(Writer *writer, unsigned ms)
{
    switch (below(writer, 8)) {
    case 0:
        ADD(writer, "%u ms", ms);
        break;
    case 1:
        ADD(writer, "{uniform: {from: 0 s, to: %u ms}}", 2 * ms);
        break;
    case 2:
        ADD(writer, "{exponential: {mean: %u ms}}", ms);
        break;
    case 3:
        ADD(writer, "{lognormal: {median: %u ms, sigma: 1}}", ms);
        break;
    case 4:
        ADD(writer, "{gamma: {shape: 2, mean: %u ms}}", ms);
        break;
    case 5:
        ADD(writer, "{weibull: {shape: 0.8, scale: %u ms}}", ms);
        break;
    case 6:
        ADD(writer, "{mixture: [{weight: 80 %%, of: %u ms}, {weight: 20 %%, of: %u ms}]}", ms, 5 * ms);
        break;
    default:
        ADD(writer, "0 s");
    }
}

static void add_latencies(Writer *writer)
{
    static const unsigned ms[] = { 1, 10, 100, 500 };
    static const char *const links[] = { "access", "core", "system" };
    static const char *const stations[] = { "core", "cs", "isf", "iwf" };

    ADD(writer, "links:\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(links); i++) {
        ADD(writer, "  %s: {latency: ", links[i]);
        add_distribution(writer, ms[below(writer, G_N_ELEMENTS(ms))]);
        ADD(writer, "}\n");
    }
    ADD(writer, "stations:\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++) {
        ADD(writer, "  %s: {service: ", stations[i]);
        add_distribution(writer, 1 + below(writer, 20));
        ADD(writer, ", servers: %u}\n", 1 + below(writer, 4));
    }
}

static void add_correlation(Writer *writer)
{
    switch (below(writer, 4)) {
    case 0:
        ADD_NUMBER(writer, ", correlation: token, token_lost: ", 0, 101, " %%");
        break;
    case 1:
        ADD(writer, ", correlation: latest");
        break;
    case 2:
        ADD_NUMBER(writer, ", correlation: number, numbers: ", 1, 4, "");
        ADD_NUMBER(writer, ", number_rest: ", 0, 90, " s");
        break;
    default:
        ADD(writer, ", correlation: number");
    }
}

/* T_answer is shorter than T_reply half of the time, so that CANCELs cross answers. */
static void add_boxes(Writer *writer)
{
    ADD_WORD(writer, "sip: {trying: ", "at_once", "after_200ms");
    ADD_WORD(writer, ", ringing: ", "true", "false");
    ADD_WORD(writer, "}\nfocus: {answer: ", "immediate", "first_accept", "all_answered", "required_members");
    ADD_WORD(writer, ", late_ok: ", "notify", "literal_2xx", "suppress");
    ADD_WORD(writer, ", fan_out: ", "all_at_once", "2 /s", "50 /s");
    if (maybe(writer, 0.5))
        ADD_NUMBER(writer, ", t_answer: ", 1, 30, " s");
    else
        ADD_NUMBER(writer, ", t_answer: ", 60, 900, " s");
    ADD_WORD(writer, ", subscribe: ", "none", "inviter", "all");
    ADD_WORD(writer, ", notify_states: ", "connected", "all");
    ADD_WORD(writer, ", session_expires: ", "off", "90 s", "200 s", "1800 s");
    ADD_NUMBER(writer, ", notify_interval: ", 1, 10, " s");
    ADD_WORD(writer, ", keepalive: ", "off", "10 s", "60 s");
    ADD_WORD(writer, ", release_when_empty: ", "true", "false");
    ADD_NUMBER(writer, "}\niwf: {t_reply: ", 5, 600, " s");
    ADD_WORD(writer, ", keepalive: ", "off", "10 s", "60 s");
    ADD_WORD(writer, ", notices: ", "true", "false");
    ADD_NUMBER(writer, ", t_submit: ", 1, 40, " s");
    ADD_NUMBER(writer, ", helps: ", 0, 4, "");
    ADD_WORD(writer, ", late_reply: ", "tell", "join", "ignore");
    ADD_WORD(writer, ", anonymous: ", "allow", "prohibit");
    add_correlation(writer);
    ADD_WORD(writer, ", recognition: ", "exact", "first_word");
    ADD(writer, "}\n");
    ADD_WORD(writer, "isf: {informed: ", "true", "false");
    ADD_WORD(writer, ", failover: ", "true", "false");
    ADD(writer, "}\n");
}

static void add_policy(Writer *writer)
{
    ADD_WORD(writer, "policy:\n  provider: ", "forbid", "{force: accept}", "{force: reject}", "{force: convert}", "{default: accept}",
             "{default: convert}", "{allow: [accept, convert], default: convert}",
             "{allow: [accept, reject, convert], default: convert}", "{allow: [accept, reject, convert], default: accept}",
             "{allow: [reject], default: reject}");
    ADD_WORD(writer, "\n  user_reject_wins: ", "true", "false");
    ADD_WORD(writer, "\n  user_reject_before_gate: ", "true", "false");
    ADD_WORD(writer, "\n  reading: ", "default", "either", "both");
    ADD(writer, "\n");
}

/* In shares, or in words. */
static void add_shares(Writer *writer)
{
    unsigned accept = below(writer, 101);

    if (maybe(writer, 0.3)) {
        ADD(writer, ", texts: [{share: %u %%, text: 'Yes!'}, {share: %u %%, text: '", accept, 100 - accept);
        ADD_WORD(writer, "", "no", "leave", "who is this?");
        ADD(writer, "'}]");
        return;
    }
    ADD_NUMBER(writer, ", unrecognised: ", 0, 40, " %%");
    ADD(writer, ", accept: %u %%", accept);
    ADD_NUMBER(writer, ", leave: ", 0, 101 - accept, " %%");
}

static void add_people(Writer *writer)
{
    ADD(writer, "replies:\n");
    for (unsigned i = 0; i < 2; i++) {
        ADD(writer, "  people_%u: {", i);
        ADD_NUMBER(writer, "reply: ", 40, 61, " %%");
        add_shares(writer);
        ADD(writer, ", delay: ");
        add_distribution(writer, 20 + below(writer, 60000));
        if (maybe(writer, 0.5)) {
            ADD_NUMBER(writer, ", again: {share: ", 0, 101, " %%");
            ADD_WORD(writer, ", says: ", "accept", "decline", "leave", "unrecognised");
            ADD(writer, ", after: ");
            add_distribution(writer, 20 + below(writer, 60000));
            ADD(writer, "}");
        }
        ADD(writer, "}\n");
    }
}

static void add_system(Writer *writer, unsigned index)
{
    unsigned never = below(writer, 20);

    ADD(writer, "  system_%u:\n", index);
    bool sessions = maybe(writer, 1.0 / 3), invitations = maybe(writer, 1.0 / 3);

    writer->supports[index] = 2 * sessions + invitations;
    ADD(writer, "    sessions: %s\n    invitations: %s", sessions ? "true" : "false", invitations ? "true" : "false");
    ADD_WORD(writer, "\n    reports: ", "true", "false");
    ADD_NUMBER(writer, "\n    first_attempt: ", 0, 101 - never, " %%");
    ADD(writer, "\n    never: %u %%", never);
    ADD_NUMBER(writer, "\n    duplicate: ", 0, 60, " %%");
    ADD(writer, "\n    transit: ");
    add_distribution(writer, 50 + below(writer, 8000));
    ADD(writer, "\n    return_transit: ");
    add_distribution(writer, 50 + below(writer, 4000));
    ADD(writer, "\n    absence: ");
    add_distribution(writer, 500 + below(writer, 60000));
    ADD_WORD(writer, "\n    retry: ", "off", "[{every: 5 s, times: 3}]", "[{every: 10 s, times: 2}, {every: 1 min}]");
    ADD_NUMBER(writer, "\n    validity: ", 5, 600, " s");
    ADD_NUMBER(writer, "\n    report_lost: ", 0, 50, " %%");
    ADD_WORD(writer, "\n    names_message: ", "true", "false");
    ADD_WORD(writer, "\n    segmented: ", "true", "false");
    ADD_WORD(writer, "\n    throughput: ", "unlimited", "unlimited", "1 /s", "20 /s");
    if (maybe(writer, 0.3)) {
        ADD_NUMBER(writer, "\n    submission: {refused: ", 0, 30, " %%");
        ADD_NUMBER(writer, ", silent: ", 0, 30, " %%");
        ADD_NUMBER(writer, ", malformed: ", 0, 30, " %%}");
    }
    ADD(writer, "\n");
}

/* None in half of the scenarios; else up to three, some of which die, are full, or serve the first system only. */
static void add_iwfs(Writer *writer)
{
    unsigned n = maybe(writer, 0.5) ? 0 : 1 + below(writer, 3);

    if (n > 0)
        ADD(writer, "iwfs:\n");
    for (unsigned i = 0; i < n; i++) {
        ADD(writer, "  - {name: iwf_%u", i);
        ADD_WORD(writer, ", capacity: ", "unlimited", "1", "2", "5");
        ADD_WORD(writer, ", while_dead: ", "silent", "refuses");
        if (maybe(writer, 0.3))
            ADD(writer, ", serves: [system_0]");
        if (maybe(writer, 0.4)) {
            ADD_NUMBER(writer, ", outages: [{at: ", 0, 60, " s");
            ADD_NUMBER(writer, ", for: ", 1, 120, " s}]");
        }
        ADD(writer, "}\n");
    }
}

static void add_systems(Writer *writer)
{
    writer->n_systems = 1 + below(writer, 3);
    ADD(writer, "systems:\n");
    for (unsigned i = 0; i < writer->n_systems; i++)
        add_system(writer, i);
}

/* A system and another that supports the same, if there is one. */
static void add_systems_of_member(Writer *writer)
{
    unsigned system = below(writer, writer->n_systems), also = below(writer, writer->n_systems);

    ADD(writer, ", client: system_%u", system);
    if (also != system && writer->supports[also] == writer->supports[system])
        ADD(writer, ", also: [system_%u]", also);
}

static void add_member(Writer *writer, unsigned group, unsigned index)
{
    ADD(writer, "      - {name: m_%u_%u", group, index);
    ADD_NUMBER(writer, ", count: ", 1, 6, "");
    switch (below(writer, 4)) {
    case 0:
        ADD(writer, ", client: cpm");
        break;
    case 1:
        ADD(writer, ", client: {cpm: 40 %%, system_0: 60 %%}");
        break;
    default:
        add_systems_of_member(writer);
    }
    ADD_WORD(writer, ", prefer: ", "accept", "reject", "convert", "none", "{accept: 30 %, convert: 40 %, none: 30 %}");
    ADD_NUMBER(writer, ", reply: people_", 0, 2, "");
    ADD_NUMBER(writer, ", answer: people_", 0, 2, "");
    ADD(writer, ", required: %s}\n", index == 0 || maybe(writer, 0.2) ? "true" : "false");
}

/* Nearly all can be invited. */
static void add_kind_of_group(Writer *writer)
{
    writer->is_ad_hoc = maybe(writer, 0.3);
    if (writer->is_ad_hoc)
        ADD(writer, "    kind: ad_hoc\n");
    else
        ADD_WORD(writer, "    status: ", "active", "active", "active", "active", "active", "active", "disabled", "unknown");
    ADD_WORD(writer, "\n    maximum: ", "unlimited", "unlimited", "unlimited", "unlimited", "1000", "7");
    ADD(writer, "\n");
}

/* One group in half of the scenarios: then all rules can be judged. */
static void add_groups(Writer *writer)
{
    writer->n_groups = 1 + below(writer, 2);
    ADD(writer, "groups:\n");
    for (unsigned i = 0; i < writer->n_groups; i++) {
        unsigned n = 1 + below(writer, 5);

        ADD(writer, "  group_%u:\n", i);
        add_kind_of_group(writer);
        ADD(writer, "    members:\n");
        for (unsigned j = 0; j < n; j++)
            add_member(writer, i, j);
        if (writer->is_ad_hoc)
            ADD(writer, "      - m_%u_0\n", i);
    }
}

static void add_sessions(Writer *writer)
{
    ADD(writer, "sessions:\n");
    for (unsigned i = 0; i < writer->n_groups; i++) {
        ADD(writer, "  - {group: group_%u", i);
        ADD_NUMBER(writer, ", at: ", 0, 20, " s");
        ADD_NUMBER(writer, ", count: ", 1, 4, "");
        ADD(writer, ", arrivals: ");
        add_distribution(writer, 1 + below(writer, 90000));
        if (maybe(writer, 0.6))
            ADD_NUMBER(writer, ", duration: ", 1, 200, " s");
        if (maybe(writer, 0.4))
            ADD_NUMBER(writer, ", patience: ", 50, 40000, " ms");
        ADD_WORD(writer, ", content: ", "text", "text", "text", "text", "file");
        ADD_WORD(writer, ", inviter: {authorised: ", "true", "true", "true", "true", "false");
        ADD_WORD(writer, ", anonymous: ", "true", "false", "false", "false");
        ADD_WORD(writer, ", member: ", "true", "true", "true", "true", "true", "true", "true", "false");
        ADD_NUMBER(writer, "}, texts: {inviter: ", 0, 4, "");
        ADD_NUMBER(writer, ", member: ", 0, 3, "");
        ADD(writer, ", gap: ");
        add_distribution(writer, 20 + below(writer, 20000));
        ADD(writer, "}");
        ADD(writer, "}\n");
    }
}

char *random_scenario(unsigned number)
{
    Writer writer = { .text = g_string_new(NULL), .number = number };

    ADD(&writer, "version: 1\nseed: %u\n", number);
    add_latencies(&writer);
    add_boxes(&writer);
    add_policy(&writer);
    add_people(&writer);
    add_systems(&writer);
    add_iwfs(&writer);
    add_groups(&writer);
    add_sessions(&writer);
    return g_string_free(writer.text, FALSE);
}
