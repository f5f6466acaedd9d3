/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_OPTION_H
#define REPORT_CHECKER_OPTION_H

/* CPM-IWF-008: what an IWF has to do with a leg, how it invites the user, and its final response. */

#include "report/checker_state.h"

void checker_on_inviting_message(ReportChecker *checker, CheckerInput *in);
void checker_on_native_invite(ReportChecker *checker, CheckerInput *in);

/* The role that the setup and the @facts of a leg (CPM_FACT_..., of a user of a Non-CPM System) in @session demand of its IWF. */
CheckerRole checker_option_role(const CpmSetup *setup, uint32_t facts, uint32_t session);

/* INVITE has reached the IWF. */
void checker_option_invited(ReportChecker *checker, CheckerInput *in);

/* Something that is no invitation goes to the Non-CPM System: may it? */
void checker_option_sends(ReportChecker *checker, CheckerInput *in, const char *what);

/* Does the centre of the leg's Non-CPM System answer submissions? */
bool checker_option_submits(const ReportChecker *checker, const CheckerInput *in);

/* Notes what had been decided when a CANCEL reached the last box of the leg. */
void checker_option_cancelled(ReportChecker *checker, CheckerInput *in);

/* Judges the final response of the IWF, as it reaches the SIP/IP Core, or of the ISF where no IWF serves the member. */
void checker_option_final(ReportChecker *checker, CheckerInput *in);

/* The end of the leg. */
void checker_option_end(ReportChecker *checker, CheckerInput *in, bool ended);

#endif
