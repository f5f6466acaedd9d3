/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/plan.h"

#include <string.h>

#include <xxhash.h>

#include "report/model_version.h"
#include "sim/error.h"
#include "study/condition.h"
#include "study/plot_spec.h"
#include "study/value.h"

#define MAX_POINT_ERRORS 10

/* The values of a point are positions: values[point * n_dimensions + dimension]. */
typedef struct Point {
    XXH128_hash_t digest;       /* of its canonical scenario */
    uint64_t seed;
} Point;

struct StudyPlan {
    char *name, *text;
    size_t length;
    GArray *sets;               /* of ScenarioOverride; @strings owns their texts */
    GPtrArray *strings;
    Scenario *scenario;
    StudySettings settings;
    StudyAxes *axes;
    GArray *points;             /* of Point */
    GArray *positions;          /* of size_t */
    ReportMetricNames *names;   /* that the runs may have; NULL: nobody asks */
};

void study_plan_free(StudyPlan *plan)
{
    if (plan == NULL)
        return;
    g_clear_pointer(&plan->points, g_array_unref);
    g_clear_pointer(&plan->positions, g_array_unref);
    report_metric_names_free(plan->names);
    study_axes_free(plan->axes);
    g_strfreev(plan->settings.metrics);
    scenario_free(plan->scenario);
    g_array_unref(plan->sets);
    g_ptr_array_unref(plan->strings);
    g_free(plan->text);
    g_free(plan->name);
    g_free(plan);
}

static const char *keep(StudyPlan *plan, char *text)
{
    g_ptr_array_add(plan->strings, text);
    return text;
}

static StudyPlan *plan_new(const ScenarioText *file, const ScenarioOverride *sets, size_t n_sets)
{
    StudyPlan *plan = g_new0(StudyPlan, 1);

    plan->name = g_strdup(file->name);
    plan->text = g_malloc(file->length + 1);
    memcpy(plan->text, file->text, file->length);
    plan->text[file->length] = '\0';
    plan->length = file->length;
    plan->sets = g_array_new(FALSE, FALSE, sizeof(ScenarioOverride));
    plan->strings = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < n_sets; i++) {
        ScenarioOverride set = { .option = keep(plan, g_strdup(sets[i].option)),
                                 .path = keep(plan, g_strdup(sets[i].path)),
                                 .value = keep(plan, g_strdup(sets[i].value)) };

        g_array_append_val(plan->sets, set);
    }
    plan->points = g_array_new(FALSE, FALSE, sizeof(Point));
    plan->positions = g_array_new(FALSE, FALSE, sizeof(size_t));
    return plan;
}

/* ---- settings */

/* "2 GB": powers of 1000, as everywhere in SI; false when it has another form. */
static bool parse_memory(const char *text, size_t *out_bytes)
{
    static const struct { const char *unit; double bytes; } units[] = {
        { "kB", 1e3 }, { "MB", 1e6 }, { "GB", 1e9 }, { "TB", 1e12 },
    };
    char *end;
    double number = g_ascii_strtod(text, &end);

    if (!g_ascii_isdigit(*text))
        return false;
    end += *end == ' ';
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(end, units[i].unit) == 0 && number > 0.0 && number * units[i].bytes < 1e18) {
            *out_bytes = number * units[i].bytes < (double)(SIZE_MAX / 2) ? (size_t)(number * units[i].bytes) : SIZE_MAX / 2;
            return *out_bytes > 0;
        }
    return false;
}

static void read_stop(StudySettings *settings, const StudyNode *stop, Diagnostics *diagnostics)
{
    const StudyNode *metrics = study_node_get(stop, "metrics");

    settings->stop = (StudyStopRule){ .half_width = study_number_at(stop, "half_width"),
                                      .level = study_number_at(stop, "level"),
                                      .start = (size_t)study_integer_at(stop, "start"),
                                      .look_ahead = (size_t)study_integer_at(stop, "look_ahead"),
                                      .budget = (size_t)study_integer_at(stop, "budget") };
    settings->metrics = g_new0(char *, study_node_count(metrics) + 1);
    for (unsigned i = 0; i < study_node_count(metrics); i++)
        settings->metrics[i] = g_strdup(study_node_child(metrics, i)->text);
    settings->repeat = (unsigned)settings->stop.budget;
    if (!(settings->stop.half_width > 0.0))
        study_complain(diagnostics, study_node_get(stop, "half_width"), NULL, "study.stop: 'half_width' must be above 0");
    if (!(settings->stop.level > 0.0 && settings->stop.level < 1.0))
        study_complain(diagnostics, study_node_get(stop, "level"), "such as 95 %", "study.stop: 'level' must be between 0 and 100 %%");
    if (settings->stop.budget < settings->stop.start)
        study_complain(diagnostics, stop, NULL, "study.stop: 'budget' (%zu) is less than 'start' (%zu)", settings->stop.budget,
                       settings->stop.start);
}

