/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a run ends, and what it says of that. */
#include "study/run.h"

#include <string.h>

#include "tests/cunit_run.h"
#include "tests/shipped_run.h"

static bool says(const ShippedRun *run, const char *file, const char *part)
{
    g_autofree char *text = shipped_run_text(run, file);

    return text != NULL && strstr(text, part) != NULL;
}

/* Whether the shipped scenario @name, with @sets, ends at @seconds, with @ending in its summary. */
static bool ends(const char *name, const char *const *sets, const char *seconds, const char *ending)
{
    g_autofree char *end = g_strdup_printf("\"virtual_end_s\" : \"%s\"", seconds);
    ShippedRun run;
    bool right;

    shipped_run_start(&run, name, sets);
    right = run.good && says(&run, "manifest.json", end) && says(&run, "summary.txt", ending);
    shipped_run_clear(&run);
    return right;
}

/* With the last message that is taken in: A's last NOTIFY is answered. */
static void test_last_message(void)
{
    const char *const sets[] = { "links.access.latency=50 ms", NULL };

    CU_ASSERT_TRUE(ends("reject", sets, "3.383000000", "nothing was left to do"));
}

/* With the last thing that a transaction does: Timer H fires where ACKs were lost, half a second after the last copy came in vain. */
static void test_last_timer(void)
{
    const char *const sets[] = { "sip.transactions=full", "links.core.loss=30 %", "stations.core.outages=[{at: 1 s, for: 40 s}]",
                                 "stations.core.while_down=refuses", NULL };

    CU_ASSERT_TRUE(ends("reject", sets, "73.010000000", "nothing was left to do"));
}

static void test_stopped(void)
{
    const char *const sets[] = { "stop.at=2 s", NULL };

    CU_ASSERT_TRUE(ends("convert", sets, "2.000000000", "stopped by stop.at, with work left"));
}

/* The Core serves the first session's INVITE from 0.05 s to 450.05 s, when nobody knows of the session any more; the last thing that
 * anybody has heard of before was the second inviter's Timer B at 428 s. */
static void test_work_for_nobody(void)
{
    const char *const sets[] = { "sip.transactions=full", "stations.core.service=450 s", "stations.core.servers=1", "sessions[0].count=2",
                                 "sessions[0].arrivals=300 s", "sessions[0].retry={share: 0 %, times: 1, after: 1 s}", NULL };

    CU_ASSERT_TRUE(ends("reject", sets, "450.050000000", "nobody waits any more, but messages are still under way"));
}

/* The Core forgets what it was about, and those who have heard a 100 wait for ever. */
static void test_hanging(void)
{
    const char *const sets[] = { "sip.transactions=full", "stations.core.outages=[{at: 10 s, for: 40 s}]", "stations.core.memory=lost",
                                 "links.core.loss=90 %", "links.access.loss=50 %", "sessions[0].count=20", "sessions[0].arrivals=1 s",
                                 "sessions[0].duration=1 min", NULL };
    ShippedRun run;

    shipped_run_start(&run, "convert", sets);
    CU_ASSERT_TRUE(run.good);
    CU_ASSERT_TRUE(says(&run, "summary.txt", "nothing more can happen, but sessions wait for ever"));
    shipped_run_clear(&run);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "a run ends with its last message", test_last_message },
        { "with the last timer of a transaction", test_last_timer },
        { "a run that is stopped", test_stopped },
        { "work for nobody", test_work_for_nobody },
        { "sessions that wait for ever", test_hanging },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "run", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
