/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#define A_DURATION "a duration such as '50 ms' or '3.6 min'"

const StudyType study_duration_type = { .kind = STUDY_DURATION, .name = "duration", .expected = A_DURATION };
const StudyType study_positive_duration_type = {
    .kind = STUDY_DURATION, .name = "duration", .expected = A_DURATION, .above = true
};
const StudyType study_timer_type = {
    .kind = STUDY_DURATION, .name = "duration", .expected = A_DURATION, .above = true, .maximum = 20 * 86400.0
};
const StudyType study_answer_timer_type = {     /* longer than the IWF's */
    .kind = STUDY_DURATION, .name = "duration", .expected = A_DURATION, .above = true, .maximum = 24 * 86400.0
};
const StudyType study_share_type = { .kind = STUDY_SHARE, .name = "share", .expected = "a share such as '20 %' or 0.2" };
const StudyType study_truth_type = { .kind = STUDY_BOOLEAN, .expected = "true or false" };
const StudyType study_text_type = { .kind = STUDY_TEXT, .expected = "text" };
const StudyType study_name_type = { .kind = STUDY_NAME, .name = "name", .expected = "a name such as 'B' or 'crowd_1'" };
const StudyType study_rate_type = {
    .kind = STUDY_RATE, .name = "rate", .expected = "a rate such as '2000 /s'", .above = true
};
const StudyType study_rate_or_zero_type = { .kind = STUDY_RATE, .name = "rate", .expected = "a rate such as '20 /h'" };
static const StudyType bandwidth = { .kind = STUDY_BANDWIDTH, .name = "bandwidth", .expected = "a bandwidth such as '10 Mbit/s'" };
const StudyType study_count_type = {
    .kind = STUDY_COUNT, .expected = "a whole number from 1 to 2147483647", .minimum = 1, .maximum = 2147483647
};

/* ---- a word beside another type */

#define OR_WORD(identifier, other, word, phrase)                                                                \
    static const char *const identifier##_words[] = { word, NULL };                                             \
    static const StudyType identifier##_word = { .kind = STUDY_WORD, .words = identifier##_words };             \
    static const StudyType *const identifier##_choices[] = { &identifier##_word, &other, NULL };                \
    const StudyType identifier = { .kind = STUDY_CHOICE, .expected = phrase, .choices = identifier##_choices }

OR_WORD(study_timer_or_off_type, study_timer_type, "off", "a duration such as '60 s', or off");
OR_WORD(study_count_or_unlimited_type, study_count_type, "unlimited", "a whole number from 1 to 2147483647, or unlimited");
OR_WORD(study_rate_or_unlimited_type, study_rate_type, "unlimited", "a rate such as '10 /s', or unlimited");
OR_WORD(study_duration_or_never_type, study_positive_duration_type, "never", "a duration such as '60 s', or never");
OR_WORD(study_duration_or_off_type, study_positive_duration_type, "off", "a duration such as '1 s', or off");
OR_WORD(study_bandwidth_or_unlimited_type, bandwidth, "unlimited", "a bandwidth such as '10 Mbit/s', or unlimited");
OR_WORD(study_duration_or_done_type, study_positive_duration_type, "when_done", "a duration such as '1 h', or when_done");
