/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIP at its worst: a fifth of all messages is lost, a fifth arrives twice, they overtake each other or arrive at the same moment, and
 * boxes die, with and without their memory, links are slow, and people come back at once.  Whatever happens: no input that a box does not
 * know, one end for each invitation at who sent it, and when all is over no transaction, no message and no timer is left. */
#include "tests/run_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/cpm_client_a.h"
#include "models/cpm_incident.h"
#include "models/cpm_network_state.h"
#include "models/cpm_session_leg.h"
#include "models/sip_message.h"
#include "tests/cunit_run.h"
#include "tests/random_scenario.h"

#define SEEDS 129
#define FIRST_CROWDED 99                /* from there on, with more of all that makes boxes and links busy          */
#define LIMIT (30 * 24 * SIM_HOUR)
#define LEGS_PER_SESSION 128            /* random groups are smaller */

/* What the trace shows of one leg. */
typedef struct Leg {
    unsigned invitations;               /* as its UAC sent them: no copies                                            */
    unsigned ends;                      /* how often the UAC has ceased to wait for the final response                */
    unsigned outcomes;                  /* records of how it was settled; the last counts                             */
    unsigned status;                    /* for people: of the final response                                          */
} Leg;

typedef struct Stress {
    Scenario *scenario;
    SimWorld *world;
    CpmNetwork *network;
    GArray *legs;                       /* of Leg */
    unsigned lost, repeated, forgotten, unexpected;
    const char *fault;
} Stress;

/* States of the UACs, CPM Client A and the CS towards a member, in which a final response may come. */
static bool waits(const char *state)
{
    static const char *const names[] = { "CALLING", "PROCEEDING", "ALERTED", "CANCEL_PENDING", "GIVING_UP", "CANCELLING", NULL };

    return g_strv_contains(names, state);
}

static void note_state(Leg *leg, const SimRecord *record)
{
    const SimMachineDef *def = record->member == 0 ? &cpm_client_a_def : &cpm_session_leg_def;
    CpmBoxKind uac = record->member == 0 ? CPM_CLIENT_A : CPM_CS;
    bool before, after;

    if (CPM_BOX_KIND(record->to) != uac || (record->kind != SIM_RECORD_MESSAGE && record->kind != SIM_RECORD_TIMER))
        return;
    before = waits(def->states[record->state]);
    after = waits(def->states[record->next]);
    leg->invitations += !before && after;
    leg->ends += before && !after;
    if (before && !after)
        leg->status = sip_status(record->code);
}

static void observe(void *observer, const SimRecord *records, size_t n)
{
    Stress *stress = observer;

    for (size_t i = 0; i < n; i++) {
        const SimRecord *record = &records[i];
        guint index = record->session * LEGS_PER_SESSION + record->member;
        Leg *leg;

        if (stress->legs->len <= index)
            g_array_set_size(stress->legs, index + 1);
        leg = &g_array_index(stress->legs, Leg, index);
        leg->outcomes += record->kind == SIM_RECORD_OUTCOME;
        note_state(leg, record);
        stress->lost += record->kind == SIM_RECORD_LOST;
        stress->repeated += record->kind == SIM_RECORD_REPEATED;
        if (record->kind == SIM_RECORD_UNEXPECTED && stress->unexpected++ == 0) {
            char name[SIP_NAME_SIZE];

            fprintf(stderr, "\n  unexpected: %.6f session %u member %u %02x > %02x %s in state %u", sim_time_to_seconds(record->time),
                    record->session, record->member, record->from, record->to, sip_code_name(record->code, name), record->state);
        }
    }
}

