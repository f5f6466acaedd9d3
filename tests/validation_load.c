/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Little's law at all stations of a network in which everything goes on at once. */
#include "tests/validation.h"

#include "models/cpm_wire.h"

/* The network begins empty. */
#define WARM_UP (10 * SIM_S)

/* In the order of the rows. */
static const CpmBox boxes[] = { CPM_BOX(CPM_CORE, 0), CPM_BOX(CPM_CS, 0), CPM_BOX(CPM_ISF, 0), CPM_BOX(CPM_IWF, 0) };

static void observe(void *observer, const SimRecord *records, size_t n)
{
    double *sampled = observer;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(boxes); k++)
            if (records[i].kind == SIM_RECORD_SAMPLE && records[i].code == CPM_SAMPLE_QUEUE && records[i].to == boxes[k] &&
                records[i].time >= WARM_UP)
                sampled[k] += records[i].detail;
}

static void measure_load(ValidationExperiment *experiment, uint32_t replication)
{
    double sampled[G_N_ELEMENTS(boxes)] = { 0 };
    ValidationEnd end;

    validation_simulate(experiment, replication, observe, sampled, &end);
    for (unsigned i = 0; i < G_N_ELEMENTS(boxes); i++)
        validation_measured(experiment, i, replication, validation_little(&end, boxes[i], sampled[i]));
}

void validation_add_loads(Validation *validation)
{
    ValidationExperiment *experiment = validation_add(validation, "load", measure_load);

    experiment->path = "wire";
    validation_set(experiment, "measure.warm_up=%d s", (int)(WARM_UP / SIM_S));
    if (validation->quick)
        validation_set(experiment, "stop.at=45 s");
    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++)
        validation_add_little(experiment, cpm_box_kind_name(CPM_BOX_KIND(boxes[i])));
}
