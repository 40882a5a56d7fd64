#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_store - functions of other files are looked into, and what earlier runs found is used
# as long as it holds good, whatever becomes of the file that it is kept in.
. "$(dirname "$0")/lib.sh"

store=$tmp/cache/skbown/store
cp "$top"/testdata/cross/* .
flags=(-- "-I$top/include" "-I$top/include/kernel")

# Leaves the number of units that came from the store in "recalled".
check() {
	run check --stats --no-snippets "$@" find.c use.c "${flags[@]}"
	recalled=$(sed -n 's/^store: \([0-9]*\) units.*/\1/p' err)
}

# --- across files ---

check --no-store
is "two files: status" $rc 1
has "two files: a reference that came from the other one" out "use.c:16:3: warning: reference to 'sk'"
has "two files: the step in the other one" out "find.c:23:4: note: reference to 'sk' taken here"
has "two files: its destructor" out "foo_destruct() will put a reference to 'sk' that nobody took"
has "two files: what the caller makes true" out "use.c:81:2: warning: owner of 'skb' is overwritten"
has "--stats counts" err "1 units executed again"
cp out both
check --no-store --no-cross
is "--no-cross: status" $rc 0
hasnt "--no-cross: each file on its own" out "use.c"
run check --no-store use.c "${flags[@]}"
hasnt "one file alone" out "use.c"

# Two functions of one name: nobody knows which is meant.
mkdir twice
cp find.c use.c foo.h twice/
cp find.c twice/other.c
run check --no-store -q twice "${flags[@]}"
hasnt "two bodies: none is believed" out "use.c"

# A declaration of one's own does not say that the other file is meant.
mkdir own
cp find.c foo.h own/
sed 's/#include "foo.h"/#include "bar.h"/' use.c >own/use.c
sed 's/CROSS_FOO_H/BAR_H/' foo.h >own/bar.h
run check --no-store -q own "${flags[@]}"
hasnt "the same name from another header" out "use.c"

# --- what is kept ---

check
is "cold: nothing was kept" "$recalled" 0
is "cold: the same is found" "$(cat out)" "$(cat both)"
check
is "warm: all of it was" "$recalled" 2
is "warm: the same is found" "$(cat out)" "$(cat both)"
is "warm: status" $rc 1
check --no-cross
is "warm, --no-cross: silent" "$(grep -c use.c out)" 0
check --no-store
is "--no-store: nothing is used" "$recalled" 0

sed -i 's/^bool foo_port_used/\n&/' use.c
check
is "a file changes: it is read again" "$recalled" 1
has "a file changes: what is found moves along" out "use.c:17:3: warning: reference"
sed -i 's/^struct sock \*foo_find/\n&/' foo.h
check
is "a header changes: both are read again" "$recalled" 0
sed -i '/sock_hold(sk);/d' find.c
check
is "the other file changes: only that is read again" "$recalled" 1
hasnt "the other file changes: what is found here changes" out "use.c:17:3"
cp "$top"/testdata/cross/* .

# A header that would now be found first.
mkdir -p early late
mv foo.h late/
flags=(-- -Iearly -Ilate "-I$top/include" "-I$top/include/kernel")
check
check
is "headers found through a path" "$recalled" 2
sed 's/u16 port/u16 no/' late/foo.h >early/foo.h
check
is "another header comes first now" "$recalled" 0
rm early/foo.h
mv late/foo.h .
flags=(-- "-I$top/include" "-I$top/include/kernel")

check
check --max-states 40
is "another way to look: nothing is used" "$recalled" 0
sed -i 's/sock_put(sk);$/sock_put(sk/' use.c
check
cp err errors
check
is "with errors: kept" "$recalled" 2
is "with errors: they are said again" "$(grep incomplete: err)" "$(grep incomplete: errors)"
is "with errors: status" $rc 3
cp "$top"/testdata/cross/* .
sed -i '1i #include "made.h"' use.c
check
check
is "a header that a build may make is missing: not kept" "$recalled" 1
touch made.h
check
is "it is there now: looked at again" "$(grep -c made.h err)" 0
cp "$top"/testdata/cross/* .

# --- the file ---

check
check --store own.db
is "--store: another file" "$recalled" 0
is "--store: it is there" "$(test -s own.db; echo $?)" 0

head -c 100000 /dev/urandom >"$store"
rm -f "$store"-*
check
is "no database: status" $rc 1
is "no database: the same is found" "$(cat out)" "$(cat both)"
has "no database: one line" err "put aside"
is "no database: once" "$(grep -c 'skbown: store' err)" 1
is "no database: put aside" "$(test -f "$store.bad"; echo $?)" 0
check
is "no database: a new one was made" "$recalled" 2
hasnt "no database: all is well again" err "skbown: store"

size=$(stat -c %s "$store")
dd if=/dev/urandom of="$store" bs=1000 seek=8 count=$((size / 1000 - 8)) conv=notrunc 2>/dev/null
check
is "damaged inside: status" $rc 1
is "damaged inside: the same is found" "$(cat out)" "$(cat both)"
check
is "damaged inside: later too" "$(cat out)" "$(cat both)"
rm -f "$store"*

echo 'CREATE TABLE mine(x); INSERT INTO mine VALUES(1);' >mine.sql
if command -v sqlite3 >/dev/null; then
	sqlite3 mine.db <mine.sql
	check --store mine.db
	has "a database of somebody else" err "is no store of this version of skbown"
	is "a database of somebody else: kept" "$(sqlite3 mine.db.bad 'SELECT x FROM mine')" 1
fi

check --store /proc/none/store
is "no place for it: status" $rc 1
is "no place for it: the same is found" "$(cat out)" "$(cat both)"
has "no place for it: one line" err "going on without it"
mkdir dir.db
check --store dir.db
is "a folder of that name: the same is found" "$(cat out)" "$(cat both)"
has "a folder of that name: one line" err "going on without it"
if [ "$(id -u)" -ne 0 ]; then
	mkdir locked
	chmod a-w locked
	check --store locked/store
	has "read-only folder: one line" err "going on without it"
	chmod u+w locked
fi

# Writing fails half-way: files may have 40 kB and not more. (The signal is ignored: write() fails.)
(
	trap '' XFSZ
	ulimit -f 40
	"$SKBOWN" check --no-snippets find.c use.c "${flags[@]}" >out 2>err </dev/null
	echo $? >rc
)
is "full disk: status" "$(cat rc)" 1
is "full disk: the same is found" "$(cat out)" "$(cat both)"
rm -f "$store"*

# --- side by side, and killed ---

for i in 1 2 3 4; do
	"$SKBOWN" check -q --no-snippets find.c use.c "${flags[@]}" >out.$i 2>err.$i </dev/null &
done
wait
for i in 1 2 3 4; do
	is "side by side: run $i" "$(cat out.$i err.$i)" "$(cat both)"
done

rm -f "$store"*
mkdir many
for i in $(seq 40); do
	source_of "f$i" >many/$i.c
done
for pause in 0.02 0.05 0.1 0.2; do
	"$SKBOWN" check -q many -- >/dev/null 2>&1 &
	pid=$!
	sleep $pause
	kill -KILL $pid
	disown $pid
	wait $pid 2>/dev/null
done
sleep 0.3
run check -q many --
hasnt "killed: the store is whole" err "skbown: store"
is "killed: status" $rc 0
run check --stats many --
has "killed: then all is kept" err "store: 40 units"

finish
