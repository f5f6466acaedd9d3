/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/samples.h"

#include "models/cpm_wire.h"
#include "report/box_name.h"

typedef struct Cell {
    uint64_t sum;
    uint32_t n, peak;
} Cell;

struct ReportSamples {
    Cell *cells[REPORT_BOXES][REPORT_QUANTITIES];       /* [REPORT_BINS], NULL until there is one */
    Cell measured[REPORT_BOXES][REPORT_QUANTITIES];     /* without those of the warm-up           */
    SimTime warm_up, interval;
    char *names[REPORT_BOXES];                          /* NULL: the box has no station           */
};

/* By ReportQuantity: how it is called, its code, and what one is in the record. */
static const struct {
    const char *name;
    CpmSample code;
    double unit;
} quantities[REPORT_QUANTITIES] = {
    [REPORT_QUEUE] = { "queue_length", CPM_SAMPLE_QUEUE, 1.0 },
    [REPORT_BUSY] = { "busy_share", CPM_SAMPLE_BUSY, 1e6 },
    [REPORT_OPEN] = { "transactions_open", CPM_SAMPLE_TRANSACTIONS, 1.0 },
};

const char *report_quantity_name(ReportQuantity quantity)
{
    g_assert(quantity < REPORT_QUANTITIES);
    return quantities[quantity].name;
}

ReportSamples *report_samples_new(const CpmSetup *setup)
{
    static const CpmBoxKind kinds[] = { CPM_CORE, CPM_CS, CPM_ISF, CPM_IWF };
    ReportSamples *samples = g_new0(ReportSamples, 1);
    samples->warm_up = setup->warm_up;
    samples->interval = setup->wire.sample;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        for (unsigned instance = 0; instance < (kinds[i] == CPM_IWF ? CPM_BOX_INSTANCES : 1); instance++) {
            char name[REPORT_NAME_SIZE];
            CpmBox box = (CpmBox)CPM_BOX(kinds[i], instance);
            samples->names[box] = g_strdup(report_box_name(setup, box, name));
        }
    return samples;
}

void report_samples_free(ReportSamples *samples)
{
    if (samples == NULL)
        return;
    for (size_t i = 0; i < REPORT_BOXES * REPORT_QUANTITIES; i++)
        g_free(samples->cells[i / REPORT_QUANTITIES][i % REPORT_QUANTITIES]);
    for (size_t i = 0; i < REPORT_BOXES; i++)
        g_free(samples->names[i]);
    g_free(samples);
}

const char *report_samples_box_name(const ReportSamples *samples, CpmBox box)
{
    g_assert(box < REPORT_BOXES && samples->names[box] != NULL);
    return samples->names[box];
}

static void add(Cell *cell, uint32_t value)
{
    cell->sum += value;
    cell->n++;
    cell->peak = MAX(cell->peak, value);
}

void report_samples_note(ReportSamples *samples, const SimRecord *record, size_t bin)
{
    size_t quantity = 0;
    g_assert(bin < REPORT_BINS && record->to < REPORT_BOXES);
    while (quantity < REPORT_QUANTITIES && quantities[quantity].code != (CpmSample)record->code)
        quantity++;
    if (quantity == REPORT_QUANTITIES)
        return;
    Cell **cells = &samples->cells[record->to][quantity];
    if (*cells == NULL)
        *cells = g_new0(Cell, REPORT_BINS);
    add(&(*cells)[bin], record->detail);
    if (record->time - (quantity == REPORT_BUSY ? samples->interval : 0) >= samples->warm_up || samples->warm_up == 0)
        add(&samples->measured[record->to][quantity], record->detail);
}

void report_samples_halve(ReportSamples *samples)
{
    for (size_t i = 0; i < REPORT_BOXES * REPORT_QUANTITIES; i++) {
        Cell *cells = samples->cells[i / REPORT_QUANTITIES][i % REPORT_QUANTITIES];
        if (cells == NULL)
            continue;
        for (size_t bin = 0; bin < REPORT_BINS; bin++) {
            Cell even = { 0 }, odd = { 0 };
            if (bin < REPORT_BINS / 2) {
                even = cells[2 * bin];
                odd = cells[2 * bin + 1];
            }
            cells[bin] = (Cell){ .sum = even.sum + odd.sum, .n = even.n + odd.n, .peak = MAX(even.peak, odd.peak) };
        }
    }
}

bool report_samples_has(const ReportSamples *samples, CpmBox box, ReportQuantity quantity)
{
    g_assert(box < REPORT_BOXES && quantity < REPORT_QUANTITIES);
    return samples->cells[box][quantity] != NULL;
}

double report_samples_in_bin(const ReportSamples *samples, CpmBox box, ReportQuantity quantity, size_t bin)
{
    const Cell *cells = samples->cells[box][quantity];
    g_assert(report_samples_has(samples, box, quantity) && bin < REPORT_BINS);
    while (bin > 0 && cells[bin].n == 0)
        bin--;
    return cells[bin].n == 0 ? 0.0 : (double)cells[bin].sum / cells[bin].n / quantities[quantity].unit;
}

double report_samples_mean(const ReportSamples *samples, CpmBox box, ReportQuantity quantity, uint64_t *out_n)
{
    const Cell *cell = &samples->measured[box][quantity];
    g_assert(report_samples_has(samples, box, quantity));
    *out_n = cell->n;
    return cell->n == 0 ? 0.0 : (double)cell->sum / (double)cell->n / quantities[quantity].unit;
}

double report_samples_peak(const ReportSamples *samples, CpmBox box, ReportQuantity quantity)
{
    g_assert(report_samples_has(samples, box, quantity));
    return samples->measured[box][quantity].peak / quantities[quantity].unit;
}

size_t report_samples_bytes(const ReportSamples *samples)
{
    size_t bytes = sizeof *samples;
    for (size_t i = 0; i < REPORT_BOXES * REPORT_QUANTITIES; i++)
        bytes += samples->cells[i / REPORT_QUANTITIES][i % REPORT_QUANTITIES] == NULL ? 0 : REPORT_BINS * sizeof(Cell);
    return bytes;
}
