/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_rule.h"

#include <glib.h>

#define CR "CPM System Description, change request adding C 4.3"
#define RFC3261 "RFC 3261"
#define OURS "cpmsim model"

const CheckerRequirementText checker_requirement_texts[CHECKER_REQUIREMENTS] = {
    [CHECKER_IWF_008_ACCEPT] = {"CPM-IWF-008/accept-on-behalf", "CPM-IWF-008", "accept on behalf",
        "Where policy and preference say accept, the IWF answers the INVITE with 200 at once and sends no "
        "invitation to the Non-CPM System."},
    [CHECKER_IWF_008_REJECT] = {"CPM-IWF-008/reject", "CPM-IWF-008", "reject",
        "Where policy or preference say reject, the IWF answers with a 4xx or 6xx and sends nothing at all to "
        "the Non-CPM System."},
    [CHECKER_IWF_008_CONVERT] = {"CPM-IWF-008/convert", "CPM-IWF-008", "convert",
        "Where policy and preference say convert, the IWF sends one inviting message and acts on the user's "
        "reply: 200 only after the user accepted; a failure only after a decline, a failed delivery, T_reply "
        "without a reply, or a CANCEL."},
    [CHECKER_IWF_008_NATIVE] = {"CPM-IWF-008/native", "CPM-IWF-008", "condition",
        "Where the service supports sessions and invitations the requirement does not apply: the IWF passes a "
        "native invitation on and maps its answer."},
    [CHECKER_C43_STEPS] = {"C-4.3/steps", CR, "C 4.3, Figure 31, steps 5-11 and 16-21",
        "For each non-CPM member, INVITE and its final response pass all hops that the figure draws, once, in "
        "causal order."},
    [CHECKER_C43_STEPS_CPM] = {"C-4.3/steps-cpm", CR, "C 4.3, Figure 31, steps 3, 12 and 13",
        "For each member with a CPM client, INVITE and its final response pass all hops, once, in causal order."},
    [CHECKER_C43_EVERY_MEMBER] = {"C-4.3/every-member", CR, "C 4.3, steps 3-5",
        "Each member of the pre-defined group is invited (counted per session)."},
    [CHECKER_C43_ANSWER] = {"C-4.3/answer-to-inviter", CR, "C 4.3, Figure 31, steps 1, 2, 14, 15, 22 and 23",
        "The inviter's INVITE reaches the Conversation Server and gets a final response after, and only after, "
        "what focus.answer demands (counted per session)."},
    [CHECKER_RFC3261_TRYING] = {"RFC3261/trying", RFC3261, "17.2.1",
        "Each INVITE gets a 100 (judged where sip.trying is at_once)."},
    [CHECKER_RFC3261_ONE_FINAL] = {"RFC3261/one-final-response", RFC3261, "17.2.1, 13.2.2.4",
        "An INVITE that is not forked gets one final response on each hop."},
    [CHECKER_RFC3261_ACK] = {"RFC3261/ack", RFC3261, "13.2.2.4, 17.1.1.3",
        "Each final response to INVITE is followed by one ACK: hop by hop for 300-699, end to end for 2xx."},
    [CHECKER_RFC3261_PROVISIONAL] = {"RFC3261/provisional-each-minute", RFC3261, "13.3.1.1",
        "Who lets an INVITE wait sends a provisional response other than 100 each minute (judged on waits longer "
        "than the keep-alive)."},
    [CHECKER_RFC3261_CANCEL] = {"RFC3261/cancel", RFC3261, "9.1, 9.2",
        "CANCEL only after a provisional response; it is answered; the INVITE then ends with 487, unless another "
        "final response was on its way."},
    [CHECKER_RFC3261_TIMER_C] = {"RFC3261/timer-c", RFC3261, "16.6 item 11, 16.7 item 2, 16.8",
        "A proxy cancels an INVITE when Timer C has passed since the last 101-199, and not before."},
    [CHECKER_RFC3261_BYE] = {"RFC3261/bye", RFC3261, "13.2.2.4, 15",
        "BYE only within a dialog; it is answered; a 200 that crossed the CANCEL is followed by a BYE."},
    [CHECKER_RFC4575_NOTIFY] = {"RFC4575/notify", "RFC 4575", "3.6, 3.9",
        "A subscribed inviter learns by NOTIFY of each member that joins after its own answer, at most once in "
        "notify_interval (counted per session)."},
    [CHECKER_MODEL_CODE] = {"MODEL/response-codes", OURS, "codes",
        "A failure carries the response code that the scenario gives for its reason."},
    [CHECKER_MODEL_CAUSAL] = {"MODEL/causal-neighbours", OURS, "boxes of Figure 31",
        "Messages pass only between neighbours on the leg, and are forwarded only after they arrived."},
    [CHECKER_MODEL_UNEXPECTED] = {"MODEL/no-unexpected-input", OURS, "arrow tables",
        "No message or timer reaches a box that has no arrow for it."},
    [CHECKER_MODEL_STREAM] = {"MODEL/readable-stream", OURS, "trace",
        "The stream of records can be judged: facts before messages, known boxes and messages."},
};

