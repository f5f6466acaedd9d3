#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The other checks can fail: each is shown a small tree that is in order, then the same tree with one fault.  So can the count.
set -eu
checks=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/check-checks.XXXXXX")
trap 'rm -rf "$work" "$work.out" "$work.count"' EXIT
top_srcdir=$work top_builddir=$work
COMPILE="cc -std=gnu11 -ffp-contract=off -Wall -I$work" NM=${NM:-nm}
export top_srcdir top_builddir COMPILE NM
licence='/* SPDX-License-Identifier: GPL-3.0-or-later */'

# Writes FILE, a source or header with its licence and the text of stdin.
source_file() { # FILE
    mkdir -p "$work/$(dirname "$1")"
    { echo "$licence"; cat; } > "$work/$1"
}

good_tree() {
    rm -rf "$work"
    mkdir -p "$work/sim" "$work/models" "$work/report" "$work/study" "$work/cli" "$work/tests"
    source_file sim/clock.h < /dev/null
    echo '#include "sim/clock.h"' | source_file sim/clock.c
    printf '#include "models/box.h"\n#include "sim/clock.h"\n/* "printf(" and TODOs */\n' | source_file models/box.c
    printf 'static int size(int a, int b, int c, int d, const char *format, ...)\n{\n    return a + b + c + d;\n}\n' >> "$work/models/box.c"
    echo 'int box_size(int width, int height);' | source_file models/box.h
    printf '%s\n' '# SPDX-License-Identifier: GPL-3.0-or-later' 'lib = sim/clock.c sim/clock.h models/box.c models/box.h' \
        '%.obj:' '	@echo cc -ffp-contract=off -c $@' > "$work/Makefile.am"
    echo '# SPDX-License-Identifier: GPL-3.0-or-later' > "$work/configure.ac"
    cp "$work/Makefile.am" "$work/Makefile"
    libraries
}

