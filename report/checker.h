/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_H
#define REPORT_CHECKER_H

/* The verdict: an observer that judges a run by what the messages show, and by nothing else.
 *
 * It reads the given facts of each leg (SIM_RECORD_FACTS, the setup without its faults) and the messages at the
 * moment they reach their receivers; from its own table of modes it knows which steps each leg owes, and in which
 * causal order.  What the models say about themselves (step numbers, states, actions, outcomes, timers) is not looked
 * at, but for what no message shows: for which session a reply was meant, how many changes a NOTIFY tells, and that an
 * IWF dies, which must agree with the scenario.  A record of an input for which a box has no arrow counts as a failure.
 * Where messages get lost or come again (SIM_RECORD_LOST, _REPEATED), it judges the first that gets in, and the copies by the rules of
 * transactions; where a box is overloaded, what lateness may have broken is inconclusive.
 * A leg whose facts were given owes its INVITE.
 *
 * Each leg takes 16 bytes, by the number of its slot, and about 100 more where the scenario has what needs them or a rule
 * was broken; a slot is reused by a new record of facts (member 0: by the first INVITE of another session), which ends
 * the leg before it.  What was not decided when a leg ends for good is
 * failed; when the run is stopped before its work was done it is inconclusive, unless the leg had its time. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "models/cpm_setup.h"
#include "report/verdict.h"
#include "sim/time.h"
#include "sim/trace.h"

typedef struct ReportChecker ReportChecker;

#define REPORT_CHECKER_LEGS 10

typedef struct ReportLegName {
    uint32_t session, member;
} ReportLegName;

/* One requirement after a run.  Texts are borrowed from the checker and live as long as it does. */
typedef struct ReportRequirement {
    const char *id, *specification, *clause, *text;
    const char *status;                 /* "mandatory", "conditional" or "optional"                               */
    const char *condition;              /* when it is asked at all, in words; "" where it is mandatory            */
    const char *waived;                 /* who is exempted and by which setting; NULL: nobody                     */
    ReportVerdict verdict;
    uint64_t pass, inconc, fail, error; /* legs (or sessions, where the text says so)                             */
    const char *reason;                 /* of the first failure, else of the first inconclusive leg; NULL: none   */
    SimTime time;                       /* when the first failure was found; valid if @fail + @error > 0          */
    uint64_t event;                     /* ordinal of the record that showed it, 1-based                          */
    ReportLegName legs[REPORT_CHECKER_LEGS];    /* the first that failed */
    unsigned n_legs;
} ReportRequirement;

/* A way in which a requirement was met, or (the branch "violated") broken.  Static texts. */
typedef struct ReportBranch {
    const char *requirement, *name, *text;
    uint64_t count;                     /* how often: legs, sessions, or where the text says so messages          */
} ReportBranch;

/* A checker for a run of @setup, which must outlive it.  Free with report_checker_free(). */
ReportChecker *report_checker_new(const CpmSetup *setup);

/* NULL is allowed. */
void report_checker_free(ReportChecker *checker);

/* Observer of a trace (SimObserve): @checker is a ReportChecker. */
void report_checker_observe(void *checker, const SimRecord *records, size_t n);

/* Judges what is left, once, after the last record.  @end: virtual time of the end; @stopped_early: there was still
 * work to do. */
void report_checker_finish(ReportChecker *checker, SimTime end, bool stopped_early);

/* The worst verdict of all requirements. */
ReportVerdict report_checker_verdict(const ReportChecker *checker);

/* How many requirements there are; also of those that nothing exercised. */
unsigned report_checker_requirements(const ReportChecker *checker);

/* Requirement @index, in the fixed order of the table. */
ReportRequirement report_checker_requirement(const ReportChecker *checker, unsigned index);

/* How many branches there are: of all requirements together, whatever the run. */
unsigned report_checker_branches(void);

/* Branch @index, in the order of the requirements; the last of each requirement is "violated". */
ReportBranch report_checker_branch(const ReportChecker *checker, unsigned index);

/* Appends requirements.csv (RFC 4180, CRLF, header): id, specification, clause, status, condition, text of each requirement. */
void report_checker_requirements_csv(GString *out);

/* Memory in use, in bytes. */
size_t report_checker_bytes(const ReportChecker *checker);

#endif
