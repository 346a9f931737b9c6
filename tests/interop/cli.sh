#!/bin/sh
# Do the commands that need no node answer as the vectors say?
#     cli.sh [TOOL]      the program is two folders above TOOL's, or in
#                        $TONGBAN_BUILD, else build/dev
# Prints "ok ..." and "not ok ..." lines, then "N passed, N failed".
set -u
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
build=${TONGBAN_BUILD:-$root/build/dev}
[ -n "${1:-}" ] && build=$(dirname "$(dirname "$(dirname "$1")")")
tongban=$build/tongban
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

# same SENTENCE WANTED FOUND
same() {
	if [ "$2" = "$3" ]; then
		echo "ok $1"
		passed=$((passed + 1))
	else
		echo "not ok $1: wanted '$2', found '$3'"
		failed=$((failed + 1))
	fi
}

# The default calendar is the one beside the program.
jq -c '.vectors[]' "$root/tests/vectors/deadlines.json" >"$folder/deadlines"
while read -r vector; do
	set -- --start "$(echo "$vector" | jq -r .start)" \
		--limit "$(echo "$vector" | jq -r .limit)"
	for pause in $(echo "$vector" | jq -r '.pauses[] | join("..")'); do
		set -- "$@" --pause "$pause"
	done
	same "deadline: $(echo "$vector" | jq -r .name)" \
		"$(echo "$vector" | jq -r .deadline)" \
		"$("$tongban" deadline "$@" 2>/dev/null)"
done <"$folder/deadlines"

jq -c '.moments[]' "$root/tests/vectors/deadlines.json" >"$folder/moments"
while read -r vector; do
	set -- --start "$(echo "$vector" | jq -r .start)" \
		--limit "$(echo "$vector" | jq -r .limit)"
	office=$(echo "$vector" | jq -r '.office // empty')
	[ -z "$office" ] || set -- "$@" --office "$office"
	for pause in $(echo "$vector" | jq -r '.pauses[] | join("..")'); do
		set -- "$@" --pause "$pause"
	done
	same "deadline: $(echo "$vector" | jq -r .name)" \
		"$(echo "$vector" | jq -r .end):00+08:00" \
		"$("$tongban" deadline "$@" 2>/dev/null)"
done <"$folder/moments"

jq -c 'to_entries[] | .key as $kind | .value[] | . + {kind: $kind}' \
	"$root/tests/vectors/ids.json" >"$folder/ids"
while read -r vector; do
	kind=$(echo "$vector" | jq -r .kind)
	case $kind in resident | credit | elicence) ;; *) continue ;; esac
	value=$(echo "$vector" | jq -r .value)
	wanted=$(echo "$vector" | jq -r 'if .ok then 0 else 1 end')
	"$tongban" check-id "$kind" "$value" >"$folder/said" 2>/dev/null
	same "check-id $kind: $value" "$wanted" $?
	[ "$wanted" -ne 0 ] ||
		same "check-id $kind: normal form of $value" \
			"$(echo "$vector" | jq -r '.normal // .value')" \
			"$(cat "$folder/said")"
done <"$folder/ids"

echo '{"+": [{"var": "a"}, {"log": "2"}]}' >"$folder/rule.json"
echo '{"a": 0.5}' >"$folder/data.json"
same "logic: prints the result" 2.5 \
	"$("$tongban" logic "$folder/rule.json" "$folder/data.json" 2>"$folder/log")"
same "logic: log goes to standard error" '"2"' "$(cat "$folder/log")"
echo '{"no_such": 1}' >"$folder/rule.json"
"$tongban" logic "$folder/rule.json" "$folder/data.json" >/dev/null 2>&1
same "logic: an unknown operator is exit 1" 1 $?
"$tongban" deadline --start 2025-02-30 --limit 5WD >/dev/null 2>&1
same "deadline: a day that does not exist is exit 2" 2 $?
for office in 12:00-09:00 09:00-12:00,12:00-17:00 09:00-25:00 9-12 ''; do
	"$tongban" deadline --start 2025-03-03T09:00 --limit 2WH \
		--office "$office" >/dev/null 2>&1
	same "deadline: office hours '$office' are exit 2" 2 $?
done
"$tongban" no-such-command >/dev/null 2>&1
same "an unknown command is exit 2" 2 $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
