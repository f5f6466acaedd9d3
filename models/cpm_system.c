/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Non-CPM System C of Figure 31: steps 11 and 16.  A store-and-forward centre (TS 23.040 for SMS: validity period, retries, status
 * report), the phone and the user.  An attempt that fails because the phone is away is repeated by the retry rows until it succeeds or the
 * validity ends; since nobody else sees the attempts, the one that succeeds is computed at the submission.  The centre's throughput is a
 * station in front of it (models/cpm_seat.c).  A message that is duplicated on its way makes the user's reply come twice, whichever of the
 * two it was.
 * Not modelled: order of messages to one phone, the radio network, a second copy that the user reads. */
#include "models/cpm_system.h"

enum {
    IDLE,
    DELIVERING,         /* the message is on its way or stored                                  */
    DELIVERED,          /* the user has it and will answer                                      */
    AGAIN,              /* has answered, and will write once more                               */
    SETTLED,            /* no reply comes from this user any more                               */
    N_STATES
};

static const char *const state_names[N_STATES] = { "IDLE", "DELIVERING", "DELIVERED", "AGAIN", "SETTLED" };

enum {
    RX_INVITATION,
    RX_NOTICE,
    RX_HELP,
    RX_TEXT,            /* a message of the conversation */
    TIMER_DELIVERY,
    TIMER_PERMANENT,
    TIMER_VALIDITY,
    TIMER_USER,
    TIMER_AGAIN,
    TIMER_TEXT,
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "RX_INVITATION",   "RX_NOTICE",      "RX_HELP",    "RX_TEXT",     "TIMER_DELIVERY",
    "TIMER_PERMANENT", "TIMER_VALIDITY", "TIMER_USER", "TIMER_AGAIN", "TIMER_TEXT",
};

unsigned cpm_system_classify(const CpmHop *hop)
{
    if (hop->origin == CPM_FROM_TIMER) {
        switch (hop->code) {
        case CPM_TIMER_DELIVERY:
            return TIMER_DELIVERY;
        case CPM_TIMER_PERMANENT:
            return TIMER_PERMANENT;
        case CPM_TIMER_VALIDITY:
            return TIMER_VALIDITY;
        case CPM_TIMER_AGAIN:
            return TIMER_AGAIN;
        case CPM_TIMER_TEXT:
            return TIMER_TEXT;
        default:
            return TIMER_USER;
        }
    }
    switch (sip_method(hop->code)) {
    case SYS_NOTICE:
        return RX_NOTICE;
    case SYS_HELP:
        return RX_HELP;
    case SYS_TEXT:
        return RX_TEXT;
    default:
        return RX_INVITATION;
    }
}

bool cpm_system_is_busy(unsigned state)
{
    return state == DELIVERING || state == DELIVERED || state == AGAIN;
}

static const CpmSystemSetup *system_of(const CpmHop *hop)
{
    return &hop->setup->systems[CPM_FACT_SYSTEM(hop->leg->facts)];
}

/* The first retry at or after @absence, counted from the submission; SIM_TIME_MAX if the rows end before. */
static SimTime retry_after(const CpmSystemSetup *system, SimTime absence)
{
    SimTime at = 0;

    for (unsigned i = 0; i < CPM_RETRY_STEPS && system->retry[i].interval > 0; i++) {
        SimTime interval = system->retry[i].interval;
        SimTime steps = MAX((absence - at + interval - 1) / interval, 1);

        if (system->retry[i].times == 0 || steps <= system->retry[i].times)
            return steps < SIM_TIME_MAX / interval ? at + steps * interval : SIM_TIME_MAX;
        at += system->retry[i].times * interval;
    }
    return SIM_TIME_MAX;
}

static bool acknowledges(const CpmSystemSetup *system)
{
    return system->refused + system->silent + system->malformed > 0.0;
}

