/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_QUANTITY_H
#define STUDY_QUANTITY_H

#include "sim/time.h"

#include <stdbool.h>
#include <stdint.h>

/* From the text of a scalar to a value.  The same text is the same value on every machine: decimals are never rounded
 * twice. */

/* What a scalar is by the core schema of YAML 1.2 (10.3.2): so 'yes', 'off' and '1:30' are strings. */
typedef enum StudyScalar {
    STUDY_SCALAR_NULL,
    STUDY_SCALAR_BOOLEAN,
    STUDY_SCALAR_INTEGER,
    STUDY_SCALAR_FLOAT,
    STUDY_SCALAR_STRING
} StudyScalar;

/* The kind of @text; quoted scalars (@plain false) are always strings. */
StudyScalar study_scalar_kind(const char *text, bool plain);

/* "nothing", "a truth value", "a whole number", "a number", "text": for messages. */
const char *study_scalar_kind_name(StudyScalar kind);

/* The value of an integer of the core schema, decimal, 0o or 0x; or of a float whose value is whole (1e6).  False when
 * it is neither, or not in -2^63..2^63-1; beyond 2^53 floats are refused. */
bool study_integer_parse(const char *text, int64_t *out_value);

/* The value of an integer or a finite float of the core schema. */
bool study_number_parse(const char *text, double *out_value);

/* Digits with an optional fraction, an optional blank, and ns us ms s min h or d ("3.6 min"): exact, and the nearest
 * nanosecond where there are more digits, halves up.  False when it has another form; when only the range is wrong (292
 * years) @out_value is SIM_TIME_MAX. */
bool study_duration_parse(const char *text, SimTime *out_value);

/* Digits with an optional fraction and a per cent sign ("62 %"): the nearest double to the value as a share of 1. */
bool study_percent_parse(const char *text, double *out_value);

/* Digits with an optional fraction and /s, /min or /h ("2000 /s"): per second. */
bool study_rate_parse(const char *text, double *out_value);

/* Digits with an optional fraction and bit/s, kbit/s, Mbit/s or Gbit/s ("10 Mbit/s"): bits per second. */
bool study_bandwidth_parse(const char *text, double *out_value);

/* The forms above as regular expressions that JSON Schema and Python understand. */
#define STUDY_DURATION_PATTERN "^[0-9]+(\\.[0-9]+)? ?(ns|us|ms|s|min|h|d)$"
#define STUDY_PERCENT_PATTERN "^[0-9]+(\\.[0-9]+)? ?%$"
#define STUDY_RATE_PATTERN "^[0-9]+(\\.[0-9]+)? ?/ ?(s|min|h)$"
#define STUDY_BANDWIDTH_PATTERN "^[0-9]+(\\.[0-9]+)? ?[kMG]?bit/s$"

/* Writes @time as the parser reads it, with the largest unit that needs no fraction: "600 s", "1500 ms" (transfer
 * full). */
char *study_duration_text(SimTime time);

/* How far two words are apart in letters that are wrong, missing, too many or exchanged with a neighbour; case and - or
 * _ do not count. At most 99. */
unsigned study_word_distance(const char *left, const char *right);

/* The word of @words (ended by NULL) that is meant by @text, or NULL when none is near. */
const char *study_word_nearest(const char *text, const char *const *words);

#endif
