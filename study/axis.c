/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/axis.h"

#include <math.h>
#include <string.h>

#include "study/key_study.h"
#include "study/quantity.h"
#include "study/resolved.h"
#include "study/scalar.h"
#include "study/value.h"

#define MAX_VALUES 10000

typedef struct AxisReader {
    GArray *axes;               /* of StudyAxis */
    size_t n_dimensions;
    Diagnostics *diagnostics;
} AxisReader;

static void axis_clear(StudyAxis *axis)
{
    for (size_t i = 0; i < axis->n_values; i++) {
        g_free(axis->values[i].yaml);
        g_free(axis->values[i].text);
        g_free(axis->values[i].option);
    }
    g_free(axis->values);
    g_free(axis->name);
    g_free(axis->path);
}

void study_axes_free(StudyAxes *axes)
{
    if (axes == NULL)
        return;
    for (size_t i = 0; i < axes->n_axes; i++)
        axis_clear(&axes->axes[i]);
    g_free(axes->axes);
    g_free(axes);
}

/* ---- names */

/* The last part of the path: "t_reply" of "iwf.t_reply" (transfer full). */
static char *name_of_path(const char *path)
{
    const char *dot = strrchr(path, '.');
    const char *part = dot != NULL ? dot + 1 : path;

    return g_strndup(part, strcspn(part, "["));
}

/* They are columns of plan.csv, or words of conditions. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {
        "index", "key", "point", "replication", "seed", "and", "or", "not", "true", "false", NULL
    };

    return g_strv_contains(reserved, name);
}

static bool check_name(AxisReader *reader, const StudyNode *node, const char *name)
{
    bool is_used = false;

    for (guint i = 0; i < reader->axes->len; i++)
        is_used = is_used || strcmp(g_array_index(reader->axes, StudyAxis, i).name, name) == 0;
    if (!study_is_name(name))
        study_complain(reader->diagnostics, node, "add a name: a letter, then letters, digits, '_' or '-'",
                       "study.axes: '%s' is no name for an axis", name);
    else if (is_reserved(name))
        study_complain(reader->diagnostics, node, "give it another name", "study.axes: '%s' means something else already", name);
    else if (is_used)
        study_complain(reader->diagnostics, node, "give it another name", "study.axes: there is an axis '%s' already", name);
    return study_is_name(name) && !is_reserved(name) && !is_used;
}

/* ---- values */

/* Takes @yaml and @text. */
static void add_value(GArray *values, const StudyAxis *axis, char *yaml, char *text)
{
    StudyAxisValue value = { .yaml = yaml, .text = text, .option = g_strdup_printf("%s = %s", axis->name, text) };

    g_array_append_val(values, value);
}

static void add_node(GArray *values, const StudyAxis *axis, const StudyNode *node)
{
    char *yaml = study_flow_yaml(node);

    add_value(values, axis, yaml, g_strdup(node->kind == STUDY_NODE_SCALAR ? node->text : yaml));
}

/* What a list says; measured here, where it is known which of them had quotes. */
static bool read_list(AxisReader *reader, StudyAxis *axis, const StudyNode *list, GArray *values)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < study_node_count(list); i++) {
        const StudyNode *node = study_node_child(list, i);
        StudyAxisValue *value;

        add_node(values, axis, node);
        value = &g_array_index(values, StudyAxisValue, values->len - 1);
        value->measure = (StudyMeasure){ .kind = STUDY_TEXTUAL, .text = value->text };
        if (node->kind == STUDY_NODE_SCALAR)
            value->measure = study_measure_of(value->text, node->plain || study_scalar_kind(node->text, true) == STUDY_SCALAR_STRING);
        if (!g_hash_table_add(known, value->yaml)) {
            study_complain(reader->diagnostics, node, NULL, "study.axes: '%s' has the value %s twice", axis->name, value->text);
            return false;
        }
    }
    return true;
}

/* ---- ranges */

/* In which form the values between two others are written. */
typedef enum RangeForm { RANGE_DURATION, RANGE_SHARE, RANGE_RATE, RANGE_COUNT, RANGE_NUMBER } RangeForm;

typedef struct Range {
    RangeForm form;
    double from, to, step;      /* durations in ns: whole, and exact up to 104 days; shares in % */
    size_t steps;               /* 0: by @step */
    bool is_log;
} Range;

