/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * missing-orphan - owners that are set, moved and replaced as the protocol allows.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct foo_chunk {
	struct sk_buff *skb;
	u32 seq;
};

struct foo_peer {
	struct sock *sk;
	bool local;
};

/* Orphaned on the line before. */
int foo_rcv_to_child(struct sock *child, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(child);
	skb->sk = child;
	skb->destructor = sock_efree;
	skb_queue_tail(&child->sk_receive_queue, skb);
	return 0;
}

/* Orphaned long before, on every path that comes to the stores. */
int foo_rcv_long(struct sock *sk, struct sk_buff *skb, int type)
{
	skb_orphan(skb);
	if (skb->len < 4) {
		kfree_skb(skb);
		return -EINVAL;
	}
	if (type == 7)
		skb->priority = 1;
	else
		skb->priority = 2;
	while (type-- > 0)
		skb->mark += type;
	sock_hold(sk);
	skb->destructor = sock_efree;
	skb->sk = sk;
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* Made here. */
struct sk_buff *foo_make(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return NULL;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	return skb;
}

static struct sk_buff *foo_alloc(int len)
{
	struct sk_buff *skb = alloc_skb(len + 16, GFP_ATOMIC);

	if (skb)
		skb_reserve(skb, 16);
	return skb;
}

static struct sk_buff *foo_alloc_frame(int len, int type)
{
	struct sk_buff *skb = foo_alloc(len);

	if (!skb)
		return ERR_PTR(-ENOMEM);
	skb->priority = type;
	return skb;
}

/* Made two wrappers below, with an error pointer between. */
int foo_send_frame(struct sock *sk, int len)
{
	struct sk_buff *skb = foo_alloc_frame(len, 3);

	if (IS_ERR(skb))
		return PTR_ERR(skb);
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_wfree;
	return dev_queue_xmit(skb);
}

/* A clone never has an owner. */
void foo_tap(struct sock *sk, const struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone((struct sk_buff *)skb, GFP_ATOMIC);

	if (!n)
		return;
	sock_hold(sk);
	n->sk = sk;
	n->destructor = sock_efree;
	skb_queue_tail(&sk->sk_receive_queue, n);
}

/* Nor has a copy. */
void foo_tap_copy(struct sock *sk, const struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy(skb, GFP_ATOMIC);

	if (n) {
		sock_hold(sk);
		n->sk = sk;
		n->destructor = sock_efree;
		skb_queue_tail(&sk->sk_receive_queue, n);
	}
}

/* Whoever has an owner keeps it. */
void foo_demux(struct sock *sk, struct sk_buff *skb)
{
	if (skb->sk)
		return;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_edemux;
}

void foo_demux_nested(struct sock *sk, struct sk_buff *skb)
{
	if (skb->len && !skb->sk) {
		sock_hold(sk);
		skb->sk = sk;
		skb->destructor = sock_edemux;
	}
}

/* No destructor: the branch that charged has not been taken. */
int foo_append(struct sock *sk, int len, bool more)
{
	struct sk_buff *skb;
	int err = 0, delta = 0;

	if (more)
		skb = alloc_skb(len, sk->sk_allocation);
	else
		skb = sock_alloc_send_skb(sk, len, 0, &err);
	if (!skb)
		return -ENOBUFS;
	if (!skb->destructor) {
		skb->destructor = sock_wfree;
		skb->sk = sk;
		delta += skb->truesize;
	}
	__skb_queue_tail(&sk->sk_write_queue, skb);
	if (delta)
		refcount_add(delta, &sk->sk_wmem_alloc);
	return 0;
}

/* A fragment with an owner would be a bug of its own. */
void foo_own_frag(struct sk_buff *head, struct sk_buff *frag)
{
	BUG_ON(frag->sk);
	if (head->sk && head->destructor == sock_wfree) {
		frag->sk = head->sk;
		frag->destructor = sock_wfree;
		head->truesize -= frag->truesize;
	}
}

/* The owner moves to the new buffer; the old one is freed without it. */
struct sk_buff *foo_replace(struct sk_buff *skb, int len)
{
	struct sk_buff *nskb = alloc_skb(len, GFP_ATOMIC);
	int delta;

	if (!nskb)
		return NULL;
	nskb->destructor = skb->destructor;
	nskb->sk = skb->sk;
	skb->destructor = NULL;
	skb->sk = NULL;
	if (nskb->destructor == sock_wfree) {
		delta = nskb->truesize - skb->truesize;
		if (delta < 0)
			WARN_ON_ONCE(refcount_sub_and_test(-delta, &nskb->sk->sk_wmem_alloc));
		else if (delta)
			refcount_add(delta, &nskb->sk->sk_wmem_alloc);
	}
	consume_skb(skb);
	return nskb;
}

/* The same by exchange. */
void foo_exchange(struct sk_buff *head)
{
	struct sk_buff *tail = alloc_skb(100, GFP_ATOMIC);

	if (!tail)
		return;
	head->next = tail;
	if (head->destructor == sock_wfree) {
		swap(tail->truesize, head->truesize);
		swap(tail->destructor, head->destructor);
		swap(tail->sk, head->sk);
	}
}

static void foo_wfree(struct sk_buff *skb)
{
	skb->sk->sk_err_soft = 0;
	sock_wfree(skb);
}

/* The new destructor ends in the old one. */
void foo_set_owner_w(struct sk_buff *skb, struct sock *sk)
{
	skb_set_owner_w(skb, sk);
	skb->destructor = foo_wfree;
}

/* Allocated with a charge, then chained. */
struct sk_buff *foo_send_alloc(struct sock *sk, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_pskb(sk, len, 0, 1, &err, 0);
	if (!skb)
		return ERR_PTR(err);
	skb->destructor = foo_wfree;
	return skb;
}

/* And undone, because the buffer was not sent. */
void foo_unsend(struct sk_buff *skb)
{
	if (skb->destructor == foo_wfree)
		skb->destructor = sock_wfree;
	consume_skb(skb);
}

/* A prefetched socket is upgraded to a counted one. */
bool foo_queue_prefetched(struct sk_buff *skb)
{
	if (skb->sk && skb->destructor == sock_pfree && !sk_is_refcounted(skb->sk)) {
		if (!refcount_inc_not_zero(&skb->sk->sk_refcnt))
			return false;
		skb->destructor = sock_edemux;
	}
	return true;
}

/* What the destructor would do is done by hand, then both halves go. */
void foo_eat(struct sk_buff *skb)
{
	if (skb->destructor == sock_rfree) {
		sock_rfree(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	kfree_skb(skb);
}

static void foo_prepare(struct sk_buff *skb)
{
	skb->mark = 0;
	skb_orphan(skb);
}

/* A helper orphans. */
void foo_loop_back(struct sock *sk, struct sk_buff *skb)
{
	foo_prepare(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	netif_rx(skb);
}

/* Each one of a list. */
void foo_own_list(struct sock *sk, struct sk_buff_head *list)
{
	struct sk_buff *n;

	skb_queue_walk(list, n) {
		skb_orphan(n);
		sock_hold(sk);
		n->sk = sk;
		n->destructor = sock_efree;
	}
}

/* Both ways round: the owner is dropped in every case. */
void foo_dispatch(struct foo_peer *peer, struct sk_buff *skb, int type)
{
	switch (type) {
	case 1:
		skb_orphan(skb);
		break;
	case 2:
	case 3:
		skb = skb_copy(skb, GFP_ATOMIC);
		if (!skb)
			return;
		break;
	default:
		kfree_skb(skb);
		return;
	}
	sock_hold(peer->sk);
	skb->sk = peer->sk;
	skb->destructor = sock_efree;
	skb_queue_tail(&peer->sk->sk_receive_queue, skb);
}

/* The reference is taken first: dropping the old owner may drop the last one. */
bool foo_set_owner_safe(struct sk_buff *skb, struct sock *sk)
{
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	skb_orphan(skb);
	skb->destructor = sock_efree;
	skb->sk = sk;
	return true;
}

static void foo_attach_fresh(struct sk_buff *skb, struct sock *sk)
{
	if (sk && refcount_inc_not_zero(&sk->sk_refcnt)) {
		skb->destructor = sock_efree;
		skb->sk = sk;
	}
}

/* The helper does not orphan: all that call it hand in a buffer without owner. */
int foo_attach_callers(struct sock *sk, struct sk_buff *orig)
{
	struct sk_buff *a = alloc_skb(10, GFP_KERNEL);
	struct sk_buff *b;

	if (!a)
		return -ENOMEM;
	foo_attach_fresh(a, sk);
	b = skb_clone(orig, GFP_KERNEL);
	if (b) {
		foo_attach_fresh(b, sk);
		netif_rx(b);
	}
	return dev_queue_xmit(a);
}

/* Charged through the setter as often as one likes: it orphans. */
int foo_send_retry(struct sock *sk, struct net_device *dev, int tries)
{
	struct sk_buff *skb = alloc_skb(256, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->dev = dev;
again:
	skb_set_owner_w(skb, sk);
	if (netif_queue_stopped(dev) && tries-- > 0)
		goto again;
	return dev_queue_xmit(skb);
}

/* The receive queue's destructor is put back before the buffer is orphaned. */
static void foo_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_uncharge(sk, skb->truesize);
	sk->sk_data_ready(sk);
}

int foo_queue_rcv(struct sock *sk, struct sk_buff *skb)
{
	skb->dev = NULL;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_rfree;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, skb->truesize);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

void foo_requeue(struct sk_buff_head *head)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(head)) != NULL) {
		if (skb->destructor == foo_rfree)
			skb->destructor = sock_rfree;
		skb_orphan(skb);
		netif_rx(skb);
	}
}

/* The new owner of a dequeued buffer is set after the old one was dropped. */
int foo_move_one(struct sock *from, struct sock *to)
{
	struct sk_buff *skb = skb_dequeue(&from->sk_receive_queue);

	if (!skb)
		return 0;
	skb_set_owner_r(skb, to);
	skb_queue_tail(&to->sk_receive_queue, skb);
	return 1;
}

/* A chunk with a buffer of its own. */
int foo_chunk_make(struct foo_chunk *chunk, struct sock *sk)
{
	chunk->skb = alloc_skb(200, GFP_KERNEL);
	if (!chunk->skb)
		return -ENOBUFS;
	sock_hold(sk);
	chunk->skb->sk = sk;
	chunk->skb->destructor = sock_efree;
	return 0;
}

/* The queueing setter of a file's own. */
struct sk_buff *foo_echo(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n) {
		kfree_skb(skb);
		return NULL;
	}
	foo_attach_fresh(n, skb->sk);
	consume_skb(skb);
	return n;
}

