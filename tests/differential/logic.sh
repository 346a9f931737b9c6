#!/bin/sh
# JsonLogic: ours against json-logic-js, over the handwritten rules and over
# random ones.
#
#     tests/differential/logic.sh [all|quick]
#
# TONGBAN_SEED reproduces a run.  The other side is installed by npm into the
# build folder, in the version that package.json pins.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${TONGBAN_BUILD:-$here/../../build/dev}
work=$build/differential
count=20000
[ "${1:-all}" = quick ] && count=3000

mkdir -p "$work"
# Several scripts may install at once.
exec 9>"$work/lock"
flock 9
if ! cmp -s "$here/package.json" "$work/package.json" ||
	[ ! -d "$work/node_modules/json-logic-js" ]; then
	cp "$here/package.json" "$work/package.json"
	(cd "$work" && npm install --no-package-lock --no-audit --no-fund \
		--loglevel=error) || {
		rm -f "$work/package.json"
		echo "npm could not install json-logic-js"
		echo "0 passed, 1 failed"
		exit 1
	}
fi
exec 9>&-

program=$(find "$build" -name logic_batch -type f -perm -u+x | head -n 1)
exec node "$here/logic.mjs" "$work" "${program:-$build/logic_batch}" \
	"${TONGBAN_SEED:-1}" "$count"
