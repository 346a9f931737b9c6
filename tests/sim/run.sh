#!/bin/sh
# A thousand networks, each from its seed; then what a seed promises.
#
#     tests/sim/run.sh [all|quick]      quick: a hundred
#
# Needs two builds by different compilers at different levels of optimization:
# $TONGBAN_BUILD (else build/dev) and build/plain, which the runs take for being
# the faster one.  A failure is printed with its seed: `sim --seed N` shows it
# again, and tests/sim/seeds.txt keeps it.
set -u
cd "$(dirname "$0")/../.." || exit 1
mode=${1:-all}
case $mode in
all) seeds=1000 ;;
quick) seeds=100 ;;
*)
	echo "usage: run.sh [all|quick]" >&2
	exit 2
	;;
esac
dev=${TONGBAN_BUILD:-build/dev}/tests/sim/sim
fast=build/plain/tests/sim/sim
[ -x "$fast" ] || fast=$dev
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0
failed=0

# check SENTENCE COMMAND...
check() {
	sentence=$1
	shift
	if "$@" >"$logs/out" 2>&1; then
		passed=$((passed + 1))
		echo "ok - $sentence"
		return
	fi
	failed=$((failed + 1))
	echo "not ok - $sentence"
	tail -n 5 "$logs/out"
}

# Seeds FIRST and following, a process for each half; each run is a test.
half() {
	"$fast" --seed "$1" --runs "$2" --steps 2000 >"$logs/$1" 2>&1
	echo $? >"$logs/$1.status"
}

count_half() {
	good=$(grep -c '^seed ' "$logs/$1")
	passed=$((passed + good))
	grep '^sim: ' "$logs/$1"
	[ "$(cat "$logs/$1.status")" -eq 0 ] && [ "$good" -eq "$2" ] && return
	failed=$((failed + 1))
	echo "not ok - seed $(($1 + good)); the end:"
	tail -n 3 "$logs/$1"
}

# What a run was, by its last line.
trace() {
	"$@" | sed -n '$s/^trace: //p'
}

same_trace() {
	one=$(trace "$dev" "$@")
	other=$(trace "$fast" "$@")
	again=$(trace "$fast" "$@")
	echo "$one $other $again"
	[ ${#one} -eq 64 ] && [ "$one" = "$other" ] && [ "$one" = "$again" ]
}

other_trace() {
	[ "$(trace "$fast" --seed 7 --steps 1000)" != \
		"$(trace "$fast" --seed 8 --steps 1000)" ]
}

each=$((seeds / 2))
half 1 $each &
half $((each + 1)) $each
wait
count_half 1 $each
count_half $((each + 1)) $each

check "the same seed is the same run, whatever compiled it" \
	same_trace --seed 7 --nodes 12 --steps 20000
check "another seed is another run" other_trace
check "forty districts come to the same state" \
	"$fast" --seed 1 --nodes 40 --steps 12000
if [ "$mode" = all ]; then
	check "three hundred districts come to the same state" \
		"$fast" --seed 1 --nodes 300 --steps 4000
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
