/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM Conversation Server of Figure 31 towards the inviter: steps 2, 14 and 22.  RFC 3261 13.3 (UAS), RFC 4579 5 (focus), RFC 5366 3 (what
 * the 200 of a focus says), RFC 4575 3 (conference event package; one subscriber, the inviter).
 * Conference events, text messages and the session timer are in models/cpm_conference.h.
 * Not modelled: media other than text, refresh of the subscription, re-INVITE, REFER. */
#include "models/cpm_session.h"

#include "models/cpm_conference.h"
#include "models/cpm_session_leg.h"
#include "models/sip_ua.h"

enum {
    IDLE,
    INVITING,           /* members are being invited; the inviter is not answered       */
    ANSWERED,           /* 200 sent to the inviter                                      */
    ESTABLISHED,        /* its ACK came                                                 */
    REFUSED,            /* 300-699 sent to the inviter                                  */
    ENDING,             /* BYE sent to the inviter                                      */
    ENDED,
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE", "INVITING", "ANSWERED", "ESTABLISHED", "REFUSED", "ENDING", "ENDED",
};

enum {
    RX_INVITE,
    RX_ACK,
    RX_CANCEL,
    RX_BYE,
    RX_2XX_BYE,
    RX_SUBSCRIBE,
    RX_2XX_NOTIFY,
    LEG_ACCEPTED,       /* from the legs' layer of this box */
    LEG_FAILED,
    LEG_ENDED,
    TIMER_TRYING,
    TIMER_KEEPALIVE,
    TIMER_NOTIFY,
    TIMER_ACK,
    LEG_JOINED,         /* dialled in after it had failed                               */
    LEG_CHANGED,        /* is called, or rings                                          */
    LEG_SAID,           /* a text message came                                          */
    RX_TEXT,            /* MSRP SEND of the inviter                                     */
    RX_TEXT_ANSWER,
    RX_2XX_UPDATE,
    TIMER_REFRESH,
    TIMER_F,
    RX_FAILED_UPDATE,
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "RX_INVITE",    "RX_ACK",     "RX_CANCEL", "RX_BYE",       "RX_2XX_BYE",      "RX_SUBSCRIBE", "RX_2XX_NOTIFY",
    "LEG_ACCEPTED", "LEG_FAILED", "LEG_ENDED", "TIMER_TRYING", "TIMER_KEEPALIVE", "TIMER_NOTIFY", "TIMER_ACK",
    "LEG_JOINED",   "LEG_CHANGED", "LEG_SAID", "RX_TEXT",      "RX_TEXT_ANSWER",  "RX_2XX_UPDATE", "TIMER_REFRESH", "TIMER_F",
    "RX_FAILED_UPDATE",
};

static unsigned classify_timer(const CpmHop *hop)
{
    switch (hop->code) {
    case CPM_TIMER_TRYING:
        return TIMER_TRYING;
    case CPM_TIMER_KEEPALIVE:
        return TIMER_KEEPALIVE;
    case CPM_TIMER_NOTIFY:
        return TIMER_NOTIFY;
    case CPM_TIMER_REFRESH:
        return TIMER_REFRESH;
    case CPM_TIMER_F:
        return TIMER_F;
    default:
        return TIMER_ACK;
    }
}

static unsigned classify_output(const CpmHop *hop)
{
    switch (hop->output) {
    case CPM_LEG_ACCEPTED:
        return LEG_ACCEPTED;
    case CPM_LEG_FAILED:
        return LEG_FAILED;
    case CPM_LEG_JOINED:
        return LEG_JOINED;
    case CPM_LEG_CHANGED:
        return LEG_CHANGED;
    case CPM_LEG_SAID:
        return LEG_SAID;
    default:
        return LEG_ENDED;
    }
}

