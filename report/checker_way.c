/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_way.h"

#include <string.h>

/* ---- Classes */

static void set_class(ReportChecker *checker, unsigned method, CheckerClass request, CheckerClass response)
{
    memset(&checker->classes[SIP_REQUEST(method)], request, 100);
    memset(&checker->classes[SIP_RESPONSE(method, 200)], response, 500);
}

static void fill_classes(ReportChecker *checker)
{
    static const struct {
        SipMethod method;
        CheckerClass request, response;
    } rows[] = {
        {SIP_INVITE, CLASS_INVITE, CLASS_FINAL},
        {SIP_ACK, CLASS_ACK, CLASS_UNKNOWN},
        {SIP_CANCEL, CLASS_CANCEL, CLASS_CANCEL_ANSWER},
        {SIP_BYE, CLASS_BYE, CLASS_BYE_ANSWER},
        {SIP_SUBSCRIBE, CLASS_SUBSCRIBE, CLASS_SUBSCRIBE_ANSWER},
        {SIP_NOTIFY, CLASS_NOTIFY, CLASS_NOTIFY_ANSWER},
        {SIP_UPDATE, CLASS_UPDATE, CLASS_UPDATE_ANSWER},
        {SIP_DIAL_IN, CLASS_DIAL_IN, CLASS_DIAL_IN_ANSWER},
        {SIP_DIAL_IN_ACK, CLASS_DIAL_IN_ACK, CLASS_UNKNOWN},
        {MSRP_SEND, CLASS_SEND, CLASS_SEND_ANSWER},
        {SYS_INVITATION, CLASS_INVITING_MESSAGE, CLASS_UNKNOWN},
        {SYS_NATIVE_INVITE, CLASS_NATIVE_INVITE, CLASS_UNKNOWN},
        {SYS_NOTICE, CLASS_NOTICE, CLASS_UNKNOWN},
        {SYS_HELP, CLASS_HELP, CLASS_UNKNOWN},
        {SYS_TEXT, CLASS_TEXT, CLASS_UNKNOWN},
        {SYS_REPORT, CLASS_UNKNOWN, CLASS_REPORT},
        {SYS_SUBMIT_REPORT, CLASS_UNKNOWN, CLASS_SUBMIT_REPORT},
        {SYS_ACCEPT, CLASS_ACCEPT, CLASS_UNKNOWN},
        {SYS_DECLINE, CLASS_DECLINE, CLASS_UNKNOWN},
        {SYS_LEAVE, CLASS_LEAVE, CLASS_UNKNOWN},
        {SYS_UNRECOGNISED, CLASS_UNRECOGNISED, CLASS_UNKNOWN},
    };
    memset(checker->classes, CLASS_UNKNOWN, sizeof checker->classes);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        set_class(checker, rows[i].method, rows[i].request, rows[i].response);
    memset(&checker->classes[SIP_RESPONSE(SIP_INVITE, 100)], CLASS_PROVISIONAL, 100);
    checker->classes[SIP_RESPONSE(SIP_INVITE, 100)] = CLASS_TRYING;
}

/* ---- Ways */

#define POSITIONS 6

static const uint8_t boxes[CPM_LEG_KINDS][POSITIONS + 1] = {
    [CPM_LEG_INVITER] = {CPM_CLIENT_A, CPM_CORE, CPM_CS, CPM_BOX_KINDS},
    [CPM_LEG_CPM] = {CPM_CS, CPM_CORE, CPM_CLIENT, CPM_BOX_KINDS},
    [CPM_LEG_NON_CPM] = {CPM_CS, CPM_CORE, CPM_ISF, CPM_CORE, CPM_IWF, CPM_SYSTEM, CPM_BOX_KINDS},
};

static unsigned pair(CpmBoxKind from, CpmBoxKind to)
{
    return (unsigned)from << 4 | (unsigned)to;
}

#define ROW 256u

/* Where its row begins. */
static unsigned row_of(CheckerWay way, CpmLegKind kind)
{
    return (way * (CPM_LEG_KINDS + 1u) + kind) * ROW;
}

static void set_pair(ReportChecker *checker, CpmLegKind kind, CheckerWay way, unsigned boxes_of_hop, unsigned hop)
{
    checker->ways[row_of(way, kind) + boxes_of_hop] = (uint8_t)hop;
}

static void set_way(ReportChecker *checker, CpmLegKind kind, CheckerWay way, unsigned hop, bool up)
{
    CpmBoxKind above = boxes[kind][hop], below = boxes[kind][hop + 1];
    set_pair(checker, kind, way, up ? pair(below, above) : pair(above, below), hop);
}