/* What the centre says to a submission, D11; an IWF that tries it anew draws anew.  True: it takes the message. */
static bool takes(CpmHop *hop, const CpmSystemSetup *system)
{
    double drawn;

    if (!acknowledges(system))
        return true;
    drawn = cpm_hop_draw(hop, CPM_DRAW_SUBMISSION, CPM_FACT_IWF(hop->leg->facts));
    if (drawn < system->refused)
        cpm_hop_send_up(hop, SIP_RESPONSE(SYS_SUBMIT_REPORT, 500));
    else if (drawn < system->refused + system->malformed)
        cpm_hop_send_up(hop, SIP_RESPONSE(SYS_SUBMIT_REPORT, 502));
    else if (drawn >= system->refused + system->malformed + system->silent) {
        cpm_hop_send_up(hop, SIP_RESPONSE(SYS_SUBMIT_REPORT, 200));
        return true;
    }
    return false;
}

/* Another IWF invites while the first message is under way or unanswered: the user answers once. */
static unsigned system_take_copy(void *context)
{
    CpmHop *hop = context;

    if (acknowledges(system_of(hop)))
        cpm_hop_send_up(hop, SIP_RESPONSE(SYS_SUBMIT_REPORT, 200));
    return cpm_hop_state(hop);
}

/* Decides the fate of the message: delivered now, delivered by a retry, given up, or refused for good. */
static unsigned submit(CpmHop *hop, const CpmSystemSetup *system)
{
    double fate = cpm_hop_draw(hop, CPM_DRAW_DELIVERY, 0);
    SimTime transit = cpm_hop_duration(hop, system->transit, CPM_DRAW_TRANSIT, 0), attempt = 0;

    if (fate >= 1.0 - system->never) {
        cpm_hop_start_timer(hop, CPM_TIMER_PERMANENT, transit);
        return DELIVERING;
    }
    if (fate >= system->first_attempt) {
        if (system->retry[0].interval == 0) {
            cpm_hop_start_timer(hop, CPM_TIMER_VALIDITY, transit);
            return DELIVERING;
        }
        attempt = retry_after(system, cpm_hop_duration(hop, system->absence, CPM_DRAW_ABSENCE, 0));
    }
    if (attempt <= system->validity)
        cpm_hop_start_timer(hop, CPM_TIMER_DELIVERY, attempt + transit);
    else
        cpm_hop_start_timer(hop, CPM_TIMER_VALIDITY, system->validity);
    return DELIVERING;
}

static unsigned system_submit(void *context)
{
    CpmHop *hop = context;
    const CpmSystemSetup *system = system_of(hop);

    return takes(hop, system) ? submit(hop, system) : SETTLED;
}

static SimTime way_back(const CpmHop *hop, uint32_t ordinal)
{
    return cpm_hop_duration(hop, system_of(hop)->return_transit, CPM_DRAW_RETURN, ordinal);
}

static void report(CpmHop *hop, unsigned status)
{
    const CpmSystemSetup *system = system_of(hop);

    if (!system->reports)
        return;
    if (system->report_lost <= 0.0 || cpm_hop_draw(hop, CPM_DRAW_REPORT, 0) >= system->report_lost)
        cpm_hop_send_up_after(hop, SIP_RESPONSE(SYS_REPORT, status), way_back(hop, 0));
}

static const CpmReplyProfile *profile_of(const CpmHop *hop)
{
    return &hop->setup->profiles[cpm_hop_member(hop, hop->member)->reply];
}

/* The user has read an invitation or a help message, @after from now, and answers or does not. */
static unsigned read_and_answer(CpmHop *hop, SimTime after)
{
    const CpmReplyProfile *profile = profile_of(hop);
    uint32_t ordinal = hop->leg->helps;

    if (cpm_hop_draw(hop, CPM_DRAW_REPLY, ordinal) >= profile->accept + profile->decline + profile->unrecognised + profile->leave)
        return SETTLED;
    cpm_hop_start_timer(hop, CPM_TIMER_USER, after + cpm_hop_duration(hop, profile->delay, CPM_DRAW_REPLY_DELAY, ordinal));
    return DELIVERED;
}

static unsigned system_deliver(void *context)
{
    report(context, 200);
    return read_and_answer(context, 0);
}

/* D08: the help message reaches a user who has replied what nobody understands. */
static unsigned system_deliver_help(void *context)
{
    CpmHop *hop = context;

    return read_and_answer(hop, cpm_hop_duration(hop, system_of(hop)->transit, CPM_DRAW_TRANSIT, hop->leg->helps));
}

