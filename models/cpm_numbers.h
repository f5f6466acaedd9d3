/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_NUMBERS_H
#define MODELS_CPM_NUMBERS_H

/* The finite pool of session-specific numbers (TS 23.204 B.1) to which users of a Non-CPM System reply.  Which one has rested longest is
 * given out next. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

typedef struct CpmNumbers CpmNumbers;

#define CPM_NO_HOLDER UINT32_MAX

/* A pool of @count >= 1 numbers; one that was given back rests for @rest ns.  Free with cpm_numbers_free(), which takes NULL. */
CpmNumbers *cpm_numbers_new(uint32_t count, SimTime rest);
void cpm_numbers_free(CpmNumbers *numbers);

/* Whether a number can be given out at @now. */
bool cpm_numbers_available(const CpmNumbers *numbers, SimTime now);

/* Gives a number to @session (its slot); one must be available.  Returns the number, 0 .. count - 1. */
uint32_t cpm_numbers_take(CpmNumbers *numbers, uint32_t session);

/* Gives @number to @session although another one may hold it: a fault. */
void cpm_numbers_take_over(CpmNumbers *numbers, uint32_t number, uint32_t session);

/* @number comes back at @now; its last holder stays known until it is given out again. */
void cpm_numbers_give_back(CpmNumbers *numbers, uint32_t number, SimTime now);

/* The session that got @number last. */
uint32_t cpm_numbers_holder(const CpmNumbers *numbers, uint32_t number);

/* Forgets @session as the holder of @number, if it is: its slot is used anew. */
void cpm_numbers_forget(CpmNumbers *numbers, uint32_t number, uint32_t session);

/* The number that was given out last; there must have been one. */
uint32_t cpm_numbers_last(const CpmNumbers *numbers);

size_t cpm_numbers_bytes(const CpmNumbers *numbers);

#endif
