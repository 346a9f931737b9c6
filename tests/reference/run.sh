#!/bin/sh
# A second, plain reducer (reduce.py, by docs/FORMAT.md) against the
# engine, on random histories of one case.
#
#     tests/reference/run.sh [all|quick]     10,400 histories, or 1,000; and
#                                            those of seeds.txt
#     tests/reference/run.sh --seed N        one history again
#
# Needs a build ($TONGBAN_BUILD, else build/dev) and python3.  Each history is
# one passed or failed; the last line is "N passed, N failed".
set -u
cd "$(dirname "$0")" || exit 1
build=${TONGBAN_BUILD:-$PWD/../../build/dev}
histories=$build/tests/reference/histories
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

if [ "${1:-all}" = --seed ] && [ $# -eq 2 ]; then
	"$histories" "$2" 1 | ./reduce.py --show
	exit
fi
case ${1:-all} in
all) count=2600 ;;
quick) count=250 ;;
*)
	echo "usage: $0 [all|quick] | --seed N" >&2
	exit 2
	;;
esac

# Four runs of equal size beside each other; and the seeds that once differed.
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for part in 0 1 2 3; do
	"$histories" $((part * count)) $count | ./reduce.py >"$out/$part" &
done
sed '/^#/d; /^$/d' seeds.txt | while read -r seed _; do
	"$histories" "$seed" 1 | ./reduce.py
done >"$out/seeds"
wait

# A run that did not judge all of its histories has failed, too.
cat "$out"/* | grep '^not ok'
for part in 0 1 2 3; do
	tail -n 1 "$out/$part" |
		awk -v want=$count '{ if ($1 + $3 != want) $3 += want - $1 - $3
			print $1, $3 }'
done >"$out/counts"
awk '/ passed, / { print $1, $3 }' "$out/seeds" >>"$out/counts"
set -- $(awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }' "$out/counts")
echo "$1 passed, $2 failed"
[ "$2" -eq 0 ] && [ "$1" -gt 0 ]
