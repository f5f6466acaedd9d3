/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SIP_PERFORMANCE_H
#define REPORT_SIP_PERFORMANCE_H

/* The measures of RFC 6076, as they are seen by who sends the INVITE and owns the dialog, and how many sessions callers ask for and get.
 *
 * Each INVITE is one attempt, however often it is repeated.  It leaves when its sender decides to send it: the record of Timer START at CPM
 * Client A, of the member's turn at the Conversation Server.  It ends with its first final response, or when its sender stops waiting
 * (Timer B, which counts as 408 by RFC 3261 8.1.3.1, or 64*T1 after CANCEL); else it is unfinished: that is counted apart, and in no
 * ratio.
 *
 * An attempt counts if it begins when the warm-up of the setup is over or later, with all that becomes of it.
 *
 *      SRD     4.3     from the INVITE to the first response but 100; accepted attempts, and refused ones
 *      SDD     4.4     from a BYE that the party sends to the response: 2xx; or to another one, or Timer F
 *      SDT     4.5     from the 2xx to the BYE, sent or received; to Timer F where the BYE that is sent gets no response
 *      SER     4.6     2xx / (attempts - 3xx)
 *      SEER    4.7     2xx, 480, 486, 600, 603 / (attempts - 3xx)
 *      ISA     4.8     408, 500, 503, 504 and Timer B / attempts */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cpm_setup.h"
#include "report/message_class.h"
#include "sim/histogram.h"
#include "sim/trace.h"

typedef struct ReportSipPerformance ReportSipPerformance;

/* Whose INVITEs.  Legs are followed only where the setup has transactions: that takes 16 bytes for each leg. */
typedef enum ReportCaller {
    REPORT_CALLER_INVITER = 0,      /* CPM Client A                                             */
    REPORT_CALLER_SERVER = 1,       /* the CPM Conversation Server, on the legs of the members  */
    REPORT_CALLERS = 2
} ReportCaller;

/* "inviter", "legs": static text. */
const char *report_caller_name(ReportCaller caller);

typedef enum ReportDelay { REPORT_SRD = 0, REPORT_SDD = 1, REPORT_SDT = 2, REPORT_DELAYS = 3 } ReportDelay;

/* "SRD", ...: static text. */
const char *report_delay_name(ReportDelay delay);

/* "inviter: succeeded", "legs: failed": how a delay's class is called in metrics.csv (transfer full). */
char *report_sip_performance_class(ReportCaller caller, bool succeeded);

typedef struct ReportAttempts {
    uint64_t sent;
    uint64_t accepted;              /* 2xx                                                              */
    uint64_t redirected;            /* 3xx: no model sends one                                          */
    uint64_t failed;                /* any other end, timeouts too                                      */
    uint64_t timed_out;             /* of these: without a final response                               */
    uint64_t effective;             /* 2xx and of @failed 480, 486, 600, 603                            */
    uint64_t ineffective;           /* of @failed: 408, 500, 503, 504, Timer B                          */
    uint64_t ended;                 /* dialogs, of @accepted                                            */
} ReportAttempts;                   /* sent - accepted - redirected - failed are unfinished             */

/* Sessions that callers ask for, and get in time. */
typedef struct ReportLoad {
    uint64_t given_up;              /* callers whose patience ended before they were answered           */
    uint64_t retries;               /* attempts that follow a failed one of the same caller             */
    uint64_t goodput;               /* attempts answered by a 2xx before the caller gave up             */
    SimTime window;                 /* from the first to the last first try that counts                 */
    uint64_t offered_in_window;     /* attempts in it, but its first: so that the quotient is a rate    */
    uint64_t goodput_in_window;     /* of these: answered by a 2xx before the caller gave up, whenever      */
} ReportLoad;

/* Nothing has been seen yet of a run of @setup (borrowed for the call).  Free with _free(), which takes NULL. */
ReportSipPerformance *report_sip_performance_new(const CpmSetup *setup);
void report_sip_performance_free(ReportSipPerformance *performance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportSipPerformance, report_sip_performance_free)

/* Members up to this one are followed: 0 (the inviters), or all. */
uint32_t report_sip_performance_members(const ReportSipPerformance *performance);

/* @record is a message of @message_class, its first arrival or its loss, or a timer; of a member that is followed.  Others than responses
 * to INVITE, BYE and UPDATE, and BYE, are of no use.  True: a caller has got his session in time, whenever he began. */
bool report_sip_performance_note(ReportSipPerformance *performance, const SimRecord *record, ReportMessageClass message_class);

/* True when the legs of members are followed. */
bool report_sip_performance_has(const ReportSipPerformance *performance, ReportCaller caller);

/* Those that count, and how many began before the warm-up was over. */
ReportAttempts report_sip_performance_attempts(const ReportSipPerformance *performance, ReportCaller caller);

uint64_t report_sip_performance_before(const ReportSipPerformance *performance, ReportCaller caller);

/* @succeeded: SRD of accepted attempts, SDD by 2xx, SDT of dialogs whose BYE was answered or came from the other side.  Owned by
 * @performance. */
const SimHistogram *report_sip_performance_delay(const ReportSipPerformance *performance, ReportCaller caller, ReportDelay delay,
                                                 bool succeeded);

ReportLoad report_sip_performance_load(const ReportSipPerformance *performance);

/* Bytes of memory in use. */
size_t report_sip_performance_bytes(const ReportSipPerformance *performance);

#endif
