#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cpmsim compare, and the stopping rule, on studies that have really been run.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
work=$(mktemp -d "${TMPDIR:-/tmp}/check-compare.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Runs a study of a group on SMS; a failed verdict is none of this check's business.
study() { # NAME JOBS STUDY-LINE...
    name=$1 jobs=$2
    shift 2
    {
        printf '%s\n' 'version: 1' 'groups: {friends: [{name: B, client: cpm}, {name: crowd, count: 100, client: sms}]}'
        printf '%s\n' 'sessions: [{group: friends}]' 'policy: {provider: {force: convert}}' 'study:' "$@"
    } > "$work/$name.yaml"
    "$program" run -q -j "$jobs" -o "$work/$name" "$work/$name.yaml" > "$work/err" 2>&1 || case $? in 1 | 3) ;; *) cat "$work/err" ;; esac
    [ -f "$work/$name/plan.csv" ] || echo "no plan.csv in $work/$name"
}

# Who waits longer reaches more people; with ten pairs that is beyond doubt.
differences() {
    study reply 2 '  axes: [{name: t_reply, key: iwf.t_reply, values: [30 s, 600 s]}]' '  repeat: 10'
    expect 0 '^  members.all.joined .* better .*10$' "$program" compare "$work/reply" -a 't_reply=30 s' -b 't_reply=600 s'
    expect 0 '^  members.all.joined .* worse .*10$' "$program" compare "$work/reply" -a 't_reply=600 s' -b 't_reply=30 s'
    expect 1 '^  joined_share .* worse ' "$program" compare "$work/reply" -a 't_reply=600 s' -b 't_reply=30 s' --fail -m joined_share
    expect 0 'with common random numbers' "$program" compare "$work/reply" -a 't_reply=30 s' -b 't_reply=600 s' --level '99 %'
    expect 0 '^  sessions.established .* equal in every pair ' "$program" compare "$work/reply" -a 't_reply=30 s' -b 't_reply=600 s'
}

refusals() {
    expect 2 'A and B are the same' "$program" compare "$work/reply"
    expect 2 "values: 30 s, 600 s" "$program" compare "$work/reply" -a t_reply=30 -b 't_reply=600 s'
    expect 2 "did you mean 'members.all.joined'" "$program" compare "$work/reply" -a 't_reply=30 s' -b 't_reply=600 s' -m members.al.joined
    expect 2 'not the folder of a study' "$program" compare "$work" "$work/reply"
    expect 2 'a share between 0 % and 100 %' "$program" compare "$work/reply" -a 't_reply=30 s' -b 't_reply=600 s' --level 95
}

# The same number of replications, however many run at a time; and no more than the rule needs.
stopping() {
    for jobs in 1 3; do
        study "jobs-$jobs" $jobs '  stop: {metrics: [members.all.joined], half_width: 10 %, start: 3, look_ahead: 2, budget: 50}'
    done
    n=$(($(wc -l < "$work/jobs-1/plan.csv") - 1)) || n=0
    { [ "$n" -ge 6 ] && [ "$n" -lt 50 ]; } || echo "the rule took $n replications"
    cmp "$work/jobs-1/plan.csv" "$work/jobs-3/plan.csv" 2>&1 || true
    for folder in "$work/jobs-1" "$work/jobs-3"; do
        [ "$(find "$folder/runs" -mindepth 1 -maxdepth 1 -type d | wc -l)" = "$n" ] || echo "not $n runs in $folder"
    done
    expect 0 "^$n pairs of runs" "$program" compare "$work/jobs-1" "$work/jobs-3"
    expect 0 '^  members.all.joined .* equal in every pair ' "$program" compare "$work/jobs-1" "$work/jobs-3"
}

rule 'compare tells what is better, worse and equal' "$(differences)"
rule 'compare says what cannot be compared' "$(refusals)"
rule 'the stopping rule does not depend on how many run at a time' "$(stopping)"
finish
