/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/distribution.h"
#include "sim/elementary.h"
#include "tests/cunit_run.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

/* What GSL says the value for @uniform is; the parameters in the order of our constructor. */
typedef double (*Reference)(double uniform, double a, double b);
typedef SimDistribution *(*Constructor)(double a, double b);

static double exponential_reference(double u, double mean, double unused)
{
    (void)unused;
    return gsl_cdf_exponential_Pinv(u, mean);
}

static SimDistribution *exponential_of(double mean, double unused)
{
    (void)unused;
    return sim_distribution_new_exponential(mean);
}

static double uniform_reference(double u, double low, double high)
{
    return gsl_cdf_flat_Pinv(u, low, high);
}

static double normal_reference(double u, double mean, double deviation)
{
    double negative = gsl_cdf_gaussian_P(-mean, deviation);
    double above = (1 - negative) * (1 - u);
    if (above < 0.5)
        return mean + gsl_cdf_gaussian_Qinv(above, deviation);
    return mean + gsl_cdf_gaussian_Pinv(negative + (1 - negative) * u, deviation);
}

static double lognormal_reference(double u, double median, double sigma)
{
    return gsl_cdf_lognormal_Pinv(u, log(median), sigma);
}

static double gamma_reference(double u, double shape, double mean)
{
    return u < 0.5 ? gsl_cdf_gamma_Pinv(u, shape, mean / shape) : gsl_cdf_gamma_Qinv(1 - u, shape, mean / shape);
}

static double weibull_reference(double u, double shape, double scale)
{
    return gsl_cdf_weibull_Pinv(u, scale, shape);
}

static double loglogistic_reference(double u, double median, double shape)
{
    return median * exp(gsl_cdf_logistic_Pinv(u, 1 / shape));
}

static double pareto_reference(double u, double minimum, double alpha)
{
    return gsl_cdf_pareto_Pinv(u, alpha, minimum);
}

static const struct {
    const char *description;
    Constructor make;
    Reference reference;
    double a, b;
    double mean;         /* seconds; negative: not checked here */
    double tolerance;    /* relative error of the values; that of the inverse of GSL where it is above 1e-9 */
    double floor;        /* seconds; smaller values may have this one's absolute error: cut normals lose digits at 0 */
} rows[] = {
    { "exponential(mean 2 s)", exponential_of, exponential_reference, 2, 0, 2, 1e-14, 1e-12 },
    { "uniform(from 1 s, to 3 s)", sim_distribution_new_uniform, uniform_reference, 1, 3, 2, 1e-14, 1e-12 },
    { "normal(mean 5 s, deviation 1 s)", sim_distribution_new_normal, normal_reference, 5, 1, -1, 1e-13, 1 },
    { "normal(mean 1 s, deviation 2 s)", sim_distribution_new_normal, normal_reference, 1, 2, -1, 1e-13, 1 },
    { "normal(mean 0 s, deviation 1 s)", sim_distribution_new_normal, normal_reference, 0, 1, 0.7978845608028654,
      1e-13, 1 },
    { "lognormal(median 7 s, sigma 0.25)", sim_distribution_new_lognormal, lognormal_reference, 7, 0.25,
      7.2222038524937195, 1e-13, 1e-12 },
    { "lognormal(median 0.01 s, sigma 2)", sim_distribution_new_lognormal, lognormal_reference, 0.01, 2,
      0.0738905609893065, 1e-13, 1e-12 },
    { "gamma(shape 0.1, mean 3 s)", sim_distribution_new_gamma, gamma_reference, 0.1, 3, 3, 2e-7, 1e-12 },
    { "gamma(shape 0.5, mean 1 s)", sim_distribution_new_gamma, gamma_reference, 0.5, 1, 1, 1e-9, 1e-12 },
    { "gamma(shape 1, mean 2 s)", sim_distribution_new_gamma, gamma_reference, 1, 2, 2, 1e-9, 1e-12 },
    { "gamma(shape 3.5, mean 0.02 s)", sim_distribution_new_gamma, gamma_reference, 3.5, 0.02, 0.02, 1e-9, 1e-12 },
    { "gamma(shape 100, mean 10 s)", sim_distribution_new_gamma, gamma_reference, 100, 10, 10, 1e-9, 1e-12 },
    { "gamma(shape 5000, mean 10 s)", sim_distribution_new_gamma, gamma_reference, 5000, 10, 10, 1e-9, 1e-12 },
    { "weibull(shape 1.5, scale 2 s)", sim_distribution_new_weibull, weibull_reference, 1.5, 2, 1.8054905859018674,
      1e-13, 1e-12 },
    { "weibull(shape 0.7, scale 2 s)", sim_distribution_new_weibull, weibull_reference, 0.7, 2, 2.5316470121145667,
      1e-13, 1e-12 },
    { "loglogistic(median 3 s, shape 2)", sim_distribution_new_loglogistic, loglogistic_reference, 3, 2,
      4.71238898038469, 1e-13, 1e-12 },
    { "loglogistic(median 3 s, shape 0.9)", sim_distribution_new_loglogistic, loglogistic_reference, 3, 0.9, INFINITY,
      1e-13, 1e-12 },
    { "pareto(minimum 1 s, alpha 2.5)", sim_distribution_new_pareto, pareto_reference, 1, 2.5, 1.6666666666666667,
      1e-13, 1e-12 },
    { "pareto(minimum 1 s, alpha 1)", sim_distribution_new_pareto, pareto_reference, 1, 1, INFINITY, 1e-13, 1e-12 },
};

