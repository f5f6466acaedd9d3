/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/inputs.h"

#include <string.h>

#include "sim/error.h"
#include "study/key.h"
#include "study/quantity.h"
#include "study/scalar.h"

#define COLUMN "at_s"

/* Longer lines hold no number of seconds. */
#define LONGEST_LINE 64

/* Of the digest of a path in the name of its copy. */
#define NAME_DIGITS 12

struct StudyInputs {
    char *folder;
    StudyInputs *known;
    GPtrArray *files;           /* of StudyArrivalTimes, reference counted, as asked for */
};

static void clear_times(void *data)
{
    StudyArrivalTimes *arrivals = data;

    g_free(arrivals->times);
    g_free(arrivals->name);
}

static void release_times(void *data)
{
    g_rc_box_release_full(data, clear_times);
}

StudyInputs *study_inputs_new(const char *folder, StudyInputs *known)
{
    StudyInputs *inputs = g_new0(StudyInputs, 1);

    inputs->folder = g_strdup(folder);
    inputs->known = known;
    inputs->files = g_ptr_array_new_with_free_func(release_times);
    return inputs;
}

void study_inputs_free(StudyInputs *inputs)
{
    if (inputs == NULL)
        return;
    g_ptr_array_unref(inputs->files);
    g_free(inputs->folder);
    g_free(inputs);
}

/* ---- reading */

/* The line at @text, without its end, into @line; returns what follows, or NULL where no line is left. */
static const char *next_line(const char *text, const char *end, char line[LONGEST_LINE])
{
    const char *stop;
    size_t length;

    if (text >= end)
        return NULL;
    stop = memchr(text, '\n', (size_t)(end - text));
    stop = stop != NULL ? stop : end;
    length = (size_t)(stop - text);
    if (length > 0 && text[length - 1] == '\r')
        length--;
    length = MIN(length, LONGEST_LINE - 1);
    memcpy(line, text, length);
    line[length] = '\0';
    return stop < end ? stop + 1 : end;
}

static bool fail_line(const char *path, size_t number, const char *line, const char *problem, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(line, -1), *cut = study_text_cut(valid);

    return sim_fail(error, SIM_ERROR_SCENARIO, "%s:%" G_GSIZE_FORMAT ": '%s' %s", path, number, cut, problem);
}

/* Reads the time in @line, as durations are read: exact in ns; it follows *@time, and takes its place. */
static bool read_time(const char *path, size_t number, const char *line, SimTime *time, GError **error)
{
    g_autofree char *duration = g_strconcat(line, "s", NULL);
    SimTime before = *time;

    if (*line == '\0' || !g_ascii_isdigit(line[strlen(line) - 1]) || !study_duration_parse(duration, time))
        return fail_line(path, number, line, "is no number of seconds", error);
    if (*time > STUDY_MAX_DAYS * 24 * SIM_HOUR)
        return fail_line(path, number, line, "is beyond ten years", error);
    return *time >= before || fail_line(path, number, line, "is before the line above it", error);
}

static bool read_times(const char *path, const char *text, const char *end, GArray *times, GError **error)
{
    char line[LONGEST_LINE];
    SimTime time = 0;

    text = next_line(text, end, line);
    if (text == NULL)
        return sim_fail(error, SIM_ERROR_SCENARIO, "%s: it is empty", path);
    if (strcmp(line, COLUMN) != 0)
        return fail_line(path, 1, line, "is not the header '" COLUMN "'", error);
    for (size_t number = 2; (text = next_line(text, end, line)) != NULL; number++) {
        if (times->len == INT32_MAX)
            return sim_fail(error, SIM_ERROR_SCENARIO, "%s: it has more than 2147483647 times", path);
        if (!read_time(path, number, line, &time, error))
            return false;
        g_array_append_val(times, time);
    }
    return times->len > 0 || sim_fail(error, SIM_ERROR_SCENARIO, "%s: it has a header and no times", path);
}

/* Reads the file at @place, which the scenario calls @path. */
static bool read_file(const char *place, const char *path, GArray *times, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_test(place, G_FILE_TEST_EXISTS))
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "there is no file %s", path);
    if (!g_file_test(place, G_FILE_TEST_IS_REGULAR))
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s is no file", path);
    if (!g_file_get_contents(place, &text, &length, &problem))
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s", problem->message);
    return read_times(path, text, text + length, times, error);
}

/* ---- asking */

/* Paths may hold anything; names of copies do not. */
static char *name_of(const char *path)
{
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, path, -1);

    return g_strdup_printf("input-%.*s.csv", NAME_DIGITS, sum);
}

static StudyArrivalTimes *find(const StudyInputs *inputs, const char *name)
{
    for (guint i = 0; i < inputs->files->len; i++) {
        StudyArrivalTimes *arrivals = inputs->files->pdata[i];

        if (strcmp(arrivals->name, name) == 0)
            return arrivals;
    }
    return NULL;
}

const StudyArrivalTimes *study_inputs_arrivals(StudyInputs *inputs, const char *path, GError **error)
{
    g_autofree char *name = name_of(path), *copy = g_build_filename(inputs->folder, name, NULL), *place = NULL;
    g_autoptr(GArray) times = NULL;
    StudyArrivalTimes *arrivals = find(inputs, name);

    if (arrivals != NULL)
        return arrivals;
    if (inputs->known != NULL) {
        arrivals = (StudyArrivalTimes *)(void *)study_inputs_arrivals(inputs->known, path, error);
        if (arrivals != NULL)
            g_ptr_array_add(inputs->files, g_rc_box_acquire(arrivals));
        return arrivals;
    }
    place = g_path_is_absolute(path) || strcmp(inputs->folder, ".") == 0 ? g_strdup(path) : g_build_filename(inputs->folder, path, NULL);
    times = g_array_new(FALSE, FALSE, sizeof(SimTime));
    if (!read_file(g_file_test(copy, G_FILE_TEST_IS_REGULAR) ? copy : place, path, times, error))
        return NULL;
    arrivals = g_rc_box_new0(StudyArrivalTimes);
    arrivals->n = times->len;
    arrivals->times = (SimTime *)(void *)g_array_free(g_steal_pointer(&times), FALSE);
    arrivals->name = g_steal_pointer(&name);
    g_ptr_array_add(inputs->files, arrivals);
    return arrivals;
}

const StudyArrivalTimes *study_inputs_at(const StudyInputs *inputs, unsigned index)
{
    return index < inputs->files->len ? inputs->files->pdata[index] : NULL;
}

char *study_inputs_csv(const StudyArrivalTimes *arrivals, size_t *out_length)
{
    GString *text = g_string_new(COLUMN "\n");

    for (uint32_t i = 0; i < arrivals->n; i++)
        g_string_append_printf(text, "%" G_GINT64_FORMAT ".%09" G_GINT64_FORMAT "\n", arrivals->times[i] / SIM_S,
                               arrivals->times[i] % SIM_S);
    *out_length = text->len;
    return g_string_free(text, FALSE);
}

char *study_inputs_digest(const StudyInputs *inputs)
{
    GString *digest = g_string_new(NULL);

    for (guint i = 0; i < inputs->files->len; i++) {
        const StudyArrivalTimes *arrivals = inputs->files->pdata[i];
        g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

        for (uint32_t j = 0; j < arrivals->n; j++) {
            int64_t time = GINT64_TO_LE(arrivals->times[j]);

            g_checksum_update(sum, (const guchar *)&time, sizeof time);
        }
        g_string_append_printf(digest, "%s\n", g_checksum_get_string(sum));
    }
    return g_string_free(digest, FALSE);
}
