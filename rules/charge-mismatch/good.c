/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * charge-mismatch - destructors that give back what was charged, in all the ways it is charged.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/kref.h>
#include <net/sock.h>
#include <net/tcp.h>

struct foo_dev {
	struct net_device *netdev;
	atomic_t inflight;
	atomic_t queued_bytes;
	atomic_t completed;
	struct kref ref;
	void (*charge)(struct foo_dev *dev, struct sk_buff *skb);
};

struct foo_cb {
	struct foo_dev *dev;
	u32 paid;
};

#define FOO_CB(skb) ((struct foo_cb *)(skb)->cb)

void foo_dev_free(struct kref *ref);
void foo_charge(struct sock *sk, struct sk_buff *skb);
void foo_charge_size(struct sock *sk, unsigned int size);
bool foo_dev_reserve(struct foo_dev *dev);
struct sk_buff *foo_list(void);

/* Before the stores. */
int foo_send(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_wfree;
	return dev_queue_xmit(skb);
}

/* After them. */
void foo_queue(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, skb->truesize);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* By a variable. */
int foo_send_size(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
	unsigned int size;

	if (!skb)
		return -ENOMEM;
	size = skb->truesize;
	skb->destructor = sock_wfree;
	skb->sk = sk;
	refcount_add(size, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

static void foo_own(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	sk_mem_charge(sk, skb->truesize);
}

/* The setter relies on its caller, and all of them pay. */
void foo_rcv_paid(struct sock *sk, struct sk_buff *skb)
{
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	foo_own(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

int foo_rcv_limited(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_add_return(skb->truesize, &sk->sk_rmem_alloc) > sk->sk_rcvbuf) {
		atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
		kfree_skb(skb);
		return -ENOBUFS;
	}
	foo_own(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* A function that was not seen gets the buffer, and may charge it. */
int foo_send_charged(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	foo_charge(sk, skb);
	skb->sk = sk;
	skb->destructor = sock_wfree; // allow-note: charge-mismatch
	return dev_queue_xmit(skb);
}

int foo_send_charged_size(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	foo_charge_size(sk, skb->truesize);
	skb->sk = sk;
	skb->destructor = sock_wfree; // allow-note: charge-mismatch
	return dev_queue_xmit(skb);
}

/* One charge for all, when the loop is over. */
int foo_send_train(struct sock *sk, int nr)
{
	unsigned int sum = 0;
	struct sk_buff *n;

	while (nr-- > 0) {
		n = alloc_skb(1500, GFP_KERNEL);
		if (!n)
			break;
		n->sk = sk;
		n->destructor = sock_wfree;
		sum += n->truesize;
		__skb_queue_tail(&sk->sk_write_queue, n);
	}
	if (sum)
		refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
}

/* The same on the way out that fails. */
int foo_append(struct sock *sk, int nr)
{
	int delta = 0, err = 0;
	struct sk_buff *skb;

	do {
		skb = alloc_skb(1500, GFP_KERNEL);
		if (!skb) {
			err = -ENOBUFS;
			goto out;
		}
		if (!skb->destructor) {
			skb->destructor = sock_wfree;
			skb->sk = sk;
			delta += skb->truesize;
		}
		__skb_queue_tail(&sk->sk_write_queue, skb);
	} while (--nr > 0);
out:
	if (delta)
		refcount_add(delta, &sk->sk_wmem_alloc);
	return err;
}

/* Segments take over from the whole; what they are larger is added, or taken off. */
void foo_segment(struct sk_buff *whole, struct sk_buff *segs)
{
	struct sock *sk = whole->sk;
	unsigned int sum = 0;
	struct sk_buff *seg;
	int delta;

	if (whole->destructor != sock_wfree)
		return;
	whole->destructor = NULL;
	whole->sk = NULL;
	for (seg = segs; seg; seg = seg->next) {
		skb_orphan(seg);
		seg->destructor = sock_wfree;
		seg->sk = sk;
		sum += seg->truesize;
	}
	delta = sum - whole->truesize;
	if (delta >= 0)
		refcount_add(delta, &sk->sk_wmem_alloc);
	else
		WARN_ON(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
}

/* The owner moves to a larger buffer, and the difference is charged. */
struct sk_buff *foo_replace(struct sk_buff *skb, int len)
{
	struct sk_buff *n;

	if (skb->destructor != sock_wfree)
		return skb;
	n = alloc_skb(len, GFP_ATOMIC);
	if (!n)
		return skb;
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	refcount_add(n->truesize - skb->truesize, &n->sk->sk_wmem_alloc);
	skb->sk = NULL;
	skb->destructor = NULL;
	consume_skb(skb);
	return n;
}

/* A reference is no charge. */
void foo_hold(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	netif_rx(skb);
}

/* Charged without a destructor: the queue's reader refunds. */
int foo_udp_queue(struct sock *sk, struct sk_buff *skb)
{
	int size = skb->truesize;

	if (atomic_read(&sk->sk_rmem_alloc) > sk->sk_rcvbuf)
		return -ENOBUFS;
	atomic_add(size, &sk->sk_rmem_alloc);
	skb_orphan(skb);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* Refunded by hand where there is no destructor yet. */
int foo_send_checked(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	if (len > 9000) {
		WARN_ON(refcount_sub_and_test(skb->truesize, &sk->sk_wmem_alloc));
		kfree_skb(skb);
		return -EMSGSIZE;
	}
	skb->sk = sk;
	skb->destructor = sock_wfree;
	return dev_queue_xmit(skb);
}

/* The destructor itself, by hand, and the pair is gone. */
void foo_eat(struct sk_buff *skb)
{
	if (skb->destructor == sock_rfree) {
		sock_rfree(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	kfree_skb(skb);
}

static void foo_wfree(struct sk_buff *skb)
{
	struct foo_dev *dev = FOO_CB(skb)->dev;

	kref_put(&dev->ref, foo_dev_free);
	sock_wfree(skb);
}

/* Ends in sock_wfree(): the charge stays, and what is added is paid. */
int foo_send_chained(struct sock *sk, struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	kref_get(&dev->ref);
	FOO_CB(skb)->dev = dev;
	skb->destructor = foo_wfree;
	return dev_queue_xmit(skb);
}

/* And back, when the reference has been put by hand. */
void foo_unchain(struct sk_buff *skb)
{
	if (skb->destructor != foo_wfree)
		return;
	kref_put(&FOO_CB(skb)->dev->ref, foo_dev_free);
	skb->destructor = sock_wfree;
}

static void foo_saved(struct sk_buff *skb)
{
	atomic_sub(FOO_CB(skb)->paid, &skb->sk->sk_rmem_alloc);
}

/* Another field than truesize, the same on both sides. */
void foo_queue_len(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	FOO_CB(skb)->paid = skb->len + 32;
	skb->sk = sk;
	skb->destructor = foo_saved;
	atomic_add(FOO_CB(skb)->paid, &sk->sk_rmem_alloc);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

static void foo_last(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	unsigned int len = skb->truesize;

	if (!sock_flag(sk, SOCK_DEAD)) {
		if (refcount_sub_and_test(len - 1, &sk->sk_wmem_alloc))
			sk->sk_write_space(sk);
		len = 1;
	}
	if (refcount_sub_and_test(len, &sk->sk_wmem_alloc))
		sk_free(sk);
}

/* In two parts, which make truesize together. */
int foo_send_last(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = foo_last;
	return dev_queue_xmit(skb);
}

/* --- the driver's own counters --- */

static void foo_tx_done(struct sk_buff *skb)
{
	struct foo_dev *dev = FOO_CB(skb)->dev;

	atomic_inc(&dev->completed);	/* statistics */
	atomic_dec(&dev->inflight);
}

int foo_post(struct foo_dev *dev, void *data, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	atomic_inc(&dev->inflight);
	skb_put_data(skb, data, len);
	FOO_CB(skb)->dev = dev;
	skb->destructor = foo_tx_done;
	return dev_queue_xmit(skb);
}

/* Raised first, and lowered where the allocation fails. */
int foo_post_early(struct foo_dev *dev, int len)
{
	struct sk_buff *skb;

	atomic_inc(&dev->inflight);
	skb = alloc_skb(len, GFP_ATOMIC);
	if (!skb) {
		atomic_dec(&dev->inflight);
		return -ENOMEM;
	}
	FOO_CB(skb)->dev = dev;
	skb->destructor = foo_tx_done;
	return dev_queue_xmit(skb);
}

/* By a function of another file. */
int foo_post_reserved(struct foo_dev *dev, int len)
{
	struct sk_buff *skb;

	if (!foo_dev_reserve(dev))
		return -EBUSY;
	skb = alloc_skb(len, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM;
	FOO_CB(skb)->dev = dev;
	skb->destructor = foo_tx_done; // allow-note: charge-mismatch
	return dev_queue_xmit(skb);
}

static bool foo_get_slot(struct foo_dev *dev)
{
	if (atomic_inc_return(&dev->inflight) > 64) {
		atomic_dec(&dev->inflight);
		return false;
	}
	return true;
}

/* By one of this file, where it succeeds. */
int foo_post_slot(struct foo_dev *dev, int len)
{
	struct sk_buff *skb;

	if (!foo_get_slot(dev))
		return -EBUSY;
	skb = alloc_skb(len, GFP_ATOMIC);
	if (!skb) {
		atomic_dec(&dev->inflight);
		return -ENOMEM;
	}
	FOO_CB(skb)->dev = dev;
	skb->destructor = foo_tx_done;
	return dev_queue_xmit(skb);
}

static void foo_bytes_done(struct sk_buff *skb)
{
	struct foo_dev *dev = (void *)skb->sk;

	atomic_sub(skb->truesize, &dev->queued_bytes);
	kref_put(&dev->ref, foo_dev_free);
}

/* Two counters, and no socket at all. */
int foo_queue_bytes(struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	kref_get(&dev->ref);
	atomic_add(skb->truesize, &dev->queued_bytes);
	skb->sk = (void *)dev;
	skb->destructor = foo_bytes_done;
	return dev_queue_xmit(skb);
}

struct foo_qp {
	struct sock *sk;
	atomic_t ref;
};

static void foo_qp_done(struct sk_buff *skb)
{
	struct foo_qp *qp = skb->sk->sk_user_data;

	atomic_dec(&qp->ref);
}

/* The same queue pair, reached by another way. */
int foo_qp_send(struct foo_qp *qp, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	atomic_inc(&qp->ref);
	skb->sk = qp->sk;
	skb->destructor = foo_qp_done;
	return dev_queue_xmit(skb);
}

struct foo_priv {
	atomic_t on_wire;
};

static void foo_wire_done(struct sk_buff *skb)
{
	struct foo_priv *priv = netdev_priv(skb->dev);

	atomic_dec(&priv->on_wire);
}

/* Counted in the private part of the device. */
static netdev_tx_t foo_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct foo_priv *priv = netdev_priv(dev);

	skb_orphan(skb);
	atomic_inc(&priv->on_wire);
	skb->dev = dev;
	skb->destructor = foo_wire_done;
	netif_rx(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ops = {
	.ndo_start_xmit = foo_start_xmit,
};

static atomic_t foo_pending;

static void foo_clone_done(struct sk_buff *skb)
{
	atomic_dec(&foo_pending);
}

/* One each. */
void foo_mirror(struct sk_buff *skb)
{
	struct sk_buff *a = skb_clone(skb, GFP_ATOMIC);
	struct sk_buff *b = skb_clone(skb, GFP_ATOMIC);

	if (a) {
		atomic_inc(&foo_pending);
		a->destructor = foo_clone_done;
		netif_rx(a);
	}
	if (b) {
		atomic_inc(&foo_pending);
		b->destructor = foo_clone_done;
		netif_rx(b);
	}
}

/* The work that is counted is begun here and ended by the last of the buffers. */
void foo_flood(struct sk_buff *skb, int nr)
{
	struct sk_buff *n;

	while (nr-- > 0) {
		n = skb_clone(skb, GFP_ATOMIC);
		if (!n)
			continue;
		atomic_inc(&foo_pending);
		n->destructor = foo_clone_done;
		netif_rx(n);
	}
}

/* The owner moves to a larger buffer, and the counter moves by what they differ. */
struct sk_buff *foo_enlarge(struct sk_buff *skb, int len)
{
	struct sk_buff *n = alloc_skb(len, GFP_ATOMIC);
	int delta;

	if (!n || !skb->sk || !sk_fullsock(skb->sk) || skb->destructor == sock_efree) {
		kfree_skb(n);
		return skb;
	}
	n->destructor = skb->destructor;
	n->sk = skb->sk;
	skb->destructor = NULL;
	skb->sk = NULL;
	delta = n->truesize - skb->truesize;
	if (delta < 0)
		WARN_ON_ONCE(refcount_sub_and_test(-delta, &n->sk->sk_wmem_alloc));
	else if (delta)
		refcount_add(delta, &n->sk->sk_wmem_alloc);
	consume_skb(skb);
	return n;
}

/* The size goes along with the owner. */
struct sk_buff *foo_resized(struct sk_buff *skb, int len)
{
	struct sk_buff *n = alloc_skb(len, GFP_ATOMIC);

	if (!n)
		return skb;
	swap(n->truesize, skb->truesize);
	swap(n->destructor, skb->destructor);
	swap(n->sk, skb->sk);
	consume_skb(skb);
	return n;
}

/* Sizes are summed up and charged once, after the loop. */
int foo_burst(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	int sum = 0;

	while (nr-- > 0) {
		struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

		if (!skb)
			break;
		skb_put(skb, len);
		skb->sk = sk;
		skb->destructor = sock_wfree;
		sum += skb->truesize;
		__skb_queue_tail(queue, skb);
	}
	refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
}

/* ... and looked at only when the buffer is in the queue. */
int foo_burst_late(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	int sum = 0;

	while (nr-- > 0) {
		struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

		if (!skb)
			break;
		skb->sk = sk;
		skb->destructor = sock_wfree;
		__skb_queue_tail(queue, skb);
		sum += skb->truesize;
	}
	refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
}

void foo_kick(struct sock *sk, struct sk_buff_head *queue)
{
	struct sk_buff *skb, *n;

	while ((skb = skb_dequeue(queue)) != NULL) {
		n = skb_clone(skb, GFP_ATOMIC);
		if (n) {
			n->sk = sk;
			n->destructor = sock_wfree;
			refcount_add(n->truesize, &sk->sk_wmem_alloc);
			dev_queue_xmit(n);
		}
		kfree_skb(skb);
	}
}

/* A part is paid here and the rest by the callers. */
static void foo_claim(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	sk_mem_charge(sk, skb->truesize);
}

void foo_enqueue(struct sock *sk, struct sk_buff *skb)
{
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	foo_claim(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* Refused, and taken back. */
static int foo_answer(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	if (atomic_add_return(skb->truesize, &sk->sk_rmem_alloc) > sk->sk_rcvbuf) {
		atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
		kfree_skb(skb);
		return -ENOBUFS;
	}
	sk_mem_charge(sk, skb->truesize);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

int foo_ask(struct sock *sk)
{
	return foo_answer(sk, 64);
}

struct sk_buff *foo_cut(struct sk_buff *skb);

/* Each piece gets the owner of the whole, and is charged. */
struct sk_buff *foo_share(struct sk_buff *whole)
{
	bool owned = whole->destructor == sock_wfree;
	struct sk_buff *list = foo_cut(whole), *p;
	unsigned int sum = 0;

	for (p = list; p && owned; p = p->next) {
		p->destructor = whole->destructor;
		p->sk = whole->sk;
		sum += p->truesize;
	}
	if (owned)
		refcount_add(sum, &whole->sk->sk_wmem_alloc);
	return list;
}

struct foo_lane {
	struct foo_dev *dev;
	unsigned int held;
};

/* The counter is found through the buffer's shared part, as it was put there. */
static void foo_lane_done(struct sk_buff *skb)
{
	struct foo_lane *lane = skb_shinfo(skb)->destructor_arg;

	atomic_sub(skb->truesize, &lane->dev->queued_bytes);
}

int foo_post_lane(struct foo_lane *lane, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb_shinfo(skb)->destructor_arg = lane;
	skb->destructor = foo_lane_done;
	atomic_add(skb->truesize, &lane->dev->queued_bytes);
	return dev_queue_xmit(skb);
}

/* --- destructors with several counters --- */

struct foo_port {
	atomic_t sent;
	atomic_t users;
	atomic_t memory;
	int room;
};

void foo_port_put(struct foo_port *port);

/* Who else uses the port goes through a function of another file. */
static void foo_port_sent(struct sk_buff *skb)
{
	struct foo_port *port = (void *)skb->sk;

	atomic_dec(&port->sent);
	port->room -= skb->truesize;
	foo_port_put(port);
}

int foo_port_send(struct foo_port *port, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	atomic_inc(&port->sent);
	atomic_inc(&port->users);
	port->room += skb->truesize;
	skb->sk = (void *)port;
	skb->destructor = foo_port_sent;
	return dev_queue_xmit(skb);
}

/* What is counted has nothing to do with the buffer's owner. */
int foo_port_numbered(struct foo_port *port, struct sock *sk, int len)
{
	struct sk_buff *skb = sock_wmalloc(sk, len, 0, GFP_KERNEL);

	if (!skb)
		return -ENOBUFS;
	atomic_inc(&port->sent);
	return dev_queue_xmit(skb);
}

/* One unit is kept back as a reference, until a worker has run. */
void tcp_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	WARN_ON(refcount_sub_and_test(skb->truesize - 1, &sk->sk_wmem_alloc));
}

/* Charged on the way out that fails as well. */
int foo_burst_failing(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	struct sk_buff *skb = sock_wmalloc(sk, len, 0, GFP_KERNEL);
	unsigned int sum = 0;
	int err = 0;

	if (!skb)
		return -ENOBUFS;
	skb_queue_tail(queue, skb);
	while (nr-- && refcount_read(&sk->sk_wmem_alloc) + sum <= sk->sk_sndbuf) {
		skb = alloc_skb(len, GFP_KERNEL);
		if (!skb) {
			err = -ENOMEM;
			break;
		}
		skb->sk = sk;
		skb->destructor = sock_wfree;
		sum += skb->truesize;
		skb_queue_tail(queue, skb);
	}
	refcount_add(sum, &sk->sk_wmem_alloc);
	return err;
}

/* What is summed up so far counts against the limit, and every way out pays for it. */
int foo_cork(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	unsigned int sum = 0;
	struct sk_buff *skb;
	int err = 0;

	for (; nr > 0; nr--) {
		if (refcount_read(&sk->sk_wmem_alloc) + sum > 2 * sk->sk_sndbuf)
			skb = sock_alloc_send_skb(sk, len, 0, &err);
		else
			skb = alloc_skb(len, GFP_KERNEL);
		if (!skb) {
			err = -ENOBUFS;
			goto out;
		}
		if (!skb->destructor) {
			skb->sk = sk;
			skb->destructor = sock_wfree;
			sum += skb->truesize;
		}
		__skb_queue_tail(queue, skb);
	}
	if (sum)
		refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
out:
	refcount_add(sum, &sk->sk_wmem_alloc);
	return err;
}

/* Who takes over pays. */
void foo_move_in(struct sock *listener, struct sock *child, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = child;
	skb->destructor = sock_rfree;
	atomic_add(skb->truesize, &child->sk_rmem_alloc);
	sk_mem_charge(child, skb->truesize);
	skb_queue_tail(&child->sk_receive_queue, skb);
}

/* One more on a counter of bytes keeps the socket until all is sent. */
struct sk_buff *foo_room(struct sock *sk, int room, int len)
{
	struct sk_buff *skb = sock_wmalloc(sk, room + len, 0, GFP_KERNEL);

	if (!skb)
		return NULL;
	refcount_inc(&sk->sk_wmem_alloc);
	return skb;
}

/* Charged first, and what is refused is taken back. */
static int foo_take_in(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_add_return(skb->truesize, &sk->sk_rmem_alloc) > sk->sk_rcvbuf) {
		atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
		return -1;
	}
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	sk_mem_charge(sk, skb->truesize);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

int foo_take_in_all(struct sock *sk, struct sk_buff *skb)
{
	return foo_take_in(sk, skb);
}

/* Each copy is charged by its own size. */
int foo_copy_all(struct sock *sk, struct sk_buff *first, int rounds)
{
	struct sk_buff *skb = first, *n;

	while (rounds-- > 0) {
		n = alloc_skb(skb->len, GFP_ATOMIC);
		if (!n)
			return -ENOMEM;
		skb_queue_tail(&sk->sk_receive_queue, n);
		n->sk = sk;
		n->destructor = sock_rfree;
		atomic_add(n->truesize, &sk->sk_rmem_alloc);
		sk_mem_charge(sk, n->truesize);
		skb = skb->next;
	}
	return 0;
}

/* A frame of another one's size gets the owner of that, and the difference is charged. */
int foo_replace_frame(struct sock *sk, struct sk_buff *old)
{
	struct sk_buff *n = alloc_skb(old->len, GFP_ATOMIC);

	if (!n)
		return -ENOMEM;
	n->sk = sk;
	n->destructor = sock_rfree;
	atomic_add(old->truesize, &sk->sk_rmem_alloc);
	atomic_add(n->truesize - old->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, n->truesize);
	skb_queue_tail(&sk->sk_receive_queue, n);
	return 0;
}

void foo_confirm(struct socket *sock);

/* The new socket is charged for what waits in its queue. */
void foo_pass_on(struct socket *sock, struct socket *new_sock)
{
	struct sock *sk = sock->sk, *new_sk = new_sock->sk;
	struct sk_buff *skb = skb_dequeue(&sk->sk_receive_queue);

	if (!skb)
		return;
	skb_queue_head(&new_sk->sk_receive_queue, skb);
	skb_orphan(skb);
	skb->sk = new_sk;
	skb->destructor = sock_rfree;
	atomic_add(skb->truesize, &new_sk->sk_rmem_alloc);
	sk_mem_charge(new_sk, skb->truesize);
	foo_confirm(new_sock);
}
