#!/bin/sh
# A case crosses districts, from an empty machine to an audit.
#
#     deploy/demo.sh [--dir DIR] [--keep]
#
#     --dir DIR   keep the data in DIR (new or empty); default: a temporary one
#     --keep      leave the nodes running and print their addresses
#
# Installs packages, builds build/release/tongban, runs three real nodes on
# loopback: the authority 安康市, the home 汉滨区, the receiving 安康高新区.
# Everything shown is read from the nodes.  Ports 7101 to 7103 and 8101 to
# 8103; DEMO_PORT=N takes N+1.. and N+1001.. instead.
set -eu
cd "$(dirname "$0")/.."
source_dir=$PWD

usage() {
	echo "usage: $0 [--dir DIR] [--keep]" >&2
	exit 2
}

dir=
keep=no
while [ $# -gt 0 ]; do
	case $1 in
	--dir)
		[ $# -ge 2 ] || usage
		dir=$2
		shift
		;;
	--keep) keep=yes ;;
	*) usage ;;
	esac
	shift
done

say() {
	printf '\n== %s\n' "$*"
}

# run COMMAND...: print it as a person would type it, then do it.
run() {
	printf '$ %s\n' "$(printf '%s ' "$@")"
	"$@"
}

fail() {
	echo "demo: FAILED: $*" >&2
	exit 1
}

# ---- packages and program ----

say "软件包与构建 / packages and build"
deploy/install-packages.sh build
cmake --preset release >/dev/null
cmake --build --preset release --target tongban -j "$(nproc)" >/dev/null ||
	fail "the build; see: cmake --build --preset release"
PATH=$source_dir/build/release:$PATH
export PATH

# ---- a place for the data ----

temporary=no
if [ -z "$dir" ]; then
	dir=$(mktemp -d)
	temporary=yes
fi
mkdir -p "$dir"
cd "$dir"
dir=$PWD
[ -z "$(ls -A)" ] || fail "$dir is not empty"
mkdir nodes keys files receipts
port=${DEMO_PORT:-7100}
nodes="ankang hanbin ankang-gaoxin"

