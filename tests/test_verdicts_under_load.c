/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random scenarios on networks that lose, delay and double messages, with boxes that are slow, full, overloaded or down.  None of them has
 * a fault: whatever happens, no requirement may fail, for what cannot be judged is inconclusive, and no box gets what it does not know.
 * Where a reply does not name its invitation it may act on another one, which is a failure of the setting. */
#include "tests/run_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/sip_message.h"
#include "sim/random.h"
#include "tests/cunit_run.h"
#include "tests/random_scenario.h"

#define SCENARIOS 500

typedef struct Writer {
    GStrvBuilder *sets;
    unsigned number, drawn;
} Writer;

static double uniform(Writer *writer)
{
    SimRandom random = { 3, 11 };

    return sim_random_uniform(&random, sim_stream("test.network"), writer->number, 0, writer->drawn++);
}

static bool maybe(Writer *writer, double probability)
{
    return uniform(writer) < probability;
}

/* One of @words[n], an array that ends with NULL, for the key @path. */
static void set_one_of(Writer *writer, const char *path, const char *const *words)
{
    const char *word = words[(unsigned)(uniform(writer) * g_strv_length((char **)(uintptr_t)words))];
    g_autofree char *set = g_strdup_printf("%s=%s", path, word);

    g_strv_builder_add(writer->sets, set);
}

#define SET(writer, probability, path, ...)                                             \
    do {                                                                                \
        if (maybe(writer, probability))                                                 \
            set_one_of(writer, path, (const char *const[]){ __VA_ARGS__, NULL });       \
    } while (0)

static void set_link(Writer *writer, const char *name)
{
    g_autofree char *loss = g_strdup_printf("links.%s.loss", name), *duplicate = g_strdup_printf("links.%s.duplicate", name);
    g_autofree char *order = g_strdup_printf("links.%s.order", name), *bandwidth = g_strdup_printf("links.%s.bandwidth", name);
    g_autofree char *transport = g_strdup_printf("links.%s.transport", name);

    SET(writer, 0.5, loss, "0.1 %", "1 %", "10 %", "50 %");
    SET(writer, 0.3, duplicate, "1 %", "20 %", "90 %");
    SET(writer, 0.25, order, "kept");
    SET(writer, 0.3, bandwidth, "64 kbit/s", "256 kbit/s", "1 Gbit/s");
    SET(writer, 0.15, transport, "tcp");
}

/* The CS keeps what it knows; IWFs fail by a key of their own. */
static void set_failures(Writer *writer, const char *name)
{
    g_autofree char *outages = g_strdup_printf("stations.%s.outages", name), *memory = g_strdup_printf("stations.%s.memory", name);
    g_autofree char *failures = g_strdup_printf("stations.%s.failures", name), *down = g_strdup_printf("stations.%s.while_down", name);

    if (strcmp(name, "iwf") == 0 || !maybe(writer, 0.3))
        return;
    if (maybe(writer, 0.6))
        SET(writer, 1, outages, "[{at: 0 s, for: 5 s}]", "[{at: 1 s, for: 1 ms}, {at: 300 s, for: 100 s}]", "[{at: 10 s, for: 200 s}]");
    else
        SET(writer, 1, failures, "{up: 10 s, down: 1 s}", "{up: {exponential: {mean: 60 s}}, down: {exponential: {mean: 20 s}}}");
    if (strcmp(name, "cs") != 0)
        SET(writer, 0.5, memory, "kept", "lost");
    SET(writer, 0.7, down, "silent", "refuses");
}

static void set_station(Writer *writer, const char *name)
{
    g_autofree char *service = g_strdup_printf("stations.%s.service", name), *servers = g_strdup_printf("stations.%s.servers", name);
    g_autofree char *work = g_strdup_printf("stations.%s.work", name), *buffer = g_strdup_printf("stations.%s.buffer", name);
    g_autofree char *priority = g_strdup_printf("stations.%s.priority", name);
    g_autofree char *overload = g_strdup_printf("stations.%s.overload", name);

    SET(writer, 0.7, service, "0 s", "1 ms", "20 ms", "{exponential: {mean: 30 ms}}", "300 ms");
    SET(writer, 0.3, servers, "1", "2", "8");
    SET(writer, 0.3, work, "{turn: 100 ms, ack: 0 s}", "{final: 100 ms, invite: 1 ms}", "{provisional: {exponential: {mean: 20 ms}}}");
    SET(writer, 0.3, buffer, "1", "10", "100");
    SET(writer, 0.4, priority, "dialogs");
    SET(writer, 0.4, overload, "{control: reject, target: 10 ms, interval: 10 ms}", "{control: window, target: 1 s}",
        "{control: retry_after, target: 200 ms, retry_after: 1 s}", "{control: loss, target: 10 ms, interval: 100 ms}",
        "{control: rate, target: 200 ms, interval: 1 s}");
    set_failures(writer, name);
}

