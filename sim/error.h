/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_ERROR_H
#define SIM_ERROR_H

#include <glib.h>
#include <stdbool.h>

/* The one error domain of the program: what is wrong outside it.  Mistakes of the program itself are g_assert()ed,
 * and a failing protocol run is a result and no error. */
#define SIM_ERROR (sim_error_quark())

typedef enum SimErrorCode {
    SIM_ERROR_USAGE,       /* the command line asks for something that does not exist         */
    SIM_ERROR_SCENARIO,    /* a scenario file cannot be read or contradicts itself            */
    SIM_ERROR_ENVIRONMENT, /* a file, directory or process does not do what it is asked to do */
    SIM_ERROR_MEMORY,      /* the run needs more memory than the limit or the machine has     */
    SIM_ERROR_INTERRUPTED, /* the user has asked to stop                                      */
} SimErrorCode;

GQuark sim_error_quark(void);

/* Sets @error (may be NULL) to @code with the printf-like message, and returns false, so that failing is one line:
 * `return sim_fail(error, SIM_ERROR_SCENARIO, "%s: no such file", path);` */
bool sim_fail(GError **error, SimErrorCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
