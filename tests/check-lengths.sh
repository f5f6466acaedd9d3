#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a reader can take in: lengths of functions, files and lines, parameters, and the format that no tool disputes.
. "$(dirname "$0")/house-rules.sh"

# shellcheck disable=SC2086
sources=$(files_in '*.[ch]' $rooms tests bench)

# One line per function: file, line, name, length, number of parameters.
functions() {
    # shellcheck disable=SC2086
    ctags -f - --sort=no --languages=C --kinds-C=f --fields=neS --excmd=number $sources | awk -F'\t' '
        {
            first = last = 0; parameters = 0; depth = 0
            for (i = 4; i <= NF; i++) {
                if ($i ~ /^line:/) first = substr($i, 6)
                if ($i ~ /^end:/) last = substr($i, 5)
                sub(/, *\.\.\.\)$/, ")", $i) # what a format takes is no parameter
                if ($i ~ /^signature:/ && $i !~ /^signature:\((void)?\)$/) {
                    parameters = 1
                    for (j = 11; j <= length($i); j++) {
                        letter = substr($i, j, 1)
                        if (letter == "(") depth++
                        if (letter == ")") depth--
                        if (letter == "," && depth == 1) parameters++
                    }
                }
            }
            print $2, first, $1, last - first + 1, parameters
        }'
}

# Tables of rows may be long: lines from "... = {" at the left margin to "};" do not count.
long_files() {
    for file in $sources; do
        awk -v limit="$(case $file in *.h) echo 200 ;; *) echo 700 ;; esac)" '
            /^[a-z].*= *\{ *(\/\*.*)?$/ { in_table = 1 }
            !in_table { lines++ }
            /^\};/ { in_table = 0 }
            END { if (lines > limit) printf "%s:%d: %d lines, at most %d\n", FILENAME, limit, lines, limit }' "$file"
    done
}

# shellcheck disable=SC2086
odd_format() {
    awk '{ line = $0; gsub(/[\200-\277]/, "", line) } # a character of UTF-8 is one column
        length(line) > 140 && line !~ /^ +\{ / { printf "%s:%d: %d columns\n", FILENAME, FNR, length(line) }
        /\t/ { printf "%s:%d: a tab\n", FILENAME, FNR }
        /[ \r]$/ { printf "%s:%d: a blank at the end\n", FILENAME, FNR }
        /^[A-Za-z].*\) *\{ *$/ && !/^(struct|union|enum|typedef)/ { printf "%s:%d: the brace of a function stands on a line of its own\n", FILENAME, FNR }' $sources
}

if ! ctags --version 2>/dev/null | grep -q Universal; then
    echo 'universal-ctags is missing: run ./bootstrap check'
    exit 77
fi
all=$(functions)
[ -n "$all" ] || all='none 0 none 0 0'
rule 'a function has at most 80 lines' "$(echo "$all" | awk '$4 > 80 { print $1 ":" $2 ": " $3 " has " $4 " lines" }')"
rule '95 % of the functions have at most 50 lines' "$(echo "$all" | awk '$4 > 50 { long++ }
    END { if (long > 0.05 * NR) print long " of " NR " functions are longer" }')"
rule 'a function has at most 5 parameters' "$(echo "$all" | awk '$5 > 5 { print $1 ":" $2 ": " $3 " takes " $5 }')"
rule 'a source has at most 700 lines, a header 200, tables apart' "$(long_files)"
rule 'lines have at most 140 columns (rows of tables apart), no tabs, no blanks at the end; braces of functions alone' "$(odd_format)"
finish
