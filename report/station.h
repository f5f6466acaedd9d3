/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_STATION_H
#define REPORT_STATION_H

/* Little's law at a station: the mean number of messages in the box is the rate of those that it serves times the mean time that they
 * are in it, L = lambda W. */

#include "models/cpm_station.h"

/* L of a run that has ended at @end > 0: counted over time where the station has lines; else, as every departure is known on arrival, from
 * the times of the messages. */
double report_station_present(const CpmStationStats *station, SimTime end);

/* L - lambda W, where the station has lines: what is in the box at the end, and what was lost in it, is not in lambda W.  A larger one is a
 * mistake of the statistics. */
double report_station_residual(const CpmStationStats *station, SimTime end);

#endif
