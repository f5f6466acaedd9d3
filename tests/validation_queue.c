/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues at the Conversation Server: Poisson sessions whose one INVITE it serves and refuses.  What it does is told by the messages of its
 * neighbour, the SIP/IP Core, which takes no time: when the INVITE passed there, and when the refusal came back. */
#include "tests/validation.h"

#include <math.h>
#include <string.h>

#include "models/cpm_wire.h"
#include "models/sip_message.h"
#include "sim/histogram.h"

/* The sessions of one replication, by number: the k-th of scenarios/validation/queue.yaml is session 2 k. */
typedef struct QueueLog {
    const ValidationExperiment *experiment;
    uint32_t n;
    SimTime *arrived;           /* [n] at the station                                           */
    SimTime *left;              /* [n] the station; 0: it was turned away, or has not left      */
    SimTime *departures;        /* [n_departures] of all sessions, as they came, so sorted      */
    uint32_t n_departures;
    bool *blocked;              /* [n] turned away                                              */
    double sampled;             /* sum of the numbers at the station whenever it was looked at  */
    ValidationEnd end;
} QueueLog;

static void observe(void *observer, const SimRecord *records, size_t n)
{
    QueueLog *log = observer;

    for (size_t i = 0; i < n; i++) {
        const SimRecord *record = &records[i];
        uint32_t index = record->session / 2;

        if (record->kind == SIM_RECORD_SAMPLE && record->code == CPM_SAMPLE_QUEUE && record->to == CPM_BOX(CPM_CS, 0))
            log->sampled += record->detail;
        if (record->kind == SIM_RECORD_SAMPLE || record->member != 0 || record->session % 2 != 0 || sip_method(record->code) != SIP_INVITE)
            continue;
        g_assert(index < log->n);
        if (record->kind == SIM_RECORD_MESSAGE && record->to == CPM_BOX(CPM_CORE, 0)) {
            if (sip_status(record->code) == 0) {
                log->arrived[index] = record->time;
            } else if (sip_status(record->code) >= 300) {
                log->left[index] = record->time;
                log->departures[log->n_departures++] = record->time;
            }
        } else if (record->kind == SIM_RECORD_LOST && record->to == CPM_BOX(CPM_CS, 0) && sip_status(record->code) == 0) {
            log->blocked[index] = true;
        }
    }
}

/* Times at the station from those at the Core. */
static void take_off_latency(QueueLog *log)
{
    for (uint32_t i = 0; i < log->n; i++) {
        log->arrived[i] += log->end.core_latency;
        log->left[i] -= log->end.core_latency;
    }
    for (uint32_t i = 0; i < log->n_departures; i++)
        log->departures[i] -= log->end.core_latency;
}

/* ---- what is measured, over the sessions from the warm-up on; s */

static double mean_sojourn(const QueueLog *log)
{
    double sum = 0;
    uint32_t first = log->experiment->warm_up;

    for (uint32_t i = first; i < log->n; i++)
        sum += sim_time_to_seconds(log->left[i] - log->arrived[i]);
    return sum / (log->n - first);
}

static double sojourn_p99(const QueueLog *log)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();

    for (uint32_t i = log->experiment->warm_up; i < log->n; i++)
        sim_histogram_record(histogram, log->left[i] - log->arrived[i]);
    return sim_time_to_seconds(sim_histogram_quantile(histogram, 0.99));
}

/* First come, first served by c servers: the k-th to come, from 0, is served when k - c + 1 have left. */
static SimTime wait_of(const QueueLog *log, uint32_t index)
{
    uint32_t servers = log->experiment->size;

    return index < servers ? 0 : MAX(0, log->departures[index - servers] - log->arrived[index]);
}

static double mean_wait(const QueueLog *log)
{
    double sum = 0;
    uint32_t first = log->experiment->warm_up;

    for (uint32_t i = first; i < log->n; i++)
        sum += sim_time_to_seconds(wait_of(log, i));
    return sum / (log->n - first);
}

static double share_that_waits(const QueueLog *log)
{
    uint32_t first = log->experiment->warm_up, waiting = 0;

    for (uint32_t i = first; i < log->n; i++)
        waiting += wait_of(log, i) > 0;
    return (double)waiting / (log->n - first);
}

/* Over time, not over sessions: arrivals and departures are gone through in their order. */
static double mean_number(const QueueLog *log)
{
    SimTime start = log->arrived[log->experiment->warm_up], end = log->arrived[log->n - 1], now = start;
    double sum = 0;
    uint32_t arrivals = 0, departures = 0;

    for (;;) {
        bool is_arrival = departures == log->n_departures || log->arrived[arrivals] <= log->departures[departures];
        SimTime next = is_arrival ? log->arrived[arrivals] : log->departures[departures];

        if (next > now) {
            sum += sim_time_to_seconds(next - now) * (arrivals - departures);
            now = next;
        }
        if (next >= end)
            return sum / sim_time_to_seconds(end - start);
        arrivals += is_arrival;
        departures += !is_arrival;
    }
}

