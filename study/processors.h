/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_PROCESSORS_H
#define STUDY_PROCESSORS_H

/* How many processors this process may use, at least 1: those of the machine, or fewer where taskset, a cluster or a container allows it
 * only some (a share of their time, as by docker --cpus, is not seen).  g_get_num_processors() counts them all. */
unsigned study_processors(void);

#endif
