#!/bin/sh
# Install what Tongban needs from Debian 12.  The one place that names packages.
#
#     deploy/install-packages.sh          to build, and to run deploy/demo.sh
#     deploy/install-packages.sh build    the same
#     deploy/install-packages.sh test     all of that, and what tests/run.sh needs
#
# Asks nothing.  Does not touch apt when everything is there.  Needs root, or
# sudo that does not ask.
set -eu

# Compilers and tools.
BUILD="build-essential cmake ninja-build pkg-config"

# Libraries.
BUILD="$BUILD libuv1-dev libgit2-dev libmsgpack-dev libsodium-dev libssl-dev
	libsqlite3-dev libhttp-parser-dev libjansson-dev libyaml-dev libzstd-dev
	zlib1g-dev libcmocka-dev libqrencode-dev"

# What the demo calls beside our own program.
BUILD="$BUILD git openssh-client curl jq procps"

# Second compiler with its sanitizers, format and lint.
TEST="clang libclang-rt-14-dev clang-format clang-tidy universal-ctags"

# Tools that tests compare with or drive.
TEST="$TEST python3 python3-cryptography sqlite3 strace libfaketime systemd
	ca-certificates nginx-light openssl zbar-tools librsvg2-bin spin
	iproute2 nftables e2fsprogs mount"

say() {
	printf 'packages: %s\n' "$*" >&2
}

is_installed() {
	state=$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) || state=
	[ "$state" = installed ]
}

# A node that came another way will do, if it is new enough.
has_node() {
	command -v npm >/dev/null 2>&1 || return 1
	major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) ||
		return 1
	[ "$major" -ge 18 ]
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo -n "$@" || {
			say "could not become root; as root, run: $*"
			exit 1
		}
	else
		say "neither root nor sudo; as root, run: $*"
		exit 1
	fi
}

case "${1:-build}" in
build)
	wanted=$BUILD
	;;
test)
	wanted="$BUILD $TEST"
	has_node || wanted="$wanted nodejs npm"
	;;
*)
	echo "usage: $0 [build|test]" >&2
	exit 2
	;;
esac

command -v dpkg-query >/dev/null 2>&1 || {
	say "this is no Debian system; install these by hand:" $wanted
	exit 1
}

missing=
for package in $wanted; do
	is_installed "$package" || missing="$missing $package"
done
if [ -z "$missing" ]; then
	say "all there"
	exit 0
fi

say "installing$missing"
as_root apt-get -q -o Acquire::Retries=3 update
as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
	-o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
	install --no-install-recommends $missing
say "done"
