/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/divergence.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define BLOCK 1024u             /* events */
#define EVENT_BYTES 26u

/* Everything of @record that is compared, without gaps; in the order of the machine, for it is not kept. */
static void pack(const SimRecord *record, unsigned char bytes[EVENT_BYTES])
{
    memcpy(bytes, &record->time, 8);
    memcpy(bytes + 8, &record->session, 4);
    memcpy(bytes + 12, &record->member, 4);
    memcpy(bytes + 16, &record->detail, 4);
    memcpy(bytes + 20, &record->code, 2);
    bytes[22] = record->from;
    bytes[23] = record->to;
    bytes[24] = record->kind;
    bytes[25] = record->step;
}

static bool is_event(const SimRecord *record)
{
    return record->kind != SIM_RECORD_FACTS;
}

static bool is_same(const SimRecord *a, const SimRecord *b)
{
    unsigned char packed_a[EVENT_BYTES], packed_b[EVENT_BYTES];

    pack(a, packed_a);
    pack(b, packed_b);
    return memcmp(packed_a, packed_b, EVENT_BYTES) == 0;
}

/* ---- first pass: a hash per block */

typedef struct Sketch {
    GArray *hashes;             /* of XXH64_hash_t, one per block, the last of what was left */
    uint64_t events;
    unsigned packed;            /* in the block */
    unsigned char block[BLOCK][EVENT_BYTES];
} Sketch;

static void close_block(Sketch *sketch)
{
    XXH64_hash_t hash = XXH3_64bits(sketch->block, sketch->packed * EVENT_BYTES);

    g_array_append_val(sketch->hashes, hash);
    sketch->packed = 0;
}

static void sketch_observe(void *observer, const SimRecord *records, size_t n)
{
    Sketch *sketch = observer;

    for (size_t i = 0; i < n; i++) {
        if (!is_event(&records[i]))
            continue;
        pack(&records[i], sketch->block[sketch->packed++]);
        sketch->events++;
        if (sketch->packed == BLOCK)
            close_block(sketch);
    }
}

static Sketch *sketch_new(void)
{
    Sketch *sketch = g_new(Sketch, 1);

    sketch->hashes = g_array_new(FALSE, FALSE, sizeof(XXH64_hash_t));
    sketch->events = 0;
    sketch->packed = 0;
    return sketch;
}

static void sketch_free(Sketch *sketch)
{
    g_array_free(sketch->hashes, TRUE);
    g_free(sketch);
}

static bool sketch_run(const Scenario *scenario, const StudyWatch *watch, Sketch *sketch, StudyBranch *branch, GError **error)
{
    StudyWatch mine = { .observe = sketch_observe, .observer = sketch, .report = watch->report, .listener = watch->listener };

    if (!study_rehearse(scenario, &mine, &branch->run, error))
        return false;
    if (sketch->packed > 0)
        close_block(sketch);
    branch->events = sketch->events;
    return true;
}

/* The first block that differs; false if there is none. */
static bool first_block(const Sketch *a, const Sketch *b, uint64_t *out_block)
{
    guint shorter = MIN(a->hashes->len, b->hashes->len);

    for (guint i = 0; i < shorter; i++)
        if (g_array_index(a->hashes, XXH64_hash_t, i) != g_array_index(b->hashes, XXH64_hash_t, i)) {
            *out_block = i;
            return true;
        }
    *out_block = shorter;
    return a->events != b->events;
}

/* ---- second pass: the events around that block */

typedef struct Window {
    uint64_t first, end;        /* events to be kept: first .. end - 1 */
    uint64_t events;            /* seen so far */
    GArray *records;            /* of SimRecord */
    bool enough;
} Window;

static void window_observe(void *observer, const SimRecord *records, size_t n)
{
    Window *window = observer;

    for (size_t i = 0; i < n && !window->enough; i++) {
        if (!is_event(&records[i]))
            continue;
        if (window->events >= window->first)
            g_array_append_vals(window->records, &records[i], 1);
        window->events++;
        window->enough = window->events >= window->end;
    }
}

static bool window_run(const Scenario *scenario, const StudyWatch *watch, Window *window, GError **error)
{
    StudyWatch mine = { .observe = window_observe, .observer = window, .enough = &window->enough, .report = watch->report,
                        .listener = watch->listener };
    StudyRehearsal part;

    return study_rehearse(scenario, &mine, &part, error);
}

/* Fills in what lies around the first event that differs in the windows, which begin with the same event. */
static void compare_windows(const Window *a, const Window *b, unsigned context, StudyDivergence *divergence)
{
    const Window *windows[] = { a, b };
    guint shorter = MIN(a->records->len, b->records->len), first = 0;

    while (first < shorter && is_same(&g_array_index(a->records, SimRecord, first), &g_array_index(b->records, SimRecord, first)))
        first++;
    g_assert(first < MAX(a->records->len, b->records->len));
    divergence->index = a->first + first;
    divergence->n_common = MIN(context, first);
    for (unsigned i = 0; i < divergence->n_common; i++)
        divergence->common[i] = g_array_index(a->records, SimRecord, first - divergence->n_common + i);
    for (unsigned side = 0; side < 2; side++) {
        const GArray *records = windows[side]->records;
        StudyBranch *branch = &divergence->branches[side];

        for (guint i = first; i < records->len && branch->n_records <= context; i++)
            branch->records[branch->n_records++] = g_array_index(records, SimRecord, i);
    }
}

/* The runs differ in the block that begins at @divergence->index. */
static bool look_closer(const Scenario *const scenarios[2], const StudyWatch *watch, unsigned context,
                        StudyDivergence *divergence, GError **error)
{
    uint64_t begin = divergence->index;
    Window windows[2];
    bool good = true;

    for (unsigned side = 0; side < 2; side++)
        windows[side] = (Window){ .first = begin - MIN(begin, context),
                                  .end = begin + BLOCK + context,
                                  .records = g_array_new(FALSE, FALSE, sizeof(SimRecord)) };
    for (unsigned side = 0; side < 2 && good; side++)
        good = window_run(scenarios[side], watch, &windows[side], error);
    if (good)
        compare_windows(&windows[0], &windows[1], context, divergence);
    for (unsigned side = 0; side < 2; side++)
        g_array_free(windows[side].records, TRUE);
    return good;
}

bool study_divergence_find(const Scenario *const scenarios[2], unsigned context, const StudyWatch *watch,
                           StudyDivergence *out_divergence, GError **error)
{
    Sketch *a = sketch_new(), *b = sketch_new();
    uint64_t block = 0;
    bool good;

    g_assert(context <= STUDY_CONTEXT_MAX);
    memset(out_divergence, 0, sizeof *out_divergence);
    good = sketch_run(scenarios[0], watch, a, &out_divergence->branches[0], error) &&
           sketch_run(scenarios[1], watch, b, &out_divergence->branches[1], error);
    if (good && first_block(a, b, &block)) {
        out_divergence->divergent = true;
        out_divergence->index = block * BLOCK;
        good = look_closer(scenarios, watch, context, out_divergence, error);
    }
    sketch_free(a);
    sketch_free(b);
    return good;
}
