/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DATABASE_H
#define STUDY_DATABASE_H

#include <glib.h>
#include <stdbool.h>

#include "study/archive.h"

/* Writes the finished runs of @archive into a new SQLite file @path, by one writer in one transaction; the file is there as a whole or as
 * it was before, and nothing else is left beside it.  docs/formats.md lists the tables: format, run, param,
 * metric, histogram (a view), verdict. */
bool study_database_write(const StudyArchive *archive, const char *path, GError **error);

#endif
