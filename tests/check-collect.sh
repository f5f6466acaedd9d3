#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a study leaves can be read by others: sqlite3, Python's csv and gnuplot find the same numbers in all its files, and so does Python's
# own arithmetic in the charts.  Collecting again changes no byte; a study with runs missing says so; mistakes are found before a run.
. "$(dirname "$0")/house-rules.sh"
for tool in sqlite3 python3 gnuplot; do
    command -v "$tool" > /dev/null || { echo "skipped: there is no $tool"; exit 77; }
done
program=$top_builddir/cpmsim
shipped=$PWD/scenarios/studies
work=$(mktemp -d "${TMPDIR:-/tmp}/check-collect.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > tiny.yaml <<'END'
version: 1
title: A tiny study
systems:
  sms: {}
groups:
  crowd:
    - {name: callers, count: 4, client: cpm}
    - {name: crowd, count: 12, client: sms}
sessions:
  - {group: crowd, count: 3, arrivals: 30 s}
study:
  axes:
    - {name: policy, key: policy.provider, values: [{force: accept}, {force: convert}]}
    - {name: t_reply, key: iwf.t_reply, values: [60 s, 300 s]}
  repeat: 4
expect: ["joined_share > 1 %", "messages.SIP.count < 100000"]
plots:
  - {name: joined, kind: lines, x: t_reply, y: joined_share, lines: policy}
  - {name: answers, kind: cdf, y: answer_since_invitation.all, formats: [svg]}
  - {name: spectrum, kind: percentiles, y: answer_since_invitation.all, formats: [png]}
  - {name: load, kind: time, y: [messages.SIP_IP_Core, messages.CPM_Conversation_Server], where: t_reply == 60 s, formats: [pdf]}
  - {name: outcomes, kind: bars, x: t_reply, y: [outcome_share.D01, outcome_share.D04, outcome_share.D05]}
  - {name: map, kind: heat, x: t_reply, lines: policy, y: joined_share}
END

run_study() {
    "$program" run -q -o study -j 2 tiny.yaml > out 2>&1 || { echo "run: exit code $?"; cat out; }
    "$program" collect study > out 2>&1 || { echo "collect: exit code $?"; cat out; }
    "$program" plot study > out 2>&1 || { echo "plot: exit code $?"; cat out; }
}

# Python's csv and sqlite3 (the program) see one and the same.
readers_agree() {
    sqlite3 -csv study/results/study.sqlite \
        'SELECT run.run, key, point, replication, name, value FROM run JOIN metric USING (run) ORDER BY 1, 5' > from-sqlite.csv
    cat > read.py <<'END'
import csv, math, statistics
def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
long, wide, plan = table("study/results/runs_long.csv"), table("study/results/runs_wide.csv"), table("study/plan.csv")
assert [run["key"] for run in plan] == [run["key"] for run in wide] and len(wide) == 16, "runs"
assert all(run["state"] == "done" and run["verdict"] == "pass" for run in wide), "states"
with open("from-sqlite.csv", newline="") as file:
    sqlite = {(row[0], row[4]): row for row in csv.reader(file)}
assert len(sqlite) == len(long), (len(sqlite), len(long))
for row in long:
    other = sqlite[row["index"], row["name"]]
    assert other[1] == row["key"] and math.isclose(float(other[5]), float(row["value"]), rel_tol=1e-14), (row, other)    # sqlite3 prints 15 digits
    assert float(wide[int(row["index"])][row["name"]]) == float(row["value"]), row
    run = plan[int(row["index"])]
    assert row["policy"] == run["policy"] and row["t_reply"] == run["t_reply"], row
    with open("study/runs/%s/metrics.csv" % row["key"], newline="") as file:
        if row["name"] == "members.all.joined":
            there = [r["value"] for r in csv.DictReader(file) if (r["metric"], r["class"], r["stat"]) == ("members", "all", "joined")]
            assert there == [row["value"]], (there, row)
# The chart has Student's interval: for n = 4 and 95 % its t is 3.182446305 (any table).
drawn = {}
for block in open("study/results/plots/joined.dat").read().split("\n\n\n"):
    lines = block.strip().split("\n")
    for line in lines[1:]:
        x, mean, low, high, n = line.split()
        drawn["accept" if "accept" in lines[0] else "convert", float(x)] = float(mean), float(low), float(high), int(n)
assert len(drawn) == 4, drawn
for (policy, x), (mean, low, high, n) in drawn.items():
    values = [float(r["members.all.joined"]) / float(r["members.all.invited"]) for r in wide
              if policy in r["policy"] and r["t_reply"] == "%d s" % x]
    half = 3.182446305 * statistics.stdev(values) / 2
    assert len(values) == n == 4 and math.isclose(mean, statistics.fmean(values), rel_tol=1e-12), (values, mean)
    assert math.isclose(low, mean - half, rel_tol=1e-8, abs_tol=1e-12) and math.isclose(high, mean + half, rel_tol=1e-8), (values, low, high)
END
    python3 read.py 2>&1
}

# What the other charts show, worked out anew from the tables of the runs.
charts_are_right() {
    cat > charts.py <<'END'
import csv, math, statistics
def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
def blocks(name):
    for block in open("study/results/plots/%s.dat" % name).read().split("\n\n\n"):
        lines = block.strip().split("\n")
        yield lines[0], [line.split() for line in lines[1:]]
def close(a, b, what):
    assert math.isclose(float(a), b, rel_tol=1e-9, abs_tol=1e-9), (what, a, b)
wide = table("study/results/runs_wide.csv")
points = [[run["key"] for run in wide if run["point"] == str(point)] for point in range(4)]
def buckets(key):
    rows = [row for row in table("study/runs/%s/histograms.csv" % key) if row["name"] == "answer_since_invitation.all"]
    return [(int(row["lower_ns"]), int(row["upper_ns"]), int(row["count"])) for row in rows]
def share(key, value):
    return sum(count for _, upper, count in buckets(key) if upper <= value) / 48
def quantile(key, q):
    rank, below = max(1, math.ceil(q * 48 * (1 - 2 ** -50))), 0
    if rank == 1:
        return buckets(key)[0][0]
    for _, upper, count in buckets(key):
        below += count
        if below >= rank:
            return upper
for point, (_, rows) in enumerate(blocks("answers")):
    close(rows[0][1], 0, "begin of the cdf")        # at the smallest value of all
    for row in rows[20::20] + rows[-1:]:
        close(row[1], statistics.fmean(share(key, round(float(row[0]) * 1e9)) for key in points[point]), "cdf")
    close(rows[-1][1], 1, "end of the cdf")
for point, (_, rows) in enumerate(blocks("spectrum")):
    for row in rows[::7] + rows[-1:]:
        close(row[1], statistics.fmean(quantile(key, 1 - 1 / float(row[0])) / 1e9 for key in points[point]), "percentiles")
    assert 40 < float(rows[-1][0]) <= 48.0001, "no run of 48 values has more than their share of percentiles"
def series(key, name):
    rows = table("study/runs/%s/series.csv" % key)
    return float(rows[0]["end_s"]), [float(row.get(name) or 0) for row in rows]
seen = 0
for title, rows in blocks("load"):
    name = "messages.SIP_IP_Core" if "SIP_IP_Core" in title else "messages.CPM_Conversation_Server"
    tracks = [series(key, name) for key in points[0 if "accept" in title else 2]]
    width = max(track[0] for track in tracks)
    for bin in list(range(0, len(rows), 25)) + [len(rows) - 1]:
        values = []
        for own, track in tracks:
            n = round(width / own)
            values.append(sum(track[bin * n:(bin + 1) * n]) / n)
        close(rows[bin][0], (bin + 0.5) * width, "time")
        close(rows[bin][1], statistics.fmean(values), "series")
    seen += 1
assert seen == 4, seen
def outcome(run, row):
    of = [(name, float(value or 0)) for name, value in run.items() if name.startswith("outcomes.")]
    return sum(value for name, value in of if "." + row in name) / sum(value for name, value in of)
for group, (_, rows) in enumerate(blocks("outcomes")):
    for x, row in enumerate(rows):
        runs = [run for run in wide if run["point"] == str(2 * group + x)]
        for column, name in ((2, "D01"), (5, "D04"), (8, "D05")):
            close(row[column], statistics.fmean(outcome(run, name) for run in runs), name)     # the label is "60 s": two words
for _, rows in blocks("map"):
    for row in rows:
        point = int(row[0]) + 2 * int(row[1])
        close(row[2], 100 * statistics.fmean(float(r["members.all.joined"]) / 48 for r in wide if r["point"] == str(point)), "heat")
    assert len(rows) == 4
END
    python3 charts.py 2>&1
}

# From the end of the warm-up to the last invitation, the mean over replications of the mean of each; else why there is none.
warm_up_is_left_out() {
    cp -r study warm
    for warm_up in '{fixed: 20 s}' mser5; do
        sed "s/  repeat: 4/  repeat: 4\n  warm_up: $warm_up/" tiny.yaml > warm/study.yaml
        "$program" plot -q --no-pictures --only load warm || echo "$warm_up: exit code $?"
        mv warm/results/plots/load.dat "load-$(echo "$warm_up" | tr -dc '[:lower:]')"
    done
    cat > warm.py <<'END'
import csv, math, re, statistics
def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
keys = [run["key"] for run in table("study/plan.csv") if run["point"] == "0"]
tracks = [table("study/runs/%s/series.csv" % key) for key in keys]
width = max(float(track[0]["end_s"]) for track in tracks)
means = []
for track in tracks:
    own = float(track[0]["end_s"])
    n, values = round(width / own), [float(row["messages.SIP_IP_Core"]) for row in track]
    last = max(i for i, row in enumerate(track) if row["invitations_sent"] != "0")
    bins = [sum(values[i * n:(i + 1) * n]) / n for i in range(math.floor(last * own / width))]
    means.append(statistics.fmean(bins[math.ceil(20 / width):]))
for line in open("load-fixeds"):
    if line.startswith("# messages.SIP_IP_Core") and "accept" in line:
        told = re.search(r"; from (\S+) s on (\S+) \S+ (\S+) 1/s$", line).groups()
half = 3.182446305 * statistics.stdev(means) / 2
assert math.isclose(float(told[0]), math.ceil(20 / width) * width, rel_tol=1e-3), (told, width)
assert math.isclose(float(told[1]), statistics.fmean(means), rel_tol=1e-3) and math.isclose(float(told[2]), half, rel_tol=0.06), (told, means, half)
for line in open("load-mser"):
    assert not line.startswith("# ") or "; no steady state in " in line or "; from " in line, line
END
    python3 warm.py 2>&1
}

# Times are whole ns, and the buckets of a distribution hold as many values as its count says.
database_is_sound() {
    [ "$(sqlite3 study/results/study.sqlite 'PRAGMA integrity_check')" = ok ] || echo 'SQLite: the integrity check fails'
    [ "$(sqlite3 study/results/study.sqlite 'PRAGMA journal_mode')" = delete ] || echo 'SQLite: a journal that not every file system bears'
    sqlite3 study/results/study.sqlite > out 2>&1 <<'END'
SELECT 'count of ' || m.name, m.run, m.value, sum(h.count) FROM metric m JOIN histogram h ON h.run = m.run AND m.name = h.name || '.count'
    GROUP BY m.run, m.name HAVING m.value <> sum(h.count);
SELECT 'largest of ' || m.name, m.run, m.value_ns, max(h.upper_ns) FROM metric m JOIN histogram h ON h.run = m.run AND m.name = h.name || '.max'
    GROUP BY m.run, m.name HAVING m.value_ns <> max(h.upper_ns);
SELECT 'ns', name, value, value_ns FROM metric WHERE unit = 's' AND abs(value * 1e9 - value_ns) > 1;
SELECT 'too few histograms' WHERE (SELECT count(DISTINCT run) FROM histogram) <> 16;
SELECT 'a verdict without run', run FROM verdict WHERE run NOT IN (SELECT run FROM run);
SELECT 'param', run, number, unit FROM param WHERE name = 't_reply' AND (number NOT IN (60, 300) OR unit <> 's');
END
    cat out
}

# gnuplot draws the scripts again, and reads tables and percentiles by itself.
gnuplot_reads() {
    for file in joined.svg joined.png joined.pdf answers.svg spectrum.png load.pdf outcomes.svg map.svg; do
        [ -s "study/results/plots/$file" ] || echo "there is no picture $file"
    done
    for file in answers.png spectrum.svg load.svg; do
        [ ! -e "study/results/plots/$file" ] || echo "nobody asked for $file"
    done
    "$program" plot -q --only answers --format png study || echo "--format: exit code $?"
    [ -s study/results/plots/answers.png ] && [ ! -e study/results/plots/answers.pdf ] || echo 'not the format that was asked for'
    rm -f study/results/plots/answers.png
    "$program" plot -q --only answers study || echo "--only: exit code $?"
    cp study/results/plots/joined.svg before.svg
    (cd study/results/plots && gnuplot -d joined.gp 2> err) || cat study/results/plots/err
    rm -f study/results/plots/err
    cmp before.svg study/results/plots/joined.svg || true
    [ "$(grep -o '(\$[0-9]*/0.01' study/results/plots/outcomes.gp | sort -u | tr -dc '0-9/')" = 2/0015/0018/001 ] ||
        echo 'outcomes.gp takes other columns than those of the means'
    cat > read.gp <<'END'
set print "seen"
stats 'study/results/histograms/answer_since_invitation.all.point-0.hgrm' using 3:1 nooutput
print sprintf("%d", STATS_max_x)
set datafile separator comma
stats 'study/results/runs_wide.csv' using (column("members.all.invited")) nooutput
print sprintf("%d %d", STATS_records, STATS_sum)
END
    gnuplot -d read.gp 2>&1
    printf '%s\n' 192 '16 768' > wanted     # 4 runs of 3 sessions of 16 members; 16 runs of them
    diff wanted seen || true
}

nothing_changes() {
    cp -r study/results before
    "$program" collect -q study && "$program" plot -q study || echo "again: exit code $?"
    diff -r -x '*.pdf' before study/results || true
    "$program" collect -q --csv elsewhere/long.csv --wide wide.csv --sqlite other.sqlite study || echo "elsewhere: exit code $?"
    cmp elsewhere/long.csv study/results/runs_long.csv || true
    cmp wide.csv study/results/runs_wide.csv || true
    cmp other.sqlite study/results/study.sqlite || true
    find . -name '*.tmp-*' -o -name '*-journal'
}

# Some runs are missing: the others are collected, and 75 says that it is not all.
unfinished_is_told() {
    cp -r study part
    key=$(sed -n 3p part/plan.csv | cut -d , -f 2)
    rm -r "part/runs/$key"
    mkdir -p part/failed
    echo 'killed: too much memory' > "part/failed/$key.txt"
    rm -r "part/runs/$(sed -n 4p part/plan.csv | cut -d , -f 2)"
    "$program" collect part > out 2>&1 && echo 'unfinished: exit code 0' || [ $? = 75 ] || echo "unfinished: exit code $?"
    grep -q '16 runs: 14 done, 1 failed, 1 missing' out || cat out
    grep -q 'too much memory' out || echo 'the reason is not told'
    [ "$(sqlite3 part/results/study.sqlite "SELECT group_concat(state) FROM (SELECT state FROM run ORDER BY run LIMIT 4)")" = \
        done,failed,missing,done ] || echo 'states in SQLite'
    [ "$(head -n 5 part/results/runs_wide.csv | cut -d , -f 6 | tr '\n' ' ')" = 'state done failed missing done ' ] || echo 'states in CSV'
    "$program" plot -q part || echo "plot of part: exit code $?"
}

limits_are_judged() {
    sed 's/messages.SIP.count < 100000/messages.SIP.count < 1/' tiny.yaml > strict.yaml
    cp -r study strict
    cp strict.yaml strict/study.yaml
    "$program" collect strict > out 2>&1 && echo 'strict: exit code 0' || [ $? = 1 ] || echo "strict: exit code $?"
    [ "$(grep -c '^fail' out)" = 4 ] || cat out
}

# Before anything runs.
mistakes_are_found() {
    while IFS='|' read -r from to say; do
        sed "s/$from/$to/" tiny.yaml > wrong.yaml
        "$program" run -q -o wrong wrong.yaml > out 2>&1 && echo "$to: exit code 0" || [ $? = 2 ] || echo "$to: exit code $?"
        grep -q "$say" out || { echo "$to: not told '$say':"; cat out; }
        [ ! -e wrong/runs ] || echo "$to: runs were made"
    done <<'END'
joined_share > 1 %|joined_shar > 1 %|there is no metric 'joined_shar'; did you mean 'joined_share'
joined_share > 1 %|joined_share > 1 s|joined_share is in numbers, but the limit is in s
joined_share > 1 %|joined_share|expected a metric, one of
kind: lines, x: t_reply|kind: lines, x: t_repyl|there is no axis 't_repyl'; did you mean 't_reply'
kind: lines, x: t_reply, y: joined_share|kind: lines, y: joined_share|a plot of kind lines needs 'x'
kind: cdf, y: answer_since_invitation.all|kind: cdf, y: answer_since_invitation.al|there is no distribution 'answer_since_invitation.al'
y: \[messages.SIP_IP_Core,|y: [messages.SIP_IP,|there is no series 'messages.SIP_IP'
outcome_share.D01, outcome_share.D04|outcome_share.D01, time_to_last_answer.p50|they have no axis in common
where: t_reply == 60 s|where: t_reply == 60|t_reply
kind: cdf, y|kind: cdf, x: t_reply, y|a plot of kind cdf has no 'x'
name: answers|name: joined|there is a plot 'joined' already
END
    "$program" plot --only joind study > out 2>&1 && echo 'joind: exit code 0' || [ $? = 2 ] || echo "joind: exit code $?"
    grep -q "no plot 'joind'; did you mean 'joined'" out || cat out
    "$program" collect . > out 2>&1 && echo 'no study: exit code 0' || [ $? = 2 ] || echo "no study: exit code $?"
}

# What they take is measured elsewhere; here only that every name in them is one, and that their plots can be made.
shipped_are_right() {
    for file in "$shipped"/*.yaml; do
        "$program" list "$file" > out 2> err || { echo "$file: exit code $?"; cat err; }
        [ "$(wc -l < out)" -gt 50 ] || echo "$file: few runs"
    done
    "$program" run -q -j 2 --set study.repeat=2 -o focus "$shipped/focus-answer.yaml" > out 2>&1 || { echo "focus-answer: $?"; cat out; }
    "$program" plot -q --no-pictures focus || echo "plot of focus-answer: exit code $?"
}

rule 'a study runs, is collected and drawn' "$(run_study)"
rule 'SQLite, CSV and the charts hold the same numbers' "$(readers_agree)"
rule 'charts show what the runs have left' "$(charts_are_right)"
rule 'what is said of the steady state is its mean' "$(warm_up_is_left_out)"
rule 'the database is sound, its times are whole ns' "$(database_is_sound)"
rule 'gnuplot reads all of it' "$(gnuplot_reads)"
rule 'collecting and drawing again changes nothing' "$(nothing_changes)"
rule 'an unfinished study says so' "$(unfinished_is_told)"
rule 'limits are judged' "$(limits_are_judged)"
rule 'mistakes are found before anything runs' "$(mistakes_are_found)"
rule 'the shipped studies are right' "$(shipped_are_right)"
finish
