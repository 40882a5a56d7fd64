#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_gate - what of the findings counts: baseline, change, suppressions, configuration.
. "$(dirname "$0")/lib.sh"

# $1: name of a function that sends a buffer with a socket and no destructor
bug_in() {
	cat <<-EOF
	#include <linux/netdevice.h>
	#include <net/sock.h>
	void $1(struct sock *sk)
	{
		struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

		if (!skb)
			return;
		skb->sk = sk;
		netif_rx(skb);
	}
	EOF
}
flags=(-- "-I$top/include" "-I$top/include/kernel")
gate() { run check -q --no-store "$@" "${flags[@]}"; }
found() { grep -ac '\[sk-without-destructor\]' out; }

bug_in first >a.c
gate a.c
is "without a gate: status" $rc 1
is "without a gate: found" "$(found)" 1

# --- baseline ---
gate --baseline base --write-baseline a.c
is "written: status" $rc 0
is "written: nothing is shown" "$(cat out)" ""
is "written: an entry" "$(grep -c '^[0-9a-f]* sk-without-destructor first a.c$' base)" 1
sed -i 's/a\.c$/& -- we know/' base
{ printf '\n\n/* lines move */\n'; bug_in first; } >a.c
gate --baseline base a.c
is "lines moved: status" $rc 0
bug_in second >b.c
gate --baseline base a.c b.c
is "a new bug: status" $rc 1
has "a new bug: it alone is shown" out "b.c:9:"
hasnt "a new bug: not the old one" out "a.c:"
run check --no-store --baseline base a.c b.c "${flags[@]}"
has "the last line says what is known" err "1 finding (1 warning), 1 known;"
cp base before
gate --baseline base --write-baseline b.c
has "written for one file: the other's entry stays, with its reason" base "first a.c -- we know"
has "written for one file: its own" base "second b.c"
is "it is sorted" "$(sed 1d base | awk '{print $4}' | sort -C && echo yes)" yes
source_of first >a.c
run check --no-store --baseline base a.c b.c "${flags[@]}"
has "what is gone is said" err "a.c: in the baseline, and found no more: sk-without-destructor in first"
gate --baseline base b.c
hasnt "... not of a file that nobody looked at" err "found no more"
gate --baseline nowhere a.c
is "a missing baseline: status" $rc 2
has "a missing baseline: what to do" err "with --write-baseline it is made"
gate --write-baseline a.c
is "--write-baseline alone: status" $rc 2
for bad in '<<<<<<< HEAD' 'zz rule f a.c' '0123456789abcdef rule f' '0123456789ABCDEF r f a.c' $'\x01'; do
	printf '# head\n\n%s\n' "$bad" >broken
	gate --baseline broken --write-baseline a.c
	is "no baseline: status" $rc 2
	has "no baseline: where" err "broken:3: no entry of a baseline"
	is "no baseline: it stays as it was" "$(sed -n 3p broken)" "$bad"
done

# --- suppressions ---
bug_in first >a.c
sed -i 's|skb->sk = sk;|& /* skbown: ignore sk-without-destructor -- tested by hand */|' a.c
gate a.c
is "suppressed: status" $rc 0
run check --no-store a.c "${flags[@]}"
has "suppressed: counted" err "0 findings, 1 suppressed;"
sed -i 's/ -- tested by hand//' a.c
gate a.c
has "without a reason" out "without a reason"
gate --rules missing-orphan a.c
is "of another rule than the run's: not judged" $rc 0
sed -i 's/skb->sk = sk/skb->mark = 1/' a.c
gate a.c
has "idle" out "without effect"
gate -f sarif a.c
has "in SARIF" out '"ruleId": "bad-suppression"'

