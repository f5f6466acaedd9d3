/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_TRAFFIC_H
#define REPORT_TRAFFIC_H

/* Messages that reached boxes, or should have, and the timers of the transactions that sent them again: counts by box. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "report/message_class.h"

#define REPORT_BOXES (CPM_BOX_KINDS * CPM_BOX_INSTANCES)    /* a CpmBox is below this */

/* Timers of SIP transactions that do something when they fire, as in RFC 3261 table 4; 2XX is the UAS core's (13.3.1.4). */
typedef enum ReportTimer {
    REPORT_TIMER_A, REPORT_TIMER_B, REPORT_TIMER_E, REPORT_TIMER_F, REPORT_TIMER_G, REPORT_TIMER_H, REPORT_TIMER_2XX, REPORT_TIMERS
} ReportTimer;

/* Columns of a table of messages by class: a power of two, so that a count is found without multiplying.  Those beyond the classes do not
 * count. */
#define REPORT_COLUMNS 64

typedef struct ReportTraffic {
    uint64_t received[REPORT_BOXES][REPORT_COLUMNS];    /* all that reached the box                                     */
    uint64_t repeated[REPORT_BOXES][REPORT_COLUMNS];    /* of these: the box had had it before, or has no use for it    */
    uint64_t lost[REPORT_BOXES][REPORT_COLUMNS];        /* on the link to the box, in its full buffer, or as it was down */
    uint64_t unexpected[REPORT_BOXES];                  /* reached it in a state that has no arrow for them             */
    uint64_t fired[REPORT_BOXES][REPORT_TIMERS];        /* 0 where the setup has no transactions                        */
} ReportTraffic;

/* Counts the timer with that code (CpmTimer) of @box, if it is one of the above. */
void report_traffic_note_timer(ReportTraffic *traffic, CpmBox box, unsigned code);

/* "Timer A", ..., "Timer 2XX": static text. */
const char *report_timer_name(ReportTimer timer);

/* The sum of @messages over all boxes and the classes that are counted: report_message_class_is_sip(), ..., or NULL: all. */
uint64_t report_traffic_sum(const uint64_t (*messages)[REPORT_COLUMNS], bool (*is_counted)(ReportMessageClass message_class));

/* The same of one box. */
uint64_t report_traffic_at(const uint64_t (*messages)[REPORT_COLUMNS], CpmBox box,
                           bool (*is_counted)(ReportMessageClass message_class));

#endif