static void read_settings(StudySettings *settings, const StudyNode *study, Diagnostics *diagnostics)
{
    const StudyNode *stop = study_node_get(study, "stop"), *repeat = study_node_get(study, "repeat");
    const char *memory = study_text_at(study, "memory_limit");

    *settings = (StudySettings){ .repeat = 1, .common_random_numbers = true };
    if (study == NULL)
        return;
    settings->repeat = (unsigned)study_integer_at(study, "repeat");
    settings->common_random_numbers = study_integer_at(study, "common_random_numbers") != 0;
    settings->time_limit = study_time_at(study, "time_limit", 0);
    if (memory != NULL && !parse_memory(memory, &settings->memory_limit))
        study_complain(diagnostics, study_node_get(study, "memory_limit"), "a number, and kB, MB, GB or TB",
                       "study.memory_limit: '%s' is no size", memory);
    if (stop != NULL)
        read_stop(settings, stop, diagnostics);
    if (stop != NULL && repeat != NULL && !repeat->is_default)
        study_complain(diagnostics, repeat, "leave one of them out", "study: 'repeat' beside 'stop'");
}

/* ---- points */

static GPtrArray *read_conditions(const StudyNode *study, const StudyAxes *axes, Diagnostics *diagnostics)
{
    const StudyNode *list = study_node_get(study, "where");
    GPtrArray *conditions = g_ptr_array_new_with_free_func((GDestroyNotify)study_condition_free);

    for (unsigned i = 0; i < study_node_count(list); i++) {
        const StudyNode *node = study_node_child(list, i);
        g_autoptr(GError) error = NULL;
        StudyCondition *condition = study_condition_parse(node->text, axes, &error);

        if (condition != NULL)
            g_ptr_array_add(conditions, condition);
        else
            study_complain(diagnostics, node, NULL, "study.where: %s", error->message);
    }
    return conditions;
}

static bool all_hold(const GPtrArray *conditions, const size_t *positions)
{
    for (guint i = 0; i < conditions->len; i++)
        if (!study_condition_holds(conditions->pdata[i], positions))
            return false;
    return true;
}

/* On to the next combination, the last dimension first; false behind the last. */
static bool advance(const StudyAxes *axes, size_t *positions)
{
    for (size_t d = axes->n_dimensions; d-- > 0;) {
        if (++positions[d] < study_axes_length(axes, d))
            return true;
        positions[d] = 0;
    }
    return false;
}

/* The positions of all points; false when there are none, or too many. */
static bool find_points(StudyPlan *plan, const StudyNode *study, Diagnostics *diagnostics)
{
    size_t before = diagnostics_n_errors(diagnostics), seen = 0;
    g_autoptr(GPtrArray) conditions = read_conditions(study, plan->axes, diagnostics);
    g_autofree size_t *positions = g_new0(size_t, plan->axes->n_dimensions + 1);

    if (diagnostics_n_errors(diagnostics) > before)
        return false;
    do {
        if (all_hold(conditions, positions)) {
            g_array_append_vals(plan->positions, positions, (guint)plan->axes->n_dimensions);
            g_array_append_vals(plan->points, &(Point){ 0 }, 1);
        }
    } while (plan->points->len <= STUDY_MAX_POINTS && ++seen < 100 * (size_t)STUDY_MAX_POINTS && advance(plan->axes, positions));
    if (plan->points->len > STUDY_MAX_POINTS || seen == 100 * (size_t)STUDY_MAX_POINTS)
        study_complain(diagnostics, study, NULL, "study: that are more than %d combinations", STUDY_MAX_POINTS);
    else if (plan->points->len == 0)
        study_complain(diagnostics, study_node_get(study, "where"), NULL, "study.where: no combination is left");
    return diagnostics_n_errors(diagnostics) == before;
}

size_t study_plan_points(const StudyPlan *plan)
{
    return plan->points->len;
}

const StudyAxisValue *study_plan_value(const StudyPlan *plan, size_t point, size_t axis)
{
    const StudyAxis *row = &plan->axes->axes[axis];
    size_t place = point * plan->axes->n_dimensions + row->dimension;

    return &row->values[g_array_index(plan->positions, size_t, place)];
}

