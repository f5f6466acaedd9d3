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

#define WORD(writer, ...)                                                                              \
    word(writer, (const char *const[]){ __VA_ARGS__ },                                                 \
         (unsigned)(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)))

#define ADD(writer, ...) g_string_append_printf((writer)->text, __VA_ARGS__)

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

/* T_answer is shorter than T_reply half of the time, so that CANCELs cross answers. */
static void add_boxes(Writer *writer)
{
    ADD(writer, "sip: {trying: %s, ringing: %s}\n", WORD(writer, "at_once", "after_200ms"), WORD(writer, "true", "false"));
    ADD(writer, "focus: {answer: %s, late_ok: %s, fan_out: %s, t_answer: %u s, subscribe: %s, notify_interval: %u s, ",
        WORD(writer, "immediate", "first_accept", "all_answered", "required_members"),
        WORD(writer, "notify", "literal_2xx", "suppress"), WORD(writer, "all_at_once", "2 /s", "50 /s"),
        maybe(writer, 0.5) ? 1 + below(writer, 30) : 60 + below(writer, 900), WORD(writer, "none", "inviter"),
        1 + below(writer, 10));
    ADD(writer, "keepalive: %s, release_when_empty: %s}\n", WORD(writer, "off", "10 s", "60 s"), WORD(writer, "true", "false"));
    ADD(writer, "iwf: {t_reply: %u s, keepalive: %s, notices: %s}\n", 5 + below(writer, 600), WORD(writer, "off", "10 s", "60 s"),
        WORD(writer, "true", "false"));
}

static void add_policy(Writer *writer)
{
    ADD(writer, "policy:\n  provider: %s\n",
        WORD(writer, "forbid", "{force: accept}", "{force: reject}", "{force: convert}", "{default: accept}", "{default: convert}",
             "{allow: [accept, convert], default: convert}", "{allow: [accept, reject, convert], default: convert}",
             "{allow: [accept, reject, convert], default: accept}", "{allow: [reject], default: reject}"));
    ADD(writer, "  user_reject_wins: %s\n  user_reject_before_gate: %s\n  reading: %s\n", WORD(writer, "true", "false"),
        WORD(writer, "true", "false"), WORD(writer, "default", "either", "both"));
}

static void add_people(Writer *writer)
{
    ADD(writer, "replies:\n");
    for (unsigned i = 0; i < 2; i++) {
        ADD(writer, "  people_%u: {reply: %u %%, unrecognised: %u %%, accept: %u %%, delay: ", i, 40 + below(writer, 61),
            below(writer, 40), below(writer, 101));
        add_distribution(writer, 20 + below(writer, 60000));
        ADD(writer, "}\n");
    }
}

static void add_systems(Writer *writer)
{
    writer->n_systems = 1 + below(writer, 3);
    ADD(writer, "systems:\n");
    for (unsigned i = 0; i < writer->n_systems; i++) {
        unsigned never = below(writer, 20);

        ADD(writer, "  system_%u:\n    sessions: %s\n    invitations: %s\n    reports: %s\n", i,
            WORD(writer, "false", "false", "true"), WORD(writer, "false", "false", "true"), WORD(writer, "true", "false"));
        ADD(writer, "    first_attempt: %u %%\n    never: %u %%\n    duplicate: %u %%\n", below(writer, 101 - never), never,
            below(writer, 60));
        ADD(writer, "    transit: ");
        add_distribution(writer, 50 + below(writer, 8000));
        ADD(writer, "\n    return_transit: ");
        add_distribution(writer, 50 + below(writer, 4000));
        ADD(writer, "\n    absence: ");
        add_distribution(writer, 500 + below(writer, 60000));
        ADD(writer, "\n    retry: %s\n    validity: %u s\n",
            WORD(writer, "off", "[{every: 5 s, times: 3}]", "[{every: 10 s, times: 2}, {every: 1 min}]"), 5 + below(writer, 600));
    }
}

static void add_member(Writer *writer, unsigned group, unsigned index)
{
    ADD(writer, "    - {name: m_%u_%u, count: %u, client: ", group, index, 1 + below(writer, 6));
    switch (below(writer, 4)) {
    case 0:
        ADD(writer, "cpm");
        break;
    case 1:
        ADD(writer, "{cpm: 40 %%, system_0: 60 %%}");
        break;
    default:
        ADD(writer, "system_%u", below(writer, writer->n_systems));
    }
    ADD(writer, ", prefer: %s, reply: people_%u, answer: people_%u, required: %s}\n",
        WORD(writer, "accept", "reject", "convert", "none", "{accept: 30 %, convert: 40 %, none: 30 %}"), below(writer, 2),
        below(writer, 2), index == 0 || maybe(writer, 0.2) ? "true" : "false");
}

/* One group in half of the scenarios: then all rules can be judged. */
static void add_groups(Writer *writer)
{
    writer->n_groups = 1 + below(writer, 2);
    ADD(writer, "groups:\n");
    for (unsigned i = 0; i < writer->n_groups; i++) {
        unsigned n = 1 + below(writer, 5);

        ADD(writer, "  group_%u:\n", i);
        for (unsigned j = 0; j < n; j++)
            add_member(writer, i, j);
    }
}

static void add_sessions(Writer *writer)
{
    ADD(writer, "sessions:\n");
    for (unsigned i = 0; i < writer->n_groups; i++) {
        ADD(writer, "  - {group: group_%u, at: %u s, count: %u, arrivals: ", i, below(writer, 20), 1 + below(writer, 4));
        add_distribution(writer, 1 + below(writer, 90000));
        if (maybe(writer, 0.6))
            ADD(writer, ", duration: %u s", 1 + below(writer, 200));
        if (maybe(writer, 0.4))
            ADD(writer, ", patience: %u ms", 50 + below(writer, 40000));
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
    add_groups(&writer);
    add_sessions(&writer);
    return g_string_free(writer.text, FALSE);
}
