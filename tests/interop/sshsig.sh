#!/bin/sh
# Do stock ssh-keygen and keys/sshsig.c agree, in both directions?
#     sshsig.sh SSHSIG_TOOL      prints "ok ..." or "not ok ..." lines
tool=$1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
status=0

# say WANTED_STATUS SENTENCE COMMAND...   standard input goes to the command
say() {
	wanted=$1
	sentence=$2
	shift 2
	"$@" >"$folder/said" 2>&1
	got=$?
	[ "$got" -ne 0 ] && got=1
	if [ "$got" -eq "$wanted" ]; then
		echo "ok $sentence"
	else
		echo "not ok $sentence"
		sed 's/^/# /' "$folder/said"
		status=1
	fi
}

printf 'a case file\n' >"$folder/message"
printf 'another\n' >"$folder/other"
: >"$folder/empty"
head -c 200000 /dev/zero >"$folder/large"

"$tool" signer seed mudan act@tongban,git >"$folder/signers"
verify() {
	ssh-keygen -Y verify -f "$folder/signers" -I "$1" -n "$2" -s "$3"
}
# A namespace of 38 letters makes the base64 end on a full line.
long=$(printf 'n%.0s' $(seq 38))
"$tool" signer seed mudan "$long" >>"$folder/signers"
for namespace in act@tongban git "$long"; do
	for name in message empty large; do
		"$tool" sign seed "$namespace" <"$folder/$name" >"$folder/sig"
		say 0 "ssh-keygen verifies our signature of $name in $namespace" \
			verify mudan "$namespace" "$folder/sig" <"$folder/$name"
	done
done
"$tool" sign seed act@tongban <"$folder/message" >"$folder/sig"
say 1 "ssh-keygen refuses our signature of another message" \
	verify mudan act@tongban "$folder/sig" <"$folder/other"
say 1 "ssh-keygen refuses our signature in another namespace" \
	verify mudan git "$folder/sig" <"$folder/message"
say 1 "ssh-keygen refuses our signature for another principal" \
	verify caoxian act@tongban "$folder/sig" <"$folder/message"
"$tool" key seed >"$folder/ours.pub"
say 0 "ssh-keygen reads our public key line" ssh-keygen -l -f "$folder/ours.pub"

ssh-keygen -q -t ed25519 -N '' -C 'a stock key' -f "$folder/key" || exit 1
for namespace in act@tongban git "$long"; do
	for name in message empty large; do
		rm -f "$folder/$name.sig"
		ssh-keygen -q -Y sign -f "$folder/key" -n "$namespace" \
			"$folder/$name" 2>"$folder/said"
		say 0 "we verify ssh-keygen's signature of $name in $namespace" \
			"$tool" check "$folder/key.pub" "$namespace" \
			"$folder/$name.sig" <"$folder/$name"
	done
done
say 1 "we refuse ssh-keygen's signature of another message" \
	"$tool" check "$folder/key.pub" "$long" "$folder/message.sig" \
	<"$folder/other"
say 1 "we refuse ssh-keygen's signature in another namespace" \
	"$tool" check "$folder/key.pub" git "$folder/message.sig" \
	<"$folder/message"
say 1 "we refuse a signature by another key" \
	"$tool" check "$folder/ours.pub" "$long" "$folder/message.sig" \
	<"$folder/message"
rm -f "$folder/message.sig"
ssh-keygen -q -Y sign -f "$folder/key" -n git -O hashalg=sha256 \
	"$folder/message" 2>"$folder/said"
say 1 "we refuse the hash sha256" "$tool" check "$folder/key.pub" git \
	"$folder/message.sig" <"$folder/message"
exit $status
