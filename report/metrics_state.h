/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_METRICS_STATE_H
#define REPORT_METRICS_STATE_H

/* The inside of ReportMetrics: metrics.c fills it, metrics_question.c answers from it. */

#include "report/metrics.h"

#define REPORT_STATUSES 1024

/* Classes of legs besides ReportLegClass. */
#define REPORT_LEG_NONE REPORT_LEG_CLASSES          /* no member is in the slot                                                   */
#define REPORT_LEG_EARLY (REPORT_LEG_CLASSES + 1)   /* his turn came before the warm-up was over: in series, and in what is open */

typedef struct ReportSession {
    SimTime start;          /* < 0: no INVITE of the inviter has been seen */
    SimTime last_answer;
    uint32_t invited;
    uint32_t answered;
    bool accepted;          /* a member has joined  */
    bool settled;           /* the inviter has a final response */
    bool early;             /* begun before the warm-up was over */
} ReportSession;

struct ReportMetrics {
    SimTime bin_end;        /* of the current bin: the hot fields stand together */
    SimTime warm_up;        /* its end */
    uint64_t *slots;        /* [n_slots], see SLOT_CLASS in metrics.c */
    uint16_t *settled;      /* [n_slots], by which row and with which status, see make_settled(); 0: not yet */
    ReportSession *sessions;    /* [n_sessions] */
    size_t n_slots, n_sessions;
    uint32_t followed;      /* members up to this one are in @performance: 0, the inviters, or all */
    uint8_t class_of_code[1 << 16];
    uint32_t column_of_kind[256];                           /* [SimRecordKind]: joined to the class, see count_messages()        */
    uint8_t matters[REPORT_BOXES][REPORT_COLUMNS];          /* [to][]: 1 if it may be more than one more that its receiver got   */
    uint8_t class_of_facts[32];                             /* by the low five bits of the facts */
    ReportTraffic traffic;
    uint64_t misattributed;
    ReportCost *cost;
    ReportSipPerformance *performance;
    ReportSamples *samples;                                 /* NULL: nobody is asked to look */
    ReportMembers members[REPORT_LEG_EARLY + 1];
    SimHistogram *session_time[REPORT_SESSION_TIMES];
    SimHistogram *answer_time[REPORT_SINCES][REPORT_LEG_CLASSES][2];
    SimHistogram *outcome_time[REPORT_DECISION_ROWS][2];    /* by row and whether joined; NULL until there is one */
    SimTime bin_width;
    size_t bin;                                             /* the current one */
    uint64_t binned_before[REPORT_BOXES];                   /* received in all bins before the current one */
    uint64_t (*bins)[REPORT_BOXES];                         /* [REPORT_BINS] */
    uint64_t (*changes)[REPORT_CHANGES];                    /* [REPORT_BINS] */
    uint64_t open, peak_open;                               /* invitations without an answer */
    double open_area;                                       /* their sum over time until @open_since, ns */
    SimTime open_since;
    uint64_t (*outcomes)[REPORT_DECISION_ROWS][REPORT_STATUSES];    /* [REPORT_LEG_CLASSES]; pages never touched cost nothing */
    uint32_t rows_seen[REPORT_LEG_CLASSES];                 /* masks of the rows of @outcomes in which anything was ever counted */
    ReportOutcome first_outcomes[REPORT_FIRST_OUTCOMES];
    size_t n_first_outcomes;
    SimTime warm_at;                                        /* @warm_up until it has passed, then SIM_TIME_MAX */
    uint64_t messages_before;                               /* received until then */
    SimTime end;                                            /* < 0 until finished */
};

_Static_assert(REPORT_DECISION_ROWS <= 32, "a mask of rows has 32 bits");

#endif