/* A queue of buffers that wait for an owner. */
int foo_own_one(struct sk_buff_head *fresh, struct sock *to)
{
	struct sk_buff *skb = skb_dequeue(fresh);

	if (!skb)
		return 0;
	if (WARN_ON(skb->sk || skb->destructor)) {
		kfree_skb(skb);
		return 0;
	}
	sock_hold(to);
	skb->sk = to;
	skb->destructor = sock_efree;
	skb_queue_tail(&to->sk_receive_queue, skb);
	return 1;
}

void foo_ring_put(struct net_device *dev, struct sk_buff *skb);

/* Both halves are gone, behind the destructor. */
static netdev_tx_t foo_ring_xmit(struct sk_buff *skb, struct net_device *dev)
{
	if (skb->destructor)
		skb->destructor(skb);
	skb->sk = NULL;
	skb->destructor = NULL;
	foo_ring_put(dev, skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ring_ops = {
	.ndo_start_xmit = foo_ring_xmit,
};

/* What the buffer had is the caller's from here on. */
struct sock *foo_take_owner(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skb->sk = NULL;
	skb->destructor = NULL;
	return sk;
}

/* The parts' charges go to the head. */
void foo_absorb(struct sk_buff *head, struct sk_buff *skb)
{
	head->truesize += skb->truesize;
	skb->destructor = NULL;
	skb->sk = NULL;
	skb->next = skb_shinfo(head)->frag_list;
	skb_shinfo(head)->frag_list = skb;
}

/* The owner is a queue, which gets back by hand what it was charged. */
struct foo_ring {
	atomic_t used;
};

void foo_ring_release(struct foo_ring *ring, struct sk_buff *skb)
{
	atomic_sub(skb->truesize, &ring->used);
	skb->sk = NULL;
	skb->destructor = NULL;
	netif_rx(skb);
}

int foo_ring_take(struct foo_ring *ring, struct sk_buff *skb)
{
	int size = skb->truesize;

	skb->sk = NULL;
	skb->destructor = NULL;
	netif_rx(skb);
	atomic_sub(size, &ring->used);
	return size;
}
