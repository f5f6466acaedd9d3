/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SAMPLES_H
#define REPORT_SAMPLES_H

/* What was seen at the boxes with a station when they were looked at (scenario key measure.sample): over time, in the bins of
 * report/metrics.h, and over the run from the end of its warm-up on: a sample counts there if what it tells, a moment or the time since
 * the sample before, is not earlier.  A bin in which nobody looked repeats the one before. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "models/cpm_setup.h"
#include "report/traffic.h"
#include "sim/trace.h"

#define REPORT_BINS 400

typedef enum ReportQuantity {
    REPORT_QUEUE = 0,           /* messages in service or waiting                                              */
    REPORT_BUSY = 1,            /* share of the servers' time since the sample before, 0..1                     */
    REPORT_OPEN = 2,            /* transactions that have not terminated                                        */
    REPORT_QUANTITIES = 3
} ReportQuantity;

/* "queue_length", "busy_share", "transactions_open": as in metrics.csv and series.csv.  Static text. */
const char *report_quantity_name(ReportQuantity quantity);

typedef struct ReportSamples ReportSamples;

/* No sample yet of a run of @setup, which is borrowed for the call.  Free with _free(), which takes NULL. */
ReportSamples *report_samples_new(const CpmSetup *setup);
void report_samples_free(ReportSamples *samples);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportSamples, report_samples_free)

/* Takes in @record, a SIM_RECORD_SAMPLE, whose time is in @bin (< REPORT_BINS). */
void report_samples_note(ReportSamples *samples, const SimRecord *record, size_t bin);

/* Bins 2k and 2k + 1 are bin k from now on. */
void report_samples_halve(ReportSamples *samples);

/* As in report/box_name.h; owned by @samples.  Of a box with a station. */
const char *report_samples_box_name(const ReportSamples *samples, CpmBox box);

/* False if nobody looked at @quantity of @box. */
bool report_samples_has(const ReportSamples *samples, CpmBox box, ReportQuantity quantity);

/* Over the samples of a bin, and of the run from the end of the warm-up on (*@out_n of them; 0 if there are none), if _has(). */
double report_samples_in_bin(const ReportSamples *samples, CpmBox box, ReportQuantity quantity, size_t bin);
double report_samples_mean(const ReportSamples *samples, CpmBox box, ReportQuantity quantity, uint64_t *out_n);
double report_samples_peak(const ReportSamples *samples, CpmBox box, ReportQuantity quantity);

/* Bytes of memory in use. */
size_t report_samples_bytes(const ReportSamples *samples);

#endif
