/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

static const char *const fault_words[] = {
    "send_despite_reject", "report_is_acceptance", "wrong_mode", "drop_step", "repeat_step", "no_keepalive",
    "drop", "repeat", "delay", "replace", "misdirect", "forget_timer", "silence_is_acceptance", "decline_is_acceptance",
    "help_without_end", "number_reused", "reject_for_convert", "accept_for_reject", "convert_for_reject", "ignore_gate",
    "skip_member", "answer_early", "no_failover", "ok_after_cancel", "no_pacing", "constant_interval", "repeat_answered",
    "no_repetition", "ignore_overload", "forward_stray", "reverse_order", "serve_when_dead", "invite_twice", NULL
};
static const char *const timer_words[] = {
    "trying", "c", "cancelled", "ack", "keepalive", "reply", "submit", "answer", "notify", "b", "f", "refresh", NULL
};
static const char *const part_words[] = { "3a", "3b", NULL };
static const char *const box_words[] = { "client_a", "client", "core", "cs", "isf", "iwf", "system", NULL };
static const StudyType fault_kind = { .kind = STUDY_WORD, .words = fault_words };
static const StudyType step_number = {
    .kind = STUDY_COUNT, .expected = "a step from 1 to 23, 3a or 3b", .minimum = 1, .maximum = 23
};
static const StudyType step_part = { .kind = STUDY_WORD, .words = part_words };
static const StudyType *const step_choices[] = { &step_part, &step_number, NULL };
static const StudyType step = {
    .kind = STUDY_CHOICE, .expected = "a step from 1 to 23, 3a or 3b", .choices = step_choices
};
static const StudyType box = { .kind = STUDY_WORD, .words = box_words };
static const StudyType timer = { .kind = STUDY_WORD, .words = timer_words };
static const StudyType status_code = {
    .kind = STUDY_COUNT, .expected = "a status code", .minimum = 100, .maximum = 699
};
static const StudyType *const message_choices[] = { &status_code, &study_text_type, NULL };
static const StudyType message = {
    .kind = STUDY_CHOICE, .expected = "a message such as BYE, 200, or '200 (CANCEL)'", .choices = message_choices
};
static const StudyKey fault_keys[] = {
    { "kind", &fault_kind, .required = true, .title = "What goes wrong",
      .description = "drop, repeat, delay, replace, misdirect: the box does not send a message, or sends it twice, late, another one, "
                     "or to its neighbour on the other side.  drop_step, repeat_step: so with a message of Figure 31.  forget_timer: "
                     "the box does not start a timer.  The IWF: send_despite_reject, report_is_acceptance, "
                     "silence_is_acceptance, decline_is_acceptance (takes that for the user's yes), wrong_mode (accept for convert "
                     "and back), reject_for_convert, accept_for_reject, convert_for_reject, ignore_gate (asks users of services with "
                     "sessions and invitations), no_keepalive, help_without_end, number_reused, ok_after_cancel, serve_when_dead.  The "
                     "CS: skip_member, invite_twice (the last member, by a second INVITE), answer_early, no_pacing (a NOTIFY for each "
                     "change).  The ISF: no_failover, reverse_order (the last IWF first).  A box's transactions: constant_interval (it "
                     "repeats requests each T1), repeat_answered (goes on when the response has come), no_repetition, forward_stray (the "
                     "Core or the ISF passes on responses that belong to no transaction), ignore_overload (it does not do what "
                     "overloaded neighbours ask for)." },
    { "step", &step, .title = "Step of Figure 31", .description = "For drop_step and repeat_step." },
    { "box", &box, .title = "Who misbehaves",
      .description = "For drop, repeat, delay, replace, misdirect, forget_timer, and for what transactions do.  For steps it follows; "
                     "it may be given to say it aloud." },
    { "message", &message, .title = "Which message, on every leg",
      .description = "For drop, repeat, delay, replace, misdirect.  As flow.txt names it." },
    { "instead", &message, .title = "What is sent in its place", .description = "For replace." },
    { "delay", &study_positive_duration_type, .title = "How late it is sent", .description = "For delay." },
    { "timer", &timer, .title = "Which timer is not started", .description = "For forget_timer." },
    { 0 }
};
static const StudyType fault = {
    .kind = STUDY_MAPPING, .expected = "a fault such as {kind: drop_step, step: 20}", .keys = fault_keys
};
const StudyType study_faults_type = {
    .kind = STUDY_LIST, .expected = "a list of faults such as [{kind: wrong_mode}]", .maximum = 16, .of = &fault
};
