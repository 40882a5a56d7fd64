/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * missing-orphan - buffers whose earlier owner is overwritten.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_chunk {
	struct sk_buff *skb;
	u32 seq;
};

struct foo_peer {
	struct sock *sk;
	int state;
	bool local;
};

#define FOO_DATA	1
#define FOO_PROBE	2
#define FOO_BYE		3

/* Gives back a token of the device, not what sock_wfree would. */
static void foo_token_free(struct sk_buff *skb)
{
	atomic_inc(&skb->sk->sk_drops);
}

/* The receive path gets buffers from the stack: they may have a sender's owner. */
int foo_rcv_to_child(struct sock *child, struct sk_buff *skb)
{
	sock_hold(child);
	skb->sk = child;
	skb->destructor = sock_efree; // expect: missing-orphan
	skb_queue_tail(&child->sk_receive_queue, skb);
	return 0;
}

/* The other order of the two stores. */
int foo_rcv_reversed(struct sock *child, struct sk_buff *skb)
{
	sock_hold(child);
	skb->destructor = sock_efree;
	skb->sk = child; // expect: missing-orphan
	skb_queue_tail(&child->sk_receive_queue, skb);
	return 0;
}

/* Whatever the caller did: the buffer is charged two lines above. */
int foo_send_via(struct sock *sk, struct sock *tunnel, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, len, 0, &err); // note: set here to sock_wfree()
	if (!skb)
		return err;
	sock_hold(tunnel);
	skb->sk = tunnel;
	skb->destructor = sock_efree; // expect-warning: missing-orphan
	return dev_queue_xmit(skb);
}

/* Charged by hand over, then pinned by a second owner. */
int foo_pin(struct sock *sk, struct net_device *dev)
{
	struct sk_buff *buf = alloc_skb(128, GFP_ATOMIC);

	if (!buf)
		return -ENOMEM;
	skb_set_owner_w(buf, sk);
	buf->dev = dev;
	sock_hold(sk);
	buf->sk = sk;
	buf->destructor = sock_efree; // expect-warning: missing-orphan
	return dev_queue_xmit(buf);
}

/* The charge of skb_set_owner_w() is never given back by this destructor. */
int foo_take_token(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	skb->destructor = foo_token_free; // expect-warning: missing-orphan
	return dev_queue_xmit(skb);
}

/* skb_share_check() may return the very same buffer, with its owner. */
int foo_rcv_shared(struct sock *sk, struct sk_buff *skb)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: missing-orphan
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* So may skb_unshare(). */
int foo_rcv_unshared(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *n = skb_unshare(skb, GFP_ATOMIC);

	if (unlikely(!n))
		return -ENOMEM;
	sock_hold(sk);
	n->sk = sk;
	n->destructor = sock_efree; // expect: missing-orphan
	skb_queue_tail(&sk->sk_receive_queue, n);
	return 0;
}

/* Only the local ones are orphaned. */
void foo_deliver(struct foo_peer *peer, struct sk_buff *skb)
{
	if (peer->local)
		skb_orphan(skb);
	sock_hold(peer->sk);
	skb->sk = peer->sk;
	skb->destructor = sock_efree; // expect: missing-orphan
	skb_queue_tail(&peer->sk->sk_receive_queue, skb);
}

/* The head is orphaned, the fragment that gets the owner is not. */
void foo_hand_fragment(struct sock *sk, struct sk_buff *head, struct sk_buff *frag)
{
	skb_orphan(head);
	sock_hold(sk);
	frag->sk = sk;
	frag->destructor = sock_efree; // expect: missing-orphan
	skb_queue_tail(&sk->sk_receive_queue, frag);
}

/* Each member of a received list is owned by whoever sent it. */
void foo_own_list(struct sock *sk, struct sk_buff *list)
{
	struct sk_buff *n;

	for (n = list; n; n = n->next) {
		sock_hold(sk);
		n->sk = sk;
		n->destructor = sock_efree; // expect: missing-orphan
	}
}

