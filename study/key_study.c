/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_study.h"

#include "study/key_table.h"

bool study_study_applies(const StudyNode *root)
{
    (void)root;
    return false;
}

/* ---- axes */

static const StudyType any_value = { .kind = STUDY_ANY, .expected = "a value" };
static const StudyType values = {
    .kind = STUDY_LIST, .expected = "a list of values such as [10, 100]", .minimum = 1, .maximum = 10000, .of = &any_value
};
static const StudyType quantity = { .kind = STUDY_ANY, .expected = "a number, duration, share or rate" };
static const StudyType steps_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 2 to 10000", .minimum = 2, .maximum = 10000
};
static const char *const scale_words[] = { "linear", "log", NULL };
static const StudyType scale = { .kind = STUDY_WORD, .words = scale_words };

#define AXIS_KEYS                                                                                                                   \
    { "name", &study_name_type, .title = "Name of the axis",                                                                        \
      .description = "In where, plots and results; without it, the last part of key." },                                            \
    { "key", &study_text_type, .title = "Which value of the scenario changes",                                                      \
      .description = "A path as for --set: iwf.t_reply, members.crowd.count, groups.friends[0].reply." },                           \
    { "values", &values, .title = "The values, one by one", .description = "Or from and to with step or steps." },                  \
    { "from", &quantity, .title = "The first value", .description = "With its unit." },                                             \
    { "to", &quantity, .title = "The last value", .description = "With step it is reached only if the steps lead there." },         \
    { "step", &quantity, .title = "The distance of two values" },                                                                   \
    { "steps", &steps_number, .title = "How many values, in place of step",                                                         \
      .description = "Rounded to six digits, counts to whole numbers." },                                                           \
    { "scale", &scale, .title = "How steps are spread", .description = "log: each is the same multiple of the one before." }

static const StudyKey lockstep_axis_keys[] = { AXIS_KEYS, { 0 } };
static const StudyType lockstep_axis = {
    .kind = STUDY_MAPPING, .name = "lockstep_axis", .expected = "an axis such as {key: iwf.t_reply, values: [60 s, 600 s]}",
    .keys = lockstep_axis_keys
};
static const StudyType lockstep_axes = {
    .kind = STUDY_LIST, .expected = "a list of axes", .minimum = 1, .maximum = 20, .of = &lockstep_axis
};
static const StudyKey axis_keys[] = {
    AXIS_KEYS,
    { "lockstep", &lockstep_axes, .title = "Axes that advance together",
      .description = "Instead of all the other keys; each has as many values as the first." },
    { 0 }
};
static const StudyType axis = {
    .kind = STUDY_MAPPING, .name = "axis", .expected = "an axis such as {key: iwf.t_reply, values: [60 s, 600 s]}", .keys = axis_keys
};
static const StudyType axes = {
    .kind = STUDY_LIST, .expected = "a list of axes such as [{key: iwf.t_reply, values: [60 s, 600 s]}]", .maximum = 20, .of = &axis
};

/* ---- repetitions */

static const StudyType conditions = {
    .kind = STUDY_LIST, .expected = "a list of conditions such as [\"t_reply < 5 min\"]", .maximum = 100, .of = &study_text_type
};
static const StudyType repeat_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 1 to 100000", .minimum = 1, .maximum = 100000
};

static const char *const none_words[] = { "none", NULL }, *const mser5_words[] = { "mser5", NULL };
static const StudyType none_word = { .kind = STUDY_WORD, .words = none_words };
static const StudyType mser5_word = { .kind = STUDY_WORD, .words = mser5_words };
static const StudyKey fixed_keys[] = {
    { "fixed", &study_positive_duration_type, .required = true, .title = "How much of each run is left out" },
    { 0 }
};
static const StudyType fixed = { .kind = STUDY_MAPPING, .expected = "{fixed: 10 min}", .keys = fixed_keys };
static const StudyType *const warm_up_choices[] = { &none_word, &mser5_word, &fixed, NULL };
static const StudyType warm_up = {
    .kind = STUDY_CHOICE, .expected = "none, mser5 or {fixed: 10 min}", .choices = warm_up_choices
};

