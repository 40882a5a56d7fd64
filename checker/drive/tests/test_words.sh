#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_words - which files of a folder are looked at, when a list of an earlier run says so too.
. "$(dirname "$0")/lib.sh"

list=$tmp/cache/skbown/words
mkdir many
for i in $(seq 250); do
	echo "int f$i; /* sk_xx = 0 */" >many/$i.c
done
source_of one >many/one.c
sleep 3		# what changed just now is not put on the list

# Leaves "files seen / candidates" in seen.
look() {
	run check --stats --no-pch "$@" many --
	seen=$(sed -n 's/^files: \([0-9]*\) seen, \([0-9]*\) candidates.*/\1 \2/p' err)
}

look --no-store
is "without a list" "$seen" "251 1"
is "--no-store: no list" "$(test -e "$list"; echo $?)" 1
look
is "the first run" "$seen" "251 1"
is "a list is made" "$(test -s "$list"; echo $?)" 0
before=$(stat -c %Y.%i "$list")
look
is "the second run" "$seen" "251 1"
is "nothing is new: it stays" "$(stat -c %Y.%i "$list")" "$before"

touch -r many/7.c stamp
size=$(stat -c %s many/7.c)
sed -i 's/sk_xx = 0 /skb->sk = /' many/7.c
touch -r stamp many/7.c
is "a file changes, its size and time do not" "$(stat -c %s many/7.c)" "$size"
look
is "a file changes: it is seen" "$seen" "251 2"
mv many/one.c many/other.c
source_of two three >many/one.c
look
is "files come and move" "$seen" "252 3"
rm many/one.c
look
is "one is gone" "$seen" "251 2"

for damage in "head -c 700 /dev/urandom" "echo no list" "true"; do
	$damage >"$list"
	look
	is "list damaged by '$damage'" "$seen" "251 2"
done
head -c 900 "$list" >cut
mv cut "$list"
look
is "list cut off" "$seen" "251 2"
rm "$list"
mkdir "$list"
look
is "a folder of its name" "$seen" "251 2"
is "a folder of its name: status" $rc 0
finish
