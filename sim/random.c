/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/random.h"

/* Random123 would use an assembler instruction that 32-bit machines lack; its plain C version gives the same
 * numbers. */
#ifndef __SIZEOF_INT128__
#define R123_USE_MULHILO64_ASM 0
#define R123_USE_MULHILO64_C99 1
#endif
#include <Random123/philox.h>

SimStream sim_stream(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = name; *at != '\0'; at++) {
        hash ^= (unsigned char)*at;
        hash *= UINT64_C(0x100000001b3);
    }
    return (SimStream){ hash };
}

/* The only place where counter and key are put together. */
static inline philox4x64_ctr_t block(const SimRandom *random, SimStream stream, uint64_t whose, uint64_t ordinal)
{
    philox4x64_ctr_t counter = { { whose, ordinal, stream.id, 0 } };
    philox4x64_key_t key = { { random->seed, random->replication } };
    return philox4x64_R(philox4x64_rounds, counter, key);
}

static inline uint64_t whose_of(uint32_t session, uint32_t member)
{
    return (uint64_t)session << 32 | member;
}

double sim_random_uniform(const SimRandom *random, SimStream stream, uint32_t session, uint32_t member,
                          uint32_t ordinal)
{
    return sim_uniform_from_bits(block(random, stream, whose_of(session, member), ordinal).v[0]);
}

void sim_random_block(const SimRandom *random, SimStream stream, SimDraw draw, uint64_t out_words[4])
{
    philox4x64_ctr_t words = block(random, stream, whose_of(draw.session, draw.member), draw.ordinal);
    for (int i = 0; i < 4; i++)
        out_words[i] = words.v[i];
}
