/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow_line.h"

#include <string.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "models/sip_message.h"

/* Columns, from 0: time 0-10, leg 12-22, number 24-25, then the life lines. */
#define TIME_WIDTH 11
#define LEG_AT 12
#define LEG_WIDTH (REPORT_FLOW_LEG_SIZE - 1)
#define STEP_AT 24
#define FIRST_LIFE_LINE 32
#define PITCH 16
#define LANES CPM_BOX_KINDS
#define LAST_LIFE_LINE (FIRST_LIFE_LINE + (LANES - 1) * PITCH)
#define LABEL_SIZE 32

/* The place of each kind of box in the figure, from the left. */
static const unsigned lane_of_kind[CPM_BOX_KINDS] = {
    [CPM_CLIENT_A] = 0, [CPM_CORE] = 1, [CPM_CS] = 2, [CPM_ISF] = 3, [CPM_IWF] = 4, [CPM_SYSTEM] = 5, [CPM_CLIENT] = 6,
};

static unsigned life_line(uint8_t box)
{
    return FIRST_LIFE_LINE + PITCH * lane_of_kind[CPM_BOX_KIND(box)];
}

/* Fills @line with life lines, @mark each. */
static void draw_life_lines(char line[REPORT_FLOW_LINE_SIZE], char mark)
{
    memset(line, ' ', LAST_LIFE_LINE + 1);
    line[LAST_LIFE_LINE + 1] = '\0';
    for (unsigned lane = 0; lane < LANES; lane++)
        line[FIRST_LIFE_LINE + PITCH * lane] = mark;
}

/* Writes @text at column @at; the line grows with blanks or is overwritten. */
static void put(char line[REPORT_FLOW_LINE_SIZE], unsigned at, const char *text)
{
    size_t length = strlen(line);
    size_t end = at + strlen(text);
    g_assert(end < REPORT_FLOW_LINE_SIZE);
    if (end > length) {
        memset(line + length, ' ', end - length);
        line[end] = '\0';
    }
    memcpy(line + at, text, strlen(text));
}

static void put_centred(char line[REPORT_FLOW_LINE_SIZE], unsigned centre, const char *text)
{
    put(line, centre - (unsigned)strlen(text) / 2, text);
}

static void label_with_status(const char *name, unsigned status, char label[LABEL_SIZE])
{
    if (status == 0)
        g_strlcpy(label, name, LABEL_SIZE);
    else
        g_snprintf(label, LABEL_SIZE, "%u %.20s", status, name);
}

/* Between an Interworking Function and a Non-CPM System; NULL for SIP. */
static const char *label_of_system_message(SipCode code)
{
    unsigned status = sip_status(code);
    switch (sip_method(code)) {
    case SYS_INVITATION:
        return "inviting msg";
    case SYS_REPORT:
        return status == 200 ? "delivered" : status == 480 ? "gave up" : "undeliverable";
    case SYS_ACCEPT:
        return "accepts";
    case SYS_DECLINE:
        return "declines";
    case SYS_LEAVE:
        return "leaves";
    case SYS_UNRECOGNISED:
        return "other reply";
    case SYS_SUBMIT_REPORT:
        return status == 200 ? "taken" : status == 500 ? "not taken" : "nonsense";
    case SYS_HELP:
        return "help";
    case SYS_TEXT:
        return "text";
    default:
        return NULL;
    }
}

/* Names short enough for the gap between two life lines (13 characters). */
static void label_message(SipCode code, char label[LABEL_SIZE])
{
    unsigned status = sip_status(code);
    char name[SIP_NAME_SIZE];
    const char *system_message = label_of_system_message(code);
    if (system_message != NULL) {
        g_strlcpy(label, system_message, LABEL_SIZE);
        return;
    }
    switch (sip_method(code)) {
    case SYS_NATIVE_INVITE:
        g_snprintf(label, LABEL_SIZE, status == 0 ? "native invite" : "native %u", status);
        break;
    case SIP_DIAL_IN:
        label_with_status("dial-in", status, label);
        break;
    case SIP_DIAL_IN_ACK:
        g_strlcpy(label, "ACK dial-in", LABEL_SIZE);
        break;
    case MSRP_SEND:
        label_with_status("SEND", status, label);
        break;
    case SIP_UPDATE:
    case SIP_SUBSCRIBE:
    case SIP_NOTIFY:
    case SIP_CANCEL:
    case SIP_BYE:
        label_with_status(sip_code_name((SipCode)(code - status), name), status, label);
        break;
    default:
        g_strlcpy(label, sip_code_name(code, name), 14);
    }
}

