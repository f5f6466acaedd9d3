#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever ends a run, there are whole results or none: SIGKILL at twenty moments, and the signals by which people stop a program.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
work=$(mktemp -d "${TMPDIR:-/tmp}/check-kill.XXXXXX")
trap 'rm -rf "$work"' EXIT
scenario=$PWD/scenarios/large-group.yaml
cd "$work"

# A run that takes a few tenths of a second and ends with the writing of all files and the drawing of the plots.
run() { # FOLDER ARGUMENT...
    folder=$1
    shift
    "$program" run -q -o "$folder" "$scenario" --set members.crowd.count=15000 "$@" > /dev/null 2> err
}

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

left_overs() { # FOLDER
    find "$1" -maxdepth 1 -name '.*.tmp-*'
}

# What is wrong with the results in FOLDER: they must be all of one of the others, but for the manifest.
not_whole() { # FOLDER WHOLE...
    whole=$1
    shift
    for other; do
        if diff -rq -x manifest.json "$whole" "$other" > /dev/null && [ -s "$whole/manifest.json" ]; then
            return
        fi
    done
    echo "$whole is neither whole nor absent: $(ls "$whole")"
}

begin=$(milliseconds)
run new || [ $? = 1 ] || cat err
duration=$(($(milliseconds) - begin))
run old --seed 2 || [ $? = 1 ] || cat err

# Twenty moments by a seed, over the whole run; every other one among the last 30 %, when files are written.
moments() {
    awk -v n=20 -v ms="$duration" 'BEGIN {
        srand(31)
        for (i = 0; i < n; i++) printf "%.3f\n", ms / 1000 * (i % 2 ? 0.7 + 0.35 * rand() : rand())
    }'
}

# Ten times with nothing at the target, ten times with results that are to be replaced.
killed() {
    number=0
    for moment in $(moments); do
        number=$((number + 1))
        folder=$work/killed/$number/result
        mkdir -p "$work/killed/$number"
        [ $number -le 10 ] || cp -r old "$folder"
        # Not by timeout, which dies with its child: only who waits for it knows that it is gone, and not in the midst of a sync.
        "$program" run -q -o "$folder" "$scenario" --set members.crowd.count=15000 > /dev/null 2>&1 &
        sleep "$moment"
        kill -s KILL $! 2> /dev/null || true
        wait $! 2> /dev/null || true
        left_overs "$work/killed/$number" >> "$work/seen"
        if [ -e "$folder" ]; then
            not_whole "$folder" new old
        elif [ $number -gt 10 ]; then
            echo "the old results are gone after $moment s"
        fi
    done
    # Without one the kills came too late, and nothing was tested.
    [ -s "$work/seen" ] || echo 'no run was killed in the midst'
}

afterwards() {
    for number in 1 2 3 11 12; do
        folder=$work/killed/$number/result
        run "$folder" || [ $? = 1 ] || cat err
        not_whole "$folder" new
        left_overs "$work/killed/$number"
    done
}

# A run far too long to end by itself is stopped as soon as its temporary folder is there.
stopped() { # SIGNAL CODE LINE
    mkdir -p "$work/stopped"
    env --default-signal="$1" "$program" run -q -o stopped/result "$scenario" > out 2>&1 &
    while [ -z "$(left_overs stopped)" ] && kill -0 $! 2> /dev/null; do
        sleep 0.01
    done
    kill -s "$1" $!
    code=0
    wait $! || code=$?
    [ $code = "$2" ] || echo "exit code $code after SIG$1, not $2"
    grep -q "^cpmsim: $3\$" out || echo "after SIG$1: $(cat out)"
    find stopped -mindepth 1
}

# Also while gnuplot draws, and while results are exchanged: 75 with the old results, or 0 with the new.
stopped_late() {
    for moment in $(moments); do
        rm -rf late
        mkdir late
        cp -r old late/result
        code=0
        timeout --preserve-status -s TERM "$moment" "$program" run -q -o late/result "$scenario" --set members.crowd.count=15000 \
            > /dev/null 2> err || code=$?
        case $code in
        0 | 1) not_whole late/result new ;;
        75) not_whole late/result old new ;;
        *) echo "exit code $code after $moment s: $(cat err)" ;;
        esac
        left_overs late
    done
}

rule "SIGKILL at 20 moments within $duration ms leaves whole results or none" "$(killed 2> /dev/null)"
rule 'the next run succeeds and removes what was left' "$(afterwards)"
for name in INT TERM HUP; do
    rule "SIG$name stops at once with 75, and nothing is left" "$(stopped $name 75 'stopped; no results were written')"
done
rule 'a fault of the program ends with 4, and nothing is left' "$(stopped ABRT 4 'this is a fault of cpmsim itself')"
rule 'exhausted memory ends with 5, and nothing is left' "$(stopped TRAP 5 'the machine has no more memory')"
rule 'SIGTERM at 20 moments leaves the old results or the new, and nothing else' "$(stopped_late)"
finish
