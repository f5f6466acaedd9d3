/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/comparison.h"

#include <math.h>
#include <string.h>

#include "report/metric_name.h"
#include "sim/error.h"
#include "study/csv.h"
#include "study/quantity.h"

/* Whether more of a metric is good (1) or less (-1), by the first part of its name and the last.  @stat NULL: any but a count; "": the
 * metric has none.  A metric that is not listed has neither. */
static const struct {
    const char *metric, *stat;
    int good;
} directions[] = {
    { "session_establishment", NULL, -1 }, { "time_to_first_acceptance", NULL, -1 }, { "time_to_last_answer", NULL, -1 },
    { "answer_since_start", NULL, -1 }, { "answer_since_invitation", NULL, -1 },
    { "sessions", "established", 1 }, { "sessions", "failed", -1 },
    { "members", "joined", 1 }, { "members", "refused", -1 }, { "members", "unanswered", -1 }, { "joined_share", "", 1 },
    { "messages", "count", -1 }, { "messages", "per_joined_member", -1 }, { "messages_lost", "count", -1 },
    { "inputs_unexpected", "count", -1 }, { "replies_misattributed", "count", -1 },
    { "cost", "messages", -1 }, { "cost", "segments", -1 }, { "cost", "price", -1 }, { "cost", "per_session", -1 },
    { "cost", "per_joined_user", -1 }, { "segments_per_joined_user", "", -1 },
    { "members", "timed_out", -1 }, { "sessions", "given_up", -1 }, { "load", "goodput", 1 },
    { "SER", "share", 1 }, { "SEER", "share", 1 }, { "ISA", "share", -1 }, { "SRD", NULL, -1 }, { "SDD", NULL, -1 },
    { "messages_repeated", "count", -1 }, { "messages_repeated", "share", -1 }, { "station", "lost", -1 },
    { "queue_length", NULL, -1 }, { "transactions_open", NULL, -1 },
    { "station", "utilisation", -1 }, { "station", "mean_wait", -1 }, { "station", "max_wait", -1 },
};

static bool ends_with_stat(const char *name, const char *stat)
{
    g_autofree char *end = g_strconcat(".", stat != NULL ? stat : "count", NULL);

    return stat != NULL && *stat == '\0' ? true : g_str_has_suffix(name, end) == (stat != NULL);
}

static int good_direction(const char *name)
{
    size_t length = strcspn(name, ".");

    for (size_t i = 0; i < G_N_ELEMENTS(directions); i++)
        if (strlen(directions[i].metric) == length && strncmp(directions[i].metric, name, length) == 0 &&
            ends_with_stat(name, directions[i].stat))
            return directions[i].good;
    return 0;
}

/* ---- which runs, and which axes tell them apart */

/* The value that @where fixes for @axis, or NULL. */
static const char *fixed_value(const char *const *where, const char *axis)
{
    size_t length = strlen(axis);

    for (; *where != NULL; where++)
        if (strncmp(*where, axis, length) == 0 && (*where)[length] == '=')
            return *where + length + 1;
    return NULL;
}

/* All values of @axis once, in their order, as "a, b, c" (transfer full). */
static char *values_of_axis(const StudyArchive *archive, size_t axis)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GString *text = g_string_new(NULL);

    for (size_t run = 0; run < archive->n_runs; run++)
        if (g_hash_table_add(seen, archive->runs[run].values[axis]))
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", archive->runs[run].values[axis]);
    return g_string_free(text, FALSE);
}

static bool condition_is_known(const StudyArchive *archive, const char *condition, char side, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(condition, "=", 2);
    g_autofree char *known = NULL;
    int axis;

    if (g_strv_length(parts) != 2)
        return sim_fail(error, SIM_ERROR_USAGE, "%c: '%s': expected AXIS=VALUE", side, condition);
    axis = study_archive_axis(archive, parts[0]);
    if (axis < 0) {
        known = archive->n_axes > 0 ? g_strjoinv(", ", archive->axes) : g_strdup("none");
        return sim_fail(error, SIM_ERROR_USAGE, "%c: there is no axis '%s'; axes: %s", side, parts[0], known);
    }
    for (size_t run = 0; run < archive->n_runs; run++)
        if (strcmp(archive->runs[run].values[axis], parts[1]) == 0)
            return true;
    known = values_of_axis(archive, (size_t)axis);
    return sim_fail(error, SIM_ERROR_USAGE, "%c: axis '%s' has no value '%s'; values: %s", side, parts[0], parts[1], known);
}

