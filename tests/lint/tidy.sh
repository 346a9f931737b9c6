#!/bin/sh
# clang-tidy over the sources of the layers; .clang-tidy says what it looks at.
#     tests/lint/tidy.sh [BUILD [FILE...]]    BUILD: a configured preset
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build/dev}
[ $# -gt 0 ] && shift
[ -f "$build/compile_commands.json" ] || {
	echo "tidy.sh: $build holds no compile_commands.json" >&2
	exit 1
}
[ $# -gt 0 ] || set -- $(git ls-files 'base/*.c' 'keys/*.c' 'schema/*.c' \
	'sync/*.c' 'node/*.c')
# One file a run: the analyzer of clang 14 misreads va_list in later ones.
printf '%s\n' "$@" |
	xargs -n 1 -P "$(nproc)" clang-tidy --quiet -p "$build" 2>/dev/null
