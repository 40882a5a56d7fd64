/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who pays is not who attaches: a slot is reserved when a packet is queued, the destructor is
 * attached when the hardware gets it, in another context. No warning may be given here.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <net/sock.h>

struct baz_dev {
	struct sk_buff_head queue;
	spinlock_t lock;
	atomic_t slots;
	atomic_t mem;
	int pending;
	unsigned long credits;
	struct kref kref;
	refcount_t users;
};

struct baz_cb {
	struct baz_dev *dev;
	void (*chained)(struct sk_buff *skb);
	unsigned int paid;
};

#define BAZ_CB(skb) ((struct baz_cb *)&(skb)->cb[0])

void baz_free(struct kref *kref);
int baz_post(struct baz_dev *dev, struct sk_buff *skb);
bool baz_is_control(struct sk_buff *skb);

static void baz_done(struct sk_buff *skb)
{
	struct baz_dev *dev = BAZ_CB(skb)->dev;

	atomic_dec(&dev->slots);
}

/* From the stack: reserved here. */
static netdev_tx_t baz_start_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct baz_dev *dev = netdev_priv(netdev);

	if (atomic_inc_return(&dev->slots) > 64)
		netif_stop_queue(netdev);
	skb_queue_tail(&dev->queue, skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops baz_ops = {
	.ndo_start_xmit = baz_start_xmit,
};

/* By the worker: attached here. */
void baz_work(struct baz_dev *dev)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&dev->queue))) {
		skb_orphan(skb);
		BAZ_CB(skb)->dev = dev;
		skb->destructor = baz_done;
		baz_post(dev, skb);
	}
}

/* A number under a lock, in the same way. */
static void baz_pending_done(struct sk_buff *skb)
{
	struct baz_dev *dev = BAZ_CB(skb)->dev;

	spin_lock(&dev->lock);
	dev->pending--;
	spin_unlock(&dev->lock);
}

int baz_reserve(struct baz_dev *dev)
{
	int err = -ENOSPC;

	spin_lock(&dev->lock);
	if (dev->pending < 64) {
		dev->pending++;
		err = 0;
	}
	spin_unlock(&dev->lock);
	return err;
}

void baz_send(struct baz_dev *dev, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAZ_CB(skb)->dev = dev;
	skb->destructor = baz_pending_done;
	baz_post(dev, skb);
}

/* Credits go down when it is sent and up when it is done. */
static void baz_credit_done(struct sk_buff *skb)
{
	struct baz_dev *dev = BAZ_CB(skb)->dev;

	dev->credits += skb->truesize;
}

int baz_send_credit(struct baz_dev *dev, struct sk_buff *skb)
{
	if (dev->credits < skb->truesize)
		return -EAGAIN;
	dev->credits -= skb->truesize;
	skb_orphan(skb);
	BAZ_CB(skb)->dev = dev;
	skb->destructor = baz_credit_done;
	return baz_post(dev, skb);
}

/* The last one of a message alone is counted, and says so itself. */
static void baz_last_done(struct sk_buff *skb)
{
	struct baz_dev *dev = BAZ_CB(skb)->dev;

	if (BAZ_CB(skb)->paid)
		atomic_sub(BAZ_CB(skb)->paid, &dev->mem);
}

void baz_send_list(struct baz_dev *dev, struct sk_buff_head *list, unsigned int size)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(list))) {
		skb_orphan(skb);
		BAZ_CB(skb)->dev = dev;
		BAZ_CB(skb)->paid = skb_queue_empty(list) ? size : 0;
		skb->destructor = baz_last_done;
		baz_post(dev, skb);
	}
	atomic_add(size, &dev->mem);
}

/* Each slot of the device holds one reference, taken when the device was opened. */
static void baz_ref_done(struct sk_buff *skb)
{
	struct baz_dev *dev = BAZ_CB(skb)->dev;

	kref_put(&dev->kref, baz_free);
}

static int baz_hold(struct baz_dev *dev, struct sk_buff *skb)
{
	if (!refcount_inc_not_zero(&dev->users))
		return -ENODEV;
	kref_get(&dev->kref);
	BAZ_CB(skb)->dev = dev;
	return 0;
}

int baz_send_held(struct baz_dev *dev, struct sk_buff *skb)
{
	int err = baz_hold(dev, skb);

	if (err) {
		kfree_skb(skb);
		return err;
	}
	skb_orphan(skb);
	skb->destructor = baz_ref_done;
	return baz_post(dev, skb);
}

/* The first owner's destructor is kept and called by ours. */
static void baz_wrap_done(struct sk_buff *skb)
{
	atomic_dec(&BAZ_CB(skb)->dev->slots);
	if (BAZ_CB(skb)->chained)
		BAZ_CB(skb)->chained(skb);
}

int baz_send_wrapped(struct baz_dev *dev, struct sk_buff *skb)
{
	atomic_inc(&dev->slots);
	BAZ_CB(skb)->dev = dev;
	BAZ_CB(skb)->chained = skb->destructor;
	skb->destructor = baz_wrap_done;
	return baz_post(dev, skb);
}

/* Batches: one addition for all. */
int baz_send_batch(struct baz_dev *dev, struct sk_buff **skbs, int nr)
{
	int i;

	atomic_add(nr, &dev->slots);
	for (i = 0; i < nr; i++) {
		skb_orphan(skbs[i]);
		BAZ_CB(skbs[i])->dev = dev;
		skbs[i]->destructor = baz_done;
		baz_post(dev, skbs[i]);
	}
	return nr;
}

/* Control packets take no slot and have no destructor. */
int baz_send_some(struct baz_dev *dev, struct sk_buff *skb)
{
	bool counted = !baz_is_control(skb);

	if (counted)
		atomic_inc(&dev->slots);
	skb_orphan(skb);
	BAZ_CB(skb)->dev = dev;
	if (counted)
		skb->destructor = baz_done;
	return baz_post(dev, skb);
}

/* Refused by the hardware: the destructor runs with the free. */
int baz_send_refused(struct baz_dev *dev, struct sk_buff *skb)
{
	int err;

	atomic_inc(&dev->slots);
	skb_orphan(skb);
	BAZ_CB(skb)->dev = dev;
	skb->destructor = baz_done;
	err = baz_post(dev, skb);
	if (err)
		kfree_skb(skb);
	return err;
}

/* ... or it is taken away first, and the slot given back by hand. */
int baz_send_undone(struct baz_dev *dev, struct sk_buff *skb)
{
	int err;

	skb_orphan(skb);
	atomic_inc(&dev->slots);
	BAZ_CB(skb)->dev = dev;
	skb->destructor = baz_done;
	err = baz_post(dev, skb);
	if (err) {
		skb->destructor = NULL;
		atomic_dec(&dev->slots);
		kfree_skb(skb);
	}
	return err;
}

struct baz_port {
	refcount_t users;
};

static void baz_port_done(struct sk_buff *skb)
{
	struct baz_port *port = (void *)skb->sk;

	refcount_dec(&port->users);
}

/* For the driver's other files, which count before they call. */
void baz_port_attach(struct baz_port *port, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = (void *)port;
	skb->destructor = baz_port_done; // expect-note: charge-mismatch
}
