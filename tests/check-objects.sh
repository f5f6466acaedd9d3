#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the compiler made of sim/ and models/: no hidden state, and no arithmetic that differs between machines.
. "$(dirname "$0")/house-rules.sh"
: "${NM:=nm}"

# Symbols in sections that can be written to while the program runs.  The one exception: the error domain, a string that
# GLib numbers at its first use; it influences no run.  (Constant tables of pointers are in .data.rel.ro, which is read-only.)
writable_symbols() {
    for library in libsim.a libmodels.a; do
        "$NM" -f sysv "$top_builddir/$library" | awk -F'|' -v library="$library" '
            /\.o\]?:$/ { object = $0; sub(/.*\[/, "", object); sub(/\]?:$/, "", object) }
            NF == 7 && $7 ~ /^ *(\.data|\.bss|\.tdata|\.tbss|\*COM\*|COMMON)/ && $7 !~ /\.data\.rel\.ro/ && $4 ~ /OBJECT|TLS/ {
                gsub(/ /, "", $1)
                if (object != "error.o" || $1 !~ /^(q\.[0-9]+|sim_error_quark\.q)$/) print library ": " object ": " $1
            }'
    done
}

# The C library is free to round these differently on each machine; sim/elementary.h has ours.
inexact_functions() {
    for library in libsim.a libmodels.a; do
        "$NM" -A -u "$top_builddir/$library" | grep -E ' (__)?(exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sincos|sinh|cosh|tanh|asinh|acosh|atanh|erf|erfc|lgamma|tgamma|cbrt|hypot|fma)[fl]?(_finite|_r)?(@.*)?$' || true
    done
}

# The compile line of each source, as make would run it: the objects named *.obj are never made, so -n shows every line.
fused_arithmetic() {
    # shellcheck disable=SC2046 # names of files without blanks
    set -- $(files_in '*.c' sim models | sed 's/c$/obj/')
    lines=$(MAKEFLAGS='' make -C "$top_builddir" -n V=1 "$@" | grep -E -- ' -c ') || true
    echo "$lines" | grep -v -- '-ffp-contract=off' || true
    [ "$(echo "$lines" | grep -c .)" -ge $# ] || echo "make shows fewer than $# compile lines"
}

rule 'sim/ and models/ have no writable symbol' "$(writable_symbols)"
rule 'sim/ and models/ call no inexact function of the C library' "$(inexact_functions)"
rule 'sim/ and models/ are compiled with -ffp-contract=off' "$(fused_arithmetic)"
finish
