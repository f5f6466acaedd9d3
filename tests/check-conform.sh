#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cpmsim conform and mutate as programs: what they write, how they end, and that a case that breaks costs nothing but itself.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
cases=$PWD/scenarios/conformance
work=$(mktemp -d "${TMPDIR:-/tmp}/check-conform.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Runs the command in the folder for it; prints a violation unless it exits with CODE and prints a line that matches PATTERN.
expect() { # CODE PATTERN COMMAND...
    code=$1 pattern=$2
    shift 2
    got=0
    (cd "$work" && "$@" > out 2>&1) || got=$?
    [ "$got" = "$code" ] || echo "exit code $got, not $code: $* : $(tail -n 3 "$work/out")"
    grep -q -e "$pattern" "$work/out" || echo "no line '$pattern': $* : $(tail -n 5 "$work/out")"
}

# A case in FILE that is called ID, from the shipped one NUMBER, changed by a sed SCRIPT.
make_case() { # FILE ID NUMBER SCRIPT
    sed -e "s/^  id: .*/  id: $2/" -e "$4" "$cases/cpmsim_iwf_008_$3.yaml" > "$work/$1"
}

make_case good.yaml good 050 ''
make_case wrong.yaml wrong 050 's/outcome: D05/outcome: D06/'
make_case open.yaml open 050 's/^sessions:/stop: {at: 15 s}\nsessions:/'
make_case long.yaml long 050 's/name: C, client: sms,/name: C, count: 3000000, client: sms,/'

every_case() {
    code=0
    "$program" conform -o "$work/all" -j 3 > "$work/out" 2>&1 || code=$?        # those of the working directory
    [ $code = 0 ] || echo "exit code $code, not 0: $(sed "1,/^$/d" "$work/out")"
    expect 0 ' cases: ' "$program" conform -o one -j 1 "$cases"
    expect 0 ' cases: ' "$program" conform -o two -j 7 "$cases"
    diff -rq -x manifest.json "$work/one" "$work/two" || true
    for file in matrix.csv junit.xml results.tap coverage.csv manifest.json; do
        [ -s "$work/one/$file" ] || echo "there is no $file"
    done
    [ "$(find "$cases" -name '*.yaml' | wc -l)" = "$(grep -c '<testcase ' "$work/one/junit.xml")" ] || echo 'not every case is in junit.xml'
}

every_mutant() {
    expect 0 ' 0 survived, [0-9]* equivalent, 0 refuted, 0 unsound' "$program" mutate -o mutants "$cases/mutants.csv"
    [ "$(wc -l < "$cases/mutants.csv")" = "$(wc -l < "$work/mutants/mutants.csv")" ] || echo 'not every mutant is in mutants.csv'
}

# docs/conformance.md lists what neither the cases nor the mutants reach, and nothing else.
uncovered() {
    $python - "$work/mutants/coverage.csv" << 'END' > "$work/untaken"
import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline="")):
    if row["taken"] == "0":
        print(row["requirement"], row["branch"])
END
    # shellcheck disable=SC2016 # these are the quotes of Markdown
    sed -n 's/^| `\([^`]*\)` | `\([^`]*\)` | [A-Z].*/\1 \2/p' docs/conformance.md > "$work/listed"
    diff "$work/listed" "$work/untaken" || true
}

verdicts() {
    expect 1 'wrong: ' "$program" conform -o wrong good.yaml wrong.yaml
    expect 3 'open: ' "$program" conform -o open good.yaml open.yaml
    expect 1 ' 1 pass, 1 inconc, 1 fail, 0 error' "$program" conform -o mixed good.yaml open.yaml wrong.yaml
    grep -q '<skipped message="inconc: ' "$work/mixed/junit.xml" || echo 'what is inconclusive is not skipped in junit.xml'
    grep -q '^ok 2 - open .* # SKIP inconc: ' "$work/mixed/results.tap" || echo 'nor in results.tap'
    grep -q '^not ok 3 - wrong ' "$work/mixed/results.tap" || echo 'what fails is ok in results.tap'
    grep -q '^[^,]*,.*,,,none,' "$work/mixed/matrix.csv" || echo 'a requirement that nothing exercised is no row of matrix.csv'
}

