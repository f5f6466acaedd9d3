/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_NUMBER_TEXT_H
#define REPORT_NUMBER_TEXT_H

/* Numbers as people read them.  The same value gives the same text on every machine and in every locale. */

#include <stdint.h>

#include <glib.h>

#include "sim/time.h"

#define REPORT_NUMBER_TEXT_SIZE 40

/* A duration (>= 0) with four significant digits in the unit that suits it: "850 us", "104.2 ms", "3.104 s", "10.02 min", "2.500 h".
 * SIM_TIME_MAX is "never".  Writes into @text and returns it. */
char *report_duration_text(SimTime duration, char text[REPORT_NUMBER_TEXT_SIZE]);

/* A count in groups of three digits, "1,234,567".  Writes into @text and returns it. */
char *report_count_text(uint64_t count, char text[REPORT_NUMBER_TEXT_SIZE]);

/* A share @part / @whole in percent: "12.3 %", "100 %", "0 %"; never "0 %" or "100 %" for what is only nearly so ("<0.1 %",
 * ">99.9 %"); "-" if @whole is 0.  Writes into @text and returns it. */
char *report_share_text(uint64_t part, uint64_t whole, char text[REPORT_NUMBER_TEXT_SIZE]);

/* A price (>= 0): "1,234.50", below 0.1 with four decimals, "0.0345"; "0" for 0.  Writes into @text and returns it. */
char *report_price_text(double price, char text[REPORT_NUMBER_TEXT_SIZE]);

/* Any finite number as CSV has it: the shortest of up to 17 significant digits that reads back as @value, with a decimal point; a
 * value that is not finite is the empty text.  Writes into @text and returns it. */
char *report_decimal_text(double value, char text[REPORT_NUMBER_TEXT_SIZE]);

/* Writes @number in digits only, the last one before @end, at most 20; returns where the first stands.  No closing zero.  This and the next
 * are for tables: of tens of thousands of numbers printf() takes longer than a small run. */
char *report_digits_before(char *end, uint64_t number);

/* Appends @number in digits only. */
void report_append_digits(GString *text, uint64_t number);

#endif
