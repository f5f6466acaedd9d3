/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_rule.h"

#include <glib.h>

#define CR "CPM System Description, change request adding C 4.3"
#define TS23204 "3GPP TS 23.204"
#define RFC3261 "RFC 3261"
#define RFC4575 "RFC 4575"
#define OURS "cpmsim model"
#define NO_SESSIONS "the service does not support sessions or invitations, "

const CheckerRequirementText checker_requirement_texts[CHECKER_REQUIREMENTS] = {
    [CHECKER_IWF_008_ACCEPT] = {"CPM-IWF-008/accept-on-behalf", "CPM-IWF-008", "accept on behalf",
        NO_SESSIONS "and policy and preference say accept",
        "The IWF answers the INVITE with 200 at once and sends no invitation to the Non-CPM System."},
    [CHECKER_IWF_008_REJECT] = {"CPM-IWF-008/reject", "CPM-IWF-008", "reject", "policy or preference say reject",
        "The IWF answers the INVITE with a 4xx or 6xx."},
    [CHECKER_IWF_008_CONVERT] = {"CPM-IWF-008/convert", "CPM-IWF-008", "convert",
        NO_SESSIONS "and policy and preference say convert",
        "The IWF sends an inviting message and acts on the user's reply: 200 only after the user accepted; a failure only after a "
        "decline, a failed submission or delivery, T_reply without a reply, or a CANCEL."},
    [CHECKER_IWF_008_NATIVE] = {"CPM-IWF-008/native", "CPM-IWF-008", "condition",
        "the service supports sessions and invitations",
        "The requirement does not apply: the IWF passes a native invitation on and maps its answer."},
    [CHECKER_IWF_008_INVITING] = {"CPM-IWF-008/inviting-message", "CPM-IWF-008", "convert",
        "the user is asked (modes convert and native)",
        "One invitation goes to the Non-CPM System, after the INVITE and before any reply."},
    [CHECKER_IWF_008_QUIET] = {"CPM-IWF-008/no-message-after-reject", "CPM-IWF-008", "reject",
        "the invitation is refused before the user is asked", "Nothing at all goes to the Non-CPM System."},
    [CHECKER_IWF_008_OWN_RESPONSE] = {"CPM-IWF-008/own-response", "CPM-IWF-008", "convert", "the user replies",
        "A reply acts on the invitation that it answers, and on no other."},
    [CHECKER_C43_STEPS] = {"C-4.3/steps", CR, "C 4.3, Figure 31, steps 5-11 and 16-21", "",
        "For each non-CPM member, INVITE and its final response pass all hops that the figure draws, once, in "
        "causal order (once more for each further IWF that is tried)."},
    [CHECKER_C43_STEPS_CPM] = {"C-4.3/steps-cpm", CR, "C 4.3, Figure 31, steps 3, 12 and 13", "",
        "For each member with a CPM client, INVITE and its final response pass all hops, once, in causal order."},
    [CHECKER_C43_EVERY_MEMBER] = {"C-4.3/every-member", CR, "C 4.3, steps 3-5", "",
        "Each member of the group is invited (counted per session)."},
    [CHECKER_C43_ANSWER] = {"C-4.3/answer-to-inviter", CR, "C 4.3, Figure 31, steps 1, 2, 14, 15, 22 and 23", "",
        "The inviter's INVITE reaches the Conversation Server and gets a final response after, and only after, "
        "what focus.answer demands (counted per session)."},
    [CHECKER_TS23204_NO_REPLY] = {"TS23.204/no-reply", TS23204, "6.15.1 step 5", "the user is asked and does not reply in time",
        "When T_reply has passed the session is treated as rejected: a failure then, and not later."},
    [CHECKER_TS23204_LEAVE] = {"TS23.204/leave", TS23204, "6.17", "a user takes part and says no, or that he leaves",
        "The IWF ends his leg with BYE."},
    [CHECKER_TS23204_UNAUTHORISED] = {"TS23.204/unauthorised", TS23204, "6.15.1 step 4", "the inviter may not interwork",
        "The IWF refuses and forwards nothing."},
    [CHECKER_TS23204_ANONYMOUS] = {"TS23.204/anonymous", TS23204, "6.15.1 step 4",
        "the inviter hides his name and iwf.anonymous is prohibit", "The IWF refuses and forwards nothing."},
    [CHECKER_TS23204_NUMBER] = {"TS23.204/session-number", TS23204, "B.1", "iwf.correlation is number, with a finite pool",
        "Each session with such users has a number of its own: no more sessions have one than there are numbers, and one is refused "
        "for lack of a number only while none is free."},
    [CHECKER_TS23204_TEXT] = {"TS23.204/group-text", TS23204, "B.1", "texts are sent in the session",
        "A text goes to all others who take part, to users of Non-CPM Systems through their IWF, and to nobody else."},
    [CHECKER_RFC3261_TRYING] = {"RFC3261/trying", RFC3261, "17.2.1", "sip.trying is at_once", "Each INVITE gets a 100."},
    [CHECKER_RFC3261_ONE_FINAL] = {"RFC3261/one-final-response", RFC3261, "17.2.1, 13.2.2.4", "",
        "An INVITE that is not forked gets one final response on each hop."},
    [CHECKER_RFC3261_ACK] = {"RFC3261/ack", RFC3261, "13.2.2.4, 17.1.1.3", "",
        "Each final response to INVITE is followed by one ACK: hop by hop for 300-699, end to end for 2xx."},
    [CHECKER_RFC3261_PROVISIONAL] = {"RFC3261/provisional-each-minute", RFC3261, "13.3.1.1",
        "an INVITE waits for longer than the keep-alive", "Who lets it wait sends a provisional response other than 100 each minute."},
    [CHECKER_RFC3261_CANCEL] = {"RFC3261/cancel", RFC3261, "9.1, 9.2", "an INVITE is cancelled",
        "CANCEL only after a provisional response, once on each hop, and it is answered."},
    [CHECKER_RFC3261_CANCELLED] = {"RFC3261/cancelled-487", RFC3261, "9.2", "an INVITE is cancelled",
        "The INVITE then ends with 487, unless another final response was on its way."},
    [CHECKER_RFC3261_TIMER_C] = {"RFC3261/timer-c", RFC3261, "16.6 item 11, 16.7 item 2, 16.8",
        "an INVITE waits for as long as Timer C",
        "A proxy cancels when Timer C has passed since the last 101-199, and not before."},
    [CHECKER_RFC3261_LONE_503] = {"RFC3261/lone-503", RFC3261, "16.7 item 6", "a 503 reaches a proxy",
        "It is not forwarded: 500 is."},
    [CHECKER_RFC3261_BYE] = {"RFC3261/bye", RFC3261, "13.2.2.4, 15", "a dialog is ended",
        "BYE only within a dialog; it is answered; a 200 that crossed the CANCEL is followed by a BYE, and so is the end of the session."},
    [CHECKER_RFC3261_COPIES] = {"RFC3261/retransmissions", RFC3261, "17.1.1.2, 17.1.2.2",
        "sip.transactions is full, and a request is sent again",
        "A request is sent again when Timer A or E says so until it is answered: not sooner, not later, not more often than Timers B and F "
        "allow, and not afterwards."},
    [CHECKER_RFC3261_RETRY_AFTER] = {"RFC3261/retry-after", RFC3261, "20.33, 21.5.4",
        "a box answers a neighbour 503 with Retry-After", "The neighbour sends it no new INVITE until then."},
    [CHECKER_RFC4320_NO_408] = {"RFC4320/no-408", "RFC 4320", "4.2",
        "sip.transactions is full, and a request that is no INVITE is answered", "It is not answered 408."},
    [CHECKER_RFC6026_STRAY] = {"RFC6026/stray-response", "RFC 6026", "7.3, 8.9",
        "sip.transactions is full, and a response belongs to no transaction",
        "A proxy drops a response that matches no transaction; it does not forward it."},
    [CHECKER_RFC4028_REFRESH] = {"RFC4028/refresh", "RFC 4028", "7.2, 10", "focus.session_expires is on, and a dialog lasts so long",
        "Each dialog is refreshed before it expires."},
    [CHECKER_RFC4028_UNREFRESHED] = {"RFC4028/unrefreshed", "RFC 4028", "10", "a refresh fails or is not answered",
        "The dialog is ended with BYE."},
    [CHECKER_RFC4575_NOTIFY] = {"RFC4575/notify", RFC4575, "3.6", "the inviter subscribes, focus.late_ok is notify",
        "A subscribed inviter learns by NOTIFY of each member that joins after its own answer (counted per session)."},
    [CHECKER_RFC4575_PACING] = {"RFC4575/pacing", RFC4575, "3.9", "there are subscribers",
        "At most one NOTIFY to each subscriber in notify_interval (counted per session)."},
    [CHECKER_RFC4575_STATES] = {"RFC4575/states", RFC4575, "3.6, 5.7.3", "there are subscribers",
        "A NOTIFY says no more changes than there were; with focus.notify_states: all also those who are being invited or alerted, and "
        "none is kept back for longer than notify_interval (counted per session)."},
    [CHECKER_RFC4575_SUBSCRIBER] = {"RFC4575/subscribed-member", RFC4575, "3.6", "focus.subscribe is all",
        "A member with a CPM client subscribes when it has joined, and is told the state at once and each later join."},
    [CHECKER_RFC4579_DIAL_IN] = {"RFC4579/dial-in", "RFC 4579", "5.1", "iwf.late_reply is join, and somebody accepts late",
        "The IWF dials in, and the focus takes him in as long as the session lives (481 afterwards)."},
    [CHECKER_RFC4975_RESPONSE] = {"RFC4975/response", "RFC 4975", "7.1.1, 7.2", "texts are sent in the session",
        "Each SEND is answered, and none goes to who has left."},
    [CHECKER_RFC5363_DUPLICATES] = {"RFC5363/duplicates", "RFC 5363", "4.1", "the list of an ad-hoc group names somebody twice",
        "He is invited once (counted per session)."},
    [CHECKER_RFC5363_REFUSAL] = {"RFC5363/refused-before-fan-out", "RFC 5363", "5.2",
        "the Conversation Server refuses the inviter, or the group",
        "The inviter gets the refusal with its code at once, and nobody is invited (counted per session)."},
    [CHECKER_MODEL_CODE] = {"MODEL/response-codes", OURS, "codes", "a leg fails by a decision of this project",
        "A failure carries the response code that the scenario gives for its reason."},
    [CHECKER_MODEL_SUBMISSION] = {"MODEL/submission", OURS, "D11; RFC 5390 5.4",
        "the centre of the Non-CPM System answers submissions",
        "A submission that is refused, not understood, or not answered within t_submit ends the leg, and nothing else does before."},
    [CHECKER_MODEL_HELP] = {"MODEL/help-bounded", OURS, "D08", "a reply is not recognised",
        "The user gets a help message for it, at most iwf.helps of them, and none without such a reply."},
    [CHECKER_MODEL_LATE] = {"MODEL/late-reply", OURS, "D13", "a user accepts when his invitation has failed",
        "He is told, or joined, or ignored, as iwf.late_reply says."},
    [CHECKER_MODEL_CONTENT] = {"MODEL/content", OURS, "D18", "the content of the session cannot be converted",
        "The IWF refuses before it sends anything."},
    [CHECKER_MODEL_SELECTION] = {"MODEL/isf-selection", OURS, "C 4.3 step 7", "there are several IWFs or several services",
        "The ISF tries the IWFs that serve the member's services in their order, and passes over only those that it knows to be dead or "
        "full."},
    [CHECKER_MODEL_FAILOVER] = {"MODEL/failover", OURS, "RFC 3261 21.5.4, 16.7", "an IWF fails with 500, 503 or 408",
        "The next one is tried as long as there is one, and nobody has cancelled; else the failure goes up."},
    [CHECKER_MODEL_NO_IWF] = {"MODEL/no-iwf", OURS, "D23", "no IWF is left for a member", "The ISF itself answers, with the code for it."},
    [CHECKER_MODEL_CAPACITY] = {"MODEL/capacity", OURS, "D22", "an IWF has a capacity",
        "A full IWF refuses, and only a full one does."},
    [CHECKER_MODEL_OUTAGE] = {"MODEL/outage", OURS, "D24; RFC 3261 16.9", "an IWF dies",
        "What reaches a dead IWF is lost or refused, nothing else is, and it knows nothing of its legs afterwards."},
    [CHECKER_MODEL_CAUSAL] = {"MODEL/causal-neighbours", OURS, "boxes of Figure 31", "",
        "Messages pass only between neighbours on the leg, and are forwarded only after they arrived."},
    [CHECKER_MODEL_UNEXPECTED] = {"MODEL/no-unexpected-input", OURS, "arrow tables", "",
        "No message or timer reaches a box that has no arrow for it."},
    [CHECKER_MODEL_STREAM] = {"MODEL/readable-stream", OURS, "trace", "",
        "The stream of records can be judged: facts before messages, known boxes and messages."},
};

