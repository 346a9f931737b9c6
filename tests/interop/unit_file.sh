#!/bin/sh
# Is deploy/tongban.service well formed, and as locked in as we promise?
#     unit_file.sh      prints "ok ..." or "not ok ..." lines, then
#                       "N passed, N failed"
# systemd's figure runs from 0 (all is shut) to 10; docs promise at most 1.5.
limit=15 # tenths
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
unit=$root/deploy/tongban.service
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

# say SENTENCE COMMAND...
say() {
	sentence=$1
	shift
	if "$@" >"$folder/said" 2>&1; then
		echo "ok $sentence"
		passed=$((passed + 1))
	else
		echo "not ok $sentence"
		sed 's/^/# /' "$folder/said"
		failed=$((failed + 1))
	fi
}

exposure() {
	systemd-analyze security --offline=yes --no-pager "$1" |
		sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p'
}

# In tenths; empty when systemd-analyze said nothing of the kind.
tenths() {
	exposure "$1" | awk '/^[0-9]+\.[0-9]$/ { printf "%d", $1 * 10 + 0.5 }'
}

at_most_the_limit() {
	found=$(tenths "$unit")
	echo "exposure in tenths: $found"
	[ -n "$found" ] && [ "$found" -le "$limit" ]
}

# A figure that cannot fail would prove nothing.
an_open_unit_is_over() {
	printf '[Service]\nExecStart=/usr/bin/true\n' >"$folder/open.service"
	found=$(tenths "$folder/open.service")
	echo "exposure in tenths: $found"
	[ -n "$found" ] && [ "$found" -gt "$limit" ]
}

# The same file with a program that every machine has, and no user.
is_well_formed() {
	sed -e 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' \
		-e '/^User=/d' "$unit" >"$folder/tongban.service"
	systemd-analyze verify --man=no --recursive-errors=no \
		"$folder/tongban.service" && ! systemd-analyze verify --man=no \
		--recursive-errors=no "$folder/tongban.service" 2>&1 |
		grep -q "tongban.service:"
}

says() {
	grep -q "^$1\$" "$unit"
}

command -v systemd-analyze >/dev/null 2>&1 || {
	echo "not ok systemd-analyze is there"
	echo "0 passed, 1 failed"
	exit 1
}
say "the unit file is well formed" is_well_formed
say "its exposure is at most 1.5" at_most_the_limit
say "an ordinary unit would be over that" an_open_unit_is_over
say "systemd waits until the node serves" says "Type=notify"
say "a wrong configuration is not tried again" says "RestartPreventExitStatus=78"
say "a node that hangs is restarted" says "WatchdogSec=.*"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