# The files, read by the programs that they are for.
readers() {
    xmllint --noout --schema docs/junit.xsd "$work/mixed/junit.xml" "$work/one/junit.xml" > "$work/out" 2>&1 || cat "$work/out"
    prove -e cat "$work/one/results.tap" > "$work/out" 2>&1 || cat "$work/out"
    ! prove -e cat "$work/mixed/results.tap" > "$work/out" 2>&1 || echo 'prove passes what failed'
    grep -q 'Failed test:  *3$' "$work/out" || echo "prove does not say which: $(cat "$work/out")"
    $python - "$work/mixed/junit.xml" << 'END'
import sys
from junitparser import Failure, JUnitXml, Skipped
suite = next(iter(JUnitXml.fromfile(sys.argv[1])))
found = [(case.name, [type(result) for result in case.result]) for case in suite]
wanted = [("good", []), ("open", [Skipped]), ("wrong", [Failure])]
if found != wanted or (suite.tests, suite.failures, suite.skipped) != (3, 1, 1):
    print("junitparser reads", found, suite.tests, suite.failures, suite.skipped)
END
}

# The evidence of the matrix: the command that it names shows the same.
evidence() {
    $python - "$work/mixed/matrix.csv" << 'END' > "$work/command"
import csv, sys
print(next(row["command"] for row in csv.DictReader(open(sys.argv[1], newline="")) if row["test"] == "good"))
END
    (cd "$work" && PATH=$top_builddir:$PATH sh -c "$(cat command) -q --no-plots -o again" 2> err) || cat "$work/err"
    grep -q '^CPM-IWF-008/convert,.*,pass,' "$work/again/verdicts.csv" || echo 'the command of the matrix does not repeat it'
}

wrong_usage() {
    expect 2 'is no test case' "$program" conform -o none "$top_srcdir/scenarios/convert.yaml"
    expect 2 'are both called' "$program" conform -o none good.yaml good.yaml
    expect 2 'holds no test cases' "$program" conform -o none "$top_srcdir/docs"
    expect 5 'cannot open' "$program" conform -o none nowhere.yaml
    expect 2 '-j 0: expected' "$program" conform -j 0 -o none good.yaml
    expect 2 'expected seconds' "$program" conform --timeout -1 -o none good.yaml
    expect 2 'choose another folder' "$program" conform -o "$top_srcdir/docs" good.yaml
    [ ! -e "$work/none" ] || echo 'results of nothing'
}

broken_cases() {
    expect 4 'it took more than 0.2 s' "$program" conform --timeout 0.2 -o slow good.yaml long.yaml wrong.yaml
    grep -q '<error message="error: it took more than' "$work/slow/junit.xml" || echo 'no error in junit.xml'
    grep -q ' 1 pass, 0 inconc, 1 fail, 1 error' "$work/out" || echo "the other cases have suffered: $(cat "$work/out")"
    (cd "$work" && exec "$program" conform -j 1 -o killed long.yaml good.yaml > out 2>&1) &
    conform=$!
    child=
    while [ -z "$child" ] && kill -0 $conform 2> /dev/null; do
        read -r child _ < "/proc/$conform/task/$conform/children" || true
    done
    kill -KILL "$child"
    code=0
    wait $conform || code=$?
    [ $code = 4 ] || echo "a case that crashes: exit code $code, not 4"
    grep -q 'it was ended by signal 9' "$work/out" || echo "no word on the signal: $(cat "$work/out")"
    grep -q ' 1 pass, 0 inconc, 0 fail, 1 error' "$work/out" || echo "the other case has suffered: $(cat "$work/out")"
}

runs() { # PID
    kill -0 "$1" 2> /dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2> /dev/null
}

# Nothing is left of a study that is stopped: no results, no processes.
stopped() {
    (cd "$work" && exec "$program" conform -j 2 -o stopped long.yaml > out 2>&1) &
    conform=$!
    child=
    while [ -z "$child" ] && kill -0 $conform 2> /dev/null; do
        read -r child _ < "/proc/$conform/task/$conform/children" || true
    done
    kill $conform
    code=0
    wait $conform || code=$?
    [ $code = 75 ] || echo "exit code $code, not 75"
    find "$work" -name '*stopped*'
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ! runs "$child" || sleep 0.1
    done
    ! runs "$child" || echo 'the case runs on'
}