pids=
finish() {
	status=$?
	if [ "$keep" = yes ] && [ $status -eq 0 ]; then
		return
	fi
	for pid in $pids; do
		kill "$pid" 2>/dev/null || :
	done
	wait 2>/dev/null || :
	if [ $status -ne 0 ]; then
		for n in $nodes; do
			[ -s "$dir/$n.log" ] || continue
			echo "-- $n.log" >&2
			tail -n 20 "$dir/$n.log" >&2
		done
	fi
	[ $temporary = no ] || rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM

# start NODE: a daemon of its own; its process id in pid_<node>.
start() {
	tongban run --dir "nodes/$1" >>"$1.log" 2>&1 </dev/null &
	pids="$pids $!"
	echo $! >"$1.pid"
}

# until_true SECONDS COMMAND...: wait for something that comes by itself.
until_true() {
	limit=$(($1 * 10))
	shift
	i=0
	until "$@" >/dev/null 2>&1; do
		i=$((i + 1))
		[ $i -lt $limit ] || fail "waited in vain for: $*"
		sleep 0.1
	done
}

# has NODE FILTER: does the node's answer to `status` pass the jq filter?
has() {
	tongban status --dir "nodes/$1" --json | jq -e "$2" >/dev/null
}

# same_logs: do all nodes hold the same ends of all logs?
same_logs() {
	seen=
	for n in $nodes; do
		ends=$(tongban status --dir "nodes/$n" --json |
			jq -c '[.logs[] | [.node, .epoch, .size, .root]]') ||
			return 1
		[ -z "$seen" ] || [ "$seen" = "$ends" ] || return 1
		seen=$ends
	done
}

synced() {
	until_true 30 same_logs
}

# ---- the network ----

say "建网 / a network of three nodes"
run tongban init --dir nodes/ankang --node ankang --name 安康市 \
	--network 安康通办网 --listen "127.0.0.1:$((port + 1))" \
	--api "127.0.0.1:$((port + 1001))"
run tongban join --dir nodes/hanbin --node hanbin --name 汉滨区 --code 610902 \
	--genesis nodes/ankang/genesis --listen "127.0.0.1:$((port + 2))" \
	--api "127.0.0.1:$((port + 1002))"
run tongban join --dir nodes/ankang-gaoxin --node ankang-gaoxin \
	--name 安康高新区 --genesis nodes/ankang/genesis \
	--listen "127.0.0.1:$((port + 3))" --api "127.0.0.1:$((port + 1003))"
for n in $nodes; do
	start "$n"
done
for n in $nodes; do
	until_true 20 tongban status --dir "nodes/$n"
done
until_true 10 has ankang '.logs[] | select(.node == "ankang" and .size > 0)'

root="--dir nodes/ankang --key nodes/ankang/keys/root-1.key"
# shellcheck disable=SC2086
{
	run tongban member admit nodes/hanbin/join-request $root
	run tongban member admit nodes/ankang-gaoxin/join-request $root

	say "发布日历与标准 / calendar and standard"
	run tongban calendar publish \
		"$source_dir/deploy/calendars/cn-2024-2026.yaml" $root
	run tongban standard publish \
		"$source_dir/deploy/standards/T04.yaml" $root
}
for n in hanbin ankang-gaoxin; do
	until_true 90 has $n .admitted
done
synced

say "采用与授权 / adopt and grant"
for n in hanbin ankang-gaoxin; do
	run tongban standard adopt T04 --from 2026-01-01 --dir nodes/$n \
		--key nodes/$n/keys/log.key
done
run tongban grant give --to ankang-gaoxin --item T04 \
	--rights receive,notice,verify,deliver --until 2030-12-31 \
	--dir nodes/hanbin --key nodes/hanbin/keys/log.key

# staff NODE ID NAME ROLES
staff() {
	run tongban key new "keys/$2.key" --name "$2" >"keys/$2.pub"
	run tongban staff grant --id "$2" --name "$3" --roles "$4" \
		--until 2030-12-31 --public "$(sed -n 2p "keys/$2.pub")" \
		--dir "nodes/$1" --key "nodes/$1/keys/log.key"
}
say "人员授岗 / staff"
staff ankang-gaoxin chen-yu 陈雨 window
staff hanbin li-min 李敏 window,acceptor
staff hanbin wang-jun 王军 reviewer-1
staff hanbin zhao-lin 赵琳 reviewer-2
staff hanbin sun-he 孙禾 issuer
synced
run tongban standard list --dir nodes/ankang-gaoxin

# ---- one case ----

# The ids are the standards' own examples, of no real person.
day() {
	TZ=Asia/Shanghai date -d "$1" +%Y-%m-%d
}
jq -n --arg expiry "$(day '+47 days')" '{rid: "610902199001010021",
	licence_no: "201961000001", expiry: $expiry,
	employer_uscc: "91350100M000100Y43", consent: true}' >files/form.json
echo '{"days_to_expiry": 47, "health_ok": true, "health_age_days": 20,
	"suspended": false}' >files/facts.json
echo "健康体检证明:合格" >files/M3.txt
echo "护士执业证书(延续)" >files/result.txt

say "收件 / received in ankang-gaoxin"
gaoxin="--dir nodes/ankang-gaoxin --key keys/chen-yu.key"
hanbin="--dir nodes/hanbin --key keys"
# shellcheck disable=SC2086
run tongban case receive --item T04 --home hanbin --form files/form.json \
	--print M1 --drawn M2 --material M3=files/M3.txt \
	--receipt receipts $gaoxin
number=$(tongban case list --dir nodes/ankang-gaoxin --json |
	jq -r '.cases[0].number')
cat "receipts/$number.tlog-proof"
# shellcheck disable=SC2086
run tongban case offer "$number" --to hanbin --reason 转办理地 $gaoxin
synced

say "承接、受理、审查、决定、制证 / taken, accepted, decided in hanbin"
run tongban case show "$number" --dir nodes/hanbin
# take NUMBER ARGUMENTS...: the files of the case may still be on their way.
take() {
	printf '$ tongban case take %s\n' "$*"
	until_true 30 sh -c 'tongban case take "$@" >taken.txt' take "$@"
	cat taken.txt
}
# shellcheck disable=SC2086
{
	take "$number" $hanbin/li-min.key
	run tongban case accept "$number" --facts files/facts.json \
		$hanbin/li-min.key
	run tongban case review "$number" $hanbin/wang-jun.key
}

