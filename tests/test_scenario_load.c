/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the text of a scenario to its setup: links, stations, SIP below the boxes, when sessions begin and who calls. */
#include "study/scenario.h"

#include "study/estimate.h"
#include "study/estimate_arrival.h"
#include "study/estimate_case.h"
#include "study/plan.h"
#include "study/study_folder.h"
#include "tests/cunit_run.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define GROUPS "groups: {g: [{name: B, count: 20}]}\n"
#define TAIL GROUPS "sessions: [{group: g}]\n"

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

static const CpmSetup *setup_of(const char *text)
{
    const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
    clear();
    diagnostics = diagnostics_new();
    scenario = scenario_read_text(&file, NULL, 0, diagnostics);
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
    if (scenario == NULL)
        printf("\n%s", said);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    return scenario_setup(scenario);
}

/* The first workload with @session in its sessions[0]. */
static const CpmWorkload *workload_of(const char *session)
{
    g_autofree char *text = g_strdup_printf("version: 1\n" GROUPS "sessions: [{group: g, %s}]\n", session);
    return setup_of(text)->workloads;
}

static double mean(const SimDistribution *distribution)
{
    return distribution != NULL ? sim_distribution_mean(distribution) : 0;
}

/* ---- SIP, links, stations */

/* Without a word about it a run takes the short path, and pays nothing for the other. */
static void test_the_short_path_is_the_default(void)
{
    static const CpmWireSetup nothing;
    const CpmSetup *setup = setup_of("version: 1\n" TAIL);
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_EQUAL(memcmp(&setup->wire, &nothing, sizeof nothing), 0);
    for (unsigned kind = 0; kind < CPM_BOX_KINDS; kind++) {
        CU_ASSERT_FALSE(setup->station[kind].finite || setup->station[kind].failure.n_outages > 0);
        CU_ASSERT_EQUAL(setup->station[kind].overload.control, CPM_OVERLOAD_NONE);
    }
    CU_ASSERT_TRUE(setup->workloads[0].arrivals.kind == CPM_ARRIVE_BY_GAP && setup->workloads[0].size == NULL);
    CU_ASSERT_TRUE(setup->workloads[0].retry.share == 0 && setup->workloads[0].patience == SIM_TIME_MAX);
}

static void test_timers(void)
{
    const CpmWireSetup *wire = &setup_of("version: 1\nsip: {transactions: full}\n" TAIL)->wire;
    CU_ASSERT_TRUE(wire->transactions && wire->at_service && wire->largest_datagram == 0 && wire->sample == 0);
    CU_ASSERT_TRUE(wire->core.t1 == 500 * SIM_MS && wire->core.t2 == 4 * SIM_S && wire->core.t4 == 5 * SIM_S);
    CU_ASSERT_TRUE(wire->access.t1 == 2 * SIM_S && wire->access.t2 == 16 * SIM_S && wire->access.t4 == 17 * SIM_S);
    wire = &setup_of("version: 1\nsip: {transactions: full, processing: arrival, largest_datagram: 1300,\n"
                     "      timers: {core: {t1: 250 ms}, access: {t2: 4 s}}}\nmeasure: {sample: 2 s}\n" TAIL)->wire;
    CU_ASSERT_TRUE(wire->transactions && !wire->at_service && wire->largest_datagram == 1300 && wire->sample == 2 * SIM_S);
    CU_ASSERT_TRUE(wire->core.t1 == 250 * SIM_MS && wire->core.t2 == 4 * SIM_S);
    CU_ASSERT_TRUE(wire->access.t1 == 2 * SIM_S && wire->access.t2 == 4 * SIM_S);
    wire = &setup_of("version: 1\nsip: {processing: service}\n" TAIL)->wire;
    CU_ASSERT_TRUE(!wire->transactions && wire->at_service);
}