const char *checker_requirement_status(CheckerRequirement requirement)
{
    switch (requirement) {
    case CHECKER_RFC4028_REFRESH:
    case CHECKER_RFC4575_STATES:
    case CHECKER_RFC4579_DIAL_IN:
        return "optional";
    default:
        return checker_requirement_texts[requirement].condition[0] == '\0' ? "mandatory" : "conditional";
    }
}

/* Rows: rules; the exceptions by role stand in checker_requirement(). */
static const CheckerRequirement requirements[CHECKER_RULES] = {
    [CHECKER_RULE_OPTION] = CHECKER_MODEL_STREAM,
    [CHECKER_RULE_STEPS] = CHECKER_C43_STEPS,
    [CHECKER_RULE_ONE_FINAL] = CHECKER_RFC3261_ONE_FINAL,
    [CHECKER_RULE_ACK] = CHECKER_RFC3261_ACK,
    [CHECKER_RULE_PROVISIONAL] = CHECKER_RFC3261_PROVISIONAL,
    [CHECKER_RULE_CANCEL] = CHECKER_RFC3261_CANCEL,
    [CHECKER_RULE_CANCELLED] = CHECKER_RFC3261_CANCELLED,
    [CHECKER_RULE_TIMER_C] = CHECKER_RFC3261_TIMER_C,
    [CHECKER_RULE_CAUSAL] = CHECKER_MODEL_CAUSAL,
    [CHECKER_RULE_BYE] = CHECKER_RFC3261_BYE,
    [CHECKER_RULE_CODE] = CHECKER_MODEL_CODE,
    [CHECKER_RULE_UNEXPECTED] = CHECKER_MODEL_UNEXPECTED,
    [CHECKER_RULE_TRYING] = CHECKER_RFC3261_TRYING,
    [CHECKER_RULE_LONE_503] = CHECKER_RFC3261_LONE_503,
    [CHECKER_RULE_INVITING] = CHECKER_IWF_008_INVITING,
    [CHECKER_RULE_QUIET] = CHECKER_IWF_008_QUIET,
    [CHECKER_RULE_OWN_RESPONSE] = CHECKER_IWF_008_OWN_RESPONSE,
    [CHECKER_RULE_HELP] = CHECKER_MODEL_HELP,
    [CHECKER_RULE_SUBMISSION] = CHECKER_MODEL_SUBMISSION,
    [CHECKER_RULE_NO_REPLY] = CHECKER_TS23204_NO_REPLY,
    [CHECKER_RULE_LEAVE] = CHECKER_TS23204_LEAVE,
    [CHECKER_RULE_LATE] = CHECKER_MODEL_LATE,
    [CHECKER_RULE_DIAL_IN] = CHECKER_RFC4579_DIAL_IN,
    [CHECKER_RULE_SELECTION] = CHECKER_MODEL_SELECTION,
    [CHECKER_RULE_FAILOVER] = CHECKER_MODEL_FAILOVER,
    [CHECKER_RULE_CAPACITY] = CHECKER_MODEL_CAPACITY,
    [CHECKER_RULE_NUMBER] = CHECKER_TS23204_NUMBER,
    [CHECKER_RULE_OUTAGE] = CHECKER_MODEL_OUTAGE,
    [CHECKER_RULE_REFRESH] = CHECKER_RFC4028_REFRESH,
    [CHECKER_RULE_UNREFRESHED] = CHECKER_RFC4028_UNREFRESHED,
    [CHECKER_RULE_RESPONSE] = CHECKER_RFC4975_RESPONSE,
    [CHECKER_RULE_TEXT] = CHECKER_TS23204_TEXT,
    [CHECKER_RULE_SUBSCRIBER] = CHECKER_RFC4575_SUBSCRIBER,
    [CHECKER_RULE_COPIES] = CHECKER_RFC3261_COPIES,
    [CHECKER_RULE_NO_408] = CHECKER_RFC4320_NO_408,
    [CHECKER_RULE_STRAY] = CHECKER_RFC6026_STRAY,
    [CHECKER_RULE_RETRY_AFTER] = CHECKER_RFC3261_RETRY_AFTER,
    [CHECKER_RULE_ANSWER] = CHECKER_C43_ANSWER,
    [CHECKER_RULE_EVERY_MEMBER] = CHECKER_C43_EVERY_MEMBER,
    [CHECKER_RULE_NOTIFY] = CHECKER_RFC4575_NOTIFY,
    [CHECKER_RULE_PACING] = CHECKER_RFC4575_PACING,
    [CHECKER_RULE_STATES] = CHECKER_RFC4575_STATES,
    [CHECKER_RULE_REFUSAL] = CHECKER_RFC5363_REFUSAL,
    [CHECKER_RULE_DUPLICATES] = CHECKER_RFC5363_DUPLICATES,
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
    [CHECKER_CONTENT] = CHECKER_MODEL_CONTENT,
    [CHECKER_ANONYMOUS] = CHECKER_TS23204_ANONYMOUS,
    [CHECKER_UNAUTHORISED] = CHECKER_TS23204_UNAUTHORISED,
    [CHECKER_UNMAPPED] = CHECKER_MODEL_NO_IWF,
    [CHECKER_UNAVAILABLE] = CHECKER_MODEL_NO_IWF,
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
