/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a message is sent again while nothing comes back: one session, in which a box falls silent. */
#include "tests/validation.h"

#include <string.h>

#include "models/cpm_hop.h"
#include "models/sip_message.h"

typedef struct Silence {
    const char *check, *parameters, *quantity;
    const char *variant;                /* added to the parameters, where the table has one row for two cases; or NULL */
    const char *sets[3];                /* which box falls silent                                                      */
    SipCode code;                       /* all that are lost ...                                                       */
    CpmBoxKind from, to;
    unsigned timer;                     /* ... or, if not 0, when that one fires, counted from the first that is lost  */
} Silence;

#define CORE_IS_DOWN(when) "stations.cs.outages=[]", "stations.core.outages=[{at: " when ", for: 9 min}]"
#define CS_IS_DOWN(when) "stations.cs.outages=[{at: " when ", for: 9 min}]"

static const Silence silences[] = {
    { "INVITE over UDP, Timer A", "T1=0.5s", "send times", NULL, { CS_IS_DOWN("0 s") }, SIP_REQUEST(SIP_INVITE), CPM_CORE, CPM_CS, 0 },
    { "INVITE over UDP, Timer B", "T1=0.5s", "timeout", NULL, { CS_IS_DOWN("0 s") }, SIP_REQUEST(SIP_INVITE), CPM_CORE, CPM_CS, CPM_TIMER_B },
    { "INVITE over UDP, Timer A", "T1=2.0s", "send times", NULL, { CORE_IS_DOWN("0 s") }, SIP_REQUEST(SIP_INVITE), CPM_CLIENT_A, CPM_CORE, 0 },
    { "INVITE over UDP, Timer B", "T1=2.0s", "timeout", NULL, { CORE_IS_DOWN("0 s") }, SIP_REQUEST(SIP_INVITE), CPM_CLIENT_A, CPM_CORE, CPM_TIMER_B },
    { "non-INVITE over UDP, Timer E", "T1=0.5s T2=4.0s", "send times", NULL, { CS_IS_DOWN("30 s") }, SIP_REQUEST(SIP_BYE), CPM_CORE, CPM_CS, 0 },
    { "non-INVITE over UDP, Timer E", "T1=2.0s T2=16.0s", "send times", NULL, { CORE_IS_DOWN("30 s") }, SIP_REQUEST(SIP_BYE), CPM_CLIENT_A, CPM_CORE, 0 },
    { "2xx / non-2xx response, Timer G", "T1=0.5s T2=4.0s", "send times", "2xx of the Conversation Server", { CORE_IS_DOWN("25 ms"), "focus.answer=immediate" }, SIP_RESPONSE(SIP_INVITE, 200), CPM_CS, CPM_CORE, 0 },
    { "2xx / non-2xx response, Timer G", "T1=0.5s T2=4.0s", "send times", "403 of the Conversation Server", { CORE_IS_DOWN("25 ms"), "groups.people={status: disabled, members: [{name: B}]}" }, SIP_RESPONSE(SIP_INVITE, 403), CPM_CS, CPM_CORE, 0 },
    { "2xx / non-2xx response, Timer G", "T1=2.0s T2=16.0s", "send times", "200 of a client", { CORE_IS_DOWN("5 s") }, SIP_RESPONSE(SIP_INVITE, 200), CPM_CLIENT, CPM_CORE, 0 },
    { "2xx / non-2xx response, Timer G", "T1=2.0s T2=16.0s", "send times", "603 of a client", { CORE_IS_DOWN("5 s"), "members.B.answer={decline_after: 10 s}" }, SIP_RESPONSE(SIP_INVITE, 603), CPM_CLIENT, CPM_CORE, 0 },
};

typedef struct SilenceLog {
    const Silence *silence;
    double times[EXACT_SENDS];          /* s, since the first */
    size_t n;
    SimTime first;
} SilenceLog;

static void observe(void *observer, const SimRecord *records, size_t n)
{
    SilenceLog *log = observer;
    const Silence *silence = log->silence;

    for (size_t i = 0; i < n; i++) {
        const SimRecord *record = &records[i];
        bool lost = record->kind == SIM_RECORD_LOST && record->code == silence->code && CPM_BOX_KIND(record->from) == silence->from &&
                    CPM_BOX_KIND(record->to) == silence->to;

        if (lost && log->first == 0)
            log->first = record->time;
        if (silence->timer == 0 ? !lost : record->kind != SIM_RECORD_TIMER || record->code != silence->timer ||
                                              CPM_BOX_KIND(record->to) != silence->from)
            continue;
        if (log->n < EXACT_SENDS)
            log->times[log->n] = sim_time_to_seconds(record->time - log->first);
        log->n++;
    }
}

static void measure_silence(ValidationExperiment *experiment, uint32_t replication)
{
    SilenceLog log = { .silence = &silences[experiment->size] };
    ValidationEnd end;

    validation_simulate(experiment, replication, observe, &log, &end);
    if (log.silence->timer != 0)                /* what is lost is lost when it arrives */
        log.times[0] += sim_time_to_seconds(end.core_latency);
    validation_met(experiment, 0, log.times, MIN(log.n, EXACT_SENDS));
}

void validation_add_schedules(Validation *validation)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(silences); i++) {
        const Silence *silence = &silences[i];
        GoldenRow like = { .check = silence->check, .parameters = silence->parameters, .quantity = silence->quantity };
        ValidationExperiment *experiment = validation_add(validation, "silence", measure_silence);
        ValidationRow *row;

        experiment->path = silence->variant != NULL ? silence->variant : "wire";
        experiment->replications = 1;
        experiment->size = i;
        for (unsigned k = 0; k < G_N_ELEMENTS(silence->sets) && silence->sets[k] != NULL; k++)
            validation_set(experiment, "%s", silence->sets[k]);
        row = validation_golden(experiment, VALIDATION_EXACT, &like);
        row->tolerance = 1e-12;
    }
}
