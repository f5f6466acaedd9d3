/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "study/key.h"
#include "study/quantity.h"
#include "study/scalar.h"

#define COLUMN "at_s"

/* Longer lines hold no number of seconds. */
#define LONGEST_LINE 64

#define DIGITS "0123456789"

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

/* Where reading stands: @line is the one of @number, without its end and the blanks around it. */
typedef struct Lines {
    const char *path;           /* as the scenario has it                             */
    const char *text, *end;     /* what has not been read                             */
    size_t number;
    char line[LONGEST_LINE];
    const char *problem;        /* NULL, or why the line cannot be one of numbers     */
} Lines;

static bool fail_line(const Lines *lines, const char *problem, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(lines->line, -1), *cut = study_text_cut(valid);

    return sim_fail(error, SIM_ERROR_SCENARIO, "%s:%" G_GSIZE_FORMAT ": '%s' %s", lines->path, lines->number, cut, problem);
}

/* Spreadsheets quote what they like (RFC 4180 2.5). */
static void strip_quotes(char *line)
{
    size_t length = strlen(line);

    if (length < 2 || line[0] != '"' || line[length - 1] != '"')
        return;
    memmove(line, line + 1, length - 2);
    line[length - 2] = '\0';
}

/* Takes the next line.  False: there is none. */
static bool next_line(Lines *lines)
{
    const char *stop;
    size_t length;

    if (lines->text >= lines->end)
        return false;
    stop = memchr(lines->text, '\n', (size_t)(lines->end - lines->text));
    stop = stop != NULL ? stop : lines->end;
    length = (size_t)(stop - lines->text);
    lines->problem = memchr(lines->text, '\0', length) != NULL ? "has a NUL byte" : length >= LONGEST_LINE ? "is too long" : NULL;
    length = MIN(length, LONGEST_LINE - 1);
    memcpy(lines->line, lines->text, length);
    lines->line[length] = '\0';
    g_strstrip(lines->line);
    strip_quotes(lines->line);
    lines->text = stop < lines->end ? stop + 1 : lines->end;
    lines->number++;
    return true;
}

/* The number at @line, 12.5 or 1.25e1, as a duration in s with its point moved to where the exponent has it (transfer full); NULL: it is
 * no such number. */
static char *plain_duration(const char *line)
{
    size_t whole = strspn(line, DIGITS), fraction = line[whole] == '.' ? strspn(line + whole + 1, DIGITS) : 0;
    const char *rest = line + whole + (line[whole] == '.' ? fraction + 1 : 0);
    int shift = 0, point;
    GString *text;

    if (whole == 0 || (line[whole] == '.' && fraction == 0))
        return NULL;
    if (*rest == 'e' || *rest == 'E') {
        bool below = rest[1] == '-';
        const char *digits = rest + 1 + (below || rest[1] == '+');
        size_t n = strspn(digits, DIGITS);

        if (n == 0 || n > 2)
            return NULL;
        shift = atoi(digits) * (below ? -1 : 1);
        rest = digits + n;
    }
    if (*rest != '\0')
        return NULL;
    text = g_string_new_len(line, (gssize)whole);
    g_string_append_len(text, line + whole + 1, (gssize)fraction);
    for (point = (int)whole + shift; point < 1; point++)
        g_string_prepend_c(text, '0');
    while ((int)text->len < point)
        g_string_append_c(text, '0');
    if ((int)text->len > point)
        g_string_insert_c(text, point, '.');
    g_string_append_c(text, 's');
    return g_string_free(text, FALSE);
}

/* Reads the time in the line, as durations are read: exact in ns; it follows *@time, and takes its place. */
static bool read_time(const Lines *lines, SimTime *time, GError **error)
{
    g_autofree char *duration = plain_duration(lines->line);
    SimTime before = *time;

    if (lines->problem != NULL)
        return fail_line(lines, lines->problem, error);
    if (lines->line[0] == '#')
        return fail_line(lines, "is no number of seconds: there are no comments in such a file", error);
    if (duration == NULL && strchr(lines->line, ',') != NULL)
        return fail_line(lines, "is no number of seconds: it is one number a line, with a point before decimals", error);
    if (duration == NULL || !study_duration_parse(duration, time))
        return fail_line(lines, "is no number of seconds", error);
    if (*time > STUDY_MAX_DAYS * 24 * SIM_HOUR)
        return fail_line(lines, "is beyond ten years", error);
    return *time >= before || fail_line(lines, "is before the line above it", error);
}

static bool read_header(Lines *lines, GError **error)
{
    const char *text = lines->text;
    size_t length = (size_t)(lines->end - text);

    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return sim_fail(error, SIM_ERROR_SCENARIO, "%s: it is UTF-16, not UTF-8", lines->path);
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)       /* spreadsheets mark UTF-8 so */
        lines->text += 3;
    if (!next_line(lines))
        return sim_fail(error, SIM_ERROR_SCENARIO, "%s: it is empty", lines->path);
    if (lines->problem != NULL)
        return fail_line(lines, lines->problem, error);
    return strcmp(lines->line, COLUMN) == 0 || fail_line(lines, "is not the header '" COLUMN "'", error);
}

/* Blank lines are no times, and stand at the end only. */
static bool read_times(Lines *lines, GArray *times, GError **error)
{
    SimTime time = 0;
    size_t blank = 0;

    if (!read_header(lines, error))
        return false;
    while (next_line(lines)) {
        if (lines->line[0] == '\0' && lines->problem == NULL) {
            blank = blank > 0 ? blank : lines->number;
            continue;
        }
        if (blank > 0)
            return sim_fail(error, SIM_ERROR_SCENARIO, "%s:%" G_GSIZE_FORMAT ": it is blank, and more lines follow", lines->path, blank);
        if (times->len == INT32_MAX)
            return sim_fail(error, SIM_ERROR_SCENARIO, "%s: it has more than 2147483647 times", lines->path);
        if (!read_time(lines, &time, error))
            return false;
        g_array_append_val(times, time);
    }
    return times->len > 0 || sim_fail(error, SIM_ERROR_SCENARIO, "%s: it has a header and no times", lines->path);
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
    return read_times(&(Lines){ .path = path, .text = text, .end = text + length }, times, error);
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
