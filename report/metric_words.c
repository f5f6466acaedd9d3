/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/metric_words.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "report/decision_row.h"

typedef struct Words {
    const char *name, *text;
} Words;

/* Whole names. */
static const Words whole[] = {
    { "joined_share", "share of the invited that join" },
    { "segments_per_joined_user", "segments for each user who joins" },
    { "members_joined", "members in the session" },
    { "invitations_sent", "invitations sent" },
    { "messages.SIP.per_joined_member", "SIP messages for each member who joins" },
    { "messages_repeated.SIP.share", "share of SIP messages that came again" },
    { "load.offered", "sessions asked for" },
    { "load.goodput", "sessions got in time" },
    { "sessions_offered", "sessions asked for" },
    { "sessions_goodput", "sessions got in time" },
};

/* The first part; class, box and stat follow.  "": these say it all. */
static const Words first[] = {
    { "session_establishment", "the inviter's own 200" },
    { "time_to_first_acceptance", "first member to join" },
    { "time_to_last_answer", "last member's answer" },
    { "answer_since_start", "answer since the session's start" },
    { "answer_since_invitation", "answer since the invitation" },
    { "joined_share", "share that joins" },
    { "members", "members" },
    { "sessions", "sessions" },
    { "invitations_open", "invitations that wait" },
    { "messages", "messages" },
    { "messages_received", "messages received" },
    { "messages_repeated", "messages that came again" },
    { "messages_lost", "messages lost" },
    { "timers_fired", "timers" },
    { "throughput", "messages received" },
    { "invites", "INVITEs" },
    { "dialogs", "dialogs" },
    { "queue_length", "messages in the box" },
    { "busy_share", "share of time busy" },
    { "transactions_open", "open transactions" },
    { "station", "" },
};

/* "D05" of outcomes.D05, outcome_share.D05, outcomes.CLASS.D05_603; 0: none. */
static unsigned row_of(const char *name)
{
    const char *stat = strrchr(name, '.');
    bool outcome = g_str_has_prefix(name, "outcomes.") || g_str_has_prefix(name, "outcome_share.");
    if (!outcome || stat[1] != 'D' || !g_ascii_isdigit(stat[2]) || !g_ascii_isdigit(stat[3]))
        return 0;
    unsigned row = (unsigned)atoi(stat + 2);
    return row < REPORT_DECISION_ROWS ? row : 0;
}

/* The class of its members, if the name has one, stands last. */
static char *row_words(const char *name, unsigned row)
{
    const char *stat = strrchr(name, '.'), *status = stat[4] == '_' ? stat + 5 : NULL, *of = strchr(name, '.');
    const char *text = row == 1 ? "answered by the member" : report_decision_text(REPORT_LEG_CONVERT, row, 0);
    const char *colon = strstr(text, ": ");
    g_autofree char *kind = of < stat ? g_strndup(of + 1, (gsize)(stat - of - 1)) : g_strdup("");
    g_strdelimit(kind, "_", ' ');
    return g_strdup_printf("%s (D%02u%s%s)%s%s%s", colon != NULL ? colon + 2 : text, row, status != NULL ? " " : "",
                           status != NULL ? status : "", *kind != '\0' ? ", " : "", kind,
                           g_str_has_prefix(name, "outcome_share.") ? ", share" : "");
}

/* "SIP_IP_Core.mean_wait" as "SIP/IP Core: mean wait"; the point of p99.9 is none of the name's. */
static char *rest_words(const char *rest)
{
    g_autofree char *text = g_strdup(rest);
    char *last = strrchr(text, '.');
    if (last != NULL && g_str_has_suffix(text, "p99.9"))
        *last = ',';
    g_strdelimit(text, "_", ' ');
    g_auto(GStrv) parts = g_strsplit(text, ".", -1);
    GString *words = g_string_new(NULL);
    for (char **part = parts; *part != NULL; part++)
        g_string_append_printf(words, "%s%s", part == parts ? "" : ": ", strcmp(*part, "p99,9") == 0 ? "p99.9" : *part);
    g_string_replace(words, "SIP IP Core", "SIP/IP Core", 0);
    return g_string_free(words, FALSE);
}

char *report_metric_words(const char *name)
{
    unsigned row = row_of(name);
    size_t length = strcspn(name, ".");
    if (row > 0)
        return row_words(name, row);
    for (size_t i = 0; i < G_N_ELEMENTS(whole); i++)
        if (strcmp(name, whole[i].name) == 0)
            return g_strdup(whole[i].text);
    for (size_t i = 0; i < G_N_ELEMENTS(first); i++) {
        if (strlen(first[i].name) != length || strncmp(name, first[i].name, length) != 0)
            continue;
        if (name[length] == '\0')
            return g_strdup(*first[i].text != '\0' ? first[i].text : name);
        g_autofree char *rest = rest_words(name + length + 1);
        return *first[i].text != '\0' ? g_strdup_printf("%s, %s", first[i].text, rest) : g_steal_pointer(&rest);
    }
    return g_strdup(name);
}
