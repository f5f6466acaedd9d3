/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fingerprint.h"

#include <stddef.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "sim/error.h"

#define MESSAGE_BYTES 20
#define BLOCK 256

_Static_assert(offsetof(SimRecord, time) == 0 && offsetof(SimRecord, from) == 8 && offsetof(SimRecord, to) == 9 &&
               offsetof(SimRecord, code) == 10 && offsetof(SimRecord, session) == 12 && offsetof(SimRecord, member) == 16,
               "a record begins with the bytes that are hashed");

/* The bytes of @record that are hashed: its own where the processor is little-endian, otherwise a copy in @room. */
static inline const void *message_bytes(const SimRecord *record, unsigned char room[MESSAGE_BYTES])
{
    if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
        return record;
    SimRecord swapped = {
        .time = (SimTime)GUINT64_TO_LE((uint64_t)record->time),
        .from = record->from,
        .to = record->to,
        .code = GUINT16_TO_LE(record->code),
        .session = GUINT32_TO_LE(record->session),
        .member = GUINT32_TO_LE(record->member),
    };
    return memcpy(room, &swapped, MESSAGE_BYTES);
}

void report_fingerprint_add(ReportFingerprint *fingerprint, ReportFingerprint other)
{
    fingerprint->low += other.low;
    fingerprint->high += other.high + (fingerprint->low < other.low);
}

/* Writes where the messages among @records[n] stand, and returns how many there are.  What is no message is overwritten by the next:
 * cheaper than to guess which record is one. */
static inline size_t find_messages(const SimRecord *records, size_t n, const SimRecord *out_messages[n])
{
    size_t found = 0;
#pragma GCC unroll 4            /* a third of the work was the loop's */
    for (size_t i = 0; i < n; i++) {
        out_messages[found] = &records[i];
        found += records[i].kind == SIM_RECORD_MESSAGE;
    }
    return found;
}

void report_fingerprint_observe(void *fingerprint, const SimRecord *records, size_t n)
{
    ReportFingerprint sum = { 0, 0 };
    uint64_t carries = 0;
    for (size_t first = 0; first < n; first += BLOCK) {
        const SimRecord *messages[BLOCK];
        size_t found = find_messages(records + first, MIN(n - first, BLOCK), messages);
        for (size_t i = 0; i < found; i++) {
            unsigned char room[MESSAGE_BYTES];
            XXH128_hash_t hash = XXH3_128bits(message_bytes(messages[i], room), MESSAGE_BYTES);
            sum.high += hash.high64;
            sum.low += hash.low64;
            carries += sum.low < hash.low64;        /* apart: compilers make one instruction of it */
        }
    }
    sum.high += carries;
    report_fingerprint_add(fingerprint, sum);
}

char *report_fingerprint_format(ReportFingerprint fingerprint, char text[REPORT_FINGERPRINT_TEXT_SIZE])
{
    g_snprintf(text, REPORT_FINGERPRINT_TEXT_SIZE, "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
               fingerprint.high, fingerprint.low);
    return text;
}

bool report_fingerprint_parse(const char *text, ReportFingerprint *out_fingerprint, GError **error)
{
    if (strlen(text) != REPORT_FINGERPRINT_TEXT_SIZE - 1 || strspn(text, "0123456789abcdefABCDEF") != strlen(text))
        return sim_fail(error, SIM_ERROR_USAGE, "'%s' is no fingerprint: 32 hexadecimal digits are expected", text);
    char high[17];
    memcpy(high, text, 16);
    high[16] = '\0';
    out_fingerprint->high = g_ascii_strtoull(high, NULL, 16);
    out_fingerprint->low = g_ascii_strtoull(text + 16, NULL, 16);
    return true;
}
