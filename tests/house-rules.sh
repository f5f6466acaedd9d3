# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by check-*.sh.  A check judges the tree $top_srcdir (and the build $top_builddir) by rules; each rule collects its
# violations, one "file:line: what" a line, and holds when there are none.
set -eu
LC_ALL=C
export LC_ALL

: "${top_srcdir:?is set by make check}" "${top_builddir:?is set by make check}"
cd "$top_srcdir"
export rooms='sim models report study cli'
passed=0 failed=0

# Prints the files of the given directories whose names match PATTERN; directories that are not there hold none.
files_in() { # PATTERN DIRECTORY...
    pattern=$1
    shift
    for directory; do
        if [ -d "$directory" ]; then
            find "$directory" -name "$pattern" -type f
        fi
    done | sort
}

# Prints "file:line:code" for each line of the C files, without comments and without what stands between quotes.
code_of() { # FILE...
    awk '
        FNR == 1 { in_comment = 0 }
        {
            code = ""; rest = $0
            while (rest != "") {
                if (in_comment) {
                    end = index(rest, "*/")
                    if (end == 0) break
                    rest = substr(rest, end + 2); in_comment = 0
                } else if (match(rest, /\/\*|"([^"\\]|\\.)*"/)) {
                    in_comment = substr(rest, RSTART, 2) == "/*"
                    code = code substr(rest, 1, RSTART - 1) (in_comment ? "" : "\"\"")
                    rest = substr(rest, RSTART + RLENGTH)
                } else { code = code rest; break }
            }
            print FILENAME ":" FNR ":" code
        }' "$@" /dev/null
}

# Runs the command; prints a violation unless it exits with CODE and prints a line that matches PATTERN on stdout or stderr.  $work: a
# folder of the check's own.
expect() { # CODE PATTERN COMMAND...
    code=$1 pattern=$2
    shift 2
    got=0
    "$@" > "${work:?is set by the check}/out" 2>&1 || got=$?
    [ "$got" = "$code" ] || echo "exit code $got, not $code: $* : $(tail -n 1 "$work/out")"
    grep -q -e "$pattern" "$work/out" || echo "no line '$pattern': $* : $(cat "$work/out")"
}

rule() { # NAME VIOLATIONS
    if [ -z "$2" ]; then
        passed=$((passed + 1))
        echo "holds: $1"
    else
        failed=$((failed + 1))
        echo "BROKEN: $1"
        printf '%s\n' "$2" | sed 's/^/    /'
    fi
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
