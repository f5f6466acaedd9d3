/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_ELEMENTARY_H
#define SIM_ELEMENTARY_H

/* Elementary functions whose results are the same, bit for bit, on every machine with IEEE-754 doubles.  The C
 * library's differ from one library and version to the next, and one last bit changes a fingerprint.  Only + - * /
 * sqrt and bit operations are used, and the build forbids fused multiply-add (-ffp-contract=off).  Relative errors
 * are below 1e-15 for log, log1p, exp and expm1, and below 1e-13 for log_gamma and the incomplete gamma function;
 * the tests say so.  All functions are pure. */

/* Natural logarithm of @x >= 0; -INFINITY at 0, INFINITY at INFINITY. */
double sim_log(double x);

/* log(1 + @x) without cancellation for small @x; @x >= -1. */
double sim_log1p(double x);

/* e to the @x; 0 below -745.2, INFINITY above 709.79. */
double sim_exp(double x);

/* exp(@x) - 1 without cancellation for small @x. */
double sim_expm1(double x);

/* @x to the @y for @x >= 0; the relative error grows with the result's logarithm: 1e-15 * (1 + |y log x|). */
double sim_pow(double x, double y);

/* Logarithm of the gamma function of @x > 0; the error is absolute near the zeros at 1 and 2. */
double sim_log_gamma(double x);

/* Regularised incomplete gamma functions of @shape > 0 and @x >= 0: the lower one, P, is the probability that a
 * gamma variable of that shape and scale 1 is below @x; the upper one is Q = 1 - P, accurate where it is tiny.
 * Hundreds of ns: not for the inner loop. */
double sim_gamma_lower(double shape, double x);
double sim_gamma_upper(double shape, double x);

/* Probability that a standard normal variable is below @x, accurate in the lower tail. */
double sim_normal_cdf(double x);

/* The inverse: the value that a standard normal variable does not exceed with probability @p, 0 < @p < 1 (Wichura,
 * algorithm AS 241, PPND16, Applied Statistics 37, 1988; relative error about 1e-15 plus that of 1 - @p). */
double sim_normal_quantile(double p);

#endif
