/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/elementary.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* log 2 in two parts: the first has so few bits that a product with any exponent is exact. */
#define LOG2_HIGH 0x1.62e42fee00000p-1
#define LOG2_LOW 0x1.a39ef35793c76p-33
#define INVERSE_LOG2 1.4426950408889634
#define LOG_SQRT_2PI 0.91893853320467274178

#define MANTISSA_MASK UINT64_C(0x000fffffffffffff)
#define ONE_BITS UINT64_C(0x3ff0000000000000)
#define SQRT_HALF_BITS UINT64_C(0x3fe6a09e00000000)

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2 to the @k for normal results, |k| <= 1022. */
static double power_of_two(int k)
{
    return double_of((uint64_t)(int64_t)(k + 1023) << 52);
}

/* Returns k log 2 + log(1 + f) for 1 + f within sqrt(1/2) .. sqrt(2).  With s = f/(2+f), log(1+f) = 2 atanh(s) = 2s
 * + sR, and R is a Chebyshev fit in s^2 (error 4e-18).  2s is written as f - f^2/2 + s f^2/2, because f is exact
 * and s is not. */
static double log_of_parts(double k, double f)
{
    double s = f / (2.0 + f);
    double z = s * s;
    double z2 = z * z;
    double low = (0.666666666666667 + z * 0.3999999999989839) + z2 * (0.2857142862645262 + z * 0.2222221106056441);
    double high = (0.18182894320084278 + z * 0.15331554743280912) + z2 * 0.14618452072714802;
    double series = z * (low + z2 * z2 * high);
    double half_square = 0.5 * f * f;
    return k * LOG2_HIGH - ((half_square - (s * (half_square + series) + k * LOG2_LOW)) - f);
}

/* log(x) + @correction for finite normal x > 0: the correction joins before the last rounding. */
static double log_of_normal(double x, int exponent, double correction)
{
    uint64_t bits = bits_of(x) + (ONE_BITS - SQRT_HALF_BITS);
    int k = (int)(bits >> 52) - 1023;
    double reduced = double_of((bits & MANTISSA_MASK) + SQRT_HALF_BITS);
    return log_of_parts((double)(k + exponent), reduced - 1.0) + correction;
}

double sim_log(double x)
{
    g_assert(x >= 0);
    if (x < 0x1p-1022)
        return x > 0 ? log_of_normal(x * 0x1p54, -54, 0.0) : -INFINITY;
    if (x > 0x1.fffffffffffffp1023)
        return INFINITY;
    return log_of_normal(x, 0, 0.0);
}

double sim_log1p(double x)
{
    g_assert(x >= -1);
    if (x > -0.29 && x < 0.41)
        return log_of_parts(0.0, x);
    if (x <= -1.0)
        return -INFINITY;
    if (x > 0x1p60)
        return sim_log(x);
    double sum = 1.0 + x;
    double lost = x > 1.0 ? 1.0 - (sum - x) : x - (sum - 1.0);
    return log_of_normal(sum, 0, lost / sum);
}

/* (exp(r) - 1 - r) / r^2 for |r| <= log(2)/2, a Chebyshev fit (error 1.2e-17 of exp). */
static double exp_tail(double r)
{
    double r2 = r * r;
    double r4 = r2 * r2;
    double low = (0.5 + r * 0.1666666666666667) + r2 * (0.04166666666662382 + r * 0.008333333333326082);
    double middle = (0.0013888888917368964 + r * 0.00019841269875003973)
                    + r2 * (2.4801521055364205e-05 + r * 2.7557255168123062e-06);
    double high = 2.76202026313159e-07 + r * 2.5105313423078524e-08;
    return low + r4 * (middle + r4 * high);
}

double sim_exp(double x)
{
    g_assert(x == x);
    if (x > 709.79)
        return INFINITY;
    if (x < -745.2)
        return 0.0;
    double turns = x * INVERSE_LOG2;
    int k = (int)(turns < 0 ? turns - 0.5 : turns + 0.5);
    double r = (x - k * LOG2_HIGH) - k * LOG2_LOW;
    double result = 1.0 + (r + r * r * exp_tail(r));
    if (k >= -1021 && k <= 1022)
        return result * power_of_two(k);
    int half = k / 2;    /* near both ends of the range 2^k is no normal number: in two steps */
    return result * power_of_two(half) * power_of_two(k - half);
}

double sim_expm1(double x)
{
    if (x > -0.34 && x < 0.34)
        return x + x * x * exp_tail(x);
    return sim_exp(x) - 1.0;
}

double sim_pow(double x, double y)
{
    g_assert(x >= 0);
    if (x > 0)
        return sim_exp(y * sim_log(x));
    if (y > 0)
        return 0.0;
    return y < 0 ? INFINITY : 1.0;
}

/* The part of Stirling's series that log_gamma(x) adds to (x - 1/2) log x - x + log sqrt(2 pi); for x >= 10 the
 * error is 1e-16. */
static double stirling_rest(double x)
{
    static const double terms[] = {    /* B(2k) / (2k (2k-1)) */
        1.0 / 12,       -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
        1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400,
    };
    double z = 1.0 / (x * x);
    double sum = 0;
    for (int i = G_N_ELEMENTS(terms) - 1; i >= 0; i--)
        sum = sum * z + terms[i];
    return sum / x;
}

