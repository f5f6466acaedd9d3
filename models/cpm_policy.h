/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_POLICY_H
#define MODELS_CPM_POLICY_H

/* CPM-IWF-008: from provider policy, user preference and what the service supports to what the Interworking Function does.
 * The requirement gives no precedence of preference over policy; the order here is a decision of this simulator, stated in
 * docs/model.md and open to settings. */

#include <stdbool.h>
#include <stdint.h>

/* What a user may prefer; the first three are also the options of the requirement.  Written numbers. */
typedef enum CpmOption { CPM_ACCEPT = 0, CPM_REJECT = 1, CPM_CONVERT = 2, CPM_NONE = 3, CPM_OPTIONS = 4 } CpmOption;

typedef enum CpmPolicyKind {
    CPM_FORBID = 0,     /* no interworking at all                                                                    */
    CPM_FORCE = 1,      /* always @option, whatever the user prefers                                                 */
    CPM_ALLOW = 2,      /* the user's preference if it is among @allowed, else @option                               */
    CPM_DEFAULT = 3     /* the user's preference; @option for those who have none (= ALLOW of all three)             */
} CpmPolicyKind;

/* What happens where exactly one of sessions and invitations is supported (an open reading of the requirement). */
typedef enum CpmReading {
    CPM_READING_DEFAULT = 0,    /* invitations only: native; sessions only: CPM-IWF-008 applies                      */
    CPM_READING_EITHER = 1,     /* CPM-IWF-008 applies where either of the two is missing                            */
    CPM_READING_BOTH = 2        /* CPM-IWF-008 applies only where both are missing; else native                      */
} CpmReading;

typedef struct CpmPolicy {
    CpmPolicyKind kind;
    CpmOption option;                   /* FORCE: the option; ALLOW, DEFAULT: the default                           */
    bool allowed[3];                    /* ALLOW: indexed by CPM_ACCEPT, CPM_REJECT, CPM_CONVERT                    */
    bool user_reject_wins;              /* an explicit reject overrides FORCE, and ALLOW without reject             */
    bool user_reject_before_gate;       /* an explicit reject counts also towards services that get a native leg   */
    CpmReading reading;
} CpmPolicy;

/* Effective mode: what the IWF does with the invitation.  Written numbers. */
typedef enum CpmMode {
    CPM_MODE_NATIVE = 0,            /* D01: the service has sessions and invitations: pass the invitation on          */
    CPM_MODE_ACCEPT = 1,            /* D04: accept on the user's behalf                                               */
    CPM_MODE_REJECT_POLICY = 2,     /* D02: reject, because the provider says so                                      */
    CPM_MODE_REJECT_USER = 3,       /* D03: reject, because the user says so                                          */
    CPM_MODE_CONVERT = 4,           /* D05-D12: inviting message, then act on the reply                               */
    CPM_MODES = 5
} CpmMode;

/* The mode for a user with preference @user of a service with (@sessions, @invitations). */
CpmMode cpm_policy_mode(const CpmPolicy *policy, CpmOption user, bool sessions, bool invitations);

/* "accept", "reject", "convert", "none". */
const char *cpm_option_name(CpmOption option);

#endif
