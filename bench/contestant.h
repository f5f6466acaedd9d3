/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_CONTESTANT_H
#define BENCH_CONTESTANT_H

/* What the contestants of bench/run have in common, in C and C++: each is a program that does its job once and prints one line,
 *
 *     WORK CPU_SECONDS PEAK_KB CHECKSUM
 *
 * the events of the measured part, what they took of the processor (user and system time: what other programs take does not count), the
 * most memory the program has held, and a number that is the same for all who have delivered the same events in the same order. */

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

/* Returns the seconds of processor time that this program has used. */
static inline double contestant_cpu(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Prints the line of @work events that took @cpu seconds. */
static inline void contestant_print(uint64_t work, double cpu, uint64_t checksum)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("%" PRIu64 " %.6f %ld %" PRIu64 "\n", work, cpu, usage.ru_maxrss, checksum);
}

#endif
