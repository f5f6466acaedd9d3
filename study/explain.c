/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/explain.h"

#include "study/key.h"
#include "study/quantity.h"

#include <string.h>

/* ---- paths */

/* "groups.friends[0].count" as "groups.friends.count" (transfer full). */
static char *without_indices(const char *path)
{
    GString *out = g_string_new(NULL);
    bool inside = false;
    for (; *path != '\0'; path++) {
        inside = inside || *path == '[';
        if (!inside)
            g_string_append_c(out, *path);
        inside = inside && *path != ']';
    }
    return g_string_free(out, FALSE);
}

/* Whether the parts of @wanted are the last ones of @path, where NAME is any name; *out_whole: all of them. */
static bool path_matches(const char *path, const char *wanted, bool *out_whole)
{
    g_autofree char *plain = without_indices(path), *asked = without_indices(wanted);
    g_auto(GStrv) parts = g_strsplit(plain, ".", -1), ends = g_strsplit(asked, ".", -1);
    unsigned n = g_strv_length(parts), m = g_strv_length(ends);
    if (m == 0 || m > n)
        return false;
    for (unsigned i = 0; i < m; i++) {
        const char *part = parts[n - m + i];
        if (strcmp(part, ends[i]) != 0 && (strcmp(part, "NAME") != 0 || m < n || *ends[i] == '\0'))
            return false;
    }
    *out_whole = m == n;
    return true;
}

/* ---- one key */

/* Appends @text in lines of at most 100 columns, each after @indent blanks. */
static void append_wrapped(GString *out, const char *text, int indent)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    int column = 0;
    for (char **word = words; *word != NULL; word++) {
        if (**word == '\0')
            continue;
        int width = (int)g_utf8_strlen(*word, -1);
        if (column == 0 || column + 1 + width > 100) {
            g_string_append_printf(out, "%s%*s%s", column == 0 ? "" : "\n", indent, "", *word);
            column = indent + width;
        } else {
            g_string_append_printf(out, " %s", *word);
            column += 1 + width;
        }
    }
    g_string_append_c(out, '\n');
}

static char *default_words(const StudyKey *key)
{
    if (key->rule != NULL)
        return g_strdup(key->rule);
    if (key->standard != NULL)
        return g_strdup(key->standard);
    if (key->required)
        return g_strdup("required");
    return g_strdup(key->type->kind == STUDY_MAPPING ? "that of its keys" : "none");
}

static void explain_presets(GString *out, const StudyPreset *presets)
{
    for (; presets != NULL && presets->name != NULL; presets++) {
        g_string_append_printf(out, "\n    %s (built in): %s\n", presets->name, presets->description);
        g_string_append_printf(out, "        %s\n        source: %s\n", presets->value, presets->source);
    }
}

static void explain_key(GString *out, const StudyKey *key, const char *path)
{
    g_autofree char *words = study_type_words(key->type), *standard = default_words(key);
    g_string_append_printf(out, "%s%s\n", out->len > 0 ? "\n" : "", path);
    append_wrapped(out, key->title, 4);
    if (key->description != NULL)
        append_wrapped(out, key->description, 4);
    g_string_append_printf(out, "    value:   %s\n    default: %s\n", words, standard);
    if (key->source != NULL)
        g_string_append_printf(out, "    source:  %s\n", key->source);
    if (key->type->keys != NULL) {
        g_string_append(out, "    keys:   ");
        for (const StudyKey *row = key->type->keys; row->key != NULL; row++)
            g_string_append_printf(out, " %s%s", row->key, row[1].key != NULL ? "," : "\n");
    }
    if (key->type->kind == STUDY_TABLE)
        explain_presets(out, key->type->presets);
}

typedef struct Search {
    const char *wanted;
    bool whole;                 /* a whole path was found: ends of paths no longer count */
    GString *out;
    GPtrArray *words;           /* all keys, for suggestions */
} Search;

static void visit_search(const StudyKey *key, const char *path, void *data)
{
    Search *search = data;
    bool whole;
    g_ptr_array_add(search->words, (char *)key->key);
    if (!path_matches(path, search->wanted, &whole) || (search->whole && !whole))
        return;
    if (whole && !search->whole)
        g_string_truncate(search->out, 0);
    search->whole = whole;
    explain_key(search->out, key, path);
}

char *study_explain(const char *key, char **out_hint)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    Search search = { .wanted = key, .out = g_string_new(NULL), .words = words };
    study_key_walk(visit_search, &search);
    if (search.out->len > 0)
        return g_string_free(search.out, FALSE);
    g_string_free(search.out, TRUE);
    g_ptr_array_add(words, NULL);
    const char *last = strrchr(key, '.');
    const char *near = study_word_nearest(last != NULL ? last + 1 : key, (const char *const *)words->pdata);
    *out_hint = near != NULL ? g_strdup_printf("did you mean '%s'?", near) : g_strdup("cpmsim explain lists all keys");
    return NULL;
}

