#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole tool as a contestant of bench/run: scenarios/large-group.yaml with that many members, and all that is on by default except the
# drawing of plots, which is the time of gnuplot.  All are invited within 500 s, as in the file, so the rate of the fan-out grows with the
# members; beyond the million of the file the servers of each box grow with it, for they would be overloaded otherwise.
#
#     bench/tool.sh CPMSIM MEMBERS             prints one line: MESSAGES CPU_SECONDS PEAK_KB FINGERPRINT
#     bench/tool.sh --clock CPMSIM MEMBERS     the same, with seconds of the clock on the wall instead
#     bench/tool.sh --shares CPMSIM MEMBERS    prints where the time goes, one line a part: PART PERCENT; needs perf
#
# The CPU seconds are those of the whole process, user and system: reading, start-up, simulation, and writing of the results.
set -eu -o pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mode=cpu
case $1 in
--*)
    mode=${1#--}
    shift
    ;;
esac
program=$1 members=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rate=$((members < 500 ? 1 : members / 500))
scenario=$root/scenarios/large-group.yaml
exec 3>&2

# --set NAME=VALUE for each box: the servers of the scenario for a million members, in proportion.
servers() {
    [ "$members" -le 1000000 ] || sed -n 's/^  \([a-z]*\): *{service:.*servers: \([0-9]*\).*/\1 \2/p' "$scenario" |
        awk -v n="$members" '{ printf "--set stations.%s.servers=%d ", $1, $2 * n / 1000000 }'
}

# A verdict of "fail" (exit 1) does not spoil the measurement.
run() {
    # shellcheck disable=SC2046
    "$@" "$program" run "$scenario" --quiet --no-plots --output "$folder/out" \
        --set "groups.everybody.crowd.count=$members" --set "focus.fan_out=$rate/s" $(servers) \
        >"$folder/said" 2>&1 || [ $? = 1 ] || { cat "$folder/said" >&3; exit 1; }
}

manifest() {
    sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\).*/\1/p" "$folder/out/manifest.json"
}

# From percentages by source file to percentages by part: one line of input is "12.34% queue.c".
parts() {
    (cd "$root" && find sim models report study cli -name '*.[ch]') | awk '
        function part_of(path, name) {
            if (path ~ /^models/) return "models"
            if (name ~ /^checker/) return "checker"
            if (name ~ /^(metrics|histogram|message_class)\./) return "metrics"
            if (name ~ /^(fingerprint|xxhash)\./) return "fingerprint"
            if (name ~ /^flow/) return "flow"
            if (name ~ /^(random|philox|elementary|distribution|gamma_table)\./) return "random numbers"
            if (path ~ /^sim/) return "kernel"
            return path == "" ? "libraries" : "input and output"
        }
        FILENAME == "-" { n = split($1, step, "/"); path[step[n]] = $1; next }
        $1 ~ /%$/ { share[part_of(path[$2], $2)] += $1 }
        END { for (part in share) printf "%s\t%.1f\n", part, share[part] }' - "$1" | sort -t "$(printf '\t')" -k 2 -rn
}

if [ "$mode" = shares ]; then
    run perf record -q -e cpu-clock:u -F 1999 -o "$folder/perf.data"
    perf report -i "$folder/perf.data" --stdio --sort srcfile 2>/dev/null >"$folder/report"
    parts "$folder/report"
    exit
fi
TIMEFORMAT='%3U %3S %3R'
{ time run; } 2>"$folder/times"
echo "$(manifest messages) $(awk -v mode="$mode" '{ printf "%.3f", mode == "clock" ? $3 : $1 + $2 }' "$folder/times")" \
    "$(($(manifest peak_of_process) / 1024)) $(manifest fingerprint)"
[ "$(manifest verdict)" = pass ] || echo "tool.sh: with $members members the verdict is $(manifest verdict)" >&2
