#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who may use whom: cli -> study -> report -> models -> sim -> GLib, never upwards.
. "$(dirname "$0")/house-rules.sh"

# shellcheck disable=SC2046,SC2086 # lists of files without blanks
includes() {
    grep -nE '^[[:space:]]*#[[:space:]]*include' $(files_in '*.[ch]' $rooms) /dev/null || true
}

# Violations of: a room includes itself or rooms below it.
upward_includes() {
    includes | awk -F'[:/"]' '
        BEGIN { level["sim"] = 1; level["models"] = 2; level["report"] = 3; level["study"] = 4; level["cli"] = 5 }
        /"/ { split($0, part, "\""); split(part[2], path, "/")
              if (level[path[1]] > level[$1]) print }'
}

# Violations of: a quoted include carries its path from the root.  version.h is generated there.
bare_includes() {
    includes | grep '"' | grep -vE "\"($(echo "$rooms" | tr ' ' '|'))/[a-z0-9_]+\.h\"" |
        grep -vE '^(report|study|cli)/[^:]*:[0-9]+:#include "version\.h"' || true
}

# Violations of: each outside library has its rooms.
foreign_libraries() {
    includes | grep '<' | grep -E '<(yaml|json-glib|gsl|CUnit|gio|xxhash)' |
        grep -vE '^study/[^:]*:[0-9]+:#include <(yaml|json-glib/)|^(report|study|cli)/[^:]*:[0-9]+:#include <(json-glib/|gsl/|xxhash)' ||
        true
}

# Violations of: no printing, exiting or aborting outside cli/.
calls_of_cli() {
    # shellcheck disable=SC2046
    code_of $(files_in '*.[ch]' sim models report study) | grep -E \
        -e '[^a-z_>.](printf|vprintf|puts|putchar|perror|exit|_exit|abort) ?\(' \
        -e '[^a-z_>.]g_(print|printerr|error|critical|warning|message|info|debug|log) ?\(' \
        -e '[^a-z_](stdout|stderr)([^a-z_]|$)' | grep -v '^study/pool\.c:[0-9]*: *_exit(' || true # of its child processes
}

# Violations of: the same seed is the same run: no clock, no environment, no hidden generator, no order by address.
calls_of_chance() {
    # shellcheck disable=SC2046
    code_of $(files_in '*.[ch]' sim models) | grep -E \
        -e '[^a-z_>.](rand|random|srand|drand48|time|clock|clock_gettime|gettimeofday|getenv|getpid) ?\(' \
        -e '[^a-z_>.]g_(getenv|random_[a-z_]*|rand_[a-z_]*|get_real_time|get_monotonic_time|direct_hash) ?\(' || true
}

rule 'includes never point upwards' "$(upward_includes)"
rule 'quoted includes carry the path from the root' "$(bare_includes)"
rule 'libyaml in study/, json-glib, GSL and xxHash in report/ and above, none in sim/ and models/' "$(foreign_libraries)"
rule 'only cli/ prints or exits' "$(calls_of_cli)"
rule 'no clock, environment or hidden random numbers in sim/ and models/' "$(calls_of_chance)"
finish