static void test_links(void)
{
    const CpmSetup *setup = setup_of("version: 1\nsip: {transactions: full}\nlinks:\n"
                                     "  access: {latency: 10 ms, loss: 5 %, duplicate: 0.25, order: kept}\n"
                                     "  core: {transport: tcp, bandwidth: 1.5 Mbit/s, loss: 0.1 %}\n" TAIL);
    const CpmLinkSetup *access = &setup->wire.link[CPM_LINK_ACCESS], *core = &setup->wire.link[CPM_LINK_CORE];
    CU_ASSERT_TRUE(access->loss == 0.05 && access->duplicate == 0.25 && access->keeps_order && !access->tcp && access->bandwidth == 0);
    CU_ASSERT_TRUE(core->loss == 0.001 && core->tcp && core->keeps_order && core->bandwidth == 1.5e6);
    CU_ASSERT_DOUBLE_EQUAL(mean(setup->latency[CPM_LINK_ACCESS]), 0.01, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(mean(setup->latency[CPM_LINK_SYSTEM]), 0.002, 1e-12);
}

static void test_stations(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\nsip: {transactions: full}\nstations:\n"
        "  core: {buffer: 0, priority: dialogs, outages: [{at: 9 s, for: 1 s}, {at: 2 s, for: 3 s}], while_down: refuses, memory: lost}\n"
        "  cs: {work: {invite: 5 ms, rejection: 0 s}, failures: {up: {exponential: {mean: 1 h}}, down: 5 min}}\n"
        "  isf: {buffer: 12, overload: {control: retry_after, target: 50 ms, interval: 20 ms, retry_after: 7 s}}\n"
        "  iwf: {servers: 3, overload: {control: window}}\n" TAIL);
    const CpmStationSetup *core = &setup->station[CPM_CORE], *cs = &setup->station[CPM_CS], *isf = &setup->station[CPM_ISF];
    const CpmStationSetup *iwf = &setup->station[CPM_IWF];
    CU_ASSERT_TRUE(core->finite && core->buffer == 0 && core->priority == CPM_PRIORITY_DIALOGS);
    CU_ASSERT_TRUE(core->failure.n_outages == 2 && core->failure.outages[0].from == 2 * SIM_S);
    CU_ASSERT_TRUE(core->failure.outages[0].until == 5 * SIM_S && core->failure.outages[1].from == 9 * SIM_S);
    CU_ASSERT_TRUE(core->failure.forgets && core->failure.refuses && core->failure.up == NULL);
    CU_ASSERT_DOUBLE_EQUAL(mean(cs->service_of[CPM_WORK_INVITE]), 0.005, 1e-12);
    CU_ASSERT_TRUE(cs->service_of[CPM_WORK_REJECTION] != NULL && mean(cs->service_of[CPM_WORK_REJECTION]) == 0);
    CU_ASSERT_TRUE(cs->service_of[CPM_WORK_ACK] == NULL && !cs->failure.forgets && !cs->finite);
    CU_ASSERT_TRUE(mean(cs->failure.up) == 3600 && mean(cs->failure.down) == 300);
    CU_ASSERT_TRUE(isf->finite && isf->buffer == 12 && isf->overload.control == CPM_OVERLOAD_RETRY_AFTER);
    CU_ASSERT_TRUE(isf->overload.target == 50 * SIM_MS && isf->overload.interval == 20 * SIM_MS && isf->overload.retry_after == 7 * SIM_S);
    CU_ASSERT_TRUE(iwf->servers == 3 && iwf->overload.control == CPM_OVERLOAD_WINDOW && iwf->overload.validity == 500 * SIM_MS);
    CU_ASSERT_TRUE(iwf->overload.target == 200 * SIM_MS && iwf->overload.interval == 100 * SIM_MS);
}

static void test_iwfs_fail(void)
{
    const CpmSetup *setup = setup_of("version: 1\nsip: {transactions: full}\n"
                                     "iwfs: [{name: a, failures: {up: 1 h, down: 10 s}, while_dead: refuses}, {name: b}]\n"
                                     "groups: {g: [{name: C, client: sms}]}\nsessions: [{group: g}]\n");
    CU_ASSERT_TRUE(mean(setup->iwfs[0].up) == 3600 && mean(setup->iwfs[0].down) == 10 && setup->iwfs[0].refuses);
    CU_ASSERT_TRUE(setup->iwfs[1].up == NULL && setup->iwfs[1].down == NULL);
}

/* ---- warnings */