say "kill -9:办理地节点被杀死,重启,继续 / the home's node is killed"
run kill -9 "$(cat hanbin.pid)"
start hanbin
until_true 20 tongban status --dir nodes/hanbin

# shellcheck disable=SC2086
{
	run tongban case opine "$number" --level 1 $hanbin/wang-jun.key
	run tongban case decide "$number" --level 2 $hanbin/zhao-lin.key
	run tongban case issue "$number" --result files/result.txt \
		$hanbin/sun-he.key
	run tongban case offer "$number" --to ankang-gaoxin --reason 就近送达 \
		$hanbin/li-min.key
}
until_true 60 same_logs

say "送达、办结 / delivered and closed in ankang-gaoxin"
# shellcheck disable=SC2086
{
	take "$number" $gaoxin
	run tongban case file "$number" result $gaoxin
	run tongban case deliver "$number" --means pickup $gaoxin
	run tongban case close "$number" $gaoxin
}

# ---- the rule of one standard ----

say "三统一:只有一区采用新版,收件被拒 / limits differ: refused"
# shellcheck disable=SC2086
run tongban standard publish "$source_dir/deploy/standards/T04-r2.yaml" $root
synced
run tongban standard adopt T04 --revision 2 --from 2026-01-01 \
	--dir nodes/ankang-gaoxin --key nodes/ankang-gaoxin/keys/log.key
synced
# shellcheck disable=SC2086
if run tongban case receive --item T04 --home hanbin --form files/form.json \
	--print M1 --drawn M2 --material M3=files/M3.txt \
	--receipt receipts $gaoxin 2>refused.txt; then
	fail "a receive under differing standards was not refused"
fi
cat refused.txt
grep -q '409.*F-84' refused.txt || fail "not refused by F-84"
grep -q 'limits.promised: 2WD | 1WD' refused.txt ||
	fail "the two values are not shown"

# ---- the audit ----

say "审计:在第三个节点 / audited at the third node"
synced
run tongban audit case "$number" --dir nodes/ankang
tongban audit case "$number" --dir nodes/ankang --json >case.json

say "外部工具核验 / verified with stock tools"
tongban log signers --dir nodes/ankang >allowed_signers
cat allowed_signers
cut -d' ' -f3- allowed_signers | sort | uniq -d | grep . &&
	fail "a key stands twice in allowed_signers"

logs=0
for n in $nodes; do
	run tongban log verify --dir "nodes/$n"
	count=0
	for log in "nodes/$n"/logs/*.git; do
		origin=$(basename "$log" .git)
		git --git-dir="$log" fsck --full --strict --no-progress ||
			fail "git fsck: $log"
		git -c gpg.format=ssh \
			-c gpg.ssh.allowedSignersFile="$dir/allowed_signers" \
			--git-dir="$log" log --format='%G? %GS' log >signed.txt
		[ -s signed.txt ] || fail "$log is empty"
		if grep -v -x "G $origin" signed.txt; then
			fail "a commit of $log is not signed by $origin"
		fi
		printf 'git: %s: %s commits, each G %s\n' "$log" \
			"$(wc -l <signed.txt)" "$origin"
		count=$((count + 1))
	done
	[ $logs -eq 0 ] || [ $logs -eq $count ] || fail "$n lacks a log"
	logs=$count
done

act=$(jq -r .id case.json)
signer=$(tongban act export "$act" --dir nodes/ankang --out act.bin)
run ssh-keygen -Y verify -f allowed_signers -I "$signer" -n act@tongban \
	-s act.bin.sig <act.bin

# The line is what the third node says, once it has said that it is so.
line=$(jq -r --arg logs $logs '"demo: \(.number) \(.state) " +
	"received=\(.receiver) finished=\(.finished_by) " +
	"acts=\(.acts | length) logs=\($logs) verified=git,merkle"' case.json)
[ "$(jq -r .state case.json)" = CLOSED ] || fail "$line"
if [ "$keep" = yes ]; then
	say "节点仍在运行 / the nodes are running"
	for n in $nodes; do
		printf '%s: api %s, pid %s, dir %s\n' "$n" \
			"$(tongban check-config --dir "nodes/$n" --json |
				jq -r .api)" \
			"$(cat "$n.pid")" "$dir/nodes/$n"
	done
	temporary=no
elif [ $temporary = no ]; then
	say "数据在 / data in $dir"
fi
echo "$line"