static unsigned system_fail_for_good(void *context)
{
    report(context, 404);
    return SETTLED;
}

static unsigned system_give_up(void *context)
{
    report(context, 480);
    return SETTLED;
}

static SipCode code_of(CpmReply reply)
{
    static const SipMethod methods[CPM_REPLIES] = {
        [CPM_REPLY_ACCEPT] = SYS_ACCEPT, [CPM_REPLY_DECLINE] = SYS_DECLINE, [CPM_REPLY_LEAVE] = SYS_LEAVE,
        [CPM_REPLY_UNRECOGNISED] = SYS_UNRECOGNISED,
    };

    return SIP_REQUEST(methods[reply]);
}

static CpmReply drawn_reply(const CpmHop *hop)
{
    const CpmReplyProfile *profile = profile_of(hop);
    double drawn = cpm_hop_draw(hop, CPM_DRAW_REPLY, hop->leg->helps);

    if (drawn < profile->accept)
        return CPM_REPLY_ACCEPT;
    if (drawn < profile->accept + profile->decline)
        return CPM_REPLY_DECLINE;
    return drawn < profile->accept + profile->decline + profile->unrecognised ? CPM_REPLY_UNRECOGNISED : CPM_REPLY_LEAVE;
}

/* Whether the user changes his mind, or wants to leave, later on (D14). */
static unsigned write_again_or_not(CpmHop *hop)
{
    const CpmReplyProfile *profile = profile_of(hop);

    if (profile->again <= 0.0 || cpm_hop_draw(hop, CPM_DRAW_AGAIN, 0) >= profile->again)
        return SETTLED;
    cpm_hop_schedule_again(hop, profile);
    return AGAIN;
}

static uint32_t member_texts(const CpmHop *hop)
{
    return hop->setup->workloads[hop->session->workload].member_texts;
}

/* The user's reply; now and then the system delivers it twice. */
static unsigned system_reply(void *context)
{
    CpmHop *hop = context;
    CpmReply reply = drawn_reply(hop);
    uint32_t ordinal = 4 * hop->leg->helps;

    cpm_hop_send_up_after(hop, code_of(reply), way_back(hop, ordinal + 1));
    if (system_of(hop)->duplicate > 0.0 && cpm_hop_draw(hop, CPM_DRAW_DUPLICATE, ordinal) < system_of(hop)->duplicate)
        cpm_hop_send_up_after(hop, code_of(reply), way_back(hop, ordinal + 2));
    if (reply == CPM_REPLY_ACCEPT)
        cpm_hop_schedule_texts(hop, member_texts(hop));
    return reply == CPM_REPLY_UNRECOGNISED ? SETTLED : write_again_or_not(hop);
}

static unsigned system_write_again(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up_after(hop, code_of(profile_of(hop)->again_says), way_back(hop, 3));
    return SETTLED;
}

/* The notice "you were added": the first that the user hears (D04). */
static unsigned system_tell_added(void *context)
{
    CpmHop *hop = context;

    cpm_hop_schedule_texts(hop, member_texts(hop));
    return write_again_or_not(hop);
}

#define ORDINAL_OF_TEXTS 64u

static unsigned system_write_text(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up_after(hop, SIP_REQUEST(SYS_TEXT), way_back(hop, ORDINAL_OF_TEXTS + hop->session->writes_open));
    return cpm_hop_state(hop);
}

