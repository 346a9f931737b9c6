#!/bin/sh
# Real daemons in namespaces of their own: lines are cut, in one direction too,
# lose frames, slow down; clocks are off; nodes are stopped and killed; a disk
# fills up, and has room again.  Needs root, for namespaces and a loop mount.
#
#     tests/space/run.sh [all|quick]
#
# Needs a build ($TONGBAN_BUILD, else build/dev), iproute2, nftables, e2fsprogs,
# libfaketime, git and python3.
set -u
cd "$(dirname "$0")" || exit 1
exec ../each.sh "${1:-all}" floor.py partitions.py
