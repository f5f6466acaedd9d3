/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order statistics: the inviter gets its 200 when the last of N people has answered, or the first. */
#include "tests/validation.h"

#include "models/cpm_hop.h"
#include "models/sip_message.h"

/* Of one replication, s. */
typedef struct AnswerLog {
    uint32_t n;
    SimTime *began;             /* [n] */
    double *took;               /* [n] until the 200 */
    uint32_t answered;
} AnswerLog;

static void observe(void *observer, const SimRecord *records, size_t n)
{
    AnswerLog *log = observer;

    for (size_t i = 0; i < n; i++) {
        const SimRecord *record = &records[i];

        if (record->to != CPM_BOX(CPM_CLIENT_A, 0) || record->kind == SIM_RECORD_SAMPLE)
            continue;
        g_assert(record->session < log->n);
        if (record->kind == SIM_RECORD_TIMER && record->code == CPM_TIMER_START) {
            log->began[record->session] = record->time;
        } else if (record->kind == SIM_RECORD_MESSAGE && record->code == SIP_RESPONSE(SIP_INVITE, 200)) {
            log->took[record->session] = sim_time_to_seconds(record->time - log->began[record->session]);
            log->answered++;
        }
    }
}

static double mean_of(const AnswerLog *log)
{
    double sum = 0;

    for (uint32_t i = 0; i < log->n; i++)
        sum += log->took[i];
    return sum / log->n;
}

static double variance_of(const AnswerLog *log)
{
    double mean = mean_of(log), sum = 0;

    for (uint32_t i = 0; i < log->n; i++)
        sum += (log->took[i] - mean) * (log->took[i] - mean);
    return sum / (log->n - 1);
}

/* Row 0 is the mean, row 1, if there is one, the variance. */
static void measure_answers(ValidationExperiment *experiment, uint32_t replication)
{
    AnswerLog log = { .n = experiment->sessions };
    ValidationEnd end;

    log.began = g_new0(SimTime, log.n);
    log.took = g_new0(double, log.n);
    validation_simulate(experiment, replication, observe, &log, &end);
    if (log.answered == log.n) {
        validation_measured(experiment, 0, replication, mean_of(&log));
        if (experiment->n_rows > 1)
            validation_measured(experiment, 1, replication, variance_of(&log));
    }
    g_free(log.began);
    g_free(log.took);
}

/* @people in each of @sessions sessions of a replication. */
static ValidationExperiment *add_group(Validation *validation, uint32_t people, uint32_t sessions)
{
    ValidationExperiment *experiment = validation_add(validation, "answers", measure_answers);

    experiment->path = "short";
    experiment->size = people;
    experiment->sessions = validation->quick ? sessions / 2 : sessions;
    validation_set(experiment, "members.all.count=%u", people);
    validation_set(experiment, "sessions[0].count=%u", experiment->sessions);
    return experiment;
}

static void add_exponential(Validation *validation, uint32_t people, uint32_t sessions)
{
    g_autofree char *parameters = g_strdup_printf("N=%u mu=1", people);
    GoldenRow like = { .check = "last of N exponentials", .parameters = parameters, .quantity = "mean" };
    ValidationExperiment *last = add_group(validation, people, sessions), *first = add_group(validation, people, sessions);

    validation_golden(last, VALIDATION_RANDOM, &like);
    like.quantity = "variance";
    validation_golden(last, VALIDATION_RANDOM, &like);
    like.check = "first of N exponentials";
    like.quantity = "mean";
    validation_set(first, "focus.answer=first_accept");
    validation_golden(first, VALIDATION_RANDOM, &like);
}

static void add_lognormal(Validation *validation, uint32_t people, const char *sigma)
{
    g_autofree char *parameters = g_strdup_printf("N=%u sigma=%s", people, sigma);
    GoldenRow like = { .check = "last of N log-normals", .parameters = parameters, .quantity = "mean/median" };
    ValidationExperiment *experiment = add_group(validation, people, MAX(1000, 5000 / people));

    validation_set(experiment, "members.all.answer={accept_after: {lognormal: {median: 1 s, sigma: %s}}}", sigma);
    validation_golden(experiment, VALIDATION_RANDOM, &like);
}

void validation_add_answers(Validation *validation)
{
    static const struct {
        uint32_t people, sessions;
    } groups[] = {
        { 1, 10000 }, { 2, 10000 }, { 3, 10000 }, { 5, 5000 }, { 10, 3000 }, { 20, 2000 }, { 50, 1000 }, { 100, 500 }, { 1000, 100 },
    };
    static const uint32_t people[] = { 1, 2, 5, 10, 20, 50 };

    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        add_exponential(validation, groups[i].people, groups[i].sessions);
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
        add_lognormal(validation, people[i], "0.25");
        add_lognormal(validation, people[i], "1.0");
    }
}
