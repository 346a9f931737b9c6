#!/bin/sh
# Attackers against real daemons on loopback: what each can and cannot do.
#
#     tests/hostile/run.sh [all|quick]
#
# Needs a build ($TONGBAN_BUILD, else build/dev), python3, git; cc, strace and
# systemd-analyze for filter.  As root the tests also look into memory, and run
# nodes as nobody.  No test has the name of a module of python: it would be
# taken for it.  The last line is "N passed, N failed".  docs/THREATS.md
# names the test of each threat.
set -u
cd "$(dirname "$0")" || exit 1
TONGBAN_BUILD=${TONGBAN_BUILD:-$PWD/../../build/dev}
export TONGBAN_BUILD PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

for test in personal member source middle clerk insider secret transit neighbour confined filter auditor slow; do
	echo "== $test"
	timeout -k 10 600 "./$test.py" "${1:-all}" >"$log" 2>&1
	status=$?
	sed '$ { /^[0-9]* passed, [0-9]* failed$/d; }' "$log"
	good=$(grep -c '^ok ' "$log")
	bad=$(grep -c '^not ok ' "$log")
	if [ "$bad" -eq 0 ] && { [ $status -ne 0 ] || [ "$good" -eq 0 ]; }; then
		echo "not ok - $test ended with $status"
		bad=1
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
