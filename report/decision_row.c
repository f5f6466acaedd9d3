/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/decision_row.h"

static const char *const row_texts[REPORT_DECISION_ROWS] = {
    [2] = "the provider's policy rejects",
    [3] = "the user's preference rejects",
    [4] = "accepted on the user's behalf",
    [5] = "inviting message: the user accepted",
    [6] = "inviting message: the user declined",
    [7] = "inviting message: no reply in time",
    [8] = "inviting message: reply not recognised",
    [9] = "inviting message: undeliverable for good",
    [10] = "inviting message: never got through",
    [11] = "Non-CPM System refused, or was silent",
    [12] = "inviting message: no delivery report",
    [13] = "accepted when it was over",
    [14] = "replied twice",
    [15] = "invitation withdrawn (CANCEL)",
    [16] = "given up by Timer C of a proxy",
    [17] = "accepted while the invitation was withdrawn",
    [18] = "the content cannot be interworked",
    [19] = "the sender is anonymous",
    [20] = "the inviter may not interwork",
    [21] = "no free number to reply to",
    [22] = "Interworking Function overloaded",
    [23] = "no Interworking Function available",
    [24] = "nothing came at all",
};

/* What may happen to any invitation, to tell the kinds apart that share a summary. */
static const char *const cpm_texts[REPORT_DECISION_ROWS] = {
    [15] = "CPM client: withdrawn (CANCEL)",
    [16] = "CPM client: given up by Timer C of a proxy",
    [17] = "CPM client: accepted while withdrawn",
    [24] = "CPM client: nothing came at all",
};
static const char *const native_texts[REPORT_DECISION_ROWS] = {
    [11] = "native invitation: system refused, or silent",
    [13] = "native invitation: accepted when it was over",
    [14] = "native invitation: replied twice",
    [15] = "native invitation: withdrawn (CANCEL)",
    [16] = "native invitation: given up by Timer C",
    [17] = "native invitation: accepted while withdrawn",
    [22] = "native invitation: IWF overloaded",
    [23] = "native invitation: no IWF available",
    [24] = "native invitation: nothing came at all",
};

/* An Interworking Function is also asked to accept or reject on somebody's behalf. */
static const char *const accept_texts[REPORT_DECISION_ROWS] = {
    [22] = "accepting on behalf: IWF overloaded",
    [23] = "accepting on behalf: no IWF available",
    [24] = "accepting on behalf: nothing came at all",
};
static const char *const reject_texts[REPORT_DECISION_ROWS] = {
    [22] = "rejecting: IWF overloaded",
    [23] = "rejecting: no IWF available",
    [24] = "rejecting: nothing came at all",
};

static const char *const *const texts_of_class[REPORT_LEG_CLASSES] = {
    [REPORT_LEG_CPM] = cpm_texts,
    [REPORT_LEG_NATIVE] = native_texts,
    [REPORT_LEG_ACCEPT] = accept_texts,
    [REPORT_LEG_REJECT] = reject_texts,
};

static const char *native_text(bool cpm, unsigned status)
{
    if (status >= 200 && status < 300)
        return cpm ? "CPM client: accepted" : "native invitation: the user accepted";
    if (status == 480 || status == 408 || status == 487 || status == 0)
        return cpm ? "CPM client: no answer" : "native invitation: no answer";
    return cpm ? "CPM client: declined" : "native invitation: the user declined";
}

const char *report_decision_text(ReportLegClass leg_class, unsigned row, unsigned status)
{
    g_assert(row >= 1 && row < REPORT_DECISION_ROWS && leg_class < REPORT_LEG_CLASSES);
    if (row == 1)
        return native_text(leg_class == REPORT_LEG_CPM, status);
    if (texts_of_class[leg_class] != NULL && texts_of_class[leg_class][row] != NULL)
        return texts_of_class[leg_class][row];
    return row_texts[row];
}
