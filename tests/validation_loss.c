/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often an INVITE is sent from the Core to the Conversation Server where messages are lost both ways.  Probabilities that are too small
 * to be met by chance are summed up: each pattern of what may be lost of seven INVITEs and seven 100s is run once, and weighed by its
 * probability. */
#include "tests/validation.h"

#include <math.h>

#include "models/cpm_hop.h"
#include "models/sip_message.h"

#define SENDS 7
#define PATTERNS (1u << 2 * SENDS)

static const double losses[] = { 0.01, 0.05, 0.1, 0.2, 0.3, 0.5 };

/* By session. */
typedef struct LossLog {
    uint32_t n;
    uint32_t *sends;            /* [n] */
    bool *timed_out;            /* [n] */
} LossLog;

static void observe(void *observer, const SimRecord *records, size_t n)
{
    LossLog *log = observer;

    for (size_t i = 0; i < n; i++) {
        const SimRecord *record = &records[i];
        bool sent = record->kind == SIM_RECORD_MESSAGE || record->kind == SIM_RECORD_REPEATED || record->kind == SIM_RECORD_LOST;

        if (record->kind == SIM_RECORD_SAMPLE || record->member != 0)
            continue;
        g_assert(record->session < log->n);
        if (sent && record->code == SIP_REQUEST(SIP_INVITE) && record->to == CPM_BOX(CPM_CS, 0))
            log->sends[record->session]++;
        else if (record->kind == SIM_RECORD_TIMER && record->code == CPM_TIMER_B && record->to == CPM_BOX(CPM_CORE, 0))
            log->timed_out[record->session] = true;
    }
}

/* ---- all patterns: a message is lost because its receiver is down just then */

#define LATENCY (10 * SIM_MS)           /* of scenarios/validation/loss.yaml */

typedef struct Outages {
    struct CpmOutage outages[SENDS];
    uint32_t n;
} Outages;

/* Down for a moment around each arrival at LATENCY after @when[k], for the bits k of @lost. */
static void lose(Outages *outages, const double when[EXACT_SENDS], unsigned lost, SimTime offset)
{
    outages->n = 0;
    for (unsigned k = 0; k < SENDS; k++)
        if ((lost >> k & 1u) != 0) {
            SimTime arrival = sim_time_from_seconds(when[k]) + offset;

            outages->outages[outages->n++] = (struct CpmOutage){ arrival - LATENCY / 4, arrival + LATENCY / 4 };
        }
}

/* Runs the pattern: of INVITEs the lower bits, of 100s the upper. */
static void run_pattern(CpmSetup *setup, unsigned pattern, LossLog *log)
{
    CpmFailureSetup *cs = &setup->station[CPM_CS].failure, *core = &setup->station[CPM_CORE].failure;
    Outages requests, responses;
    double when[EXACT_SENDS];
    ValidationEnd end;

    exact_schedule(0.5, INFINITY, when);
    lose(&requests, when, pattern & ((1u << SENDS) - 1), 2 * LATENCY);          /* client - Core - CS         */
    lose(&responses, when, pattern >> SENDS, 3 * LATENCY);                      /* client - Core - CS - Core  */
    cs->outages = requests.outages;
    cs->n_outages = requests.n;
    core->outages = responses.outages;
    core->n_outages = responses.n;
    log->sends[0] = 0;
    log->timed_out[0] = false;
    validation_run_setup(setup, observe, log, &end);
    cs->outages = core->outages = NULL;
    cs->n_outages = core->n_outages = 0;
}

static void measure_patterns(ValidationExperiment *experiment, uint32_t replication)
{
    g_autoptr(Scenario) scenario = validation_scenario(experiment);
    CpmSetup *setup = scenario_setup(scenario);
    double all_lost[G_N_ELEMENTS(losses)] = { 0 }, sends[G_N_ELEMENTS(losses)] = { 0 };
    uint32_t sent = 0;
    bool timed_out = false;
    LossLog log = { 1, &sent, &timed_out };

    g_assert(replication == 0);
    for (unsigned pattern = 0; pattern < PATTERNS; pattern++) {
        int lost = __builtin_popcount(pattern);

        run_pattern(setup, pattern, &log);
        for (size_t i = 0; i < G_N_ELEMENTS(losses); i++) {
            double weight = pow(losses[i], lost) * pow(1 - losses[i], 2 * SENDS - lost);

            all_lost[i] += timed_out ? weight : 0;
            sends[i] += sent * weight;
        }
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(losses); i++) {
        validation_met(experiment, 2 * i, &all_lost[i], 1);
        validation_met(experiment, 2 * i + 1, &sends[i], 1);
    }
}

/* ---- by chance, over links that lose messages */

static void measure_chance(ValidationExperiment *experiment, uint32_t replication)
{
    LossLog log = { .n = experiment->sessions };
    uint32_t sends = 0, timed_out = 0;
    ValidationEnd end;

    log.sends = g_new0(uint32_t, log.n);
    log.timed_out = g_new0(bool, log.n);
    validation_simulate(experiment, replication, observe, &log, &end);
    for (uint32_t i = 0; i < log.n; i++) {
        sends += log.sends[i];
        timed_out += log.timed_out[i];
    }
    validation_measured(experiment, 0, replication, (double)timed_out / log.n);
    validation_measured(experiment, 1, replication, (double)sends / log.n);
    g_free(log.sends);
    g_free(log.timed_out);
}

/* ---- the experiments */

static void add_rows(ValidationExperiment *experiment, ValidationKind kind, double loss)
{
    g_autofree char *parameters = g_strdup_printf("p=%g", loss);
    GoldenRow like = { .check = "INVITE hop, loss both ways", .parameters = parameters };
    double tolerance = kind == VALIDATION_EXACT ? 1e-9 : 0;

    like.quantity = "P(no 100 within 7 sends)";
    validation_golden(experiment, kind, &like)->tolerance = tolerance;
    like.quantity = "mean sends";
    validation_golden(experiment, kind, &like)->tolerance = tolerance;
}

static void add_patterns(Validation *validation)
{
    ValidationExperiment *experiment = validation_add(validation, "loss", measure_patterns);

    experiment->path = "all patterns";
    experiment->replications = 1;
    validation_set(experiment, "links.core.loss=0 %%");
    validation_set(experiment, "sessions[0].count=1");
    for (size_t i = 0; i < G_N_ELEMENTS(losses); i++)
        add_rows(experiment, VALIDATION_EXACT, losses[i]);
}

/* Where there is something to be met by chance. */
static void add_chance(Validation *validation, double loss)
{
    ValidationExperiment *experiment = validation_add(validation, "loss", measure_chance);

    experiment->path = "wire";
    experiment->sessions = 1000;
    validation_set(experiment, "sessions[0].count=%u", experiment->sessions);
    validation_set(experiment, "links.core.loss=%g %%", 100 * loss);
    add_rows(experiment, VALIDATION_RANDOM, loss);
}

void validation_add_losses(Validation *validation)
{
    add_patterns(validation);
    add_chance(validation, 0.3);
    add_chance(validation, 0.5);
}