/* The scenario at @point, with the seed @seed if it is not NULL. */
static Scenario *read_point(const StudyPlan *plan, size_t point, const uint64_t *seed, Diagnostics *diagnostics)
{
    ScenarioText file = { .name = plan->name, .text = plan->text, .length = plan->length, .is_point = true,
                          .inputs = scenario_inputs(plan->scenario) };
    g_autoptr(GArray) sets = g_array_new(FALSE, FALSE, sizeof(ScenarioOverride));
    g_autofree char *number = seed != NULL ? g_strdup_printf("%" G_GUINT64_FORMAT, *seed) : NULL;

    g_array_append_vals(sets, plan->sets->data, plan->sets->len);
    for (size_t i = 0; i < plan->axes->n_axes; i++) {
        const StudyAxisValue *value = study_plan_value(plan, point, i);
        ScenarioOverride set = { .option = value->option, .path = plan->axes->axes[i].path, .value = value->yaml };

        g_array_append_val(sets, set);
    }
    if (seed != NULL)
        g_array_append_vals(sets, &(ScenarioOverride){ .option = "seed", .path = "seed", .value = number }, 1);
    return scenario_read_text(&file, (const ScenarioOverride *)(const void *)sets->data, sets->len, diagnostics);
}

/* "t_reply = 60 s, policy = {force: accept}" (transfer full). */
static char *point_text(const StudyPlan *plan, size_t point)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < plan->axes->n_axes; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", study_plan_value(plan, point, i)->option);
    return g_string_free(text, FALSE);
}

/* What is wrong at a point is said at the list of axes, with the values that do it. */
static void report_point(const StudyPlan *plan, size_t point, Diagnostics *found, Diagnostics *diagnostics)
{
    const StudyNode *axes = study_node_get(scenario_section(plan->scenario, "study"), "axes");
    g_autofree char *said = diagnostics_format(found, DIAGNOSTIC_FORMAT_GCC), *where = point_text(plan, point);
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);

    for (char **line = lines; *line != NULL; line++) {
        const char *message = strstr(*line, " error: ");

        if (message != NULL)
            study_complain(diagnostics, axes, NULL, "study.axes: with %s: %s", where, message + strlen(" error: "));
    }
}

/* Without common random numbers the seed follows from all that the point is, and not from its place among the others. */
static bool resolve_point(StudyPlan *plan, size_t i, Diagnostics *diagnostics)
{
    g_autoptr(Diagnostics) found = diagnostics_new();
    g_autoptr(Scenario) scenario = read_point(plan, i, NULL, found);
    g_autofree char *canonical = NULL;
    Point *point = &g_array_index(plan->points, Point, i);

    if (scenario == NULL) {
        report_point(plan, i, found, diagnostics);
        return false;
    }
    if (plan->names != NULL)
        report_metric_names_add(plan->names, scenario_setup(scenario));
    canonical = scenario_canonical_text(scenario);
    point->digest = XXH3_128bits(canonical, strlen(canonical));
    point->seed = scenario_setup(scenario)->seed;
    if (!plan->settings.common_random_numbers)
        point->seed = XXH3_64bits(canonical, strlen(canonical)) >> 1;
    return true;
}

static guint digest_hash(gconstpointer digest)
{
    return (guint)((const XXH128_hash_t *)digest)->low64;
}

static gboolean digest_equal(gconstpointer a, gconstpointer b)
{
    return XXH128_isEqual(*(const XXH128_hash_t *)a, *(const XXH128_hash_t *)b);
}

/* Two points that are one scenario would be the same runs under two names, and statistics over them wrong. */
static void find_twins(const StudyPlan *plan, Diagnostics *diagnostics)
{
    g_autoptr(GHashTable) known = g_hash_table_new(digest_hash, digest_equal);

    for (guint i = 0; i < plan->points->len; i++) {
        Point *point = &g_array_index(plan->points, Point, i), *twin = g_hash_table_lookup(known, &point->digest);

        if (twin != NULL) {
            g_autofree char *one = point_text(plan, (size_t)(twin - &g_array_index(plan->points, Point, 0))), *other = point_text(plan, i);

            study_complain(diagnostics, study_node_get(scenario_section(plan->scenario, "study"), "axes"), NULL,
                           "study.axes: the same scenario twice: %s, and %s", one, other);
            return;
        }
        g_hash_table_insert(known, &point->digest, point);
    }
}

/* Whether the file names metrics anywhere. */
static bool names_metrics(const StudyPlan *plan)
{
    return plan->settings.metrics != NULL || scenario_section(plan->scenario, "expect") != NULL ||
           scenario_section(plan->scenario, "plots") != NULL;
}

static void resolve_points(StudyPlan *plan, Diagnostics *diagnostics)
{
    unsigned wrong = 0;

    if (names_metrics(plan))
        plan->names = report_metric_names_new();
    for (guint i = 0; i < plan->points->len && wrong < MAX_POINT_ERRORS; i++)
        wrong += !resolve_point(plan, i, diagnostics);
    if (wrong == 0)
        find_twins(plan, diagnostics);
    if (wrong == 0 && plan->names != NULL)
        study_vocabulary_check(plan->scenario, plan->names, plan->axes, diagnostics);
}

