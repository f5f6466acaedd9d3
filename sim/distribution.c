/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/distribution.h"

#include "sim/elementary.h"
#include "sim/gamma_table.h"

#include <math.h>
#include <string.h>

#define INVERSE_SQRT_2PI 0.39894228040143267794

/* The largest double below 1, and its mirror image: a rescaled uniform number stays between them. */
#define ALMOST_ONE (1.0 - 0x1p-53)
#define ALMOST_ZERO 0x1p-53

/* What the families have in common with each other is the shape of this row. */
typedef struct Family {
    const char *name;
    double (*quantile)(const SimDistribution *distribution, double uniform);
    double (*mean)(const SimDistribution *distribution);
    const char *parameters[2];    /* their names, a trailing " s" marks seconds; NULL: not printed */
} Family;

struct SimDistribution {
    const Family *family;
    double a;    /* the parameters in the order of the constructor */
    double b;
    double derived;    /* what the inverse needs of them, see the family */
    SimTime constant;  /* its time, or -1 */
    SimGammaTable *table;
    size_t n;
    double *values;
    double *probabilities;    /* [n], cumulative; of the components in a mixture */
    SimDistribution **components;
};

static SimDistribution *distribution_new(const Family *family, double a, double b, double derived)
{
    SimDistribution *distribution = g_new0(SimDistribution, 1);
    distribution->family = family;
    distribution->a = a;
    distribution->b = b;
    distribution->derived = derived;
    distribution->constant = -1;
    return distribution;
}

void sim_distribution_free(SimDistribution *distribution)
{
    if (distribution == NULL)
        return;
    sim_gamma_table_free(distribution->table);
    if (distribution->components != NULL)
        for (size_t i = 0; i < distribution->n; i++)
            sim_distribution_free(distribution->components[i]);
    g_free(distribution->values);
    g_free(distribution->probabilities);
    g_free(distribution->components);
    g_free(distribution);
}

/* ---- constant */

static double constant_quantile(const SimDistribution *d, double uniform)
{
    (void)uniform;
    return d->a;
}

static double constant_mean(const SimDistribution *d)
{
    return d->a;
}

static const Family constant_family = { "constant", constant_quantile, constant_mean, { " s", NULL } };

SimDistribution *sim_distribution_new_constant(double value)
{
    g_assert(value >= 0 && isfinite(value));
    SimDistribution *distribution = distribution_new(&constant_family, value, 0, 0);
    distribution->constant = sim_time_from_seconds(value);
    return distribution;
}

/* ---- uniform */

static double uniform_quantile(const SimDistribution *d, double uniform)
{
    return d->a + (d->b - d->a) * uniform;
}

static double uniform_mean(const SimDistribution *d)
{
    return 0.5 * d->a + 0.5 * d->b;
}

static const Family uniform_family = { "uniform", uniform_quantile, uniform_mean, { "from s", "to s" } };

SimDistribution *sim_distribution_new_uniform(double low, double high)
{
    g_assert(low >= 0 && low <= high && isfinite(high));
    if (low >= high)
        return sim_distribution_new_constant(low);
    return distribution_new(&uniform_family, low, high, 0);
}

/* ---- exponential: log1p(-u), because 1 - u would lose the bits of a small u */

static double exponential_quantile(const SimDistribution *d, double uniform)
{
    return -d->a * sim_log1p(-uniform);
}

static double exponential_mean(const SimDistribution *d)
{
    return d->a;
}

static const Family exponential_family = {
    "exponential", exponential_quantile, exponential_mean, { "mean s", NULL }
};

SimDistribution *sim_distribution_new_exponential(double mean)
{
    g_assert(mean > 0 && isfinite(mean));
    return distribution_new(&exponential_family, mean, 0, 0);
}

/* ---- normal, given that it is not negative: derived = P(negative) */

static double normal_quantile(const SimDistribution *d, double uniform)
{
    double above = (1.0 - d->derived) * (1.0 - uniform);
    if (above < 0.5)    /* 1 - above would lose the bits of a small one */
        return d->a - d->b * sim_normal_quantile(above);
    return fmax(0.0, d->a + d->b * sim_normal_quantile(d->derived + (1.0 - d->derived) * uniform));
}

static double normal_mean(const SimDistribution *d)
{
    double ratio = d->a / d->b;
    return d->a + d->b * INVERSE_SQRT_2PI * sim_exp(-0.5 * ratio * ratio) / (1.0 - d->derived);
}

static const Family normal_family = { "normal", normal_quantile, normal_mean, { "mean s", "deviation s" } };

SimDistribution *sim_distribution_new_normal(double mean, double deviation)
{
    g_assert(mean >= 0 && isfinite(mean) && deviation > 0 && isfinite(deviation));
    return distribution_new(&normal_family, mean, deviation, sim_normal_cdf(-mean / deviation));
}

/* ---- lognormal */

