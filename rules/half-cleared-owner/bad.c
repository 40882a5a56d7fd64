/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-cleared-owner - one half of the pair goes, the other stays.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct foo_chunk {
	struct sk_buff *skb;
	bool sent;
};

struct sk_buff *foo_split(struct sk_buff *skb);

/* The destructor is taken off so that the pieces get the charge; the socket stays. */
struct sk_buff *foo_segment(struct sk_buff *big)
{
	struct sk_buff *segs;
	bool copy = big->destructor == sock_wfree;

	if (copy)
		big->destructor = NULL; // expect: half-cleared-owner
	segs = foo_split(big);
	if (IS_ERR_OR_NULL(segs)) {
		if (copy)
			big->destructor = sock_wfree;
		return segs;
	}
	return segs;
}

/* The socket goes, sock_wfree stays and will read it. */
int foo_send_anon(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	skb->sk = NULL; // expect-warning: half-cleared-owner
	return dev_queue_xmit(skb);
}

/* The destructor goes, the socket dangles. */
int foo_send_unaccounted(struct sock *sk, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, len, 0, &err);
	if (!skb)
		return err;
	skb->destructor = NULL; // expect-warning: half-cleared-owner
	return dev_queue_xmit(skb);
}

/* On the way of the error only. */
int foo_try_send(struct sock *sk, struct sk_buff_head *q, int err)
{
	struct sk_buff *buf = alloc_skb(100, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	skb_set_owner_w(buf, sk);
	if (err)
		buf->sk = NULL; // expect-warning: half-cleared-owner
	skb_queue_tail(q, buf);
	return err;
}

/* The destructor's work is done by hand, then one half is forgotten. */
void foo_eat(struct sk_buff_head *done, struct sk_buff *skb)
{
	if (skb->destructor == sock_rfree) {
		sock_rfree(skb);
		skb->destructor = NULL; // expect-warning: half-cleared-owner
	}
	skb_queue_tail(done, skb);
}

/* kfree_skb() runs sock_wfree() with no socket. */
void foo_drop(struct sock *sk)
{
	struct sk_buff *skb = sock_wmalloc(sk, 100, 1, GFP_ATOMIC);

	if (!skb)
		return;
	skb->sk = NULL; // expect-warning: half-cleared-owner
	kfree_skb(skb);
}

/* Hand-over that leaves the socket behind. */
struct sk_buff *foo_replace(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *n = alloc_skb(200, GFP_ATOMIC);

	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	skb->destructor = NULL; // expect: half-cleared-owner
	skb->dev = dev;
	dev_queue_xmit(skb);
	return n;
}

/* The queue is cleaned, but by halves. */
void foo_detach_all(struct sock *sk)
{
	struct sk_buff *n;

	skb_queue_walk(&sk->sk_write_queue, n) {
		if (n->destructor != sock_wfree)
			continue;
		n->sk = NULL; // expect: half-cleared-owner
	}
}

/* Through WRITE_ONCE. */
int foo_hide(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_r(skb, sk);
	WRITE_ONCE(skb->sk, NULL); // expect-warning: half-cleared-owner
	netif_rx(skb);
	return 0;
}

static void foo_unset(struct sk_buff *skb)
{
	skb->destructor = NULL; // expect: half-cleared-owner
}

/* A helper takes one half off. */
int foo_send_unset(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	foo_unset(skb);
	return dev_queue_xmit(skb);
}

/* The chunk's buffer keeps its destructor. */
int foo_chunk_release(struct foo_chunk *chunk, struct sock *sk)
{
	chunk->skb = sock_wmalloc(sk, 100, 0, GFP_KERNEL);
	if (!chunk->skb)
		return -ENOMEM;
	chunk->sent = true;
	chunk->skb->sk = NULL; // expect-warning: half-cleared-owner
	return dev_queue_xmit(chunk->skb);
}

/* Only one label clears both. */
void foo_finish(struct sock *sk, struct sk_buff_head *q, int how)
{
	struct sk_buff *skb = alloc_skb(10, GFP_ATOMIC);

	if (!skb)
		return;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	switch (how) {
	case 0:
		sock_put(sk);
		skb->destructor = NULL;
		skb->sk = NULL;
		break;
	case 1:
		sock_put(sk);
		skb->destructor = NULL; // expect-warning: half-cleared-owner
		break;
	default:
		break;
	}
	skb_queue_tail(q, skb);
}

/* The last piece gets the destructor in exchange for its own, and no socket. */
struct sk_buff *foo_last_piece(struct sk_buff *big)
{
	struct sk_buff *last;

	if (!big->sk || big->destructor != sock_wfree)
		return NULL;
	last = foo_split(big);
	if (!last)
		return NULL;
	swap(last->destructor, big->destructor); // expect-warning: half-cleared-owner
	return last;
}