# Builds the libraries that check-objects.sh looks into, from the sources as they are now.
libraries() {
    rm -f "$work"/*.a
    for room in sim models; do
        for source in "$work/$room"/*.c; do
            $COMPILE -w -c -o "${source%.c}.o" "$source"
        done
        ar cr "$work/lib$room.a" "$work/$room"/*.o 2> /dev/null
    done
}

outcome() { # DESCRIPTION RESULT (0: as it should be)
    if [ "$2" = 0 ]; then
        echo passed >> "$work.count" # a file, since the right side of a pipe cannot count in variables
        echo "as expected: $1"
    else
        echo failed >> "$work.count"
        echo "UNEXPECTED: $1"
        sed 's/^/    /' "$work.out"
    fi
}

accepts() { # CHECK
    result=0
    "$checks/$1" > "$work.out" 2>&1 || result=1
    outcome "$1 accepts a tree in order" $result
}

# The text on stdin becomes FILE; CHECK must then name the violation, and fail.
refuses() { # CHECK FILE PATTERN
    source_file "$2"
    [ "$1" != check-objects.sh ] || libraries
    result=1
    "$checks/$1" > "$work.out" 2>&1 || { grep -q "^    .*$3" "$work.out" && result=0; }
    outcome "$1 finds: $3" $result
    good_tree
}

good_tree
for check in check-layers.sh check-headers.sh check-lengths.sh check-files.sh check-objects.sh; do
    accepts $check
done

echo '#include "models/box.h"' | refuses check-layers.sh sim/clock.c 'sim/clock.c:2:.*models/box.h'
echo '#include "box.h"' | refuses check-layers.sh models/box.c 'models/box.c:2:.*"box.h"'
echo '#include "../sim/clock.h"' | refuses check-layers.sh models/box.c 'models/box.c:2:.*sim/clock.h'
echo '#include <yaml.h>' | refuses check-layers.sh models/box.h 'models/box.h:2:.*yaml.h'
echo 'void f(void) { printf("x"); }' | refuses check-layers.sh models/box.c 'models/box.c:2:.*printf'
echo 'long f(void) { return time(0); }' | refuses check-layers.sh sim/clock.c 'sim/clock.c:2:.*time'

echo 'size_t box_size(void);' | refuses check-headers.sh models/box.h 'models/box.h:2:.*size_t'
printf '#include "sim/clock.h"\n#include "models/box.h"\n' | refuses check-headers.sh models/box.c 'models/box.c:1: the first'

{ echo 'int f(void)'; echo '{'; yes '    ;' | head -n 78; echo '}'; } | refuses check-lengths.sh sim/clock.c 'f has 81 lines'
{ echo 'int f(void)'; echo '{'; yes '    ;' | head -n 50; echo '}'; } | refuses check-lengths.sh sim/clock.c '1 of 2 functions'
printf 'int f(int a, int b, int c, int d,\n      int (*e)(int, int), int g)\n{\n}\n' |
    refuses check-lengths.sh sim/clock.c 'f takes 6'
printf 'int f(int a, int b, int c, int d, int e, int g, ...)\n{\n}\n' | refuses check-lengths.sh sim/clock.c 'f takes 6'
yes '/* x */' | head -n 700 | refuses check-lengths.sh sim/clock.c '701 lines, at most 700'
yes '/* x */' | head -n 200 | refuses check-lengths.sh sim/clock.h '201 lines, at most 200'
printf '/* %0140d */\n' 0 | refuses check-lengths.sh sim/clock.h '146 columns'
printf 'int x;\t/* */\n' | refuses check-lengths.sh sim/clock.h 'a tab'
printf 'int x; \n' | refuses check-lengths.sh sim/clock.h 'a blank'
printf 'int f(void) {\n}\n' | refuses check-lengths.sh sim/clock.c 'the brace'

echo 'int x;' | refuses check-files.sh sim/sim_util.h 'sim/sim_util.h$'
echo '// TO''DO: x' | refuses check-files.sh sim/clock.c 'sim/clock.c:2:.*DO: x'
echo '#if 0' | refuses check-files.sh sim/clock.c 'sim/clock.c:2:#if 0'
echo 'int x;' | refuses check-files.sh sim/lost.c 'sim/lost.c:1: not in Makefile.am'
mkdir -p "$work/docs"
printf '# x\n[a](lost.md)\n' > "$work/docs/page.md"
refuses check-files.sh sim/clock.c 'docs/page.md:2: leads to nothing: lost.md' < /dev/null
licence='int x;'
refuses check-files.sh sim/clock.c 'sim/clock.c:1: no SPDX line' < /dev/null
licence='/* SPDX-License-Identifier: GPL-3.0-or-later */'
good_tree

echo 'int counter = 1;' | refuses check-objects.sh sim/clock.c 'clock.o: counter'
echo 'void f(void) { static int calls; calls++; }' | refuses check-objects.sh models/box.c 'box.o: calls'
echo '_Thread_local int mine;' | refuses check-objects.sh models/box.c 'box.o: mine'
echo 'double log(double); double f(double x) { return log(x); }' | refuses check-objects.sh sim/clock.c ' log$'
sed -i 's/ -ffp-contract=off//' "$work/Makefile"
accepts_without=1
"$checks/check-objects.sh" > "$work.out" 2>&1 || accepts_without=0
outcome 'check-objects.sh finds a compile line without -ffp-contract=off' $accepts_without

# What the closing count makes of the logs of one program: its .trs, its .log, and the sum it must print.
counts() { # DESCRIPTION OUTCOME LOG SUM
    rm -rf "$work/tests"
    mkdir "$work/tests"
    echo ":test-result: $2" > "$work/tests/test_x.trs"
    # shellcheck disable=SC2059 # the log is written with \n
    printf "$3" > "$work/tests/test_x.log"
    "$checks/count-results" "$work" > "$work.out" && code=0 || code=1
    result=1
    case $(tail -n 1 "$work.out"),$code in
    "$4, 0 failed,0") result=0 ;;
    *" 0 failed,"*) ;;
    "$4,1") result=0 ;;
    esac
    outcome "count-results: $1" $result
}
counts 'a CUnit program that passes' PASS '  tests 7 7 7 0 0\n' '7 passed'
counts 'a CUnit program with failures' FAIL '  tests 7 7 5 2 0\n' '5 passed, 2 failed'
counts 'a test that did not run' PASS '  tests 7 6 6 0 1\n' '6 passed, 1 failed'
counts 'a program that crashed' FAIL 'Suite: x\n' '0 passed, 1 failed'
counts 'a program that fails although its tests passed' FAIL '  tests 7 7 7 0 0\n' '7 passed, 1 failed'
counts 'a program that was skipped' SKIP 'ctags is missing\n' '0 passed, 1 failed'
counts 'a program without tests' PASS '\n' '0 passed, 1 failed'
counts 'a script' FAIL 'BROKEN: x\n3 passed, 1 failed\n' '3 passed, 1 failed'

passed=$(grep -c passed "$work.count") || true
failed=$(grep -c failed "$work.count") || true
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
