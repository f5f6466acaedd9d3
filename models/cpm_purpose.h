/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_PURPOSE_H
#define MODELS_CPM_PURPOSE_H

/* What random numbers are drawn for, each from a stream of its own name (cpm_purpose_name()). */
typedef enum CpmPurpose {
    CPM_DRAW_CLIENT = 0,        /* which client or system a member uses     */
    CPM_DRAW_PREFERENCE,        /* what the member prefers                  */
    CPM_DRAW_REPLY,             /* what a person answers, if at all         */
    CPM_DRAW_REPLY_DELAY,       /* after how long                           */
    CPM_DRAW_DUPLICATE,         /* whether the reply arrives twice          */
    CPM_DRAW_DELIVERY,          /* fate of the inviting message             */
    CPM_DRAW_TRANSIT,           /* its way to the phone                     */
    CPM_DRAW_ABSENCE,           /* how long the phone cannot be reached     */
    CPM_DRAW_RETURN,            /* way back of replies and delivery reports */
    CPM_DRAW_INTERARRIVAL,      /* time to the next session                 */
    CPM_DRAW_LATENCY,           /* delay of a message on a hop              */
    CPM_DRAW_SERVICE,           /* service of a message at a box            */
    CPM_DRAW_SUBMISSION,        /* what the centre answers to a submission  */
    CPM_DRAW_REPORT,            /* whether the delivery report is lost      */
    CPM_DRAW_AGAIN,             /* whether a person writes once more        */
    CPM_DRAW_AGAIN_DELAY,       /* after how long                           */
    CPM_DRAW_TOKEN,             /* whether a reply lacks its token          */
    CPM_DRAW_TEXT,              /* time to the next text message            */
    CPM_DRAW_LOSS,              /* whether a link loses a message           */
    CPM_DRAW_COPY,              /* whether a link doubles it                */
    CPM_DRAW_THROTTLE,          /* whether a request is throttled           */
    CPM_DRAW_FAILURE,           /* how long a box works, and is down        */
    CPM_DRAW_ARRIVAL,           /* periods and pieces of the arrivals       */
    CPM_DRAW_SIZE,              /* how many members a session invites       */
    CPM_DRAW_PATIENCE,          /* how long an inviter waits                */
    CPM_DRAW_RETRY,             /* whether he tries again                   */
    CPM_DRAW_RETRY_DELAY,       /* after how long                           */
    CPM_DRAW_DURATION,          /* how long an inviter stays                */
    CPM_PURPOSES
} CpmPurpose;

const char *cpm_purpose_name(CpmPurpose purpose);

#endif