static void test_what_is_probably_not_meant_is_warned_of(void)
{
    static const struct { const char *text, *said; } rows[] = {
        { "sip: {timers: {core: {t1: 1 s}}}\n" TAIL, "2:15: warning: sip.timers has no effect: they belong to 'transactions: full'" },
        { "sip: {largest_datagram: 1300}\n" TAIL, "2:25: warning: sip.largest_datagram has no effect" },
        { "links: {core: {transport: tcp, order: kept}}\n" TAIL, "2:39: warning: links.core.order has no effect: TCP keeps it" },
        { "sip: {transactions: full}\nlinks: {access: {transport: tcp, duplicate: 1 %}}\n" TAIL,
          "3:45: warning: links.access.duplicate has no effect: TCP doubles nothing" },
        { "stations: {core: {memory: lost}}\n" TAIL, "2:27: warning: stations.core.memory has no effect: it never fails" },
        { "stations: {cs: {while_down: refuses}}\n" TAIL, "2:29: warning: stations.cs.while_down has no effect" },
        { "sip: {transactions: full}\nstations: {cs: {overload: {control: loss, retry_after: 1 s}}}\n" TAIL,
          "3:56: warning: stations.cs.overload.retry_after has no effect: this 'control' has none" },
        { "sip: {transactions: full}\nlinks: {core: {latency: 300 ms}}\n" TAIL,
          "3:25: warning: links.core.latency: there and back takes 0.6 s, longer than T1 (500 ms); then every request is sent again" },
        { "sip: {transactions: full, timers: {access: {t1: 50 ms}}}\n" TAIL,
          "2:49: warning: links.access.latency: there and back takes 0.1 s" },
        { "sip: {transactions: full}\nlinks: {core: {loss: 100 %}}\n" TAIL, "3:22: warning: links.core.loss: nothing ever arrives" },
        { "sip: {transactions: full}\nlinks: {access: {loss: 1}}\n" TAIL, "3:24: warning: links.access.loss: nothing ever arrives" },
        { GROUPS "sessions: [{group: g, size: {exponential: {mean: 100}}}]\n",
          "3:29: warning: sessions.size: 81 % of what is drawn is more than the 20 members of 'g': these sessions have 20" },
        { GROUPS "sessions: [{group: g, arrivals: {exponential: {mean: 1 s}}}]\n",
          "3:33: warning: sessions.arrivals: there is only one session; 'count' is the number of sessions" },
        { "sip: {transactions: full}\nmeasure: {sample: 1 us}\n" TAIL,
          "3:19: warning: measure.sample (1 us): about 6.6e+08 samples in a run of 660 s; raise it" },
        { "sip: {transactions: full}\nstations: {isf: {failures: {up: 1 us, down: 3 us}}}\nstop: {at: 1 h}\n" GROUPS
          "sessions: [{group: g, duration: 2 h}]\n",
          "3:28: warning: stations.isf.failures: about 9e+08 failures in a run of 3.6e+03 s, one every 4e-06 s" },
        { "sip: {transactions: full}\niwfs: [{name: a, failures: {up: 1 ns, down: 1 ns}}]\n" TAIL,
          "3:28: warning: iwfs.failures: about 3.3e+11 failures in a run of 660 s" },
        { GROUPS "sessions: [{group: g, priority: true}]\n",
          "3:33: warning: sessions.priority has no effect: no station has overload control" },
        { GROUPS "sessions: [{group: g, retry: {share: 0 %}}]\n", "3:38: warning: sessions.retry has no effect: nobody tries again" },
        { "sip: {transactions: full, timers: {core: {t1: 10 ms, t2: 20 ms}}}\n"
          "stations: {core: {service: 0 s}, cs: {service: 10 ms}}\n" TAIL,
          "what waits longer than T1 is sent again" },
        { "stations: {cs: {service: 100 ms}}\n" TAIL, "'sip.transactions: full' shows what is sent again then" },
    };
    static const char *const fine[] = {
        "links: {core: {order: kept, bandwidth: 1 Gbit/s}}\n" TAIL,
        "sip: {transactions: full}\nlinks: {core: {latency: 240 ms}}\n" TAIL,
        GROUPS "sessions: [{group: g, size: {exponential: {mean: 8}}}]\n",
        GROUPS "sessions: [{group: g, arrivals: 0 s}]\n",
        "sip: {transactions: full}\nmeasure: {sample: 100 us}\n" TAIL,
        "sip: {transactions: full}\nstations: {core: {failures: {up: {exponential: {mean: 1 s}}, down: 1 s}}}\n" TAIL,
        "sip: {transactions: full}\nlinks: {core: {transport: tcp, latency: 300 ms}}\n" TAIL,
        "sip: {transactions: full}\nstations: {cs: {overload: {control: loss, validity: 1 s}}}\n"
        GROUPS "sessions: [{group: g, priority: true}]\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat("version: 1\n", rows[i].text, NULL);
        setup_of(text);
        CU_ASSERT_EQUAL(diagnostics_n_warnings(diagnostics), 1);
        if (strstr(said, rows[i].said) == NULL)
            printf("\n%s: %s", rows[i].text, said);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, rows[i].said));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(fine); i++) {
        g_autofree char *text = g_strconcat("version: 1\n", fine[i], NULL);
        setup_of(text);
        CU_ASSERT_STRING_EQUAL(said, "");
    }
}

