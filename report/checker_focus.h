/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_FOCUS_H
#define REPORT_CHECKER_FOCUS_H

/* What the Conversation Server owes the inviter, by focus.answer and focus.late_ok. */

#include "report/checker_state.h"

/* Fills in what the checker has to know of the setup. */
void checker_focus_start(ReportChecker *checker);

/* The inviter's INVITE has reached the Conversation Server. */
void checker_focus_started(ReportChecker *checker, CheckerInput *in);

/* A member's INVITE has left it. */
void checker_focus_invited(ReportChecker *checker, CheckerInput *in);

/* A member's final response has reached it. */
void checker_focus_member_answer(ReportChecker *checker, CheckerInput *in);

/* It ends the leg of a member that has accepted, though the session goes on. */
void checker_focus_abandoned(ReportChecker *checker, CheckerInput *in);

/* The answer to the inviter has left it. */
void checker_focus_answer(ReportChecker *checker, CheckerInput *in);

/* One more OK has left it, or (@in->hop 0) reached the inviter: steps 22 and 23 read literally. */
void checker_focus_extra_ok(ReportChecker *checker, CheckerInput *in);

/* True if the first box of the leg may cancel: the inviter's patience is over, the session has ended or has become
 * pointless, or T_answer is near. */
bool checker_focus_may_cancel(ReportChecker *checker, const CheckerInput *in);

/* What the scenario says of @member of the session; NULL if it says nothing. */
const CpmMemberSetup *checker_focus_member(const CheckerSession *session, uint32_t member);

/* A member whose IWF dials in joins, unless the focus refuses (checker_focus_abandoned()). */
void checker_focus_dialled_in(ReportChecker *checker, CheckerInput *in);

/* The session of @in is over, as far as is known now. */
void checker_focus_over(ReportChecker *checker, const CheckerInput *in);

/* How long the focus takes to have its turn with all members of the session, ms. */
uint32_t checker_focus_spread(ReportChecker *checker, const CheckerInput *in);

/* A BYE on the inviter's leg, whoever sent it. */
void checker_focus_left(ReportChecker *checker, CheckerInput *in);

/* The inviter's leg ends, for good if @ended: judges what the session owes. */
void checker_focus_end(ReportChecker *checker, CheckerInput *in, bool ended);

#endif
