/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_DISTRIBUTION_H
#define SIM_DISTRIBUTION_H

#include "sim/time.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Distributions of durations (seconds), drawn by inversion: one uniform number gives one value, and the value rises
 * with the number. So each duration costs exactly one draw whatever its family, and variants that share their
 * random numbers stay comparable. A SimDistribution never changes once made.  The constructors assert that their
 * parameters are valid; whoever reads them from a file checks them first.  All computing is done with
 * sim/elementary.h: the values are the same on every machine. */
typedef struct SimDistribution SimDistribution;

/* Frees @distribution with its components; NULL is fine. */
void sim_distribution_free(SimDistribution *distribution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimDistribution, sim_distribution_free)

/* Always @value seconds (>= 0).  Needs no random number: see sim_distribution_is_constant(). */
SimDistribution *sim_distribution_new_constant(double value);

/* Uniform from @low to @high seconds, 0 <= low <= high. */
SimDistribution *sim_distribution_new_uniform(double low, double high);

/* Exponential with that @mean, seconds, > 0. */
SimDistribution *sim_distribution_new_exponential(double mean);

/* Normal with @mean >= 0 and @deviation > 0 seconds, on the condition that the value is not negative: so its own
 * mean is larger. */
SimDistribution *sim_distribution_new_normal(double mean, double deviation);

/* Lognormal: @median seconds, > 0; @sigma > 0 is the deviation of the natural logarithm. */
SimDistribution *sim_distribution_new_lognormal(double median, double sigma);

/* Gamma of @shape (0.01 .. 1e5) and @mean seconds, > 0.  Inverted through a table made here (about a millisecond). */
SimDistribution *sim_distribution_new_gamma(double shape, double mean);

/* Weibull: P(X > x) = exp(-(x/scale)^shape); @shape > 0, @scale seconds, > 0. */
SimDistribution *sim_distribution_new_weibull(double shape, double scale);

/* Log-logistic: P(X > x) = 1 / (1 + (x/median)^shape); @median seconds, > 0; @shape > 0, no mean up to 1. */
SimDistribution *sim_distribution_new_loglogistic(double median, double shape);

/* Pareto: P(X > x) = (minimum/x)^alpha; @minimum seconds, > 0; @alpha > 0, no mean up to 1. */
SimDistribution *sim_distribution_new_pareto(double minimum, double alpha);

/* Empirical: the cumulative probability of @values[n] (seconds, >= 0, not falling) is @probabilities[n] (rising,
 * the last is 1), linear between; the first probability is the mass at the first value and may be 0.  n >= 1 (n =
 * 1: constant).  Copies both. */
SimDistribution *sim_distribution_new_empirical(const double *values, const double *probabilities, size_t n);

/* Mixture: component i with probability weights[i] / their sum (@weights[n] >= 0, sum > 0, n >= 1).  The one
 * uniform number selects the component and is then rescaled to be the component's.  @components[n]: each is
 * (transfer full), the array is borrowed. */
SimDistribution *sim_distribution_new_mixture(const double *weights, SimDistribution *const *components, size_t n);

/* Returns the value, seconds, that is not exceeded with probability @uniform, which is in the open interval (0, 1). */
double sim_distribution_quantile(const SimDistribution *distribution, double uniform);

/* The same as a time: rounded to ns, >= 0, SIM_TIME_MAX if it is larger than a SimTime. */
SimTime sim_distribution_time(const SimDistribution *distribution, double uniform);

/* Whether the value is always the same, so that no random number needs to be drawn. */
bool sim_distribution_is_constant(const SimDistribution *distribution);

/* Returns the mean, seconds; INFINITY where there is none. */
double sim_distribution_mean(const SimDistribution *distribution);

/* Returns the distribution in words, "lognormal(median 7 s, sigma 0.25)" (transfer full). */
char *sim_distribution_describe(const SimDistribution *distribution);

#endif