/* The stores are hidden in WRITE_ONCE. */
void foo_publish_owner(struct sock *sk, struct sk_buff *skb)
{
	sock_hold(sk);
	WRITE_ONCE(skb->sk, sk);
	WRITE_ONCE(skb->destructor, sock_efree); // expect: missing-orphan
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* The test is the wrong way round: an owner is there for sure. */
int foo_reown(struct sock *sk, struct sk_buff *skb)
{
	if (!skb->sk)
		return 0;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: missing-orphan
	return 1;
}

/* One case of three forgets it. */
int foo_dispatch(struct sock *sk, struct sk_buff *skb, int type)
{
	switch (type) {
	case FOO_DATA:
		skb_orphan(skb);
		break;
	case FOO_PROBE:
		break;
	default:
		kfree_skb(skb);
		return -EINVAL;
	}
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: missing-orphan
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* The second turn of the loop owns the buffer once more. */
int foo_send_retry(struct sock *sk, struct net_device *dev, int tries)
{
	struct sk_buff *skb = alloc_skb(256, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->dev = dev;
again:
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree; // xfail: missing-orphan the loop has too many states
	if (netif_queue_stopped(dev) && tries-- > 0)
		goto again;
	return dev_queue_xmit(skb); // xfail-silent: sock-reference-leak the overwritten owner's reference is the leak
}

/* It is the other buffer that was looked at. */
void foo_guard_wrong(struct sock *sk, struct sk_buff *skb, struct sk_buff *next)
{
	if (skb->sk)
		return;
	sock_hold(sk);
	next->sk = sk;
	next->destructor = sock_efree; // expect: missing-orphan
	skb_queue_tail(&sk->sk_receive_queue, next);
}

/* The pair is cleared by hand: the charge of skb_set_owner_w() is lost. */
struct sk_buff *foo_disown(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return NULL;
	skb_set_owner_w(skb, sk);
	skb->sk = NULL;
	skb->destructor = NULL; // xfail: missing-orphan a pair that is cleared whole is taken for a hand-over
	return skb;
}

/* A chunk that was charged when it was made. */
int foo_chunk_requeue(struct foo_chunk *chunk, struct sock *sk, struct sock *other)
{
	chunk->skb = sock_wmalloc(sk, 200, 1, GFP_KERNEL);
	if (!chunk->skb)
		return -ENOBUFS;
	sock_hold(other);
	chunk->skb->sk = other;
	chunk->skb->destructor = sock_efree; // expect-warning: missing-orphan
	skb_queue_tail(&other->sk_write_queue, chunk->skb);
	return 0;
}

/* From one socket's receive queue into another's. */
int foo_move_one(struct sock *from, struct sock *to)
{
	struct sk_buff *skb = skb_dequeue(&from->sk_receive_queue);

	if (!skb)
		return 0;
	skb->sk = to;
	skb->destructor = sock_rfree; // expect-note: missing-orphan
	atomic_add(skb->truesize, &to->sk_rmem_alloc);
	sk_mem_charge(to, skb->truesize);
	skb_queue_tail(&to->sk_receive_queue, skb);
	return 1;
}

static void foo_set_owner(struct sk_buff *skb, struct sock *sk)
{
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect-warning: missing-orphan
}

/* What the helper does is right for its other caller, not here; the finding is in the helper. */
int foo_helper_owned(struct sock *sk, struct sock *owner)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, 100, 1, &err);
	if (!skb)
		return err;
	foo_set_owner(skb, owner);
	return dev_queue_xmit(skb);
}

int foo_helper_fresh(struct sock *owner)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	foo_set_owner(skb, owner);
	return dev_queue_xmit(skb);
}

/* The clone has no owner; the buffer it is taken for when nobody shares it may have. */
struct sk_buff *foo_echo(struct sk_buff *skb, struct sock *sk)
{
	struct sk_buff *n;

	if (skb_shared(skb)) {
		n = skb_clone(skb, GFP_ATOMIC);
		consume_skb(skb);
		if (!n)
			return NULL;
	} else {
		n = skb;
	}
	sock_hold(sk);
	n->sk = sk;
	n->destructor = sock_efree; // expect: missing-orphan
	return n;
}

/* Every packet that is sent comes by here, and its sender has charged it. */
static netdev_tx_t foo_tunnel_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct foo_peer *peer = netdev_priv(dev);

	refcount_add(skb->truesize, &peer->sk->sk_wmem_alloc);
	skb->sk = peer->sk;
	skb->destructor = sock_wfree; // expect: missing-orphan
	dev_queue_xmit(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_tunnel_ops = {
	.ndo_start_xmit = foo_tunnel_xmit,
};

void foo_ring_put(struct net_device *dev, struct sk_buff *skb);

/* Both halves are gone, and the destructor has not run: the sender's charge stays for ever. */
static netdev_tx_t foo_ring_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb->sk = NULL;
	skb->destructor = NULL; // expect: missing-orphan
	foo_ring_put(dev, skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ring_ops = {
	.ndo_start_xmit = foo_ring_xmit,
};

/* The same for what was received on a socket. */
void foo_reinject(struct sk_buff_head *rx)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(rx))) {
		skb->destructor = NULL; // expect-note: missing-orphan
		skb->sk = NULL;
		netif_rx(skb);
	}
}

struct foo_frags {
	atomic_t mem;
	struct sk_buff_head list;
};

/* That its size is counted elsewhere gives nothing back to the owner. */
void foo_queue_fragment(struct foo_frags *q, struct sk_buff *skb)
{
	skb->sk = NULL;
	skb->destructor = NULL; // expect: missing-orphan
	atomic_add(skb->truesize, &q->mem);
	skb_queue_tail(&q->list, skb);
}
