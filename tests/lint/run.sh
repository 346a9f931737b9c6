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
check symbols sh -c "$lint/symbols.sh \$0 \$@" $(objects)
check banned $lint/banned.py .
check errors $lint/errors.py --check .
check format sh -c "git ls-files -z -- '*.c' '*.h' |
	xargs -0 clang-format --dry-run -Werror"
check shell sh -c "git ls-files -z -- '*.sh' deploy/install-packages.sh .ci/run |
	xargs -0 -n1 sh -c 'head -n1 \"\$0\" | grep -q bash && exec bash -n \"\$0\"
	exec sh -n \"\$0\"'"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