unsigned cpm_session_classify(const CpmHop *hop)
{
    if (hop->origin == CPM_FROM_INSIDE)
        return classify_output(hop);
    if (hop->origin == CPM_FROM_TIMER)
        return classify_timer(hop);
    switch (sip_method(hop->code)) {
    case SIP_INVITE:
        return RX_INVITE;
    case SIP_ACK:
        return RX_ACK;
    case SIP_CANCEL:
        return RX_CANCEL;
    case SIP_BYE:
        return sip_status(hop->code) == 0 ? RX_BYE : RX_2XX_BYE;
    case SIP_SUBSCRIBE:
        return RX_SUBSCRIBE;
    case SIP_UPDATE:
        return sip_status(hop->code) < 300 ? RX_2XX_UPDATE : RX_FAILED_UPDATE;
    case MSRP_SEND:
        return sip_status(hop->code) == 0 ? RX_TEXT : RX_TEXT_ANSWER;
    default:
        return RX_2XX_NOTIFY;
    }
}

bool cpm_session_is_over(const CpmSession *session)
{
    return session->releasing && session->open == 0 && session->connected == 0 && session->busy == 0;
}

static bool all_invited(const CpmSession *session)
{
    return session->called == session->size;
}

/* RFC 3261 16.7 item 6, as far as codes go: 6xx first, else the lowest class, the first of it; 503 goes on as 500.  The inviter has not
 * cancelled, so a leg that was cancelled within is "unavailable" to him. */
static void remember_best(CpmSession *session, unsigned status)
{
    unsigned best = session->best;

    if (status == 487)
        status = 480;
    if (best == 0 || (best < 600 && (status >= 600 || status / 100 < best / 100)))
        session->best = (uint16_t)(status == 503 ? 500 : status);
}

/* Ends all legs in turn, the invited ones; nobody else is invited. */
static void release_legs(CpmHop *hop)
{
    if (hop->session->releasing)
        return;
    hop->session->releasing = true;
    hop->session->release_start = hop->ready;
    if (hop->session->invited > 0)
        cpm_hop_start_timer_at(hop, 1, CPM_TIMER_RELEASE, hop->ready);
}

/* @marked: the cause is a non-CPM member, see cpm_hop_send_up_marked(). */
static void send_ok(CpmHop *hop, bool marked)
{
    if (marked)
        cpm_hop_send_up_marked(hop, SIP_RESPONSE(SIP_INVITE, 200));
    else
        cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 200));
}

static unsigned answer(CpmHop *hop, bool marked)
{
    send_ok(hop, marked);
    cpm_hop_start_timer(hop, CPM_TIMER_ACK, cpm_hop_64t1_above(hop));
    return ANSWERED;
}

static unsigned refuse(CpmHop *hop, unsigned status)
{
    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, status));
    release_legs(hop);
    return REFUSED;
}

/* Of those that are to be invited. */
static uint32_t required_members(const CpmHop *hop)
{
    uint32_t size = hop->session->size;
    const CpmGroupSetup *group = &hop->setup->groups[hop->setup->workloads[hop->session->workload].group];
    uint32_t count = 0;

    for (uint32_t i = 0; i < group->n_members; i++)
        if (group->members[i].required && group->members[i].first <= size)
            count += MIN(group->members[i].count, size - group->members[i].first + 1);
    return count;
}

/* The group, the inviter's rights in it or its size forbid the session: nobody is invited. */
static unsigned refuse_at_once(CpmHop *hop, unsigned status)
{
    if (hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    return refuse(hop, status);
}

static unsigned cs_begin(void *context)
{
    CpmHop *hop = context;
    CpmSession *session = hop->session;
    const CpmWorkload *workload = &hop->setup->workloads[session->workload];

    if (workload->refused)
        return refuse_at_once(hop, hop->setup->code[workload->refusal]);
    session->fan_out_start = hop->ready;
    session->required_open = required_members(hop);
    cpm_hop_start_timer_at(hop, 1, CPM_TIMER_INVITE, hop->ready);
    if (hop->setup->focus.answer == CPM_FOCUS_IMMEDIATE || cpm_hop_faulty(hop, CPM_FAULT_ANSWER_EARLY)) {
        if (hop->setup->trying == CPM_TRYING_AT_ONCE)
            cpm_hop_try(hop);
        return answer(hop, false);
    }
    cpm_hop_try(hop);
    if (hop->setup->focus.keepalive != SIM_TIME_MAX)
        cpm_hop_start_timer(hop, CPM_TIMER_KEEPALIVE, hop->setup->focus.keepalive);
    return INVITING;
}

static unsigned cs_keep_alive(void *context)
{
    CpmHop *hop = context;

    hop->session->repeats++;
    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 182));
    cpm_hop_start_timer(hop, CPM_TIMER_KEEPALIVE, hop->setup->focus.keepalive);
    return INVITING;
}

