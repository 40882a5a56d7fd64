/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owner-copied - owners that are handed over, and copies that are paid for.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_ring {
	struct sk_buff *held;
	struct sk_buff_head out;
	unsigned int used;
};

/* Handed over: the original is cleared, the difference is charged. */
struct sk_buff *foo_replace(struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy_expand(skb, 32, 0, GFP_ATOMIC);
	int delta;

	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	skb->sk = NULL;
	skb->destructor = NULL;
	delta = n->truesize - skb->truesize;
	if (n->sk && delta > 0)
		refcount_add(delta, &n->sk->sk_wmem_alloc);
	consume_skb(skb);
	return n;
}

/* In exchange for none. */
struct sk_buff *foo_swap(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n)
		return NULL;
	swap(n->truesize, skb->truesize);
	swap(n->sk, skb->sk);
	swap(n->destructor, skb->destructor);
	consume_skb(skb);
	return n;
}

/* Charged as well. */
struct sk_buff *foo_charged(struct sk_buff *skb)
{
	struct sk_buff *n;

	if (skb->destructor != sock_wfree)
		return NULL;
	n = skb_clone(skb, GFP_ATOMIC);
	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	refcount_add(n->truesize, &n->sk->sk_wmem_alloc);
	return n;
}

/* Held as well. */
struct sk_buff *foo_held(struct sk_buff *skb)
{
	struct sk_buff *n;

	if (skb->destructor != sock_efree)
		return NULL;
	n = skb_clone(skb, GFP_ATOMIC);
	if (!n)
		return NULL;
	sock_hold(skb->sk);
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	return n;
}

/* A list is paid for at once, behind the loop. */
void foo_segments(struct sk_buff *head, struct sk_buff *segs)
{
	struct sk_buff *seg;
	unsigned int sum = 0;

	if (head->destructor != sock_wfree)
		return;
	for (seg = segs; seg; seg = seg->next) {
		seg->sk = head->sk;
		seg->destructor = head->destructor; // allow-note: missing-orphan
		sum += seg->truesize;
	}
	refcount_add(sum, &head->sk->sk_wmem_alloc);
}

/* The head shrinks by what the part has. */
void foo_split(struct sk_buff *head, struct sk_buff *part)
{
	part->sk = head->sk;
	part->destructor = head->destructor; // allow-note: missing-orphan
	head->truesize -= part->truesize;
}

/* Its destructor counts what the driver has on its way, and owes nothing to the socket. */
static void foo_count(struct sk_buff *skb)
{
	skb->mark = 0;
}

struct sk_buff *foo_counted(struct sk_buff *skb)
{
	struct sk_buff *n;

	if (skb->destructor != foo_count)
		return NULL;
	n = skb_clone(skb, GFP_ATOMIC);
	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	return n;
}

/* A setter makes its own payment. */
int foo_mirror(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (n && skb->sk)
		skb_set_owner_w(n, skb->sk);
	if (n)
		dev_queue_xmit(n);
	return dev_queue_xmit(skb);
}

/* The helper copies, its caller clears. */
static void foo_same_owner(struct sk_buff *to, struct sk_buff *from)
{
	to->truesize = from->truesize;
	to->sk = from->sk;
	to->destructor = from->destructor;
}

struct sk_buff *foo_move(struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy(skb, GFP_ATOMIC);

	if (!n)
		return NULL;
	foo_same_owner(n, skb);
	skb->sk = NULL;
	skb->destructor = NULL;
	consume_skb(skb);
	return n;
}

/* There was no owner. */
struct sk_buff *foo_unowned(struct sk_buff *skb)
{
	struct sk_buff *n;

	skb_orphan(skb);
	n = skb_clone(skb, GFP_ATOMIC);
	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	return n;
}
