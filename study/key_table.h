/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_KEY_TABLE_H
#define STUDY_KEY_TABLE_H

/* The parts of the table of keys (study/key.h), for the files that it is written in: from the leaves to the root.  Tags of sources:
 * [SPEC] a specification, [PUB] published measurements, [INFER] our decision. */

#include "study/key.h"

#define DOMAIN_REPLIES "[PUB] measured SMS replies (PMC3208889), shape fitted"
#define DOMAIN_SMS "[PUB] ETSI EMTEL, ITU-T workshop 2006"

/* Scalars (study/key_scalar.c).  Timers of the protocol have an upper limit: a leg keeps their deadlines as 32 bits of ms. */
extern const StudyType study_duration_type, study_positive_duration_type, study_timer_type, study_answer_timer_type;
extern const StudyType study_share_type, study_truth_type, study_text_type, study_name_type, study_rate_type, study_count_type;
extern const StudyType study_timer_or_off_type, study_count_or_unlimited_type, study_rate_or_unlimited_type;
extern const StudyType study_duration_or_never_type, study_duration_or_done_type;
extern const StudyType study_rate_or_zero_type, study_bandwidth_or_unlimited_type, study_duration_or_off_type;

/* The sections of the file: study/key_load.c, key_network.c, key_policy.c, key_interworking.c, key_people.c, key_session.c, key_fault.c. */
extern const StudyType study_links_type, study_stations_type, study_sip_type, study_focus_type;
extern const StudyType study_policy_type, study_codes_type, study_preference_type;
extern const StudyType study_iwf_type, study_systems_type, study_iwfs_type, study_isf_type;
extern const StudyType study_profiles_type, study_groups_type, study_sessions_type;
extern const StudyType study_faults_type;

/* Boxes that fail: study/key_load.c, key_interworking.c. */
extern const StudyType study_failures_type, study_outages_type, study_while_down_type;

/* A name of a Non-CPM System, and the systems that exist although no file defines them. */
extern const StudyType study_system_name_type;
extern const StudyPreset study_system_presets[];

#endif
