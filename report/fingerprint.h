/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_FINGERPRINT_H
#define REPORT_FINGERPRINT_H

/* The fingerprint of a run: the sum modulo 2^128 of the 128-bit XXH3 hashes of its messages.  Each message counts as 20 bytes,
 * little-endian, without gaps: time (8, ns), from (1), to (1), message code (2), session (4), member (4).  A sum does not depend on
 * the order of messages with equal times, and the fingerprints of parts of a run can be added. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/trace.h"

/* Starts as { 0, 0 }, the fingerprint of nothing. */
typedef struct ReportFingerprint {
    uint64_t high, low;
} ReportFingerprint;

#define REPORT_FINGERPRINT_TEXT_SIZE 33

/* A SimObserve: adds the messages among @records[n] to @fingerprint, a ReportFingerprint; other records do not count. */
void report_fingerprint_observe(void *fingerprint, const SimRecord *records, size_t n);

/* Adds @other to @fingerprint. */
void report_fingerprint_add(ReportFingerprint *fingerprint, ReportFingerprint other);

/* Writes 32 lower-case hexadecimal digits, the most significant first, into @text and returns it. */
char *report_fingerprint_format(ReportFingerprint fingerprint, char text[REPORT_FINGERPRINT_TEXT_SIZE]);

/* Reads what report_fingerprint_format() writes; capital letters are fine too.  Anything else is SIM_ERROR_USAGE. */
bool report_fingerprint_parse(const char *text, ReportFingerprint *out_fingerprint, GError **error);

#endif
