#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where the environment fails (a closed or full output, a folder that cannot be made, a full disk, too little memory) the program ends
# with 5 and one line that says why, and leaves nothing half-written.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
work=$(mktemp -d "${TMPDIR:-/tmp}/check-output.XXXXXX")
trap 'rm -rf "$work"' EXIT
small=$PWD/scenarios/figure-31.yaml
large=$PWD/scenarios/large-group.yaml
cd "$work"

# Prints a violation unless the exit code in file `code` is 5, and `err` has a single line that begins with "cpmsim" and matches
# PATTERN; the line with the fingerprint does not count.
judge() { # WHAT PATTERN
    [ "$(cat code)" = 5 ] || echo "$1: exit code $(cat code), not 5"
    grep -v ' messages in .*, fingerprint ' err > lines || true
    [ "$(wc -l < lines)" = 1 ] || echo "$1: $(wc -l < lines) lines: $(cat lines)"
    grep -q "^cpmsim.*$2" lines || echo "$1: no line '$2': $(cat lines)"
}

nothing_left() { # FOLDER
    find "$1" -mindepth 1 -path '*result*' | head -n 3
}

closed_outputs() {
    for arguments in "run --no-plots -o result $small" "replay result" "diff $small $small" --help --version "fsm iwf" "schema" \
        "check --show-resolved $small" "explain iwf.t_reply"; do
        # shellcheck disable=SC2086 # a list of words
        {
            "$program" $arguments > /dev/full 2> err && echo 0 > code || echo $? > code
            judge "$arguments > /dev/full" 'could not be written: No space left'
            "$program" $arguments >&- 2> err && echo 0 > code || echo $? > code
            judge "$arguments >&-" 'could not be written: Bad file descriptor'
            closed_pipe $arguments
            judge "$arguments | (closed)" 'could not be written: Broken pipe'
        }
    done
}

# The reader goes away before the program begins.
closed_pipe() { # ARGUMENT...
    rm -f gone
    mkfifo gone
    {
        read -r _ < gone
        "$program" "$@" 2> err && echo 0 > code || echo $? > code
    } | {
        exec <&-
        echo > gone
    }
}

# The results themselves are good, and whole, although nobody could read the summary.
results_are_whole() {
    "$program" run --no-plots -o result "$small" > /dev/full 2> err || true
    "$program" replay result > out 2>&1 || cat out
    rm -r result
}

no_folder() {
    for place in /proc/nowhere /dev/null/result "$work/file/result"; do
        echo text > file
        "$program" run -q --no-plots -o "$place/x" "$small" 2> err && echo 0 > code || echo $? > code
        judge "-o $place/x" "$place"
    done
    mkdir -p theirs
    echo precious > theirs/text
    code=0
    "$program" run -q --no-plots -o theirs "$small" 2> err || code=$?
    [ $code = 2 ] || echo "results over a foreign folder: exit code $code, not 2"
    [ "$(cat theirs/text)" = precious ] || echo 'a foreign folder was changed'
}

# Places that would take something away, and names and values that are no plain text.
odd_places() {
    mkdir -p odd/here
    cp "$small" odd/.yaml
    (
        cd odd
        code=0
        "$program" run -q --no-plots -o '' "$small" 2> ../err || code=$?
        [ $code = 2 ] || echo "-o '': exit code $code, not 2"
        cd here
        code=0
        "$program" run -q --no-plots -o . "$small" 2> ../../err || code=$?
        [ $code = 2 ] && [ -d "$PWD" ] || echo "-o .: exit code $code, not 2"
        cd ..
        "$program" run -q --no-plots .yaml 2> ../err || cat ../err
        [ -f results/.yaml/manifest.json ] || echo 'the results of .yaml are not in a folder of their own'
        "$program" run -q --no-plots - < "$small" 2> ../err || cat ../err
        [ -f results/stdin/manifest.json ] || echo 'the results of - are not there'
        LC_ALL=C "$program" run -q --no-plots -o c --set "title=$(printf 'Gr\303\274n')" "$small" 2> ../err || cat ../err
        grep -q "^title: .*Gr$(printf '\303\274')n" c/scenario.yaml || echo '--set in the C locale'
    )
    rm -rf odd
}

