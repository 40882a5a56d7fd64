#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_cache - what is kept on disk can be looked at, removed, and done without.
. "$(dirname "$0")/lib.sh"

cp "$top"/testdata/cross/* .
cp -r "$top/include" inc
: >inc/kernel/linux/netlink.h
flags=(-- -D__KERNEL__ "-I$tmp/inc" "-I$tmp/inc/kernel")
folder=$tmp/cache/skbown

run cache
is "nothing is there: status" $rc 0
has "nothing is there: no findings" out "findings: none"
has "nothing is there: no headers" out "headers: 0 parsed before"
run cache clear
is "nothing to remove: status" $rc 0

run check -q --no-cache find.c use.c "${flags[@]}"
is "--no-cache: nothing is kept" "$(find cache -type f 2>/dev/null)" ""
cp out plain
run check -q find.c use.c "${flags[@]}"
is "the same is found" "$(cat out)" "$(cat plain)"
run cache status
has "status: the folder" out "$folder"
has "status: findings" out "findings: 3 entries"
has "status: headers" out "headers: 1 parsed before"

echo mine >"$folder/mine"
echo mine >"$folder/headers/mine"
: >"$folder/store.bad"
run cache clear
is "clear: status" $rc 0
has "clear: says so" out "removed from $folder"
is "clear: other files stay" "$(find cache -type f | sort | tr '\n' ' ')" \
	"cache/skbown/headers/mine cache/skbown/mine "
run check -q find.c use.c "${flags[@]}"
is "then as before" "$(cat out)" "$(cat plain)"

echo "no database at all, but some text that is long enough to be looked at" >"$folder/store"
rm -f "$folder"/store-*
run cache
is "a foreign file: status" $rc 0
has "a foreign file: says so" out "cannot be used"
run cache clear
is "a foreign file: removed" "$(test -e "$folder/store"; echo $?)" 1

run cache empty
is "unknown word: status" $rc 2
has "unknown word: says what there is" err "skbown cache clear"
XDG_CACHE_HOME='' HOME='' run cache
is "no place: status" $rc 2
has "no place: says why" err "neither XDG_CACHE_HOME nor HOME"
finish
