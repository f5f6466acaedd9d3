/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/traffic.h"

#include <glib.h>

#include "models/cpm_hop.h"

static const struct {
    uint16_t code;
    const char *name;
} timers[REPORT_TIMERS] = {
    [REPORT_TIMER_A] = { CPM_TIMER_A, "Timer A" },
    [REPORT_TIMER_B] = { CPM_TIMER_B, "Timer B" },
    [REPORT_TIMER_E] = { CPM_TIMER_E, "Timer E" },
    [REPORT_TIMER_F] = { CPM_TIMER_F, "Timer F" },
    [REPORT_TIMER_G] = { CPM_TIMER_G, "Timer G" },
    [REPORT_TIMER_H] = { CPM_TIMER_H, "Timer H" },
    [REPORT_TIMER_2XX] = { CPM_TIMER_2XX, "Timer 2XX" },
};

void report_traffic_note_timer(ReportTraffic *traffic, CpmBox box, unsigned code)
{
    for (size_t i = 0; i < REPORT_TIMERS; i++)
        traffic->fired[box][i] += timers[i].code == code;
}

const char *report_timer_name(ReportTimer timer)
{
    g_assert(timer < REPORT_TIMERS);
    return timers[timer].name;
}

uint64_t report_traffic_at(const uint64_t (*messages)[REPORT_COLUMNS], CpmBox box,
                           bool (*is_counted)(ReportMessageClass message_class))
{
    uint64_t sum = 0;
    g_assert(box < REPORT_BOXES);
    for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++)
        if (is_counted == NULL || is_counted((ReportMessageClass)i))
            sum += messages[box][i];
    return sum;
}

uint64_t report_traffic_sum(const uint64_t (*messages)[REPORT_COLUMNS], bool (*is_counted)(ReportMessageClass message_class))
{
    uint64_t sum = 0;
    for (unsigned box = 0; box < REPORT_BOXES; box++)
        sum += report_traffic_at(messages, (CpmBox)box, is_counted);
    return sum;
}
