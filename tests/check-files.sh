#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Names of files, their first line, what must not stay in them, and that Makefile.am knows them all.
. "$(dirname "$0")/house-rules.sh"

# shellcheck disable=SC2086
sources=$(files_in '*.[ch]' $rooms tests bench)
scripts=$(ls bootstrap build-aux/version-header tests/count-results tests/*.sh tests/*.py bench/run bench/*.sh bench/*.py .ci/run \
    2>/dev/null || true)

vague_names() {
    # shellcheck disable=SC2086
    printf '%s\n' $rooms tests/* bench/* $sources | grep -E '(^|[/_.-])(utils?|commons?|misc|helpers?)([/_.-]|$)' || true
}

without_licence() {
    for file in $sources; do
        [ "$(sed -n 1p "$file")" = '/* SPDX-License-Identifier: GPL-3.0-or-later */' ] || echo "$file:1: no SPDX line"
    done
    for file in $scripts Makefile.am configure.ac; do
        sed -n '1,2p' "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later$' || echo "$file:1: no SPDX line"
    done
}

leftovers() {
    # shellcheck disable=SC2086
    grep -nE '(^|[^A-Za-z_])(TO''DO|FIX''ME|XX''X|HA''CK)([^A-Za-z_]|$)|^[[:space:]]*#[[:space:]]*if[[:space:]]+0' \
        $sources $scripts Makefile.am configure.ac || true
}

# A file that Makefile.am does not name is not built, or not in the distribution.  Programs come from tests/NAME.c by name;
# some directories are named as a whole.
unlisted() {
    # shellcheck disable=SC2086
    for file in $sources $scripts $(files_in '*.cc' bench) $(files_in '*' scenarios) $(files_in '*.yaml' tests) $(files_in '*.txt' tests) \
        $(files_in '*.md' docs results) $(files_in '*.[1-9]' man) $(files_in '*' results/reference); do
        case $file in
        tests/*.c | bench/*.c) name=${file%.c} ;;
        tests/*/* | results/reference/*) name=$(echo "$file" | cut -d/ -f1,2) ;;
        *) name=$file ;;
        esac
        grep -qE "(^|[[:space:]=])$name(\.c)?([[:space:]]|\$)" Makefile.am || echo "$file:1: not in Makefile.am"
    done
}

# Links of pages to files of the tree, relative to the page.
broken_links() {
    # shellcheck disable=SC2046
    for page in $(ls README.md 2>/dev/null) $(files_in '*.md' docs results); do
        grep -noE '\]\([^)#:]+' "$page" | sed 's/](//' | while IFS=: read -r line target; do
            [ -e "$(dirname "$page")/$target" ] || echo "$page:$line: leads to nothing: $target"
        done
    done
}

rule 'no file is called util, common, misc or helper' "$(vague_names)"
rule 'each source begins with its licence' "$(without_licence)"
rule 'nothing is left to be done, nothing is switched off' "$(leftovers)"
rule 'Makefile.am names every file' "$(unlisted)"
rule 'links in pages lead to files' "$(broken_links)"
finish
