/* SPDX-License-Identifier: GPL-2.0-only */
/* What drivers keep in skb->sk that is no socket; their destructors know it. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <net/sock.h>

/* --- a channel with a count of its own --- */

struct chan {
	struct kref ref;
	atomic_t queued;
	unsigned int limit;
	struct net_device *dev;
};

static void chan_free(struct kref *ref)
{
	kfree(container_of(ref, struct chan, ref));
}

static void chan_done(struct sk_buff *skb)
{
	struct chan *ch = (struct chan *)skb->sk;

	atomic_dec(&ch->queued);
	kref_put(&ch->ref, chan_free);
}

static void chan_own(struct sk_buff *skb, struct chan *ch)
{
	kref_get(&ch->ref);
	atomic_inc(&ch->queued);
	skb->sk = (void *)ch; // allow-note: missing-orphan
	skb->destructor = chan_done; // allow-note: missing-orphan
}

int chan_write(struct chan *ch, const void *data, unsigned int len)
{
	struct sk_buff *skb;

	if (atomic_read(&ch->queued) >= ch->limit)
		return -EAGAIN;
	skb = alloc_skb(len, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	chan_own(skb, ch);
	skb_put_data(skb, data, len);
	skb->dev = ch->dev;
	return dev_queue_xmit(skb);
}

/* On a buffer of the stack: its sender goes first. */
int chan_forward(struct chan *ch, struct sk_buff *skb)
{
	skb_orphan(skb);
	chan_own(skb, ch);
	return dev_queue_xmit(skb);
}

/* --- bytes of a pool --- */

struct pool {
	atomic_t bytes;
	int max;
};

static void pool_refund(struct sk_buff *skb)
{
	struct pool *pool = (struct pool *)skb->sk;

	atomic_sub(skb->truesize, &pool->bytes);
}

struct sk_buff *pool_alloc(struct pool *pool, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	if (atomic_add_return(skb->truesize, &pool->bytes) > pool->max) {
		atomic_sub(skb->truesize, &pool->bytes);
		kfree_skb(skb);
		return NULL;
	}
	skb->sk = (struct sock *)pool;
	skb->destructor = pool_refund;
	return skb;
}

/* --- only a destructor, with its object elsewhere --- */

static void mark_done(struct sk_buff *skb)
{
	bool *done = skb_shinfo(skb)->destructor_arg;

	*done = true;
}

int mark_send(struct net_device *dev, bool *done)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	*done = false;
	skb_shinfo(skb)->destructor_arg = done;
	skb->destructor = mark_done;
	skb->dev = dev;
	return dev_queue_xmit(skb);
}

/* --- a number that the other side uses as its handle --- */

struct foo_frame {
	u64 handle;
};

void foo_keep_handle(struct sk_buff_head *list, struct sk_buff *skb)
{
	struct foo_frame *frame = (struct foo_frame *)skb->data;

	skb->sk = (struct sock *)(unsigned long)frame->handle;
	skb_queue_tail(list, skb);
}
