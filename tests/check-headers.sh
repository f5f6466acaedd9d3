#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each header compiles alone, and each .c begins with its own header, so that no header leans on what was included before.
. "$(dirname "$0")/house-rules.sh"
: "${COMPILE:?is set by make check}"

# shellcheck disable=SC2086 # the command and the list are meant to be split
lone_headers() {
    for header in $(files_in '*.h' $rooms); do
        echo "#include \"$header\"" | $COMPILE -Werror -fsyntax-only -x c - 2>&1 | sed -n '/error:/p' || true
    done
}

# shellcheck disable=SC2086
own_header_first() {
    for source in $(files_in '*.c' $rooms); do
        header=${source%.c}.h
        if [ -f "$header" ] && [ "$(sed -n 's/^#include *//p' "$source" | sed -n 1p)" != "\"$header\"" ]; then
            echo "$source:1: the first include is not \"$header\""
        fi
    done
}

rule 'each header compiles alone' "$(lone_headers)"
rule 'each source includes its own header first' "$(own_header_first)"
finish
