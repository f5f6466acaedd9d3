/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DECISION_SPACE_H
#define STUDY_DECISION_SPACE_H

/* The decision space of CPM-IWF-008 for one leg: everything that decides what becomes of one user's invitation, every value of each with
 * every value of the others.
 *
 *      policy      16      FORBID; FORCE of 3 options; ALLOW of the 7 sets of options, each with each of its members as the default
 *      preference   4      accept, reject, convert, none
 *      service      4      with or without sessions, with or without invitations
 *      delivery     7      of the inviting message
 *      reply        4      what the user writes
 *      when         3      the reply, or the report of a failed delivery, reaches the IWF before, at or after T_reply
 *      cancel       4      when the CANCEL of the Conversation Server meets the final response of the IWF
 *
 * make 86,016 combinations.  Where a dimension cannot matter they collapse into one that stands for them:
 *
 *  1.  The IWF rejects or accepts on behalf: nobody is asked, so delivery, reply and when are those of a reply "none".
 *  2.  The same: the IWF answers at once and a CANCEL cannot overtake its INVITE, so a CANCEL before the answer is one that crosses it.
 *  3.  The message does not reach the phone (temporary or permanent failure): there is no reply.  When is the failure's.
 *  4.  The centre does not take the message (refused, silent, malformed): there is no reply, and nothing that comes at a certain time.
 *  5.  The message arrives and the user does not reply: there is nothing that comes at a certain time.
 *
 * Nothing of this is taken on trust: all combinations are run, and what is collapsed must come out like what stands for it. */

#include <stdbool.h>

#include "models/cpm_policy.h"

#define STUDY_POLICIES 16
#define STUDY_SERVICES 4

typedef enum StudyDelivery {
    STUDY_DELIVERY_OK = 0,              /* reaches the phone, and the report comes                              */
    STUDY_DELIVERY_UNREPORTED = 1,      /* reaches the phone, but the report is lost                            */
    STUDY_DELIVERY_TEMPORARY = 2,       /* never reaches the phone until the validity ends                      */
    STUDY_DELIVERY_PERMANENT = 3,       /* unknown or barred                                                    */
    STUDY_DELIVERY_REFUSED = 4,         /* the centre refuses the submission                                    */
    STUDY_DELIVERY_SILENT = 5,          /* ... does not answer it                                               */
    STUDY_DELIVERY_MALFORMED = 6,       /* ... answers what makes no sense                                      */
    STUDY_DELIVERIES = 7
} StudyDelivery;

typedef enum StudyReply {
    STUDY_REPLY_ACCEPT = 0, STUDY_REPLY_DECLINE = 1, STUDY_REPLY_UNRECOGNISED = 2, STUDY_REPLY_NONE = 3, STUDY_REPLIES = 4
} StudyReply;

/* TIED: at the same nanosecond.  Both orders are legal; events of equal time are taken in the order in which they became pending, and
 * T_reply has been pending since the invitation: it comes first, and the reply is late. */
typedef enum StudyWhen { STUDY_WHEN_BEFORE = 0, STUDY_WHEN_TIED = 1, STUDY_WHEN_AFTER = 2, STUDY_WHENS = 3 } StudyWhen;

typedef enum StudyCancel {
    STUDY_CANCEL_NONE = 0,
    STUDY_CANCEL_BEFORE = 1,            /* reaches the IWF before it has sent its final response                */
    STUDY_CANCEL_CROSSING = 2,          /* is on its way when the IWF sends it                                  */
    STUDY_CANCEL_AFTER = 3,             /* is sent when the final response is on its way                        */
    STUDY_CANCELS = 4
} StudyCancel;

#define STUDY_COMBINATIONS (STUDY_POLICIES * CPM_OPTIONS * STUDY_SERVICES * STUDY_DELIVERIES * STUDY_REPLIES * STUDY_WHENS * STUDY_CANCELS)

typedef struct StudyCombination {
    unsigned policy;                    /* 0 .. 15: study_policy()                                              */
    CpmOption preference;
    unsigned service;                   /* 0 .. 3: bit 0 = without sessions, bit 1 = without invitations        */
    StudyDelivery delivery;
    StudyReply reply;
    StudyWhen when;
    StudyCancel cancel;
} StudyCombination;

/* Combination @index, 0 .. STUDY_COMBINATIONS - 1, and back.  The last dimension runs fastest. */
StudyCombination study_combination(unsigned index);
unsigned study_combination_index(const StudyCombination *combination);

/* The combination that stands for @combination, which may be itself; that one stands for itself. */
StudyCombination study_combination_collapse(const StudyCombination *combination);

/* Policy @index, 0 .. 15, with the switches at their defaults. */
CpmPolicy study_policy(unsigned index);

bool study_service_has_sessions(unsigned service);
bool study_service_has_invitations(unsigned service);

/* "FORBID", "FORCE accept", "ALLOW accept+reject default reject": static text; and the other dimensions' words. */
const char *study_policy_name(unsigned index);
const char *study_delivery_name(StudyDelivery delivery);
const char *study_reply_name(StudyReply reply);
const char *study_when_name(StudyWhen when);
const char *study_cancel_name(StudyCancel cancel);

#endif
