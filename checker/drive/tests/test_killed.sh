#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_killed - what a run that is killed, or that cannot write, leaves behind.
. "$(dirname "$0")/lib.sh"

# Half of a pair, so that there is something to write.
{
	echo 'struct sock;'
	echo 'struct sk_buff { struct sock *sk; void (*destructor)(struct sk_buff *skb); };'
} >a.c
for f in one two three four; do
	printf 'void %s(struct sk_buff *skb, struct sock *sk)\n{\n\tskb->sk = 0;\n}\n' $f >>a.c
done
args=(check -q --min-level note --baseline base --write-baseline -f json -o out.json a.c --)
run "${args[@]}"
is "a whole run: status" $rc 0
cp out.json whole.json
cp base whole.base
[ "$(wc -l <base)" -gt 2 ]
tell $? "a whole run: a baseline with entries"

# Each file is there as a whole, or as it was, or not at all.
broken=0
for i in $(seq 1 50); do
	rm -f out.json base
	[ $((i % 2)) = 0 ] && cp whole.base base
	"$SKBOWN" "${args[@]}" >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((RANDOM % 90 + 10))"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ -e out.json ] && ! python3 -m json.tool out.json >/dev/null 2>&1 && broken=$((broken + 1))
	[ -e base ] && ! cmp -s base whole.base && broken=$((broken + 1))
done
is "killed 50 times: files that are half there" "$broken" 0
run "${args[@]}"
is "and the store still serves" $rc 0
cmp -s out.json whole.json
tell $? "... with the same findings"

# What cannot be written.
for format in sarif html junit; do
	run check -q -f $format -o /dev/full a.c --
	is "$format to a full disk: status" $rc 2
	has "$format to a full disk: one line" err "cannot write /dev/full: No space left"
	is "$format to a full disk: no more" "$(wc -l <err)" 1
done
"$SKBOWN" check -q -f html a.c -- >&- 2>err
is "closed stdout: status" $? 2
is "closed stdout: one line" "$(wc -l <err)" 1
run check -q --baseline no/such/base --write-baseline a.c --
is "a baseline in no folder: status" $rc 2
has "a baseline in no folder: why" err "no/such/base: No such file or directory"
run merge -q -o no/such/out whole.json
is "merged into no folder: status" $rc 2

finish
