/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_TIME_H
#define SIM_TIME_H

#include <glib.h>
#include <stdint.h>

/* Simulated time: whole nanoseconds since the start of the run, signed.  292 years fit; SIM_TIME_MAX means "never". */
typedef int64_t SimTime;

#define SIM_NS ((SimTime)1)
#define SIM_US (1000 * SIM_NS)
#define SIM_MS (1000 * SIM_US)
#define SIM_S (1000 * SIM_MS)
#define SIM_MIN (60 * SIM_S)
#define SIM_HOUR (60 * SIM_MIN)
#define SIM_TIME_MAX INT64_MAX
#define SIM_TIME_MIN INT64_MIN

/* Bytes that sim_time_format_seconds() may write, the closing zero included. */
#define SIM_TIME_TEXT_SIZE 32

/* Returns @seconds as a time: the nearest nanosecond, halves away from zero, saturated to
 * SIM_TIME_MIN..SIM_TIME_MAX. The whole seconds are converted exactly, so that the result is the same on every
 * IEEE-754 machine.  @seconds is no NaN. */
static inline SimTime sim_time_from_seconds(double seconds)
{
    g_assert(seconds == seconds);
    if (seconds >= 9223372036.0)
        return SIM_TIME_MAX;
    if (seconds <= -9223372036.0)
        return SIM_TIME_MIN;
    SimTime whole = (SimTime)seconds;
    double rest = (seconds - (double)whole) * 1e9;
    return whole * SIM_S + (SimTime)(rest < 0 ? rest - 0.5 : rest + 0.5);
}

/* Returns @time in seconds, rounded to the nearest double. */
static inline double sim_time_to_seconds(SimTime time)
{
    return (double)time / 1e9;
}

/* Writes @time into @text as seconds with nine decimals ("12.034567890", "-0.000000001"), exactly, and returns
 * @text. */
static inline char *sim_time_format_seconds(SimTime time, char text[SIM_TIME_TEXT_SIZE])
{
    uint64_t amount = time < 0 ? 0 - (uint64_t)time : (uint64_t)time;
    char digits[SIM_TIME_TEXT_SIZE];
    int length = 0;
    do {
        if (length == 9)
            digits[length++] = '.';
        digits[length++] = (char)('0' + amount % 10);
        amount /= 10;
    } while (amount > 0 || length < 11);
    char *end = text;
    if (time < 0)
        *end++ = '-';
    while (length > 0)
        *end++ = digits[--length];
    *end = '\0';
    return text;
}

#endif
