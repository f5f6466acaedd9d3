/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_EXACT_H
#define TESTS_EXACT_H

/* What queues, order statistics and timers must give, computed from the textbook formulas; nothing of the simulator is in here. */

#include <stddef.h>

/* Waiting time of a queue with Poisson arrivals and one server (Pollaczek and Khinchine), in the unit of @service, the mean service time;
 * @load < 1; @scv is the squared coefficient of variation of the service time: 1 exponential, 0 constant. */
double exact_wait(double load, double service, double scv);

/* P(all of @servers are busy) where callers who find that go away, at @offered erlangs: Erlang B. */
double exact_erlang_b(double offered, unsigned servers);

/* P(wait) where they wait, @offered < @servers: Erlang C. */
double exact_erlang_c(double offered, unsigned servers);

/* P(block) of one server with room for @places customers in all. */
double exact_block(double load, unsigned places);

/* The sum over 1 .. @n of 1 / k^@power: mean (1) and variance (2) of the last of @n exponentials of mean 1. */
double exact_harmonic(unsigned n, int power);

/* Mean of the largest of @n lognormal variables with median 1; numeric integration, good to ten digits. */
double exact_last_lognormal(unsigned n, double sigma);

/* Times at which a message is sent while nothing comes back, from 0 on, below 64 @t1, s: the interval is @t1 first, doubles, and stops
 * doubling at @t2 (INFINITY: never).  RFC 3261 17.1.1.2, 17.1.2.2, 17.2.1, 13.3.1.4.  Writes out_times[] and returns how many. */
#define EXACT_SENDS 16
size_t exact_schedule(double t1, double t2, double out_times[EXACT_SENDS]);

/* @sends attempts, each with an answer unless it or its answer is lost, each with probability @loss: P(no answer to any of them), and the
 * mean number of attempts made. */
double exact_all_lost(double loss, unsigned sends);
double exact_mean_sends(double loss, unsigned sends);

/* Share of the requests of category 1 and 2 that are dropped when @asked of all are to be dropped and @first of all are of category 1:
 * category 2 suffers only when category 1 is used up.  RFC 7339 7.2. */
void exact_dropped(double asked, double first, double out_dropped[2]);

#endif
