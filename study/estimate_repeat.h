/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_REPEAT_H
#define STUDY_ESTIMATE_REPEAT_H

#include "models/cpm_setup.h"

typedef enum StudyWay {
    STUDY_WAY_INVITER,          /* CPM Client A - SIP/IP Core - CS                                         */
    STUDY_WAY_CPM,              /* CS - SIP/IP Core - CPM client                                           */
    STUDY_WAY_NON_CPM,          /* CS - SIP/IP Core - ISF - SIP/IP Core - IWF                              */
    STUDY_WAYS
} StudyWay;

/* How many messages of each kind are expected to arrive on the hops of @way, on average over them, where one would if no link lost or
 * doubled any: in @out_arrivals.  @accepts: the share of the final answers to INVITE that are 2xx.
 *
 * A round, a message and what ends its repetition, succeeds with probability r, independently of others; so of at most n sends
 * (1 - (1 - r)^n) / r are expected.  Hop by hop: 7 of an INVITE (RFC 3261 17.1.1.2, Timer A until 64*T1), 11 of other requests and of
 * 300-699 (Timers E, G); end to end: 11 of a 2xx until its ACK (13.3.1.4).  Provisional responses are not repeated for themselves.
 * A request that a proxy passes on is repeated, too, while the hops behind it repeat theirs, since nothing answers it before.  Left out:
 * repetitions because an answer takes longer than T1 though nothing is lost, and 100 where another response was lost. */
void study_repeat_arrivals(const CpmSetup *setup, StudyWay way, double accepts, double out_arrivals[CPM_WORKS]);

#endif