/* ---- when sessions begin */

static void test_patterns(void)
{
    const CpmWorkload *workload = workload_of("count: 9, arrivals: {exponential: {mean: 4 s}}");
    CU_ASSERT_TRUE(workload->arrivals.kind == CPM_ARRIVE_BY_GAP && mean(workload->interarrival) == 4);
    workload = workload_of("count: 9, arrivals: {batch: {size: 3, every: 1 min}}");
    CU_ASSERT_TRUE(workload->arrivals.kind == CPM_ARRIVE_BY_GAP && workload->arrivals.batch == 3 && mean(workload->interarrival) == 60);
    workload = workload_of("count: 9, arrivals: {on_off: {on: 10 s, off: 50 s, every: 100 ms}}");
    CU_ASSERT_TRUE(workload->arrivals.kind == CPM_ARRIVE_ON_OFF && mean(workload->arrivals.on) == 10 && mean(workload->arrivals.off) == 50);
    CU_ASSERT_DOUBLE_EQUAL(mean(workload->interarrival), 0.1, 1e-12);
    workload = workload_of("count: 9, arrivals: {hourly: [0 /h, 36 /h]}");
    CU_ASSERT_TRUE(workload->arrivals.kind == CPM_ARRIVE_BY_RATE && workload->arrivals.n_pieces == 2);
    CU_ASSERT_TRUE(workload->arrivals.pieces[0].until == SIM_HOUR && workload->arrivals.pieces[0].rate == 0);
    CU_ASSERT_TRUE(workload->arrivals.pieces[1].until == 2 * SIM_HOUR);
    CU_ASSERT_DOUBLE_EQUAL(workload->arrivals.pieces[1].rate, 0.01, 1e-12);
    workload = workload_of("count: 9, arrivals: {pieces: [{for: 10 min, rate: 5 /s}, {for: 1 s, rate: 0 /s}]}");
    CU_ASSERT_TRUE(workload->arrivals.kind == CPM_ARRIVE_BY_RATE && workload->arrivals.pieces[0].until == 10 * SIM_MIN);
    CU_ASSERT_TRUE(workload->arrivals.pieces[1].until == 601 * SIM_S && workload->arrivals.pieces[0].rate == 5);
    workload = workload_of("count: 9, duration: 1 min, arrivals: {closed: {users: 4, think: 30 s}}");
    CU_ASSERT_TRUE(workload->arrivals.kind == CPM_ARRIVE_CLOSED && workload->arrivals.users == 4 && mean(workload->arrivals.think) == 30);
}

static void test_callers(void)
{
    const CpmWorkload *workload = workload_of("size: 8, patience: 20 s, retry: {share: 25 %}, priority: true");
    CU_ASSERT_TRUE(mean(workload->size) == 8 && workload->patience == 20 * SIM_S && workload->patience_of == NULL && workload->priority);
    CU_ASSERT_TRUE(workload->retry.share == 0.25 && workload->retry.times == 1 && mean(workload->retry.after) == 30);
    workload = workload_of("size: {shares: [[3, 75 %], [11, 25 %]]}, patience: {exponential: {mean: 9 s}}, "
                           "retry: {share: 1, times: 3, after: 0 s}");
    CU_ASSERT_DOUBLE_EQUAL(mean(workload->size), 5, 1e-12);
    CU_ASSERT_TRUE(workload->patience == SIM_TIME_MAX && mean(workload->patience_of) == 9);
    CU_ASSERT_TRUE(workload->retry.share == 1 && workload->retry.times == 3 && workload->retry.after == NULL && !workload->priority);
    workload = workload_of("size: all, patience: never");
    CU_ASSERT_TRUE(workload->size == NULL && workload->patience == SIM_TIME_MAX && workload->patience_of == NULL);
}