/* What the focus owes the inviter once the last change of its legs is counted. */
static unsigned decide(CpmHop *hop, bool marked)
{
    const CpmSession *session = hop->session;
    bool all_answered = all_invited(session) && session->open == 0;

    switch (hop->setup->focus.answer) {
    case CPM_FOCUS_REQUIRED_MEMBERS:
        if (session->required_open == 0)
            return answer(hop, marked);
        break;
    case CPM_FOCUS_ALL_ANSWERED:
        if (all_answered && session->accepted > 0)
            return answer(hop, marked);
        break;
    default:
        if (session->accepted > 0)
            return answer(hop, marked);
    }
    return all_answered ? refuse(hop, session->best) : INVITING;
}

/* Counts of the session: member @cause of the hop has joined (D13: after his leg was counted as a failure), accepted, or failed. */
static void count_join(CpmHop *hop)
{
    hop->session->accepted++;
    hop->session->connected++;
    if (cpm_hop_member(hop, hop->cause)->required)
        hop->session->required_open--;
}

static void count_acceptance(CpmHop *hop)
{
    hop->session->open--;
    count_join(hop);
}

static void count_failure(CpmHop *hop)
{
    hop->session->open--;
    remember_best(hop->session, sip_status(hop->code) >= 300 ? sip_status(hop->code) : 408);
}

static unsigned cs_accepted(void *context)
{
    CpmHop *hop = context;

    count_acceptance(hop);
    cpm_conference_note_change(hop);
    return decide(hop, hop->mark);
}

static unsigned cs_failed(void *context)
{
    CpmHop *hop = context;

    count_failure(hop);
    cpm_conference_note_change(hop);
    if (hop->setup->focus.answer == CPM_FOCUS_REQUIRED_MEMBERS && cpm_hop_member(hop, hop->cause)->required)
        return refuse(hop, 480);
    return decide(hop, hop->mark);
}

static unsigned cs_ended(void *context)
{
    CpmHop *hop = context;

    hop->session->connected--;
    return cpm_hop_state(hop);
}

/* Steps 22-23, or what stands for them. */
static unsigned cs_tell_late_acceptance(void *context)
{
    CpmHop *hop = context;

    count_acceptance(hop);
    if (hop->setup->focus.late_ok == CPM_LATE_LITERAL_2XX && !hop->session->releasing) {
        hop->session->repeats++;
        send_ok(hop, hop->mark);
    }
    cpm_conference_note_change(hop);
    return cpm_hop_state(hop);
}

/* A session in which nobody but the inviter is left, or can come, is released. */
static unsigned end_if_empty(CpmHop *hop)
{
    const CpmSession *session = hop->session;

    if (!hop->setup->focus.release_when_empty || !all_invited(session) || session->open > 0 || session->connected > 0)
        return ESTABLISHED;
    cpm_hop_send_up(hop, SIP_REQUEST(SIP_BYE));
    release_legs(hop);
    return ENDING;
}

static unsigned cs_note_failure(void *context)
{
    CpmHop *hop = context;

    count_failure(hop);
    cpm_conference_note_change(hop);
    return cpm_hop_state(hop) == ESTABLISHED ? end_if_empty(hop) : cpm_hop_state(hop);
}

static unsigned cs_note_end(void *context)
{
    CpmHop *hop = context;

    hop->session->connected--;
    cpm_conference_note_change(hop);
    return cpm_hop_state(hop) == ESTABLISHED ? end_if_empty(hop) : cpm_hop_state(hop);
}

static unsigned cs_joined(void *context)
{
    CpmHop *hop = context;

    count_join(hop);
    cpm_conference_note_change(hop);
    return decide(hop, hop->mark);
}

static unsigned cs_note_join(void *context)
{
    CpmHop *hop = context;

    count_join(hop);
    cpm_conference_note_change(hop);
    return cpm_hop_state(hop);
}

