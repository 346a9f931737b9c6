#!/bin/sh
# Compare what we compute with what other implementations compute.
#
#     tests/differential/run.sh [all|quick]
#
# Runs every other *.sh of this folder; each ends with "N passed, N failed", and
# so does this one, with the sums.  Programs of ours are in $TONGBAN_BUILD.
set -u
here=$(cd "$(dirname "$0")" && pwd)
TONGBAN_BUILD=${TONGBAN_BUILD:-$here/../../build/dev}
export TONGBAN_BUILD
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for script in "$here"/*.sh; do
	[ "$(basename "$script")" = run.sh ] && continue
	echo "== $(basename "$script")"
	"$script" "$@" >"$log" 2>&1
	status=$?
	cat "$log"
	sum=$(tail -n 1 "$log" | grep -E '^[0-9]+ passed, [0-9]+ failed$')
	good=$(echo "$sum" | sed -n 's/ passed.*//p')
	bad=$(echo "$sum" | sed -n 's/.*, \([0-9]*\) failed/\1/p')
	bad=${bad:-1}
	# An exit that says failure without a count is a failure too.
	[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	passed=$((passed + ${good:-0}))
	failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
