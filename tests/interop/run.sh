#!/bin/sh
# Do stock tools agree with us?  Runs every NAME.sh of this folder with the
# program NAME_tool; the last line is "N passed, N failed".
#     run.sh [BUILD]      a build folder; else $TONGBAN_BUILD, else build/dev
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=${TONGBAN_BUILD:-$here/../../build/dev}
[ -n "${1:-}" ] && [ -d "$1" ] && build=$1
passed=0
failed=0

for script in "$here"/*.sh; do
	name=$(basename "$script" .sh)
	[ "$name" = run ] && continue
	said=$(timeout 600 sh "$script" "$build/tests/interop/${name}_tool" 2>&1)
	status=$?
	echo "$said"
	good=$(echo "$said" | grep -c '^ok ')
	bad=$(echo "$said" | grep -c '^not ok ')
	if [ "$bad" -eq 0 ] && { [ $status -ne 0 ] || [ "$good" -eq 0 ]; }; then
		echo "not ok - $name ended with $status"
		bad=1
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