mutants() {
    header=id,case,fault,requirement,equivalent,note
    printf '%s\n' "$header" 'a,good,{kind: report_is_acceptance},CPM-IWF-008/convert,,' \
        'b,good,{kind: report_is_acceptance},RFC3261/ack,,' 'c,good,{kind: wrong_mode},RFC3261/ack,it cannot,' > "$work/mutants.csv"
    mkdir -p "$work/catalogue"
    cp "$work/mutants.csv" "$work/good.yaml" "$work/catalogue/"
    expect 1 'survived    b: RFC3261/ack is pass' "$program" mutate -o m1 catalogue/mutants.csv
    grep -q '^3 mutants: 1 caught, 1 survived, 1 equivalent, 0 refuted, 0 unsound' "$work/out" || cat "$work/out"
    expect 0 '^1 mutants: 1 caught' "$program" mutate -o m2 --only CPM-IWF-008/convert catalogue/mutants.csv
    expect 2 'no fault is tied to it' "$program" mutate -o m3 --only RFC3261/bye catalogue/mutants.csv
    printf '%s\n' "$header" 'a,good,{kind: wrong_mode},CPM-IWF-008/convert,it cannot,' > "$work/catalogue/mutants.csv"
    expect 1 'refuted     a: ' "$program" mutate -o m3 catalogue/mutants.csv
    printf '%s\n' "$header" 'a,good,{kind: wrong_mode},No/such,,' > "$work/catalogue/mutants.csv"
    expect 2 "no requirement 'No/such'" "$program" mutate -o m3 catalogue/mutants.csv
    printf '%s\n' "$header" 'a,good,{kind: no_such},CPM-IWF-008/convert,,' > "$work/catalogue/mutants.csv"
    expect 2 'mutant a, faults=\[{kind: no_such}\]' "$program" mutate -o m4 catalogue/mutants.csv
    [ ! -e "$work/m4" ] || echo 'results of nothing'
}

# Where make install puts program and cases, they find each other.
installed() {
    mkdir -p "$work/usr/bin" "$work/usr/share/cpmsim/scenarios/conformance" "$work/empty"
    cp "$program" "$work/usr/bin/"
    cp "$work/good.yaml" "$work/usr/share/cpmsim/scenarios/conformance/"
    (cd "$work/empty" && ../usr/bin/cpmsim conform -o found > out 2>&1) || cat "$work/empty/out"
    cp "$program" "$work/empty/"
    mkdir -p "$work/alone/bin"
    cp "$program" "$work/alone/bin/"
    (cd "$work/alone/bin" && ./cpmsim conform -o none > out 2>&1) && echo 'it finds cases where there are none'
    grep -q 'name the files, or their folder' "$work/alone/bin/out" || cat "$work/alone/bin/out"
}

python=
for candidate in python3 /usr/bin/python3; do
    ! $candidate -c 'import junitparser' 2> /dev/null || python=$candidate
done
if [ -z "$python" ] || ! command -v xmllint > /dev/null || ! command -v prove > /dev/null; then
    echo 'xmllint, prove or junitparser is missing: run ./bootstrap check'
    exit 77
fi
rule 'each shipped case passes, with any number of jobs' "$(every_case)"
rule 'each shipped fault is found out' "$(every_mutant)"
rule 'the branches that nothing takes are listed, with the reason' "$(uncovered)"
rule 'the worst verdict is the exit code, and what is inconclusive is seen' "$(verdicts)"
rule 'xmllint, prove and junitparser read the results' "$(readers)"
rule 'the matrix names the command that repeats a run' "$(evidence)"
rule 'wrong usage writes nothing' "$(wrong_usage)"
rule 'a case that hangs or crashes costs nothing but itself' "$(broken_cases)"
rule 'a study that is stopped leaves nothing' "$(stopped)"
rule 'survivors, equivalents and wrong catalogues' "$(mutants)"
rule 'the cases are found beside the program' "$(installed)"
finish
