#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the tables that bench/run has printed into a page: each line "<!-- table: NAME -->" is followed by the new lines of that table in
# place of the old ones, up to the first empty line.  What else stands there is kept; a table that was not measured stays as it was.
#
#     bench/page.sh TABLES PAGE       prints the page
set -eu
awk '
    FNR == NR && /^== / { name = $2; next }
    FNR == NR { if ($0 != "") table[name] = table[name] indent(name) $0 "\n"; next }
    replacing && $0 != "" { next }
    { replacing = 0; print }
    /^<!-- table: / && $3 in table { printf "%s", table[$3]; replacing = 1 }
    function indent(name) { return name == "machine" || name == "queue" ? "    " : "" }
' "$1" "$2"
