#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_share - headers that many units share are parsed once, and nothing else changes: not what is
# found, whatever the files do with macros, whatever becomes of the headers and of what was kept.
. "$(dirname "$0")/lib.sh"

kept=$tmp/cache/skbown/headers
cp "$top"/testdata/cross/* .
cp -r "$top/include" inc
: >inc/kernel/linux/netlink.h	# not the one of this machine
flags=(-- -D__KERNEL__ -Iearly "-I$tmp/inc" "-I$tmp/inc/kernel")

# Leaves the number of units that had shared headers in "shared"; $1 and on: files and options.
check() {
	run check --stats --no-store --no-snippets -j1 "$@" "${flags[@]}"
	shared=$(sed -n 's/^headers: \([0-9]*\) units.*/\1/p' err)
}

# The same files with and without.
same() {
	local name=$1
	shift
	check --no-pch "$@"
	cp out plain
	check "$@"
	is "$name: the same is found" "$(cat out)" "$(cat plain)"
}

both=(find.c use.c)
check --no-pch "${both[@]}"
is "--no-pch: none" "$shared" 0
is "--no-pch: nothing is kept" "$(ls "$kept" 2>/dev/null)" ""
cp out plain
has "there is something to find" plain "use.c:16:3: warning"
check "${both[@]}"
is "cold: the second unit had them" "$shared" 1
is "cold: the same is found" "$(cat out)" "$(cat plain)"
check "${both[@]}"
is "warm: both had them" "$shared" 2
is "warm: the same is found" "$(cat out)" "$(cat plain)"
is "warm: status" $rc 1
is "one precompiled header" "$(ls "$kept" | grep -c 'pch$')" 1
check "${both[@]}" --dump=ir
is "IR: both had them" "$shared" 2

# --- commands ---

flags+=(-DKBUILD_MODNAME='"foo"' -DFOO_OF_MY_OWN)
check "${both[@]}"
is "macros of the unit's own: the same header" "$shared" 2
flags+=(-DGFP_KERNEL=1)
check "${both[@]}"
is "a macro that headers name: none" "$shared" 0
unset 'flags[-1]'
flags+=(-DMODULE)
check use.c
check use.c
is "other flags: another header" "$(ls "$kept" | grep -c 'pch$')" 2
is "one file: the second run has it" "$shared" 1
unset 'flags[-1]'

# --- files ---

# It would have the macro as well; then it would not have it yet; then never, though it names the header.
asks='#ifdef sk_refcnt
void asks(struct sk_buff *skb) { skb->destructor = 0; }
#else
void asks(struct sk_buff *skb) { skb->sk = 0; }
#endif'
ask() {
	printf '%s\n' "$@" >asks.c
	same "a file that asks for a macro ($how)" asks.c use.c
	is "a file that asks for a macro ($how): how many share" "$shared" "$sharing"
}
how="behind its header" sharing=2
ask '#include <linux/skbuff.h>' '#include <net/sock.h>' "$asks"
how="behind a header that includes it" sharing=2
ask '#include <net/tcp.h>' "$asks"
how="before its header" sharing=1
ask '#include <linux/skbuff.h>' "$asks" '#include <net/sock.h>'
how="its header is not wanted" sharing=1
ask '#ifdef NEVER_SET' '#include <net/sock.h>' '#endif' '#include <linux/skbuff.h>' "$asks"
how="in a header of its own, before" sharing=1
printf '%s\n' "$asks" >asks.h
ask '#include <linux/skbuff.h>' '#include "asks.h"' '#include <net/sock.h>'
how="in a header of its own, behind" sharing=2
ask '#include <linux/skbuff.h>' '#include <net/sock.h>' '#include "asks.h"'
cat >sets.c <<'END'
#define sk_refcnt my_refcnt
#include <linux/skbuff.h>
#include <net/sock.h>
void sets(struct sk_buff *skb) { skb->sk = 0; }
END
same "a file that sets a macro" sets.c use.c
is "a file that sets a macro: read without" "$shared" 1
cat >clash.c <<'END'
#include <linux/skbuff.h>
int sock_hold(struct sk_buff *skb) { skb->sk = 0; return 1; }
END
same "a name of a header that is not included" clash.c use.c
is "a name of a header that is not included: read without" "$shared" 1
is "a name of a header that is not included: no error" "$rc" 0
cat >declares.c <<'END'
#include <net/sock.h>
int ip_send_skb(struct net *net, struct sk_buff *skb);
void declares(struct sk_buff *skb, struct sock *sk) { skb->sk = sk; CALL; }
END
sed 's/CALL/ip_send_skb(0, skb)/' declares.c >calls.c
sed -i 's/CALL/return/' declares.c
same "a function is declared again" declares.c use.c
is "a function is declared again: nobody calls it" "$shared" 2
same "a function is declared again, and called" calls.c use.c
is "a function is declared again, and called: read without" "$shared" 1
cat >alone.h <<'END'
#include <linux/skbuff.h>
static inline void alone(struct sk_buff *skb) { skb->destructor = 0; }
END
same "a header that stands alone" alone.h use.c
is "a header that stands alone: shares them" "$shared" 2
echo 'int broken(struct sk_buff *skb) { skb->sk = ; }' >broken.c
same "a file with errors" broken.c use.c
is "a file with errors: status" $rc 3

