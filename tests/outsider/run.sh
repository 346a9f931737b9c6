#!/bin/sh
# Test the outsider's verifier: good logs pass, every kind of damage is found.
#
#     tests/outsider/run.sh [all|quick]
#
# Needs python3 (3.11, standard library) and git.  The last line is
# "N passed, N failed".
set -u
cd "$(dirname "$0")" || exit 1
log=$(mktemp)
trap 'rm -f "$log"' EXIT

PYTHONDONTWRITEBYTECODE=1 python3 -m unittest test_verify test_standing test_formats >"$log" 2>&1
status=$?
cat "$log"

# count NAME: the number after NAME= in unittest's verdict, 0 without one.
count() {
	tail -n 1 "$log" | sed -n "s/.*[(, ]$1=\([0-9]*\).*/\1/p" | grep . ||
		echo 0
}

ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in .*/\1/p' "$log")
failed=$(($(count failures) + $(count errors) + $(count skipped)))
# An exit that says failure without a count is a failure too.
[ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
passed=$((${ran:-0} - failed))
[ "$passed" -lt 0 ] && passed=0
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
