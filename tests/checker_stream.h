/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CHECKER_STREAM_H
#define TESTS_CHECKER_STREAM_H

/* Hand-made runs for the checker, as text: one record a line,
 *
 *      time  leg  from > to  message          0.050 0 A > Core INVITE
 *      time  leg  facts  client  preference   0.060 2 facts sms convert
 *      time  leg  from >! to  message         0.070 2 Core >! IWF BYE          (unexpected there)
 *      time  leg  timer  box  message         0.080 2 timer IWF CANCEL         (an unexpected timer)
 *      time  leg  from >* to  message         0.090 2 Core >* IWF INVITE       (lost there)
 *      time  leg  from >+ to  message         0.090 2 Core >+ IWF INVITE       (again, or of no use there)
 *      time  leg  dies   box                  0.090 2 dies IWF1
 *      time  leg  tells  number               0.090 0 tells 2                  (a NOTIFY, of so many changes)
 *
 * time: seconds, or "." for a millisecond after the line before, or "=" for the same moment.  leg: the member's number,
 * "3@7" if its slot is another one, "1:3@7" in session 1.  client: cpm, sms, chat (sessions and invitations), rooms
 * (sessions), calls (invitations); with "+2" behind it of system 2.  message: a method, a status (to INVITE), "200/BYE", or
 * what passes to a Non-CPM System: invitation, native, report/200, taken/200, accept, decline, leave, unrecognised, notice,
 * help, text; with "@3" behind it a reply that was meant for session 3.  Boxes: A, B, Core, CS, ISF, IWF, System; the last two
 * with a number where there are several. */

#include "report/checker.h"

typedef struct CheckerStream {
    CpmSetup setup;
    CpmGroupSetup group;
    CpmMemberSetup members[2];      /* 1: the first member; the others */
    CpmWorkload workload;
    CpmSystemSetup systems[3];      /* without chance; the setup has none of them until a test says so */
    CpmIwfBox iwfs[3];              /* likewise */
    ReportChecker *checker;
    SimTime now;
    void (*begin)(void);            /* of the test: initialises this stream anew; NULL: none */
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

/* CUnit asserts: something was judged, and nothing failed or is open; or exactly @ids failed (with blanks between), the
 * first for a reason that contains @reason. */
void stream_expect_pass(const CheckerStream *stream);
void stream_expect_fail(const CheckerStream *stream, const char *ids, const char *reason);

/* Adds the records of @text, and ends the run. */
void stream_run(CheckerStream *stream, const char *text);

/* How often the branch @name of @requirement was taken. */
uint64_t stream_branch(const CheckerStream *stream, const char *requirement, const char *name);

/* One run of several in a test: CUnit asserts what is said above, and that @id was exercised; or that @id failed, perhaps among others
 * that follow from it.  Then the stream is cleared, and begins anew if it has a begin(). */
void stream_passes(CheckerStream *stream, const char *id);
void stream_fails(CheckerStream *stream, const char *ids, const char *reason);
void stream_breaks(CheckerStream *stream, const char *id, const char *reason);

/* One message, a millisecond after the one before. */
#define SAYS(leg, way, message) ". " leg " " way " " message "\n"

/* What every run has: the inviter's INVITE, and later its answer with the ACK. */
#define INVITER_ASKS "0.000 0 A > Core INVITE\n. 0 Core > A 100\n. 0 Core > CS INVITE\n. 0 CS > Core 100\n"
#define INVITER_HEARS(status) SAYS("0", "CS > Core", status) SAYS("0", "Core > A", status)
#define INVITER_ACKS SAYS("0", "A > Core", "ACK") SAYS("0", "Core > CS", "ACK")
#define INVITER_JOINS INVITER_HEARS("200") INVITER_ACKS
#define INVITER_REFUSED(status) INVITER_HEARS(status) SAYS("0", "Core > CS", "ACK") SAYS("0", "A > Core", "ACK")

/* A member with a CPM client. */
#define CPM_INVITED(m) \
    ". " m " facts cpm none\n" SAYS(m, "CS > Core", "INVITE") SAYS(m, "Core > CS", "100") \
    SAYS(m, "Core > B", "INVITE") SAYS(m, "B > Core", "100")
#define CPM_ANSWERS(m, status) SAYS(m, "B > Core", status) SAYS(m, "Core > CS", status)
#define CPM_ACKED(m) SAYS(m, "CS > Core", "ACK") SAYS(m, "Core > B", "ACK")
#define CPM_JOINS(m) CPM_INVITED(m) CPM_ANSWERS(m, "200") CPM_ACKED(m)

/* A member behind a Non-CPM System; @facts as in a line of facts. */
#define SMS_INVITED(m, facts) \
    ". " m " facts " facts "\n" SAYS(m, "CS > Core", "INVITE") SAYS(m, "Core > CS", "100") \
    SAYS(m, "Core > ISF", "INVITE") SAYS(m, "ISF > Core", "100") SAYS(m, "ISF > Core", "INVITE") \
    SAYS(m, "Core > ISF", "100") SAYS(m, "Core > IWF", "INVITE") SAYS(m, "IWF > Core", "100")
#define SMS_ANSWERS(m, status) \
    SAYS(m, "IWF > Core", status) SAYS(m, "Core > ISF", status) SAYS(m, "ISF > Core", status) \
    SAYS(m, "Core > CS", status)
#define SMS_RINGS(m, status) SMS_ANSWERS(m, status)
#define SMS_ACKED(m) \
    SAYS(m, "CS > Core", "ACK") SAYS(m, "Core > ISF", "ACK") SAYS(m, "ISF > Core", "ACK") SAYS(m, "Core > IWF", "ACK")
#define SMS_ASKED(m) \
    SAYS(m, "IWF > System", "invitation") SMS_RINGS(m, "182") SAYS(m, "System > IWF", "report/200") SMS_RINGS(m, "180")

/* Runs in which B, member 1, has joined first, and C, member 2, uses SMS. */
#define B_JOINED INVITER_ASKS CPM_JOINS("1") INVITER_JOINS
#define ACCEPTED SMS_ANSWERS("2", "200") SMS_ACKED("2")
/* C was asked, and says yes after @t seconds. */
#define C_ASKED SMS_INVITED("2", "sms convert") SMS_ASKED("2")
#define C_ACCEPTS(t) t " 2 System > IWF accept\n" ACCEPTED
#define KEPT_ALIVE(t) \
    t " 2 IWF > Core 182\n. 2 Core > ISF 182\n. 2 ISF > Core 182\n. 2 Core > CS 182\n"

#endif
