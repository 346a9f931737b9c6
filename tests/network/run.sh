#!/bin/sh
# Real daemons on loopback: killed, insulted, misconfigured, caught up.
#
#     tests/network/run.sh [all|quick]
#
# Needs a build with failpoints ($TONGBAN_BUILD, else build/dev), git,
# ssh-agent and python3 (3.11, standard library).  quick leaves out rebuild.py
# and demo.sh and kills less.
set -u
cd "$(dirname "$0")" || exit 1
mode=${1:-all}
tests="failpoints.py moments.py bad_input.py mistakes.py clumsy.py"
tests="$tests fields.py drafts.py"
tests="$tests ceremony.py pen.py life.py credit.py rights.py roster.py agent.py"
tests="$tests keyfiles.py certificates.py needs.py uploads.py big.py"
tests="$tests robot.py clocks.py rotate.py witness.py standards.py search.py report_month.py"
tests="$tests bundle.py licences.py forks.py slots.py restore.py seek.py"
[ "$mode" = all ] && tests="$tests rebuild.py tls.py demo.sh"
# shellcheck disable=SC2086 # names, one word each
exec ../each.sh "$mode" $tests
