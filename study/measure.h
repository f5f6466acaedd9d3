/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_MEASURE_H
#define STUDY_MEASURE_H

#include <stdbool.h>

/* What a scalar of a study is worth when it is compared: a quantity with its unit, a truth value, or a text. */
typedef enum StudyMeasureKind { STUDY_TEXTUAL, STUDY_LOGICAL, STUDY_QUANTITY } StudyMeasureKind;

typedef struct StudyMeasure {
    StudyMeasureKind kind;
    int seconds;                /* quantity: the power of its unit: 1 for durations, -1 for rates, 0 for numbers and shares */
    double number;              /* quantity, in s, /s or 1; logical: 0 or 1                                                 */
    const char *text;           /* textual: borrowed                                                                        */
} StudyMeasure;

/* What @text means, which stood without quotes if @plain: "5 min", "20 %", "100 /s", "3", "true"; anything else is a text. */
StudyMeasure study_measure_of(const char *text, bool plain);

/* "a duration", "a rate", "a number or share", "a truth value", "a text", "a quantity in s^2": for messages (static text). */
const char *study_measure_name(const StudyMeasure *measure);

/* Whether the two can be compared or added: of the same kind, and of the same unit. */
bool study_measure_is_like(const StudyMeasure *a, const StudyMeasure *b);

/* -1, 0 or 1 as @a is less than, equal to or more than @b, which is like it.  Quantities that differ by rounding only (1e-12 of them) are
 * equal; texts are in the order of their bytes. */
int study_measure_compare(const StudyMeasure *a, const StudyMeasure *b);

#endif