static const SimArrow arrows[] = {
    /* state      input            handler               next                                  event / action */
    { IDLE,       RX_INVITATION,   system_submit,        SIM_TO(DELIVERING) | SIM_TO(SETTLED), "inviting message (11) / stored, or refused" },
    { IDLE,       RX_NOTICE,       system_tell_added,    SIM_TO(AGAIN) | SIM_TO(SETTLED),      "notice: you were added / -"                 },
    { IDLE,       RX_TEXT,         NULL,                 SIM_TO(IDLE),                         "message of the conversation / -"            },

    { DELIVERING, TIMER_DELIVERY,  system_deliver,       SIM_TO(DELIVERED) | SIM_TO(SETTLED),  "reaches the phone / delivery report"        },
    { DELIVERING, TIMER_PERMANENT, system_fail_for_good, SIM_TO(SETTLED),                      "unknown or barred / failure report"         },
    { DELIVERING, TIMER_VALIDITY,  system_give_up,       SIM_TO(SETTLED),                      "validity ends / failure report"             },
    { DELIVERING, RX_INVITATION,   system_take_copy,     SIM_TO(DELIVERING),                   "the same from another IWF / -"              },
    { DELIVERING, RX_HELP,         NULL,                 SIM_TO(DELIVERING),                   "help / -"                                   },
    { DELIVERING, RX_NOTICE,       NULL,                 SIM_TO(DELIVERING),                   "notice / -"                                 },
    { DELIVERING, RX_TEXT,         NULL,                 SIM_TO(DELIVERING),                   "message of the conversation / -"            },
    { DELIVERING, TIMER_TEXT,      system_write_text,    SIM_TO(DELIVERING),                   "user writes / message of the conversation"  },

    { DELIVERED,  TIMER_USER,      system_reply,         SIM_TO(AGAIN) | SIM_TO(SETTLED),      "user replies / reply (16)"                  },
    { DELIVERED,  RX_INVITATION,   system_take_copy,     SIM_TO(DELIVERED),                    "the same from another IWF / -"              },
    { DELIVERED,  RX_HELP,         NULL,                 SIM_TO(DELIVERED),                    "help / -"                                   },
    { DELIVERED,  RX_NOTICE,       NULL,                 SIM_TO(DELIVERED),                    "notice / -"                                 },
    { DELIVERED,  RX_TEXT,         NULL,                 SIM_TO(DELIVERED),                    "message of the conversation / -"            },
    { DELIVERED,  TIMER_TEXT,      system_write_text,    SIM_TO(DELIVERED),                    "user writes / message of the conversation"  },

    { AGAIN,      TIMER_AGAIN,     system_write_again,   SIM_TO(SETTLED),                      "user writes once more / reply"              },
    { AGAIN,      RX_INVITATION,   system_take_copy,     SIM_TO(AGAIN),                        "the same from another IWF / -"              },
    { AGAIN,      RX_HELP,         NULL,                 SIM_TO(AGAIN),                        "help / -"                                   },
    { AGAIN,      RX_NOTICE,       NULL,                 SIM_TO(AGAIN),                        "notice / -"                                 },
    { AGAIN,      RX_TEXT,         NULL,                 SIM_TO(AGAIN),                        "message of the conversation / -"            },
    { AGAIN,      TIMER_TEXT,      system_write_text,    SIM_TO(AGAIN),                        "user writes / message of the conversation"  },

    { SETTLED,    RX_INVITATION,   system_submit,        SIM_TO(DELIVERING) | SIM_TO(SETTLED), "another IWF invites / stored, or refused"   },
    { SETTLED,    RX_HELP,         system_deliver_help,  SIM_TO(DELIVERED) | SIM_TO(SETTLED),  "help / user answers once more, or not"      },
    { SETTLED,    RX_NOTICE,       NULL,                 SIM_TO(SETTLED),                      "notice / -"                                 },
    { SETTLED,    RX_TEXT,         NULL,                 SIM_TO(SETTLED),                      "message of the conversation / -"            },
    { SETTLED,    TIMER_TEXT,      system_write_text,    SIM_TO(SETTLED),                      "user writes / message of the conversation"  },
};

const SimMachineDef cpm_system_def = {
    .name = "system",
    .title = "Non-CPM System C with phone and user: store and forward, Figure 31 steps 11 and 16",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_DELIVERY) | SIM_TO(TIMER_PERMANENT) | SIM_TO(TIMER_VALIDITY) | SIM_TO(TIMER_USER) |
              SIM_TO(TIMER_AGAIN) | SIM_TO(TIMER_TEXT),
    .untimed = SIM_TO(IDLE) | SIM_TO(SETTLED),
    .why_untimed = "nothing is expected of the system",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
