#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# portability.sh DIRECTORY
# One scenario, one trajectory, one set of files: builds the program in DIRECTORY with gcc and clang, at -O0 and -O3, for 64 and for
# 32 bits, and replays with each of them, and under valgrind, the results that an ordinary build has made of every shipped scenario
# (large-group with 10 000 members).  All but valgrind make those results again, too, and each file but the manifest must be the same,
# byte for byte.  Every replay, and every set of files, counts as one test.  The libraries for 32 bits are downloaded from Debian and
# unpacked into DIRECTORY, nothing is installed; they, and the builds, are used again.  Takes a minute or two.
set -eu
LC_ALL=C
export LC_ALL
root=$(cd "$(dirname "$0")/.." && pwd)
if [ $# != 1 ]; then
    echo 'usage: portability.sh DIRECTORY' >&2
    exit 2
fi
mkdir -p "$1"
directory=$(cd "$1" && pwd)
sysroot=$directory/i386
libraries=$sysroot/usr/lib/i386-linux-gnu
jobs=$(getconf _NPROCESSORS_ONLN 2> /dev/null) || jobs=1
passed=0 failed=0

count() { # RESULT (0: as it should be) NAME LOG
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $2"
        tail -n 20 "$3" | sed 's/^/    /'
    fi
}

build() { # NAME CONFIGURE-ARGUMENT...
    name=$1
    shift
    mkdir -p "$directory/$name"
    result=0
    (
        cd "$directory/$name"
        if [ ! -f config.status ] || [ "$(cat configured 2> /dev/null)" != "$*" ]; then
            "$root/configure" -q "$@"
            echo "$*" > configured
        fi
        make -s -j"$jobs"
    ) > "$directory/$name.log" 2>&1 || result=1
    count $result "build $name ($*)" "$directory/$name.log"
}

# Runs the scenario of that FILE; what is printed goes into results.log.
run() { # PROGRAM FILE DIRECTORY
    program=$1 folder=$3
    case $2 in
    */large-group.yaml) set -- "$2" --set members.crowd.count=10000 ;;
    *) set -- "$2" ;;
    esac
    code=0
    "$program" run -q --no-plots -o "$folder" "$@" > "$directory/results.log" 2>&1 || code=$?
    [ "$code" -lt 2 ]
}

# Makes an ordinary build's results, which all others must reproduce.
make_results() {
    rm -rf "$directory/results"
    for scenario in "$root"/scenarios/*.yaml "$root"/scenarios/faults/*.yaml; do
        name=$(basename "$scenario" .yaml)
        result=0
        run "$directory/gcc-O2/cpmsim" "$scenario" "$directory/results/$name" || result=1
        count $result "run $name" "$directory/results.log"
    done
}

# The files that a build writes are those of the ordinary build.
compare_all() { # NAME
    before=$passed
    for scenario in "$root"/scenarios/*.yaml "$root"/scenarios/faults/*.yaml; do
        name=$(basename "$scenario" .yaml)
        rm -rf "$directory/again"
        result=0
        run "$directory/$1/cpmsim" "$scenario" "$directory/again" || result=1
        diff -r -x manifest.json "$directory/results/$name" "$directory/again" >> "$directory/results.log" 2>&1 || result=1
        count $result "$1, files of $name" "$directory/results.log"
    done
    echo "$1: $((passed - before)) times the same files"
}

replay_all() { # NAME COMMAND...
    name=$1
    shift
    before=$passed
    for results in "$directory"/results/*; do
        result=0
        "$@" replay "$results" > "$directory/replay.log" 2>&1 || result=1
        grep -q "^IDENTICAL $results\$" "$directory/replay.log" || result=1
        count $result "$name, $(basename "$results")" "$directory/replay.log"
    done
    echo "$name: $((passed - before)) IDENTICAL"
}

# An apt of its own, which knows nothing of this machine's packages and of another architecture than it; errors of mirrors that
# are not needed are no errors.
fetch_libraries() {
    runtime='libc6 libglib2.0-0 libyaml-0-2 libjson-glib-1.0-0 libxxhash0 libgsl27 libsqlite3-0'
    headers='libc6-dev linux-libc-dev libgcc-12-dev libglib2.0-dev libyaml-dev libjson-glib-dev libxxhash-dev librandom123-dev
        libgsl-dev libsqlite3-dev'
    if [ "$(cat "$sysroot/complete" 2> /dev/null)" = "$runtime $headers" ]; then
        return
    fi
    rm -rf "$sysroot" "$directory/apt"
    mkdir -p "$directory/apt/lists/partial" "$directory/apt/cache/archives/partial" "$sysroot"
    : > "$directory/apt/status"
    set -- apt-get -q -y -o APT::Architecture=i386 -o APT::Architectures=i386 -o Dir::State="$directory/apt" \
        -o Dir::State::Lists="$directory/apt/lists" -o Dir::State::status="$directory/apt/status" -o Dir::Cache="$directory/apt/cache" \
        -o APT::Sandbox::User=root -o Acquire::Languages=none -o APT::Install-Recommends=false -o Debug::NoLocking=1
    (
        cd "$directory/apt/cache/archives"
        "$@" update || true
        # shellcheck disable=SC2086
        "$@" install --download-only $runtime
        # shellcheck disable=SC2086
        "$@" download $headers
        for package in *.deb; do
            dpkg-deb -x "$package" "$sysroot"
        done
        echo "$runtime $headers" > "$sysroot/complete"
    ) > "$directory/i386.log" 2>&1
}

build_32() { # NAME COMPILER-WITH-OPTIONS
    build "$1" CC="$2 --sysroot=$sysroot" --host=i686-linux-gnu AR=ar RANLIB=ranlib NM=nm \
        LDFLAGS="-Wl,--dynamic-linker=$sysroot/lib/ld-linux.so.2 -Wl,--disable-new-dtags -Wl,-rpath,$sysroot/lib/i386-linux-gnu:$libraries" \
        DEPS_CFLAGS="-I$sysroot/usr/include/glib-2.0 -I$libraries/glib-2.0/include -I$sysroot/usr/include/json-glib-1.0" \
        DEPS_LIBS='-lyaml -ljson-glib-1.0 -lgio-2.0 -lgobject-2.0 -lglib-2.0 -lxxhash -lgsl -lgslcblas -lsqlite3 -lm'
}

begin=$(date +%s)
build gcc-O2 CC=gcc CFLAGS='-g -O2'
make_results
for compiler in gcc clang; do
    for level in O0 O3; do
        build $compiler-$level CC=$compiler CFLAGS="-g -$level"
        replay_all $compiler-$level "$directory/$compiler-$level/cpmsim"
        compare_all $compiler-$level
    done
done
replay_all valgrind valgrind -q --error-exitcode=9 "$directory/gcc-O3/cpmsim"

result=0
fetch_libraries || result=1
count $result 'libraries for 32 bits' "$directory/i386.log"
if [ $result = 0 ]; then
    compiler_files=$sysroot/usr/lib/gcc/i686-linux-gnu/12
    build_32 gcc-32 "gcc -m32 -B$compiler_files/ -B$libraries/ -L$compiler_files"
    replay_all gcc-32 "$directory/gcc-32/cpmsim"
    compare_all gcc-32
    build_32 clang-32 'clang --target=i686-linux-gnu'
    replay_all clang-32 "$directory/clang-32/cpmsim"
    compare_all clang-32
fi
echo "took $(($(date +%s) - begin)) s" >&2
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
