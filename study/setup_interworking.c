/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup_maker.h"

#include "study/value.h"

#include <string.h>

/* The words of the table stand in the order of these enums. */
G_STATIC_ASSERT(CPM_LATE_REPLY_TELL == 0 && CPM_LATE_REPLY_JOIN == 1 && CPM_LATE_REPLY_IGNORE == 2);
G_STATIC_ASSERT(CPM_CORRELATE_NUMBER == 0 && CPM_CORRELATE_TOKEN == 1 && CPM_CORRELATE_LATEST == 2);

/* ---- what all Interworking Functions do */

static uint32_t limit_at(const StudyNode *mapping, const char *key)
{
    return study_is_word_at(mapping, key) ? 0 : (uint32_t)study_integer_at(mapping, key);
}

static void make_iwf(SetupMaker *maker)
{
    const StudyNode *iwf = study_node_get(maker->root, "iwf");
    maker->setup->iwf = (CpmIwfSetup){
        .t_reply = study_integer_at(iwf, "t_reply"),
        .t_submit = study_integer_at(iwf, "t_submit"),
        .keepalive = study_time_at(iwf, "keepalive", SIM_TIME_MAX),
        .notices = study_integer_at(iwf, "notices") != 0,
        .helps = (uint32_t)study_integer_at(iwf, "helps"),
        .late_reply = (CpmLateReply)study_integer_at(iwf, "late_reply"),
        .anonymous_allowed = study_text_at(iwf, "anonymous") == NULL || strcmp(study_text_at(iwf, "anonymous"), "allow") == 0,
        .correlation = (CpmCorrelation)study_integer_at(iwf, "correlation"),
        .numbers = limit_at(iwf, "numbers"),
        .number_rest = study_integer_at(iwf, "number_rest"),
        .token_lost = study_number_at(iwf, "token_lost"),
    };
}

/* ---- systems */

static void make_retry(SetupMaker *maker, const StudyNode *steps, CpmSystemSetup *system)
{
    unsigned n = study_is_sound(steps) ? study_node_count(steps) : 0;
    for (unsigned i = 0; i < n && i < CPM_RETRY_STEPS; i++) {
        const StudyNode *step = study_node_child(steps, i);
        system->retry[i].interval = study_integer_at(step, "every");
        system->retry[i].times = (uint32_t)study_integer_at(step, "times");
        if (system->retry[i].times == 0 && i + 1 < n)
            study_complain(maker->diagnostics, step, "only the last step may go without 'times'",
                           "systems: this step of 'retry' has no end, so that the next is never reached");
    }
}

static void check_system(SetupMaker *maker, const StudyNode *node, const CpmSystemSetup *system)
{
    double failing = system->refused + system->silent + system->malformed;
    if (system->first_attempt + system->never > 1 + 1e-9) {
        const StudyNode *never = study_node_get(node, "never"), *first = study_node_get(node, "first_attempt");
        study_complain(maker->diagnostics, never->is_default ? first : never, NULL,
                       "systems.%s: 'first_attempt' and 'never' sum to %g %%, more than 100 %%", node->key,
                       (system->first_attempt + system->never) * 100);
    }
    if (failing > 1 + 1e-9)
        study_complain(maker->diagnostics, study_node_get(node, "submission"), NULL,
                       "systems.%s.submission: the shares sum to %g %%, more than 100 %%", node->key, failing * 100);
    if (strcmp(node->key, "cpm") == 0)
        diagnostics_error(maker->diagnostics, DIAGNOSTIC_MEANING, node->key_place, NULL,
                          "systems: 'cpm' stands for CPM clients and cannot name a system");
}