static unsigned cs_note_change(void *context)
{
    CpmHop *hop = context;

    cpm_conference_note_change(hop);
    return cpm_hop_state(hop);
}

static unsigned cs_count_acceptance(void *context)
{
    CpmHop *hop = context;

    count_acceptance(hop);
    return cpm_hop_state(hop);
}

static unsigned cs_count_failure(void *context)
{
    CpmHop *hop = context;

    count_failure(hop);
    return cpm_hop_state(hop);
}

static unsigned cs_establish(void *context)
{
    cpm_conference_start_refresh(context);
    return end_if_empty(context);
}

/* RFC 4028 10: the inviter knows of no session any more. */
static unsigned cs_end_for_inviter(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_REQUEST(SIP_BYE));
    release_legs(hop);
    return ENDING;
}

/* The same: he has not answered the UPDATE. */
static unsigned cs_end_unless_refreshed(void *context)
{
    CpmHop *hop = context;

    return hop->session->refreshing ? cs_end_for_inviter(hop) : cpm_hop_state(hop);
}

static unsigned cs_take_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_CANCEL, 200));
    return refuse(hop, 487);
}

static unsigned cs_take_bye(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_BYE, 200));
    hop->session->subscribed = false;
    release_legs(hop);
    return ENDED;
}

/* RFC 3261 13.3.1.4: the 2xx was not acknowledged within 64*T1. */
static unsigned cs_give_up(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_REQUEST(SIP_BYE));
    release_legs(hop);
    return ENDING;
}

static unsigned cs_end(void *context)
{
    CpmHop *hop = context;

    hop->session->subscribed = false;
    return ENDED;
}

