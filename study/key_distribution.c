/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

static const StudyType positive_number = {
    .kind = STUDY_NUMBER, .expected = "a number above 0", .minimum = 0, .maximum = 1e6, .above = true
};
static const StudyType gamma_shape = {
    .kind = STUDY_NUMBER, .expected = "a number from 0.01 to 100000", .minimum = 0.01, .maximum = 1e5
};

static const StudyKey uniform_keys[] = {
    { "from", &study_duration_type, .required = true, .title = "Smallest value" },
    { "to", &study_duration_type, .required = true, .title = "Largest value" },
    { 0 }
};
static const StudyKey exponential_keys[] = {
    { "mean", &study_positive_duration_type, .required = true, .title = "Mean" },
    { 0 }
};
static const StudyKey normal_keys[] = {
    { "mean", &study_duration_type, .required = true, .title = "Mean before values below 0 are cut off" },
    { "sd", &study_positive_duration_type, .required = true, .title = "Standard deviation, likewise" },
    { 0 }
};
static const StudyKey lognormal_keys[] = {
    { "median", &study_positive_duration_type, .required = true, .title = "Median" },
    { "sigma", &positive_number, .required = true, .title = "Standard deviation of the natural logarithm" },
    { 0 }
};
static const StudyKey gamma_keys[] = {
    { "shape", &gamma_shape, .required = true, .title = "Shape" },
    { "mean", &study_positive_duration_type, .required = true, .title = "Mean" },
    { 0 }
};
static const StudyKey weibull_keys[] = {
    { "shape", &positive_number, .required = true, .title = "Shape; 1 is exponential" },
    { "scale", &study_positive_duration_type, .required = true, .title = "Scale: 63 % are below" },
    { 0 }
};
static const StudyKey loglogistic_keys[] = {
    { "median", &study_positive_duration_type, .required = true, .title = "Median" },
    { "shape", &positive_number, .required = true, .title = "Shape; up to 1 there is no mean" },
    { 0 }
};
static const StudyKey pareto_keys[] = {
    { "minimum", &study_positive_duration_type, .required = true, .title = "Smallest value" },
    { "alpha", &positive_number, .required = true, .title = "Exponent of the tail; up to 1 there is no mean" },
    { 0 }
};
static const StudyType uniform = { .kind = STUDY_MAPPING, .expected = "{from: 1 s, to: 2 s}", .keys = uniform_keys };
static const StudyStray exponential_strays[] = { { "rate", "'mean' is the mean time: 200 ms for 5 /s" }, { 0 } };
static const StudyType exponential = {
    .kind = STUDY_MAPPING, .expected = "{mean: 1 s}", .keys = exponential_keys, .strays = exponential_strays
};
static const StudyType normal = { .kind = STUDY_MAPPING, .expected = "{mean: 5 s, sd: 1 s}", .keys = normal_keys };
static const StudyType lognormal = {
    .kind = STUDY_MAPPING, .expected = "{median: 7 s, sigma: 0.25}", .keys = lognormal_keys
};
static const StudyType gamma_type = { .kind = STUDY_MAPPING, .expected = "{shape: 2, mean: 5 s}", .keys = gamma_keys };
static const StudyType weibull = {
    .kind = STUDY_MAPPING, .expected = "{shape: 1.5, scale: 5 s}", .keys = weibull_keys
};
static const StudyType loglogistic = {
    .kind = STUDY_MAPPING, .expected = "{median: 3.6 min, shape: 0.78}", .keys = loglogistic_keys
};
static const StudyType pareto = {
    .kind = STUDY_MAPPING, .expected = "{minimum: 1 s, alpha: 1.5}", .keys = pareto_keys
};
static const StudyType empirical_point = {
    .kind = STUDY_PAIR, .expected = "a pair such as [5 s, 50 %]", .of = &study_duration_type, .of2 = &study_share_type
};
static const StudyType empirical = {
    .kind = STUDY_LIST, .expected = "a list such as [[1 s, 0 %], [5 s, 100 %]]", .minimum = 1, .maximum = 1000,
    .of = &empirical_point
};
static const StudyKey component_keys[] = {
    { "weight", &study_share_type, .required = true, .title = "Share of this component",
      .description = "The shares of all components sum to 100 %." },
    { "of", &study_distribution_type, .required = true, .title = "Distribution of this component" },
    { 0 }
};
static const StudyType component = {
    .kind = STUDY_MAPPING, .expected = "{weight: 30 %, of: 2 s}", .keys = component_keys
};
static const StudyType mixture = {
    .kind = STUDY_LIST, .expected = "a list such as [{weight: 30 %, of: 2 s}, {weight: 70 %, of: 9 s}]", .minimum = 1,
    .maximum = 20, .of = &component
};
static const StudyKey family_keys[] = {
    { "constant", &study_duration_type, .title = "Always the same", .description = "A bare duration means the same." },
    { "uniform", &uniform, .title = "Uniform" },
    { "exponential", &exponential, .title = "Exponential" },
    { "normal", &normal, .title = "Normal, without values below 0" },
    { "lognormal", &lognormal, .title = "Lognormal" },
    { "gamma", &gamma_type, .title = "Gamma" },
    { "weibull", &weibull, .title = "Weibull" },
    { "loglogistic", &loglogistic, .title = "Log-logistic, a heavy tail" },
    { "pareto", &pareto, .title = "Pareto, a heavy tail" },
    { "empirical", &empirical, .title = "Table of values and the shares that do not exceed them",
      .description = "Pairs in rising order, straight lines between them; the last share is 100 %." },
    { "mixture", &mixture, .title = "Mixture of distributions" },
    { 0 }
};
static const StudyStray family_strays[] = {
    { "rate", "a rate of 5 /s is {exponential: {mean: 200 ms}} from one to the next" },
    { "poisson", "times between events of a Poisson process are exponential: {exponential: {mean: 200 ms}} for 5 /s" },
    { 0 }
};
static const StudyType family = {
    .kind = STUDY_VARIANT, .expected = "a distribution such as {lognormal: {median: 7 s, sigma: 0.25}}",
    .keys = family_keys, .strays = family_strays
};
static const StudyType *const distribution_choices[] = { &study_duration_type, &family, NULL };
const StudyType study_distribution_type = {
    .kind = STUDY_CHOICE, .name = "distribution",
    .expected = "a duration such as '50 ms' or a distribution such as {lognormal: {median: 7 s, sigma: 0.25}}",
    .choices = distribution_choices
};
