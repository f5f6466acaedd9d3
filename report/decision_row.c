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
    [15] = "native invitation: withdrawn (CANCEL)",
    [16] = "native invitation: given up by Timer C",
    [17] = "native invitation: accepted while withdrawn",
    [24] = "native invitation: nothing came at all",
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
    g_assert(row >= 1 && row < REPORT_DECISION_ROWS);
    if (row == 1)
        return native_text(leg_class == REPORT_LEG_CPM, status);
    if (leg_class == REPORT_LEG_CPM && cpm_texts[row] != NULL)
        return cpm_texts[row];
    return leg_class == REPORT_LEG_NATIVE && native_texts[row] != NULL ? native_texts[row] : row_texts[row];
}
