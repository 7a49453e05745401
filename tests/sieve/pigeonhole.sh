#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the reference's public *.svtest files with our interpreter and says how many pass. They are not part of this
# tree: DOVETAIL_PIGEONHOLE_TESTS names the tests folder of a checkout. A measure, not a gate: fails only if fewer
# files pass than DOVETAIL_PIGEONHOLE_LEAST (default 1).
set -u
svtest=$1
root=${DOVETAIL_PIGEONHOLE_TESTS:-}
if [ -z "$root" ] || [ ! -d "$root" ]; then
  echo "skipped: DOVETAIL_PIGEONHOLE_TESTS names no folder"
  exit 77
fi
passed=0 all=0
for file in $(find "$root" -name '*.svtest' | LC_ALL=C sort); do
  all=$((all + 1))
  case $file in */failures/*) expected=-F ;; *) expected=-- ;; esac
  if timeout 20 "$svtest" "$expected" "$file" >/dev/null 2>&1; then
    passed=$((passed + 1))
  else
    echo "not passed: ${file#"$root"/}"
  fi
done
echo "$passed of $all files pass"
[ "$passed" -ge "${DOVETAIL_PIGEONHOLE_LEAST:-1}" ]
