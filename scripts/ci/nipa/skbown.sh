#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# skbown.sh - a test of netdev's CI (NIPA) on each patch: copy this folder to tests/patch/skbown.
#
# Started in the kernel tree with the patch as HEAD. Looks at the C files that the patch changes,
# without and with it, and tells what is new: status 1 for a warning, 250 for a note or for a file
# that could not be analysed, 0 for nothing. One line goes to the descriptor $DESC_FD, the findings
# with their paths to standard error. Headers alone are not looked at.
set -u

SKBOWN=${SKBOWN:-skbown}
desc() { echo "$*" >&"${DESC_FD:-1}"; }

head=$(git rev-parse HEAD) || exit 1
tmp=$(mktemp -d)
# The tree goes back to where it stood, also when this is stopped.
trap 'git checkout -q "$head"; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM

changed() { git show --diff-filter="$1" --no-renames --pretty=format: --name-only "$head" -- '*.c'; }
mapfile -t now < <(changed AM)
mapfile -t before < <(changed M)

if [ ${#now[@]} -eq 0 ]; then
	desc "No C file touched, skip"
	exit 0
fi
if ! "$SKBOWN" --version; then
	desc "skbown is not installed"
	exit 1
fi

# $1: report; files. Status 3 tells that not all of them could be analysed.
check() {
	local out=$1
	shift
	"$SKBOWN" check -q --no-config --kdir . --fail-on never --format json --output "$out" "$@"
}

printf '' >"$tmp/base"
if [ ${#before[@]} -ne 0 ]; then
	git checkout -q "$head~"
	check "$tmp/before.json" "${before[@]}" 2>/dev/null
	"$SKBOWN" merge -q --no-config --kdir . --fail-on never --baseline "$tmp/base" --write-baseline \
		"$tmp/before.json" >/dev/null 2>&1
	git checkout -q "$head"
fi

check "$tmp/after.json" "${now[@]}"
status=$?
if [ $status -ne 0 ] && [ $status -ne 3 ]; then
	desc "skbown did not run (status $status)"
	exit 1
fi

findings=$("$SKBOWN" merge -q --no-config --kdir . --baseline "$tmp/base" "$tmp/after.json")
gate=$?
echo "$findings" >&2
count=$(grep -cE ': (note|warning|error): .*\[[a-z-]+\]$' <<<"$findings")
why="$count new findings in ${#now[@]} files"
[ $status -eq 0 ] || why="$why; not all of them could be analysed"
desc "$why"

[ $gate -eq 1 ] && exit 1
[ "$count" -eq 0 ] && [ $status -eq 0 ] && exit 0
exit 250
