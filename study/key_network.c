/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#include "study/quantity.h"
#include "study/value.h"

#include <string.h>

/* ---- the focus */

static const char *const answer_words[] = { "immediate", "first_accept", "all_answered", "required_members", NULL };
static const char *const late_words[] = { "notify", "literal_2xx", "suppress", NULL };
static const char *const subscribe_words[] = { "none", "inviter", "all", NULL };
static const char *const state_words[] = { "connected", "all", NULL };
static const char *const all_at_once_words[] = { "all_at_once", NULL };
static const StudyType answer = { .kind = STUDY_WORD, .words = answer_words };
static const StudyType late = { .kind = STUDY_WORD, .words = late_words };
static const StudyType subscribe = { .kind = STUDY_WORD, .words = subscribe_words };
static const StudyType states = { .kind = STUDY_WORD, .words = state_words };
static const StudyType all_at_once = { .kind = STUDY_WORD, .words = all_at_once_words };
static const StudyType *const fan_out_choices[] = { &all_at_once, &study_rate_type, NULL };
static const StudyType fan_out = {
    .kind = STUDY_CHOICE, .expected = "a rate such as '2000 /s', or all_at_once", .choices = fan_out_choices
};

static char *derive_t_answer(const StudyNode *root)
{
    SimTime t_reply = study_integer_at(study_node_get(root, "iwf"), "t_reply");     /* 0: it has an error */
    return study_duration_text((t_reply > 0 ? t_reply : 600 * SIM_S) + SIM_MIN);
}

static bool subscribes(const StudyNode *focus)
{
    const char *who = study_text_at(focus, "subscribe");
    return who == NULL || strcmp(who, "none") != 0;
}

static const StudyKey focus_keys[] = {
    { "answer", &answer, .standard = "first_accept", .source = "[SPEC] Figure 31 (step 14 after step 13)",
      .title = "When the focus answers the inviter",
      .description = "immediate: before any member (RFC 5366 3.1).  first_accept: on the first member that accepts.  "
                     "all_answered: when all have answered.  required_members: when all required members have "
                     "accepted." },
    { "late_ok", &late, .standard = "notify", .source = "[SPEC] RFC 3261 13.2.2.4, RFC 4575",
      .title = "What the inviter gets for later joins",
      .description = "notify: a NOTIFY of the conference event.  literal_2xx: one more OK as Figure 31 draws steps "
                     "22 and 23, which RFC 3261 forbids.  suppress: nothing." },
    { "fan_out", &fan_out, .standard = "2000 /s", .source = "[INFER] paced below what the stations can do",
      .title = "Pace of the invitations",
      .description = "The rate at which the focus invites the members of a group." },
    { "t_answer", &study_answer_timer_type, .rule = "t_reply + 60 s", .derive = derive_t_answer,
      .source = "[INFER] must exceed t_reply", .title = "How long the focus waits for a member",
      .description = "Then it cancels the leg." },
    { "subscribe", &subscribe, .standard = "inviter", .source = "[SPEC] RFC 4575 3",
      .title = "Who subscribes to the conference event",
      .description = "all: the inviter, and members with CPM clients once they have joined." },
    { "notify_states", &states, .standard = "connected", .applies = subscribes,
      .source = "[INFER] fewer messages; RFC 4575 5.7.3 has more states", .title = "What a NOTIFY tells of",
      .description = "connected: who has joined, left or failed.  all: also who is being invited, and whose phone rings." },
    { "notify_interval", &study_timer_type, .standard = "5 s", .source = "[SPEC] RFC 4575 3.9",
      .title = "Least time between two NOTIFYs", .description = "Joins in between are reported together." },
    { "keepalive", &study_timer_or_off_type, .standard = "60 s", .source = "[SPEC] RFC 3261 13.3.1.1",
      .title = "Provisional response to the inviter",
      .description = "The focus repeats it so often until it answers." },
    { "release_when_empty", &study_truth_type, .standard = "true", .source = "[INFER] by analogy with MCPTT (3GPP TS 24.379)",
      .title = "End the session when only the inviter is left" },
    { "session_expires", &study_timer_or_off_type, .standard = "1800 s", .source = "[SPEC] RFC 4028 4",
      .title = "Session timer",
      .description = "Each half of it the focus refreshes the legs; one that does not answer is ended.  At least 90 s." },
    { 0 }
};
const StudyType study_focus_type = { .kind = STUDY_MAPPING, .expected = "{answer: first_accept}", .keys = focus_keys };