# As nobody, where root is not stopped by anything.
no_permission() {
    mkdir -p locked
    chmod 755 . locked
    chmod 555 locked
    cp "$program" cpmsim
    cp "$small" small.yaml
    chmod 755 cpmsim
    chmod 644 small.yaml
    set -- ./cpmsim run -q --no-plots -o locked/result small.yaml
    [ "$(id -u)" != 0 ] || set -- setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    "$@" 2> err && echo 0 > code || echo $? > code
    judge 'a folder without permission to write' 'Permission denied'
}

# A limit on the size of files stops the largest of them; a small file system, where root may mount one, all.
full_disk() {
    mkdir -p limited
    (
        ulimit -f 8
        "$program" run -q --no-plots -o limited/result "$large" --set members.crowd.count=2000 2> err && echo 0 > code || echo $? > code
    )
    judge 'ulimit -f 8' 'cannot write it: File too large'
    nothing_left limited
}

# gnuplot writes on when it cannot, and is content: a picture that was cut is none.
cut_plots() {
    command -v gnuplot > /dev/null || return 0
    mkdir -p cut
    (
        ulimit -f 30 # 15 KB: more than any text of this run, less than either picture
        "$program" run -q -o cut/result "$small" 2> err && echo 0 > code || echo $? > code
    )
    [ "$(cat code)" = 0 ] || echo "exit code $(cat code), not 0: $(cat err)"
    grep -q '^cpmsim run: gnuplot could not write latency.svg' err || echo "no line on it: $(cat err)"
    find cut -name '*.svg'
    [ -f cut/result/manifest.json ] || echo 'the other results are not there'
    ! grep svg cut/result/manifest.json || echo 'the manifest lists a picture that is not there'
}

small_file_system() { # inside: the rest runs in a mount namespace of its own
    mkdir -p disk
    cat > fill.sh <<'END'
mount -t tmpfs -o size=64k none disk || exit 99
: > mounted
"$1" run -q -o disk/result "$2" --set members.crowd.count=2000 2> err && echo 0 > code || echo $? > code
find disk -mindepth 1
END
    unshare -m sh fill.sh "$program" "$large" > left 2> denied && code=0 || code=$?
    [ -e mounted ] || return 0 # this user, container or chroot may not
    [ "$code" = 0 ] || cat denied
    judge 'a file system of 64 KB' 'No space left on device'
    cat left
}

# Before: by the estimate.  While running: by what is in use, in a scenario of which the estimate is far too low, or far enough to show.
memory() {
    mkdir -p memory
    "$program" run -q --no-plots -o memory/result "$large" --mem-limit 30M 2> err && echo 0 > code || echo $? > code
    judge '--mem-limit 30M' 'would need about [0-9]* MB, more than the limit of 30 MB'
    nothing_left memory
    for limit in 0 -1 8X 8GG '' 99999999999999999999G; do
        code=0
        "$program" run -q --no-plots -o memory/result "$small" --mem-limit "$limit" 2> err || code=$?
        [ $code = 2 ] || echo "--mem-limit '$limit': exit code $code, not 2"
    done
    "$program" run -q --no-plots -o memory/result "$small" --mem-limit 100M 2> err || cat err
    [ -f memory/result/manifest.json ] || echo '--mem-limit 100M is enough'
    rm -rf memory/result
}

rule 'a closed or full output is an error with one line' "$(closed_outputs)"
rule 'results are whole even if the summary cannot be printed' "$(results_are_whole)"
rule 'a folder that cannot be made, or is not ours' "$(no_folder)"
rule 'odd places and names' "$(odd_places)"
rule 'a folder that may not be written to' "$(no_permission)"
rule 'a file that may not grow' "$(full_disk)"
rule 'a picture that could not be written to its end is none' "$(cut_plots)"
rule 'a full file system' "$(small_file_system)"
rule '--mem-limit refuses a run that will not fit' "$(memory)"
finish
