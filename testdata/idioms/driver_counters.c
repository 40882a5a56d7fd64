/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Drivers that count their buffers on their own, in whatever way: each destructor with a
 * sender that is wrong in one way, and with others that are right.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/kref.h>
#include <linux/percpu-refcount.h>
#include <linux/slab.h>
#include <net/sock.h>

struct bar_ring {
	struct net_device *netdev;
	spinlock_t lock;
	int in_flight;
	unsigned long bytes;
	unsigned long sent;
	refcount_t users;
	struct kref kref;
	atomic_long_t mem;
	atomic64_t packets;
	struct percpu_ref pref;
};

struct bar_cb {
	struct bar_ring *ring;
	u32 paid;
};

#define BAR_CB(skb) ((struct bar_cb *)&(skb)->cb[0])

void bar_free(struct kref *k);
int bar_hw_post(struct bar_ring *ring, void *data, unsigned int len);

/* --- a plain number under a lock --- */

static void bar_tx_done(struct sk_buff *skb)
{
	struct bar_ring *ring = BAR_CB(skb)->ring;

	spin_lock(&ring->lock);
	ring->in_flight--;
	spin_unlock(&ring->lock);
}

int bar_plain(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	spin_lock(&ring->lock);
	ring->in_flight++;
	spin_unlock(&ring->lock);
	skb->destructor = bar_tx_done;
	return dev_queue_xmit(skb);
}