static double share_blocked(const QueueLog *log)
{
    uint32_t first = log->experiment->warm_up, blocked = 0;

    for (uint32_t i = first; i < log->n; i++)
        blocked += log->blocked[i];
    return (double)blocked / (log->n - first);
}

static double little(const QueueLog *log)
{
    return validation_little(&log->end, CPM_BOX(CPM_CS, 0), log->sampled);
}

static const struct {
    const char *quantity;
    double (*measure)(const QueueLog *log);
} quantities[] = {
    { "mean sojourn W", mean_sojourn },
    { "p99 sojourn", sojourn_p99 },
    { "mean number L", mean_number },
    { "mean wait Wq", mean_wait },
    { "P(wait) Erlang C", share_that_waits },
    { "P(block) Erlang B", share_blocked },
    { "P(block)", share_blocked },
    { "L as sampled / (lambda W)", little },
};

/* Times are in ms, or in units of a service time that is called 1 s there and takes 1 ms here. */
static double in_unit(double seconds, const char *unit)
{
    return unit[0] == '\0' ? seconds : 1000 * seconds;
}

static void measure_queue(ValidationExperiment *experiment, uint32_t replication)
{
    QueueLog log = { .experiment = experiment, .n = experiment->sessions };

    log.arrived = g_new0(SimTime, log.n);
    log.left = g_new0(SimTime, log.n);
    log.departures = g_new0(SimTime, log.n);
    log.blocked = g_new0(bool, log.n);
    validation_simulate(experiment, replication, observe, &log, &log.end);
    take_off_latency(&log);
    for (unsigned row = 0; row < experiment->n_rows; row++)
        for (size_t i = 0; i < G_N_ELEMENTS(quantities); i++)
            if (strcmp(experiment->rows[row].quantity, quantities[i].quantity) == 0)
                validation_measured(experiment, row, replication, in_unit(quantities[i].measure(&log), experiment->rows[row].unit));
    g_free(log.arrived);
    g_free(log.left);
    g_free(log.departures);
    g_free(log.blocked);
}

/* ---- the experiments */

#define SERVICE 0.001                   /* mean, s */

/* All INVITEs must have come before the first ACK, see the scenario. */
#define LONGEST_RUN 115.0               /* s */

typedef struct Queue {
    const char *check, *parameters;     /* of the table                                                 */
    double offered;                     /* erlangs                                                      */
    uint32_t servers;
    double scv;                         /* of the service time: 0 constant, 1 exponential, else gamma   */
    uint32_t sessions;                  /* of a replication, after the warm-up                          */
    const char *quantity[4];
    const char *other_parameters;       /* of quantity[1], where the table has others; or NULL          */
    int buffer;                         /* places for those who wait, -1: no limit                      */
} Queue;

/* The queue begins empty: nothing is recorded of the sessions in the first ten of its relaxation times, nor of the first thousand. */
static uint32_t warm_up_of(const Queue *queue)
{
    double gap = sqrt(queue->servers) - sqrt(queue->offered);

    if (queue->buffer >= 0)
        return 1000;
    return MAX(1000, (uint32_t)(10 * queue->offered / (gap * gap) * (1 + queue->scv) / 2));
}

/* What the station needs for an INVITE. */
static char *service_of(const Queue *queue, double factor)
{
    double mean = 1e9 * SERVICE * factor;

    if (queue->scv == 0)
        return g_strdup_printf("%.0f ns", mean);
    if (queue->scv == 1)
        return g_strdup_printf("{exponential: {mean: %.0f ns}}", mean);
    return g_strdup_printf("{gamma: {mean: %.0f ns, shape: %.15g}}", mean, 1 / queue->scv);
}

/* With the scenario's latency on the short path, and where room is limited, since ACKs would take it up.  Else there is no latency on the
 * wire, and ACKs come while INVITEs queue, but are no work.  T1 is so long that nothing is sent twice. */
