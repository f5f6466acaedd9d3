/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_RANDOM_SCENARIO_H
#define TESTS_RANDOM_SCENARIO_H

/* The text of the random scenario @number (transfer full): the same number gives the same text.  Small groups, few sessions; every
 * setting of the language may have any of its kinds of values, times are such that everything can cross everything. */
char *random_scenario(unsigned number);

#endif
