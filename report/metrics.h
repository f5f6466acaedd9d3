/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_METRICS_H
#define REPORT_METRICS_H

/* Latency, outcomes, messages and throughput of a run, from its trace alone.
 *
 * Definitions.  The start of a session is the moment when the first INVITE of its inviter reaches the SIP/IP Core (step 1): the
 * inviter's own access link, once, is not in the latencies.  The invitation of a member is the moment when the first INVITE of its
 * leg reaches the SIP/IP Core from the Conversation Server.  A member has answered when the first final response to that INVITE
 * reaches the Conversation Server, unless that has stopped waiting before (D24); he has joined if it is a 2xx.  A later BYE does not
 * undo this: it is counted as a leave; nor does an Interworking Function that dials in for a member who is late, D13 with 200.
 *
 * The warm-up of the setup gates what is counted.  A try of an inviter, with the session that it begins, counts if he sends his INVITE when
 * the warm-up is over or later; the leg of a member if the Conversation Server's turn for him comes then, whenever the session began.
 * Messages (cost, too) and timers count by the time of their record, samples if what they tell began then.  What is open, and means over
 * time, are looked at from then on.  Whole are the bins of throughput and changes, unexpected inputs, and what says so. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cpm_setup.h"
#include "report/cost.h"
#include "report/leg_class.h"
#include "report/message_class.h"
#include "report/samples.h"
#include "report/sip_performance.h"
#include "report/traffic.h"
#include "sim/histogram.h"
#include "sim/trace.h"

typedef struct ReportMetrics ReportMetrics;

/* One value per session, ns since its start. */
typedef enum ReportSessionTime {
    REPORT_ESTABLISHMENT = 0,       /* to the inviter's own 2xx, at Client A                                                  */
    REPORT_FIRST_ACCEPTANCE = 1,    /* to the first member that joined, at the Conversation Server                            */
    REPORT_LAST_ANSWER = 2,         /* to the last answer, where every invited member has answered; set by _finish()          */
    REPORT_SESSION_TIMES = 3
} ReportSessionTime;

/* One value per member that has answered, ns. */
typedef enum ReportSince { REPORT_SINCE_START = 0, REPORT_SINCE_INVITATION = 1, REPORT_SINCES = 2 } ReportSince;

typedef struct ReportMembers {
    uint64_t invited;
    uint64_t joined;
    uint64_t refused;               /* a final response that is no 2xx                                                        */
    uint64_t timed_out;             /* the Conversation Server waited no longer, D24: without a final response                */
    uint64_t left;                  /* of the joined: sent BYE                                                                */
} ReportMembers;                    /* invited - joined - refused - timed_out have not answered when the run ends             */

typedef struct ReportSessions {
    uint64_t started;               /* tries of inviters: they have sent their INVITE                                         */
    uint64_t established;           /* the inviter got a 2xx                                                                  */
    uint64_t failed;                /* the inviter got another final response                                                 */
    uint64_t timed_out;             /* the inviter waits no longer, without a final response                                  */
    uint64_t unfinished;            /* neither has come when the run ends                                                     */
} ReportSessions;                   /* @started is the sum of the others                                                      */

#define REPORT_DECISION_ROWS 25     /* index 1 for D01 .. 24 for D24 */

/* Empty metrics of a run of @setup (borrowed for the call: its policy gives the class of a leg).  Free with _free(). */
ReportMetrics *report_metrics_new(const CpmSetup *setup);

/* NULL is allowed. */
void report_metrics_free(ReportMetrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportMetrics, report_metrics_free)

/* A SimObserve: counts @records[n] in @metrics, a ReportMetrics.  A few ns per record; memory grows by 10 bytes per leg slot and 48
 * per session, and by 16 more per leg slot where there are transactions. */
void report_metrics_observe(void *metrics, const SimRecord *records, size_t n);

/* Closes the books at @end, the virtual time at which the run ended.  Once, after the last record and before any question below. */
void report_metrics_finish(ReportMetrics *metrics, SimTime end);

/* The virtual time given to _finish(). */
SimTime report_metrics_end(const ReportMetrics *metrics);

/* When the warm-up is over, 0 without one; and how long what is measured lasts, from then to the end of the run.  With a warm-up that may
 * be 0: then there are no numbers. */
SimTime report_metrics_warm_up(const ReportMetrics *metrics);
SimTime report_metrics_measured(const ReportMetrics *metrics);
bool report_metrics_has_numbers(const ReportMetrics *metrics);

/* Latencies; owned by @metrics.  @joined tells acceptances from refusals. */
const SimHistogram *report_metrics_session_time(const ReportMetrics *metrics, ReportSessionTime which);
const SimHistogram *report_metrics_answer_time(const ReportMetrics *metrics, ReportSince since, ReportLegClass leg_class,
                                               bool joined);

/* All legs of all classes together (transfer full). */
SimHistogram *report_metrics_all_answers(const ReportMetrics *metrics, ReportSince since);

ReportSessions report_metrics_sessions(const ReportMetrics *metrics);
ReportMembers report_metrics_members(const ReportMetrics *metrics, ReportLegClass leg_class);
ReportMembers report_metrics_all_members(const ReportMetrics *metrics);