/* Slow links, dialogs before what is new, and proxies that forget. */
static void add_crowd(GStrvBuilder *sets, unsigned number)
{
    static const char *const bandwidths[] = { "1 Mbit/s", "256 kbit/s", "unlimited" };
    g_autofree char *core = g_strdup_printf("links.core.bandwidth=%s", bandwidths[number % 3]);
    g_autofree char *access = g_strdup_printf("links.access.bandwidth=%s", bandwidths[(number + 1) % 3]);

    g_strv_builder_add_many(sets, "sip.processing=service", core, access, "stations.core.priority=dialogs", "stations.cs.priority=dialogs",
                            "stations.core.service=2 ms", "stations.cs.service=2 ms", "stations.core.memory=lost",
                            "stations.isf.memory=lost", "stations.core.failures={up: 20 s, down: 1 s}",
                            "stations.isf.failures={up: {exponential: {mean: 30 s}}, down: 2 s}", NULL);
    if (number % 2 == 0)
        g_strv_builder_add_many(sets, "stations.core.while_down=refuses", "stations.isf.while_down=refuses", NULL);
}

/* Sets of the scenario with @number (transfer full). */
static char **sets_of(unsigned number)
{
    GStrvBuilder *sets = g_strv_builder_new();
    bool tcp = number % 4 == 3, crowded = number >= FIRST_CROWDED;

    g_strv_builder_add_many(sets, "sip.transactions=full", "links.access.loss=20 %", "links.core.loss=20 %", NULL);
    g_strv_builder_add(sets, number % 2 == 0 ? "sip.processing=arrival" : "sip.processing=service");
    if (tcp)
        g_strv_builder_add_many(sets, "links.access.transport=tcp", "links.core.transport=tcp", NULL);
    else
        g_strv_builder_add_many(sets, "links.access.duplicate=20 %", "links.core.duplicate=20 %", NULL);
    if (number % 3 == 0)                /* all at the same moments */
        g_strv_builder_add_many(sets, "links.access.latency=20 ms", "links.core.latency=20 ms", "links.system.latency=20 ms", NULL);
    if (number % 3 == 1)                /* all in disorder */
        g_strv_builder_add_many(sets, "links.access.latency={lognormal: {median: 200 ms, sigma: 1.5}}",
                                "links.core.latency={lognormal: {median: 200 ms, sigma: 1.5}}", NULL);
    if (number % 2 == 1 && number % 5 < 3 && !crowded) {
        g_strv_builder_add_many(sets, "stations.core.outages=[{at: 4 s, for: 3 s}, {at: 40 s, for: 20 s}]",
                                "stations.isf.outages=[{at: 10 s, for: 5 s}]", "stations.cs.outages=[{at: 60 s, for: 10 s}]", NULL);
        g_strv_builder_add(sets, number % 5 == 0 ? "stations.core.memory=kept" : "stations.core.memory=lost");
        g_strv_builder_add(sets, number % 5 == 1 ? "stations.isf.memory=lost" : "stations.isf.memory=kept");
    }
    if (crowded)
        add_crowd(sets, number);
    g_strv_builder_add(sets, "focus.session_expires=90 s");
    return g_strv_builder_end(sets);
}

/* The random scenario, in which nothing lasts for ever: inviters leave, give up when their proxy has forgotten them, and sessions are
 * refreshed, so that who has not heard a BYE learns it. */
static char *scenario_of(unsigned number)
{
    g_autofree char *yaml = random_scenario(number);
    g_auto(GStrv) lines = g_strsplit(yaml, "\n", -1);
    bool is_hasty = number >= FIRST_CROWDED && number % 4 == 1;         /* gives up before anything can have come */

    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *before = *line;

        if (!g_str_has_prefix(before, "  - {group: "))
            *line = g_steal_pointer(&before);
        else
            *line = g_strdup_printf("  - {%s%s%s%s", number >= FIRST_CROWDED ? "retry: {share: 80 %, times: 3, after: 0 s}, " : "",
                                    strstr(before, ", patience: ") != NULL ? "" : is_hasty ? "patience: 15 ms, " : "patience: 100 s, ",
                                    strstr(before, ", duration: ") == NULL ? "duration: 300 s, " : "", before + strlen("  - {"));
    }
    return g_strjoinv("\n", lines);
}

static bool is_recycling(const SimEvent *event)
{
    return (event->what >> 19 & 3u) == CPM_FROM_TIMER && (event->what & 0xffu) == CPM_TIMER_RECYCLE;
}