/* Rows: rules; the exceptions by role stand in checker_requirement(). */
static const CheckerRequirement requirements[CHECKER_RULES] = {
    [CHECKER_RULE_OPTION] = CHECKER_MODEL_STREAM,
    [CHECKER_RULE_STEPS] = CHECKER_C43_STEPS,
    [CHECKER_RULE_ONE_FINAL] = CHECKER_RFC3261_ONE_FINAL,
    [CHECKER_RULE_ACK] = CHECKER_RFC3261_ACK,
    [CHECKER_RULE_PROVISIONAL] = CHECKER_RFC3261_PROVISIONAL,
    [CHECKER_RULE_CANCEL] = CHECKER_RFC3261_CANCEL,
    [CHECKER_RULE_TIMER_C] = CHECKER_RFC3261_TIMER_C,
    [CHECKER_RULE_CAUSAL] = CHECKER_MODEL_CAUSAL,
    [CHECKER_RULE_BYE] = CHECKER_RFC3261_BYE,
    [CHECKER_RULE_CODE] = CHECKER_MODEL_CODE,
    [CHECKER_RULE_UNEXPECTED] = CHECKER_MODEL_UNEXPECTED,
    [CHECKER_RULE_TRYING] = CHECKER_RFC3261_TRYING,
    [CHECKER_RULE_ANSWER] = CHECKER_C43_ANSWER,
    [CHECKER_RULE_EVERY_MEMBER] = CHECKER_C43_EVERY_MEMBER,
    [CHECKER_RULE_NOTIFY] = CHECKER_RFC4575_NOTIFY,
};

static const CheckerRequirement options[CHECKER_ROLES] = {
    [CHECKER_FREE] = CHECKER_MODEL_STREAM,
    [CHECKER_INVITER] = CHECKER_MODEL_STREAM,
    [CHECKER_CPM] = CHECKER_MODEL_STREAM,
    [CHECKER_NATIVE] = CHECKER_IWF_008_NATIVE,
    [CHECKER_ACCEPT] = CHECKER_IWF_008_ACCEPT,
    [CHECKER_REJECT_POLICY] = CHECKER_IWF_008_REJECT,
    [CHECKER_REJECT_USER] = CHECKER_IWF_008_REJECT,
    [CHECKER_CONVERT] = CHECKER_IWF_008_CONVERT,
};

CheckerRequirement checker_requirement(CheckerRole role, CheckerRule rule)
{
    if (rule == CHECKER_RULE_OPTION)
        return options[role];
    if (rule == CHECKER_RULE_STEPS && role == CHECKER_CPM)
        return CHECKER_C43_STEPS_CPM;
    if (rule == CHECKER_RULE_STEPS && role == CHECKER_INVITER)
        return CHECKER_C43_ANSWER;
    return requirements[rule];
}
