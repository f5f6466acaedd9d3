/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_FAULT_H
#define MODELS_CPM_FAULT_H

/* Faults that a scenario asks for. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "sim/time.h"

/* Misbehaviour on purpose, to show that the checker can fail.  Written numbers. */
typedef enum CpmFaultKind {
    CPM_FAULT_SEND_DESPITE_REJECT = 0,  /* IWF: inviting message although it refuses (D02, D03, D18-D22)          */
    CPM_FAULT_REPORT_IS_ACCEPTANCE = 1, /* IWF: takes the delivery report for the user's acceptance               */
    CPM_FAULT_WRONG_MODE = 2,           /* IWF: accept for convert, convert for accept                            */
    CPM_FAULT_DROP_STEP = 3,            /* @box: does not send the message that would be step @step               */
    CPM_FAULT_REPEAT_STEP = 4,          /* @box: sends the message that is step @step twice                       */
    CPM_FAULT_NO_KEEPALIVE = 5,         /* IWF: forgets the provisional each minute                               */
    CPM_FAULT_DROP = 6,                 /* @box: does not send @message                                           */
    CPM_FAULT_REPEAT = 7,               /* @box: sends @message twice                                             */
    CPM_FAULT_DELAY = 8,                /* @box: sends @message @delay late, after what follows                   */
    CPM_FAULT_REPLACE = 9,              /* @box: sends @instead for @message                                      */
    CPM_FAULT_MISDIRECT = 10,           /* @box: sends @message to the neighbour on its other side                */
    CPM_FAULT_FORGET_TIMER = 11,        /* @box: does not start @timer                                            */
    CPM_FAULT_SILENCE_IS_ACCEPTANCE = 12,   /* IWF: 200 when T_reply passes                                       */
    CPM_FAULT_DECLINE_IS_ACCEPTANCE = 13,   /* IWF: takes every reply for "yes"                                   */
    CPM_FAULT_HELP_WITHOUT_END = 14,    /* IWF: a help message after each unrecognised reply                      */
    CPM_FAULT_NUMBER_REUSED = 15,       /* IWF: gives a number to a second session while the first has it         */
    CPM_FAULT_REJECT_FOR_CONVERT = 16,  /* IWF: rejects, by policy, whom it should ask                            */
    CPM_FAULT_ACCEPT_FOR_REJECT = 17,   /* IWF: accepts on behalf of those who are to be rejected                 */
    CPM_FAULT_CONVERT_FOR_REJECT = 18,  /* IWF: asks those who are to be rejected                                 */
    CPM_FAULT_IGNORE_GATE = 19,         /* IWF: treats services with sessions and invitations as if without       */
    CPM_FAULT_SKIP_MEMBER = 20,         /* CS: does not invite the last member                                    */
    CPM_FAULT_ANSWER_EARLY = 21,        /* CS: answers the inviter before focus.answer allows                     */
    CPM_FAULT_NO_FAILOVER = 22,         /* ISF: gives up at the first IWF that fails                              */
    CPM_FAULT_OK_AFTER_CANCEL = 23,     /* IWF: 200 to the INVITE that was cancelled                              */
    CPM_FAULT_NO_PACING = 24,           /* CS: a NOTIFY for each change, at once                                  */
    CPM_FAULT_CONSTANT_INTERVAL = 25,   /* @box: repeats its requests each T1, not after T1, 2*T1, 4*T1, ...      */
    CPM_FAULT_REPEAT_ANSWERED = 26,     /* @box: goes on with a request that has got its response                 */
    CPM_FAULT_NO_REPETITION = 27,       /* @box: does not repeat its requests                                     */
    CPM_FAULT_IGNORE_OVERLOAD = 28,     /* @box: does not do what overloaded neighbours ask for                   */
    CPM_FAULT_FORWARD_STRAY = 29,       /* @box, a proxy: forwards final responses that belong to no transaction  */
    CPM_FAULT_REVERSE_ORDER = 30,       /* ISF: tries the IWFs from the last to the first                         */
    CPM_FAULT_SERVE_WHEN_DEAD = 31,     /* IWF: takes in what comes while it is dead                              */
    CPM_FAULT_INVITE_TWICE = 32,        /* CS: invites the last member once more, by an INVITE of its own         */
    CPM_FAULTS = 33
} CpmFaultKind;

typedef struct CpmFault {
    CpmFaultKind kind;
    CpmBoxKind box;                     /* who misbehaves; IWF, ISF or CS where the kind says so                  */
    unsigned step;                      /* DROP_STEP, REPEAT_STEP: as in a record, 1..23 or CPM_STEP_3B           */
    uint16_t message, instead;          /* DROP .. MISDIRECT: SipCode, every leg; REPLACE: what is sent           */
    unsigned timer;                     /* FORGET_TIMER: CpmTimer                                                 */
    SimTime delay;                      /* DELAY                                                                  */
} CpmFault;

#endif
