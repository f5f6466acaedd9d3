/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fingerprint.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "sim/error.h"

#define MESSAGE_BYTES 20
#define BLOCK 64

static inline void pack(const SimRecord *record, unsigned char bytes[MESSAGE_BYTES])
{
    uint64_t time = GUINT64_TO_LE((uint64_t)record->time);
    uint32_t what = GUINT32_TO_LE(record->from | (uint32_t)record->to << 8 | (uint32_t)record->code << 16);
    uint64_t whose = GUINT64_TO_LE(record->session | (uint64_t)record->member << 32);
    memcpy(bytes, &time, 8);
    memcpy(bytes + 8, &what, 4);
    memcpy(bytes + 12, &whose, 8);
}

void report_fingerprint_add(ReportFingerprint *fingerprint, ReportFingerprint other)
{
    fingerprint->low += other.low;
    fingerprint->high += other.high + (fingerprint->low < other.low);
}

/* Packs a block first and hashes it afterwards: reading bytes that have just been written in other portions stalls the processor, and
 * so costs more than the hash. */
void report_fingerprint_observe(void *fingerprint, const SimRecord *records, size_t n)
{
    ReportFingerprint sum = *(ReportFingerprint *)fingerprint;
    for (size_t i = 0; i < n;) {
        unsigned char block[BLOCK][MESSAGE_BYTES];
        size_t packed = 0;
        for (; i < n && packed < BLOCK; i++) {      /* what is no message is overwritten: cheaper than to guess which record is one */
            pack(&records[i], block[packed]);
            packed += records[i].kind == SIM_RECORD_MESSAGE;
        }
        for (size_t j = 0; j < packed; j++) {
            XXH128_hash_t hash = XXH3_128bits(block[j], MESSAGE_BYTES);
            report_fingerprint_add(&sum, (ReportFingerprint){ .high = hash.high64, .low = hash.low64 });
        }
    }
    *(ReportFingerprint *)fingerprint = sum;
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
