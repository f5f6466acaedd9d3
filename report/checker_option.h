/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_OPTION_H
#define REPORT_CHECKER_OPTION_H

/* CPM-IWF-008: what an IWF has to do with a leg, and what passes between it and its Non-CPM System. */

#include "report/checker_state.h"

void checker_on_inviting_message(ReportChecker *checker, CheckerInput *in);
void checker_on_native_invite(ReportChecker *checker, CheckerInput *in);
void checker_on_notice(ReportChecker *checker, CheckerInput *in);
void checker_on_report(ReportChecker *checker, CheckerInput *in);
void checker_on_accept(ReportChecker *checker, CheckerInput *in);
void checker_on_decline(ReportChecker *checker, CheckerInput *in);
void checker_on_unrecognised(ReportChecker *checker, CheckerInput *in);

/* The role that @policy and the @facts of a leg (CPM_FACT_..., of a user of a Non-CPM System) demand of its IWF. */
CheckerRole checker_option_role(const CpmPolicy *policy, uint32_t facts);

/* Notes what had been decided when a CANCEL reached the last box of the leg. */
void checker_option_cancelled(ReportChecker *checker, CheckerInput *in);

/* Judges the final response of the IWF, as it reaches the SIP/IP Core. */
void checker_option_final(ReportChecker *checker, CheckerInput *in);

#endif
