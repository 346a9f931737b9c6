#!/bin/sh
# The demonstration as a test: its last line, and what it leaves to outsiders.
#     demo.sh [all|quick]
set -u
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0
failed=0

# check SENTENCE COMMAND...: does it end well?
check() {
	sentence=$1
	shift
	if "$@" >"$dir/said" 2>&1; then
		echo "ok - $sentence"
		passed=$((passed + 1))
	else
		echo "not ok - $sentence"
		tail -n 30 "$dir/said"
		failed=$((failed + 1))
	fi
}

# The demo takes N+1..N+3 and N+1001..N+1003.
free_port() {
	PYTHONPATH=tests/network python3 -c '
import network
while True:
    n = network.free_ports(1)[0]
    if all(map(network.is_free, [n + i + j for i in (1, 2, 3)
                                 for j in (0, 1000)])):
        break
print(n)'
}

export PYTHONDONTWRITEBYTECODE=1
demo=$dir/demo
DEMO_PORT=$(free_port)
export DEMO_PORT
check "the demo ends well" sh -c \
	'deploy/demo.sh --dir "$1" >"$2" 2>&1 || { cat "$2"; exit 1; }' \
	sh "$demo" "$dir/demo.out"
tail -n 1 "$dir/demo.out" >"$dir/last"
check "its last line is the audited one" grep -Eq \
	'^demo: \S+ CLOSED received=ankang-gaoxin finished=hanbin acts=[0-9]+ logs=3 verified=git,merkle$' \
	"$dir/last"

for node in ankang hanbin ankang-gaoxin; do
	check "an outsider verifies the logs of $node" \
		tests/outsider/verify.py --genesis "$demo/nodes/ankang/genesis" \
		"$demo/nodes/$node/logs"
done
set -- "$demo"/receipts/*.tlog-proof
check "there is one receipt" [ $# -eq 1 ]
check "the raw act of the receipt is found" \
	tests/network/raw_act.py "$1" "$demo/nodes/ankang/logs" "$dir/act"
check "an outsider verifies the receipt" \
	tests/outsider/verify.py --receipt "$1" --act "$dir/act" \
	--genesis "$demo/nodes/ankang/genesis" "$demo/nodes/ankang/logs"
printf 'x' >>"$dir/act"
check "an act with one more byte does not pass" sh -c \
	'! tests/outsider/verify.py --receipt "$1" --act "$2" --genesis "$3" "$4"' \
	sh "$1" "$dir/act" "$demo/nodes/ankang/genesis" "$demo/nodes/ankang/logs"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
