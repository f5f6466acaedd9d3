/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/event_line.h"

#include <glib.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "models/sip_message.h"
#include "report/box_name.h"

#define WHAT_SIZE 96

static const char *const timer_names[] = {
    [CPM_TIMER_START] = "the session begins",
    [CPM_TIMER_PATIENCE] = "the inviter's patience ends",
    [CPM_TIMER_DURATION] = "the inviter leaves",
    [CPM_TIMER_TRYING] = "time for 100 (200 ms)",
    [CPM_TIMER_C] = "Timer C fires",
    [CPM_TIMER_CANCELLED] = "64*T1 after CANCEL",
    [CPM_TIMER_ACK] = "64*T1 without ACK",
    [CPM_TIMER_KEEPALIVE] = "time for a keep-alive",
    [CPM_TIMER_REPLY] = "T_reply ends",
    [CPM_TIMER_ANSWER] = "T_answer ends",
    [CPM_TIMER_INVITE] = "turn of this member in the fan-out",
    [CPM_TIMER_RELEASE] = "turn of this member in the release",
    [CPM_TIMER_NOTIFY] = "the next NOTIFY may go",
    [CPM_TIMER_USER] = "the user answers",
    [CPM_TIMER_DELIVERY] = "the message reaches the phone",
    [CPM_TIMER_PERMANENT] = "the delivery fails for good",
    [CPM_TIMER_VALIDITY] = "the validity period ends",
    [CPM_TIMER_RECYCLE] = "nothing is left of the session",
    [CPM_TIMER_B] = "Timer B fires",
    [CPM_TIMER_SUBMIT] = "T_submit ends",
    [CPM_TIMER_AGAIN] = "the user writes once more",
    [CPM_TIMER_TEXT] = "time for a text message",
    [CPM_TIMER_REFRESH] = "turn of this leg in the refresh",
    [CPM_TIMER_F] = "Timer F fires",
    [CPM_TIMER_A] = "Timer A fires: INVITE again",
    [CPM_TIMER_E] = "Timer E fires: request again",
    [CPM_TIMER_G] = "Timer G fires: response again",
    [CPM_TIMER_H] = "Timer H fires: no ACK",
    [CPM_TIMER_2XX] = "2xx again, not acknowledged",
    [CPM_TIMER_LATE_TRYING] = "time for 100 to a request that is no INVITE",
};

static const char *action_name(unsigned action)
{
    switch ((CpmAction)action) {
    case CPM_ACTION_INTERWORKING:
        return "is interworking required?";
    case CPM_ACTION_SELECT:
        return "selects an IWF";
    case CPM_ACTION_CONVERT:
        return "converts the invitation";
    case CPM_ACTION_MAP:
        return "maps the answer to a SIP response";
    case CPM_ACTION_NOTIFY:
        return "notifies of conference events";
    case CPM_ACTION_CRASH:
        return "dies";
    }
    return NULL;
}

static void write_number(char what[WHAT_SIZE], const char *name, const char *kind, unsigned code)
{
    if (name != NULL)
        g_strlcpy(what, name, WHAT_SIZE);
    else
        g_snprintf(what, WHAT_SIZE, "%s %u", kind, code);
}

static void write_outcome(char what[WHAT_SIZE], const SimRecord *record)
{
    if (sip_status(record->code) > 0)
        g_snprintf(what, WHAT_SIZE, "settles the leg by D%02u: %u", record->detail, sip_status(record->code));
    else
        g_snprintf(what, WHAT_SIZE, "settles the leg by D%02u", record->detail);
}

/* An IWF writes down the session that it should have taken a reply for. */
static void write_message(char what[WHAT_SIZE], const SimRecord *record)
{
    char name[SIP_NAME_SIZE];

    sip_code_name(record->code, name);
    if (record->from == record->to)
        g_snprintf(what, WHAT_SIZE, "%s, its own answer", name);
    else if (sip_is_sip(record->code) || record->detail == 0)
        g_strlcpy(what, name, WHAT_SIZE);
    else
        g_snprintf(what, WHAT_SIZE, "%s, meant for session %u", name, record->detail - 1);
}

static void write_what(char what[WHAT_SIZE], const SimRecord *record)
{
    char name[SIP_NAME_SIZE];

    switch ((SimRecordKind)record->kind) {
    case SIM_RECORD_MESSAGE:
        write_message(what, record);
        return;
    case SIM_RECORD_LOST:
        g_snprintf(what, WHAT_SIZE, "%s, lost", sip_code_name(record->code, name));
        return;
    case SIM_RECORD_REPEATED:
        g_snprintf(what, WHAT_SIZE, "%s, again", sip_code_name(record->code, name));
        return;
    case SIM_RECORD_SAMPLE:
        g_snprintf(what, WHAT_SIZE, "sample %u: %u", record->code, record->detail);
        return;
    case SIM_RECORD_UNEXPECTED:
        g_snprintf(what, WHAT_SIZE, "%s, UNEXPECTED", sip_code_name(record->code, name));
        return;
    case SIM_RECORD_ACTION:
        write_number(what, action_name(record->code), "action", record->code);
        return;
    case SIM_RECORD_TIMER:
        write_number(what, record->code < G_N_ELEMENTS(timer_names) ? timer_names[record->code] : NULL, "timer", record->code);
        return;
    case SIM_RECORD_OUTCOME:
        write_outcome(what, record);
        return;
    case SIM_RECORD_FACTS:
        g_snprintf(what, WHAT_SIZE, "facts of the leg: %u", record->detail);
        return;
    }
    write_number(what, NULL, "record of kind", record->kind);
}

char *report_event_line(const CpmSetup *setup, const SimRecord *record, char line[REPORT_EVENT_LINE_SIZE])
{
    char from[REPORT_NAME_SIZE], to[REPORT_NAME_SIZE], member[REPORT_NAME_SIZE], time[SIM_TIME_TEXT_SIZE], what[WHAT_SIZE];
    g_autofree char *boxes = NULL;
    const char *step = cpm_step_name(record->step);

    report_box_short_name(setup, record->from, from);
    report_box_short_name(setup, record->to, to);
    boxes = record->from == record->to ? g_strdup(to) : g_strdup_printf("%s > %s", from, to);
    write_what(what, record);
    g_snprintf(line, REPORT_EVENT_LINE_SIZE, "%15s  %-17s  %-34s session %u, %s%s%s", sim_time_format_seconds(record->time, time), boxes,
               what, record->session, report_member_name(setup, record->member, member), *step != '\0' ? ", step " : "", step);
    return line;
}