static void test_stays(void)
{
    const CpmWorkload *workload = workload_of("duration: 5 min");
    CU_ASSERT_TRUE(workload->duration == 5 * SIM_MIN && workload->duration_of == NULL);
    workload = workload_of("duration: stays");
    CU_ASSERT_TRUE(workload->duration == SIM_TIME_MAX && workload->duration_of == NULL);
    workload = workload_of("duration: {exponential: {mean: 90 s}}");
    CU_ASSERT_TRUE(workload->duration == 90 * SIM_S && mean(workload->duration_of) == 90);
    workload = workload_of("duration: {pareto: {minimum: 1 min, alpha: 0.9}}");        /* it has no mean, but does not last for ever */
    CU_ASSERT_TRUE(workload->duration == CPM_LONGEST_DURATION && isinf(mean(workload->duration_of)));
    workload = workload_of("count: 9, duration: {lognormal: {median: 40 s, sigma: 1}}, arrivals: {closed: {users: 4, think: 30 s}}");
    CU_ASSERT_STRING_EQUAL(said, "");
}

/* Rounded to the nearest, each number between the two is as likely as the others. */
static void test_uniform_sizes_are_equally_likely(void)
{
    const CpmWorkload *workload = workload_of("size: {uniform: {from: 2, to: 5}}");
    unsigned seen[8] = { 0 };
    for (unsigned i = 0; i < 400; i++)
        seen[(unsigned)floor(sim_distribution_quantile(workload->size, (i + 0.5) / 400) + 0.5)]++;
    CU_ASSERT_TRUE(seen[2] == 100 && seen[3] == 100 && seen[4] == 100 && seen[5] == 100);
}

/* ---- times from a file */

static void write_text(const char *name, const char *text)
{
    CU_ASSERT_TRUE(g_file_set_contents(name, text, -1, NULL));
}