static void make_system(SetupMaker *maker, const StudyNode *node, CpmSystemSetup *system)
{
    const StudyNode *submission = study_child_at(node, "submission", STUDY_NODE_MAPPING);
    *system = (CpmSystemSetup){
        .name = g_strdup(node->key),
        .service = g_strdup(study_text_at(node, "service")),
        .sessions = study_integer_at(node, "sessions") != 0,
        .invitations = study_integer_at(node, "invitations") != 0,
        .reports = study_integer_at(node, "reports") != 0,
        .report_lost = study_number_at(node, "report_lost"),
        .names_message = study_integer_at(node, "names_message") != 0,
        .segmented = study_integer_at(node, "segmented") != 0,
        .price = study_number_at(node, "price"),
        .refused = study_number_at(submission, "refused"),
        .silent = study_number_at(submission, "silent"),
        .malformed = study_number_at(submission, "malformed"),
        .throughput = study_is_word_at(node, "throughput") ? 0 : study_number_at(node, "throughput"),
        .transit = study_make_distribution(maker, node, "transit"),
        .return_transit = study_make_distribution(maker, node, "return_transit"),
        .first_attempt = study_number_at(node, "first_attempt"),
        .never = study_number_at(node, "never"),
        .duplicate = study_number_at(node, "duplicate"),
        .absence = study_make_distribution(maker, node, "absence"),
        .validity = study_integer_at(node, "validity"),
    };
    make_retry(maker, study_node_get(node, "retry"), system);
    check_system(maker, node, system);
}

static void make_systems(SetupMaker *maker)
{
    const StudyNode *systems = study_child_at(maker->root, "systems", STUDY_NODE_MAPPING);
    unsigned n = MIN(study_node_count(systems), CPM_BOX_INSTANCES);
    maker->setup->systems = g_new0(CpmSystemSetup, n);
    maker->setup->n_systems = n;
    for (unsigned i = 0; i < n; i++)
        make_system(maker, study_node_child(systems, i), &maker->setup->systems[i]);
}

/* ---- Interworking Functions as boxes */

static void make_served(SetupMaker *maker, const StudyNode *node, CpmIwfBox *iwf)
{
    const StudyNode *serves = study_child_at(node, "serves", STUDY_NODE_LIST),
                    *systems = study_child_at(maker->root, "systems", STUDY_NODE_MAPPING);
    iwf->serves = serves == NULL ? (1u << maker->setup->n_systems) - 1 : 0;
    for (unsigned i = 0; i < study_node_count(serves); i++) {
        const StudyNode *name = study_node_child(serves, i);
        if (!study_is_sound(name))
            continue;
        uint32_t bit = 1u << study_index_of(systems, name->text);
        if ((iwf->serves & bit) != 0)
            study_complain(maker->diagnostics, name, NULL, "iwfs.%s.serves: '%s' is named twice", iwf->name, name->text);
        iwf->serves |= bit;
    }
}

static void make_iwfs(SetupMaker *maker)
{
    const StudyNode *iwfs = study_child_at(maker->root, "iwfs", STUDY_NODE_LIST);
    maker->setup->n_iwfs = MIN(study_node_count(iwfs), CPM_BOX_INSTANCES);
    maker->setup->iwfs = g_new0(CpmIwfBox, maker->setup->n_iwfs);
    for (unsigned i = 0; i < maker->setup->n_iwfs; i++) {
        const StudyNode *node = study_node_child(iwfs, i);
        CpmIwfBox *iwf = &maker->setup->iwfs[i];
        iwf->name = g_strdup(study_text_at(node, "name") != NULL ? study_text_at(node, "name") : "?");
        iwf->capacity = limit_at(node, "capacity");
        iwf->refuses = study_integer_at(node, "while_dead") != 0;
        make_served(maker, node, iwf);
        g_autofree char *where = g_strconcat("iwfs.", iwf->name, NULL);
        iwf->outages = study_make_outages(maker, node, where, &iwf->n_outages);
        study_make_failures(maker, node, where, &iwf->up, &iwf->down);
    }
    study_check_names(maker, iwfs, "iwfs");
}

static void make_isf(SetupMaker *maker)
{
    const StudyNode *isf = study_node_get(maker->root, "isf");
    maker->setup->isf.informed = study_integer_at(isf, "informed") != 0;
    maker->setup->isf.failover = study_integer_at(isf, "failover") != 0;
}

void study_make_interworking(SetupMaker *maker)
{
    make_iwf(maker);
    make_systems(maker);
    make_iwfs(maker);
    make_isf(maker);
    const char *currency = study_text_at(maker->root, "currency");
    maker->setup->currency = g_strdup(currency != NULL ? currency : "EUR");
}
