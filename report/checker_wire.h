/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_WIRE_H
#define REPORT_CHECKER_WIRE_H

/* Networks in which messages get lost, come again, overtake each other and wait (CpmWireSetup).
 *
 * A message that is lost is sent again, and what was judged on the short path is judged here of the first that gets in.  Nobody owes what
 * did not get in, nor what would have followed from it: a rule is not asked of a leg that has lost what the rule is about.  Whether a
 * transaction repeats its messages as it has to, and gives up when it has to, is judged by the copies. */

#include "report/checker_state.h"

void checker_wire_start(ReportChecker *checker);
void checker_wire_free(ReportChecker *checker);

/* @in of @class has got in, for the first time; before anything else is made of it. */
void checker_wire_arrived(ReportChecker *checker, CheckerInput *in, CheckerClass class);

/* A response that a box gives itself in place of its neighbour, to which it could, or might, not send: finds the hop of @in.  False if
 * nothing more can be said about it. */
bool checker_wire_own_answer(ReportChecker *checker, CheckerInput *in, CheckerClass class);

/* It will not get in, this copy of it. */
void checker_wire_lost(ReportChecker *checker, CheckerInput *in, CheckerClass class);

/* It has reached its box, which has had it before or has no use for it any more. */
void checker_wire_repeated(ReportChecker *checker, CheckerInput *in, CheckerClass class);

/* By how much two messages to the box of @in may have come closer together on their way than latency tells: queues, and segments that TCP
 * sends again. */
SimTime checker_wire_jitter(const ReportChecker *checker, const CheckerInput *in);

/* The link that @in takes.  Whether @box has a queue of its own: what it sends at once leaves it late, then; a copy that a timer sends does
 * not. */
const CpmLinkSetup *checker_wire_link(const ReportChecker *checker, const CheckerInput *in);
bool checker_wire_has_queue(const ReportChecker *checker, CpmBox box);

/* True if something could be lost on its way into the box of @in. */
bool checker_wire_may_lose(const ReportChecker *checker, const CheckerInput *in);

/* True if messages may be under way for longer than 64 * T1, as far as is known so far. */
bool checker_wire_is_late(const ReportChecker *checker);

/* True if a message of @losses (bits, CheckerLoss) was lost or came too late on the leg of @in. */
bool checker_wire_has_lost(const ReportChecker *checker, const CheckerInput *in, unsigned losses);

/* True if losses may be why @rule looks broken on the leg at hand, or in its session. */
bool checker_wire_excuses(ReportChecker *checker, const CheckerInput *in, CheckerRule rule);

/* True if the box that sends the final response @in controls overload, and may have rejected the request with it. */
bool checker_wire_may_reject(const ReportChecker *checker, const CheckerInput *in);

/* True if the box that sends the final response @in has not passed the INVITE on, since it, or the box below, was overloaded. */
bool checker_wire_is_rejection(const ReportChecker *checker, const CheckerInput *in);

/* True if @in, the second final response of a hop, is lawful: a 2xx that a UAS has sent again and that got in before the first
 * (13.3.1.4); or the answer to a copy of the INVITE that has waited in a queue for longer than its transaction lived. */
bool checker_wire_repeats_ok(const ReportChecker *checker, const CheckerInput *in);

/* The leg ends: what was to be seen of its copies has been seen. */
void checker_wire_end(ReportChecker *checker, CheckerInput *in);

#endif
