/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_VALUE_H
#define STUDY_VALUE_H

#include "study/diagnostics.h"
#include "study/node.h"

#include "sim/distribution.h"
#include "sim/time.h"

#include <glib.h>
#include <stdbool.h>

/* Values of a bound tree, and errors of meaning.  What is missing or wrong reads as zero: its error is reported
 * already. */

/* Whether neither @node nor anything below it has an error; false for NULL. */
bool study_is_sound(const StudyNode *node);

/* The child @key of @mapping if it is of @kind, else NULL. */
const StudyNode *study_child_at(const StudyNode *mapping, const char *key, StudyNodeKind kind);

/* The values of the child @key of @mapping. */
int64_t study_integer_at(const StudyNode *mapping, const char *key);
double study_number_at(const StudyNode *mapping, const char *key);
const char *study_text_at(const StudyNode *mapping, const char *key);

/* The time of the child @key, a duration or a word: then @word. */
SimTime study_time_at(const StudyNode *mapping, const char *key, SimTime word);

/* Whether the child @key of @mapping is a word of a type of words. */
bool study_is_word_at(const StudyNode *mapping, const char *key);

/* Makes the distribution of a node of the type distribution, in seconds (transfer full); NULL means zero.  Reports to
 * @diagnostics what is contradictory in itself. */
SimDistribution *study_distribution_make(const StudyNode *node, Diagnostics *diagnostics);

/* The list of the entries of a group, which is that list or has it as "members"; NULL where it is missing.  Of these the members
 * (transfer full): the others are bare names, which stand for a member of the list. */
const StudyNode *study_entries_of(const StudyNode *group);
GPtrArray *study_members_of(const StudyNode *entries);

/* Whether @sum of shares is 1 but for rounding. */
bool study_is_whole(double sum);

/* Adds an error of meaning at @node; marks nothing. */
void study_complain(Diagnostics *diagnostics, const StudyNode *node, const char *hint, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Adds a warning at @node, or, where @node did not stand in the file, about the file. */
void study_warn(Diagnostics *diagnostics, const StudyNode *node, const char *hint, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

#endif
