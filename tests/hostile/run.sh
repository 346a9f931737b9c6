#!/bin/sh
# Attackers against real daemons on loopback: what each can and cannot do.
#
#     tests/hostile/run.sh [all|quick]
#
# Needs a build ($TONGBAN_BUILD, else build/dev), python3, git; cc, strace and
# systemd-analyze for filter.  As root the tests also look into memory, and run
# nodes as nobody.  No test has the name of a module of python: it would be
# taken for it.  docs/THREATS.md names the test of each threat.
set -u
cd "$(dirname "$0")" || exit 1
tests="personal.py member.py source.py middle.py clerk.py robot_key.py insider.py"
tests="$tests secret.py transit.py neighbour.py confined.py filter.py"
tests="$tests auditor.py slow.py bodies.py slander.py library.py"
# shellcheck disable=SC2086 # names, one word each
exec ../each.sh "${1:-all}" $tests
