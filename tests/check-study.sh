#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A study is the same bytes however it was run: at once, in pieces, by many, or killed again and again.  And what fails in it is noted.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
# In memory where there is room: each run syncs its files, and here that is no point.
room=$(df -Pk /dev/shm 2> /dev/null | awk 'NR == 2 { print $4 }')
[ -w /dev/shm ] && [ "${room:-0}" -gt 100000 ] && parent=/dev/shm || parent=${TMPDIR:-/tmp}
work=$(mktemp -d "$parent/check-study.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > base.yaml <<'END'
version: 1
groups:
  friends:
    - {name: B, client: cpm}
    - {name: crowd, count: 20, client: sms}
sessions:
  - {group: friends}
END
# 200 runs: 10 points, 20 replications.
{
    cat base.yaml
    cat <<'END'
study:
  axes:
    - {name: policy, key: policy.provider, values: [{force: accept}, {force: convert}]}
    - {name: size, key: members.crowd.count, from: 10, to: 50, step: 10}
  repeat: 20
END
} > study.yaml
{
    cat base.yaml
    cat <<'END'
study:
  axes: [{name: size, key: members.crowd.count, values: [20, 40, 80]}]
  stop: {metrics: [members.all.joined], half_width: 5 %, budget: 60}
END
} > rule.yaml

# A verdict of the runs that is no pass is no trouble here.
run() { # ARGUMENT...
    code=0
    "$program" run -q "$@" > /dev/null 2> err || code=$?
    case $code in
    0 | 1 | 3) ;;
    *) echo "run $*: exit code $code: $(cat err)" ;;
    esac
}

# Says how the second differs from the first, and removes it.
differences() { # FOLDER FOLDER
    diff -rq -x manifest.json "$1" "$2" || true
    rm -rf "$2"
}

count_in() { # FOLDER
    find "$1" -mindepth 1 -maxdepth 1 | wc -l
}

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

# The folder of 200 runs that all others are compared with.
begin=$(milliseconds)
run study.yaml -o whole -j 2
duration=$(($(milliseconds) - begin))

as_planned() {
    [ "$(count_in whole/runs)" = 200 ] || echo 'not 200 runs'
    [ "$(wc -l < whole/plan.csv)" = 201 ] || echo 'not 200 rows in plan.csv'
    "$program" list --csv study.yaml > list.csv
    cmp list.csv whole/plan.csv || true
    tail -n +2 whole/plan.csv | cut -d, -f2 | sort > keys
    find whole/runs -mindepth 1 -maxdepth 1 -printf '%P\n' | sort | cmp - keys || true
    [ "$("$program" list --count study.yaml)" = 200 ] || echo 'list --count'
    [ "$("$program" list study.yaml | wc -l)" = 201 ] || echo 'list'
    cmp study.yaml whole/study.yaml || true
    "$program" status whole | grep -q '^whole: 10 points, 200 runs: 200 done, 0 failed, 0 missing, 0 running$' || echo 'status'
}

# At ten random moments, by a seed; each time the next run goes on where the last was killed.
killed() {
    moments=$(awk -v ms="$duration" 'BEGIN { srand(47); for (i = 0; i < 10; i++) printf "%.3f ", ms / 1000 * (0.02 + 0.1 * rand()) }')
    for moment in $moments; do
        "$program" run -q -j 2 -o killed study.yaml > /dev/null 2>&1 &
        sleep "$moment"
        kill -s KILL $! 2> /dev/null || true
        wait $! 2> /dev/null || true
        # Those that it had running are told to end, which takes them a moment.
        count_in killed/runs 2> /dev/null >> counts
        if [ -f killed/study.yaml ]; then
            "$program" status killed > out || [ $? = 75 ] || echo "status after $moment s: $?"
        fi
    done
    [ "$(sort -un counts | wc -l)" -ge 4 ] || echo "the kills came at no different moments: $(tr '\n' ' ' < counts)"
    [ "$(tail -n 1 counts)" -lt 200 ] || echo 'the last kill came too late'
    run study.yaml -o killed -j 2
    differences whole killed
}