/* An axis that only one side fixes would pair one run with many, and one that only one side has would not pair at all. */
static bool axes_can_be_paired(const StudySide sides[2], GError **error)
{
    for (unsigned side = 0; side < 2; side++) {
        const StudySide *here = &sides[side], *there = &sides[1 - side];

        for (size_t axis = 0; axis < here->archive->n_axes; axis++) {
            const char *name = here->archive->axes[axis];

            if (fixed_value(here->where, name) != NULL)
                continue;
            if (fixed_value(there->where, name) != NULL || study_archive_axis(there->archive, name) < 0)
                return sim_fail(error, SIM_ERROR_USAGE, "%c: say which value of axis '%s' is meant: it is fixed, or missing, in %c",
                                "AB"[side], name, "AB"[1 - side]);
        }
    }
    return true;
}

static bool sides_are_good(const StudySide sides[2], GError **error)
{
    for (unsigned side = 0; side < 2; side++)
        for (const char *const *condition = sides[side].where; *condition != NULL; condition++)
            if (!condition_is_known(sides[side].archive, *condition, "AB"[side], error))
                return false;
    return axes_can_be_paired(sides, error);
}

/* ---- pairs */

/* Two runs, as rows of the two plans. */
typedef struct Pair {
    size_t group, runs[2];
} Pair;

/* Finished, and with the values that @side asks for. */
static bool is_meant(const StudySide *side, size_t run)
{
    for (size_t axis = 0; axis < side->archive->n_axes; axis++) {
        const char *value = fixed_value(side->where, side->archive->axes[axis]);

        if (value != NULL && strcmp(value, side->archive->runs[run].values[axis]) != 0)
            return false;
    }
    return side->archive->runs[run].state == STUDY_RUN_DONE;
}

/* "size=10, pace=100 /s": the axes of A that are not fixed, with what they are in @run of @side (transfer full). */
static char *free_axes(const StudySide sides[2], unsigned side, size_t run)
{
    GString *text = g_string_new(NULL);

    for (char **axis = sides[0].archive->axes; *axis != NULL; axis++)
        if (fixed_value(sides[0].where, *axis) == NULL)
            g_string_append_printf(text, "%s%s=%s", text->len > 0 ? ", " : "", *axis,
                                   sides[side].archive->runs[run].values[study_archive_axis(sides[side].archive, *axis)]);
    return g_string_free(text, FALSE);
}

/* What both runs of a pair have in common (transfer full). */
static char *pair_name(const StudySide sides[2], unsigned side, size_t run)
{
    g_autofree char *axes = free_axes(sides, side, run);

    return g_strdup_printf("%" G_GSIZE_FORMAT " %s", sides[side].archive->runs[run].replication, axes);
}

static size_t group_of(StudyComparison *comparison, const StudySide sides[2], size_t run)
{
    g_autofree char *name = free_axes(sides, 0, run);
    guint index;

    if (g_ptr_array_find_with_equal_func(comparison->groups, name, g_str_equal, &index))
        return index;
    g_ptr_array_add(comparison->groups, g_steal_pointer(&name));
    return comparison->groups->len - 1;
}

/* The runs of @side that are meant, by what they have in common with the other of their pair: run + 1 (transfer full). */
static GHashTable *runs_of_side(const StudySide sides[2], unsigned side)
{
    GHashTable *runs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (size_t run = 0; run < sides[side].archive->n_runs; run++)
        if (is_meant(&sides[side], run))
            g_hash_table_insert(runs, pair_name(sides, side, run), GSIZE_TO_POINTER(run + 1));
    return runs;
}

/* All pairs in the order of A's plan (transfer full). */
static GArray *find_pairs(StudyComparison *comparison, const StudySide sides[2])
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    g_autoptr(GHashTable) partners = runs_of_side(sides, 1);
    size_t n_meant = 0;

    comparison->common_random_numbers = true;
    for (size_t run = 0; run < sides[0].archive->n_runs; run++) {
        g_autofree char *name = NULL;
        Pair pair = { .runs[0] = run };
        gpointer partner;

        if (!is_meant(&sides[0], run))
            continue;
        n_meant++;
        name = pair_name(sides, 0, run);
        partner = g_hash_table_lookup(partners, name);
        if (partner == NULL)
            continue;
        pair.group = group_of(comparison, sides, run);
        pair.runs[1] = GPOINTER_TO_SIZE(partner) - 1;
        g_array_append_val(pairs, pair);
        if (strcmp(sides[0].archive->runs[run].seed, sides[1].archive->runs[pair.runs[1]].seed) != 0)
            comparison->common_random_numbers = false;
    }
    comparison->n_pairs = pairs->len;
    comparison->n_left_out = n_meant + g_hash_table_size(partners) - 2 * pairs->len;
    return pairs;
}

/* ---- metrics */

typedef struct Metric {
    const char *name, *unit;
} Metric;

