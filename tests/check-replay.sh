#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A result can be had again: replay, diff, --fingerprint, and files that tell nothing of where and when they were made.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
work=$(mktemp -d "${TMPDIR:-/tmp}/check-replay.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Makes results without a word; a failed verdict is none of this check's business.
results_of() { # FOLDER ARGUMENT...
    folder=$1
    shift
    "$program" run -q --no-plots -o "$folder" "$@" > /dev/null 2> "$work/err" || [ $? -lt 2 ] || cat "$work/err"
}

# The names of the files that are not the same in two folders, without the manifests.
other_files() { # FOLDER FOLDER
    diff -rq -x manifest.json "$1" "$2" || true
}

every_scenario() {
    for scenario in scenarios/*.yaml scenarios/faults/*.yaml; do
        set -- "$scenario"
        [ "$scenario" != scenarios/large-group.yaml ] || set -- "$@" --set members.crowd.count=10000
        results_of "$work/every" "$@"
        expect 0 "^IDENTICAL $work/every" "$program" replay "$work/every"
    done
}

elsewhere() {
    results_of "$work/here" scenarios/mixed-group.yaml
    mkdir -p "$work/there/deep"
    cp scenarios/mixed-group.yaml "$work/there/"
    (
        cd "$work/there"
        TZ=Asia/Kolkata LC_ALL=de_DE.UTF-8 HOME=/nowhere COLUMNS=40 G_SLICE=always-malloc
        export TZ LC_ALL HOME COLUMNS G_SLICE
        results_of deep/other --mem-limit 8G mixed-group.yaml
    )
    other_files "$work/here" "$work/there/deep/other"
}

plots() {
    command -v gnuplot > /dev/null || return 0
    for place in one two; do
        mkdir -p "$work/$place"
        "$program" run -q -o "$work/$place/plots" scenarios/mixed-group.yaml 2> "$work/err" || cat "$work/err"
    done
    [ -f "$work/one/plots/latency.svg" ] || echo "no latency.svg"
    other_files "$work/one/plots" "$work/two/plots"
}

manifest() {
    for key in program version commit dirty compiler scenario_path arguments resolved_scenario resolved_sha256 seed replication \
        random_draws host start end exit_code fingerprint; do
        grep -q "^  \"$key\" : " "$work/here/manifest.json" || echo "manifest.json has no $key"
    done
    sum=$(sha256sum < "$work/here/scenario.yaml")
    grep -q "\"resolved_sha256\" : \"${sum%% *}\"" "$work/here/manifest.json" || echo "the SHA-256 is not that of scenario.yaml"
    # shellcheck disable=SC2013 # names without blanks
    for name in $(sed -n '/"files"/,/\]/s/^    "\(.*\)",*$/\1/p' "$work/here/manifest.json"); do
        [ -f "$work/here/$name" ] || echo "manifest.json names $name, which is not there"
    done
}

seeds() {
    results_of "$work/seed" --seed 9007199254740993 scenarios/mixed-group.yaml
    expect 0 'seed *9007199254740993' "$program" replay "$work/seed"
    expect 1 '^DIVERGENT$' "$program" diff "$work/seed" "$work/here"
}

# The manifest says something else than what the program does.
edited_manifest() {
    sed -i 's/"fingerprint" : "[0-9a-f]*"/"fingerprint" : "00000000000000000000000000000001"/; s/"version" : "[^"]*"/"version" : "0.0.1"/' \
        "$work/seed/manifest.json"
    expect 1 "^DIVERGENT $work/seed" "$program" replay "$work/seed"
    expect 1 'fingerprint  00000000000000000000000000000001 in the folder' "$program" replay "$work/seed"
    expect 1 'made by *version 0.0.1, this is ' "$program" replay "$work/seed"
    expect 1 'does not repeat it' "$program" diff "$work/seed" "$work/here"
}

no_results() {
    mkdir -p "$work/empty" "$work/foreign"
    echo '{"program": "other"}' > "$work/foreign/manifest.json"
    expect 2 'holds no results' "$program" replay "$work/empty"
    expect 2 'holds no results' "$program" replay "$work/nowhere"
    expect 2 'holds no results of cpmsim' "$program" replay "$work/foreign"
    echo 'not JSON' > "$work/foreign/manifest.json"
    expect 2 'is no manifest' "$program" replay "$work/foreign"
    echo '# a word more' >> "$work/every/scenario.yaml"
    expect 2 'its SHA-256 is' "$program" replay "$work/every"
    expect 2 'its SHA-256 is' "$program" diff "$work/here" "$work/every"
    expect 2 'expected one results folder' "$program" replay
    expect 2 'expected two results folders' "$program" diff "$work/here"
    expect 5 'No such file' "$program" diff "$work/here" "$work/nowhere.yaml"
}

one_policy() {
    results_of "$work/convert" scenarios/figure-31.yaml
    results_of "$work/accept" scenarios/figure-31.yaml --set policy.provider.force=accept
    expect 1 'policy.provider.force *A: convert *B: accept' "$program" diff "$work/convert" "$work/accept"
    expect 1 '^A .*converts the invitation .*C, step 10$' "$program" diff -c 0 "$work/convert" "$work/accept"
    expect 1 '^B .*settles the leg by D0[0-9]: 200' "$program" diff -c 0 "$work/convert" "$work/accept"
    expect 1 '^ .*Core > IWF .*INVITE .*C, step 9$' "$program" diff -c 1 "$work/convert" "$work/accept"
}

nothing_differs() {
    expect 0 '^IDENTICAL$' "$program" diff "$work/convert" scenarios/figure-31.yaml
    results_of "$work/title" scenarios/figure-31.yaml --set title=another
    expect 0 '^The folders differ in other files$' "$program" diff "$work/convert" "$work/title"
    expect 0 '^   summary.txt$' "$program" diff "$work/convert" "$work/title"
}

arrivals_from_a_file() {
    mkdir -p "$work/input"
    printf 'at_s\n0\n1.5\n1.5\n' > "$work/input/arrivals.csv"
    printf '%s\n' 'version: 1' 'groups: {g: [{name: B}]}' 'sessions: [{group: g, duration: 1 min, arrivals: {file: arrivals.csv}}]' \
        > "$work/input/scenario.yaml"
    results_of "$work/input/run" "$work/input/scenario.yaml"
    grep -q '"input-[0-9a-f]*.csv"' "$work/input/run/manifest.json" || echo "the manifest does not name the copy"
    rm "$work/input/arrivals.csv"
    expect 0 '^IDENTICAL' "$program" replay "$work/input/run"
    rm "$work/input/run"/input-*.csv
    expect 2 'there is no file arrivals.csv' "$program" replay "$work/input/run"
}

fingerprints() {
    right=$(sed -n 's/.*"fingerprint" : "\([0-9a-f]*\)".*/\1/p' "$work/convert/manifest.json")
    set -- "$program" run -q --no-plots -o "$work/asked" scenarios/figure-31.yaml --fingerprint
    expect 0 "fingerprint $right" "$@" "$right"
    expect 1 "the fingerprint is $right, not 0000000000000000000000000000000f" "$@" 0000000000000000000000000000000f
    grep -q '"exit_code" : 1' "$work/asked/manifest.json" || echo "the manifest does not know the exit code"
    expect 2 'is no fingerprint' "$@" 12345
}

rule 'replay finds every shipped scenario IDENTICAL' "$(every_scenario)"
rule 'files but the manifest do not depend on place, time zone, locale and command line' "$(elsewhere)"
rule 'drawn plots do not depend on the place' "$(plots)"
rule 'the manifest is complete and true' "$(manifest)"
rule 'seeds beyond 2^53 come back; another seed is another run' "$(seeds)"
rule 'replay and diff name another fingerprint and another version' "$(edited_manifest)"
rule 'what holds no results is refused' "$(no_results)"
rule 'a run of a file of arrivals is had again without that file' "$(arrivals_from_a_file)"
rule 'diff names the policy, and the first event that it changes' "$(one_policy)"
rule 'diff tells runs that are alike from files that are not' "$(nothing_differs)"
rule '--fingerprint judges a run' "$(fingerprints)"
finish