StudyPlan *study_plan_make(Scenario *scenario, const ScenarioText *file, const ScenarioOverride *sets, size_t n_sets,
                           Diagnostics *diagnostics)
{
    g_autoptr(StudyPlan) plan = plan_new(file, sets, n_sets);
    const StudyNode *study = scenario_section(scenario, "study");
    size_t before = diagnostics_n_errors(diagnostics);

    plan->scenario = scenario;
    read_settings(&plan->settings, study, diagnostics);
    plan->axes = study_axes_read(study_node_get(study, "axes"), diagnostics);
    if (plan->axes == NULL || !find_points(plan, study, diagnostics))
        return NULL;
    resolve_points(plan, diagnostics);
    return diagnostics_n_errors(diagnostics) > before ? NULL : g_steal_pointer(&plan);
}

StudyPlan *study_plan_read(const ScenarioText *file, const ScenarioOverride *sets, size_t n_sets, Diagnostics *diagnostics)
{
    Scenario *scenario = scenario_read_text(file, sets, n_sets, diagnostics);

    return scenario != NULL ? study_plan_make(scenario, file, sets, n_sets, diagnostics) : NULL;
}

/* ---- what is asked */

const Scenario *study_plan_scenario(const StudyPlan *plan)
{
    return plan->scenario;
}

ScenarioText study_plan_file(const StudyPlan *plan)
{
    return (ScenarioText){ .name = plan->name, .text = plan->text, .length = plan->length };
}

char *study_plan_changes(const StudyPlan *plan)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < plan->sets->len; i++) {
        const ScenarioOverride *set = &g_array_index(plan->sets, ScenarioOverride, i);
        g_autofree char *change = g_strdup_printf("%s=%s", set->path, set->value), *escaped = g_strescape(change, NULL);

        g_string_append_printf(text, "%s\n", escaped);
    }
    return g_string_free(text, FALSE);
}

const StudySettings *study_plan_settings(const StudyPlan *plan)
{
    return &plan->settings;
}

const StudyAxes *study_plan_axes(const StudyPlan *plan)
{
    return plan->axes;
}

uint64_t study_plan_seed(const StudyPlan *plan, size_t point)
{
    return g_array_index(plan->points, Point, point).seed;
}

char *study_plan_key(const StudyPlan *plan, size_t point, unsigned replication, char text[STUDY_KEY_SIZE])
{
    const Point *row = &g_array_index(plan->points, Point, point);
    g_autofree char *all = g_strdup_printf("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x %" G_GUINT64_FORMAT " %u %d",
                                           row->digest.high64, row->digest.low64, row->seed, replication, REPORT_MODEL_VERSION);
    XXH128_hash_t hash = XXH3_128bits(all, strlen(all));

    g_snprintf(text, STUDY_KEY_SIZE, "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", hash.high64, hash.low64);
    return text;
}

Scenario *study_plan_run(const StudyPlan *plan, size_t point, unsigned replication)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    uint64_t seed = study_plan_seed(plan, point);
    Scenario *scenario = read_point(plan, point, plan->settings.common_random_numbers ? NULL : &seed, diagnostics);

    g_assert(scenario != NULL);         /* it was read once already */
    scenario_setup(scenario)->replication = replication;
    return scenario;
}

/* RFC 4180. */
static void append_field(GString *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        g_string_append_printf(out, ",%s", text);
        return;
    }
    g_string_append(out, ",\"");
    for (; *text != '\0'; text++)
        g_string_append(out, *text == '"' ? "\"\"" : (char[]){ *text, '\0' });
    g_string_append_c(out, '"');
}

char *study_plan_csv(const StudyPlan *plan, const unsigned *replications)
{
    GString *out = g_string_new("index,key,point,replication,seed");
    size_t index = 0;
    char key[STUDY_KEY_SIZE];

    for (size_t axis = 0; axis < plan->axes->n_axes; axis++)
        append_field(out, plan->axes->axes[axis].name);
    g_string_append_c(out, '\n');
    for (size_t point = 0; point < study_plan_points(plan); point++)
        for (unsigned replication = 0; replication < replications[point]; replication++) {
            g_string_append_printf(out, "%zu,%s,%zu,%u,%" G_GUINT64_FORMAT, index++, study_plan_key(plan, point, replication, key), point,
                                   replication, study_plan_seed(plan, point));
            for (size_t axis = 0; axis < plan->axes->n_axes; axis++)
                append_field(out, study_plan_value(plan, point, axis)->text);
            g_string_append_c(out, '\n');
        }
    return g_string_free(out, FALSE);
}
