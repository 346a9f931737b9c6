#!/bin/sh
# Does the rule of custody hold, whatever the network and the clocks do?
#
#     tests/model/run.sh [all|quick]
#
# Verifies custody.pml with spin (and gcc).  A scope is searched to its end for
# every property at once, and counts as one test for each; what it must come to
# (a take, a reclaim...) is a test each, else it would show nothing; so is each
# mutant, a rule left out, in which spin must find the fault that is named.
# all adds two larger scopes by bitstate search, a minute each: what they leave
# out is not shown.  The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")" || exit 1
mode=${1:-all}
case $mode in all | quick) ;; *)
	echo "usage: run.sh [all|quick]" >&2
	exit 2
	;;
esac
export LC_ALL=C.UTF-8
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
memory_mib=900
depth_max=1000

ok() {
	passed=$((passed + 1))
	echo "ok - $1"
}

not_ok() {
	failed=$((failed + 1))
	echo "not ok - $1"
	sed 's/^/# /' "$2" | tail -n 40
}

# search DIR FLAGS DEFINITIONS...: build and run; what pan says is DIR/out.
search() {
	mkdir "$work/$1" && cd "$work/$1" || exit 1
	flags=$2
	shift 2
	if spin "$@" -a "$here/custody.pml" >out 2>&1 &&
		gcc -O3 -w -DSAFETY -DNOREDUCE -DMEMLIM=$memory_mib \
			$flags "$@" -I"$here" -o pan pan.c >>out 2>&1; then
		# shellcheck disable=SC2046 # bitstate: table, and minutes
		./pan -m$depth_max $(case $flags in
			*BITSTATE*) echo -w31 -Q1 ;; esac) >>out 2>&1
	fi
	cd "$here" || exit 1
}

properties="one pen
what a view applied the whole applies or shows late
an orphan only where something was cut, and late
cuts are closed
no offer is stuck"

# Each line: WHAT NAME EXPECTED DISTRICTS AUTH EPOCHS LEN CLOCK MUTANT REACH
list() {
	cat <<'END'
whole w1 none 2 0 0 3 2 0 0
whole w2 none 2 0 1 2 2 0 0
mutant reclaim_by_the_sender's_own_clock two.pens 2 0 0 2 2 1 0
mutant take_after_expiry two.pens 2 0 0 2 2 2 0
mutant time_goes_back_in_a_restart two.pens 2 0 0 2 2 3 0
mutant reassign_with_cuts_not_closed late.inside.cuts 2 1 0 2 2 4 0
mutant epoch_act_does_not_return_the_offer stuck.offer 2 0 1 2 2 5 0
mutant take_counted_in_another_epoch two.pens 2 0 1 2 2 6 0
reach a_take_and_an_act_under_it reached 2 0 0 2 2 0 1
reach a_reclaim reached 2 0 0 2 2 0 2
reach an_offer_returned_by_an_epoch_act reached 2 0 1 2 2 0 3
reach a_late_act reached 2 1 0 2 2 0 5
END
	[ "$mode" = all ] && cat <<'END'
whole w3 none 2 1 0 2 2 0 0
whole w4 none 2 0 1 3 2 0 0
mutant reassign_cuts_the_holder_only two.futures 2 1 0 2 2 7 0
reach a_reassign_of_an_offered_case reached 2 1 0 2 2 0 4
part p1 none 3 0 0 2 2 0 0
part p2 none 2 1 1 2 2 0 0
END
}

# run_line WHAT NAME EXPECTED ...: as in the list.
run_line() {
	flags=
	[ "$1" = part ] && flags=-DBITSTATE
	search "$1-$2" "$flags" "-DDISTRICTS=$4" "-DAUTH=$5" "-DEPOCHS=$6" \
		"-DLEN=$7" "-DCLOCK=$8" "-DMUTANT=$9" "-DREACH=${10}"
}

# clean OUT WHAT: nothing found, and, of a whole, nothing left out.
clean() {
	grep -q 'errors: 0$' "$1" || return 1
	! grep -qE 'too small|error:|out of memory' "$1" || return 1
	[ "$2" = part ] || ! grep -q 'not completed' "$1"
}

judge_line() {
	what=$1
	out=$work/$1-$2/out
	expected=$(echo "$3" | tr . ' ')
	name=$(echo "$2" | tr _ ' ')
	scope="$4 districts, $5 reassigns, $6 restores, $7 acts a log"
	states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' "$out")
	case $what in
	mutant | reach)
		if grep -q "^pan:[0-9]*: $expected (" "$out"; then
			ok "$what: $name: $expected ($scope)"
		else
			not_ok "$what: $name: no \"$expected\" ($scope)" "$out"
		fi
		return
		;;
	esac
	how=all
	[ "$what" = part ] && how="the first"
	clean "$out" "$what"
	bad=$?
	while read -r property; do
		if [ $bad -eq 0 ] && [ -n "$states" ]; then
			ok "$property: $how $states states ($scope)"
		else
			not_ok "$property: $scope" "$out"
		fi
	done <<END
$properties
END
}

# Two at a time: each leaves what it says in its own folder.
running=0
list >"$work/list"
while read -r line; do
	# shellcheck disable=SC2086 # words
	run_line $line &
	running=$((running + 1))
	if [ $running -eq 2 ]; then
		wait
		running=0
	fi
done <"$work/list"
wait
while read -r line; do
	# shellcheck disable=SC2086 # words
	judge_line $line
done <"$work/list"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
