#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_inventory - destructors with their contracts, and where owners are attached.
. "$(dirname "$0")/lib.sh"

cat >own.c <<'EOT'
struct foo { int users; };
struct sock;
struct sk_buff { struct sock *sk; void (*destructor)(struct sk_buff *skb); unsigned int truesize; };
void skbown_add(void *counter, long amount);
void seen_elsewhere(struct sk_buff *skb);
static void foo_free(struct sk_buff *skb)
{
	struct foo *foo = (struct foo *)skb->sk;

	skbown_add(&foo->users, -1);
}
static void foo_free_more(struct sk_buff *skb)
{
	foo_free(skb);
}
void foo_own(struct sk_buff *skb, struct foo *foo)
{
	skbown_add(&foo->users, 1);
	skb->sk = (struct sock *)foo;
	skb->destructor = foo_free;
}
void foo_upgrade(struct sk_buff *skb)
{
	skb->destructor = foo_free_more;
}
void foo_disown(struct sk_buff *skb)
{
	skb->sk = 0;
	skb->destructor = 0;
}
void foo_other(struct sk_buff *skb, struct sock *sk)
{
	skb->sk = sk;
	skb->destructor = seen_elsewhere;
}
EOT

run inventory own.c --
is "status" $rc 0
has "a destructor and its place" out "foo_free()  own.c:6"
has "its contract" out "gives back skb->sk->users - 1"
has "what it needs" out "needs      skb->sk"
has "where it goes on" out "goes on to foo_free()"
has "a body that was not seen" out "seen_elsewhere()  body not seen"
has "three places" out "Where an owner is attached (3)"
has "one of them" out "own.c:20  foo_own"
has "an owner taken off" out "Where an owner is taken off by hand (1)"
has "who leaves a buffer owned" out "foo_own(): skb is owned by foo, destructor foo_free()"

run inventory -f json own.c --
is "JSON: the counter" "$(python3 -c '
import json
d = {x["name"]: x for x in json.load(open("out"))["destructors"]}
print(d["foo_free"]["counters"], d["foo_free_more"]["goes_on_to"], d["seen_elsewhere"]["source"])')" \
	"['foo.users'] ['foo_free'] not seen"
is "JSON: verdicts" "$(python3 -c '
import json
print(*sorted(x["function"] + ":" + x["verdict"] for x in json.load(open("out"))["sites"]))')" \
	"foo_disown:note foo_other:note foo_own:note foo_upgrade:ok"

run inventory -f html -o page.html own.c --
is "page: status" $rc 0
has "page: a destructor" page.html "<code>foo_free()</code>"
hasnt "page: nothing from elsewhere" page.html "http-equiv"
is "page: no link to the network" "$(grep -oE '(src|href)="https?:' page.html | wc -l)" 0
if command -v dot >/dev/null; then
	has "page: the picture" page.html "<svg"
	has "page: a counter in it" page.html ">foo.users</text>"
fi
mkdir bin
PATH=$tmp/bin "$SKBOWN" inventory -f html -o bare.html own.c -- 2>err
is "without dot: status" $? 0
has "without dot: what to install" err "apt install graphviz"
has "without dot: the page says so too" bare.html "apt install graphviz"
hasnt "without dot: no picture" bare.html "<svg"

run check -q --inventory side.json own.c --
has "beside the findings" side.json '"foo_upgrade"'
run check -q own.c --
cp out alone
run check -q --inventory side.txt own.c --
is "the findings are the same with it" "$(cat out)" "$(cat alone)"
run inventory -f xml own.c --
is "unknown format: status" $rc 2
has "unknown format: which there are" err "text, json, html or dot"

finish