/* Uniform numbers from the far lower to the far upper tail. */
static double uniform_of_step(int i, int steps)
{
    double t = (double)i / (steps - 1);
    if (t < 0.25)
        return pow(10, -14 + 13 * 4 * t);
    if (t > 0.75)
        return 1 - pow(10, -14 + 13 * 4 * (1 - t));
    return 0.1 + 0.8 * 2 * (t - 0.25);
}

static void test_quantiles_are_those_of_gsl(void)
{
    enum { STEPS = 2001 };
    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++) {
        g_autoptr(SimDistribution) distribution = rows[row].make(rows[row].a, rows[row].b);
        double worst = 0;
        for (int i = 0; i < STEPS; i++) {
            double u = uniform_of_step(i, STEPS);
            double expected = rows[row].reference(u, rows[row].a, rows[row].b);
            if (isnan(expected))    /* GSL's gamma inverse gives up here and there */
                continue;
            double error = fabs(sim_distribution_quantile(distribution, u) - expected);
            worst = fmax(worst, error / fmax(fabs(expected), rows[row].floor));
        }
        CU_ASSERT(worst < rows[row].tolerance);
        if (worst >= rows[row].tolerance)
            printf("[%s: %g] ", rows[row].description, worst);
    }
}

/* The inverse of the gamma distribution, put into the distribution again, gives the uniform number: this also
 * checks shapes for which GSL's inverse does not converge. */
static void test_gamma_table_is_the_inverse(void)
{
    static const double shapes[] = { 0.01, 0.03, 0.1, 0.3, 1, 2, 5, 17, 80, 1000, 1e5 };
    for (size_t k = 0; k < G_N_ELEMENTS(shapes); k++) {
        g_autoptr(SimDistribution) distribution = sim_distribution_new_gamma(shapes[k], shapes[k]);
        double worst = 0;
        for (int i = 0; i < 400; i++) {
            double u = uniform_of_step(i, 400);
            double x = sim_distribution_quantile(distribution, u);
            if (x < 1e-290)
                continue;
            double rate = exp(shapes[k] * log(x) - x - lgamma(shapes[k]));    /* value times density */
            double miss = u < 0.5 ? sim_gamma_lower(shapes[k], x) - u : (1 - u) - sim_gamma_upper(shapes[k], x);
            worst = fmax(worst, fabs(miss) / rate);
        }
        CU_ASSERT(worst < (shapes[k] < 0.1 ? 1e-7 : 1e-9));
        if (worst >= 1e-9)
            printf("[shape %g: %g] ", shapes[k], worst);
    }
}

static void test_values_rise_with_the_uniform_number(void)
{
    enum { STEPS = 20000 };
    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++) {
        g_autoptr(SimDistribution) distribution = rows[row].make(rows[row].a, rows[row].b);
        double previous = 0;
        int falls = 0;
        for (int i = 0; i < STEPS; i++) {
            double value = sim_distribution_quantile(distribution, uniform_of_step(i, STEPS));
            falls += value < previous - 1e-14 * fmax(previous, rows[row].floor);
            previous = value;
        }
        CU_ASSERT_EQUAL(falls, 0);
        if (falls > 0)
            printf("[%s: %d falls] ", rows[row].description, falls);
    }
}

/* The mean of many values at evenly spread uniform numbers; the tails of the heavy families are left to the closed
 * forms. */
static void test_means(void)
{
    enum { STEPS = 200000 };
    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++) {
        g_autoptr(SimDistribution) distribution = rows[row].make(rows[row].a, rows[row].b);
        double mean = sim_distribution_mean(distribution);
        if (isinf(rows[row].mean)) {
            CU_ASSERT(isinf(mean));
            continue;
        }
        if (rows[row].mean >= 0)
            CU_ASSERT_DOUBLE_EQUAL(mean, rows[row].mean, 1e-12 * mean);
        double sum = 0;
        for (int i = 0; i < STEPS; i++)
            sum += sim_distribution_quantile(distribution, (i + 0.5) / STEPS);
        CU_ASSERT_DOUBLE_EQUAL(sum / STEPS, mean, 0.005 * mean);
    }
}