/* Those that stand in the metrics.csv of any run, in their order. */
typedef struct Metrics {
    GArray *list;           /* Metric                                    */
    GHashTable *known;      /* the names of them                         */
    GStringChunk *texts;    /* borrowed: holds all names and units       */
} Metrics;

static void metrics_init(Metrics *metrics, GStringChunk *texts)
{
    metrics->list = g_array_new(FALSE, FALSE, sizeof(Metric));
    metrics->known = g_hash_table_new(g_str_hash, g_str_equal);
    metrics->texts = texts;
}

static void metrics_clear(Metrics *metrics)
{
    g_array_unref(metrics->list);
    g_hash_table_unref(metrics->known);
}

static void add_metric(Metrics *metrics, const char *name, const char *unit)
{
    Metric metric = { g_string_chunk_insert_const(metrics->texts, name), g_string_chunk_insert_const(metrics->texts, unit) };

    if (g_hash_table_add(metrics->known, (gpointer)metric.name))
        g_array_append_val(metrics->list, metric);
}

/* Only the file itself knows the units. */
static bool add_metrics_of_run(Metrics *metrics, const StudyArchiveRun *run, GError **error)
{
    static const char *const headings[] = { "metric", "class", "box", "stat", "unit" };
    g_autofree char *path = g_build_filename(run->folder, "metrics.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);
    const char *fields[G_N_ELEMENTS(headings)];

    for (size_t row = 0; csv != NULL && row < csv->n_rows; row++) {
        g_autofree char *name = NULL;

        for (size_t i = 0; i < G_N_ELEMENTS(headings); i++) {
            int column = study_csv_column(csv, headings[i]);

            if (column < 0)
                return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: there is no column '%s'", path, headings[i]);
            fields[i] = study_csv_at(csv, row, (size_t)column);
        }
        name = report_metric_name(fields[0], fields[1], fields[2], fields[3]);
        add_metric(metrics, name, fields[4]);
    }
    return csv != NULL;
}

/* Most runs name what others have named before: their files need not be read again. */
static bool has_news(const Metrics *metrics, const StudyNumbers *numbers)
{
    for (size_t i = 0; i < study_numbers_count(numbers); i++)
        if (!g_hash_table_contains(metrics->known, study_numbers_name(numbers, i)))
            return true;
    return false;
}

static bool collect_metrics(Metrics *metrics, const StudySide sides[2], GError **error)
{
    for (unsigned side = 0; side < 2; side++)
        for (size_t run = 0; run < sides[side].archive->n_runs; run++) {
            const StudyArchiveRun *at = &sides[side].archive->runs[run];

            if (at->numbers != NULL && has_news(metrics, at->numbers) && !add_metrics_of_run(metrics, at, error))
                return false;
        }
    return true;
}

/* Whether @name stands in no file but follows from what does (joined_share): some run has such a number. */
static bool follows_from_others(const StudySide sides[2], const char *name)
{
    for (unsigned side = 0; side < 2; side++)
        for (size_t run = 0; run < sides[side].archive->n_runs; run++) {
            const StudyNumbers *numbers = sides[side].archive->runs[run].numbers;
            double value = numbers != NULL ? study_numbers_get(numbers, name) : NAN;

            if (!isnan(value) && value != 0)
                return true;
        }
    return false;
}

/* Adds to @selected what @pattern means; false if that is nothing. */
static bool select_metrics(const Metrics *metrics, const StudySide sides[2], const char *pattern, Metrics *selected)
{
    bool any = false;

    for (guint i = 0; i < metrics->list->len; i++) {
        const Metric *metric = &g_array_index(metrics->list, Metric, i);

        if (g_pattern_match_simple(pattern, metric->name)) {
            add_metric(selected, metric->name, metric->unit);
            any = true;
        }
    }
    if (!any && follows_from_others(sides, pattern)) {
        add_metric(selected, pattern, "1");
        any = true;
    }
    return any;
}

static bool fail_with_nearest(const Metrics *metrics, const char *pattern, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const char *nearest;

    for (guint i = 0; i < metrics->list->len; i++)
        g_ptr_array_add(names, (gpointer)g_array_index(metrics->list, Metric, i).name);
    g_ptr_array_add(names, NULL);
    nearest = study_word_nearest(pattern, (const char *const *)names->pdata);
    return sim_fail(error, SIM_ERROR_USAGE, "no run has a metric '%s'%s%s%s", pattern, nearest != NULL ? "; did you mean '" : "",
                    nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
}

/* What most people ask first; few, so that each interval keeps much of the level. */
static const char *const standard[] = {
    "sessions.established", "members.all.joined", "members.all.refused", "members.all.unanswered", "joined_share",
    "session_establishment.mean", "session_establishment.p95", "time_to_first_acceptance.p50", "time_to_last_answer.p95",
    "answer_since_start.all.p50", "answer_since_start.all.p95", "messages.all.count", "messages.SIP.per_joined_member",
    "messages_lost.count", "invitations_open.peak", "cost.all.messages", "cost.all.price", "cost.all.per_joined_user",
    "station.*.utilisation",
};

/* Finds those that @patterns mean, to @selected. */
static bool find_metrics(const StudySide sides[2], const char *const *patterns, Metrics *selected, GError **error)
{
    Metrics metrics;
    bool good;

    metrics_init(&metrics, selected->texts);
    good = collect_metrics(&metrics, sides, error);
    for (size_t i = 0; good && *patterns == NULL && i < G_N_ELEMENTS(standard); i++)
        select_metrics(&metrics, sides, standard[i], selected);
    for (; good && *patterns != NULL; patterns++)
        good = select_metrics(&metrics, sides, *patterns, selected) || fail_with_nearest(&metrics, *patterns, error);
    metrics_clear(&metrics);
    return good;
}

/* ---- differences */

static StudyChange judge(const char *metric, const StudyPaired *paired)
{
    int good = good_direction(metric), sign = study_paired_sign(paired);

    if (paired->difference.n < 2)
        return STUDY_TOO_FEW;
    if (paired->difference.mean == 0 && paired->difference.half_width == 0)
        return STUDY_EQUAL;
    if (sign == 0)
        return STUDY_NOT_SHOWN;
    if (good == 0)
        return sign > 0 ? STUDY_HIGHER : STUDY_LOWER;
    return sign == good ? STUDY_BETTER : STUDY_WORSE;
}

static StudyDifference compare_metric(const StudySide sides[2], const GArray *pairs, size_t group, const Metric *metric, double level)
{
    g_autofree double *values = g_new(double, 2 * pairs->len);
    double *a = values, *b = values + pairs->len;
    StudyDifference difference = { .group = group, .name = metric->name, .unit = metric->unit };
    size_t n = 0;

    for (guint i = 0; i < pairs->len; i++) {
        const Pair *pair = &g_array_index(pairs, Pair, i);

        if (pair->group != group)
            continue;
        a[n] = study_numbers_get(sides[0].archive->runs[pair->runs[0]].numbers, metric->name);
        b[n++] = study_numbers_get(sides[1].archive->runs[pair->runs[1]].numbers, metric->name);
    }
    difference.paired = study_paired(a, b, n, level);
    difference.change = judge(metric->name, &difference.paired);
    return difference;
}

static void compare_all(StudyComparison *comparison, const StudySide sides[2], const GArray *pairs, const GArray *metrics, double level)
{
    comparison->level_each = study_bonferroni_level(level, MAX(1, metrics->len * comparison->groups->len));
    for (size_t group = 0; group < comparison->groups->len; group++)
        for (guint i = 0; i < metrics->len; i++) {
            StudyDifference difference =
                compare_metric(sides, pairs, group, &g_array_index(metrics, Metric, i), comparison->level_each);

            g_array_append_val(comparison->differences, difference);
        }
}

StudyComparison *study_comparison_new(const StudySide sides[2], const char *const *patterns, double level, GError **error)
{
    g_autoptr(StudyComparison) comparison = g_new0(StudyComparison, 1);
    g_autoptr(GArray) pairs = NULL;
    Metrics metrics;
    bool good;

    comparison->groups = g_ptr_array_new_with_free_func(g_free);
    comparison->differences = g_array_new(FALSE, FALSE, sizeof(StudyDifference));
    comparison->texts = g_string_chunk_new(4096);
    if (!sides_are_good(sides, error))
        return NULL;
    pairs = find_pairs(comparison, sides);
    if (pairs->len == 0) {
        sim_fail(error, SIM_ERROR_USAGE, "no two finished runs of A and B have the same replication and the same values of all other axes");
        return NULL;
    }
    metrics_init(&metrics, comparison->texts);
    good = find_metrics(sides, patterns, &metrics, error);
    if (good)
        compare_all(comparison, sides, pairs, metrics.list, level);
    metrics_clear(&metrics);
    return good ? g_steal_pointer(&comparison) : NULL;
}

void study_comparison_free(StudyComparison *comparison)
{
    if (comparison == NULL)
        return;
    g_clear_pointer(&comparison->groups, g_ptr_array_unref);
    g_clear_pointer(&comparison->differences, g_array_unref);
    g_clear_pointer(&comparison->texts, g_string_chunk_free);
    g_free(comparison);
}

const char *study_change_name(StudyChange change)
{
    static const char *const names[] = {
        "better", "worse", "higher", "lower", "no difference shown", "equal in every pair", "too few",
    };

    g_assert((size_t)change < G_N_ELEMENTS(names));
    return names[change];
}
