/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many messages a session costs, and which requests a neighbour throttles that an overloaded box asks to. */
#include "tests/validation.h"

#include <string.h>

#include "models/cpm_overload.h"
#include "models/sip_message.h"

/* ---- 8 (1 + N) + 16 M */

static void count_sip(void *observer, const SimRecord *records, size_t n)
{
    double *count = observer;

    for (size_t i = 0; i < n; i++)
        *count += (records[i].kind == SIM_RECORD_MESSAGE || records[i].kind == SIM_RECORD_REPEATED) && sip_is_sip(records[i].code);
}

static void measure_count(ValidationExperiment *experiment, uint32_t replication)
{
    double count = 0;
    ValidationEnd end;

    validation_simulate(experiment, replication, count_sip, &count, &end);
    validation_met(experiment, 0, &count, 1);
}

static void add_counts(Validation *validation, const char *path)
{
    static const unsigned members[][2] = { { 1, 1 }, { 2, 1 }, { 9, 1 }, { 5, 5 }, { 50, 50 } };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        g_autofree char *parameters = g_strdup_printf("N=%u CPM members M=%u non-CPM members", members[i][0], members[i][1]);
        GoldenRow like = { .check = "SIP messages, no loss, no 18x, no NOTIFY", .parameters = parameters, .quantity = "count" };
        ValidationExperiment *experiment = validation_add(validation, "counts", measure_count);

        experiment->path = path;
        experiment->replications = 1;
        validation_set(experiment, "members.cpm.count=%u", members[i][0]);
        validation_set(experiment, "members.sms.count=%u", members[i][1]);
        if (strcmp(path, "wire") == 0)
            validation_set(experiment, "sip.transactions=full");
        validation_golden(experiment, VALIDATION_EXACT, &like);
    }
}

/* ---- throttles */

/* A neighbour is asked to drop @size percent of its requests, of which 80 % are of category 1.  Row 0: what it does when it knows the mix;
 * rows 1 and 2: what becomes of requests whose mix it must find out. */
#define REQUESTS 20000

/* The mix is estimated from the requests of late, 128 or so, the present one among them: what follows from it is wrong by so much. */
#define MIX_ERROR 0.02

static void measure_loss_algorithm(ValidationExperiment *experiment, uint32_t replication)
{
    static const CpmOverloadSetup setup = { .control = CPM_OVERLOAD_LOSS, .validity = SIM_HOUR };
    SimRandom random = { .seed = experiment->validation->seed, .replication = replication };
    SimStream stream = sim_stream("validation.throttle");
    double drop[3], percent[2];
    CpmThrottle throttle;

    cpm_throttle_split(experiment->size / 100.0, 0.8, drop);
    percent[0] = 100 * drop[CPM_ORDINARY];
    percent[1] = 100 * drop[CPM_PRIVILEGED];
    if (replication == 0)
        validation_met(experiment, 0, percent, 2);
    cpm_throttle_init(&throttle, CPM_OVERLOAD_LOSS);
    cpm_throttle_obey(&throttle, &setup, 1 + experiment->size, 0);
    for (uint32_t i = 0; i < REQUESTS; i++) {
        CpmCategory category = i % 5 == 4 ? CPM_PRIVILEGED : CPM_ORDINARY;

        cpm_throttle_lets_pass(&throttle, category, i * SIM_MS, sim_random_uniform(&random, stream, experiment->size, i, 0));
    }
    for (unsigned i = 0; i < 2; i++) {
        uint64_t dropped = throttle.dropped[1 + i];

        validation_measured(experiment, 1 + i, replication, 100.0 * dropped / (dropped + throttle.sent[1 + i]));
    }
}

static void add_loss_algorithm(Validation *validation, uint32_t asked)
{
    g_autofree char *parameters = g_strdup_printf("oc=%u", asked);
    GoldenRow like = { .check = "RFC 7339 loss algorithm, mix 80/20", .parameters = parameters,
                       .quantity = "category 1 / category 2 dropped %" };
    ValidationExperiment *experiment = validation_add(validation, NULL, measure_loss_algorithm);
    ValidationRow *row = validation_golden(experiment, VALIDATION_EXACT, &like);

    experiment->size = asked;
    row->tolerance = 1e-12;
    like.unit = "%";
    like.quantity = "category 1 dropped, mix unknown";
    validation_row(experiment, VALIDATION_RANDOM, &like, row->exact[0])->tolerance = MIX_ERROR;
    like.quantity = "category 2 dropped, mix unknown";
    validation_row(experiment, VALIDATION_RANDOM, &like, row->exact[1])->tolerance = MIX_ERROR;
}

/* A neighbour may send 100 requests/s, and has @size to send, one like the other. */
static void measure_leaky_bucket(ValidationExperiment *experiment, uint32_t replication)
{
    static const CpmOverloadSetup setup = { .control = CPM_OVERLOAD_RATE, .validity = 10 * SIM_HOUR };
    CpmThrottle throttle;
    double sent;

    g_assert(replication == 0);
    cpm_throttle_init(&throttle, CPM_OVERLOAD_RATE);
    cpm_throttle_obey(&throttle, &setup, 1 + 100, 0);
    for (uint32_t i = 0; i < 3600 * experiment->size; i++)
        cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, i * SIM_S / experiment->size, 0.5);
    sent = throttle.sent[CPM_ORDINARY] / 3600.0;
    validation_met(experiment, 0, &sent, 1);
}

static void add_leaky_bucket(Validation *validation, uint32_t offered)
{
    g_autofree char *parameters = g_strdup_printf("oc=100/s, %u/s offered", offered);
    GoldenRow like = { .check = "RFC 7415 leaky bucket", .parameters = parameters, .quantity = "sent in an hour", .unit = "1/s" };
    ValidationExperiment *experiment = validation_add(validation, NULL, measure_leaky_bucket);

    experiment->replications = 1;
    experiment->size = offered;
    validation_row(experiment, VALIDATION_EXACT, &like, MIN(offered, 100))->tolerance = 1e-5;
}

void validation_add_messages(Validation *validation)
{
    add_counts(validation, "short");
    add_counts(validation, "wire");
    add_loss_algorithm(validation, 20);
    add_loss_algorithm(validation, 90);
    add_leaky_bucket(validation, 80);
    add_leaky_bucket(validation, 250);
}
