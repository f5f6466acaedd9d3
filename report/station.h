/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_STATION_H
#define REPORT_STATION_H

/* Little's law at a station: the mean number of messages in the box is the rate of those that it serves times the mean time that they
 * are in it, L = lambda W. */

#include "models/cpm_station.h"

/* Mean time in service, ns: of those that went into service, or, where that is known on arrival, that will. */
double report_station_service(const CpmStationStats *station);

/* L over @length > 0 of time, that of the statistics: counted over time where the station has lines; else, as every departure is known on
 * arrival, from the times of the messages. */
double report_station_present(const CpmStationStats *station, SimTime length);

/* L - lambda W, where the station has lines: 0 but for rounding, also where messages were lost in it or are in it at the end.  Anything
 * else is a mistake of the statistics. */
double report_station_residual(const CpmStationStats *station, SimTime length);

#endif