int bar_plain_missing(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_tx_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

int bar_plain_twice(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	spin_lock(&ring->lock);
	ring->in_flight++;
	spin_unlock(&ring->lock);
	skb->destructor = bar_tx_done;
	ring->in_flight++; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* The one that is too long is not on its way, and stays counted. */
int bar_plain_left(struct bar_ring *ring, struct sk_buff *skb, int len)
{
	spin_lock(&ring->lock);
	ring->in_flight++;
	spin_unlock(&ring->lock);
	if (len > 1500) {
		kfree_skb(skb);
		return -EMSGSIZE; // expect-warning: charge-mismatch
	}
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_tx_done;
	return dev_queue_xmit(skb);
}

/* The same, told. */
int bar_plain_undone(struct bar_ring *ring, struct sk_buff *skb, int len)
{
	spin_lock(&ring->lock);
	ring->in_flight++;
	spin_unlock(&ring->lock);
	if (len > 1500) {
		spin_lock(&ring->lock);
		ring->in_flight--;
		spin_unlock(&ring->lock);
		kfree_skb(skb);
		return -EMSGSIZE;
	}
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_tx_done;
	return dev_queue_xmit(skb);
}

/* A ring that is new starts with its first buffer. */
struct bar_ring *bar_plain_new(struct sk_buff *skb)
{
	struct bar_ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);

	if (!ring)
		return NULL;
	ring->in_flight = 1;
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_tx_done;
	dev_queue_xmit(skb);
	return ring;
}

/* A limit is asked first, and what is left is set. */
int bar_plain_set(struct bar_ring *ring, struct sk_buff *skb)
{
	int n = ring->in_flight;

	if (n > 64)
		return -ENOBUFS;
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	ring->in_flight = n + 1;
	skb->destructor = bar_tx_done;
	return dev_queue_xmit(skb);
}

static void bar_bytes_done(struct sk_buff *skb)
{
	struct bar_ring *ring = BAR_CB(skb)->ring;
	unsigned long flags;

	spin_lock_irqsave(&ring->lock, flags);
	ring->bytes -= skb->truesize;
	spin_unlock_irqrestore(&ring->lock, flags);
}

int bar_bytes(struct bar_ring *ring, struct sk_buff *skb)
{
	unsigned long flags;

	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	spin_lock_irqsave(&ring->lock, flags);
	ring->bytes += skb->truesize;
	ring->sent++;
	spin_unlock_irqrestore(&ring->lock, flags);
	skb->destructor = bar_bytes_done;
	return dev_queue_xmit(skb);
}

int bar_bytes_len(struct bar_ring *ring, struct sk_buff *skb)
{
	unsigned long flags;

	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	spin_lock_irqsave(&ring->lock, flags);
	ring->bytes += skb->len;
	spin_unlock_irqrestore(&ring->lock, flags);
	skb->destructor = bar_bytes_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

int bar_bytes_grown(struct bar_ring *ring, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	BAR_CB(skb)->ring = ring;
	spin_lock(&ring->lock);
	ring->bytes += skb->truesize;
	spin_unlock(&ring->lock);
	skb->destructor = bar_bytes_done;
	skb->truesize += 512; // expect-warning: truesize-while-charged
	return dev_queue_xmit(skb);
}

/* Found by the device; a statistic is not the counter. */
static void bar_priv_done(struct sk_buff *skb)
{
	struct bar_ring *ring = netdev_priv(skb->dev);

	if (--ring->in_flight == 0)
		netif_wake_queue(skb->dev);
}

static netdev_tx_t bar_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct bar_ring *ring = netdev_priv(dev);

	skb_orphan(skb);
	skb->dev = dev;
	ring->bytes += skb->len;
	skb->destructor = bar_priv_done; // expect-warning: charge-mismatch
	netif_rx(skb);
	return NETDEV_TX_OK;
}

static netdev_tx_t bar_start_xmit_counted(struct sk_buff *skb, struct net_device *dev)
{
	struct bar_ring *ring = netdev_priv(dev);

	skb_orphan(skb);
	skb->dev = dev;
	if (++ring->in_flight >= 64)
		netif_stop_queue(dev);
	skb->destructor = bar_priv_done;
	netif_rx(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops bar_ops = {
	.ndo_start_xmit = bar_start_xmit,
};

const struct net_device_ops bar_counted_ops = {
	.ndo_start_xmit = bar_start_xmit_counted,
};

/* The module's. */
static unsigned int bar_pending;
static spinlock_t bar_lock;

static void bar_glob_done(struct sk_buff *skb)
{
	spin_lock(&bar_lock);
	bar_pending--;
	spin_unlock(&bar_lock);
}

int bar_glob_missing(struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->destructor = bar_glob_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

int bar_glob(struct sk_buff *skb)
{
	skb_orphan(skb);
	spin_lock(&bar_lock);
	bar_pending++;
	spin_unlock(&bar_lock);
	skb->destructor = bar_glob_done;
	return dev_queue_xmit(skb);
}

/* --- refcount_t, kref, percpu_ref, atomic_long_t, atomic64_t --- */

static void bar_users_done(struct sk_buff *skb)
{
	struct bar_ring *ring = BAR_CB(skb)->ring;

	if (refcount_dec_and_test(&ring->users))
		kfree(ring);
}

int bar_users(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	if (!refcount_inc_not_zero(&ring->users))
		return -ENODEV;
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_users_done;
	return dev_queue_xmit(skb);
}

int bar_users_missing(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_users_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

int bar_users_left(struct bar_ring *ring, struct sk_buff *skb, int len)
{
	refcount_inc(&ring->users);
	if (len > 1500) {
		kfree_skb(skb);
		return -EMSGSIZE; // expect-warning: charge-mismatch
	}
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_users_done;
	return dev_queue_xmit(skb);
}

static void bar_put(struct bar_ring *ring)
{
	kref_put(&ring->kref, bar_free);
}

static void bar_kref_done(struct sk_buff *skb)
{
	bar_put(skb_shinfo(skb)->destructor_arg);
}

int bar_kref(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	kref_get(&ring->kref);
	skb_shinfo(skb)->destructor_arg = ring;
	skb->destructor = bar_kref_done;
	return dev_queue_xmit(skb);
}

int bar_kref_missing(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb_shinfo(skb)->destructor_arg = ring;
	skb->destructor = bar_kref_done; // expect: charge-mismatch
	return dev_queue_xmit(skb);
}

static void bar_long_done(struct sk_buff *skb)
{
	struct bar_ring *ring = BAR_CB(skb)->ring;

	atomic_long_sub(skb->truesize, &ring->mem);
	atomic64_dec(&ring->packets);
}

int bar_long(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	atomic64_inc(&ring->packets);
	atomic_long_add(skb->truesize, &ring->mem);
	skb->destructor = bar_long_done;
	return dev_queue_xmit(skb);
}

int bar_long_missing(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	atomic64_inc(&ring->packets);
	skb->destructor = bar_long_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

static void bar_pref_done(struct sk_buff *skb)
{
	percpu_ref_put(&BAR_CB(skb)->ring->pref);
}

int bar_pref(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	if (!percpu_ref_tryget_live(&ring->pref)) {
		kfree_skb(skb);
		return -ENODEV;
	}
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_pref_done;
	return dev_queue_xmit(skb);
}

int bar_pref_missing(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_pref_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* --- the amount stands in the buffer --- */

static void bar_saved_done(struct sk_buff *skb)
{
	struct bar_cb *cb = BAR_CB(skb);

	atomic_long_sub(cb->paid, &cb->ring->mem);
}

int bar_saved(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	BAR_CB(skb)->paid = skb->len;
	atomic_long_add(skb->len, &ring->mem);
	skb->destructor = bar_saved_done;
	return dev_queue_xmit(skb);
}

int bar_saved_other(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	BAR_CB(skb)->paid = skb->len;
	atomic_long_add(skb->truesize, &ring->mem);
	skb->destructor = bar_saved_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

int bar_saved_missing(struct bar_ring *ring, struct sk_buff *skb)
{
	skb_orphan(skb);
	BAR_CB(skb)->ring = ring;
	BAR_CB(skb)->paid = skb->len;
	skb->destructor = bar_saved_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* --- in front of the socket's own --- */

static void bar_chain_done(struct sk_buff *skb)
{
	struct bar_ring *ring = BAR_CB(skb)->ring;

	atomic_long_dec(&ring->mem);
	sock_wfree(skb);
}

int bar_chain(struct sock *sk, struct bar_ring *ring, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	atomic_long_inc(&ring->mem);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_chain_done;
	return dev_queue_xmit(skb);
}

int bar_chain_missing(struct sock *sk, struct bar_ring *ring, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	BAR_CB(skb)->ring = ring;
	skb->destructor = bar_chain_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

int bar_chain_unowned(struct sock *sk, struct bar_ring *ring, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	atomic_long_inc(&ring->mem);
	BAR_CB(skb)->ring = ring;
	skb->sk = sk;
	skb->destructor = bar_chain_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* --- references of which only the functions' names are known --- */

struct bar_port;
struct bar_port *bar_port_get(struct bar_port *port);
void bar_port_put(struct bar_port *port);
void bar_port_wakeup(struct bar_port *port);

struct bar_tty {
	struct bar_port *port;
	atomic_t pending;
};

static void bar_tty_done(struct sk_buff *skb)
{
	struct bar_tty *tty = (void *)skb->sk;

	atomic_dec(&tty->pending);
	bar_port_wakeup(tty->port);
	bar_port_put(tty->port);
}

int bar_tty_send(struct bar_tty *tty, struct sk_buff *skb)
{
	skb_orphan(skb);
	bar_port_get(tty->port);
	atomic_inc(&tty->pending);
	skb->sk = (void *)tty;
	skb->destructor = bar_tty_done;
	return dev_queue_xmit(skb);
}

int bar_tty_send_unheld(struct bar_tty *tty, struct sk_buff *skb)
{
	skb_orphan(skb);
	atomic_inc(&tty->pending);
	skb->sk = (void *)tty;
	skb->destructor = bar_tty_done; // expect: charge-mismatch
	return dev_queue_xmit(skb);
}

int bar_tty_send_two(struct bar_tty *tty, struct sk_buff *skb)
{
	skb_orphan(skb);
	bar_port_get(tty->port);
	atomic_add(2, &tty->pending); // expect-warning: charge-mismatch
	skb->sk = (void *)tty;
	skb->destructor = bar_tty_done;
	return dev_queue_xmit(skb);
}

/* --- the object is reached by another way than in the destructor --- */

struct bar_pair {
	struct sock *sk;
	atomic_t out;
};

static void bar_pair_done(struct sk_buff *skb)
{
	struct bar_pair *pair = skb->sk->sk_user_data;

	atomic_dec(&pair->out);
	sock_put(skb->sk);
}

int bar_pair_send(struct bar_pair *pair, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(pair->sk);
	skb->sk = pair->sk;
	skb->destructor = bar_pair_done;
	atomic_inc(&pair->out);
	return dev_queue_xmit(skb);
}

int bar_pair_send_bytes(struct bar_pair *pair, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(pair->sk);
	skb->sk = pair->sk;
	skb->destructor = bar_pair_done; // expect-warning: charge-mismatch
	atomic_add(skb->len, &pair->out);
	return dev_queue_xmit(skb);
}
