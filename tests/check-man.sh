#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page knows every command, every option and every exit code that the program's own help knows.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
page=man/cpmsim.1
LC_ALL=C.UTF-8 # the help of GLib has a character that is not ASCII

commands() {
    "$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

lost_commands() {
    [ -n "$(commands)" ] || echo 'the help lists no commands'
    for command in $(commands); do
        grep -q "^\\.SS cpmsim $command\\b" $page || echo "$page:1: no section on cpmsim $command"
        grep -q "^\\\\fBcpmsim $command\\\\fR" $page || echo "$page:1: no synopsis of cpmsim $command"
    done
}

# The section of a command, with "\-" as "-".
section() { # COMMAND
    awk -v begin=".SS cpmsim $1" '/^\.S[SH] /{ inside = index($0 " ", begin " ") == 1 } inside' $page | sed 's/\\-/-/g'
}

lost_options() {
    for command in $(commands); do
        options=$("$program" "$command" --help | sed -n '/^Application Options:/,/^$/s/^ .*\(--[a-z-]*\).*/\1/p')
        for option in $options; do
            section "$command" | grep -q -e "$option\\b" || echo "$page:1: cpmsim $command has no $option"
        done
    done
}

lost_codes() {
    [ "$("$program" --help | grep -c '^  [0-9]* *[a-z]')" -ge 7 ] || echo 'the help lists no exit codes'
    "$program" --help | sed -n 's/^  \([0-9][0-9]*\)  *\(.*\)/\1 \2/p' | while read -r code meaning; do
        grep -A 1 "^\\.B $code\$" $page | grep -qF "$meaning" || echo "$page:1: not on exit code $code: $meaning"
    done
    grep -qF "$("$program" --help | grep '^The worst wins')" $page || echo "$page:1: not on which exit code wins"
}

rule 'the manual page has a section on each command' "$(lost_commands)"
rule 'the manual page has each option' "$(lost_options)"
rule 'the manual page has each exit code, as the help has it' "$(lost_codes)"
finish