static void visit_list(const StudyKey *key, const char *path, void *data)
{
    g_autofree char *standard = default_words(key);
    bool is_section = key->type->keys != NULL || (key->standard == NULL && key->rule == NULL);
    g_string_append_printf(data, "%-42s %s", path, key->title);
    if (key->required)
        g_string_append(data, " (required)");
    else if (!is_section)
        g_string_append_printf(data, " (%s)", standard);
    g_string_append_c(data, '\n');
}

char *study_explain_all(void)
{
    GString *out = g_string_new(NULL);
    study_key_walk(visit_list, out);
    return g_string_free(out, FALSE);
}

/* ---- docs/scenario.md */

static const char markdown_head[] =
    "# The scenario file\n"
    "\n"
    "<!-- Written by `cpmsim explain --markdown`, from the table that the parser uses. -->\n"
    "\n"
    "A scenario is a YAML file: who is in the group, how fast the boxes are, who decides what, and how people answer.\n"
    "Every key but `version`, `groups` and `sessions` may be left out; the summary of a run names the defaults that were\n"
    "used, and `cpmsim check --show-resolved FILE` shows the file with all of them.\n"
    "\n"
    "```yaml\n"
    "version: 1\n"
    "policy:\n"
    "  provider: {allow: [accept, reject, convert], default: convert}\n"
    "groups:\n"
    "  friends:\n"
    "    - {name: B, client: cpm, answer: {accept_after: 3 s}}\n"
    "    - {name: crowd, count: 1000, client: {cpm: 20 %, sms: 80 %}, prefer: {accept: 25 %, none: 75 %}}\n"
    "sessions:\n"
    "  - {group: friends}\n"
    "```\n"
    "\n"
    "- **Durations** have a unit: `250 us`, `50 ms`, `1.5 s`, `3.6 min`, `2 h`, `1 d`, also `10 ns`. The longest is ten\n"
    "  years, and 20 days for timers of the protocol (24 days for `t_answer`). **Rates** have one, too (`2000 /s`,\n"
    "  `5 /min`). **Shares** are `20 %` or `0.2`.\n"
    "- Where a **distribution** is possible a bare duration is one, too: always the same.\n"
    "- Values are read as YAML 1.2 has them: `yes`, `on` and `off` are words, `1:30` is no number. Anchors, aliases and\n"
    "  merge keys (`<<: *name`) work; a key that stands twice is an error.\n"
    "- `--set PATH=VALUE` changes any value from the command line: `--set iwf.t_reply='5 min'`,\n"
    "  `--set members.crowd.count=10`, `--set groups.friends[0].name=X`. `--seed N` is short for `--set seed=N`.\n"
    "- The first line of the shipped files tells editors with a YAML language server where the schema is, so that they\n"
    "  complete and check while you type. `cpmsim schema` prints it.\n"
    "- `cpmsim check FILE` reports all mistakes at once, each with its line and column. It warns of what is legal but probably\n"
    "  not meant: a time to reply shorter than the validity of the message, a keep-alive longer than Timer C, `t_answer` not\n"
    "  longer than `t_reply`, accept forced on users who prefer reject, a station or a centre that cannot keep up with the\n"
    "  fan-out or with the sessions that come, a way there and back that takes longer than T1, a system that no IWF serves, an\n"
    "  invitation that does not say how to accept, and systems, profiles and keys without any effect.\n"
    "- What cannot happen on the short path is an error there, with a hint: loss, duplicates, buffers, failures and overload control need\n"
    "  `sip.transactions: full`; buffers, priorities, failures and overload control need `sip.processing: service`.\n"
    "- A group is a list of members, or a mapping that says more: `{kind: ad_hoc, maximum: 10, members: [{name: B}, B]}`.\n"
    "- How users answer is given in shares, or in words that the IWF sorts by its keywords (`replies.NAME.texts`).\n"
    "- Systems that need no definition: `sms`, `mms`, `email`, `simple_im`, `im_session` ([services.md](services.md)).\n"
    "- Tags of sources: `[SPEC]` a specification, `[PUB]` published measurements, `[INFER]` a decision of this simulator.\n";

static void append_cell(GString *out, const char *text)
{
    g_string_append(out, " ");
    for (; *text != '\0'; text++)
        g_string_append_printf(out, *text == '|' ? "\\%c" : "%c", *text);
    g_string_append(out, " |");
}

/* What may stand there, for a column of a table (transfer full). */
static char *short_words(const StudyType *type)
{
    if (type == &study_distribution_type)
        return g_strdup("duration or [distribution](#distributions)");
    if (type->kind == STUDY_DURATION || type->kind == STUDY_SHARE || type->kind == STUDY_TEXT)
        return g_strdup(type->kind == STUDY_DURATION ? "duration" : type->kind == STUDY_SHARE ? "share" : "text");
    return study_type_words(type);
}

