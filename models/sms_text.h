/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SMS_TEXT_H
#define MODELS_SMS_TEXT_H

/* How many short messages a text takes, and texts with places to fill in.
 *
 * A text whose characters all stand in the GSM 7 bit default alphabet or its extension table goes in septets, an extension
 * character in two (an escape and itself); any other text in UCS-2, of which the code units of UTF-16 are counted (3GPP TS
 * 23.038 6.2.1, 6.2.1.1, 6.2.3).  140 octets hold 160 septets or 70 code units; in a concatenated message the header with an
 * 8 bit reference leaves 153 or 67 to each part (TS 23.040 9.2.3.24.1).  National language tables are not used. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct SmsSize {
    bool ucs2;
    unsigned units;         /* septets, or code units of UTF-16                                                       */
    unsigned segments;      /* >= 1; a segment ends before an escape or surrogate pair that does not fit whole, so it
                             * may be more than the units would fill                                                  */
} SmsSize;

/* The size of @utf8, which is valid UTF-8.  An empty text is one segment. */
SmsSize sms_text_size(const char *utf8);

/* One segment: bytes [start, start + length) of the text. */
typedef struct SmsSegment {
    size_t start, length;
    unsigned units;
} SmsSegment;

/* The segments of @utf8 in their order: a GArray of SmsSegment, as many as sms_text_size() says (transfer full). */
GArray *sms_text_split(const char *utf8);

/* A message has at most so many segments: their number is one octet, TS 23.040 9.2.3.24.1. */
#define SMS_MOST_SEGMENTS 255

typedef struct SmsPlaceholder {
    const char *name;       /* "inviter"                                                                              */
    const char *value;      /* goes in for {inviter}                                                                  */
} SmsPlaceholder;

/* @text with values[n_values] in their places; "{{" is a brace, "}" outside a place stands for itself (transfer full).  NULL and a
 * SIM_ERROR_SCENARIO if a place has a name that is not among the values, or no end. */
char *sms_text_expand(const char *text, const SmsPlaceholder *values, size_t n_values, GError **error);

#endif
