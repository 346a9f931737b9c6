#!/bin/sh
# Run the tests.  The last line is "N passed, N failed".
#
#     tests/run.sh [all|quick]      all: everything (the default)
#                                   quick: one build, under five minutes
#
# all    packages; builds `dev` (gcc), `asan` (address, undefined) and a plain
#        one (clang, no preset); lints, clang-tidy; ctest on dev and asan, fuzz
#        corpora included; then the suites model, sim, crash, interop,
#        differential, reference, network, space, hostile and outsider.
# quick  packages; build `dev`; lints; ctest without the label "slow".
#
# A suite is tests/NAME/run.sh: it is given the mode and finds the programs in
# $TONGBAN_BUILD; its last line is "N passed, N failed".  ctest labels: "slow"
# is left out of quick, "noasan" out of asan; what is left out is named.
set -u
cd "$(dirname "$0")/.." || exit 1
mode=${1:-all}
case $mode in all | quick) ;; *)
	echo "usage: $0 [all|quick]" >&2
	exit 2
	;;
esac

# Nothing of the caller's session may reach the tests.
unset JOURNAL_STREAM NOTIFY_SOCKET GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export LC_ALL=C.UTF-8
export TONGBAN_BUILD="$PWD/build/dev"
export ASAN_OPTIONS=detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1

jobs=$(nproc)
logs=build/logs
tail_lines=300
suite_seconds_max=2400
passed=0
failed=0
mkdir -p $logs

say() {
	printf '== %s\n' "$*"
}

# finish: the sum, and the verdict.
finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
	exit
}

# add NAME STATUS LOG: take the counts off the log's closing line.  A log that
# does not close with one, or a bad exit without a failure, is a failure.
add() {
	closing=$(tail -n 1 "$3" | grep -E '^[0-9]+ passed, [0-9]+ failed')
	good=$(echo "$closing" | sed -n 's/^\([0-9]*\) passed.*/\1/p')
	bad=$(echo "$closing" | sed -n 's/.* \([0-9]*\) failed.*/\1/p')
	good=${good:-0}
	bad=${bad:-1}
	[ "$2" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	passed=$((passed + good))
	failed=$((failed + bad))
	if [ "$bad" -ne 0 ]; then
		say "$1: FAILED (exit $2); the end of $3:"
		tail -n $tail_lines "$3"
	fi
	say "$1: $good passed, $bad failed"
}

# step NAME COMMAND...: one thing that must work; counts as one test.
step() {
	name=$1
	shift
	log=$logs/$(echo "$name" | tr ' /' '--').log
	say "$name"
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		return 0
	fi
	failed=$((failed + 1))
	say "$name: FAILED; errors in, and the end of, $log:"
	grep -E -A3 'error:|CMake Error|FAILED:' "$log" | head -n 40
	tail -n $tail_lines "$log"
	return 1
}

# suite NAME COMMAND...: something that closes with its own counts.
suite() {
	name=$1
	shift
	log=$logs/$(echo "$name" | tr ' /' '--').log
	say "$name"
	timeout -k 10 $suite_seconds_max "$@" >"$log" 2>&1
	add "$name" $? "$log"
}

build_preset() {
	cmake --preset "$1" && cmake --build --preset "$1" -j "$jobs"
}

# What README promises: no preset, any compiler, everything is built.
build_plain() {
	cmake -S . -B build/plain -DCMAKE_C_COMPILER=clang -DSTRICT=ON &&
		cmake --build build/plain -j "$jobs" || return 1
	for program in tongban noise_vectors sim; do
		found=$(find build/plain -type f -perm -u+x -name $program)
		[ -n "$found" ] || {
			echo "error: $program was not built"
			return 1
		}
	done
}

# ctest_on PRESET LABEL: what is registered with ctest, without that label.
ctest_on() {
	log=$logs/ctest-$1.log
	junit=$PWD/$logs/ctest-$1.xml
	rm -f "$junit"
	say "ctest $1"
	ctest --test-dir "build/$1" -N -L "$2" |
		sed -n "s/^ *Test *#[0-9]*: /   left out, $2: /p"
	ctest --test-dir "build/$1" -LE "$2" -j "$jobs" --timeout 600 \
		--test-output-size-passed 1000000 \
		--test-output-size-failed 1000000 \
		--output-junit "$junit" >"$logs/ctest-$1.out" 2>&1
	status=$?
	tests/count.py "$junit" >"$log" 2>&1
	add "ctest $1" $status "$log"
}

step "packages" deploy/install-packages.sh test
step "build dev" build_preset dev || finish
suite "lint" tests/lint/run.sh build/dev

if [ "$mode" = quick ]; then
	ctest_on dev slow
	finish
fi

ctest_on dev none
if step "build asan" build_preset asan; then
	ctest_on asan noasan
fi
step "build plain with clang" build_plain
step "clang-tidy" tests/lint/tidy.sh build/dev

for name in model sim crash interop differential reference network space hostile \
	outsider; do
	if [ -x tests/$name/run.sh ]; then
		suite "$name" tests/$name/run.sh "$mode"
	fi
done
finish
