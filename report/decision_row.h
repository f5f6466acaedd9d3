/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_DECISION_ROW_H
#define REPORT_DECISION_ROW_H

#include "report/metrics.h"

/* In a few words why a leg of @leg_class was settled by decision row @row (1..24, docs/model.md) with @status (0: without a final
 * response): "inviting message: the user accepted".  Static text of at most 46 characters. */
const char *report_decision_text(ReportLegClass leg_class, unsigned row, unsigned status);

#endif
