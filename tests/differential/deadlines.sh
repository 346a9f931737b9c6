#!/bin/sh
# Deadlines: ours against the npm package chinese-days, a second calendar of
# Chinese holidays and make-up days.
#
#     tests/differential/deadlines.sh [all|quick]
#
# TONGBAN_SEED reproduces a run.  The package is installed by npm into the build
# folder, in the version that package.json pins.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${TONGBAN_BUILD:-$here/../../build/dev}
work=$build/differential
paused=20000
[ "${1:-all}" = quick ] && paused=3000

mkdir -p "$work"
# Several scripts may install at once.
exec 9>"$work/lock"
flock 9
if ! cmp -s "$here/package.json" "$work/package.json" ||
	[ ! -d "$work/node_modules/chinese-days" ]; then
	cp "$here/package.json" "$work/package.json"
	(cd "$work" && npm install --no-package-lock --no-audit --no-fund \
		--loglevel=error) || {
		rm -f "$work/package.json"
		echo "npm could not install chinese-days"
		echo "0 passed, 1 failed"
		exit 1
	}
fi
exec 9>&-

program=$(find "$build" -name deadline_batch -type f -perm -u+x | head -n 1)
TZ=UTC exec node "$here/deadlines.mjs" "$work" \
	"${program:-$build/deadline_batch}" \
	"$here/../../deploy/calendars/cn-2024-2026.yaml" \
	"${TONGBAN_SEED:-1}" "$paused"