static void test_a_file_has_the_times(void)
{
    write_text("load-arrivals.csv", "at_s\r\n0\r\n1.5\n1.5\n2.000000001");
    const CpmWorkload *workload = workload_of("arrivals: {file: load-arrivals.csv}");
    const SimTime *times = workload->arrivals.times;
    CU_ASSERT_TRUE(workload->arrivals.kind == CPM_ARRIVE_BY_LIST && workload->count == 4);
    CU_ASSERT_TRUE(times[0] == 0 && times[1] == 1500 * SIM_MS && times[2] == times[1] && times[3] == 2 * SIM_S + 1);
    CU_ASSERT_DOUBLE_EQUAL(study_arrival_most(workload, 0.4), 2, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(study_arrival_most(workload, 0.6), 3, 1e-9);
    CU_ASSERT_EQUAL(workload_of("count: 2, arrivals: {file: load-arrivals.csv}")->count, 2);
    g_remove("load-arrivals.csv");
}

/* What spreadsheets and scripts write says the same. */
static void test_a_file_may_look_otherwise(void)
{
    static const char *const rows[] = {
        ("\xef\xbb\xbf" "at_s\n1\n10\n12.5\n"),
        "at_s\r\n1\r\n10\r\n12.5\r\n\r\n",
        "at_s\n1\n10\n12.5\n\n \n\t\n",
        "at_s\n1e0\n1e1\n1.25E+1",
        "at_s\n0.01e2\n100e-1\n125000000000000e-13\n",
        "\"at_s\"\n\"1\"\n10.0\n\"12.500\"\n",
        " at_s \n  1\n10 \n\t12.5\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        write_text("load-looks.csv", rows[i]);
        const CpmWorkload *workload = workload_of("arrivals: {file: load-looks.csv}");
        const SimTime *times = workload->arrivals.times;
        CU_ASSERT_TRUE(workload->count == 3 && times[0] == SIM_S && times[1] == 10 * SIM_S && times[2] == 12500 * SIM_MS);
    }
    write_text("load-looks.csv", "at_s\n1e-9\n1.5e-9\n0.000001e4\n");
    const SimTime *times = workload_of("arrivals: {file: load-looks.csv}")->arrivals.times;
    CU_ASSERT_TRUE(times[0] == 1 && times[1] == 2 && times[2] == 10 * SIM_MS);
    g_remove("load-looks.csv");
}

static void test_a_file_is_refused_where_it_is_wrong(void)
{
    static const struct { const char *text, *said; } rows[] = {
        { "", "load-bad.csv: it is empty" },
        { "at_s\n5 m\n", "load-bad.csv:2: '5 m' is no number of seconds" },
        { "at_s\n1\n\n\n2\n", "load-bad.csv:3: it is blank, and more lines follow" },
        { "\nat_s\n1\n", "load-bad.csv:1: '' is not the header 'at_s'" },
        { "at_s\n\n", "load-bad.csv: it has a header and no times" },
        { "at_s\n1e\n", "load-bad.csv:2: '1e' is no number of seconds" },
        { "at_s\n1e100\n", "load-bad.csv:2: '1e100' is no number of seconds" },
        { "at_s\n1e99\n", "load-bad.csv:2: '1e99' is beyond ten years" },
        { "at_s\n.5\n", "load-bad.csv:2: '.5' is no number of seconds" },
        { "at_s\n5.\n", "load-bad.csv:2: '5.' is no number of seconds" },
        { "at_s\n0x10\n", "load-bad.csv:2: '0x10' is no number of seconds" },
        { "at_s\nnan\n", "load-bad.csv:2: 'nan' is no number of seconds" },
        { "at_s\n1 2\n", "load-bad.csv:2: '1 2' is no number of seconds" },
        { "at_s\n1s\n", "load-bad.csv:2: '1s' is no number of seconds" },
        { "at_s\n\"1\n", "load-bad.csv:2: '\"1' is no number of seconds" },
        { "at_s\n1\n# two\n", "load-bad.csv:3: '# two' is no number of seconds: there are no comments in such a file" },
        { "at_s\n1.00000000000000000000000000000000000000000000000000000000000000000000x\n", "' is too long" },
        { "at_s\r1\r2\r", "load-bad.csv:1: 'at_s" },
        { "\xff\xfe" "a", "load-bad.csv: it is UTF-16, not UTF-8" },
        { "at_s\n-1\n", "load-bad.csv:2: '-1' is no number of seconds" },
        { "at_s\n1,2\n", "load-bad.csv:2: '1,2' is no number of seconds: it is one number a line, with a point before decimals" },
        { "at_s\n400000000\n", "load-bad.csv:2: '400000000' is beyond ten years" },
        { "at_s\n\xff\n", "load-bad.csv:2: '" },
        { "AT_S\n1\n", "load-bad.csv:1: 'AT_S' is not the header 'at_s'" },
    };
    static const char text[] = "version: 1\n" GROUPS "sessions: [{group: g, arrivals: {file: load-bad.csv}}]\n";
    const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        clear();
        write_text("load-bad.csv", rows[i].text);
        diagnostics = diagnostics_new();
        CU_ASSERT_PTR_NULL(scenario_read_text(&file, NULL, 0, diagnostics));
        said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
        if (strstr(said, rows[i].said) == NULL)
            printf("\n%s", said);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, rows[i].said));
    }
    g_remove("load-bad.csv");
}

/* A NUL byte is not the end of a number. */
static void test_a_file_with_nul_bytes_is_refused(void)
{
    static const struct { const char *text; gsize length; const char *said; } rows[] = {
        { "at_s\n1\0\n2\n", 10, "load-nul.csv:2: '1' has a NUL byte" },
        { "at_s\n1\n\0", 8, "load-nul.csv:3: '' has a NUL byte" },
        { "at_s\0\n1\n", 8, "load-nul.csv:1: 'at_s' has a NUL byte" },
    };
    static const char text[] = "version: 1\n" GROUPS "sessions: [{group: g, arrivals: {file: load-nul.csv}}]\n";
    const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        clear();
        CU_ASSERT_TRUE(g_file_set_contents("load-nul.csv", rows[i].text, (gssize)rows[i].length, NULL));
        diagnostics = diagnostics_new();
        CU_ASSERT_PTR_NULL(scenario_read_text(&file, NULL, 0, diagnostics));
        said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, rows[i].said));
    }
    g_remove("load-nul.csv");
}

