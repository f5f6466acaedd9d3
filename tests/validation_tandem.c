/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two queues one after the other, the ISF's and an IWF's.  What leaves an M/M/1 queue is a Poisson process again (Burke 1956), so the
 * second queue is one like the first, and the times spent in both are independent. */
#include "tests/validation.h"

#include <math.h>
#include <string.h>

#include "models/cpm_wire.h"
#include "models/sip_message.h"

#define ARRIVALS 700.0                  /* 1/s */
static const double services[] = { 1e-3, 0.8e-3 };     /* s */

/* By session, the moments at which the Core, which takes no time, sees the INVITE before, between and after the two, as refusal then. */
typedef struct TandemLog {
    uint32_t n;
    SimTime *seen[3];           /* [n] each */
    SimTime *between;           /* [n_between]: the second of them in the order of time */
    uint32_t n_between;
    double sampled[2];          /* sums of the numbers at the ISF and the IWF */
} TandemLog;

static void observe(void *observer, const SimRecord *records, size_t n)
{
    TandemLog *log = observer;

    for (size_t i = 0; i < n; i++) {
        const SimRecord *record = &records[i];
        unsigned status = sip_status(record->code);

        if (record->kind == SIM_RECORD_SAMPLE && record->code == CPM_SAMPLE_QUEUE && CPM_BOX_KIND(record->to) >= CPM_ISF)
            log->sampled[record->to != CPM_BOX(CPM_ISF, 0)] += record->detail;

        if (record->kind != SIM_RECORD_MESSAGE || record->member != 1 || record->to != CPM_BOX(CPM_CORE, 0) ||
            sip_method(record->code) != SIP_INVITE)
            continue;
        g_assert(record->session < log->n);
        if (record->from == CPM_BOX(CPM_CS, 0) && status == 0) {
            log->seen[0][record->session] = record->time;
        } else if (record->from == CPM_BOX(CPM_ISF, 0) && status == 0) {
            log->seen[1][record->session] = record->time;
            log->between[log->n_between++] = record->time;
        } else if (record->from == CPM_BOX(CPM_IWF, 0) && status >= 300) {
            log->seen[2][record->session] = record->time;
        }
    }
}

/* Means, variances and products of pairs. */
typedef struct Moments {
    double n, x, y, xx, yy, xy;
} Moments;

static void add_pair(Moments *moments, double x, double y)
{
    moments->n++;
    moments->x += x;
    moments->y += y;
    moments->xx += x * x;
    moments->yy += y * y;
    moments->xy += x * y;
}

static double covariance(const Moments *moments)
{
    return moments->xy / moments->n - moments->x / moments->n * (moments->y / moments->n);
}

static double variance_of_x(const Moments *moments)
{
    return moments->xx / moments->n - moments->x / moments->n * (moments->x / moments->n);
}

static double variance_of_y(const Moments *moments)
{
    return moments->yy / moments->n - moments->y / moments->n * (moments->y / moments->n);
}

static double correlation(const Moments *moments)
{
    return covariance(moments) / sqrt(variance_of_x(moments) * variance_of_y(moments));
}

enum { ROW_FIRST, ROW_SECOND, ROW_SUM, ROW_VARIANCE, ROW_CORRELATION, ROW_SPREAD, ROW_MEMORY, ROW_LITTLE };

/* Times in ms. */
static void measure_sojourns(ValidationExperiment *experiment, uint32_t replication, const TandemLog *log, SimTime latency)
{
    Moments moments = { .n = 0 };

    for (uint32_t i = experiment->warm_up; i < log->n; i++)
        add_pair(&moments, 1e3 * sim_time_to_seconds(log->seen[1][i] - log->seen[0][i] - 2 * latency),
                 1e3 * sim_time_to_seconds(log->seen[2][i] - log->seen[1][i] - 2 * latency));
    validation_measured(experiment, ROW_FIRST, replication, moments.x / moments.n);
    validation_measured(experiment, ROW_SECOND, replication, moments.y / moments.n);
    validation_measured(experiment, ROW_SUM, replication, (moments.x + moments.y) / moments.n);
    validation_measured(experiment, ROW_VARIANCE, replication,
                        variance_of_x(&moments) + variance_of_y(&moments) + 2 * covariance(&moments));
    validation_measured(experiment, ROW_CORRELATION, replication, correlation(&moments));
}

