/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_GAMMA_TABLE_H
#define SIM_GAMMA_TABLE_H

/* The inverse of the gamma distribution of scale 1, which has no closed form, as a table: the logarithm of the
 * value is a smooth function of the normal score z = normal_quantile(uniform), whatever the shape, so a cubic
 * through values and slopes 1/64 apart hits it with a relative error below 1e-9 (shape >= 0.1; below 1e-7 down to
 * 0.01). */
typedef struct SimGammaTable SimGammaTable;

/* Returns the table for @shape, 0.01 .. 1e5 (transfer full).  17 KB; takes about a millisecond, a tenth of a second
 * for huge shapes. */
SimGammaTable *sim_gamma_table_new(double shape);

/* NULL is fine. */
void sim_gamma_table_free(SimGammaTable *table);

/* Returns the value that is not exceeded with probability @uniform, in (0, 1).  About 25 ns. */
double sim_gamma_table_quantile(const SimGammaTable *table, double uniform);

#endif