/* A reply to another invitation than the one of this leg, said before the arrow's head. */
static void draw_meaning(char line[REPORT_FLOW_LINE_SIZE], const SimRecord *record)
{
    unsigned method = sip_method(record->code);
    bool reply = method == SYS_ACCEPT || method == SYS_DECLINE || method == SYS_LEAVE || method == SYS_UNRECOGNISED;
    if (!reply || record->detail == 0)
        return;
    char text[LABEL_SIZE];
    g_snprintf(text, sizeof text, "(meant for session %u)", record->detail - 1);
    put(line, life_line(record->to) - 1 - (unsigned)strlen(text), text);
}

/* Beyond the receiver.  At the right edge there is no room, and the arrow itself must do. */
static void draw_word(char line[REPORT_FLOW_LINE_SIZE], unsigned from, unsigned to, const char *word)
{
    if (from > to)
        put(line, to - 1 - (unsigned)strlen(word), word);
    else if (to != LAST_LIFE_LINE)
        put(line, to + 2, word);
}

/* The label stands in the gap next to the sender: there an arrow that passes several boxes begins. */
static void draw_arrow(char line[REPORT_FLOW_LINE_SIZE], const SimRecord *record)
{
    unsigned from = life_line(record->from), to = life_line(record->to);
    unsigned left = MIN(from, to), right = MAX(from, to);
    memset(line + left + 1, record->kind == SIM_RECORD_REPEATED ? '.' : '-', right - left - 1);
    char head = record->kind == SIM_RECORD_LOST ? 'x' : record->kind == SIM_RECORD_UNEXPECTED ? '!' : '\0';
    char label[LABEL_SIZE];
    label_message(record->code, label);
    if (from < to) {
        line[to - 1] = head != '\0' ? head : '>';
        put(line, from + 1 + (PITCH - 1 - (unsigned)strlen(label)) / 2, label);
    } else {
        line[to + 1] = head != '\0' ? head : '<';
        put(line, from - PITCH + 1 + (PITCH - (unsigned)strlen(label)) / 2, label);
    }
    if (record->kind == SIM_RECORD_LOST)
        draw_word(line, from, to, "lost");
    if (record->kind == SIM_RECORD_REPEATED)
        draw_word(line, from, to, "again");
    draw_meaning(line, record);
}

static bool draw_action(char line[REPORT_FLOW_LINE_SIZE], const SimRecord *record)
{
    const char *text = NULL;
    switch ((CpmAction)record->code) {
    case CPM_ACTION_INTERWORKING:
        text = "[interworking?]";
        break;
    case CPM_ACTION_SELECT:
        text = "[select IWF]";
        break;
    case CPM_ACTION_CONVERT:
        text = "[convert]";
        break;
    case CPM_ACTION_MAP:
        text = "[map answer]";
        break;
    case CPM_ACTION_NOTIFY:
        text = "[conference event]";
        break;
    case CPM_ACTION_CRASH:
        text = "[dies]";
        break;
    }
    if (text == NULL)
        return false;
    put_centred(line, life_line(record->to), text);
    return true;
}

/* Timers that an engineer looks for; the others are people and machinery. */
static bool draw_timer(char line[REPORT_FLOW_LINE_SIZE], const SimRecord *record)
{
    const char *text = NULL;
    switch ((CpmTimer)record->code) {
    case CPM_TIMER_PATIENCE:
        text = "(patience)";
        break;
    case CPM_TIMER_DURATION:
        text = "(leaves)";
        break;
    case CPM_TIMER_C:
        text = "(Timer C)";
        break;
    case CPM_TIMER_B:
        text = "(Timer B)";
        break;
    case CPM_TIMER_F:
        text = "(Timer F)";
        break;
    case CPM_TIMER_A:
        text = "(Timer A)";
        break;
    case CPM_TIMER_E:
        text = "(Timer E)";
        break;
    case CPM_TIMER_G:
        text = "(Timer G)";
        break;
    case CPM_TIMER_H:
        text = "(Timer H)";
        break;
    case CPM_TIMER_2XX:
        text = "(2xx again)";
        break;
    case CPM_TIMER_SUBMIT:
        text = "(T_submit)";
        break;
    case CPM_TIMER_REFRESH:
        text = "(refresh)";
        break;
    case CPM_TIMER_CANCELLED:
    case CPM_TIMER_ACK:
        text = "(64*T1)";
        break;
    case CPM_TIMER_KEEPALIVE:
        text = "(keep-alive)";
        break;
    case CPM_TIMER_REPLY:
        text = "(T_reply)";
        break;
    case CPM_TIMER_ANSWER:
        text = "(T_answer)";
        break;
    case CPM_TIMER_VALIDITY:
        text = "(validity)";
        break;
    default:
        return false;
    }
    put_centred(line, life_line(record->to), text);
    return true;
}