static void append_row(GString *out, const StudyKey *key, const char *path)
{
    g_autofree char *words = short_words(key->type), *standard = default_words(key);
    g_autofree char *code = g_strdup_printf("`%s`", path);
    g_autofree char *value = key->standard != NULL ? g_strdup_printf("`%s`", standard) : g_strdup(standard);
    g_autofree char *meaning = g_strdup_printf("%s%s%s", key->title, key->description != NULL ? ". " : "",
                                               key->description != NULL ? key->description : "");
    g_string_append_c(out, '|');
    append_cell(out, code);
    append_cell(out, meaning);
    append_cell(out, words);
    append_cell(out, value);
    append_cell(out, key->source != NULL ? key->source : "");
    g_string_append_c(out, '\n');
}

static void append_presets(GString *out, const StudyType *type)
{
    if (type->kind != STUDY_TABLE || type->presets == NULL)
        return;
    g_string_append(out, "\nBuilt in, and the starting point of a definition of the same name:\n\n"
                         "| Name | Meaning | Value | Source |\n|---|---|---|---|\n");
    for (const StudyPreset *preset = type->presets; preset->name != NULL; preset++) {
        g_autofree char *value = g_strdup_printf("`%s`", preset->value);
        g_string_append_c(out, '|');
        append_cell(out, preset->name);
        append_cell(out, preset->description);
        append_cell(out, value);
        append_cell(out, preset->source);
        g_string_append_c(out, '\n');
    }
}

#define TABLE_HEAD "| Key | Meaning | Value | Default | Source of the default |\n|---|---|---|---|---|\n"

/* Keys of all links and stations, which are told of the first. */
static bool is_told_of_another(const char *path)
{
    static const char *const own[] = { "latency", "service", "servers", "memory", NULL };
    bool is_further = g_str_has_prefix(path, "links.core.") || g_str_has_prefix(path, "stations.cs.") ||
                      g_str_has_prefix(path, "stations.isf.") || g_str_has_prefix(path, "stations.iwf.");
    return is_further && (!g_strv_contains(own, strrchr(path, '.') + 1) || g_str_has_suffix(path, "isf.memory"));
}

/* The members of a group stand where it is a bare list, and profiles among the replies, but for their short forms. */
static bool is_told_elsewhere(const char *path)
{
    return is_told_of_another(path) || strstr(path, ".members[].") != NULL || strstr(path, "[].answer.") != NULL ||
           (strstr(path, "[].reply.") != NULL && !g_str_has_suffix(path, "_after"));
}

/* A section for each key of the root that holds others; before them one for the others. */
static void visit_markdown(const StudyKey *key, const char *path, void *data)
{
    GString *out = data;
    bool is_root = strchr(path, '.') == NULL, is_scalar = study_kind_is_scalar(key->type->kind);
    if (is_told_elsewhere(path))
        return;
    if (is_root && !is_scalar)
        g_string_append_printf(out, "\n## %s: %s\n\n%s%s" TABLE_HEAD, path, key->title,
                               key->description != NULL ? key->description : "", key->description != NULL ? "\n\n" : "");
    else if (is_root && strstr(out->str, "\n## The file\n") == NULL)
        g_string_append(out, "\n## The file\n\n" TABLE_HEAD);
    else if (g_str_has_prefix(path, STUDY_DISTRIBUTION_PATH) && strstr(out->str, "\n## Distributions\n") == NULL)
        g_string_append(out, "\n## Distributions\n\n"
                             "Wherever a duration may vary, one of these keys stands in its place, such as\n"
                             "`latency: {lognormal: {median: 50 ms, sigma: 0.25}}`.\n\n" TABLE_HEAD);
    if (key->type->kind != STUDY_MAPPING && !(is_root && !is_scalar))
        append_row(out, key, path);
}

/* The presets of a section stand behind its table. */
static void insert_presets(GString *out)
{
    for (const StudyKey *key = study_scenario_type.keys; key->key != NULL; key++) {
        g_autofree char *head = g_strdup_printf("\n## %s: ", key->key);
        GString *presets = g_string_new(NULL);
        append_presets(presets, key->type);
        const char *section = strstr(out->str, head), *next = section != NULL ? strstr(section + 1, "\n## ") : NULL;
        if (next != NULL)
            g_string_insert(out, next - out->str, presets->str);
        g_string_free(presets, TRUE);
    }
}

char *study_explain_markdown(void)
{
    GString *out = g_string_new(markdown_head);
    study_key_walk(visit_markdown, out);
    insert_presets(out);
    return g_string_free(out, FALSE);
}
