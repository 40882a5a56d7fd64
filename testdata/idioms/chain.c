/* SPDX-License-Identifier: GPL-2.0-only */
/* A driver's destructor goes in front of the sender's and comes off again, in several ways. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/sock.h>

/* --- the old one is kept in a note beside the buffer --- */

struct acme_note {
	void (*prev)(struct sk_buff *skb);
	atomic_t *inflight;
};

struct acme_priv {
	atomic_t inflight;
	bool track;
};

bool acme_hw_post(struct net_device *dev, struct sk_buff *skb);

static void acme_tx_gone(struct sk_buff *skb)
{
	struct acme_note *note = skb_shinfo(skb)->destructor_arg;
	void (*prev)(struct sk_buff *skb) = note->prev;

	atomic_dec(note->inflight);
	kfree(note);
	if (prev)
		prev(skb);
}

static int acme_tx_track(struct acme_priv *ap, struct sk_buff *skb)
{
	struct acme_note *note = kmalloc(sizeof(*note), GFP_ATOMIC);

	if (!note)
		return -ENOMEM;
	note->prev = skb->destructor;
	note->inflight = &ap->inflight;
	atomic_inc(&ap->inflight);
	skb_shinfo(skb)->destructor_arg = note;
	skb->destructor = acme_tx_gone; // allow-note: missing-orphan, destructor-without-sk
	return 0;
}

static void acme_tx_untrack(struct sk_buff *skb)
{
	struct acme_note *note = skb_shinfo(skb)->destructor_arg;

	atomic_dec(note->inflight);
	skb->destructor = note->prev; // allow-note: missing-orphan
	kfree(note);
}

static netdev_tx_t acme_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct acme_priv *ap = netdev_priv(dev);

	if (ap->track && acme_tx_track(ap, skb)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	if (acme_hw_post(dev, skb))
		return NETDEV_TX_OK;
	if (ap->track)
		acme_tx_untrack(skb);
	netif_stop_queue(dev);
	return NETDEV_TX_BUSY;
}

const struct net_device_ops acme_ops = { .ndo_start_xmit = acme_xmit };

/* --- our own socket's buffers: known to be wmem --- */

struct acme_sock {
	struct sock sk;
	atomic_t posted;
	struct net_device *dev;
};

static void acme_posted(struct sk_buff *skb)
{
	struct acme_sock *as = container_of(skb->sk, struct acme_sock, sk);

	atomic_dec(&as->posted);
	sock_wfree(skb);
}

static void acme_arm(struct acme_sock *as, struct sk_buff *skb)
{
	atomic_inc(&as->posted);
	skb->destructor = acme_posted;
}

static void acme_disarm(struct acme_sock *as, struct sk_buff *skb)
{
	atomic_dec(&as->posted);
	skb->destructor = sock_wfree;
}

int acme_sendmsg(struct acme_sock *as, size_t len, int noblock)
{
	struct sk_buff *skb;
	int err = 0;

	skb = sock_alloc_send_skb(&as->sk, len + 14, noblock, &err);
	if (!skb)
		return err;
	skb_reserve(skb, 14);
	acme_arm(as, skb);
	if (!acme_hw_post(as->dev, skb)) {
		acme_disarm(as, skb);
		kfree_skb(skb);
		return -EBUSY;
	}
	return len;
}

/* Charged by the setter; the destructor is replaced before anybody sees the buffer. */
int acme_reply(struct acme_sock *as, size_t len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, &as->sk);
	atomic_inc(&as->posted);
	skb->destructor = acme_posted;
	return dev_queue_xmit(skb);
}

/* Which of two it is decides what to do with a buffer that comes back. */
void acme_come_back(struct acme_sock *as, struct sk_buff *skb)
{
	if (skb->sk == &as->sk && skb->destructor == acme_posted)
		acme_disarm(as, skb);
	consume_skb(skb);
}
