/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/latencies.h"

#include <math.h>
#include <string.h>

#include "sim/error.h"
#include "study/csv.h"

#define TICKS 5         /* percentiles in each half of what is left, as the tools expect */

struct StudyLatencies {
    GHashTable *histograms;     /* name > SimHistogram */
};

static void free_histogram(gpointer histogram)
{
    sim_histogram_free(histogram);
}

StudyLatencies *study_latencies_new(void)
{
    StudyLatencies *latencies = g_new0(StudyLatencies, 1);

    latencies->histograms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_histogram);
    return latencies;
}

void study_latencies_free(StudyLatencies *latencies)
{
    if (latencies == NULL)
        return;
    g_hash_table_unref(latencies->histograms);
    g_free(latencies);
}

static SimHistogram *histogram_of(StudyLatencies *latencies, const char *name)
{
    SimHistogram *histogram = g_hash_table_lookup(latencies->histograms, name);

    if (histogram == NULL) {
        histogram = sim_histogram_new();
        g_hash_table_insert(latencies->histograms, g_strdup(name), histogram);
    }
    return histogram;
}

/* One value at the lower bound and the rest at the upper one: so the outermost two, which are exact in the file, stay exact. */
static bool add_row(StudyLatencies *latencies, const StudyCsv *csv, size_t row)
{
    gint64 bounds[2];
    guint64 count;
    SimHistogram *histogram;

    for (size_t i = 0; i < 2; i++)
        if (!g_ascii_string_to_signed(study_csv_at(csv, row, 1 + i), 10, 0, G_MAXINT64, &bounds[i], NULL))
            return false;
    if (!g_ascii_string_to_unsigned(study_csv_at(csv, row, 3), 10, 1, G_MAXUINT64, &count, NULL) || bounds[1] < bounds[0])
        return false;
    histogram = histogram_of(latencies, study_csv_at(csv, row, 0));
    sim_histogram_record(histogram, count > 1 ? bounds[0] : bounds[1]);
    sim_histogram_record_n(histogram, bounds[1], count - 1);
    return true;
}

bool study_latencies_add(StudyLatencies *latencies, const char *folder, GError **error)
{
    static const char *const headings[] = { "name", "lower_ns", "upper_ns", "count" };
    g_autofree char *path = g_build_filename(folder, "histograms.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);

    if (csv == NULL)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(headings); i++)
        if (study_csv_column(csv, headings[i]) != (int)i)
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: column %zu is not '%s'", path, i + 1, headings[i]);
    for (size_t row = 0; row < csv->n_rows; row++)
        if (!add_row(latencies, csv, row))
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: row %zu is not that of a bucket", path, row + 2);
    return true;
}

const SimHistogram *study_latencies_get(const StudyLatencies *latencies, const char *name)
{
    return g_hash_table_lookup(latencies->histograms, name);
}

/* ---- .hgrm */

static void append_number(GString *text, const char *before, const char *format, double number)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE + 32];

    g_string_append(text, before);
    g_string_append(text, g_ascii_formatd(digits, sizeof digits, format, number));
}

static uint64_t count_up_to(const SimHistogram *histogram, int64_t value)
{
    SimHistogramBucket bucket;
    uint64_t count = 0;

    for (size_t at = 0; sim_histogram_next(histogram, &at, &bucket) && bucket.lower <= value;)
        count += bucket.count;
    return count;
}

static void append_tick(GString *text, const SimHistogram *histogram, double share)
{
    int64_t value = sim_histogram_quantile(histogram, share);

    append_number(text, "", "%12.3f", (double)value / 1e6);
    append_number(text, " ", "%2.12f", share);
    g_string_append_printf(text, " %10" G_GUINT64_FORMAT, share < 1 ? count_up_to(histogram, value) : sim_histogram_count(histogram));
    if (share < 1)
        append_number(text, " ", "%14.2f", 1 / (1 - share));
    else
        g_string_append_printf(text, " %14s", "inf");
    g_string_append_c(text, '\n');
}

static double standard_deviation(const SimHistogram *histogram)
{
    double mean = sim_histogram_mean(histogram), sum = 0;
    SimHistogramBucket bucket;

    for (size_t at = 0; sim_histogram_next(histogram, &at, &bucket);) {
        double middle = (double)bucket.lower + (double)(bucket.upper - bucket.lower) / 2 - mean;

        sum += middle * middle * (double)bucket.count;
    }
    return sqrt(sum / (double)sim_histogram_count(histogram));
}

char *study_latencies_percentiles(const SimHistogram *histogram)
{
    GString *text = g_string_new("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
    double left = 1, count = (double)sim_histogram_count(histogram);

    for (; left * count >= 0.5 && left > 1e-9; left /= 2)
        for (unsigned tick = 0; tick < TICKS; tick++)
            append_tick(text, histogram, 1 - left + left / 2 * tick / TICKS);
    append_tick(text, histogram, 1);
    append_number(text, "#[Mean    = ", "%12.3f", sim_histogram_mean(histogram) / 1e6);
    append_number(text, ", StdDeviation   = ", "%12.3f", standard_deviation(histogram) / 1e6);
    append_number(text, "]\n#[Max     = ", "%12.3f", (double)sim_histogram_max(histogram) / 1e6);
    g_string_append_printf(text, ", Total count    = %12" G_GUINT64_FORMAT "]\n#[Buckets = %12d, SubBuckets     = %12d]\n",
                           sim_histogram_count(histogram), 54, 1024);
    return g_string_free(text, FALSE);
}
