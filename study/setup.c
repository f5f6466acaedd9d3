/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup.h"

#include "study/setup_maker.h"
#include "study/value.h"

#include <string.h>

SimDistribution *study_make_distribution(const SetupMaker *maker, const StudyNode *mapping, const char *key)
{
    return study_distribution_make(study_node_get(mapping, key), maker->diagnostics);
}

unsigned study_index_of(const StudyNode *table, const char *name)
{
    for (unsigned i = 0; i < study_node_count(table); i++)
        if (strcmp(study_node_child(table, i)->key, name) == 0)
            return i;
    return 0;
}

void study_check_names(SetupMaker *maker, const StudyNode *list, const char *where)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < study_node_count(list); i++) {
        const StudyNode *name = study_node_get(study_node_child(list, i), "name");
        if (!study_is_sound(name))
            continue;
        const StudyNode *first = g_hash_table_lookup(known, name->text);
        if (first != NULL)
            study_complain(maker->diagnostics, name, NULL, "%s: the name '%s' is in use since line %d", where, name->text,
                           first->place.line);
        else
            g_hash_table_insert(known, (char *)name->text, (void *)name);
    }
}

static void make_warm_up(SetupMaker *maker)
{
    const StudyNode *measure = study_node_get(maker->root, "measure"), *warm_up = study_node_get(measure, "warm_up");
    CpmSetup *setup = maker->setup;
    setup->warm_up = study_time_at(measure, "warm_up", 0);
    if (warm_up != NULL && setup->stop <= setup->warm_up)
        study_complain(maker->diagnostics, warm_up, "give a shorter one, or a later 'stop.at'",
                       "measure.warm_up: the run is stopped before it is over (stop.at: %s), so that nothing is measured",
                       study_text_at(study_node_get(maker->root, "stop"), "at"));
}

CpmSetup *study_setup_make(const StudyNode *root, StudyInputs *inputs, Diagnostics *diagnostics)
{
    SetupMaker maker = { .root = root, .diagnostics = diagnostics, .setup = cpm_setup_new(), .inputs = inputs,
                         .profiles = g_array_new(FALSE, FALSE, sizeof(CpmReplyProfile)) };
    CpmSetup *setup = maker.setup;
    setup->seed = (uint64_t)study_integer_at(root, "seed");
    study_make_load(&maker);
    study_make_network(&maker);
    study_make_interworking(&maker);
    study_make_people(&maker);
    study_make_sessions(&maker);
    study_make_segments(&maker);
    study_make_faults(&maker);
    setup->stop = study_time_at(study_node_get(root, "stop"), "at", SIM_TIME_MAX);
    make_warm_up(&maker);
    setup->n_profiles = maker.profiles->len;
    setup->profiles = (CpmReplyProfile *)(void *)g_array_free(maker.profiles, FALSE);
    return setup;
}
