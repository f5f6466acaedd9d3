/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_box.h"

#include <glib.h>

CpmBoxKind cpm_leg_box(CpmLegKind kind, unsigned position)
{
    static const uint8_t boxes[CPM_LEG_KINDS][CPM_POSITIONS] = {
        [CPM_LEG_INVITER] = { CPM_CLIENT_A, CPM_CORE, CPM_CS, CPM_BOX_KINDS, CPM_BOX_KINDS, CPM_BOX_KINDS },
        [CPM_LEG_CPM] = { CPM_CS, CPM_CORE, CPM_CLIENT, CPM_BOX_KINDS, CPM_BOX_KINDS, CPM_BOX_KINDS },
        [CPM_LEG_NON_CPM] = { CPM_CS, CPM_CORE, CPM_ISF, CPM_CORE, CPM_IWF, CPM_SYSTEM },
    };

    g_assert(kind < CPM_LEG_KINDS && position < CPM_POSITIONS);
    return (CpmBoxKind)boxes[kind][position];
}

const char *cpm_box_kind_name(CpmBoxKind kind)
{
    static const char *const names[CPM_BOX_KINDS] = {
        "CPM Client A",    "CPM Client",     "SIP/IP Core", "CPM Conversation Server", "Interworking Selection Function",
        "Interworking Function", "Non-CPM System",
    };

    g_assert(kind < CPM_BOX_KINDS);
    return names[kind];
}

const char *cpm_box_kind_short_name(CpmBoxKind kind)
{
    static const char *const names[CPM_BOX_KINDS] = { "Client A", "Client", "Core", "CS", "ISF", "IWF", "System" };

    g_assert(kind < CPM_BOX_KINDS);
    return names[kind];
}

const char *cpm_step_name(unsigned step)
{
    static const char *const names[24] = { "",   "1",  "2",  "3a", "4",  "5",  "6",  "7",  "8",  "9",  "10", "11",
                                           "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23" };

    if (step == CPM_STEP_3B)
        return "3b";
    g_assert(step < G_N_ELEMENTS(names));
    return names[step];
}