double sim_log_gamma(double x)
{
    g_assert(x > 0);
    double product = 1.0;
    double shifted = x;
    while (shifted < 10.0) {    /* gamma(x) = gamma(x + n) / (x (x+1) ... (x+n-1)) */
        product *= shifted;
        shifted += 1.0;
    }
    double stirling = (shifted - 0.5) * sim_log(shifted) - shifted + LOG_SQRT_2PI + stirling_rest(shifted);
    return stirling - sim_log(product);
}

/* x^shape exp(-x) / gamma(shape + 1), the factor before both expansions.  For large shapes the exponents cancel
 * almost wholly, so they are subtracted by hand: with x = shape (1 + d), the logarithm is shape (log(1+d) - d) -
 * log sqrt(2 pi shape) - the rest of Stirling. */
static double gamma_factor(double shape, double x)
{
    if (shape < 10.0)
        return sim_exp(shape * sim_log(x) - x - sim_log_gamma(shape + 1.0));
    double d = (x - shape) / shape;
    double exponent = shape * (sim_log1p(d) - d) - stirling_rest(shape);
    return sim_exp(exponent - LOG_SQRT_2PI) / sqrt(shape);
}

/* P by its power series, which converges fast for x < shape + 1. */
static double gamma_series(double shape, double x)
{
    double term = 1.0;
    double sum = 1.0;
    for (double n = shape + 1.0; term > sum * 1e-17; n += 1.0) {
        term *= x / n;
        sum += term;
    }
    return sum * gamma_factor(shape, x);
}

/* Q by its continued fraction (Lentz's method), which converges fast for x > shape + 1. */
static double gamma_fraction(double shape, double x)
{
    double b = x + 1.0 - shape;
    double c = 1e300;
    double d = 1.0 / b;
    double fraction = d;
    for (int i = 1; i < 1000000; i++) {
        double a = -(double)i * ((double)i - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        double change = c * d;
        fraction *= change;
        if (fabs(change - 1.0) < 2e-16)
            break;
    }
    return fraction * shape * gamma_factor(shape, x);
}

double sim_gamma_lower(double shape, double x)
{
    g_assert(shape > 0 && x >= 0);
    if (x <= 0)
        return 0.0;
    return x < shape + 1.0 ? gamma_series(shape, x) : 1.0 - gamma_fraction(shape, x);
}

double sim_gamma_upper(double shape, double x)
{
    g_assert(shape > 0 && x >= 0);
    if (x <= 0)
        return 1.0;
    return x < shape + 1.0 ? 1.0 - gamma_series(shape, x) : gamma_fraction(shape, x);
}

double sim_normal_cdf(double x)
{
    double tail = 0.5 * sim_gamma_upper(0.5, 0.5 * x * x);
    return x < 0 ? tail : 1.0 - tail;
}

/* The ratio of two polynomials of degree 7, lowest coefficient first. */
static double ratio_of_degree_7(const double above[8], const double below[8], double x)
{
    double numerator = above[7];
    double denominator = below[7];
    for (int i = 6; i >= 0; i--) {
        numerator = numerator * x + above[i];
        denominator = denominator * x + below[i];
    }
    return numerator / denominator;
}

static double normal_quantile_centre(double q)
{
    static const double above[8] = {
        3.3871328727963666080,      133.14166789178437745,  1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457,      67265.770927008700853,  33430.575583588128105, 2509.0809287301226727,
    };
    static const double below[8] = {
        1.0,                        42.313330701600911252,  687.18700749205790830, 5394.1960214247511077,
        21213.794301586595867,      39307.895800092710610,  28729.085735721942674, 5226.4952788528545610,
    };
    return q * ratio_of_degree_7(above, below, 0.180625 - q * q);
}

/* @r is sqrt(-log(probability of the tail)). */
static double normal_quantile_tail(double r)
{
    static const double near_above[8] = {
        1.42343711074968357734,     4.63033784615654529590,    5.76949722146069140550,
        3.64784832476320460504,     1.27045825245236838258,    2.41780725177450611770e-1,
        2.27238449892691845833e-2,  7.74545014278341407640e-4,
    };
    static const double near_below[8] = {
        1.0,                        2.05319162663775882187,    1.67638483018380384940,
        6.89767334985100004550e-1,  1.48103976427480074590e-1, 1.51986665636164571966e-2,
        5.47593808499534494600e-4,  1.05075007164441684324e-9,
    };
    static const double far_above[8] = {
        6.65790464350110377720,     5.46378491116411436990,    1.78482653991729133580,
        2.96560571828504891230e-1,  2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5,  2.01033439929228813265e-7,
    };
    static const double far_below[8] = {
        1.0,                        5.99832206555887937690e-1, 1.36929880922735805310e-1,
        1.48753612908506148525e-2,  7.86869131145613259100e-4, 1.84631831751005468180e-5,
        1.42151175831644588870e-7,  2.04426310338993978564e-15,
    };
    if (r <= 5.0)
        return ratio_of_degree_7(near_above, near_below, r - 1.6);
    return ratio_of_degree_7(far_above, far_below, r - 5.0);
}

double sim_normal_quantile(double p)
{
    g_assert(p > 0 && p < 1);
    double q = p - 0.5;
    if (fabs(q) <= 0.425)
        return normal_quantile_centre(q);
    double tail = normal_quantile_tail(sqrt(-sim_log(q < 0 ? p : 1.0 - p)));
    return q < 0 ? -tail : tail;
}
