/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/exact.h"

#include <math.h>

#include <glib.h>

double exact_wait(double load, double service, double scv)
{
    g_assert(load < 1);
    return load * service * (1 + scv) / (2 * (1 - load));
}

double exact_erlang_b(double offered, unsigned servers)
{
    double blocked = 1;

    for (unsigned i = 1; i <= servers; i++)
        blocked = offered * blocked / (i + offered * blocked);
    return blocked;
}

double exact_erlang_c(double offered, unsigned servers)
{
    double blocked = exact_erlang_b(offered, servers);

    g_assert(offered < servers);
    return servers * blocked / (servers - offered * (1 - blocked));
}

double exact_block(double load, unsigned places)
{
    if (load == 1)
        return 1.0 / (places + 1);
    return (1 - load) * pow(load, places) / (1 - pow(load, places + 1));
}

double exact_harmonic(unsigned n, int power)
{
    double sum = 0;

    for (unsigned k = n; k >= 1; k--)
        sum += pow(k, -power);
    return sum;
}

/* P(the largest of n lognormals is above e^z), from the tail of the normal distribution, so that nothing cancels. */
static double last_above(unsigned n, double sigma, double z)
{
    double above = erfc(z / sigma / sqrt(2)) / 2;

    return above < 1 ? -expm1(n * log1p(-above)) : 1;
}

/* The mean is the integral of P(above x) over x; with x = e^z that of P(above e^z) e^z.  Simpson's rule: what is cut off, and the error of
 * the rule, are far below the tenth digit. */
double exact_last_lognormal(unsigned n, double sigma)
{
    const double low = -45, high = 20 * sigma + sigma * sigma;
    const unsigned steps = 200000;
    double width = (high - low) / steps, sum = 0;

    for (unsigned i = 0; i <= steps; i++) {
        double z = low + width * i, weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;

        sum += weight * last_above(n, sigma, z) * exp(z);
    }
    return sum * width / 3;
}

size_t exact_schedule(double t1, double t2, double out_times[EXACT_SENDS])
{
    double interval = t1;
    size_t n = 0;

    for (double time = 0; time < 64 * t1; n++) {
        g_assert(n < EXACT_SENDS);
        out_times[n] = time;
        time += interval;
        interval = fmin(2 * interval, t2);
    }
    return n;
}

double exact_all_lost(double loss, unsigned sends)
{
    return pow(1 - (1 - loss) * (1 - loss), sends);
}

double exact_mean_sends(double loss, unsigned sends)
{
    double sum = 0;

    for (unsigned k = 0; k < sends; k++)
        sum += exact_all_lost(loss, k);
    return sum;
}

void exact_dropped(double asked, double first, double out_dropped[2])
{
    out_dropped[0] = fmin(1, asked / first);
    out_dropped[1] = asked > first ? (asked - first) / (1 - first) : 0;
}
