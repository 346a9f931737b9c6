#!/bin/sh
# Is it still our architecture?  One line per lint, what it found, the sum.
#     tests/lint/run.sh [BUILD]     BUILD: a finished build (default build/dev)
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build/dev}
lint=tests/lint
passed=0
failed=0

check() {
	name=$1
	shift
	if found=$("$@" 2>&1); then
		passed=$((passed + 1))
		echo "lint $name: ok"
	else
		failed=$((failed + 1))
		echo "lint $name: FAILED"
		printf '%s\n' "$found" | head -n 60
	fi
}

# Objects of the layers whose source still exists (a build folder may be old).
objects() {
	find "$build/base" "$build/keys" "$build/schema" "$build/sync" \
		"$build/node" -name '*.c.o' 2>/dev/null |
	while read -r object; do
		source=${object#"$build"/}
		source=$(echo "$source" |
			sed 's:CMakeFiles/[^/]*\.dir/::; s:\.o$::')
		[ -f "$source" ] && echo "$object"
	done
}

check selftest $lint/selftest.py
check layers $lint/layers.py .
check sizes $lint/sizes.py .
check suites $lint/suites.py .
check symbols sh -c "$lint/symbols.sh \$0 \$@" $(objects)
check banned $lint/banned.py .
check errors $lint/errors.py --check .
check initials tests/vectors/initials_make.py --check .
check threats $lint/threats.py .
check mechanisms $lint/mechanisms.py .
# Every C file and script that git knows or would add.
tracked() {
	git ls-files --cached --others --exclude-standard -- "$@"
}

check_format() {
	tracked '*.c' '*.h' >"$build/lint-files" && [ -s "$build/lint-files" ] &&
		xargs clang-format --dry-run -Werror <"$build/lint-files"
}

check_shell() {
	scripts=$(tracked '*.sh' .ci/run) && [ -n "$scripts" ] || return 1
	bad=0
	for script in $scripts; do
		case $(head -n 1 "$script") in
		*bash) bash -n "$script" || bad=1 ;;
		*) sh -n "$script" || bad=1 ;;
		esac
	done
	return $bad
}

# What begins with "#!" is called by its name: a runner may not find it shut.
check_modes() {
	bad=0
	for script in $(tracked '*.sh' '*.py' .ci/run); do
		[ "$(head -c 2 "$script")" = '#!' ] || continue
		[ -x "$script" ] || { echo "$script: chmod +x"; bad=1; }
	done
	return $bad
}

# A header stands alone: whoever includes it needs nothing before it.
check_headers() {
	bad=0
	for header in $(tracked 'base/*.h' 'keys/*.h' 'schema/*.h' 'sync/*.h' \
	    'node/*.h'); do
		echo "#include \"$header\"" |
			gcc -x c -std=c17 -D_GNU_SOURCE -I. -fsyntax-only - ||
			bad=1
	done
	return $bad
}

check headers check_headers
check format check_format
check shell check_shell
check modes check_modes

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
