#!/bin/sh
# Does stock git agree with our logs, and see what was tampered with?
#     git.sh GIT_TOOL      prints "ok - ..." or "not ok - ..." lines and, last,
#                          "N passed, N failed"
tool=$1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0
logs=$folder/logs
signers=$folder/allowed_signers

# Only what is given here decides.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export HOME="$folder" XDG_CONFIG_HOME="$folder" LC_ALL=C
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null

# ok SENTENCE COMMAND...: the command must succeed.
ok() {
	sentence=$1
	shift
	if "$@" >"$folder/said" 2>&1; then
		passed=$((passed + 1))
		echo "ok - $sentence"
	else
		failed=$((failed + 1))
		echo "not ok - $sentence"
		sed 's/^/# /' "$folder/said"
	fi
}

bad() {
	sentence=$1
	shift
	ok "$sentence" fails "$@"
}

fails() {
	! "$@"
}

# git with the signers file $signers, in repository $1.
see() {
	repository=$1
	shift
	git --git-dir="$repository" -c gpg.format=ssh \
		-c gpg.ssh.allowedSignersFile="$signers" "$@"
}

is() {
	[ "$1" = "$2" ] || {
		echo "expected: $2"
		echo "got:      $1"
		return 1
	}
}

# Every commit says "G <node>", and there are as many as we wrote.
all_good() {
	see "$1" log --format='%G? %GS' log >"$folder/verdicts" || return 1
	is "$(sort -u "$folder/verdicts")" "G $2" &&
		is "$(wc -l <"$folder/verdicts")" "$3"
}

# No complaint at all, not only exit 0.
clean_fsck() {
	said=$(git --git-dir="$1" fsck --full --strict --no-dangling \
		--no-progress 2>&1) || {
		echo "$said"
		return 1
	}
	is "$said" ""
}

# The checkpoint in every tree is the one in the commit's message.
checkpoints_match() {
	for commit in $(see "$1" rev-list log); do
		see "$1" show "$commit:checkpoint" >"$folder/one" || return 1
		see "$1" log -1 --format=%b "$commit" | sed '$d' >"$folder/two"
		cmp "$folder/one" "$folder/two" || return 1
	done
}

# acts and checkpoint, plain files, nothing else.
trees_hold_two() {
	for commit in $(see "$1" rev-list log); do
		is "$(see "$1" ls-tree "$commit" | awk '{ print $1, $2, $4 }')" \
			"100644 blob acts
100644 blob checkpoint" || return 1
	done
}

# Author and committer are the node; dates are in seconds, +0000, and the
# checkpoint's.
names_and_dates() {
	see "$1" log --date=raw --format='%an <%ae> %cn <%ce> %ad %cd' log |
		while read -r line; do
			seconds=$(echo "$line" | awk '{ print $(NF - 1) }')
			is "$line" "$2 <$2@tongban> $2 <$2@tongban> $seconds +0000 $seconds +0000" ||
				exit 1
		done
}

# A line of single parents, from the ref to one root.
one_line() {
	is "$(see "$1" rev-list --merges --count log)" 0 &&
		is "$(see "$1" rev-list --max-parents=0 --count log)" 1
}

same_sizes() {
	"$tool" check "$1" >"$folder/checked" && cmp "$folder/sizes" "$folder/checked"
}

ok "logs are made" sh -c "\"$tool\" make \"$logs\" >\"$signers\""
"$tool" check "$logs" >"$folder/sizes"

for node in hanbin ankang-gaoxin; do
	log=$logs/$node.git
	ok "$node: git fsck --full --strict has nothing to say" clean_fsck "$log"
	ok "$node: every commit is G $node" all_good "$log" $node 17
	ok "$node: git verify-commit agrees" see "$log" verify-commit log
	ok "$node: show COMMIT:checkpoint is what the message says" \
		checkpoints_match "$log"
	ok "$node: a tree holds acts and checkpoint" trees_hold_two "$log"
	ok "$node: author, committer and dates are as F-32 says" \
		names_and_dates "$log" $node
	ok "$node: commits stand in one line" one_line "$log"
	ok "$node: HEAD is the only branch" \
		is "$(git --git-dir="$log" symbolic-ref HEAD)
$(git --git-dir="$log" for-each-ref --format='%(refname)')" \
		"refs/heads/log
refs/heads/log"
	ok "$node: objects are precious and gc is off" \
		is "$(git --git-dir="$log" config extensions.preciousObjects) $(git --git-dir="$log" config gc.auto)" \
		"true 0"
done

# Git writes its own packs, with deltas, and its own refs: we read them.
mkdir "$folder/clones"
for node in hanbin ankang-gaoxin; do
	git clone -q --bare --no-local "$logs/$node.git" \
		"$folder/clones/$node.git" 2>/dev/null
	git --git-dir="$folder/clones/$node.git" repack -q -a -d -f
	git --git-dir="$folder/clones/$node.git" pack-refs --all
done
ok "we read what git cloned, repacked and packed" same_sizes "$folder/clones"

# What was tampered with, git sees too.
clone=$folder/clones/hanbin.git
write_commit() {
	git --git-dir="$clone" hash-object -t commit -w --stdin
}
# forged SENTENCE ID: another commit than ours, well formed, does not verify.
forged() {
	ok "$1: another commit" sh -c \
		"git --git-dir='$clone' cat-file -e '$2^{commit}' &&
		! git --git-dir='$clone' merge-base --is-ancestor '$2' log"
	bad "$1" see "$clone" verify-commit "$2"
}
other=$(git --git-dir="$clone" cat-file commit log |
	sed 's/^acts* 0*/&1/' | write_commit)
forged "a changed summary is no good signature" "$other"
other=$(git --git-dir="$clone" cat-file commit log |
	sed 's/^committer \(.*\) [0-9]* /committer \1 1760009999 /' | write_commit)
forged "a changed date is no good signature" "$other"
other=$(git --git-dir="$clone" cat-file commit log~1 |
	sed "s/^tree .*/tree $(git --git-dir="$clone" rev-parse 'log^{tree}')/" |
	write_commit)
forged "a changed tree is no good signature" "$other"
other=$(git --git-dir="$clone" cat-file commit log |
	sed '/^gpgsig/,/END SSH SIGNATURE/d' | write_commit)
forged "a commit without a signature is not verified" "$other"
cp "$signers" "$folder/kept"
sed 's/^hanbin /mudan /; s/^ankang-gaoxin /hanbin /' "$folder/kept" >"$signers"
bad "a commit by another node's key is not G hanbin" \
	all_good "$logs/hanbin.git" hanbin 17
grep -v '^hanbin' "$folder/kept" >"$signers"
bad "a key that is not listed verifies nothing" \
	see "$logs/hanbin.git" verify-commit log
cp "$folder/kept" "$signers"

log=$logs/hanbin.git
flip() {
	chmod u+w "$1"
	byte=$(od -An -tu1 -j "$2" -N 1 "$1")
	printf "\\$(printf %03o $((byte ^ 1)))" |
		dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
blob=$(git --git-dir="$log" rev-parse log:acts)
object=$log/objects/$(echo "$blob" | cut -c1-2)/$(echo "$blob" | cut -c3-)
flip "$object" 60
bad "git sees a flipped byte of an object" \
	git --git-dir="$log" fsck --full --strict
bad "so do we" "$tool" check "$logs"
flip "$object" 60
ok "and its return" same_sizes "$logs"
pack=$(ls "$log"/objects/pack/*.pack)
flip "$pack" 300
bad "git sees a flipped byte of a pack" \
	git --git-dir="$log" fsck --full --strict
bad "so do we in a pack" "$tool" check "$logs"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