not_again() {
    stat -c '%n %Y %i' whole/runs/* > before
    run study.yaml -o whole
    stat -c '%n %Y %i' whole/runs/* | cmp - before || true
}

in_pieces() {
    run study.yaml -o one -j 1
    differences whole one
    for shard in 3 1 4 2; do
        run study.yaml -o four -j 1 --shard $shard/4 &
    done
    wait
    differences whole four
    run study.yaml -o twice -j 1 --shard 2/2 &
    run study.yaml -o twice -j 1
    wait
    differences whole twice
}

# Fewer repetitions first, then more, and another value: nothing is run again, and all comes out as if it had been asked for at once.
growing() {
    run study.yaml -o grown --set study.repeat=3 --set 'study.axes[1].to=30'
    [ "$(count_in grown/runs)" = 18 ] || echo 'not 18 runs'
    [ "$(wc -l < grown/changes.txt)" = 2 ] || echo 'changes.txt'
    "$program" status grown | grep -q '18 runs: 18 done' || echo 'status forgets what --set changed'
    stat -c '%n %Y %i' grown/runs/* > before
    run study.yaml -o grown
    stat -c '%n %Y %i' grown/runs/* | grep -Fxc -f before | grep -qx 18 || echo 'some were run again'
    differences whole grown
}

by_rule() {
    run rule.yaml -o rule-1 -j 1
    run rule.yaml -o rule-2 -j 2
    differences rule-1 rule-2
    cut -d, -f3 rule-1/plan.csv | sort -n | uniq -c | awk '$2 != "point" { print $1 }' > replications
    "$program" status rule-1 > /dev/null || echo "status: $?"
    for shard in 1 2 3; do
        run rule.yaml -o rule-3 -j 1 --shard $shard/3 &
    done
    wait
    differences rule-1 rule-3
    "$program" run -q -j 2 -o rule-4 rule.yaml > /dev/null 2>&1 &
    sleep 0.1
    kill -s KILL $! 2> /dev/null || true
    wait $! 2> /dev/null || true
    run rule.yaml -o rule-4 -j 2
    differences rule-1 rule-4
    # The larger the group, the fewer repetitions: the rule has looked at what came out.
    [ "$(sed -n 1p replications)" -gt "$(sed -n 3p replications)" ] || echo "replications: $(tr '\n' ' ' < replications)"
    # What never varies needs start and look_ahead, and no more.
    run rule.yaml -o constant --set 'study.stop.metrics=[members.all.invited]'
    [ "$(wc -l < constant/plan.csv)" = 31 ] && [ "$(count_in constant/runs)" = 30 ] || echo "constant: $(wc -l < constant/plan.csv) rows"
    rm -rf constant
    # Runs that have failed are as if they had never been.
    "$program" run -q -o failed-first --mem-limit 1k rule.yaml > out 2>&1 || true
    [ "$(count_in failed-first/failed)" -ge 30 ] || echo 'nothing has failed'
    run rule.yaml -o failed-first
    differences rule-1 failed-first
}

with_engines() {
    "$program" export --for make --tasks 3 -o by-make study.yaml > study.mk
    make -s -k -j 2 -f study.mk > out 2>&1 || grep -q 'Error [13]$' out || cat out
    differences whole by-make
    "$program" export --for slurm --tasks 5 -o by-slurm study.yaml > job.sh
    sh -n job.sh || echo 'the script for Slurm'
    # What Slurm would do, without it.
    for task in 1 2 3 4 5; do
        code=0
        SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=5 SLURM_ARRAY_TASK_STEP=1 sh job.sh > out 2>&1 || code=$?
        [ $code -le 3 ] || echo "task $task: $code: $(cat out)"
    done
    differences whole by-slurm
}

# One size too large for the time or the memory it may take: the others are there, and the next time all is well.
failing() {
    {
        cat base.yaml
        echo 'study: {axes: [{name: size, key: members.crowd.count, values: [10, 500000]}], repeat: 2, time_limit: 300 ms}'
    } > failing.yaml
    code=0
    "$program" run -o failing failing.yaml > out 2> err || code=$?
    [ $code = 5 ] || echo "exit code $code, not 5"
    [ "$(count_in failing/failed)" = 2 ] || echo 'not two notes'
    [ "$(count_in failing/runs)" = 2 ] || echo "not two results: $(ls -A failing/runs)"
    grep -q 'time_limit' failing/failed/*.txt || echo 'no reason'
    grep -q '2 runs failed' err || echo "not said: $(cat err)"
    code=0
    "$program" status failing > out || code=$?
    [ $code = 75 ] && grep -q '2 done, 2 failed, 0 missing' out || echo "status: $code $(cat out)"
    code=0
    "$program" run -q -o failing failing.yaml --set study.time_limit=never --set "study.memory_limit=20 MB" > out 2> err || code=$?
    [ $code = 5 ] && grep -qE 'limit of 19 MB|memory_limit' failing/failed/*.txt || echo "memory: $code $(cat failing/failed/*.txt)"
    code=0
    "$program" run -q -j 1 --fail-fast -o fast failing.yaml '--set=study.axes[0].values=[500000,10]' > out 2> err || code=$?
    [ $code = 5 ] && [ "$(count_in fast/runs)" = 0 ] || echo "--fail-fast: $code $(ls -A fast/runs)"
    run failing.yaml -o failing --set study.time_limit=never --set 'study.axes[0].values=[10,500]'
    [ "$(count_in failing/failed)" = 2 ] || echo 'notes of runs that are no part of it any more are gone'
    run failing.yaml -o failing --set study.time_limit=never
    [ "$(count_in failing/failed)" = 0 ] || echo 'notes are left'
}

refused() {
    mkdir -p theirs
    echo precious > theirs/text
    for arguments in "-o theirs study.yaml" "-j -1 study.yaml" "--shard 5/4 study.yaml" "--shard auto study.yaml" "-j 2 base.yaml" \
        "--fingerprint 00000000000000000000000000000000 study.yaml" "study.yaml --set study.where=[sice<1]"; do
        code=0
        # shellcheck disable=SC2086 # a list of words
        "$program" run -q $arguments > /dev/null 2> err || code=$?
        [ $code = 2 ] || echo "run $arguments: exit code $code, not 2"
    done
    [ "$(ls theirs)" = text ] || echo 'a foreign folder was changed'
    [ ! -e results ] || echo 'something was run'
    code=0
    "$program" status theirs 2> err || code=$?
    [ $code = 2 ] || echo "status of no study: $code"
}

# Interrupted by the user: 75, and nothing half-written stays.
stopped() {
    "$program" run -q -j 2 -o stopped study.yaml > /dev/null 2>&1 &
    while [ "$(count_in stopped/runs 2> /dev/null)" -lt 10 ] && kill -0 $! 2> /dev/null; do
        sleep 0.01
    done
    kill -s TERM $!
    code=0
    wait $! || code=$?
    [ $code = 75 ] || echo "exit code $code, not 75"
    for try in 1 2 3 4 5 6 7 8 9 10; do # its children end at once, but not before it
        [ -n "$(find stopped/runs -name '.*')" ] || break
        sleep 0.$try
    done
    find stopped/runs -name '.*'
    run study.yaml -o stopped
    differences whole stopped
}

rule 'plan.csv, list and status say what is there' "$(as_planned)"
rule "SIGKILL at 10 moments, resumed: the same bytes ($duration ms)" "$(killed 2> /dev/null)"
rule 'what is finished is not run again' "$(not_again)"
rule 'in one process, in four shards, twice at once: the same bytes' "$(in_pieces)"
rule 'more repetitions and values only add runs' "$(growing)"
rule 'a stopping rule gives the same runs whoever runs them' "$(by_rule)"
rule 'make, and the script for Slurm' "$(with_engines)"
rule 'runs that fail cost themselves only' "$(failing)"
rule 'wrong usage is refused, and nothing is run' "$(refused)"
rule 'SIGTERM: 75, resumable, nothing half-written' "$(stopped)"
finish
