/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destructor-called-directly - refunds by hand that are made once.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_priv {
	struct sk_buff_head done;
	void (*saved)(struct sk_buff *skb);
	unsigned int used;
	struct sk_buff *saved_for;
};

void foo_hw_reset(struct sk_buff *skb);

/* Both halves are cleared behind the call, which only saves an indirect one. */
void foo_eat(struct sk_buff *skb)
{
	if (skb->destructor == sock_rfree) {
		sock_rfree(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	skb_attempt_defer_free(skb);
}

/* skb_orphan() in its own words. */
void foo_recycle(struct foo_priv *priv, struct sk_buff *skb)
{
	if (skb->destructor) {
		skb->destructor(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	skb_queue_tail(&priv->done, skb);
}

/* Cleared before. */
void foo_recycle_early(struct foo_priv *priv, struct sk_buff *skb)
{
	void (*put)(struct sk_buff *skb) = skb->destructor;

	skb->destructor = NULL;
	if (put)
		put(skb);
	skb->sk = NULL;
	skb_queue_tail(&priv->done, skb);
}

/* Another owner takes the place of the one that has had its refund. */
void foo_adopt(struct foo_priv *priv, struct sock *sk, struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb);
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, skb->truesize);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* A destructor that ends in another one. */
static void foo_wfree(struct sk_buff *skb)
{
	skb->mark = 0;
	sock_wfree(skb);
}

int foo_send(struct sock *sk, struct sk_buff *skb)
{
	skb_set_owner_w(skb, sk);
	skb->destructor = foo_wfree;
	return dev_queue_xmit(skb);
}

/* ... in a step of its own. */
static void foo_last(struct sk_buff *skb)
{
	if (skb->destructor == foo_wfree)
		sock_wfree(skb);
	sock_efree(skb);
}

static void foo_efree(struct sk_buff *skb)
{
	skb->mark = 0;
	foo_last(skb);
}

int foo_send_held(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = foo_efree;
	return dev_queue_xmit(skb);
}

/* The destructor that was saved before another took its place. */
static void foo_flow(struct sk_buff *skb)
{
	struct foo_priv *priv = *(struct foo_priv **)skb->cb;

	priv->used--;
	if (priv->saved)
		priv->saved(skb);
}

void foo_watch(struct foo_priv *priv, struct sk_buff *skb)
{
	priv->saved = skb->destructor;
	*(struct foo_priv **)skb->cb = priv;
	priv->used++;
	skb->destructor = foo_flow;
}

/* For another buffer than the one that is freed. */
void foo_finish(struct sk_buff *skb, struct sk_buff *other)
{
	if (other->destructor) {
		other->destructor(other);
		other->destructor = NULL;
		other->sk = NULL;
	}
	kfree_skb(skb);
}

/* A fresh buffer has none; what is called is no destructor of it. */
struct sk_buff *foo_new(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	if (skb->destructor)
		skb->destructor(skb);
	return skb;
}

/* A helper that refunds, and a caller that clears. */
static void foo_refund(struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb);
}

void foo_strip(struct foo_priv *priv, struct sk_buff *skb)
{
	foo_refund(skb);
	skb->destructor = NULL;
	skb->sk = NULL;
	skb_queue_tail(&priv->done, skb);
}

/* The clearing is in a function that was not seen. */
struct sk_buff *foo_strip_elsewhere(struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_dequeue(list);

	if (!skb || !skb->destructor)
		return skb;
	skb->destructor(skb);
	foo_hw_reset(skb);
	return skb;
}

/* One of two: the test says that it is not this one. */
void foo_free_other(struct sk_buff *skb)
{
	if (skb->destructor == sock_rfree) {
		kfree_skb(skb);
		return;
	}
	skb_orphan(skb);
	kfree_skb(skb);
}

static void foo_page_free(struct sk_buff *skb)
{
	skb->len = 0;
	sock_wfree(skb);
}

/* The part that was not done is done by what takes over. */
int foo_refuse(struct sk_buff *skb, struct sock *sk)
{
	skb_set_owner_w(skb, sk);
	skb->destructor = foo_page_free;
	if (!skb->len) {
		sock_wfree(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
		kfree_skb(skb);
		return -EINVAL;
	}
	return 0;
}

struct foo_ops {
	int (*send)(struct foo_priv *priv, struct sk_buff *skb);
};

/* The driver's method gets it without the pair. */
int foo_hand_down(struct foo_priv *priv, const struct foo_ops *ops, struct sk_buff *skb)
{
	void (*put)(struct sk_buff *skb) = skb->destructor;

	if (put)
		put(skb);
	skb->sk = NULL;
	skb->destructor = NULL;
	return ops->send(priv, skb);
}

/* The refund is made by hand, and whoever frees the buffer finds no pair. */
void foo_drain(struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list))) {
		sock_rfree(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
		kfree_skb(skb);
	}
}

struct foo_piece {
	struct sk_buff *skb;
	int used;
};

/* The buffer is a member, and its pair goes in one of the next steps. */
void foo_piece_free(struct foo_piece *p)
{
	if (p->skb->destructor)
		p->skb->destructor(p->skb);
	if (p->used)
		p->used = 0;
	p->skb->destructor = NULL;
	p->skb->sk = NULL;
	consume_skb(p->skb);
}

static void foo_rmem_free(struct sk_buff *skb)
{
	atomic_sub(skb->truesize, &skb->sk->sk_rmem_alloc);
}

/* Refused: it goes back to the caller, without what was charged for it. */
int foo_queue_err(struct sock *sk, struct sk_buff *skb, bool full)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_rmem_free;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	if (full) {
		foo_rmem_free(skb);
		skb->sk = NULL;
		skb->destructor = NULL;
		return -ENOMEM;
	}
	skb_queue_tail(&sk->sk_error_queue, skb);
	return 0;
}

