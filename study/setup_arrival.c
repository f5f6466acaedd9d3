/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup_maker.h"

#include "study/key.h"
#include "study/value.h"

#include "sim/error.h"

#include <string.h>

#define WHERE "sessions.arrivals"

/* The rates of a pattern last so long at most, all pieces together: SimTime overflows at 292 years. */
#define LONGEST_PATTERN (STUDY_MAX_DAYS * 24 * SIM_HOUR)

/* ---- patterns */

static void make_batch(SetupMaker *maker, const StudyNode *node, CpmWorkload *workload)
{
    workload->arrivals.batch = (uint32_t)study_integer_at(node, "size");
    workload->interarrival = study_make_positive(maker, node, "every", WHERE ".batch");
}

static void make_on_off(SetupMaker *maker, const StudyNode *node, CpmWorkload *workload)
{
    workload->arrivals.kind = CPM_ARRIVE_ON_OFF;
    workload->arrivals.on = study_make_positive(maker, node, "on", WHERE ".on_off");
    workload->arrivals.off = study_make_positive(maker, node, "off", WHERE ".on_off");
    workload->interarrival = study_make_positive(maker, node, "every", WHERE ".on_off");
}

/* The rate of the piece @node of hourly or pieces, and how long it holds. */
static double piece_rate(const StudyNode *node, SimTime *out_length)
{
    bool is_hour = node->kind == STUDY_NODE_SCALAR;
    const StudyNode *rate = is_hour ? node : study_node_get(node, "rate");
    *out_length = is_hour ? SIM_HOUR : study_integer_at(node, "for");
    return study_is_sound(rate) ? rate->number : 0;
}

static void make_rates(SetupMaker *maker, const StudyNode *list, CpmWorkload *workload)
{
    CpmArrivals *arrivals = &workload->arrivals;
    SimTime until = 0, length = 0;
    bool some = false;
    arrivals->kind = CPM_ARRIVE_BY_RATE;
    arrivals->n_pieces = study_node_count(list);
    arrivals->pieces = g_new0(struct CpmRatePiece, arrivals->n_pieces);
    for (unsigned i = 0; i < arrivals->n_pieces; i++) {
        arrivals->pieces[i].rate = piece_rate(study_node_child(list, i), &length);
        until = MIN(until + length, 2 * LONGEST_PATTERN);
        arrivals->pieces[i].until = until;
        some = some || arrivals->pieces[i].rate > 0;
    }
    if (study_is_sound(list) && !some)
        study_complain(maker->diagnostics, list, "at least one rate is above 0", WHERE ".%s: no session ever begins", list->key);
    if (study_is_sound(list) && until > LONGEST_PATTERN)
        study_complain(maker->diagnostics, list, NULL, WHERE ".%s: it is longer than 10 years", list->key);
}

/* A file says how many sessions there are, unless only its first so many are asked for. */
static void make_list(SetupMaker *maker, const StudyNode *node, const StudyNode *session, CpmWorkload *workload)
{
    g_autoptr(GError) error = NULL;
    const StudyArrivalTimes *arrivals = study_is_sound(node) ? study_inputs_arrivals(maker->inputs, node->text, &error) : NULL;
    const StudyNode *count = study_node_get(session, "count");
    workload->arrivals.kind = CPM_ARRIVE_BY_LIST;
    if (error != NULL)
        study_complain(maker->diagnostics, node,
                       error->code == SIM_ERROR_SCENARIO ? "a line 'at_s', then the seconds, one number a line, in rising order"
                                                         : "the path begins at the scenario's folder",
                       WHERE ".file: %s", error->message);
    if (arrivals == NULL)
        return;
    workload->arrivals.times = g_memdup2(arrivals->times, arrivals->n * sizeof *arrivals->times);
    if (count == NULL)
        workload->count = arrivals->n;
    else if (study_is_sound(count) && count->integer > arrivals->n)
        study_complain(maker->diagnostics, count, "leave 'count' out: then it is all of them",
                       "sessions.count (%s) is more than the %u times in %s", count->text, arrivals->n, node->text);
}

static void make_closed(SetupMaker *maker, const StudyNode *node, const StudyNode *session, CpmWorkload *workload)
{
    const StudyNode *users = study_node_get(node, "users");
    workload->arrivals.kind = CPM_ARRIVE_CLOSED;
    workload->arrivals.users = (uint32_t)study_integer_at(node, "users");
    workload->arrivals.think = study_make_distribution(maker, node, "think");
    if (study_is_sound(users) && study_is_sound(study_node_get(session, "count")) && workload->count < workload->arrivals.users)
        study_complain(maker->diagnostics, users, "'count' is the number of all their sessions",
                       WHERE ".closed: there are %u users, but only %u sessions (count)", workload->arrivals.users, workload->count);
    if (study_is_word_at(session, "duration"))
        study_complain(maker->diagnostics, node, "give a 'duration'", WHERE ".closed: nobody's session ends, so that nobody invites again");
}

