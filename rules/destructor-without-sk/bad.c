/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destructor-without-sk - destructors that will read a socket that is not there.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_ring {
	struct sk_buff *slot[16];
	unsigned int tail;
};

struct sock *foo_owner_of(struct net_device *dev);

/* Reads skb->sk without asking. */
static void foo_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	sk->sk_data_ready(sk);
}

/* Ends in one that does. */
static void foo_wfree_chain(struct sk_buff *skb)
{
	skb->mark = 0;
	sock_wfree(skb);
}

/* A fresh buffer has no socket. */
int foo_send(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL); // note: made here by alloc_skb()

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->destructor = sock_wfree; // expect-warning: destructor-without-sk
	return dev_queue_xmit(skb);
}

/* Nor has one that was orphaned on the line before. */
void foo_requeue(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->destructor = sock_efree; // expect-warning: destructor-without-sk
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* Nor a clone: it does not inherit the pair. */
struct sk_buff *foo_clone_owned(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n)
		return NULL;
	n->destructor = sock_rfree; // expect-warning: destructor-without-sk
	return n;
}

/* The file's own destructor. */
int foo_queue_rcv(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	skb->destructor = foo_rfree; // expect-warning: destructor-without-sk
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* One that chains. */
int foo_send_chain(struct sk_buff_head *q, int len)
{
	struct sk_buff *buf = alloc_skb(len, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	buf->destructor = foo_wfree_chain; // expect-warning: destructor-without-sk
	skb_queue_tail(q, buf);
	return 0;
}

/* The socket is set only when there is one; the destructor always. */
int foo_xmit_dev(struct net_device *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);
	struct sock *sk = foo_owner_of(dev);

	if (!skb)
		return -ENOMEM;
	if (sk) {
		sock_hold(sk);
		skb->sk = sk;
	}
	skb->destructor = sock_efree; // expect-warning: destructor-without-sk
	return dev_queue_xmit(skb);
}

/* The socket that was stored is NULL on one path. */
int foo_xmit_null(struct sock *listener, int type)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);
	struct sock *sk = NULL;

	if (!skb)
		return -ENOMEM;
	if (type == 1) {
		sk = listener;
		sock_hold(sk);
	}
	skb->sk = sk;
	skb->destructor = sock_edemux; // expect-warning: destructor-without-sk
	return dev_queue_xmit(skb);
}

/* The socket went into the other buffer. */
int foo_send_pair(struct sock *sk)
{
	struct sk_buff *head = alloc_skb(100, GFP_KERNEL);
	struct sk_buff *tail = alloc_skb(100, GFP_KERNEL);

	if (!head || !tail) {
		kfree_skb(head);
		kfree_skb(tail);
		return -ENOMEM;
	}
	refcount_add(tail->truesize, &sk->sk_wmem_alloc);
	tail->destructor = sock_wfree; // expect-warning: destructor-without-sk
	skb_set_owner_w(head, sk);
	dev_queue_xmit(head);
	return dev_queue_xmit(tail);
}

/* In the ring, each one. */
void foo_fill(struct foo_ring *ring, int nr)
{
	struct sk_buff *n;

	while (nr--) {
		n = alloc_skb(2048, GFP_ATOMIC);
		if (!n)
			return;
		n->destructor = foo_rfree; // expect-warning: destructor-without-sk
		ring->slot[ring->tail++ & 15] = n;
	}
}

static void foo_arm(struct sk_buff *skb)
{
	skb->destructor = sock_rfree; // expect-warning: destructor-without-sk
}

/* A helper's store, on a buffer that this function made. */
int foo_helper(struct sk_buff_head *q)
{
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	foo_arm(skb);
	skb_queue_tail(q, skb);
	return 0;
}

int foo_helper_right(struct sock *sk, struct sk_buff_head *q)
{
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, skb->truesize);
	foo_arm(skb);
	skb_queue_tail(q, skb);
	return 0;
}

/* skb->sk is known to be NULL here. */
void foo_default_owner(struct sk_buff *skb, struct sock *sk)
{
	if (skb->sk)
		return;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->destructor = sock_wfree; // expect-warning: destructor-without-sk
	dev_queue_xmit(skb);
}

/* Copied from a buffer, the socket forgotten. */
struct sk_buff *foo_copy_dtor(const struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy(skb, GFP_ATOMIC);

	if (n && skb->destructor == sock_wfree) {
		refcount_add(n->truesize, &skb->sk->sk_wmem_alloc);
		n->destructor = skb->destructor; // expect: destructor-without-sk
	}
	return n;
}

/* The reference is taken, the destructor that puts it is set, and the socket is not. */
void foo_keep_owner(struct sk_buff *skb, struct sock *sk)
{
	sock_hold(sk);
	skb->destructor = sock_efree;	// expect-note: destructor-without-sk, missing-orphan
}

struct sk_buff *foo_split(struct sk_buff *whole);

/* The whole is disowned, and of its owner the first piece gets the destructor alone. */
struct sk_buff *foo_hand_down(struct sk_buff *whole)
{
	struct sk_buff *first;

	if (whole->destructor != sock_wfree)
		return foo_split(whole);
	whole->destructor = NULL;
	whole->sk = NULL;
	first = foo_split(whole);
	if (first)
		first->destructor = sock_wfree; // expect-note: destructor-without-sk
	return first;
}

/* The destructor that another buffer came with runs for a copy without a socket. */
int foo_mirror(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *nskb = skb_clone(skb, GFP_ATOMIC);

	if (!nskb)
		return -ENOMEM;
	nskb->dev = dev;
	nskb->destructor = skb->destructor; // expect: destructor-without-sk
	return dev_queue_xmit(nskb);
}

/* Whose buffer it is was neither set nor looked at. */
void foo_charge_received(struct sk_buff *skb, struct sk_buff_head *queue)
{
	skb->destructor = sock_rfree; // expect-note: destructor-without-sk
	skb_queue_tail(queue, skb);
}
