/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate_case.h"

#include "models/cpm_policy.h"
#include "sim/distribution.h"

#include <glib.h>
#include <math.h>

double study_case_point(const SimDistribution *distribution, unsigned point)
{
    return distribution != NULL ? sim_distribution_quantile(distribution, (point + 0.5) / STUDY_POINTS) : 0;
}

double study_case_median(const SimDistribution *distribution)
{
    return distribution != NULL ? sim_distribution_quantile(distribution, 0.5) : 0;
}

bool study_case_asks(const StudyCase *at)
{
    return at->system < 0 || at->mode == CPM_MODE_CONVERT || at->mode == CPM_MODE_NATIVE;
}

double study_case_accepts(const CpmSetup *setup, const StudyCase *at)
{
    double accepts = at->profile->accept, left = at->profile->unrecognised;
    for (uint32_t help = 0; at->system >= 0 && help < setup->iwf.helps; help++) {
        accepts += left * at->profile->accept;
        left *= at->profile->unrecognised;
    }
    return accepts;
}

bool study_case_keeps_alive(const CpmSetup *setup)
{
    bool keeps = setup->iwf.keepalive != SIM_TIME_MAX;
    for (uint32_t i = 0; i < setup->n_faults; i++)
        keeps = keeps && setup->faults[i].kind != CPM_FAULT_NO_KEEPALIVE;
    return keeps;
}

double study_case_longest_wait(const CpmSetup *setup)
{
    double t_reply = sim_time_to_seconds(setup->iwf.t_reply), timer_c = sim_time_to_seconds(setup->timer_c);
    return study_case_keeps_alive(setup) ? t_reply : fmin(t_reply, timer_c);
}

double study_case_size_at(const CpmSetup *setup, const CpmWorkload *workload, unsigned point)
{
    return CLAMP(floor(study_case_point(workload->size, point) + 0.5), 1, setup->groups[workload->group].size);
}

double study_case_size(const CpmSetup *setup, const CpmWorkload *workload)
{
    double sum = 0;
    for (unsigned i = 0; i < STUDY_POINTS && workload->size != NULL; i++)
        sum += study_case_size_at(setup, workload, i) / STUDY_POINTS;
    return workload->size != NULL ? sum : setup->groups[workload->group].size;
}

double study_case_invited(const CpmSetup *setup, const CpmWorkload *workload, const CpmMemberSetup *member)
{
    double sum = 0;
    for (unsigned i = 0; i < STUDY_POINTS && workload->size != NULL; i++)
        sum += CLAMP(study_case_size_at(setup, workload, i) - (member->first - 1.0), 0, member->count) / STUDY_POINTS;
    return workload->size != NULL ? sum : member->count;
}

/* What the IWF does in sessions of @workload, which it may have to refuse. */
static CpmMode mode_of(const CpmSetup *setup, const CpmWorkload *workload, const CpmSystemSetup *system, CpmOption option)
{
    CpmMode mode = cpm_policy_mode(&setup->policy, option, system->sessions, system->invitations);
    bool converts = mode == CPM_MODE_CONVERT || mode == CPM_MODE_ACCEPT;
    if (workload->unauthorised || (workload->anonymous && !setup->iwf.anonymous_allowed) || (workload->unconvertible && converts))
        return CPM_MODE_REJECT_POLICY;
    return mode;
}

/* Members that are asked and answer alike are one case: a file may have ten thousand of them. */
typedef struct Cases {
    const CpmSetup *setup;
    const CpmWorkload *workload;
    GArray *rows;               /* of StudyCase                              */
    GHashTable *known;          /* from what makes a case to its row plus 1 */
} Cases;

static void add_case(Cases *cases, const StudyCase *at)
{
    guint64 profile = (guint64)(at->profile - cases->setup->profiles);
    guint64 key = profile << 16 | (guint64)(at->system + 1) << 8 | (guint64)at->mode;
    guint row = GPOINTER_TO_UINT(g_hash_table_lookup(cases->known, &key));
    if (at->share <= 0)
        return;
    if (row > 0) {
        g_array_index(cases->rows, StudyCase, row - 1).share += at->share;
        return;
    }
    g_array_append_val(cases->rows, *at);
    g_hash_table_insert(cases->known, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(cases->rows->len));
}

static void add_member(Cases *cases, const CpmMemberSetup *member, double share)
{
    double before = 0;
    for (unsigned i = 0; i < member->n_clients; i++) {
        StudyCase at = { .share = share * (member->client[i].until - before), .system = member->client[i].system,
                         .mode = CPM_MODE_NATIVE, .profile = &cases->setup->profiles[member->answer] };
        before = member->client[i].until;
        if (at.system < 0) {
            add_case(cases, &at);
            continue;
        }
        double all = at.share, preferred_before = 0;
        at.profile = &cases->setup->profiles[member->reply];
        for (unsigned option = 0; option < CPM_OPTIONS; option++) {
            at.share = all * (member->prefer_until[option] - preferred_before);
            at.mode = mode_of(cases->setup, cases->workload, &cases->setup->systems[at.system], (CpmOption)option);
            preferred_before = member->prefer_until[option];
            add_case(cases, &at);
        }
    }
}

void study_case_walk(const CpmSetup *setup, const CpmWorkload *workload, StudyCaseVisitor visit, void *data)
{
    const CpmGroupSetup *group = &setup->groups[workload->group];
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(StudyCase));
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    Cases cases = { setup, workload, rows, known };
    double size = study_case_size(setup, workload);
    for (unsigned i = 0; i < group->n_members && !workload->refused; i++)
        add_member(&cases, &group->members[i], study_case_invited(setup, workload, &group->members[i]) / size);
    for (guint i = 0; i < rows->len; i++)
        visit(&g_array_index(rows, StudyCase, i), data);
}

double study_case_mean_up_to(const SimDistribution *distribution, double offset, double limit)
{
    double sum = 0;
    for (unsigned i = 0; i < STUDY_POINTS; i++)
        sum += fmin(offset + study_case_point(distribution, i), limit);
    return sum / STUDY_POINTS;
}

double study_case_helps(const CpmSetup *setup, const CpmReplyProfile *profile)
{
    double helps = 0, left = 1;
    for (uint32_t i = 0; i < setup->iwf.helps; i++)
        helps += left *= profile->unrecognised;
    return helps;
}

double study_case_wait(const CpmSetup *setup, const StudyCase *at, double limit)
{
    const CpmSystemSetup *system = &setup->systems[at->system];
    double decisive = (at->profile->accept + at->profile->decline + at->profile->leave) * (1 + study_case_helps(setup, at->profile));
    double transit = study_case_median(system->transit), back = study_case_median(system->return_transit);
    double absent = fmax(0, 1 - system->first_attempt - system->never);
    double prompt = study_case_mean_up_to(at->profile->delay, transit + back, limit);
    double late = 0;
    for (unsigned i = 0; i < STUDY_POINTS && absent > 0; i++)
        late += study_case_mean_up_to(at->profile->delay, study_case_point(system->absence, i) + back, limit) / STUDY_POINTS;
    double reached = decisive * (system->first_attempt * prompt + absent * late) +
                     (1 - decisive) * (system->first_attempt + absent) * limit;
    return reached + system->never * fmin(transit + back, limit);
}
