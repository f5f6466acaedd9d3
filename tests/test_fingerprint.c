/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fingerprint.h"

#include <string.h>
#include <xxhash.h>

#include "tests/cunit_run.h"
#include "tests/figure_31.h"

static bool equal(ReportFingerprint a, ReportFingerprint b)
{
    return a.high == b.high && a.low == b.low;
}

static ReportFingerprint fingerprint_of(const SimRecord *records, size_t n)
{
    ReportFingerprint fingerprint = { 0, 0 };
    report_fingerprint_observe(&fingerprint, records, n);
    return fingerprint;
}

/* The bytes of a record, spelt out: whoever changes them changes every fingerprint that people have kept. */
static void test_bytes_of_a_message(void)
{
    SimRecord record = {
        .time = 0x0102030405060708, .leg = 99, .session = 0x0c0d0e0f, .member = 0x10111213, .detail = 99, .code = 0x0a0b,
        .from = 0x09, .to = 0x19, .kind = SIM_RECORD_MESSAGE, .step = 99, .state = 99, .next = 99,
    };
    static const unsigned char bytes[] = {
        8, 7, 6, 5, 4, 3, 2, 1, 0x09, 0x19, 0x0b, 0x0a, 0x0f, 0x0e, 0x0d, 0x0c, 0x13, 0x12, 0x11, 0x10,
    };
    XXH128_hash_t hash = XXH3_128bits(bytes, sizeof bytes);
    ReportFingerprint expected = { .high = hash.high64, .low = hash.low64 };
    CU_ASSERT(equal(fingerprint_of(&record, 1), expected));
    record.kind = SIM_RECORD_ACTION;
    CU_ASSERT(equal(fingerprint_of(&record, 1), (ReportFingerprint){ 0, 0 }));
}

/* A change in any field of a message that counts shows; batches and the order of records do not. */
static void test_what_counts(void)
{
    g_autoptr(GArray) array = figure_31_records();
    SimRecord *records = (SimRecord *)array->data;
    size_t n = array->len;
    ReportFingerprint whole = fingerprint_of(records, n);
    ReportFingerprint parts = fingerprint_of(records + 7, n - 7);
    report_fingerprint_add(&parts, fingerprint_of(records, 7));
    CU_ASSERT(equal(whole, parts));

    SimRecord first = records[0];
    records[0] = records[5];
    records[5] = first;
    CU_ASSERT(equal(whole, fingerprint_of(records, n)));

    records[5].time++;
    CU_ASSERT(!equal(whole, fingerprint_of(records, n)));
    records[5] = first;
    records[5].member++;
    CU_ASSERT(!equal(whole, fingerprint_of(records, n)));
    records[5] = first;
    records[5].leg++;
    CU_ASSERT(equal(whole, fingerprint_of(records, n)));
}

static void test_sums_carry(void)
{
    ReportFingerprint sum = { .high = 1, .low = UINT64_MAX };
    report_fingerprint_add(&sum, (ReportFingerprint){ .high = UINT64_MAX, .low = 2 });
    CU_ASSERT(equal(sum, (ReportFingerprint){ .high = 1, .low = 1 }));
}

static void test_text(void)
{
    ReportFingerprint fingerprint = { .high = 0x0123456789abcdef, .low = 0xfedc }, read;
    char text[REPORT_FINGERPRINT_TEXT_SIZE];
    CU_ASSERT_STRING_EQUAL(report_fingerprint_format(fingerprint, text), "0123456789abcdef000000000000fedc");
    CU_ASSERT(report_fingerprint_parse(text, &read, NULL) && equal(read, fingerprint));
    CU_ASSERT(report_fingerprint_parse("0123456789ABCDEF000000000000FEDC", &read, NULL) && equal(read, fingerprint));
    static const char *const wrong[] = {
        "", "0123", "0123456789abcdef000000000000fedg", "0123456789abcdef000000000000fedc0", " 123456789abcdef000000000000fedc",
        "-123456789abcdef000000000000fedc",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        CU_ASSERT_FALSE(report_fingerprint_parse(wrong[i], &read, &error));
        CU_ASSERT_PTR_NOT_NULL(error);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "bytes of a message", test_bytes_of_a_message },
        { "what counts", test_what_counts },
        { "sums carry", test_sums_carry },
        { "text", test_text },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "fingerprint", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
