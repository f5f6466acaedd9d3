/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_EXPLAIN_H
#define STUDY_EXPLAIN_H

/* The table of keys for people. */

/* Returns all keys with their titles, a line each (transfer full). */
char *study_explain_all(void);

/* Returns what @key means, what it may be, its default and where that is from (transfer full).  @key is a path, such as
 * "iwf.t_reply" or "groups.friends[0].count", or the end of one: then all keys that end so are explained.  When there
 * is none: NULL, and *out_hint says what may have been meant (transfer full). */
char *study_explain(const char *key, char **out_hint);

/* Returns docs/scenario.md (transfer full). */
char *study_explain_markdown(void);

#endif