static bool draw_inside(char line[REPORT_FLOW_LINE_SIZE], const SimRecord *record)
{
    char text[LABEL_SIZE], label[LABEL_SIZE];
    switch ((SimRecordKind)record->kind) {
    case SIM_RECORD_ACTION:
        return draw_action(line, record);
    case SIM_RECORD_TIMER:
        return draw_timer(line, record);
    case SIM_RECORD_OUTCOME:
        g_snprintf(text, sizeof text, sip_status(record->code) > 0 ? "[D%02u: %u]" : "[D%02u]", record->detail,
                   sip_status(record->code));
        break;
    case SIM_RECORD_UNEXPECTED:
        g_strlcpy(text, "[UNEXPECTED]", sizeof text);
        break;
    case SIM_RECORD_MESSAGE:        /* an answer that the box's own transaction gives, as none will come */
        label_message(record->code, label);
        g_snprintf(text, sizeof text, "(%.28s)", label);
        break;
    default:
        return false;
    }
    put_centred(line, life_line(record->to), text);
    return true;
}

static void put_time(char line[REPORT_FLOW_LINE_SIZE], SimTime time, unsigned decimals)
{
    char text[SIM_TIME_TEXT_SIZE];
    sim_time_format_seconds(time, text);
    size_t length = strlen(text) - (9 - decimals);
    text[length] = '\0';
    put(line, length < TIME_WIDTH ? TIME_WIDTH - (unsigned)length : 0, text);
}

const char *report_flow_leg(const char *leg, char text[REPORT_FLOW_LEG_SIZE])
{
    g_strlcpy(text, leg, REPORT_FLOW_LEG_SIZE);
    if (strlen(leg) > LEG_WIDTH)
        text[LEG_WIDTH - 1] = '~';
    return text;
}

static void put_margin(char line[REPORT_FLOW_LINE_SIZE], const SimRecord *record, const char *leg, unsigned decimals)
{
    char name[REPORT_FLOW_LEG_SIZE];
    put_time(line, record->time, decimals);
    put(line, LEG_AT, report_flow_leg(leg, name));
    put(line, STEP_AT, cpm_step_name(record->step));
}

void report_flow_words(const SimRecord *record, const char *leg, unsigned decimals, const char *text, char line[REPORT_FLOW_LINE_SIZE])
{
    char words[REPORT_FLOW_WORDS + 1], label[REPORT_FLOW_WORDS + 3];
    g_strlcpy(words, text, sizeof words);
    g_snprintf(label, sizeof label, "[%s]", words);
    unsigned length = (unsigned)strlen(label), centre = life_line(record->to);
    unsigned at = MIN(centre > length / 2 ? centre - length / 2 : 0, LAST_LIFE_LINE + 1 - length);
    draw_life_lines(line, '|');
    put_margin(line, record, leg, decimals);
    put(line, MAX(at, FIRST_LIFE_LINE - 2), label);
}

bool report_flow_line(const SimRecord *record, const char *leg, unsigned decimals, char line[REPORT_FLOW_LINE_SIZE])
{
    g_assert(decimals <= 9);
    draw_life_lines(line, '|');
    bool message = record->kind == SIM_RECORD_MESSAGE || record->kind == SIM_RECORD_LOST || record->kind == SIM_RECORD_REPEATED ||
                   record->kind == SIM_RECORD_UNEXPECTED;
    if (message && CPM_BOX_KIND(record->from) != CPM_BOX_KIND(record->to))
        draw_arrow(line, record);
    else if (!draw_inside(line, record))
        return false;
    put_margin(line, record, leg, decimals);
    return true;
}

char *report_flow_head(char line[REPORT_FLOW_LINE_SIZE])
{
    line[0] = '\0';
    put(line, TIME_WIDTH - 4, "time");
    put(line, LEG_AT, "leg");
    put(line, STEP_AT, "no.");
    for (unsigned kind = 0; kind < CPM_BOX_KINDS; kind++)
        put_centred(line, FIRST_LIFE_LINE + PITCH * lane_of_kind[kind], cpm_box_kind_short_name((CpmBoxKind)kind));
    return line;
}

char *report_flow_silence(char line[REPORT_FLOW_LINE_SIZE])
{
    draw_life_lines(line, ':');
    return line;
}