/* The value of @node in units of its form; false when it is no quantity. */
static bool read_quantity(const StudyNode *node, RangeForm *out_form, double *out_value)
{
    SimTime time;
    int64_t count;
    StudyMeasure measure;

    if (node == NULL || node->kind != STUDY_NODE_SCALAR)
        return false;
    measure = study_measure_of(node->text, true);
    if (measure.kind != STUDY_QUANTITY)
        return false;
    *out_value = measure.number;
    *out_form = RANGE_NUMBER;
    if (measure.seconds == 1 && study_duration_parse(node->text, &time)) {
        *out_form = RANGE_DURATION;
        *out_value = (double)time;
    } else if (measure.seconds == -1) {
        *out_form = RANGE_RATE;
    } else if (strchr(node->text, '%') != NULL) {
        *out_form = RANGE_SHARE;
        *out_value = measure.number * 100.0;
    } else if (study_integer_parse(node->text, &count)) {
        *out_form = RANGE_COUNT;
    }
    return true;
}

/* Six digits: what is shown is what is run, and no library's last bit decides. */
static double round_to_six(double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    return g_ascii_strtod(g_ascii_formatd(digits, sizeof digits, "%.6g", value), NULL);
}

static char *range_text(const Range *range, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    switch (range->form) {
    case RANGE_DURATION:
        return study_duration_text((SimTime)floor(value + 0.5));
    case RANGE_COUNT:
        return g_strdup_printf("%" G_GINT64_FORMAT, (int64_t)floor(value + 0.5));
    default:
        g_ascii_formatd(digits, sizeof digits, "%.15g", value);
        return g_strconcat(digits, range->form == RANGE_SHARE ? " %" : range->form == RANGE_RATE ? " /s" : "", NULL);
    }
}

static double range_value(const Range *range, size_t i)
{
    double way;

    if (range->steps == 0)
        return range->from + (double)i * range->step;
    if (i == 0 || i + 1 == range->steps)
        return i == 0 ? range->from : range->to;
    way = (double)i / (double)(range->steps - 1);
    return round_to_six(range->is_log ? range->from * pow(range->to / range->from, way)
                                      : range->from + (range->to - range->from) * way);
}

static void fill_range(const StudyAxis *axis, const Range *range, GArray *values)
{
    size_t n = range->steps > 0 ? range->steps : (size_t)floor((range->to - range->from) / range->step + 1e-9) + 1;

    for (size_t i = 0; i < n; i++) {
        char *text = range_text(range, range_value(range, i));
        const StudyAxisValue *last = values->len > 0 ? &g_array_index(values, StudyAxisValue, values->len - 1) : NULL;

        if (last != NULL && strcmp(last->text, text) == 0) {    /* few counts for many steps */
            g_free(text);
            continue;
        }
        add_value(values, axis, g_strdup(text), text);
        g_array_index(values, StudyAxisValue, values->len - 1).measure = study_measure_of(text, true);
    }
}

/* The form of two quantities, which may be 10 and 0.5 but not 10 and 5 s. */
static bool agree(RangeForm *form, RangeForm other)
{
    bool numbers = (*form == RANGE_COUNT || *form == RANGE_NUMBER) && (other == RANGE_COUNT || other == RANGE_NUMBER);

    if (numbers && other == RANGE_NUMBER)
        *form = RANGE_NUMBER;
    return numbers || *form == other;
}

/* What is wrong with the range, or NULL. */
static const char *range_fault(const Range *range)
{
    if (range->from > range->to)
        return "'from' is larger than 'to'";
    if (range->steps == 0 && !(range->step > 0))
        return "'step' must be above 0";
    if (range->steps == 0 && (range->to - range->from) / range->step >= MAX_VALUES)
        return "that are more than 10000 values";
    if (range->is_log && !(range->from > 0))
        return "with 'scale: log', 'from' must be above 0";
    return NULL;
}

static bool read_range(AxisReader *reader, const StudyAxis *axis, const StudyNode *node, GArray *values)
{
    const StudyNode *step = study_node_get(node, "step"), *steps = study_node_get(node, "steps");
    Range range = { .steps = (size_t)study_integer_at(node, "steps"), .is_log = study_integer_at(node, "scale") == STUDY_SCALE_LOG };
    RangeForm to = RANGE_NUMBER, by = RANGE_NUMBER;
    const char *fault = NULL;

    if ((step == NULL) == (steps == NULL))
        fault = "'from' and 'to' need either 'step' or 'steps'";
    else if (step != NULL && study_node_get(node, "scale") != NULL)
        fault = "'scale' belongs to 'steps', not to 'step'";
    else if (!read_quantity(study_node_get(node, "from"), &range.form, &range.from) ||
             !read_quantity(study_node_get(node, "to"), &to, &range.to) ||
             (step != NULL && !read_quantity(step, &by, &range.step)))
        fault = "'from', 'to' and 'step' are numbers, durations, shares or rates";
    else if (!agree(&range.form, to) || (step != NULL && !agree(&range.form, by)))
        fault = "'from', 'to' and 'step' are of different kinds";
    else
        fault = range_fault(&range);
    if (fault != NULL) {
        study_complain(reader->diagnostics, node, "such as {from: 60 s, to: 600 s, step: 60 s}", "study.axes: '%s': %s", axis->name, fault);
        return false;
    }
    fill_range(axis, &range, values);
    return true;
}

