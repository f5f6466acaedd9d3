/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CONFORMANCE_FILES_H
#define STUDY_CONFORMANCE_FILES_H

#include <glib.h>

/* The folder with the shipped test cases (transfer full): scenarios/conformance of the working directory, or of the source tree in which
 * the program stands, or of the place where it is installed.  NULL with SIM_ERROR_USAGE if there is none. */
char *study_conformance_folder(GError **error);

/* The files of a study, by name (transfer full, g_strfreev()): @given as they are, where folders stand for their *.yaml in the order of
 * their names; the shipped ones if @given (NULL-terminated) is empty.  NULL with @error set when a folder cannot be read or has none. */
char **study_conformance_files(char *const *given, GError **error);

#endif