# --- headers ---

sed -i 's/^static inline void sock_hold(/\n&/' inc/kernel/net/sock.h
same "a header has a line more" "${both[@]}"
check "${both[@]}"
is "a header has a line more: made anew" "$shared" 2
size=$(stat -c %s inc/kernel/net/sock.h)
sed -i 's/skc_refcnt/skc_refxxx/g; s/\/\* SPDX/\/* SPDX/' inc/kernel/net/sock.h
sed -i 's/skc_refxxx/skc_refcnt/g' inc/kernel/net/sock.h
is "a header is written again: its size is the same" "$(stat -c %s inc/kernel/net/sock.h)" "$size"
same "a header is written again" "${both[@]}"
touch -r inc/kernel/net/sock.h stamp
sed -i '0,/^static inline void sock_put/s//static inline void sock_qut/' inc/kernel/net/sock.h
touch -r stamp inc/kernel/net/sock.h
same "a header changes, its size and time do not" "${both[@]}"
cp "$top/include/kernel/net/sock.h" inc/kernel/net/sock.h
check "${both[@]}"
check "${both[@]}"
mkdir -p early/net
sed 's/sock_hold/sock_holt/' "$top/include/kernel/net/sock.h" >early/net/sock.h
same "a header comes first now" "${both[@]}"
rm -r early
same "it is gone again" "${both[@]}"
mv inc/kernel/linux/netfilter.h away.h
same "a header is gone" "${both[@]}"
mv away.h inc/kernel/linux/netfilter.h
sed -i '1i int sock_hold;' inc/kernel/linux/tcp.h
same "a header that does not go with the others" "${both[@]}"
cp "$top/include/kernel/linux/tcp.h" inc/kernel/linux/tcp.h

# --- what is kept ---

for file in pch names; do
	check "${both[@]}"
	check "${both[@]}"
	is "$file: whole" "$shared" 2
	for one in "$kept"/*.$file; do
		dd if=/dev/urandom of="$one" bs=100 seek=40 count=2 conv=notrunc 2>/dev/null
	done
	same "$file: damaged" "${both[@]}"
	is "$file: damaged: silent" "$(grep -c '^skbown: [a-z]' err)" 0
	check "${both[@]}"
	for one in "$kept"/*.$file; do
		truncate -s 3000 "$one"
	done
	same "$file: cut off" "${both[@]}"
	check "${both[@]}"
	rm "$kept"/*.$file
	same "$file: gone" "${both[@]}"
done
rm "$kept"/all-*.h
same "the list of headers is gone" "${both[@]}"

rm -rf "$kept"
: >"$kept"
same "no folder" "${both[@]}"
is "no folder: none" "$shared" 0
rm "$kept"
if [ "$(id -u)" -ne 0 ]; then
	mkdir "$kept"
	chmod a-w "$kept"
	same "a folder that cannot be written" "${both[@]}"
	chmod u+w "$kept"
fi
(
	trap '' XFSZ
	ulimit -f 40
	"$SKBOWN" check --no-store --no-snippets "${both[@]}" "${flags[@]}" >out 2>err </dev/null
)
is "full disk: the same is found" "$(cat out)" "$(cat plain)"
rm -rf "$kept"

for i in 1 2 3 4; do
	"$SKBOWN" check -q --no-store --no-snippets find.c use.c asks.c sets.c "${flags[@]}" \
		>out.$i 2>err.$i </dev/null &
done
wait
check --no-pch find.c use.c asks.c sets.c
cp out plain
for i in 1 2 3 4; do
	is "side by side: run $i" "$(cat out.$i err.$i)" "$(cat plain)"
done
is "side by side: nothing is left over" "$(ls "$kept" | grep -c tmp)" 0

# --- a driver, with the headers of a real kernel ---

driver=(tx.c rx.c owner.c)
(cd "$top/testdata/driver" && "$SKBOWN" check --no-store --no-pch -q -f json "${driver[@]}") >plain 2>err
(cd "$top/testdata/driver" && "$SKBOWN" check --no-store --stats -f json "${driver[@]}") >out 2>err
is "a driver: the same is found" "$(cat out)" "$(cat plain)"
has "a driver: there is something to find" out '"findings"'
is "a driver: headers were shared" \
	"$(sed -n 's/^headers: \([0-9]*\) units.*/\1/p' err | sed 's/[1-9]/some/')" some

finish