/* Legs of @leg_class that were settled by decision row @row (1..24) with @status (0: without a final response, else 100..699).  Each leg
 * counts once, by the last row that settled it. */
uint64_t report_metrics_outcomes(const ReportMetrics *metrics, ReportLegClass leg_class, unsigned row, unsigned status);

/* The same of the first status from *@status on of which there are any, which is left there; 0 if there is none:
 * `for (unsigned status = 0; (n = report_metrics_next_outcome(m, leg_class, row, &status)) > 0; status++)`. */
uint64_t report_metrics_next_outcome(const ReportMetrics *metrics, ReportLegClass leg_class, unsigned row, unsigned *status);

/* When legs were settled by @row (1..24), with a 2xx or not, ns since their session's start; a leg that is settled twice (D07, then D13)
 * stands in both.  Row 0: when acceptances reached an Interworking Function that had given the leg up.  Owned by @metrics; NULL: none. */
const SimHistogram *report_metrics_outcome_time(const ReportMetrics *metrics, unsigned row, bool joined);

/* One settled leg. */
typedef struct ReportOutcome {
    uint32_t session, member;
    SimTime time;                   /* when it was settled                                                                    */
    uint16_t status;                /* 0: without a final response                                                            */
    uint8_t row;                    /* 1..24                                                                                  */
    uint8_t leg_class;              /* ReportLegClass                                                                         */
} ReportOutcome;

#define REPORT_FIRST_OUTCOMES 32

/* The first 32 settled legs that count, for naming them one by one where there are few; returns how many there are and points
 * *@out_outcomes (owned by @metrics) at them. */
size_t report_metrics_first_outcomes(const ReportMetrics *metrics, const ReportOutcome **out_outcomes);

/* Members for whom an Interworking Function dialled in when their leg had failed already (D13). */
uint64_t report_metrics_joined_late(const ReportMetrics *metrics);

/* Users of Non-CPM Systems who joined, late ones too. */
uint64_t report_metrics_joined_non_cpm(const ReportMetrics *metrics);

/* What Non-CPM Systems got (owned by @metrics), and replies that an Interworking Function took for the answer to an invitation of another
 * session than the one they were meant for. */
const ReportCost *report_metrics_cost(const ReportMetrics *metrics);
uint64_t report_metrics_misattributed(const ReportMetrics *metrics);

/* The measures of RFC 6076, and what callers ask for and get; owned by @metrics. */
const ReportSipPerformance *report_metrics_performance(const ReportMetrics *metrics);

/* Messages of @message_class that reached @box (< REPORT_BOXES), also repeated ones; _sip_messages() is all SIP at all boxes,
 * _media_messages() all MSRP; _messages() is everything, also what passes between Interworking Functions and Non-CPM Systems, and
 * _messages_of_run() that and what came before the warm-up was over. */
uint64_t report_metrics_received(const ReportMetrics *metrics, CpmBox box, ReportMessageClass message_class);
uint64_t report_metrics_sip_messages(const ReportMetrics *metrics);
uint64_t report_metrics_media_messages(const ReportMetrics *metrics);
uint64_t report_metrics_messages(const ReportMetrics *metrics);
uint64_t report_metrics_messages_of_run(const ReportMetrics *metrics);

/* All that was lost. */
uint64_t report_metrics_lost(const ReportMetrics *metrics);

/* What the messages of each box were, repeated and lost ones too; owned by @metrics. */
const ReportTraffic *report_metrics_traffic(const ReportMetrics *metrics);

/* Inputs that reached a box in a state that has no arrow for them. */
uint64_t report_metrics_unexpected(const ReportMetrics *metrics, CpmBox box);

/* What was seen when boxes were looked at; owned by @metrics, NULL if the setup does not ask for it. */
const ReportSamples *report_metrics_samples(const ReportMetrics *metrics);

/* Throughput: the run is cut into at most REPORT_BINS bins of *@out_width ns (10 ms times a power of two); returns how many there are.
 * _binned() is how many messages reached @box in @bin. */
size_t report_metrics_bins(const ReportMetrics *metrics, SimTime *out_width);
uint64_t report_metrics_binned(const ReportMetrics *metrics, CpmBox box, size_t bin);

/* Messages that reached @box in the fullest bin of those that begin when the warm-up is over or later; 0 if there are none. */
uint64_t report_metrics_peak(const ReportMetrics *metrics, CpmBox box);

/* What changed in @bin, of all members together; sessions that callers asked for, and those that they got in time. */
typedef enum ReportChange {
    REPORT_INVITED, REPORT_ANSWERED, REPORT_JOINED, REPORT_LEFT, REPORT_OFFERED, REPORT_GOODPUT, REPORT_CHANGES
} ReportChange;
uint64_t report_metrics_changes(const ReportMetrics *metrics, ReportChange change, size_t bin);

/* How many invitations waited for their answer at once, at most; *@out_mean: in the mean over what is measured. */
uint64_t report_metrics_open(const ReportMetrics *metrics, double *out_mean);

/* Bytes of memory in use. */
size_t report_metrics_bytes(const ReportMetrics *metrics);

#endif