/* What the file says belongs to what makes two runs the same, not how it looks. */
static void test_a_file_belongs_to_the_run(void)
{
    static const struct { const char *text; bool same; } rows[] = {
        { "at_s\n1\n2\n", true }, { "at_s\r\n1.0\r\n2.00\r\n", true }, { "at_s\n1\n2.000000001\n", false }, { "at_s\n1\n2\n3\n", false },
    };
    g_autofree char *first = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        write_text("load-run.csv", rows[i].text);
        workload_of("arrivals: {file: load-run.csv}");
        g_autofree char *text = scenario_canonical_text(scenario);
        if (first == NULL)
            first = g_strdup(text);
        CU_ASSERT_EQUAL(strcmp(text, first) == 0, rows[i].same);
    }
    g_remove("load-run.csv");
}

static StudyPlan *plan_of(const char *text)
{
    const ScenarioText file = { .name = "study.yaml", .text = text, .length = strlen(text) };
    StudyPlan *plan = study_plan_read(&file, NULL, 0, diagnostics);
    g_free(said);
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
    if (plan == NULL)
        printf("\n%s", said);
    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    return plan;
}

/* A study keeps what it has read: its folder is read again when the file is gone, and no run is what another file asks for. */
static void test_a_study_keeps_the_file(void)
{
    static const char text[] = "version: 1\n" GROUPS "sessions: [{group: g, arrivals: {file: load-study.csv}}]\n"
                               "study: {axes: [{name: answer, key: focus.answer, values: [immediate, first_accept]}]}\n";
    char key[STUDY_KEY_SIZE], again[STUDY_KEY_SIZE], other[STUDY_KEY_SIZE];
    g_autoptr(GError) error = NULL;
    clear();
    diagnostics = diagnostics_new();
    write_text("load-study.csv", "at_s\n1\n2\n");
    g_autoptr(StudyPlan) plan = plan_of(text);
    study_plan_key(plan, 1, 0, key);
    CU_ASSERT_TRUE(study_folder_prepare("load-study", plan, &error));
    write_text("load-study.csv", "at_s\n1\n3\n");
    g_autoptr(StudyPlan) changed = plan_of(text);
    CU_ASSERT_STRING_NOT_EQUAL(study_plan_key(changed, 1, 0, other), key);
    g_remove("load-study.csv");
    g_autoptr(Scenario) run = study_plan_run(plan, 1, 0);
    CU_ASSERT_EQUAL(scenario_setup(run)->workloads[0].arrivals.times[1], 2 * SIM_S);
    g_autoptr(StudyPlan) recalled = study_folder_recall("load-study", diagnostics, &error);
    CU_ASSERT_TRUE(recalled != NULL && strcmp(study_plan_key(recalled, 1, 0, again), key) == 0);
    CU_ASSERT_EQUAL(system("rm -r load-study"), 0);
}

/* A study varies them like any other key. */
static void test_axes(void)
{
    static const char text[] = "version: 1\nsip: {transactions: full}\n" TAIL "study:\n  axes:\n"
                               "    - {name: control, key: stations.cs.overload.control, values: [none, loss, rate]}\n"
                               "    - {name: transport, key: links.core.transport, values: [udp, tcp]}\n"
                               "    - {name: loss, key: links.core.loss, values: [0 %, 5 %]}\n"
                               "    - {name: calls, key: 'sessions[0].arrivals', values: [0 s, {hourly: [9 /h]}]}\n";
    clear();
    diagnostics = diagnostics_new();
    g_autoptr(StudyPlan) plan = plan_of(text);
    CU_ASSERT_EQUAL(study_plan_points(plan), 24);
    g_autoptr(Scenario) last = study_plan_run(plan, 23, 0);
    const CpmSetup *setup = scenario_setup(last);
    CU_ASSERT_TRUE(setup->station[CPM_CS].overload.control == CPM_OVERLOAD_RATE && setup->wire.link[CPM_LINK_CORE].tcp);
    CU_ASSERT_TRUE(setup->wire.link[CPM_LINK_CORE].loss == 0.05 && setup->workloads[0].arrivals.kind == CPM_ARRIVE_BY_RATE);
}