/* What the network of scenario @number is like (transfer full). */
static char **sets_of(unsigned number)
{
    static const char *const stations[] = { "core", "cs", "isf", "iwf" };
    Writer writer = { .sets = g_strv_builder_new(), .number = number };

    g_strv_builder_add_many(writer.sets, "sip.transactions=full", "sip.processing=service", "stop.at=20 min", NULL);
    SET(&writer, 0.3, "sip.timers", "{core: {t1: 10 ms, t2: 4 s}}", "{core: {t1: 100 ms, t2: 16 s}}", "{core: {t1: 2 s, t2: 4 s}}");
    SET(&writer, 0.1, "sip.largest_datagram", "1300");
    set_link(&writer, "access");
    set_link(&writer, "core");
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++)
        set_station(&writer, stations[i]);
    return g_strv_builder_end(writer.sets);
}

static bool is_sound(unsigned number)
{
    g_autofree char *yaml = random_scenario(number);
    g_auto(GStrv) sets = sets_of(number);
    unsigned broken = 0, unexpected;
    RunFixture run;

    run_fixture_text(&run, yaml, (const char *const *)sets);
    unexpected = run_fixture_count(&run, SIM_RECORD_UNEXPECTED, -1);
    for (unsigned i = 0; i < report_checker_requirements(run.checker); i++) {
        ReportRequirement row = report_checker_requirement(run.checker, i);
        bool by_setting = strcmp(row.id, "CPM-IWF-008/own-response") == 0 && row.error == 0;

        if (row.fail + row.error == 0 || by_setting)
            continue;
        fprintf(stderr, "\n  random network %u: %s of %u/%u: %s", number, row.id, row.legs[0].session, row.legs[0].member, row.reason);
        broken++;
    }
    if (broken + unexpected > 0 && getenv("CPMSIM_SHOW_SCENARIOS") != NULL) {
        g_autofree char *line = g_strjoinv("' --set '", sets);

        fprintf(stderr, "\n--set '%s'\n%s", line, yaml);
    }
    run_fixture_clear(&run);
    return broken + unexpected == 0;
}

static void test_no_failure_without_a_fault(void)
{
    const char *first = getenv("CPMSIM_FIRST_SCENARIO"), *number = getenv("CPMSIM_SCENARIOS");
    unsigned begin = first != NULL ? (unsigned)atoi(first) : 0, failed = 0;
    unsigned end = begin + (number != NULL ? (unsigned)atoi(number) : SCENARIOS);

    for (unsigned i = begin; i < end; i++)
        failed += !is_sound(i);
    CU_ASSERT_EQUAL(failed, 0);
    if (failed > 0)
        fprintf(stderr, "\n%u of %u scenarios failed\n", failed, end - begin);
}

/* RFC 3261 13.2.2.4: the inviter has given up 64 * T1 after his CANCEL; still, a 2xx has made a dialog, which he has to end. */
static void test_late_2xx(void)
{
    static const char yaml[] =
        "version: 1\nstations: {cs: {service: 0 s, work: {invite: 40 s}}}\nfocus: {answer: immediate}\n"
        "groups: {g: [{name: B, answer: {accept_after: 3 s}}]}\nsessions: [{group: g, patience: 1 s}]\n";
    RunFixture run;
    unsigned byes = 0;

    run_fixture_text(&run, yaml, NULL);
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);

        byes += record->kind == SIM_RECORD_MESSAGE && record->code == SIP_REQUEST(SIP_BYE) && record->member == 0 &&
                CPM_BOX_KIND(record->from) == CPM_CLIENT_A;
    }
    CU_ASSERT_EQUAL(byes, 1);
    CU_ASSERT_EQUAL(run_fixture_count(&run, SIM_RECORD_UNEXPECTED, -1), 0);
    run_fixture_clear(&run);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "a 2xx that nobody waits for", test_late_2xx },
        { "no failure without a fault", test_no_failure_without_a_fault },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "verdicts under load", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
