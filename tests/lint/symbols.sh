#!/bin/sh
# Every symbol that foo.o exports is called foo or foo_something.
#     symbols.sh OBJECT...
[ $# -gt 0 ] || {
	echo "symbols.sh: no objects given" >&2
	exit 1
}
status=0
for object in "$@"; do
	stem=$(basename "$object" | sed 's/\.c\.o$//; s/\.o$//')
	# Names with a leading underscore are the sanitizers' own.
	nm --defined-only --extern-only --format=posix "$object" |
	awk -v stem="$stem" -v object="$object" '
		$1 ~ /^_/ { next }
		$1 != stem && index($1, stem "_") != 1 {
			print object ": " $1 ": does not begin with " stem "_"
			bad = 1
		}
		END { exit bad }' || status=1
done
exit $status
