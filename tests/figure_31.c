/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/figure_31.h"

#include "models/cpm_box.h"
#include "models/sip_message.h"

#define INVITE SIP_REQUEST(SIP_INVITE)
#define OK SIP_RESPONSE(SIP_INVITE, 200)

typedef struct Row {
    SimTime ms;
    SimRecordKind kind;
    CpmBoxKind from, to;
    unsigned code, member, step, detail;
} Row;

static const Row rows[] = {
    { 0, SIM_RECORD_MESSAGE, CPM_CLIENT_A, CPM_CORE, INVITE, 0, 1, 0 },
    { 2, SIM_RECORD_MESSAGE, CPM_CORE, CPM_CS, INVITE, 0, 2, 0 },
    { 3, SIM_RECORD_FACTS, CPM_CS, CPM_CS, 0, 1, 0, CPM_FACT_CPM | CPM_NONE << 1 },
    { 3, SIM_RECORD_FACTS, CPM_CS, CPM_CS, 0, 2, 0, CPM_NONE << 1 },
    { 4, SIM_RECORD_MESSAGE, CPM_CS, CPM_CORE, INVITE, 1, CPM_STEP_3A, 0 },
    { 4, SIM_RECORD_ACTION, CPM_CS, CPM_CS, CPM_ACTION_INTERWORKING, 2, 4, 0 },
    { 5, SIM_RECORD_MESSAGE, CPM_CS, CPM_CORE, INVITE, 2, 5, 0 },
    { 7, SIM_RECORD_MESSAGE, CPM_CORE, CPM_ISF, INVITE, 2, 6, 0 },
    { 7, SIM_RECORD_ACTION, CPM_ISF, CPM_ISF, CPM_ACTION_SELECT, 2, 7, 0 },
    { 9, SIM_RECORD_MESSAGE, CPM_ISF, CPM_CORE, INVITE, 2, 8, 0 },
    { 11, SIM_RECORD_MESSAGE, CPM_CORE, CPM_IWF, INVITE, 2, 9, 0 },
    { 11, SIM_RECORD_ACTION, CPM_IWF, CPM_IWF, CPM_ACTION_CONVERT, 2, 10, 0 },
    { 14, SIM_RECORD_MESSAGE, CPM_IWF, CPM_SYSTEM, SIP_REQUEST(SYS_INVITATION), 2, 11, 0 },
    { 14, SIM_RECORD_MESSAGE, CPM_IWF, CPM_CORE, SIP_RESPONSE(SIP_INVITE, 182), 2, 0, 0 },
    { 55, SIM_RECORD_MESSAGE, CPM_CORE, CPM_CLIENT, INVITE, 1, CPM_STEP_3B, 0 },
    { 3100, SIM_RECORD_MESSAGE, CPM_CLIENT, CPM_CORE, OK, 1, 12, 0 },
    { 3102, SIM_RECORD_MESSAGE, CPM_CORE, CPM_CS, OK, 1, 13, 0 },
    { 3102, SIM_RECORD_OUTCOME, CPM_CS, CPM_CS, OK, 1, 0, 1 },
    { 3104, SIM_RECORD_MESSAGE, CPM_CS, CPM_CORE, OK, 0, 14, 0 },
    { 3150, SIM_RECORD_MESSAGE, CPM_CORE, CPM_CLIENT_A, OK, 0, 15, 0 },
    { 3200, SIM_RECORD_MESSAGE, CPM_CLIENT_A, CPM_CORE, SIP_REQUEST(SIP_ACK), 0, 0, 0 },
    { 7014, SIM_RECORD_MESSAGE, CPM_SYSTEM, CPM_IWF, SIP_RESPONSE(SYS_REPORT, 200), 2, 0, 0 },
    { 20000, SIM_RECORD_MESSAGE, CPM_SYSTEM, CPM_IWF, SIP_REQUEST(SYS_ACCEPT), 2, 16, 0 },
    { 20000, SIM_RECORD_ACTION, CPM_IWF, CPM_IWF, CPM_ACTION_MAP, 2, 17, 0 },
    { 20000, SIM_RECORD_OUTCOME, CPM_IWF, CPM_IWF, OK, 2, 0, 5 },
    { 20003, SIM_RECORD_MESSAGE, CPM_IWF, CPM_CORE, OK, 2, 18, 0 },
    { 20005, SIM_RECORD_MESSAGE, CPM_CORE, CPM_ISF, OK, 2, 19, 0 },
    { 20007, SIM_RECORD_MESSAGE, CPM_ISF, CPM_CORE, OK, 2, 20, 0 },
    { 20009, SIM_RECORD_MESSAGE, CPM_CORE, CPM_CS, OK, 2, 21, 0 },
    { 20012, SIM_RECORD_MESSAGE, CPM_CS, CPM_CORE, OK, 0, 22, 0 },
    { 20100, SIM_RECORD_MESSAGE, CPM_CORE, CPM_CLIENT_A, OK, 0, 23, 0 },
};

CpmSetup *figure_31_setup(void)
{
    CpmSetup *setup = cpm_setup_new();
    setup->seed = 1;
    setup->policy = (CpmPolicy){ .kind = CPM_DEFAULT, .option = CPM_CONVERT };
    setup->n_systems = 1;
    setup->systems = g_new0(CpmSystemSetup, 1);
    setup->systems[0].name = g_strdup("sms");
    setup->n_groups = 1;
    setup->groups = g_new0(CpmGroupSetup, 1);
    setup->groups[0].name = g_strdup("friends");
    setup->groups[0].size = 2;
    setup->groups[0].n_members = 2;
    setup->groups[0].members = g_new0(CpmMemberSetup, 2);
    setup->groups[0].members[0] = (CpmMemberSetup){ .name = g_strdup("B"), .count = 1, .first = 1 };
    setup->groups[0].members[1] = (CpmMemberSetup){ .name = g_strdup("C"), .count = 1, .first = 2 };
    setup->n_workloads = 1;
    setup->workloads = g_new0(CpmWorkload, 1);
    setup->workloads[0].count = 1;
    return setup;
}

GArray *figure_31_records(void)
{
    GArray *records = g_array_new(FALSE, FALSE, sizeof(SimRecord));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SimRecord record = {
            .time = rows[i].ms * SIM_MS,
            .leg = rows[i].member,
            .member = rows[i].member,
            .detail = rows[i].detail,
            .code = (uint16_t)rows[i].code,
            .from = (uint8_t)CPM_BOX(rows[i].from, 0),
            .to = (uint8_t)CPM_BOX(rows[i].to, 0),
            .kind = (uint8_t)rows[i].kind,
            .step = (uint8_t)rows[i].step,
        };
        g_array_append_val(records, record);
    }
    return records;
}
