/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/measure.h"

#include <math.h>
#include <string.h>

#include "study/quantity.h"

#define ROUNDING 1e-12

static StudyMeasure quantity(double number, int seconds)
{
    return (StudyMeasure){ .kind = STUDY_QUANTITY, .number = number, .seconds = seconds };
}

StudyMeasure study_measure_of(const char *text, bool plain)
{
    StudyScalar kind = study_scalar_kind(text, plain);
    SimTime time;
    double number;

    if (kind == STUDY_SCALAR_BOOLEAN)
        return (StudyMeasure){ .kind = STUDY_LOGICAL, .number = text[0] == 't' || text[0] == 'T' };
    if ((kind == STUDY_SCALAR_INTEGER || kind == STUDY_SCALAR_FLOAT) && study_number_parse(text, &number))
        return quantity(number, 0);
    if (kind == STUDY_SCALAR_STRING && study_duration_parse(text, &time))
        return quantity(sim_time_to_seconds(time), 1);
    if (kind == STUDY_SCALAR_STRING && study_percent_parse(text, &number))
        return quantity(number, 0);
    if (kind == STUDY_SCALAR_STRING && study_rate_parse(text, &number))
        return quantity(number, -1);
    return (StudyMeasure){ .kind = STUDY_TEXTUAL, .text = text };
}

const char *study_measure_name(const StudyMeasure *measure)
{
    if (measure->kind != STUDY_QUANTITY)
        return measure->kind == STUDY_TEXTUAL ? "a text" : "a truth value";
    switch (measure->seconds) {
    case 0:
        return "a number or share";
    case 1:
        return "a duration";
    case -1:
        return "a rate";
    default:
        return measure->seconds > 0 ? "a product of durations" : "a product of rates";
    }
}

bool study_measure_is_like(const StudyMeasure *a, const StudyMeasure *b)
{
    return a->kind == b->kind && (a->kind != STUDY_QUANTITY || a->seconds == b->seconds);
}

int study_measure_compare(const StudyMeasure *a, const StudyMeasure *b)
{
    double larger = fmax(fabs(a->number), fabs(b->number));
    int order;

    if (a->kind == STUDY_TEXTUAL) {
        order = strcmp(a->text, b->text);
        return (order > 0) - (order < 0);
    }
    if (a->number == b->number || (isfinite(larger) && fabs(a->number - b->number) <= ROUNDING * larger))
        return 0;
    return a->number < b->number ? -1 : 1;
}
