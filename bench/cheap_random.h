/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_CHEAP_RANDOM_H
#define BENCH_CHEAP_RANDOM_H

/* Random numbers that cost next to nothing, the same for every contestant of a benchmark, in C and C++: xoshiro256++ (Blackman and
 * Vigna, 2019) and the ziggurat with 256 layers for the exponential distribution (Marsaglia and Tsang, 2000). */

#include <math.h>
#include <stdint.h>

#define CHEAP_LAYERS 256
#define CHEAP_TAIL 7.69711747013104972      /* where the lowest layer ends                 */
#define CHEAP_AREA 3.949659822581572e-3     /* of each layer, the lowest with its tail     */

typedef struct CheapRandom {
    uint64_t words[4];
    double width[CHEAP_LAYERS + 1];
    double height[CHEAP_LAYERS + 1];
} CheapRandom;

static inline uint64_t cheap_rotate(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

/* Returns 64 random bits. */
static inline uint64_t cheap_word(CheapRandom *random)
{
    uint64_t *s = random->words;
    uint64_t result = cheap_rotate(s[0] + s[3], 23) + s[0], shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = cheap_rotate(s[3], 45);
    return result;
}

/* Fills the tables of @random and sets its one fixed seed. */
static inline void cheap_random_init(CheapRandom *random)
{
    double x = CHEAP_TAIL;

    for (int i = 0; i < 4; i++)
        random->words[i] = (uint64_t)i + 1;
    for (int i = 0; i < 100; i++)
        cheap_word(random);
    random->width[0] = CHEAP_AREA / exp(-x);
    random->height[0] = 0;
    for (int i = 1; i <= CHEAP_LAYERS; i++) {
        random->width[i] = i == CHEAP_LAYERS ? 0 : x;
        random->height[i] = exp(-random->width[i]);
        x = -log(CHEAP_AREA / x + exp(-x));
    }
}

/* Returns a number with the exponential distribution of mean 1; in about one of a hundred draws it needs more than one word. */
static inline double cheap_exponential(CheapRandom *random)
{
    double beyond = 0;

    for (;;) {
        uint64_t word = cheap_word(random);
        unsigned layer = word & (CHEAP_LAYERS - 1);
        double x = (double)(word >> 11) * 0x1p-53 * random->width[layer];

        if (x < random->width[layer + 1])
            return beyond + x;
        if (layer == 0) {
            beyond += CHEAP_TAIL;
        } else {
            double low = random->height[layer], share = (double)(cheap_word(random) >> 11) * 0x1p-53;

            if (low + share * (random->height[layer + 1] - low) < exp(-x))
                return beyond + x;
        }
    }
}

#endif
