/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What overload control is for, shown with the scenario of docs/overload.md: who gets a session in time at three times the load that the
 * Conversation Server can serve, 50 a second.  A minute of it, measured from its middle on: what collapses has done so by then. */
#include "models/cpm_overload.h"

#include <glib.h>

#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

/* Sessions per second that callers get in time, when @rate of them begin in a second. */
static double goodput(const char *control, const char *transport, unsigned rate)
{
    g_autofree char *set_control = g_strdup_printf("stations.cs.overload.control=%s", control);
    g_autofree char *set_core = g_strdup_printf("links.core.transport=%s", transport);
    g_autofree char *set_access = g_strdup_printf("links.access.transport=%s", transport);
    g_autofree char *set_rate = g_strdup_printf("sessions[0].arrivals.pieces[0].rate=%u /s", rate);
    g_autofree char *set_count = g_strdup_printf("sessions[0].count=%u", 60 * rate);
    const char *const sets[] = { set_control, set_core, set_access, set_rate, set_count, "measure.warm_up=30 s", NULL };
    RunFixture run;
    ReportLoad load;

    run_fixture_file(&run, "studies/overload", sets);
    CU_ASSERT_EQUAL(cpm_network_counts(run.network).unexpected, 0);
    load = report_sip_performance_load(report_metrics_performance(run.metrics));
    run_fixture_clear(&run);
    return (double)load.goodput_in_window / sim_time_to_seconds(load.window);
}

static void test_light_load(void)
{
    CU_ASSERT(goodput("none", "udp", 25) > 22.0);
    CU_ASSERT(goodput("loss", "udp", 25) > 22.0);
}

static void test_collapse(void)
{
    CU_ASSERT_EQUAL(goodput("none", "udp", 150), 0);
    CU_ASSERT_EQUAL(goodput("none", "tcp", 150), 0);
    CU_ASSERT_EQUAL(goodput("reject", "udp", 150), 0);
}

static void test_plateau(void)
{
    CU_ASSERT(goodput("loss", "udp", 150) > 45.0);
    CU_ASSERT(goodput("loss", "tcp", 150) > 45.0);
    CU_ASSERT(goodput("rate", "udp", 150) > 45.0);
    CU_ASSERT(goodput("window", "udp", 150) > 45.0);
}

/* Over TCP a rejection is final when it comes, and the price of two messages each is what is lost: of 10 pieces of work a second's worth
 * of 3 sessions, (10 - 3 * 2) / (10 - 2) of the capacity is left. */
static void test_rejections_cost(void)
{
    double left = goodput("reject", "tcp", 150);

    CU_ASSERT(left > 15.0 && left < 30.0);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "light load", test_light_load },
        { "collapse", test_collapse },
        { "plateau", test_plateau },
        { "rejections have their price", test_rejections_cost },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "goodput", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
