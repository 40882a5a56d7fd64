/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owner-copied - two buffers, one payment.
 *
 * "foo" is an invented tunnel. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_ring {
	struct sk_buff *held;
	struct sk_buff_head out;
};

void foo_hw_send(struct sk_buff *skb);

/* The original is freed with its owner. */
struct sk_buff *foo_expand(struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy_expand(skb, 32, 0, GFP_ATOMIC);

	if (!n) {
		kfree_skb(skb);
		return NULL;
	}
	n->sk = skb->sk;
	n->destructor = skb->destructor; // expect-warning: owner-copied
	consume_skb(skb);
	return n;
}

/* Both are sent. */
int foo_mirror(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (n) {
		n->sk = skb->sk;
		n->destructor = skb->destructor; // expect-warning: owner-copied
		dev_queue_xmit(n);
	}
	return dev_queue_xmit(skb);
}

/* The owner is known to be there. */
void foo_keep(struct foo_ring *ring, struct sk_buff *skb)
{
	struct sk_buff *n;

	if (!skb->sk || !skb->destructor)
		return;
	n = skb_copy(skb, GFP_ATOMIC);
	if (!n)
		return;
	n->destructor = skb->destructor;
	n->sk = skb->sk; // expect-warning: owner-copied
	skb_queue_tail(&ring->out, n);
}

/* The destructor is known: it puts a reference, and one was taken. */
void foo_keep_held(struct foo_ring *ring, struct sk_buff *skb)
{
	struct sk_buff *n;

	if (skb->destructor != sock_efree)
		return;
	n = skb_clone(skb, GFP_ATOMIC);
	if (!n)
		return;
	n->sk = skb->sk;
	n->destructor = skb->destructor; // expect-warning: owner-copied
	skb_queue_tail(&ring->out, n);
}

/* The error path frees the copy, and the caller still has the original. */
int foo_try(struct foo_ring *ring, struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n)
		return -ENOMEM;
	n->truesize = skb->truesize;
	n->sk = skb->sk;
	n->destructor = skb->destructor; // expect-warning: owner-copied
	if (ring->held) {
		kfree_skb(n);
		return -EBUSY;
	}
	skb->sk = NULL;
	skb->destructor = NULL;
	skb_queue_tail(&ring->out, n);
	return 0;
}

/* From what the driver keeps. */
struct sk_buff *foo_again(struct foo_ring *ring)
{
	struct sk_buff *skb = ring->held, *n;

	n = skb_clone(skb, GFP_ATOMIC);
	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = skb->destructor; // expect-warning: owner-copied
	return n;
}

/* In a helper; its callers clear nothing. */
static void foo_same_owner(struct sk_buff *to, struct sk_buff *from)
{
	to->sk = from->sk;
	to->destructor = from->destructor; // expect-warning: owner-copied
}

struct sk_buff *foo_copy(struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy(skb, GFP_ATOMIC);

	if (n)
		foo_same_owner(n, skb);
	return n;
}

/* Sent by a function that was not seen, which may pay. */
void foo_offload(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n)
		return;
	n->sk = skb->sk;
	n->destructor = skb->destructor; // expect-note: owner-copied
	foo_hw_send(n);
}

/* The size goes with the pair: still one payment. */
struct sk_buff *foo_same_size(struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy(skb, GFP_ATOMIC);

	if (!n)
		return NULL;
	n->truesize = skb->truesize;
	n->sk = skb->sk;
	n->destructor = skb->destructor; // expect-warning: owner-copied
	return n;
}
