/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_script.h"

#define PLOT_HEIGHT 575     /* without the key, pixels */
#define KEY_ROW 25          /* height of a line of the key */

void report_plot_quote(GString *script, const char *text)
{
    g_string_append_c(script, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'')
            g_string_append_c(script, '\'');
        g_string_append_c(script, *at == '\n' || *at == '\r' ? ' ' : *at);
    }
    g_string_append_c(script, '\'');
}

void report_plot_warm_up(GString *script, double seconds, double last, int seconds_per_unit)
{
    char end[G_ASCII_DTOSTR_BUF_SIZE];
    if (seconds <= 0)
        return;
    g_ascii_formatd(end, sizeof end, "%.9g", MIN(seconds, last));
    g_string_append_printf(script, "# the warm-up, which is in no number\n"
                                   "set object 1 rectangle from first 0, graph 0 to first %s/%d., graph 1 behind "
                                   "fillcolor rgb '#eeeeee' fillstyle solid noborder\n", end, seconds_per_unit);
}

void report_plot_head(GString *script, const char *stem, const char *title, unsigned entries)
{
    unsigned key = entries * KEY_ROW, height = PLOT_HEIGHT + key;
    g_string_append_printf(script,
                           "# Draws %s.svg from %s.dat: gnuplot %s.gp\n"
                           "set encoding utf8\n"
                           "set terminal svg size 960,%u noenhanced font 'sans-serif,15' background '#ffffff' name '%s'\n"
                           "set output '%s.svg'\n"
                           "set title ",
                           stem, stem, stem, height, stem, stem);
    report_plot_quote(script, title);
    g_string_append_printf(script,
                           " font ',17' offset 0,0.3\n"
                           "set border 3 linewidth 1.2\n"
                           "set tics nomirror out\n"
                           "set grid xtics ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.8\n"
                           "set key at screen 0.06,screen %u.0/%u left top vertical Left reverse samplen 3 spacing 1.25 font ',13'\n"
                           "set lmargin 11\n"
                           "set rmargin 4\n"
                           "set bmargin at screen %u.0/%u\n",
                           key + 16, height, key + 100, height);
}
