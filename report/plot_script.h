/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_PLOT_SCRIPT_H
#define REPORT_PLOT_SCRIPT_H

#include <glib.h>
#include <stdbool.h>

/* What the gnuplot scripts of all plots have in common. */

/* Colours that people with any colour vision can tell apart, also in grey print by their lightness (Okabe and Ito 2008). */
#define REPORT_BLUE "#0072b2"
#define REPORT_VERMILION "#d55e00"
#define REPORT_GREEN "#009e73"
#define REPORT_PURPLE "#cc79a7"
#define REPORT_ORANGE "#e69f00"
#define REPORT_SKY "#56b4e9"
#define REPORT_GREY "#666666"
#define REPORT_BLACK "#000000"

/* Appends the head of a script: terminal, output @stem.svg, @title, grid, and below the plot the room for a key of @entries. */
void report_plot_head(GString *script, const char *stem, const char *title, unsigned entries);

/* Shades the time before the warm-up was over, @seconds in units of the axis of @seconds_per_unit, of which @last is the end. */
void report_plot_warm_up(GString *script, double seconds, double last, int seconds_per_unit);

/* Appends @text as a string of gnuplot, quoted. */
void report_plot_quote(GString *script, const char *text);

/* Runs gnuplot on the file @script in @folder.  SIM_ERROR_ENVIRONMENT, with what to do, if there is no gnuplot or it fails. */
bool report_gnuplot_run(const char *folder, const char *script, GError **error);

#endif