static double lognormal_quantile(const SimDistribution *d, double uniform)
{
    return d->a * sim_exp(d->b * sim_normal_quantile(uniform));
}

static double lognormal_mean(const SimDistribution *d)
{
    return d->a * sim_exp(0.5 * d->b * d->b);
}

static const Family lognormal_family = { "lognormal", lognormal_quantile, lognormal_mean, { "median s", "sigma" } };

SimDistribution *sim_distribution_new_lognormal(double median, double sigma)
{
    g_assert(median > 0 && isfinite(median) && sigma > 0 && isfinite(sigma));
    return distribution_new(&lognormal_family, median, sigma, 0);
}

/* ---- gamma: derived = scale */

static double gamma_quantile(const SimDistribution *d, double uniform)
{
    return d->derived * sim_gamma_table_quantile(d->table, uniform);
}

static double gamma_mean(const SimDistribution *d)
{
    return d->b;
}

static const Family gamma_family = { "gamma", gamma_quantile, gamma_mean, { "shape", "mean s" } };

SimDistribution *sim_distribution_new_gamma(double shape, double mean)
{
    g_assert(mean > 0 && isfinite(mean));
    SimDistribution *distribution = distribution_new(&gamma_family, shape, mean, mean / shape);
    distribution->table = sim_gamma_table_new(shape);
    return distribution;
}

/* ---- weibull: derived = 1 / shape */

static double weibull_quantile(const SimDistribution *d, double uniform)
{
    return d->b * sim_pow(-sim_log1p(-uniform), d->derived);
}

static double weibull_mean(const SimDistribution *d)
{
    return d->b * sim_exp(sim_log_gamma(1.0 + d->derived));
}

static const Family weibull_family = { "weibull", weibull_quantile, weibull_mean, { "shape", "scale s" } };

SimDistribution *sim_distribution_new_weibull(double shape, double scale)
{
    g_assert(shape > 0 && isfinite(shape) && scale > 0 && isfinite(scale));
    return distribution_new(&weibull_family, shape, scale, 1.0 / shape);
}

/* ---- log-logistic: derived = 1 / shape */

static double loglogistic_quantile(const SimDistribution *d, double uniform)
{
    return d->a * sim_exp((sim_log(uniform) - sim_log1p(-uniform)) * d->derived);
}

static double loglogistic_mean(const SimDistribution *d)
{
    if (d->b <= 1.0)
        return INFINITY;
    return d->a * sim_exp(sim_log_gamma(1.0 + d->derived) + sim_log_gamma(1.0 - d->derived));
}

static const Family loglogistic_family = {
    "loglogistic", loglogistic_quantile, loglogistic_mean, { "median s", "shape" }
};

SimDistribution *sim_distribution_new_loglogistic(double median, double shape)
{
    g_assert(median > 0 && isfinite(median) && shape > 0 && isfinite(shape));
    return distribution_new(&loglogistic_family, median, shape, 1.0 / shape);
}

/* ---- pareto: derived = 1 / alpha */

static double pareto_quantile(const SimDistribution *d, double uniform)
{
    return d->a * sim_exp(-sim_log1p(-uniform) * d->derived);
}

static double pareto_mean(const SimDistribution *d)
{
    return d->b > 1.0 ? d->a * d->b / (d->b - 1.0) : INFINITY;
}

static const Family pareto_family = { "pareto", pareto_quantile, pareto_mean, { "minimum s", "alpha" } };

SimDistribution *sim_distribution_new_pareto(double minimum, double alpha)
{
    g_assert(minimum > 0 && isfinite(minimum) && alpha > 0 && isfinite(alpha));
    return distribution_new(&pareto_family, minimum, alpha, 1.0 / alpha);
}

/* ---- tables: the first of the cumulative probabilities[n] that is >= uniform; n - 1 if rounding leaves none */

static size_t first_reaching(const SimDistribution *d, double uniform)
{
    size_t low = 0;
    size_t high = d->n - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->probabilities[middle] >= uniform)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- empirical */

static double empirical_quantile(const SimDistribution *d, double uniform)
{
    size_t i = first_reaching(d, uniform);
    if (i == 0)
        return d->values[0];
    double share = (uniform - d->probabilities[i - 1]) / (d->probabilities[i] - d->probabilities[i - 1]);
    return d->values[i - 1] + (d->values[i] - d->values[i - 1]) * fmin(share, 1.0);
}

static double empirical_mean(const SimDistribution *d)
{
    double mean = d->values[0] * d->probabilities[0];
    for (size_t i = 1; i < d->n; i++)
        mean += (d->probabilities[i] - d->probabilities[i - 1]) * (0.5 * d->values[i] + 0.5 * d->values[i - 1]);
    return mean;
}

static const Family empirical_family = { "empirical", empirical_quantile, empirical_mean, { NULL, NULL } };

