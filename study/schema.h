/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_SCHEMA_H
#define STUDY_SCHEMA_H

/* Returns the table of keys as a JSON Schema, draft-07, for editors (transfer full).  It accepts and refuses what the
 * parser's checks of structure do; sums, references and the like it cannot see. */
char *study_schema_json(void);

#endif
