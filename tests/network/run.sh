#!/bin/sh
# Real daemons on loopback: killed, insulted, misconfigured, caught up.
#
#     tests/network/run.sh [all|quick]
#
# Needs a build with failpoints ($TONGBAN_BUILD, else build/dev), git,
# ssh-agent and python3 (3.11, standard library).  quick leaves out rebuild.py
# and demo.sh and kills less.
# The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")" || exit 1
mode=${1:-all}
case $mode in all | quick) ;; *)
	echo "usage: $0 [all|quick]" >&2
	exit 2
	;;
esac
TONGBAN_BUILD=${TONGBAN_BUILD:-$PWD/../../build/dev}
export TONGBAN_BUILD PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
tests="failpoints.py moments.py bad_input.py mistakes.py clumsy.py ceremony.py pen.py"
tests="$tests rights.py roster.py agent.py keyfiles.py certificates.py"
tests="$tests needs.py uploads.py big.py robot.py rotate.py standards.py"
[ "$mode" = all ] && tests="$tests rebuild.py tls.py demo.sh"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

for name in $tests; do
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