static const StudyType metrics = {
    .kind = STUDY_LIST, .expected = "a list of metrics such as [session_establishment.p95]", .minimum = 1, .maximum = 50,
    .of = &study_text_type
};
static const StudyType start_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 2 to 100000", .minimum = 2, .maximum = 100000
};
static const StudyType look_ahead_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 1000", .minimum = 0, .maximum = 1000
};
static const StudyKey stop_keys[] = {
    { "metrics", &metrics, .required = true, .title = "Of which metrics the interval has to be narrow",
      .description = "Of all of them at once." },
    { "half_width", &study_share_type, .standard = "5 %", .title = "How narrow: half of the interval, as a share of the mean" },
    { "level", &study_share_type, .standard = "95 %", .title = "Level of confidence", .description = "Of all the metrics together." },
    { "start", &start_number, .standard = "5", .title = "How many repetitions there are at least" },
    { "look_ahead", &look_ahead_number, .standard = "5", .title = "How many more have to confirm it",
      .source = "[PUB] Hoad, Robinson and Davies 2010" },
    { "budget", &start_number, .standard = "200", .title = "How many repetitions there are at most" },
    { 0 }
};
static const StudyType stop = {
    .kind = STUDY_MAPPING, .name = "study_stop", .expected = "{metrics: [session_establishment.p95], half_width: 5 %}", .keys = stop_keys
};

static const StudyType memory_size = { .kind = STUDY_TEXT, .expected = "a size such as '2 GB'" };
static const StudyKey study_keys[] = {
    { "axes", &axes, .standard = "[]", .title = "What changes from run to run", .description = "They nest; the last is innermost." },
    { "where", &conditions, .standard = "[]", .title = "Which combinations are run",
      .description = "Those for which all hold.  Names of axes, quantities with units, + - * /, comparisons, and, or, not: "
                     "\"size * share <= 1000 and t_reply < 5 min\", \"policy == 'reject'\"." },
    { "repeat", &repeat_number, .standard = "10", .title = "How many runs of each combination",
      .description = "With independent random numbers." },
    { "common_random_numbers", &study_truth_type, .standard = "true", .title = "Whether all combinations see the same random numbers",
      .description = "Their differences are then due to the combination alone." },
    { "warm_up", &warm_up, .standard = "none", .title = "What of each run is left out of series",
      .description = "mser5: found out for each series." },
    { "stop", &stop, .applies = study_study_applies, .title = "As many runs as a narrow interval takes", .description = "In place of repeat." },
    { "time_limit", &study_duration_or_never_type, .standard = "never", .title = "How long a run may take",
      .description = "In real time; then it has failed, and the others go on." },
    { "memory_limit", &memory_size, .title = "How much memory a run may take", .description = "kB, MB, GB or TB." },
    { 0 }
};
const StudyType study_study_type = { .kind = STUDY_MAPPING, .expected = "a study such as {repeat: 10}", .keys = study_keys };

/* ---- limits and plots */

const StudyType study_expect_type = {
    .kind = STUDY_LIST, .expected = "a list of limits such as [\"session_establishment.p95 < 200 ms\"]", .maximum = 100,
    .of = &study_text_type
};

static const char *const plot_words[] = { "lines", "cdf", "percentiles", "time", "bars", "heat", NULL };
static const StudyType plot_kind = { .kind = STUDY_WORD, .words = plot_words };
static const StudyType *const text_choices[] = { &study_text_type, &metrics, NULL };
static const StudyType text_or_texts = {
    .kind = STUDY_CHOICE, .expected = "a metric, or a list of them", .choices = text_choices
};
static const char *const format_words[] = { "svg", "png", "pdf", NULL };
static const StudyType format = { .kind = STUDY_WORD, .words = format_words };
static const StudyType formats = {
    .kind = STUDY_LIST, .expected = "a list of svg, png and pdf", .minimum = 1, .maximum = 3, .of = &format
};
static const StudyKey plot_keys[] = {
    { "name", &study_name_type, .required = true, .title = "Name of the picture's file" },
    { "kind", &plot_kind, .required = true, .title = "What kind of picture" },
    { "x", &study_text_type, .title = "Which axis lies along x" },
    { "y", &text_or_texts, .required = true, .title = "Which metric is shown", .description = "bars: several, stacked." },
    { "lines", &study_text_type, .title = "Which axis has a line for each value", .description = "heat: which axis lies along y." },
    { "where", &study_text_type, .title = "Which points are shown", .description = "A condition as in study.where; without it all." },
    { "title", &study_text_type, .title = "What stands above the picture" },
    { "formats", &formats, .standard = "[svg, png, pdf]", .title = "Which files are drawn" },
    { 0 }
};
static const StudyType plot = {
    .kind = STUDY_MAPPING, .name = "study_plot", .keys = plot_keys,
    .expected = "a plot such as {name: joined, kind: lines, x: t_reply, y: members.all.joined}"
};
const StudyType study_plots_type = { .kind = STUDY_LIST, .expected = "a list of plots", .maximum = 100, .of = &plot };