int foo_ring(struct net_device *dev, struct sk_buff *skb);

static netdev_tx_t foo_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	if (foo_ring(dev, skb)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	skb_orphan(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ring_ops = {
	.ndo_start_xmit = foo_start_xmit,
};

/* It goes back to the caller without an owner. */
struct sk_buff *foo_prepare(struct sk_buff *skb)
{
	if (skb->len < 20)
		return NULL;
	if (skb->destructor)
		skb->destructor(skb);
	skb->destructor = NULL;
	skb->sk = NULL;
	return skb;
}

/* Only its head is left to the caller. */
void foo_release_head(struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb);
}

struct foo_slots {
	struct foo_slot {
		struct sk_buff *skb;
		int len;
	} *slot;
	unsigned int at, nr;
};

/* In a slot of an array, without an owner. */
int foo_fill_slot(struct foo_slots *slots, struct sk_buff *skb)
{
	slots->slot[slots->at].skb = skb;
	if (++slots->at == slots->nr)
		slots->at = 0;
	if (skb->destructor)
		skb->destructor(skb);
	skb->destructor = NULL;
	skb->sk = NULL;
	return 0;
}

int foo_insert(struct foo_slots *slots, struct sk_buff *skb, int offset);

/* Whoever has it now finds no owner. */
int foo_queue_part(struct foo_slots *slots, struct sk_buff *skb, int offset)
{
	int err = foo_insert(slots, skb, offset);

	if (err)
		return err;
	skb_orphan(skb);
	return -EINPROGRESS;
}

void foo_free_memory(struct sk_buff *skb);

/* Looked at by a function that was not seen; its memory is given back next. */
void foo_release_part(struct foo_slots *slots, struct sk_buff *skb)
{
	foo_insert(slots, skb, 0);
	if (skb->destructor)
		skb->destructor(skb); // allow-note: destructor-called-directly
	foo_free_memory(skb);
}