# --- configuration ---
bug_in first >a.c
mkdir -p sub/deep
bug_in third >sub/deep/c.c
echo 'fail-on: error' >.skbown.yaml
gate sub/deep/c.c
is "found above the path: status" $rc 0
gate --fail-on note sub/deep/c.c
is "the command line wins" $rc 1
gate --no-config sub/deep/c.c
is "--no-config" $rc 1
printf 'levels:\n  sk-without-destructor: note\n' >.skbown.yaml
gate a.c
has "a level of the project's own" out "note: 'sk' is set"
printf 'levels: {sk-without-destructor: "off"}\n' >.skbown.yaml
gate a.c
is "a rule that is off" "$(cat out)" ""
printf 'suppress:\n  - path: sub\n    rule: sk-without-destructor\n    reason: old code\n' >.skbown.yaml
gate a.c sub
is "suppressed by path" "$(found)" 1
source_of third >sub/deep/c.c
gate sub
has "a pattern without effect" out ".skbown.yaml:2:1: warning: suppression of sk-without-destructor without effect"
bug_in third >sub/deep/c.c
printf 'exclude: [sub/deep]\n' >.skbown.yaml
gate .
is "folders that are left out" "$(found)" 2
printf 'baseline: known\nrules: [missing-orphan]\n' >.skbown.yaml
run config --fail-on note a.c
is "config: status" $rc 0
has "config: the rules" out "rules: [missing-orphan]"
has "config: the place" out "# .skbown.yaml"
has "config: the command line" out "# command line"
# $1: text, $2: message
mistake() {
	printf '%b' "$1" >.skbown.yaml
	gate a.c
	is "mistake '$2': status" $rc 2
	has "mistake '$2'" err ".skbown.yaml:$2"
}
mistake 'fail-on: note\nruls: [x]\n' "2: unknown key 'ruls'; did you mean 'rules'?"
mistake 'levels:\n  missing-orphn: note\n' "2: unknown key 'missing-orphn'; did you mean 'missing-orphan'?"
mistake 'rules: [missing-orphn]\n' "1: unknown rule 'missing-orphn'; did you mean 'missing-orphan'?"
mistake 'suppress:\n - path: x\n   rule: nope-nope-nope-nope\n   reason: y\n' "2: unknown rule"
mistake '\x01\xff' "1: "
rm .skbown.yaml

# --- changes ---
bug_in first >a.c
bug_in second >b.c
git init -q . && git config user.name t && git config user.email t@t
git add a.c b.c && git commit -qm one
gate --diff HEAD a.c b.c
is "nothing changed: status" $rc 0
sed -i 's/struct sock \*sk)/struct sock *sk )/; s/GFP_ATOMIC/GFP_KERNEL/' b.c
gate --diff HEAD a.c b.c
is "a line of the path changed: status" $rc 1
has "a line of the path changed: which" out "b.c:9:"
hasnt "... and no other" out "a.c:"
run check --no-store --diff HEAD a.c b.c "${flags[@]}"
has "the others are counted" err "1 finding (1 warning), 1 outside the change;"
(cd sub && "$SKBOWN" check -q --no-store --diff HEAD .. "${flags[@]}" >"$tmp/out" 2>"$tmp/err")
has "from another folder of the repository" out "b.c:9:"
bug_in fourth >new.c
gate --diff HEAD a.c new.c
has "a file that git does not know is new" out "new.c:9:"
rm new.c
git commit -qam two
git format-patch -q -1 --stdout >p.mbox
"$SKBOWN" check -q --no-store --diff-from - a.c b.c "${flags[@]}" <p.mbox >out 2>err
is "a patch by mail: status" $? 1
has "a patch by mail" out "b.c:9:"
hasnt "a patch by mail: no more" out "a.c:"
gate --diff-from /dev/null a.c b.c
is "an empty change: status" $rc 0
gate --diff nowhere a.c
is "no such revision: status" $rc 2
gate --diff --help a.c
is "an option as revision: status" $rc 2
# $1: text, $2: message
no_diff() {
	printf '%b' "$1" >d
	gate --diff-from d a.c
	is "no diff '$2': status" $rc 2
	has "no diff '$2'" err "$2"
}
no_diff 'hello\n' "d:1: no unified diff"
no_diff '@@ -1 +1 @@\n-a\n+b\n' "d:1: a hunk without a file"
no_diff '--- a/a.c\n+++ b/a.c\n@@ -1,3 +1,3 @@\n a\n' "d:4: a hunk that ends before"
no_diff '--- a/a.c\n+++ b/a.c\n@@ -1,3 +1,3 @@\n a\n--- a/b.c\n?\n' "d:6: a hunk that ends before"
no_diff '--- a/a.c\n+++ b/a.c\n@@ -x +1 @@\n' "d:3: the head of a hunk"
no_diff '--- a/a.c\n+++ b/a.c\n@@@ -1 -1 +1 @@@\n' "d:3: the diff of a merge"
no_diff '--- a/q.c\n+++ b/q.c\n@@ -1 +1 @@\n-a\n+b\n' "none of its files is here ('b/q.c')"
gate --diff HEAD --diff-from d a.c
is "both: status" $rc 2

finish
