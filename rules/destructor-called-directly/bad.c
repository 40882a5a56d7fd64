/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destructor-called-directly - refunds that are made by hand and once more.
 *
 * "foo" is an invented driver. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_priv {
	struct sk_buff_head done;
	struct sk_buff *partial;
	unsigned int used;
};

/* The charge is given back early, and again when the buffer is freed. */
void foo_eat(struct sk_buff *skb)
{
	if (skb->destructor == sock_rfree) // note: when 'skb->destructor == sock_rfree' is true
		sock_rfree(skb); // expect-warning: destructor-called-directly
	kfree_skb(skb);
}

/* An orphan by hand that forgets the second half of the work. */
void foo_recycle(struct foo_priv *priv, struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb); // expect-warning: destructor-called-directly
	skb_queue_tail(&priv->done, skb);
}

/* Through a local copy of the pointer. */
int foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	void (*put)(struct sk_buff *skb) = skb->destructor;

	if (put)
		put(skb); // expect-warning: destructor-called-directly
	skb->dev = dev;
	return dev_queue_xmit(skb);
}

/* By hand, and then by skb_orphan() as well. */
void foo_reset(struct foo_priv *priv, struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb); // expect-warning: destructor-called-directly
	skb_orphan(skb);
	skb_queue_tail(&priv->done, skb);
}

/* The owner was set in this function. */
int foo_send(struct foo_priv *priv, struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	if (priv->used > 16) {
		sock_wfree(skb); // expect-warning: destructor-called-directly
		kfree_skb(skb);
		return -ENOBUFS;
	}
	return dev_queue_xmit(skb);
}

/* The file's own destructor, called on the error path. */
static void foo_wfree(struct sk_buff *skb)
{
	WARN_ON(refcount_sub_and_test(skb->truesize, &skb->sk->sk_wmem_alloc));
}

int foo_send_own(struct foo_priv *priv, struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = foo_wfree;
	if (priv->used > 16) {
		foo_wfree(skb); // expect-warning: destructor-called-directly
		kfree_skb(skb);
		return -ENOBUFS;
	}
	return dev_queue_xmit(skb);
}

/* In a helper; the caller frees. */
static void foo_unowned(struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb); // expect-warning: destructor-called-directly
}

void foo_purge(struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list))) {
		foo_unowned(skb);
		kfree_skb(skb);
	}
}

/* A buffer read from the driver's own records. */
void foo_drop_partial(struct foo_priv *priv)
{
	struct sk_buff *skb = priv->partial;

	if (!skb)
		return;
	if (skb->destructor == sock_wfree)
		sock_wfree(skb); // expect-warning: destructor-called-directly
	priv->partial = NULL;
	consume_skb(skb);
}

/* Which destructor the buffer has is not asked: wrong when it is this one. */
void foo_release(struct sk_buff *skb)
{
	sock_rfree(skb); // expect-note: destructor-called-directly
	kfree_skb(skb);
}

/* Returned alive. */
struct sk_buff *foo_take(struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_dequeue(list);

	if (skb && skb->destructor)
		skb->destructor(skb); // expect-warning: destructor-called-directly
	return skb;
}

/* Ends in the one that was called. */
static void foo_page_free(struct sk_buff *skb)
{
	skb->len = 0;
	sock_wfree(skb);
}

int foo_refuse(struct sk_buff *skb, struct sock *sk)
{
	skb_set_owner_w(skb, sk);
	skb->destructor = foo_page_free;
	if (!skb->len) {
		sock_wfree(skb); // expect-note: destructor-called-directly
		kfree_skb(skb);
		return -EINVAL;
	}
	return 0;
}

struct foo_ops {
	int (*send)(struct foo_priv *priv, struct sk_buff *skb);
};

/* The driver's method gets it with the pair. */
int foo_hand_down(struct foo_priv *priv, const struct foo_ops *ops, struct sk_buff *skb)
{
	void (*put)(struct sk_buff *skb) = skb->destructor;

	if (put)
		put(skb); // expect-note: destructor-called-directly
	return ops->send(priv, skb);
}

/* Of a buffer from a queue as little is known. */
void foo_drain(struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list))) {
		sock_rfree(skb); // expect-note: destructor-called-directly
		kfree_skb(skb);
	}
}

struct foo_piece {
	struct sk_buff *skb;
	int used;
};

/* The buffer is a member, and is read again for each step. */
void foo_piece_free(struct foo_piece *p)
{
	if (p->skb->destructor)
		p->skb->destructor(p->skb); // expect-warning: destructor-called-directly
	if (p->used)
		p->used = 0;
	consume_skb(p->skb);
}

static void foo_rmem_free(struct sk_buff *skb)
{
	atomic_sub(skb->truesize, &skb->sk->sk_rmem_alloc);
}

/* It waits in the queue by then, and is freed there. */
void foo_queue_err(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_rmem_free;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	skb_queue_tail(&sk->sk_error_queue, skb);
	foo_rmem_free(skb); // expect-warning: destructor-called-directly
}

int foo_ring(struct net_device *dev, struct sk_buff *skb);

/* The ring has it, and nobody else gets it back. */
static netdev_tx_t foo_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	if (foo_ring(dev, skb)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	if (skb->destructor)
		skb->destructor(skb); // expect: destructor-called-directly
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ring_ops = {
	.ndo_start_xmit = foo_start_xmit,
};

/* It goes back to the caller, who sends it. */
struct sk_buff *foo_prepare(struct sk_buff *skb)
{
	if (skb->len < 20)
		return NULL;
	if (skb->destructor)
		skb->destructor(skb); // expect-warning: destructor-called-directly
	return skb;
}

/* Kept for later. */
void foo_keep(struct foo_priv *priv, struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb); // expect-warning: destructor-called-directly
	priv->partial = skb;
}

struct foo_slots {
	struct foo_slot {
		struct sk_buff *skb;
		int len;
	} *slot;
	unsigned int at, nr;
};

void foo_doorbell(struct foo_slots *slots, unsigned int nr);

/* In a slot of an array that nobody looks at any more here. */
int foo_fill_slot(struct foo_slots *slots, struct sk_buff *skb)
{
	slots->slot[slots->at].skb = skb;
	slots->slot[slots->at].len = skb->len;
	if (++slots->at == slots->nr)
		slots->at = 0;
	if (skb->destructor)
		skb->destructor(skb); // expect-warning: destructor-called-directly
	foo_doorbell(slots, 1);
	return 0;
}

int foo_insert(struct foo_slots *slots, struct sk_buff *skb, int offset);

/* A function that was not seen may have queued it. */
int foo_queue_part(struct foo_slots *slots, struct sk_buff *skb, int offset)
{
	int err = foo_insert(slots, skb, offset);

	if (err)
		return err;
	if (skb->destructor)
		skb->destructor(skb); // expect-note: destructor-called-directly
	return -EINPROGRESS;
}
