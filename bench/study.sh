#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What running a study costs beside its runs: 64 runs of about a second by `cpmsim run -j2`, and by two shells that call cpmsim for
# one run after the other, each on a processor of its own, so that neither has a thread more; and runs that do next to nothing.
# usage: bench/study.sh CPMSIM [RUNS [MEMBERS]]
set -eu
program=$1 runs=${2:-64} members=${3:-300000}
work=$(mktemp -d "${TMPDIR:-/tmp}/bench-study.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > one.yaml <<END
version: 1
focus: {fan_out: 10000 /s}
stations: {core: {servers: 999}, cs: {servers: 999}, isf: {servers: 999}, iwf: {servers: 999}}
groups: {friends: [{name: B, client: cpm}, {name: crowd, count: $members, client: sms}]}
sessions: [{group: friends}]
END
{
    cat one.yaml
    echo "study: {axes: [{name: s, key: seed, from: 1, to: $runs, step: 1}], repeat: 1}"
} > study.yaml

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

ours() { # FILE ARGUMENT...
    "$program" run -q -j2 "$@" > /dev/null 2>&1 || [ $? -le 3 ]
}

by_hand() { # FIRST PROCESSOR
    seed=$1
    while [ "$seed" -le "$runs" ]; do
        taskset -c "$2" "$program" run -q --no-plots -o "hand/$seed" one.yaml --seed "$seed" > /dev/null 2>&1 || [ $? -le 3 ]
        seed=$((seed + 2))
    done
}

begin=$(milliseconds)
by_hand 1 0 &
by_hand 2 1
wait
hand=$(($(milliseconds) - begin))
begin=$(milliseconds)
ours study.yaml -o study
study=$(($(milliseconds) - begin))
sed "s/$members/1/" study.yaml > nothing.yaml
begin=$(milliseconds)
ours nothing.yaml -o nothing
nothing=$(($(milliseconds) - begin))
awk -v runs="$runs" -v hand="$hand" -v study="$study" -v nothing="$nothing" 'BEGIN {
    printf "%d runs, two processes by hand   %8.2f s\n", runs, hand / 1000
    printf "%d runs, cpmsim run -j2          %8.2f s   %.1f %% of the throughput by hand\n", runs, study / 1000, 100 * hand / study
    printf "a run that does nothing          %8.2f ms of a processor and its share of syncing\n", 2 * nothing / runs }'