SimDistribution *sim_distribution_new_empirical(const double *values, const double *probabilities, size_t n)
{
    g_assert(n >= 1 && fabs(probabilities[n - 1] - 1.0) < 1e-9 && probabilities[0] >= 0);
    g_assert(values[0] >= 0 && isfinite(values[n - 1]));
    for (size_t i = 1; i < n; i++)
        g_assert(values[i] >= values[i - 1] && probabilities[i] > probabilities[i - 1]);
    if (values[0] >= values[n - 1])
        return sim_distribution_new_constant(values[0]);
    SimDistribution *distribution = distribution_new(&empirical_family, 0, 0, 0);
    distribution->n = n;
    distribution->values = g_memdup2(values, n * sizeof *values);
    distribution->probabilities = g_memdup2(probabilities, n * sizeof *probabilities);
    return distribution;
}

/* ---- mixture: the probabilities are the cumulative weights */

static double mixture_quantile(const SimDistribution *d, double uniform)
{
    size_t i = first_reaching(d, uniform);
    double below = i > 0 ? d->probabilities[i - 1] : 0.0;
    double share = (uniform - below) / (d->probabilities[i] - below);
    return sim_distribution_quantile(d->components[i], CLAMP(share, ALMOST_ZERO, ALMOST_ONE));
}

static double mixture_mean(const SimDistribution *d)
{
    double mean = 0;
    double below = 0;
    for (size_t i = 0; i < d->n; i++) {
        if (d->probabilities[i] > below)
            mean += (d->probabilities[i] - below) * sim_distribution_mean(d->components[i]);
        below = d->probabilities[i];
    }
    return mean;
}

static const Family mixture_family = { "mixture", mixture_quantile, mixture_mean, { NULL, NULL } };

SimDistribution *sim_distribution_new_mixture(const double *weights, SimDistribution *const *components, size_t n)
{
    g_assert(n >= 1);
    double total = 0;
    for (size_t i = 0; i < n; i++) {
        g_assert(weights[i] >= 0);
        total += weights[i];
    }
    g_assert(total > 0 && isfinite(total));
    SimDistribution *distribution = distribution_new(&mixture_family, 0, 0, 0);
    distribution->n = n;
    distribution->components = g_memdup2(components, n * sizeof *components);
    distribution->probabilities = g_new(double, n);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += weights[i];
        distribution->probabilities[i] = sum / total;
    }
    return distribution;
}

/* ---- what all have */

double sim_distribution_quantile(const SimDistribution *distribution, double uniform)
{
    g_assert(uniform > 0 && uniform < 1);
    return distribution->family->quantile(distribution, uniform);
}

SimTime sim_distribution_time(const SimDistribution *distribution, double uniform)
{
    if (distribution->constant >= 0)
        return distribution->constant;
    return sim_time_from_seconds(sim_distribution_quantile(distribution, uniform));
}

bool sim_distribution_is_constant(const SimDistribution *distribution)
{
    return distribution->constant >= 0;
}

double sim_distribution_mean(const SimDistribution *distribution)
{
    return distribution->family->mean(distribution);
}

/* Appends "name 7 s" for the label "name s", "0.25" for the label "". */
static void append_parameter(GString *text, const char *label, double value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    bool is_time = g_str_has_suffix(label, " s");
    size_t length = strlen(label) - (is_time ? 2 : 0);
    g_string_append_len(text, label, (gssize)length);
    if (length > 0)
        g_string_append_c(text, ' ');
    g_string_append(text, g_ascii_formatd(number, sizeof number, "%.6g", value));
    if (is_time)
        g_string_append(text, " s");
}

static void append_component(GString *text, const SimDistribution *mixture, size_t i)
{
    double weight = mixture->probabilities[i] - (i > 0 ? mixture->probabilities[i - 1] : 0.0);
    g_autofree char *component = sim_distribution_describe(mixture->components[i]);
    append_parameter(text, "", 100.0 * weight);
    g_string_append_printf(text, " %% %s", component);
}

char *sim_distribution_describe(const SimDistribution *distribution)
{
    const Family *family = distribution->family;
    GString *text = g_string_new(family->name);
    g_string_append_c(text, '(');
    const double parameters[2] = { distribution->a, distribution->b };
    for (int i = 0; i < 2 && family->parameters[i] != NULL; i++) {
        if (i > 0)
            g_string_append(text, ", ");
        append_parameter(text, family->parameters[i], parameters[i]);
    }
    for (size_t i = 0; distribution->components != NULL && i < distribution->n; i++) {
        if (i > 0)
            g_string_append(text, ", ");
        append_component(text, distribution, i);
    }
    if (distribution->values != NULL) {
        g_string_append_printf(text, "%" G_GSIZE_FORMAT " points, ", distribution->n);
        append_parameter(text, "from s", distribution->values[0]);
        append_parameter(text, " to s", distribution->values[distribution->n - 1]);
    }
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}