static const SimArrow arrows[] = {
    /* state       input            handler                              next event / action */
    { IDLE,        RX_INVITE,       cs_begin,                            SIM_TO(INVITING) | SIM_TO(ANSWERED) | SIM_TO(REFUSED), "INVITE (2) / fan-out; 200 if immediate; 4xx if not admitted" },

    { INVITING,    TIMER_TRYING,    sip_uas_try,                         SIM_TO(INVITING),                                      "200 ms / 100"                                                },
    { INVITING,    TIMER_KEEPALIVE, cs_keep_alive,                       SIM_TO(INVITING),                                      "each minute / 182"                                           },
    { INVITING,    LEG_ACCEPTED,    cs_accepted,                         SIM_TO(INVITING) | SIM_TO(ANSWERED) | SIM_TO(REFUSED), "a member accepts / 200 (14, 22) if it is enough"             },
    { INVITING,    LEG_FAILED,      cs_failed,                           SIM_TO(INVITING) | SIM_TO(ANSWERED) | SIM_TO(REFUSED), "a member fails / best response if it was the last"           },
    { INVITING,    LEG_ENDED,       cs_note_end,                         SIM_TO(INVITING),                                      "a member leaves / -"                                         },
    { INVITING,    RX_CANCEL,       cs_take_cancel,                      SIM_TO(REFUSED),                                       "CANCEL / 200, 487, release"                                  },
    { INVITING,    RX_BYE,          sip_ua_refuse,                       SIM_TO(INVITING),                                      "BYE without dialog / 481"                                    },
    { INVITING,    LEG_JOINED,      cs_joined,                           SIM_TO(INVITING) | SIM_TO(ANSWERED) | SIM_TO(REFUSED), "a late member dials in / 200 if it is enough"                },
    { INVITING,    LEG_CHANGED,     cs_note_change,                      SIM_TO(INVITING),                                      "a member is called or rings / -"                             },
    { INVITING,    LEG_SAID,        cpm_conference_pass_text_to_members, SIM_TO(INVITING),                                      "text message / to all others"                                },
    { INVITING,    TIMER_NOTIFY,    cpm_conference_notify,               SIM_TO(INVITING),                                      "5 s / NOTIFY to members"                                     },

    { ANSWERED,    RX_ACK,          cs_establish,                        SIM_TO(ESTABLISHED) | SIM_TO(ENDING),                  "ACK / BYE if nobody is left"                                 },
    { ANSWERED,    RX_CANCEL,       sip_ua_ok,                           SIM_TO(ANSWERED),                                      "CANCEL / 200, no effect"                                     },
    { ANSWERED,    RX_SUBSCRIBE,    cpm_conference_subscribe,            SIM_TO(ANSWERED),                                      "SUBSCRIBE / 200, NOTIFY"                                     },
    { ANSWERED,    RX_2XX_NOTIFY,   NULL,                                SIM_TO(ANSWERED),                                      "200 (NOTIFY) / -"                                            },
    { ANSWERED,    RX_BYE,          cs_take_bye,                         SIM_TO(ENDED),                                         "BYE / 200, release"                                          },
    { ANSWERED,    LEG_ACCEPTED,    cs_tell_late_acceptance,             SIM_TO(ANSWERED),                                      "a member accepts / OK (22) or NOTIFY"                        },
    { ANSWERED,    LEG_FAILED,      cs_note_failure,                     SIM_TO(ANSWERED),                                      "a member fails / NOTIFY"                                     },
    { ANSWERED,    LEG_ENDED,       cs_note_end,                         SIM_TO(ANSWERED),                                      "a member leaves / NOTIFY"                                    },
    { ANSWERED,    TIMER_NOTIFY,    cpm_conference_notify,               SIM_TO(ANSWERED),                                      "5 s / NOTIFY"                                                },
    { ANSWERED,    TIMER_ACK,       cs_give_up,                          SIM_TO(ENDING),                                        "64*T1 without ACK / BYE, release"                            },
    { ANSWERED,    LEG_JOINED,      cs_note_join,                        SIM_TO(ANSWERED),                                      "a late member dials in / NOTIFY"                             },
    { ANSWERED,    LEG_CHANGED,     cs_note_change,                      SIM_TO(ANSWERED),                                      "a member is called or rings / NOTIFY"                        },
    { ANSWERED,    LEG_SAID,        cpm_conference_pass_text_to_members, SIM_TO(ANSWERED),                                      "text message / to all others"                                },
    { ANSWERED,    RX_TEXT,         cpm_conference_take_text,            SIM_TO(ANSWERED),                                      "SEND / 200, to all members"                                  },
    { ANSWERED,    RX_TEXT_ANSWER,  NULL,                                SIM_TO(ANSWERED),                                      "200 (SEND) / -"                                              },

    { ESTABLISHED, RX_ACK,          NULL,                                SIM_TO(ESTABLISHED),                                   "ACK again / -"                                               },
    { ESTABLISHED, RX_CANCEL,       sip_ua_ok,                           SIM_TO(ESTABLISHED),                                   "CANCEL / 200, no effect"                                     },
    { ESTABLISHED, RX_SUBSCRIBE,    cpm_conference_subscribe,            SIM_TO(ESTABLISHED),                                   "SUBSCRIBE / 200, NOTIFY"                                     },
    { ESTABLISHED, RX_2XX_NOTIFY,   NULL,                                SIM_TO(ESTABLISHED),                                   "200 (NOTIFY) / -"                                            },
    { ESTABLISHED, RX_BYE,          cs_take_bye,                         SIM_TO(ENDED),                                         "BYE / 200, release"                                          },
    { ESTABLISHED, LEG_ACCEPTED,    cs_tell_late_acceptance,             SIM_TO(ESTABLISHED),                                   "a member accepts / OK (22) or NOTIFY"                        },
    { ESTABLISHED, LEG_FAILED,      cs_note_failure,                     SIM_TO(ESTABLISHED) | SIM_TO(ENDING),                  "a member fails / NOTIFY; BYE if the last"                    },
    { ESTABLISHED, LEG_ENDED,       cs_note_end,                         SIM_TO(ESTABLISHED) | SIM_TO(ENDING),                  "a member leaves / NOTIFY; BYE if the last"                   },
    { ESTABLISHED, TIMER_NOTIFY,    cpm_conference_notify,               SIM_TO(ESTABLISHED),                                   "5 s / NOTIFY"                                                },
    { ESTABLISHED, LEG_JOINED,      cs_note_join,                        SIM_TO(ESTABLISHED),                                   "a late member dials in / NOTIFY"                             },
    { ESTABLISHED, LEG_CHANGED,     cs_note_change,                      SIM_TO(ESTABLISHED),                                   "a member is called or rings / NOTIFY"                        },
    { ESTABLISHED, LEG_SAID,        cpm_conference_pass_text,            SIM_TO(ESTABLISHED),                                   "text message / to all others"                                },
    { ESTABLISHED, RX_TEXT,         cpm_conference_take_text,            SIM_TO(ESTABLISHED),                                   "SEND / 200, to all members"                                  },
    { ESTABLISHED, RX_TEXT_ANSWER,  NULL,                                SIM_TO(ESTABLISHED),                                   "200 (SEND) / -"                                              },
    { ESTABLISHED, TIMER_REFRESH,   cpm_conference_refresh,              SIM_TO(ESTABLISHED),                                   "half the interval / UPDATE to all"                           },
    { ESTABLISHED, RX_2XX_UPDATE,   cpm_conference_end_refresh,          SIM_TO(ESTABLISHED),                                   "200 (UPDATE) / -"                                            },
    { ESTABLISHED, RX_FAILED_UPDATE, cs_end_for_inviter,                 SIM_TO(ENDING),                                        "481 (UPDATE) / BYE, release"                                  },
    { ESTABLISHED, TIMER_F,         cs_end_unless_refreshed,             SIM_TO(ESTABLISHED) | SIM_TO(ENDING),                  "64*T1 / BYE unless 200 (UPDATE) came"                        },

    { REFUSED,     RX_ACK,          NULL,                                SIM_TO(ENDED),                                         "ACK / -"                                                     },
    { REFUSED,     RX_CANCEL,       sip_ua_ok,                           SIM_TO(REFUSED),                                       "CANCEL / 200, no effect"                                     },
    { REFUSED,     LEG_ACCEPTED,    cs_count_acceptance,                 SIM_TO(REFUSED),                                       "a member accepts / -"                                        },
    { REFUSED,     LEG_FAILED,      cs_count_failure,                    SIM_TO(REFUSED),                                       "a member fails / -"                                          },
    { REFUSED,     LEG_ENDED,       cs_ended,                            SIM_TO(REFUSED),                                       "a member leaves / -"                                         },
    { REFUSED,     RX_BYE,          sip_ua_refuse,                       SIM_TO(REFUSED),                                       "BYE without dialog / 481"                                    },
    { REFUSED,     LEG_CHANGED,     NULL,                                SIM_TO(REFUSED),                                       "a member rings / -"                                          },
    { REFUSED,     LEG_SAID,        NULL,                                SIM_TO(REFUSED),                                       "text message / -"                                            },
    { REFUSED,     RX_TEXT,         sip_ua_refuse_text,                  SIM_TO(REFUSED),                                       "SEND / 481"                                                  },
    { REFUSED,     RX_TEXT_ANSWER,  NULL,                                SIM_TO(REFUSED),                                       "200 (SEND) / -"                                              },
    { REFUSED,     RX_2XX_UPDATE,   NULL,                                SIM_TO(REFUSED),                                       "200 (UPDATE) / -"                                            },
    { REFUSED,     RX_FAILED_UPDATE, NULL,                               SIM_TO(REFUSED),                                       "481 (UPDATE) / -"                                            },

    { ENDING,      RX_2XX_BYE,      cs_end,                              SIM_TO(ENDED),                                         "200 (BYE) / -"                                               },
    { ENDING,      TIMER_F,         cs_end,                              SIM_TO(ENDED),                                         "64*T1 without response / -"                                  },
    { ENDING,      RX_BYE,          cs_take_bye,                         SIM_TO(ENDED),                                         "BYE from the other side / 200"                               },
    { ENDING,      RX_ACK,          NULL,                                SIM_TO(ENDING),                                        "ACK, late / -"                                               },
    { ENDING,      RX_SUBSCRIBE,    sip_ua_refuse,                       SIM_TO(ENDING),                                        "SUBSCRIBE / 481"                                             },
    { ENDING,      RX_2XX_NOTIFY,   NULL,                                SIM_TO(ENDING),                                        "200 (NOTIFY) / -"                                            },
    { ENDING,      LEG_ACCEPTED,    cs_count_acceptance,                 SIM_TO(ENDING),                                        "a member accepts / -"                                        },
    { ENDING,      LEG_FAILED,      cs_count_failure,                    SIM_TO(ENDING),                                        "a member fails / -"                                          },
    { ENDING,      LEG_ENDED,       cs_ended,                            SIM_TO(ENDING),                                        "a member leaves / -"                                         },
    { ENDING,      RX_CANCEL,       sip_ua_ok,                           SIM_TO(ENDING),                                        "CANCEL, late / 200"                                          },
    { ENDING,      LEG_CHANGED,     NULL,                                SIM_TO(ENDING),                                        "a member rings / -"                                          },
    { ENDING,      LEG_SAID,        NULL,                                SIM_TO(ENDING),                                        "text message / -"                                            },
    { ENDING,      RX_TEXT,         sip_ua_refuse_text,                  SIM_TO(ENDING),                                        "SEND / 481"                                                  },
    { ENDING,      RX_TEXT_ANSWER,  NULL,                                SIM_TO(ENDING),                                        "200 (SEND) / -"                                              },
    { ENDING,      RX_2XX_UPDATE,   NULL,                                SIM_TO(ENDING),                                        "200 (UPDATE) / -"                                            },
    { ENDING,      RX_FAILED_UPDATE, NULL,                               SIM_TO(ENDING),                                        "481 (UPDATE) / -"                                            },

    { ENDED,       RX_ACK,          NULL,                                SIM_TO(ENDED),                                         "ACK, late / -"                                               },
    { ENDED,       RX_CANCEL,       sip_ua_ok,                           SIM_TO(ENDED),                                         "CANCEL, late / 200"                                          },
    { ENDED,       RX_BYE,          cs_take_bye,                         SIM_TO(ENDED),                                         "BYE from the other side / 200"                               },
    { ENDED,       RX_2XX_BYE,      NULL,                                SIM_TO(ENDED),                                         "200 (BYE) / -"                                               },
    { ENDED,       RX_SUBSCRIBE,    sip_ua_refuse,                       SIM_TO(ENDED),                                         "SUBSCRIBE / 481"                                             },
    { ENDED,       RX_2XX_NOTIFY,   NULL,                                SIM_TO(ENDED),                                         "200 (NOTIFY) / -"                                            },
    { ENDED,       LEG_ACCEPTED,    cs_count_acceptance,                 SIM_TO(ENDED),                                         "a member accepts / -"                                        },
    { ENDED,       LEG_FAILED,      cs_count_failure,                    SIM_TO(ENDED),                                         "a member fails / -"                                          },
    { ENDED,       LEG_ENDED,       cs_ended,                            SIM_TO(ENDED),                                         "a member leaves / -"                                         },
    { ENDED,       LEG_CHANGED,     NULL,                                SIM_TO(ENDED),                                         "a member rings / -"                                          },
    { ENDED,       LEG_SAID,        NULL,                                SIM_TO(ENDED),                                         "text message / -"                                            },
    { ENDED,       RX_TEXT,         sip_ua_refuse_text,                  SIM_TO(ENDED),                                         "SEND / 481"                                                  },
    { ENDED,       RX_TEXT_ANSWER,  NULL,                                SIM_TO(ENDED),                                         "200 (SEND) / -"                                              },
    { ENDED,       RX_2XX_UPDATE,   NULL,                                SIM_TO(ENDED),                                         "200 (UPDATE) / -"                                            },
    { ENDED,       RX_FAILED_UPDATE, NULL,                               SIM_TO(ENDED),                                         "481 (UPDATE) / -"                                            },
};

const SimMachineDef cpm_session_def = {
    .name = "session",
    .title = "CPM Conversation Server towards the inviter: focus, RFC 4579, Figure 31 steps 2, 14, 22",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_TRYING) | SIM_TO(TIMER_KEEPALIVE) | SIM_TO(TIMER_NOTIFY) | SIM_TO(TIMER_ACK) |
              SIM_TO(TIMER_REFRESH) | SIM_TO(TIMER_F),
    .untimed = SIM_TO(IDLE) | SIM_TO(REFUSED) | SIM_TO(ENDED),
    .why_untimed = "ACK comes, or Timer H of the transaction ends the wait; legs end by timers of their own",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
