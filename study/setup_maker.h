/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_SETUP_MAKER_H
#define STUDY_SETUP_MAKER_H

/* The parts of study/setup.c: each fills its part of the setup from the sections of the scenario that are its own, and reports what they
 * contradict.  In the order in which they need each other. */

#include "study/diagnostics.h"
#include "study/inputs.h"
#include "study/node.h"

#include "models/cpm_setup.h"

#include <glib.h>

typedef struct SetupMaker {
    const StudyNode *root;
    Diagnostics *diagnostics;
    CpmSetup *setup;
    StudyInputs *inputs;
    GArray *profiles;           /* of CpmReplyProfile: those with a name first, then those of single members */
} SetupMaker;

/* sip, links, stations, measure. */
void study_make_load(SetupMaker *maker);

/* focus, policy, codes. */
void study_make_network(SetupMaker *maker);

/* iwf, systems, iwfs, isf, currency. */
void study_make_interworking(SetupMaker *maker);

/* replies, groups. */
void study_make_people(SetupMaker *maker);

/* sessions. */
void study_make_sessions(SetupMaker *maker);

/* iwf.texts, as sessions and systems have them. */
void study_make_segments(SetupMaker *maker);

/* faults. */
void study_make_faults(SetupMaker *maker);

/* The distribution at @key of @mapping (transfer full); NULL: zero. */
SimDistribution *study_make_distribution(const SetupMaker *maker, const StudyNode *mapping, const char *key);

/* The same where zero makes no sense, which is reported; @where is the path of @mapping. */
SimDistribution *study_make_positive(SetupMaker *maker, const StudyNode *mapping, const char *key, const char *where);

/* The outages of @box, sorted (transfer full, never NULL); overlaps are reported as those of @where. */
struct CpmOutage *study_make_outages(SetupMaker *maker, const StudyNode *box, const char *where, uint32_t *out_number);

/* The failures of @box, how long it works and is down (transfer full); NULL without them, and reported where they cannot be. */
void study_make_failures(SetupMaker *maker, const StudyNode *box, const char *where, SimDistribution **out_up, SimDistribution **out_down);

/* When the sessions of @session begin, and how often: @workload->count, ->interarrival, ->arrivals.  Then its size, patience, retry. */
void study_make_arrivals(SetupMaker *maker, const StudyNode *session, CpmWorkload *workload);
void study_make_callers(SetupMaker *maker, const StudyNode *session, CpmWorkload *workload);

/* The position of @name among the keys of @table; 0 where there is none, which is reported elsewhere. */
unsigned study_index_of(const StudyNode *table, const char *name);

/* Reports names in @list, whose elements are mappings, that stand in it twice; @where begins the message. */
void study_check_names(SetupMaker *maker, const StudyNode *list, const char *where);

#endif