static void measure_departures(ValidationExperiment *experiment, uint32_t replication, const TandemLog *log)
{
    Moments moments = { .n = 0 };
    double mean;

    for (uint32_t i = experiment->warm_up + 1; i < log->n_between; i++)
        add_pair(&moments, sim_time_to_seconds(log->between[i - 1] - log->between[i - 2]),
                 sim_time_to_seconds(log->between[i] - log->between[i - 1]));
    mean = moments.y / moments.n;
    validation_measured(experiment, ROW_SPREAD, replication, variance_of_y(&moments) / (mean * mean));
    validation_measured(experiment, ROW_MEMORY, replication, correlation(&moments));
}

static void measure_tandem(ValidationExperiment *experiment, uint32_t replication)
{
    TandemLog log = { .n = experiment->sessions };
    ValidationEnd end;

    for (unsigned i = 0; i < 3; i++)
        log.seen[i] = g_new0(SimTime, log.n);
    log.between = g_new0(SimTime, log.n);
    validation_simulate(experiment, replication, observe, &log, &end);
    measure_sojourns(experiment, replication, &log, end.core_latency);
    measure_departures(experiment, replication, &log);
    if (experiment->n_rows > ROW_LITTLE)
        for (unsigned i = 0; i < 2; i++)
            validation_measured(experiment, ROW_LITTLE + i, replication,
                                validation_little(&end, i == 0 ? CPM_BOX(CPM_ISF, 0) : CPM_BOX(CPM_IWF, 0), log.sampled[i]));
    for (unsigned i = 0; i < 3; i++)
        g_free(log.seen[i]);
    g_free(log.between);
}

/* On the short path as the scenario says; on the wire as in validation_queue.c. */
static void set_path(ValidationExperiment *experiment)
{
    static const char *const stations[] = { "isf", "iwf" };
    bool wire = strcmp(experiment->path, "wire") == 0;

    for (unsigned i = 0; i < 2; i++) {
        double mean = 1e9 * services[i] * experiment->validation->service_factor;

        if (wire)
            validation_set(experiment, "stations.%s.service=0 s", stations[i]);
        validation_set(experiment, wire ? "stations.%s.work={invite: {exponential: {mean: %.0f ns}}}"
                                        : "stations.%s.service={exponential: {mean: %.0f ns}}", stations[i], mean);
    }
    if (!wire)
        return;
    validation_set(experiment, "links.core.latency=0 s");
    validation_set(experiment, "sip.transactions=full");
    validation_set(experiment, "sip.processing=service");
    validation_set(experiment, "sip.timers.core={t1: 20 s, t2: 80 s, t4: 100 s}");
}

static void add_tandem(Validation *validation, const char *path)
{
    ValidationExperiment *experiment = validation_add(validation, "tandem", measure_tandem);
    GoldenRow like = { .check = "M/M/1 > M/M/1", .parameters = "rho=0.7, 0.56", .unit = "ms" };
    double first = 1e3 / (1 / services[0] - ARRIVALS), second = 1e3 / (1 / services[1] - ARRIVALS);

    experiment->path = path;
    experiment->sessions = validation->quick ? 16000 : 31000;
    experiment->warm_up = 1000;
    validation_set(experiment, "sessions[0].count=%u", experiment->sessions);
    set_path(experiment);
    like.quantity = "mean sojourn at the ISF";
    validation_row(experiment, VALIDATION_QUEUE, &like, first);
    like.quantity = "mean sojourn at the IWF";
    validation_row(experiment, VALIDATION_QUEUE, &like, second);
    like.quantity = "mean of their sum";
    validation_row(experiment, VALIDATION_QUEUE, &like, first + second);
    like.quantity = "variance of their sum";
    like.unit = "ms^2";
    validation_row(experiment, VALIDATION_QUEUE, &like, first * first + second * second);
    like.quantity = "correlation of the two";
    like.unit = "";
    validation_row(experiment, VALIDATION_RANDOM, &like, 0);
    like.quantity = "departures between them, squared coefficient of variation";
    validation_row(experiment, VALIDATION_RANDOM, &like, 1);
    like.quantity = "... correlation of neighbours";
    validation_row(experiment, VALIDATION_RANDOM, &like, 0);
    if (strcmp(path, "wire") == 0) {
        validation_add_little(experiment, "M/M/1 > M/M/1, ISF");
        validation_add_little(experiment, "M/M/1 > M/M/1, IWF");
    }
}

void validation_add_tandems(Validation *validation)
{
    add_tandem(validation, "short");
    if (!validation->quick)
        add_tandem(validation, "wire");
}
