/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/station.h"

/* Of all messages together, ns. */
static double time_in_box(const CpmStationStats *station)
{
    return station->waited + (double)station->busy;
}

double report_station_service(const CpmStationStats *station)
{
    uint64_t n = station->present > 0 ? station->messages - station->waiting : station->messages;
    return n > 0 ? ((double)station->busy + (double)station->beyond) / (double)n : 0.0;
}

double report_station_present(const CpmStationStats *station, SimTime length)
{
    return (station->present > 0 ? station->present : time_in_box(station)) / (double)length;
}

double report_station_residual(const CpmStationStats *station, SimTime length)
{
    return (station->present - time_in_box(station)) / (double)length;
}