/* One SIP hop.  On a leg through the Core twice, its neighbours do not tell where a BYE is. */
static void fill_sip_hop(ReportChecker *checker, CpmLegKind kind, unsigned hop)
{
    bool inviter = kind == CPM_LEG_INVITER;
    set_way(checker, kind, WAY_DOWN, hop, false);
    set_way(checker, kind, WAY_UP, hop, true);
    set_way(checker, kind, WAY_FROM_FOCUS, hop, inviter);
    set_way(checker, kind, WAY_TO_FOCUS, hop, !inviter);
    if (!(kind == CPM_LEG_NON_CPM && (hop == 1 || hop == 2))) {
        set_way(checker, kind, WAY_EITHER, hop, false);
        set_way(checker, kind, WAY_EITHER, hop, true);
    }
    if (kind == CPM_LEG_NON_CPM) {
        set_way(checker, kind, WAY_DIAL_UP, hop, true);
        set_way(checker, kind, WAY_DIAL_DOWN, hop, false);
    }
}

static void fill_events(ReportChecker *checker, CpmLegKind kind, CpmBoxKind subscriber)
{
    set_pair(checker, kind, WAY_EVENT_DOWN, pair(subscriber, CPM_CORE), 0);
    set_pair(checker, kind, WAY_EVENT_DOWN, pair(CPM_CORE, CPM_CS), 1);
    set_pair(checker, kind, WAY_EVENT_UP, pair(CPM_CS, CPM_CORE), 1);
    set_pair(checker, kind, WAY_EVENT_UP, pair(CPM_CORE, subscriber), 0);
}

static void fill_media(ReportChecker *checker, CpmLegKind kind, CpmBoxKind end)
{
    set_pair(checker, kind, WAY_MEDIA, pair(CPM_CS, end), 0);
    set_pair(checker, kind, WAY_MEDIA, pair(end, CPM_CS), 0);
}

static void fill_ways(ReportChecker *checker)
{
    memset(checker->ways, CHECKER_NO_HOP, sizeof checker->ways);
    for (CpmLegKind kind = 0; kind < CPM_LEG_KINDS; kind++)
        for (unsigned hop = 0; boxes[kind][hop + 1] != CPM_BOX_KINDS; hop++)
            if (boxes[kind][hop + 1] != CPM_SYSTEM)
                fill_sip_hop(checker, kind, hop);
    set_pair(checker, CPM_LEG_NON_CPM, WAY_EITHER, pair(CPM_CORE, CPM_ISF), 1);
    set_pair(checker, CPM_LEG_NON_CPM, WAY_EITHER, pair(CPM_ISF, CPM_CORE), 2);
    set_way(checker, CPM_LEG_NON_CPM, WAY_SYSTEM_DOWN, 4, false);
    set_way(checker, CPM_LEG_NON_CPM, WAY_SYSTEM_UP, 4, true);
    set_way(checker, CPM_LEG_NON_CPM, WAY_SYSTEM_EITHER, 4, false);
    set_way(checker, CPM_LEG_NON_CPM, WAY_SYSTEM_EITHER, 4, true);
    fill_events(checker, CPM_LEG_INVITER, CPM_CLIENT_A);
    fill_events(checker, CPM_LEG_CPM, CPM_CLIENT);
    fill_media(checker, CPM_LEG_INVITER, CPM_CLIENT_A);
    fill_media(checker, CPM_LEG_CPM, CPM_CLIENT);
    fill_media(checker, CPM_LEG_NON_CPM, CPM_IWF);
}

/* The kind of a leg by its role; CPM_LEG_KINDS if there is none, or if its member is not @inviter. */
static CpmLegKind kind_of(CheckerRole role, bool inviter)
{
    if ((role == CHECKER_INVITER) != inviter || role == CHECKER_FREE || role >= CHECKER_ROLES)
        return CPM_LEG_KINDS;
    return role == CHECKER_INVITER ? CPM_LEG_INVITER : role == CHECKER_CPM ? CPM_LEG_CPM : CPM_LEG_NON_CPM;
}

static void fill_rows(ReportChecker *checker, const CheckerWay ways[CLASSES])
{
    for (unsigned way = 0; way < CHECKER_WAYS; way++)
        memset(&checker->ways[row_of((CheckerWay)way, CPM_LEG_KINDS)], CHECKER_NO_LEG, ROW);
    for (CheckerClass class = 0; class < CLASSES; class++)
        for (CheckerRole role = 0; role < CHECKER_ROLES; role++)
            for (unsigned inviter = 0; inviter < 2; inviter++) {
                CpmLegKind kind = class == CLASS_UNKNOWN ? CPM_LEG_KINDS : kind_of(role, inviter);
                checker->way_rows[class][role][inviter] = (uint16_t)row_of(ways[class], kind);
            }
}

void checker_way_start(ReportChecker *checker, const CheckerWay ways[CLASSES])
{
    fill_classes(checker);
    fill_ways(checker);
    fill_rows(checker, ways);
}