/* ---- axes */

/* Texts where they differ: they can then be compared with texts only. */
static void find_type(StudyAxis *axis)
{
    axis->type = axis->values[0].measure;
    for (size_t i = 1; i < axis->n_values; i++)
        if (!study_measure_is_like(&axis->type, &axis->values[i].measure))
            axis->type = (StudyMeasure){ .kind = STUDY_TEXTUAL };
    for (size_t i = 0; i < axis->n_values && axis->type.kind == STUDY_TEXTUAL; i++)
        axis->values[i].measure = (StudyMeasure){ .kind = STUDY_TEXTUAL, .text = axis->values[i].text };
}

static void add_axis(AxisReader *reader, const StudyNode *node, unsigned dimension)
{
    const StudyNode *key = study_node_get(node, "key"), *list = study_node_get(node, "values"), *from = study_node_get(node, "from");
    GArray *values = g_array_new(FALSE, FALSE, sizeof(StudyAxisValue));
    StudyAxis axis = { .dimension = dimension };
    bool good = key != NULL && ((list != NULL) != (from != NULL));

    if (key == NULL)
        study_complain(reader->diagnostics, node, "such as key: iwf.t_reply", "study.axes: missing key 'key'");
    else if (!good)
        study_complain(reader->diagnostics, node, NULL, "study.axes: an axis has either 'values', or 'from' and 'to'");
    if (good) {
        axis.path = g_strdup(key->text);
        axis.name = study_node_get(node, "name") != NULL ? g_strdup(study_text_at(node, "name")) : name_of_path(axis.path);
        good = check_name(reader, node, axis.name) &&
               (list != NULL ? read_list(reader, &axis, list, values) : read_range(reader, &axis, node, values));
    }
    axis.n_values = values->len;
    axis.values = (StudyAxisValue *)(void *)g_array_free(values, FALSE);
    if (good) {
        find_type(&axis);
        g_array_append_val(reader->axes, axis);
    } else {
        axis_clear(&axis);
    }
}

static void add_lockstep(AxisReader *reader, const StudyNode *node, unsigned dimension)
{
    const StudyNode *list = study_node_get(node, "lockstep");
    guint first = reader->axes->len;

    if (study_node_count(node) > 1)
        study_complain(reader->diagnostics, node, NULL, "study.axes: 'lockstep' stands alone");
    for (unsigned i = 0; i < study_node_count(list); i++)
        add_axis(reader, study_node_child(list, i), dimension);
    for (guint i = first + 1; i < reader->axes->len; i++) {
        const StudyAxis *one = &g_array_index(reader->axes, StudyAxis, first), *other = &g_array_index(reader->axes, StudyAxis, i);

        if (one->n_values != other->n_values)
            study_complain(reader->diagnostics, list, "in lockstep all have equally many",
                           "study.axes: '%s' has %zu values, and '%s' has %zu", one->name, one->n_values, other->name, other->n_values);
    }
}

StudyAxes *study_axes_read(const StudyNode *list, Diagnostics *diagnostics)
{
    AxisReader reader = { .axes = g_array_new(FALSE, FALSE, sizeof(StudyAxis)), .diagnostics = diagnostics };
    size_t before = diagnostics_n_errors(diagnostics);
    StudyAxes *axes = g_new0(StudyAxes, 1);

    for (unsigned i = 0; i < study_node_count(list); i++) {
        const StudyNode *node = study_node_child(list, i);

        if (study_node_get(node, "lockstep") != NULL)
            add_lockstep(&reader, node, i);
        else
            add_axis(&reader, node, i);
    }
    axes->n_dimensions = study_node_count(list);
    axes->n_axes = reader.axes->len;
    axes->axes = (StudyAxis *)(void *)g_array_free(reader.axes, FALSE);
    if (diagnostics_n_errors(diagnostics) == before)
        return axes;
    study_axes_free(axes);
    return NULL;
}

size_t study_axes_length(const StudyAxes *axes, size_t dimension)
{
    for (size_t i = 0; i < axes->n_axes; i++)
        if (axes->axes[i].dimension == dimension)
            return axes->axes[i].n_values;
    g_assert_not_reached();
}

int study_axes_find(const StudyAxes *axes, const char *name)
{
    for (size_t i = 0; i < axes->n_axes; i++)
        if (strcmp(axes->axes[i].name, name) == 0)
            return (int)i;
    return -1;
}