/* ---- what is expected of them */

static void test_when_sessions_begin(void)
{
    static const struct { const char *session; unsigned index; double time; } rows[] = {
        { "count: 100, arrivals: 2 s", 10, 20 },
        { "count: 100, arrivals: {batch: {size: 5, every: 10 s}}", 12, 20 },
        { "count: 100, arrivals: {on_off: {on: 10 s, off: 50 s, every: 1 s}}", 25, 125 },
        { "count: 100, arrivals: {hourly: [0 /h, 10 /h]}", 4, 3600 + 1800 },
        { "count: 100, arrivals: {hourly: [0 /h, 10 /h]}", 14, 7200 + 3600 + 1800 },
        { "count: 100, duration: 1 min, arrivals: {closed: {users: 10, think: 30 s}}", 25, 3 * 30 + 2 * 60 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        CU_ASSERT_DOUBLE_EQUAL(study_arrival_time(workload_of(rows[i].session), rows[i].index, 60), rows[i].time, 1e-6);
}

static void test_most_sessions(void)
{
    static const struct { const char *session; double time, most; } rows[] = {
        { "count: 100, arrivals: 2 s", 20, 11 },
        { "count: 5, arrivals: 2 s", 20, 5 },
        { "count: 100, arrivals: {batch: {size: 5, every: 10 s}}", 20, 15 },
        { "count: 100, arrivals: {on_off: {on: 10 s, off: 40 s, every: 1 s}}", 60, 10 + 50 * 0.2 + 1 },
        { "count: 100, arrivals: {hourly: [0 /h, 10 /h]}", 1800, 5 },
        { "count: 100, arrivals: {hourly: [0 /h, 10 /h]}", 4 * 3600, 20 },
        { "count: 100, duration: 1 min, arrivals: {closed: {users: 10, think: 30 s}}", 1e6, 10 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        CU_ASSERT_DOUBLE_EQUAL(study_arrival_most(workload_of(rows[i].session), rows[i].time), rows[i].most, 1e-6);
}

/* Sessions of a few have the first of the group, and cost accordingly. */
static void test_estimate_of_sizes(void)
{
    static const char text[] = "version: 1\ngroups: {g: [{name: B, count: 5}, {name: C, count: 95, client: sms}]}\n"
                               "sessions: [{group: g, count: 40, size: {shares: [[5, 50 %], [15, 50 %]]}}]\n";
    const CpmSetup *setup = setup_of(text);
    StudyEstimate estimate;
    study_estimate(setup, &estimate);
    CU_ASSERT_DOUBLE_EQUAL(study_case_size(setup, setup->workloads), 10, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(study_case_invited(setup, setup->workloads, &setup->groups[0].members[0]), 5, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(study_case_invited(setup, setup->workloads, &setup->groups[0].members[1]), 5, 1e-9);
    CU_ASSERT_EQUAL(estimate.members, 400);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "the short path is the default", test_the_short_path_is_the_default },
        { "timers", test_timers },
        { "links", test_links },
        { "stations", test_stations },
        { "IWFs fail", test_iwfs_fail },
        { "what is probably not meant is warned of", test_what_is_probably_not_meant_is_warned_of },
        { "patterns", test_patterns },
        { "callers", test_callers },
        { "stays", test_stays },
        { "uniform sizes are equally likely", test_uniform_sizes_are_equally_likely },
        { "a file has the times", test_a_file_has_the_times },
        { "a file may look otherwise", test_a_file_may_look_otherwise },
        { "a file with NUL bytes is refused", test_a_file_with_nul_bytes_is_refused },
        { "a file is refused where it is wrong", test_a_file_is_refused_where_it_is_wrong },
        { "a file belongs to the run", test_a_file_belongs_to_the_run },
        { "a study keeps the file", test_a_study_keeps_the_file },
        { "axes", test_axes },
        { "when sessions begin", test_when_sessions_begin },
        { "most sessions", test_most_sessions },
        { "estimate of sizes", test_estimate_of_sizes },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "scenario: load", .pTearDownFunc = clear, .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
