/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_RUN_FIXTURE_H
#define TESTS_RUN_FIXTURE_H

/* A whole run in memory for tests: scenario, models, and all that watches them.  Nothing is written. */

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "models/cpm_network.h"
#include "report/checker.h"
#include "report/fingerprint.h"
#include "report/metrics.h"
#include "sim/trace.h"
#include "sim/world.h"
#include "study/scenario.h"

typedef struct RunFixture {
    Scenario *scenario;
    const CpmSetup *setup;              /* of the scenario                                                  */
    SimWorld *world;
    CpmNetwork *network;
    ReportMetrics *metrics;             /* finished                                                         */
    ReportChecker *checker;             /* finished                                                         */
    ReportFingerprint fingerprint;
    GArray *records;                    /* of SimRecord: the whole trace                                    */
    SimTime end;
    bool stopped_early;
} RunFixture;

/* Where things lie in memory, which must not matter: the queue prefetches the legs or does not, its chunks are fresh or have been
 * used and given back in disorder. */
typedef enum RunLayout { RUN_LAYOUT_PLAIN, RUN_LAYOUT_NO_PREFETCH, RUN_LAYOUT_USED_QUEUE } RunLayout;

/* Run to the end the scenario that @yaml is, or the shipped one called @name ("figure-31", "faults/wrong-mode"), changed by @sets:
 * "path=value", NULL-terminated; NULL for none.  A scenario with errors ends the test program, after a print of what is wrong.  Clear
 * with run_fixture_clear(). */
void run_fixture_text(RunFixture *run, const char *yaml, const char *const *sets);
void run_fixture_file(RunFixture *run, const char *name, const char *const *sets);

/* Reads the shipped scenario likewise, and does not run it (transfer full). */
Scenario *run_fixture_scenario(const char *name, const char *const *sets);

/* Likewise the scenario that @yaml is. */
Scenario *run_fixture_scenario_text(const char *yaml, const char *const *sets);

/* The same, laid out in memory in another way. */
void run_fixture_file_in(RunFixture *run, const char *name, const char *const *sets, RunLayout layout);

void run_fixture_clear(RunFixture *run);

/* "tests/flows/NAME" or the like in the source tree (transfer full). */
char *run_fixture_source_path(const char *path);

/* The verdict of the requirement with that @id, which is there. */
ReportRequirement run_fixture_requirement(const RunFixture *run, const char *id);

/* How many records have that @kind and @code; any code for -1. */
unsigned run_fixture_count(const RunFixture *run, SimRecordKind kind, int code);

/* What of a session a flow shows: messages, actions, outcomes, timers and unexpected inputs. */
typedef struct RunView {
    uint32_t session;
    int member;                         /* -1 = all                                                         */
    double from, to;                    /* s; 0, 0 = the whole run                                          */
    bool numbered;                      /* only what has a number in Figure 31                              */
    bool no_trying;                     /* without 100                                                      */
    unsigned boxes;                     /* 1 << CpmBoxKind of boxes: what passes at one of them; 0 = all    */
} RunView;

/* The trace as compact text (transfer full), a line each:
 *      time  member  from > to  message  step  state > next
 * Times are cut to ms; a state that stays stands alone; timers, actions and outcomes stand in brackets. */
char *run_fixture_flow(const RunFixture *run, const RunView *view);

/* True when the flow is the text in tests/flows/@name.txt, lines that begin with # apart.  Otherwise prints both where they part.  With
 * UPDATE_EXPECTED in the environment it writes the flow there, below the comments, for a person to read and judge. */
bool run_fixture_flow_is(const RunFixture *run, const RunView *view, const char *name);

/* A ReportTake whose taker is a GString, to which it appends. */
void run_fixture_take_text(void *string, const char *text, size_t length);

/* Prints the unexpected inputs and the requirements that did not pass, for a failed test. */
void run_fixture_explain(const RunFixture *run, const char *title);

#endif