static void set_path(ValidationExperiment *experiment, const Queue *queue)
{
    g_autofree char *service = service_of(queue, experiment->validation->service_factor);

    if (strcmp(experiment->path, "short") == 0 || queue->buffer >= 0)
        validation_set(experiment, "stations.cs.service=%s", service);
    if (queue->buffer >= 0) {
        validation_set(experiment, "sip.transactions=full");
        validation_set(experiment, "sip.processing=service");
        validation_set(experiment, "sip.timers.core={t1: 10 min, t2: 20 min, t4: 20 min}");
        validation_set(experiment, "stations.cs.buffer=%d", queue->buffer);
    } else if (strcmp(experiment->path, "wire") == 0) {
        validation_set(experiment, "links.core.latency=0 s");
        validation_set(experiment, "sip.transactions=full");
        validation_set(experiment, "sip.processing=service");
        validation_set(experiment, "sip.timers.core={t1: 20 s, t2: 80 s, t4: 100 s}");
        validation_set(experiment, "stations.cs.service=0 s");
        validation_set(experiment, "stations.cs.work={invite: %s}", service);
    }
}

static void add_queue(Validation *validation, const Queue *queue, const char *path)
{
    ValidationExperiment *experiment = validation_add(validation, "queue", measure_queue);

    experiment->path = path;
    experiment->size = queue->servers;
    experiment->warm_up = warm_up_of(queue);
    experiment->sessions = experiment->warm_up + queue->sessions / (validation->quick ? 2 : 1);
    g_assert(experiment->sessions * SERVICE / queue->offered < LONGEST_RUN);
    validation_set(experiment, "stations.cs.servers=%u", queue->servers);
    validation_set(experiment, "sessions[0].count=%u", experiment->sessions);
    validation_set(experiment, "sessions[0].arrivals={exponential: {mean: %.0f ns}}", 1e9 * SERVICE / queue->offered);
    set_path(experiment, queue);
    for (size_t i = 0; i < G_N_ELEMENTS(queue->quantity) && queue->quantity[i] != NULL; i++) {
        GoldenRow like = { .check = queue->check, .parameters = queue->parameters, .quantity = queue->quantity[i] };
        ValidationRow *row;

        if (i == 1 && queue->other_parameters != NULL)
            like.parameters = queue->other_parameters;
        row = validation_golden(experiment, VALIDATION_QUEUE, &like);
        if (strcmp(row->quantity, "p99 sojourn") == 0)
            row->tolerance = 0.001;
    }
    if (strcmp(path, "wire") == 0) {
        g_autofree char *name = g_strdup_printf("%s %s", queue->check, queue->parameters);

        validation_add_little(experiment, name);
    }
}

#define MM1(load, sessions) \
    { "M/M/1", "mu=1000/s rho=" #load, load, 1, 1, sessions, { "mean sojourn W", "p99 sojourn", "mean number L" }, NULL, -1 }
#define MD1(load, sessions) { "M/D/1", "s=1ms rho=" #load, load, 1, 0, sessions, { "mean wait Wq" }, NULL, -1 }
#define MG1(load, sessions) { "M/G/1", "s=1ms cs2=4 rho=" #load, load, 1, 4, sessions, { "mean wait Wq" }, NULL, -1 }
#define MMC(a, c, sessions) \
    { "M/M/c", "a=" #a " c=" #c, a, c, 1, sessions, { "P(wait) Erlang C", "mean wait Wq" }, "a=" #a " c=" #c " s=1", -1 }

#define MMCC(a, c) { "M/M/c/c", "a=" #a " c=" #c, a, c, 1, 30000, { "P(block) Erlang B" }, NULL, 0 }
#define MM1K(load, places) { "M/M/1/K", "rho=" #load " K=" #places, load, 1, 1, 30000, { "P(block)" }, NULL, places - 1 }

static const Queue queues[] = {
    MM1(0.1, 10000), MM1(0.5, 20000), MM1(0.7, 20000), MM1(0.8, 20000), MM1(0.9, 40000), MM1(0.95, 90000),
    MD1(0.1, 10000), MD1(0.5, 20000), MD1(0.7, 20000), MD1(0.8, 20000), MD1(0.9, 40000), MD1(0.95, 90000),
    MG1(0.5, 50000), MG1(0.8, 60000), MG1(0.9, 90000),
    MMC(1.6, 2, 40000), MMC(3.2, 4, 40000), MMC(6.4, 8, 40000), MMC(7.2, 8, 40000), MMC(14.4, 16, 40000),
};

static const Queue finite_queues[] = {
    MMCC(1, 1), MMCC(2, 4), MMCC(8, 10), MMCC(20, 30), MM1K(0.9, 10), MM1K(1.5, 20),
};

void validation_add_queues(Validation *validation)
{
    for (size_t i = 0; i < G_N_ELEMENTS(queues); i++)
        add_queue(validation, &queues[i], "short");
    for (size_t i = 0; i < G_N_ELEMENTS(queues) && !validation->quick; i++)
        add_queue(validation, &queues[i], "wire");
    for (size_t i = 0; i < G_N_ELEMENTS(finite_queues); i++)
        add_queue(validation, &finite_queues[i], "wire");
}
