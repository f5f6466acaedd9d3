/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_BOX_NAME_H
#define REPORT_BOX_NAME_H

/* Boxes and members as reports name them. */

#include <stdint.h>

#include "models/cpm_setup.h"

#define REPORT_NAME_SIZE 64

/* "SIP/IP Core"; for the boxes that there may be several of "Interworking Function (sms)", by their name in @setup (an IWF that the
 * scenario does not name has that of its system), or by number where there is none.  What does not fit is cut.  Writes into @text
 * and returns it. */
const char *report_box_name(const CpmSetup *setup, CpmBox box, char text[REPORT_NAME_SIZE]);

/* The same with the short name of the box: "Core", "IWF sms"; the name only where @setup has more than one such box. */
const char *report_box_short_name(const CpmSetup *setup, CpmBox box, char text[REPORT_NAME_SIZE]);

/* The name of system @system in @setup; "Non-CPM System 3" where it has none.  Writes into @text and returns it. */
const char *report_system_name(const CpmSetup *setup, unsigned system, char text[REPORT_NAME_SIZE]);

/* Member @member of a session: "A" for the inviter (0); the name given in the scenario, "B"; one of a population as "crowd[17]",
 * counted from 0; "member 17" where several groups are in the run, since a trace does not say which group a session is of.  Writes
 * into @text and returns it. */
const char *report_member_name(const CpmSetup *setup, uint32_t member, char text[REPORT_NAME_SIZE]);

#endif