void study_make_arrivals(SetupMaker *maker, const StudyNode *session, CpmWorkload *workload)
{
    const StudyNode *arrivals = study_node_get(session, "arrivals"), *pattern;
    workload->count = (uint32_t)study_integer_at(session, "count");
    if (arrivals == NULL || arrivals->is_wrong || arrivals->type == NULL || arrivals->kind == STUDY_NODE_SCALAR ||
        arrivals->type == study_distribution_type.choices[1]) {
        workload->interarrival = study_make_distribution(maker, session, "arrivals");
        return;
    }
    pattern = study_node_child(arrivals, 0);
    if (strcmp(pattern->key, "batch") == 0)
        make_batch(maker, pattern, workload);
    else if (strcmp(pattern->key, "on_off") == 0)
        make_on_off(maker, pattern, workload);
    else if (strcmp(pattern->key, "file") == 0)
        make_list(maker, pattern, session, workload);
    else if (strcmp(pattern->key, "closed") == 0)
        make_closed(maker, pattern, session, workload);
    else
        make_rates(maker, pattern, workload);
}

/* ---- who calls */

/* A number that is written down is meant; what is drawn beyond all members is all of them. */
static void check_size(SetupMaker *maker, const StudyNode *node, int64_t most, const CpmGroupSetup *group)
{
    g_autofree char *hint = g_strdup_printf("at most %u, or 'all', or a larger group", group->size);
    if (most > group->size)
        study_complain(maker->diagnostics, node, hint, "sessions.size: %" G_GINT64_FORMAT " members are to be invited, but '%s' has %u",
                       most, group->name, group->size);
}

/* Each number between the two, equally often, when rounded to the nearest. */
static SimDistribution *make_uniform_size(SetupMaker *maker, const StudyNode *node, const CpmGroupSetup *group)
{
    int64_t from = study_integer_at(node, "from"), to = study_integer_at(node, "to");
    check_size(maker, study_node_get(node, "to"), to, group);
    if (from > to) {
        study_complain(maker->diagnostics, node, NULL, "sessions.size.uniform: 'from' (%s) is larger than 'to' (%s)",
                       study_text_at(node, "from"), study_text_at(node, "to"));
        return NULL;
    }
    return sim_distribution_new_uniform((double)from - 0.5, (double)to + 0.5);
}

static SimDistribution *make_size_shares(SetupMaker *maker, const StudyNode *list, const CpmGroupSetup *group)
{
    unsigned n = study_node_count(list);
    g_autofree double *weights = g_new0(double, n);
    g_autofree SimDistribution **sizes = g_new0(SimDistribution *, n);
    double sum = 0;
    for (unsigned i = 0; i < n; i++) {
        const StudyNode *pair = study_node_child(list, i), *number = study_node_child(pair, 0);
        check_size(maker, number, number->integer, group);
        sizes[i] = sim_distribution_new_constant((double)number->integer);
        sum += weights[i] = study_node_child(pair, 1)->number;
    }
    if (study_is_whole(sum))
        return sim_distribution_new_mixture(weights, sizes, n);
    study_complain(maker->diagnostics, list, NULL, "sessions.size.shares: they sum to %g %%, not 100 %%", sum * 100);
    for (unsigned i = 0; i < n; i++)
        sim_distribution_free(sizes[i]);
    return NULL;
}

static SimDistribution *make_size(SetupMaker *maker, const StudyNode *node, const CpmGroupSetup *group)
{
    if (!study_is_sound(node) || node->type->kind == STUDY_WORD)
        return NULL;
    if (node->kind == STUDY_NODE_SCALAR) {
        check_size(maker, node, node->integer, group);
        return sim_distribution_new_constant((double)node->integer);
    }
    const StudyNode *of = study_node_child(node, 0);
    if (strcmp(of->key, "uniform") == 0)
        return make_uniform_size(maker, of, group);
    if (strcmp(of->key, "shares") == 0)
        return make_size_shares(maker, of, group);
    if (strcmp(of->key, "exponential") == 0)
        return sim_distribution_new_exponential(study_number_at(of, "mean"));
    return sim_distribution_new_lognormal(study_number_at(of, "median"), study_number_at(of, "sigma"));
}

static void make_duration(SetupMaker *maker, const StudyNode *session, CpmWorkload *workload)
{
    const StudyNode *duration = study_node_get(session, "duration");
    workload->duration = study_time_at(session, "duration", SIM_TIME_MAX);
    if (duration == NULL || duration->kind != STUDY_NODE_MAPPING)
        return;
    workload->duration_of = study_make_positive(maker, session, "duration", "sessions");
    if (workload->duration_of != NULL)      /* there are distributions without a mean */
        workload->duration = MIN(sim_time_from_seconds(sim_distribution_mean(workload->duration_of)), CPM_LONGEST_DURATION);
}

void study_make_callers(SetupMaker *maker, const StudyNode *session, CpmWorkload *workload)
{
    const StudyNode *patience = study_node_get(session, "patience"), *retry = study_child_at(session, "retry", STUDY_NODE_MAPPING);
    if (workload->group < maker->setup->n_groups)
        workload->size = make_size(maker, study_node_get(session, "size"), &maker->setup->groups[workload->group]);
    workload->patience = patience != NULL && patience->kind == STUDY_NODE_SCALAR ? study_time_at(session, "patience", SIM_TIME_MAX)
                                                                                : SIM_TIME_MAX;
    if (patience != NULL && patience->kind == STUDY_NODE_MAPPING)
        workload->patience_of = study_make_positive(maker, session, "patience", "sessions");
    make_duration(maker, session, workload);
    workload->priority = study_integer_at(session, "priority") != 0;
    if (retry != NULL)
        workload->retry = (CpmRetry){
            .share = study_number_at(retry, "share"),
            .times = (uint32_t)study_integer_at(retry, "times"),
            .after = study_make_distribution(maker, retry, "after"),
        };
}
