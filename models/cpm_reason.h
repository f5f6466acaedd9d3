/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_REASON_H
#define MODELS_CPM_REASON_H

/* Response codes of the decisions where the standard leaves the choice (docs/model.md). */
typedef enum CpmReason {
    CPM_REASON_POLICY = 0,              /* D02                                            rfc3261 403, mcptt 403 */
    CPM_REASON_USER_REJECT = 1,         /* D03                                                    603        480 */
    CPM_REASON_DECLINE = 2,             /* D06 and native decline                                 603        480 */
    CPM_REASON_NO_REPLY = 3,            /* D07                                                    480        480 */
    CPM_REASON_PERMANENT = 4,           /* D09                                                    404        404 */
    CPM_REASON_TEMPORARY = 5,           /* D10                                                    480        480 */
    CPM_REASON_SUBMIT_REFUSED = 6,      /* D11, the centre refuses the submission                 500        500 */
    CPM_REASON_SUBMIT_SILENT = 7,       /* D11, it does not answer                                504        504 */
    CPM_REASON_SUBMIT_MALFORMED = 8,    /* D11, its answer makes no sense                         502        502 */
    CPM_REASON_CONTENT = 9,             /* D18                                                    488        488 */
    CPM_REASON_ANONYMOUS = 10,          /* D19                                                    403        403 */
    CPM_REASON_UNAUTHORISED = 11,       /* D20                                                    403        403 */
    CPM_REASON_NO_NUMBER = 12,          /* D21                                                    480        480 */
    CPM_REASON_OVERLOADED = 13,         /* D22; the Core passes 503 on as 500                     503        503 */
    CPM_REASON_NO_MAPPING = 14,         /* D23, no IWF serves the service                         404        404 */
    CPM_REASON_NO_IWF = 15,             /* D23, those that do are full, dead or have failed       480        480 */
    CPM_REASON_GROUP_UNKNOWN = 16,      /* the Conversation Server's own refusals                 404        404 */
    CPM_REASON_GROUP_DISABLED = 17,     /*                                                        403        403 */
    CPM_REASON_NOT_A_MEMBER = 18,       /*                                                        403        403 */
    CPM_REASON_TOO_MANY = 19,           /* more participants than the group may have              486        486 */
    CPM_REASON_LIST_TOO_LONG = 20,      /* the same for an ad-hoc list                            403        403 */
    CPM_REASONS = 21                    /* also: no reason                                                       */
} CpmReason;

#endif
