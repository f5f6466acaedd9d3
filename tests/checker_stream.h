/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CHECKER_STREAM_H
#define TESTS_CHECKER_STREAM_H

/* Hand-made runs for the checker, as text: one record a line,
 *
 *      time  leg  from > to  message          0.050 0 A > Core INVITE
 *      time  leg  facts  client  preference   0.060 2 facts sms convert
 *      time  leg  from >! to  message         0.070 2 Core >! IWF BYE          (unexpected there)
 *      time  leg  timer  box  message         0.080 2 timer IWF CANCEL         (an unexpected timer)
 *
 * time: seconds, or "." for a millisecond after the line before, or "=" for the same moment.  leg: the member's number, "3@7" if its slot
 * is another one, "1:3@7" in session 1.  client: cpm, sms, chat (sessions and invitations), rooms (sessions), calls (invitations).
 * message: a method, a status (to INVITE), "200/BYE", or what passes to a Non-CPM System: invitation, native, report/200, accept,
 * decline, unrecognised, notice. */

#include "report/checker.h"

typedef struct CheckerStream {
    CpmSetup setup;
    CpmGroupSetup group;
    CpmMemberSetup members[2];      /* 1: the first member; the others */
    CpmWorkload workload;
    ReportChecker *checker;
    SimTime now;
} CheckerStream;

/* Settings that leave all rules on; change them before stream_feed().  @size: members without the inviter. */
void stream_init(CheckerStream *stream, uint32_t size);

/* Frees the checker. */
void stream_clear(CheckerStream *stream);

/* Adds the records of @text. */
void stream_feed(CheckerStream *stream, const char *text);

/* Ends the run; nothing was left to do, or (@stopped) it was stopped at @end seconds. */
void stream_finish(CheckerStream *stream);
void stream_stop(CheckerStream *stream, double end);

/* The verdict of one requirement, by its id. */
ReportRequirement stream_requirement(const CheckerStream *stream, const char *id);

/* The ids of all requirements with @verdict, in order, with a blank between. Valid until the next call. */
const char *stream_list(const CheckerStream *stream, ReportVerdict verdict);

/* What every run has: the inviter's INVITE, and later its answer with the ACK. */
#define INVITER_ASKS "0.000 0 A > Core INVITE\n. 0 Core > A 100\n. 0 Core > CS INVITE\n. 0 CS > Core 100\n"
#define INVITER_HEARS(status) ". 0 CS > Core " status "\n. 0 Core > A " status "\n"
#define INVITER_ACKS ". 0 A > Core ACK\n. 0 Core > CS ACK\n"
#define INVITER_JOINS INVITER_HEARS("200") INVITER_ACKS
#define INVITER_REFUSED(status) \
    ". 0 CS > Core " status "\n. 0 Core > CS ACK\n. 0 Core > A " status "\n. 0 A > Core ACK\n"

/* A member with a CPM client. */
#define CPM_INVITED(m) \
    ". " m " facts cpm none\n. " m " CS > Core INVITE\n. " m " Core > CS 100\n. " m " Core > B INVITE\n. " m " B > Core 100\n"
#define CPM_ANSWERS(m, status) ". " m " B > Core " status "\n. " m " Core > CS " status "\n"
#define CPM_ACKED(m) ". " m " CS > Core ACK\n. " m " Core > B ACK\n"
#define CPM_JOINS(m) CPM_INVITED(m) CPM_ANSWERS(m, "200") CPM_ACKED(m)

/* A member behind a Non-CPM System; @facts as in a line of facts. */
#define SMS_INVITED(m, facts) \
    ". " m " facts " facts "\n. " m " CS > Core INVITE\n. " m " Core > CS 100\n. " m " Core > ISF INVITE\n. " m " ISF > Core 100\n" \
    ". " m " ISF > Core INVITE\n. " m " Core > ISF 100\n. " m " Core > IWF INVITE\n. " m " IWF > Core 100\n"
#define SMS_RINGS(m, status) \
    ". " m " IWF > Core " status "\n. " m " Core > ISF " status "\n. " m " ISF > Core " status "\n. " m " Core > CS " status "\n"
#define SMS_ANSWERS(m, status) SMS_RINGS(m, status)
#define SMS_ACKED(m) ". " m " CS > Core ACK\n. " m " Core > ISF ACK\n. " m " ISF > Core ACK\n. " m " Core > IWF ACK\n"
#define SMS_ASKED(m) ". " m " IWF > System invitation\n" SMS_RINGS(m, "182") ". " m " System > IWF report/200\n" SMS_RINGS(m, "180")

#endif