static void test_descriptions(void)
{
    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++) {
        g_autoptr(SimDistribution) distribution = rows[row].make(rows[row].a, rows[row].b);
        g_autofree char *text = sim_distribution_describe(distribution);
        CU_ASSERT_STRING_EQUAL(text, rows[row].description);
        CU_ASSERT_FALSE(sim_distribution_is_constant(distribution));
    }
}

static void test_constant(void)
{
    g_autoptr(SimDistribution) constant = sim_distribution_new_constant(0.25);
    g_autoptr(SimDistribution) flat = sim_distribution_new_uniform(0.25, 0.25);
    g_autofree char *text = sim_distribution_describe(constant);
    CU_ASSERT(sim_distribution_is_constant(constant) && sim_distribution_is_constant(flat));
    CU_ASSERT_EQUAL(sim_distribution_time(constant, 0.9), 250 * SIM_MS);
    CU_ASSERT_EQUAL(sim_distribution_time(flat, 0.1), 250 * SIM_MS);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_mean(constant), 0.25, 0);
    CU_ASSERT_STRING_EQUAL(text, "constant(0.25 s)");
    sim_distribution_free(NULL);
}

static void test_time_is_never_negative_and_saturates(void)
{
    g_autoptr(SimDistribution) normal = sim_distribution_new_normal(0, 1e-9);
    g_autoptr(SimDistribution) heavy = sim_distribution_new_pareto(1, 0.01);
    CU_ASSERT(sim_distribution_time(normal, 0x1p-53) >= 0);
    for (int i = 1; i < 200; i++) {
        g_autoptr(SimDistribution) cut = sim_distribution_new_normal(0.01 * i, 1);
        CU_ASSERT(sim_distribution_quantile(cut, 0x1p-53) >= 0);
    }
    CU_ASSERT_EQUAL(sim_distribution_time(heavy, 1 - 0x1p-53), SIM_TIME_MAX);
}

static void test_empirical(void)
{
    static const double values[] = { 1, 2, 2, 10 };
    static const double probabilities[] = { 0.1, 0.3, 0.5, 1 };
    g_autoptr(SimDistribution) distribution = sim_distribution_new_empirical(values, probabilities, 4);
    static const double expected[][2] = { { 0.05, 1 }, { 0.1, 1 }, { 0.2, 1.5 }, { 0.3, 2 },
                                          { 0.4, 2 },  { 0.5, 2 }, { 0.75, 6 },  { 0.875, 8 } };
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        CU_ASSERT_DOUBLE_EQUAL(sim_distribution_quantile(distribution, expected[i][0]), expected[i][1], 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_mean(distribution), 0.1 * 1 + 0.2 * 1.5 + 0.2 * 2 + 0.5 * 6, 1e-12);
    g_autofree char *text = sim_distribution_describe(distribution);
    CU_ASSERT_STRING_EQUAL(text, "empirical(4 points, from 1 s to 10 s)");
    g_autoptr(SimDistribution) single = sim_distribution_new_empirical(values, (double[]){ 1.0 }, 1);
    CU_ASSERT(sim_distribution_is_constant(single));
}

static void test_mixture_splits_one_uniform_number(void)
{
    SimDistribution *components[] = {
        sim_distribution_new_constant(1),
        sim_distribution_new_exponential(5),
        sim_distribution_new_uniform(2, 4),
    };
    g_autoptr(SimDistribution) mixture = sim_distribution_new_mixture((double[]){ 1, 0, 3 }, components, 3);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_quantile(mixture, 0.1), 1, 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_quantile(mixture, 0.25), 1, 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_quantile(mixture, 0.25 + 0.75 * 0.5), 3, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_quantile(mixture, 1 - 0x1p-53), 4, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(sim_distribution_mean(mixture), 0.25 * 1 + 0.75 * 3, 1e-12);
    g_autofree char *text = sim_distribution_describe(mixture);
    CU_ASSERT_STRING_EQUAL(text, "mixture(25 % constant(1 s), 0 % exponential(mean 5 s), "
                                 "75 % uniform(from 2 s, to 4 s))");
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "quantiles are those of GSL", test_quantiles_are_those_of_gsl },
        { "gamma table is the inverse", test_gamma_table_is_the_inverse },
        { "values rise with the uniform number", test_values_rise_with_the_uniform_number },
        { "means", test_means },
        { "descriptions", test_descriptions },
        { "constant", test_constant },
        { "time is never negative and saturates", test_time_is_never_negative_and_saturates },
        { "empirical", test_empirical },
        { "mixture splits one uniform number", test_mixture_splits_one_uniform_number },
        CU_TEST_INFO_NULL,
    };
    gsl_set_error_handler_off();
    CU_SuiteInfo suites[] = { { .pName = "distributions", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
