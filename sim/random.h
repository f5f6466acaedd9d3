/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdint.h>

/* Random numbers without state.  Every draw is a pure function of (seed, replication, name of the stream, session,
 * member, ordinal of that purpose), computed by the counter-based generator Philox4x64-10 (Salmon et al., "Parallel
 * random numbers: as easy as 1, 2, 3", SC11): the key is {seed, replication}, the counter {session << 32 | member,
 * ordinal, stream, 0}.  So a draw that is added in one place changes no other, and two variants that share a seed
 * see the same luck where they do the same things. */
typedef struct SimRandom {
    uint64_t seed;
    uint64_t replication;
} SimRandom;

/* What a draw is for.  Made once, when a model is set up, and kept by value. */
typedef struct SimStream {
    uint64_t id;
} SimStream;

/* Whose draw it is: the session, the member in it, and how many draws of this stream that member has made before. */
typedef struct SimDraw {
    uint32_t session;
    uint32_t member;
    uint32_t ordinal;
} SimDraw;

/* Returns the stream of that @name: the FNV-1a hash of its bytes, 64 bits wide.  Streams are equal if and only if
 * their names are, up to hash collisions; sim_stream() of a fixed set of names can be checked for them in a test. */
SimStream sim_stream(const char *name);

/* Returns one number in the open interval (0, 1), never 0 or 1: sim_uniform_from_bits() of the first word.  About
 * 10 ns. */
double sim_random_uniform(const SimRandom *random, SimStream stream, uint32_t session, uint32_t member,
                          uint32_t ordinal);

/* Writes the four random words that @draw has in @stream; sim_random_uniform() is made of the first. */
void sim_random_block(const SimRandom *random, SimStream stream, SimDraw draw, uint64_t out_words[4]);

/* Returns the number in (0, 1) that the upper 52 bits of @word stand for: (k + 1/2) / 2^52, a double of 53 bits,
 * symmetric around 1/2. */
static inline double sim_uniform_from_bits(uint64_t word)
{
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

#endif
