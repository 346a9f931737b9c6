#!/bin/sh
# The storage code under every fault: killed before each system call, each call
# failed, the power gone at any moment, a bit turned over; and then whether all
# is there that was
# said to be.
#
#     tests/crash/run.sh [all|quick]
#
# Needs a build ($TONGBAN_BUILD, else build/dev), strace, prlimit, git, python3.
set -u
cd "$(dirname "$0")" || exit 1
exec ../each.sh "${1:-all}" kill.py starve.py power.py rot.py
