#!/bin/sh
# One test program after the other: what they say, and the sum.
#
#     tests/each.sh MODE TEST...      in the folder of the tests
#
# Each is given the mode ("all" or "quick"), prints lines that begin with "ok"
# or "not ok", and has ten minutes.  Finds a build in $TONGBAN_BUILD, else in
# build/dev.  The last line is "N passed, N failed".
set -u
mode=$1
shift
case $mode in all | quick) ;; *)
	echo "usage: run.sh [all|quick]" >&2
	exit 2
	;;
esac
TONGBAN_BUILD=${TONGBAN_BUILD:-$PWD/../../build/dev}
export TONGBAN_BUILD PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

for name in "$@"; do
	echo "== $name"
	timeout -k 10 600 "./$name" "$mode" >"$log" 2>&1
	status=$?
	sed '$ { /^[0-9]* passed, [0-9]* failed$/d; }' "$log"
	good=$(grep -c '^ok ' "$log")
	bad=$(grep -c '^not ok ' "$log")
	if [ "$bad" -eq 0 ] && { [ $status -ne 0 ] || [ "$good" -eq 0 ]; }; then
		echo "not ok - $name ended with $status"
		bad=1
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
