#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_kbuild - called by a real build of the sample driver as a module, before sparse.
. "$(dirname "$0")/lib.sh"

kdir=$(printf '%s\n' /usr/src/linux-headers-*-amd64 | sort -V | tail -1)
drv=$tmp/vnic
mkdir "$drv"
cp "$top"/testdata/driver/{*.[ch],Makefile} "$drv"
# Something for sparse to say.
printf '\nint *vnic_nothing(void);\nint *vnic_nothing(void)\n{\n\treturn 0;\n}\n' >>"$drv/main.c"

# $1: what CHECK is; more: words for make
build() {
	local check=$1
	shift
	make -C "$kdir" M="$drv" CHECK="$check" "$@" modules >out 2>err </dev/null
	rc=$?
}
sources() { find "$drv" \( -name '*.[ch]' ! -name '*.mod.c' -o -name Makefile \) -exec cat {} + | cksum; }
before=$(sources)

build "$SKBOWN kbuild --log $tmp/logs --then 'sparse -Wno-context'" C=2
is "C=2: make's status" $rc 0
[ -s "$drv/vnic.ko" ]
tell $? "C=2: the module is built"
has "C=2: a finding, with the path that make uses" err "$drv/dev.c:81:2: warning: "
has "C=2: its path" err "$drv/dev.c:80:2: note: "
has "C=2: sparse's own" err "Using plain integer as NULL pointer"
hasnt "C=2: nothing is incomplete" err "incomplete"
is "C=2: no source is changed" "$(sources)" "$before"
is "C=2: and nothing is put beside them" "$(find "$drv" -name '*.json' -o -name '*.tmp' -o -name '*.txt')" ""
is "the log has each file" "$(find logs -name '*.c.json' | wc -l)" 8

# The same that "check" finds when it looks at each file alone.
(cd "$drv" && "$SKBOWN" check -q --no-cross . >"$tmp/alone" 2>&1)
(cd "$drv" && "$SKBOWN" merge -q "$tmp/logs" >"$tmp/merged" 2>&1)
has "the log, merged, has sparse's" merged "main.c:"
grep -a '\[[a-z-]*\]$' alone | sort >a
grep -a '\[[a-z-]*\]$' merged | grep -v '\[sparse\]$' | sort >m
[ -s a ] && cmp -s a m
tell $? "the log, merged, is what check finds" "$(diff a m | head)"

# C=1 checks what is compiled anew, and a status deletes the object.
touch "$drv/dev.c"
build "$SKBOWN kbuild" C=1
is "C=1: make's status" $rc 0
has "C=1: what is compiled anew" err "dev.c:81:2: warning: "
hasnt "C=1: and no other" err "steer.c:"
touch "$drv/dev.c"
build "$SKBOWN kbuild --error-exitcode 1" C=1
[ $rc -ne 0 ] && [ ! -e "$drv/dev.o" ]
tell $? "--error-exitcode: make fails, and the object is gone"
build "$SKBOWN kbuild --error-exitcode=1 --rules owner-copied" C=1
is "--rules: nothing of that rule, nothing fails" $rc 0
touch "$drv/dev.c"
build "$SKBOWN kbuild --then false" C=1
[ $rc -ne 0 ]
tell $? "--then: its status is ours"

# --- the story of a driver's repository ---
cd "$drv" || exit 1
gate() {
	"$SKBOWN" check -q --baseline ../base "$@" . >../out 2>../err
	rc=$?
}
# The same in the module's build: kbuild's logs, merged. C=1 replaces those of what has changed.
built() {
	make -C "$kdir" M="$drv" CHECK="$SKBOWN kbuild --log $tmp/logs" C="$2" modules >../out 2>../err
	is "story: $1: the module is built" $? 0
	"$SKBOWN" merge -q --baseline ../base ../logs >../out 2>../err
	rc=$?
}
heads() { grep -ao '\[[a-z-]*\]$' ../out | sort | tr -d '\n'; }
"$SKBOWN" check -q . >../out 2>../err
is "story: the first run has findings" "$? $(heads | tr ']' '\n' | wc -l)" "1 8"
gate --write-baseline
is "story: what is there becomes the baseline" $rc 0
gate
is "story: from then on it passes" "$rc $(heads)" "0 "
rm -rf ../logs
built "with the baseline" 2
is "story: and so does its build" "$rc $(heads)" "0 "
cat >>tx.c <<'END'

void vnic_new(struct vnic_priv *vp, struct sock *sk);
void vnic_new(struct vnic_priv *vp, struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return;
	skb->dev = vp->dev;
	skb->sk = sk;
	dev_queue_xmit(skb);
}
END
gate
is "story: a new bug does not" $rc 1
is "story: it alone is shown" "$(heads)" "[sk-without-destructor]"
built "with a new bug" 1
is "story: and in its build" "$rc $(heads)" "1 [sk-without-destructor]"
sed -i 's|^\tskb->sk = sk;$|& /* skbown: ignore sk-without-destructor -- the tunnel takes it off */|' tx.c
gate
is "story: a reason silences it" "$rc $(heads)" "0 "
built "with the reason" 1
is "story: and in its build" "$rc $(heads)" "0 "
cd "$tmp" || exit 1

# --- by hand ---
source_of good >good.c
run kbuild --help
is "help" $rc 0
run kbuild
is "no words: status" $rc 2
run kbuild -D__linux__ -O2
is "no file: status" $rc 2
run kbuild --then nowhere/sparse -DX good.c
has "--then: what is not there" err "--then: 'nowhere/sparse' is not there"
run kbuild --error-exitcode many good.c
is "no status" $rc 2
run kbuild --lgo x good.c
has "unknown option" err "unknown option '--lgo'"
run kbuild -D__linux__ -Wp,-MMD,there.d --no-such-flag -mwhat good.c
is "words that nobody knows: status" $rc 0
[ ! -e there.d ]
tell $? "no dependency file is written"
echo 'int broken(struct sk_buff *skb) { return skb->sk' >broken.c
run kbuild -DX broken.c
is "what cannot be parsed: status" $rc 0
has "what cannot be parsed: said" err "broken.c: incomplete:"

finish