/* To the last event, also beyond where a run ends.  When a session's slots are given back nothing may be left of it. */
static void run(Stress *stress)
{
    SimEvent event;

    while (sim_queue_pop(stress->world->queue, &event)) {
        size_t open;

        if (event.time > LIMIT) {
            stress->fault = "it does not end";
            break;
        }
        stress->world->now = event.time;
        sim_trace_reserve(stress->world->trace);
        cpm_incident_take_place(stress->network, event.time);
        open = cpm_wire_transactions(stress->network->wire);
        cpm_network_deliver(stress->network, &event);
        if (is_recycling(&event))
            stress->forgotten += (unsigned)(open - cpm_wire_transactions(stress->network->wire));
    }
    sim_trace_flush(stress->world->trace);
}

static const char *check_legs(const Stress *stress)
{
    for (guint i = 0; i < stress->legs->len; i++) {
        const Leg *leg = &g_array_index(stress->legs, Leg, i);

        if (leg->invitations == 0)
            continue;
        if (leg->invitations != 1 || leg->ends != 1 || (leg->outcomes == 0 && i % LEGS_PER_SESSION > 0)) {
            fprintf(stderr, "\n  session %u member %u: %u INVITEs, %u ends, %u outcomes, status %u", i / LEGS_PER_SESSION,
                    i % LEGS_PER_SESSION, leg->invitations, leg->ends, leg->outcomes, leg->status);
            return leg->ends != 1 ? "an INVITE has not one final outcome" : "nothing says how a member was settled";
        }
    }
    return NULL;
}

static const char *check(const Stress *stress)
{
    CpmNetworkCounts counts = cpm_network_counts(stress->network);
    const char *fault = check_legs(stress);

    if (fault != NULL)
        return fault;
    if (counts.unexpected > 0)
        return "an input is unexpected";
    if (!cpm_network_is_settled(stress->network))
        return "it has ended before it was settled";
    if (stress->fault != NULL)
        return stress->fault;
    if (cpm_wire_packets(stress->network->wire) > 0)
        return "a message is left";
    if (cpm_wire_transactions(stress->network->wire) > 0)
        return "a transaction is left";
    return stress->forgotten > 0 ? "a transaction was cut off by the end of its session" : NULL;
}

static char *one_line(char **sets)
{
    return g_strjoinv("' --set '", sets);
}

static bool is_sound(unsigned number)
{
    g_autofree char *yaml = scenario_of(number);
    g_auto(GStrv) sets = sets_of(number);
    Stress stress = { .scenario = run_fixture_scenario_text(yaml, (const char *const *)sets) };
    const CpmSetup *setup = scenario_setup(stress.scenario);
    const char *fault;

    stress.world = sim_world_new(setup->seed, setup->replication);
    stress.network = cpm_network_new(setup, stress.world);
    stress.legs = g_array_new(FALSE, TRUE, sizeof(Leg));
    sim_trace_add_observer(stress.world->trace, observe, &stress);
    run(&stress);
    fault = check(&stress);
    if (fault != NULL) {
        g_autofree char *line = one_line(sets);

        fprintf(stderr, "\n  random scenario %u: %s (lost %u, repeated %u, forgotten %u)\n", number, fault, stress.lost, stress.repeated,
                stress.forgotten);
        if (getenv("CPMSIM_SHOW_SCENARIOS") != NULL)
            fprintf(stderr, "--set '%s'\n%s", line, yaml);
    }
    cpm_network_free(stress.network);
    sim_world_free(stress.world);
    scenario_free(stress.scenario);
    g_array_unref(stress.legs);
    return fault == NULL;
}

static void test_stress(void)
{
    const char *first = getenv("CPMSIM_FIRST_SCENARIO"), *number = getenv("CPMSIM_SCENARIOS");
    unsigned begin = first != NULL ? (unsigned)atoi(first) : 0, failed = 0;
    unsigned end = begin + (number != NULL ? (unsigned)atoi(number) : SEEDS);

    for (unsigned i = begin; i < end; i++)
        failed += !is_sound(i);
    CU_ASSERT_EQUAL(failed, 0);
    if (failed > 0)
        fprintf(stderr, "%u of %u scenarios failed\n", failed, end - begin);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "loss, copies, disorder, dead boxes", test_stress },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "stress", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
