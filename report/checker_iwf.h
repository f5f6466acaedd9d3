/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_IWF_H
#define REPORT_CHECKER_IWF_H

/* Interworking Functions as boxes: how many legs wait there at once, and when they are dead. */

#include "report/checker_state.h"

/* True if the scenario lets @iwf die at any time. */
bool checker_iwf_dies_at_random(const ReportChecker *checker, unsigned iwf);

/* Is @iwf dead at @time, by the setup?  And as far as is known when the time is known in whole @ms only? */
bool checker_iwf_is_dead(const ReportChecker *checker, unsigned iwf, SimTime time);
bool checker_iwf_may_be_dead(const ReportChecker *checker, unsigned iwf, uint32_t ms);
bool checker_iwf_is_dead_for_sure(const ReportChecker *checker, unsigned iwf, uint32_t ms);

/* The IWF at which the leg is dies. */
void checker_iwf_dies(ReportChecker *checker, CheckerInput *in);

/* A message to an IWF is lost. */
void checker_iwf_lost(ReportChecker *checker, CheckerInput *in, CheckerClass class);

/* A final response comes from an IWF that has died. */
void checker_iwf_dead_answers(ReportChecker *checker, CheckerInput *in);

/* INVITE has reached an IWF: may it be full? */
void checker_iwf_invite(ReportChecker *checker, CheckerInput *in);

/* An invitation has reached the Non-CPM System: the leg waits. */
void checker_iwf_asked(ReportChecker *checker, CheckerInput *in);

/* Something has happened at or below the IWF: does the leg still wait there? */
void checker_iwf_recount(ReportChecker *checker, CheckerInput *in);

/* The leg does not wait there any more, whatever it has said. */
void checker_iwf_forget(ReportChecker *checker, CheckerInput *in);

/* True if a final response of the IWF (hop 3) says that it is full; judged. */
bool checker_iwf_refuses(ReportChecker *checker, CheckerInput *in);

#endif
