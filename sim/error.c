/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/error.h"

#include <stdarg.h>

G_DEFINE_QUARK(sim-error-quark, sim_error)

bool sim_fail(GError **error, SimErrorCode code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autoptr(GError) failure = g_error_new_valist(SIM_ERROR, (int)code, format, arguments);
    va_end(arguments);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}
