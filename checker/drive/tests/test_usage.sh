#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_usage - the command line, and where the output goes.
. "$(dirname "$0")/lib.sh"

source_of good >good.c

run chek
is "unknown command: status" $rc 2
has "unknown command: suggestion" err "did you mean 'check'?"
run check --formt=json good.c
is "unknown option: status" $rc 2
has "unknown option: suggestion" err "unknown option '--formt'; did you mean '--format'?"
run check -Z good.c
is "unknown short option: status" $rc 2
run check --rules missing-orphn good.c
is "unknown rule: status" $rc 2
has "unknown rule: suggestion" err "did you mean 'missing-orphan'?"
run check --format xml good.c
is "unknown format: status" $rc 2
run check --min-level loud good.c
is "unknown level: status" $rc 2
run check --jobs many good.c
is "no number: status" $rc 2
run check --kdir . -p . good.c
is "--kdir and -p: status" $rc 2
run check --help
is "help: status" $rc 0
has "help: text" out "--kdir"
for c in check summary inventory kbuild merge config explain rules version help; do
	run $c --help
	is "$c --help: status" $rc 0
	has "$c --help: its own name" out "Usage: skbown $c"
done
run merge --help
has "merge --help: its options" out "--write-baseline"
hasnt "merge --help: no option of check alone" out "--fix"
hasnt "merge --help: none about compiling" out "--kbuild"
run kbuild --help
has "kbuild --help: its options" out "--then=CMD"
hasnt "kbuild --help: no others" out "--jobs"
run config --help
hasnt "config --help: none that it does not show" out "--store"
run merge --fix good.c
is "option of another command: status" $rc 2
has "option of another command: whose" err "'skbown merge' has no option '--fix'; 'skbown check' has"
run kbuild --error-exitcode 256 -Dx good.c
is "kbuild: no exit status" $rc 2
run version
has "version" out "skbown "
run help
has "list of commands" out "skbown explain RULE"

run rules
is "rules: status" $rc 0
has "rules: one of them" out "missing-orphan"
run explain missing-orphan
is "explain: status" $rc 0
has "explain: head" out "missing-orphan (warning"
hasnt "explain: no front matter" out "level: warning"
run explain missing-orphn
is "explain, unknown rule: status" $rc 2
has "explain, unknown rule: suggestion" err "did you mean 'missing-orphan'?"
run explain
is "explain without rule: status" $rc 2
for id in $("$SKBOWN" rules | cut -d' ' -f1); do
	run explain "$id"
	[ $rc -eq 0 ] && [ "$(wc -l <out)" -gt 5 ]
	tell $? "explain $id"
done

run check --dump=ops
has "list of operations" out "container_of"
run check --dump=ir --function good good.c --
has "IR of a function" out "@good("

# --- what a function does ---
run summary skb_set_owner_w
is "summary of a model: status" $rc 0
has "summary of a model: case" out "when sk may be a request or TIME_WAIT socket"
has "summary of a model: effect" out "sk->sk_wmem_alloc + skb->truesize"
run summary good good.c --
has "summary of a body: head" out "good(skb) - good.c:3"
has "summary of a body: effect" out "skb is left without an owner"
run summary -f json good good.c --
has "summary as JSON" out '"skb is left without an owner"'
run summary god good.c --
is "summary of what is not there: status" $rc 2
has "summary of what is not there: suggestion" err "no function 'god' in these files; did you mean 'good'?"
run summary skb_set_owner_q
has "summary of an unknown model: suggestion" err "did you mean 'skb_set_owner_"
run summary
is "summary without a function: status" $rc 2
run summary good absent.c --
is "summary of a missing file: status" $rc 2
run summary -f html good good.c --
is "summary: unknown format: status" $rc 2

# --- output ---
run check -o out.json -f json good.c --
is "to a file: status" $rc 0
has "to a file: content" out.json '"tool": "skbown"'
is "to a file: no half-made one beside it" "$(ls | grep -c '^out.json')" 1
run check -o /dev/full -f json good.c --
is "to a full disk: status" $rc 2
has "to a full disk: reason" err "cannot write /dev/full: No space left on device"
"$SKBOWN" check -f json good.c -- >/dev/full 2>err
is "stdout to a full disk: status" $? 2
has "stdout to a full disk: reason" err "No space left on device"
run check -o no/such/dir/x good.c --
is "to a missing folder: status" $rc 2
has "to a missing folder: reason" err "No such file or directory"
"$SKBOWN" rules >/dev/full 2>err
is "rules to a full disk: status" $? 2
"$SKBOWN" check -o /dev/stderr -f json good.c -- 2>&1 | cat >out
has "to a pipe" out '"tool": "skbown"'
ln -s target.json link.json
run check -o link.json -f json good.c --
is "to a link: it stays" "$(readlink link.json)" target.json
has "to a link: its target is written" target.json '"tool": "skbown"'

run check -q good.c --
is "quiet" "$(cat err)" ""
run check --stats good.c --
has "stats: functions" err "functions: 1 seen, 1 lowered, 0 incomplete"
has "stats: memory" err "peak memory of a worker:"

# --- models of the user's own ---
{
	source_of good
	echo 'void own_release(struct sk_buff *skb);'
	printf 'void calls(struct sk_buff *skb)\n{\n\tskb->sk = 0;\n\tskb->destructor = 0;\n\town_release(skb);\n}\n'
} >calls.c
printf '#include <skbown.h>\nvoid own_release(struct sk_buff *skb)\n{\n\tskbown_release_skb(skb);\n}\n' >model.c
run check --stats calls.c --
has "without a model: an unknown call" err ", 1 unknown calls"
run check --stats --model model.c calls.c --
has "with a model: none" err ", 0 unknown calls"
echo 'void own_release(struct sk_buff *skb) { nonsense(; }' >broken.c
run check --model broken.c calls.c --
is "broken model: status" $rc 2
has "broken model: where" err "broken.c:1:"
run check --model absent.c calls.c --
is "missing model: status" $rc 2
has "missing model: reason" err "absent.c: No such file or directory"

# --- paths are shown as seen from the current folder ---
mkdir -p a/b
{
	source_of first
	echo 'oops'
} >a/b/x.c
run check a --
has "paths from the current folder" err "a/b/x.c: incomplete: "
(cd a/b && "$SKBOWN" check ../b -- >"$tmp/out" 2>"$tmp/err")
has "paths from a folder below" err "x.c: incomplete: "
hasnt "paths from a folder below: none above" err "a/b/x.c: incomplete: "

# --- the same output whatever the number of workers ---
mkdir many
for i in $(seq 1 12); do
	{
		source_of f$i g$i
		printf 'void bad%d(struct sk_buff *skb)\n{\n\tskb->sk = 0 +;\n}\n' "$i"
	} >many/$i.c
done
run check -j1 -f json many --
mv out one
run check -j4 -f json many --
cmp -s one out
tell $? "one worker and four say the same"
run check --dump=ir many --
is "dumps come in order" "$(grep -ao '^unit.*' out | sort -C && echo sorted)" sorted

finish
