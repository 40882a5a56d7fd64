/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * charge-mismatch - destructors that lower a counter by what nobody put on it.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/kref.h>
#include <net/sock.h>

struct foo_dev {
	struct net_device *netdev;
	atomic_t inflight;
	atomic_t queued_bytes;
	struct kref ref;
};

struct foo_cb {
	struct foo_dev *dev;
};

#define FOO_CB(skb) ((struct foo_cb *)(skb)->cb)

void foo_dev_free(struct kref *ref);
int foo_hw_post(struct foo_dev *dev, void *data, unsigned int len);

/* Nothing is charged. */
int foo_send(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	skb->destructor = sock_wfree; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* The receive side's counter, the send side's destructor. */
int foo_send_wrong_side(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc); // note: charged here
	skb->sk = sk;
	skb->destructor = sock_wfree; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* The other way round. */
void foo_queue_wrong_side(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree; // expect-warning: charge-mismatch
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* The data is charged, the memory is refunded. */
int foo_send_len(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_put(skb, len);
	refcount_add(skb->len, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_wfree; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* skb_set_owner_w() has charged it already. */
int foo_send_twice(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb_set_owner_w(skb, sk); // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* The order of the arguments of the subtraction: it is lowered, and lowered again. */
void foo_receive(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_rfree; // expect-warning: charge-mismatch
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* Every buffer of a train, and none is charged. */
int foo_send_train(struct sock *sk, int nr)
{
	struct sk_buff *n;

	while (nr-- > 0) {
		n = alloc_skb(1500, GFP_KERNEL);
		if (!n)
			break;
		n->sk = sk;
		n->destructor = sock_wfree; // expect-warning: charge-mismatch
		dev_queue_xmit(n);
	}
	return 0;
}

/* Charged in one of two cases. */
void foo_deliver(struct sock *sk, struct sk_buff *skb, bool slow)
{
	skb_orphan(skb);
	if (slow) // note: when 'slow' is false
		atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_rfree; // expect-warning: charge-mismatch
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

static void foo_own(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree; // expect-warning: charge-mismatch
}

/* The setter relies on its caller, and this one has not paid. */
void foo_rcv_unpaid(struct sock *sk, struct sk_buff *skb)
{
	foo_own(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* The buffer is freed before it gets the owner who would refund it. */
int foo_send_checked(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc); // note: charged here
	if (len > 9000) {
		kfree_skb(skb);
		return -EMSGSIZE; // expect-warning: charge-mismatch
	}
	skb->sk = sk;
	skb->destructor = sock_wfree;
	return dev_queue_xmit(skb);
}

/* --- the driver's own counters --- */

static void foo_tx_done(struct sk_buff *skb)
{
	struct foo_dev *dev = FOO_CB(skb)->dev;

	atomic_dec(&dev->inflight);
}

/* foo_tx_done() lowers what was never raised. */
int foo_post(struct foo_dev *dev, void *data, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb_put_data(skb, data, len);
	FOO_CB(skb)->dev = dev;
	skb->destructor = foo_tx_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* Raised before the allocation that fails. */
int foo_post_early(struct foo_dev *dev, int len)
{
	struct sk_buff *skb;

	atomic_inc(&dev->inflight); // note: charged here
	skb = alloc_skb(len, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM; // expect-warning: charge-mismatch
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

/* Bytes of data are added, bytes of memory are taken off. */
int foo_queue_bytes(struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	kref_get(&dev->ref);
	atomic_add(len, &dev->queued_bytes);
	skb->sk = (void *)dev;
	skb->destructor = foo_bytes_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* The bytes are right, and the device is not held. */
int foo_queue_unheld(struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	atomic_add(skb->truesize, &dev->queued_bytes);
	skb->sk = (void *)dev;
	skb->destructor = foo_bytes_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* The other counter of the device. */
int foo_queue_confused(struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	kref_get(&dev->ref);
	atomic_add(skb->truesize, &dev->inflight);
	skb->sk = (void *)dev;
	skb->destructor = foo_bytes_done; // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* The limit is that of one counter, the charge goes to another. */
int foo_queue_limited(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_read(&sk->sk_rmem_alloc) + skb->truesize >= (unsigned int)sk->sk_rcvbuf)
		return -ENOMEM;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree; // expect-warning: charge-mismatch
	atomic_add(skb->truesize, &sk->sk_omem_alloc);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

static void foo_set_owner(struct sk_buff *skb, struct foo_dev *dev)
{
	kref_get(&dev->ref);
	skb->sk = (void *)dev;
	skb->destructor = foo_bytes_done; // expect-warning: charge-mismatch
}

static struct sk_buff *foo_alloc(struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (skb)
		foo_set_owner(skb, dev);
	return skb;
}

/* Two helpers and a loop away, and nobody has added the bytes. */
int foo_write(struct foo_dev *dev, const void *data, int len)
{
	int sent = 0, size;
	struct sk_buff *skb;

	while (sent < len) {
		size = min(len - sent, 1500);
		skb = foo_alloc(dev, size);
		if (!skb)
			break;
		skb_put_data(skb, data + sent, size);
		dev_queue_xmit(skb);
		sent += size;
	}
	return sent;
}

struct foo_priv {
	atomic_t on_wire;
};

static void foo_wire_done(struct sk_buff *skb)
{
	struct foo_priv *priv = netdev_priv(skb->dev);

	atomic_dec(&priv->on_wire);
}

/* The private part of the device counts what is on the wire, and this is not counted. */
static netdev_tx_t foo_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb_orphan(skb);
	skb->dev = dev;
	skb->destructor = foo_wire_done; // expect-warning: charge-mismatch
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

/* A counter of the module; two buffers, one payment. */
void foo_mirror(struct sk_buff *skb)
{
	struct sk_buff *a = skb_clone(skb, GFP_ATOMIC);
	struct sk_buff *b = skb_clone(skb, GFP_ATOMIC);

	atomic_inc(&foo_pending);
	if (a) {
		a->destructor = foo_clone_done;
		netif_rx(a);
	}
	if (b) {
		b->destructor = foo_clone_done; // expect-warning: charge-mismatch
		netif_rx(b);
	}
}

/* The owner moves to a larger buffer, whatever its destructor, and nobody pays for the rest. */
struct sk_buff *foo_enlarge(struct sk_buff *skb, int len)
{
	struct sk_buff *n = alloc_skb(len, GFP_ATOMIC);

	if (!n)
		return skb;
	n->destructor = skb->destructor;
	n->sk = skb->sk; // expect-note: charge-mismatch
	skb->destructor = NULL;
	skb->sk = NULL;
	consume_skb(skb);
	return n;
}

struct sk_buff *foo_cut(struct sk_buff *skb);

/* The sizes of the pieces are summed up, and the sum is forgotten where it is larger. */
struct sk_buff *foo_cut_owned(struct sk_buff *whole)
{
	struct sock *sk = whole->sk;
	struct sk_buff *list, *p;
	unsigned int sum = 0;
	int delta;

	if (whole->destructor != sock_wfree)
		return foo_cut(whole);
	whole->sk = NULL;
	whole->destructor = NULL;
	list = foo_cut(whole);
	if (!list)
		return NULL;
	for (p = list; p; p = p->next) {
		p->sk = sk;
		p->destructor = sock_wfree; // expect: charge-mismatch
		sum += p->truesize;
	}
	delta = sum - whole->truesize;
	if (delta < 0)
		WARN_ON_ONCE(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
	return list;
}

/* The same on another counter: each piece gives back send memory. */
struct sk_buff *foo_cut_confused(struct sk_buff *whole)
{
	struct sock *sk = whole->sk;
	struct sk_buff *list, *p;
	unsigned int sum = 0;

	if (whole->destructor != sock_wfree)
		return foo_cut(whole);
	whole->sk = NULL;
	whole->destructor = NULL;
	list = foo_cut(whole);
	if (!list)
		return NULL;
	for (p = list; p; p = p->next) {
		p->sk = sk;
		p->destructor = sock_wfree; // expect: charge-mismatch
		sum += p->truesize;
	}
	atomic_add(sum - whole->truesize, &sk->sk_rmem_alloc);
	return list;
}

/* Lengths are summed up, sizes are given back. */
int foo_burst(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	int sum = 0;

	while (nr-- > 0) {
		struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

		if (!skb)
			break;
		skb_put(skb, len);
		skb->sk = sk;
		skb->destructor = sock_wfree; // expect-warning: charge-mismatch
		sum += skb->len;
		__skb_queue_tail(queue, skb);
	}
	refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
}

/* One of many, and the socket is the caller's: each turn is wrong by itself. */
void foo_kick(struct sock *sk, struct sk_buff_head *queue)
{
	struct sk_buff *skb, *n;

	while ((skb = skb_dequeue(queue)) != NULL) {
		n = skb_clone(skb, GFP_ATOMIC);
		if (n) {
			n->sk = sk;
			n->destructor = sock_wfree; // expect-warning: charge-mismatch
			refcount_add(SKB_TRUESIZE(n->len), &sk->sk_wmem_alloc);
			dev_queue_xmit(n);
		}
		kfree_skb(skb);
	}
}

struct foo_net {
	struct sock *ctl;
};

/* The socket is read for this one use, and not at hand any more when the function ends. */
void foo_solicit(struct foo_net *net, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);
	struct sock *sk;

	if (!skb)
		return;
	skb_put(skb, len);
	sk = net->ctl;
	skb->sk = sk;
	skb->destructor = sock_wfree; // expect-warning: charge-mismatch
	refcount_add(skb->len, &sk->sk_wmem_alloc);
	dev_queue_xmit(skb);
	foo_hw_post(NULL, NULL, 0);
}

/* A setter with callers: what it pays itself they cannot make good. */
static void foo_take_len(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_wfree; // expect-warning: charge-mismatch
	refcount_add(skb->len, &sk->sk_wmem_alloc);
}

int foo_send_taken(struct sock *sk, struct sk_buff *skb)
{
	foo_take_len(skb, sk);
	return dev_queue_xmit(skb);
}

/* The counter is right, and nobody takes the memory that sock_rfree() gives back. */
void foo_enqueue(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree; // expect-note: charge-mismatch
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* This setter leaves payment to its callers, and one of them forgets it. */
static void foo_claim(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_wfree;
}

int foo_send_claimed(struct sock *sk, struct sk_buff *skb)
{
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	foo_claim(skb, sk);
	return dev_queue_xmit(skb);
}

int foo_send_unclaimed(struct sock *sk, struct sk_buff *skb)
{
	foo_claim(skb, sk); // expect-warning: charge-mismatch
	return dev_queue_xmit(skb);
}

/* Refused, and the charge stays: nobody but this function knows the buffer. */
static int foo_answer(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	if (atomic_add_return(skb->truesize, &sk->sk_rmem_alloc) > sk->sk_rcvbuf) {
		kfree_skb(skb);
		return -ENOBUFS; // expect: charge-mismatch
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

/* Each piece gets the owner of the whole, and another counter is charged for them. */
struct sk_buff *foo_share(struct sk_buff *whole)
{
	bool owned = whole->destructor == sock_wfree;
	struct sk_buff *list = foo_cut(whole), *p;
	unsigned int sum = 0;

	for (p = list; p && owned; p = p->next) {
		p->destructor = whole->destructor;
		p->sk = whole->sk; // expect: charge-mismatch
		sum += p->truesize;
	}
	if (owned)
		atomic_add(sum, &whole->sk->sk_rmem_alloc);
	return list;
}

/* --- destructors that are wrong themselves --- */

struct foo_port {
	atomic_t sent;
	atomic_t queued;
	atomic_t memory;
	int room;
};

void foo_port_wake(atomic_t *sent);

/* Wakes up, and leaves the counter where it is. */
static void foo_port_sent(struct sk_buff *skb) // expect-warning: charge-mismatch
{
	struct foo_port *port = (void *)skb->sk;

	atomic_dec(&port->sent);
	foo_port_wake(&port->sent);
}

int foo_port_send(struct foo_port *port, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	atomic_inc(&port->sent);
	atomic_inc(&port->queued); // note: charged here
	skb->sk = (void *)port;
	skb->destructor = foo_port_sent;
	return dev_queue_xmit(skb);
}

/* The size was added, the length is taken off. */
static void foo_port_freed(struct sk_buff *skb) // expect-warning: charge-mismatch
{
	struct foo_port *port = (void *)skb->sk;

	atomic_sub(skb->len, &port->memory);
}

int foo_port_queue(struct foo_port *port, struct sk_buff *skb)
{
	skb_orphan(skb);
	atomic_add(skb->truesize, &port->memory);
	skb->sk = (void *)port;
	skb->destructor = foo_port_freed;
	return dev_queue_xmit(skb);
}

/* A plain number that grows with each buffer, and which nobody lowers. */
static void foo_port_left(struct sk_buff *skb) // expect-warning: charge-mismatch
{
	struct foo_port *port = (void *)skb->sk;

	atomic_dec(&port->queued);
}

int foo_port_pass(struct foo_port *port, struct sk_buff *skb)
{
	skb_orphan(skb);
	atomic_inc(&port->queued);
	port->room += skb->truesize;
	skb->sk = (void *)port;
	skb->destructor = foo_port_left;
	return dev_queue_xmit(skb);
}

/* One of the core's, which all setters rely on. */
void sock_rmem_free(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_sub(skb->data_len, &sk->sk_rmem_alloc); // expect-warning: charge-mismatch
}

/* The setter takes memory that this destructor, which is right, has nothing to do with. */
void foo_report(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_ofree;
	atomic_add(skb->truesize, &sk->sk_omem_alloc);
	atomic_add(skb->truesize, &sk->sk_rmem_alloc); // expect-warning: charge-mismatch
	skb_queue_tail(&sk->sk_error_queue, skb);
}

/* Those that were queued before one could not be made are not charged; the first one was. */
int foo_burst_failing(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	struct sk_buff *skb = sock_wmalloc(sk, len, 0, GFP_KERNEL);
	unsigned int sum = 0;

	if (!skb)
		return -ENOBUFS;
	skb_queue_tail(queue, skb);
	while (nr-- && refcount_read(&sk->sk_wmem_alloc) + sum <= sk->sk_sndbuf) {
		skb = alloc_skb(len, GFP_KERNEL);
		if (!skb)
			return -ENOMEM;
		skb->sk = sk;
		skb->destructor = sock_wfree; // expect-warning: charge-mismatch
		sum += skb->truesize;
		skb_queue_tail(queue, skb);
	}
	refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
}

int foo_copy_in(struct sk_buff *skb, int len);

/* Charged once for all that is queued; the way out with an error forgets what is queued by then. */
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
		if (!skb)
			return -ENOBUFS;
		if (!skb->destructor) {
			skb->sk = sk;
			skb->destructor = sock_wfree; // expect-warning: charge-mismatch
			sum += skb->truesize;
		}
		__skb_queue_tail(queue, skb);
	}
	if (sum)
		refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
}

/* Where it ends well another counter is charged than where it does not. */
int foo_cork_other(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	unsigned int sum = 0;
	struct sk_buff *skb;
	int err = 0;

	for (; nr > 0; nr--) {
		skb = alloc_skb(len, GFP_KERNEL);
		if (!skb) {
			err = -ENOBUFS;
			goto out;
		}
		skb->sk = sk;
		skb->destructor = sock_wfree; // expect-warning: charge-mismatch
		sum += skb->truesize;
		__skb_queue_tail(queue, skb);
	}
	atomic_add(sum, &sk->sk_omem_alloc);
	return 0;
out:
	refcount_add(sum, &sk->sk_wmem_alloc);
	return err;
}

/* What is copied in is charged, and what the buffer takes by itself is not. */
int foo_cork_bytes(struct sock *sk, struct sk_buff_head *queue, int nr, int len)
{
	unsigned int sum = 0;
	struct sk_buff *skb;

	for (; nr > 0; nr--) {
		skb = alloc_skb(len, GFP_KERNEL);
		if (!skb)
			break;
		if (foo_copy_in(skb, len) < 0) {
			kfree_skb(skb);
			break;
		}
		skb->sk = sk;
		skb->destructor = sock_wfree; // expect-note: charge-mismatch
		sum += len;
		__skb_queue_tail(queue, skb);
	}
	refcount_add(sum, &sk->sk_wmem_alloc);
	return 0;
}

/* The listener pays for what the child's destructor gives back. */
void foo_move_in(struct sock *listener, struct sock *child, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = child;
	skb->destructor = sock_rfree; // expect-note: charge-mismatch
	atomic_add(skb->truesize, &listener->sk_rmem_alloc);
	sk_mem_charge(child, skb->truesize);
	skb_queue_tail(&child->sk_receive_queue, skb);
}

/* What is reserved in front of the data is charged on top of its size. */
struct sk_buff *foo_room(struct sock *sk, int room, int len)
{
	struct sk_buff *skb = sock_wmalloc(sk, room + len, 0, GFP_KERNEL);

	if (!skb)
		return NULL;
	refcount_add(room, &sk->sk_wmem_alloc); // expect-note: charge-mismatch
	return skb;
}

/* Charged first, and what is refused stays charged: the caller cannot know that. */
static int foo_take_in(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_add_return(skb->truesize, &sk->sk_rmem_alloc) > sk->sk_rcvbuf)
		return -1; // expect-warning: charge-mismatch
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rmem_free;
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

int foo_take_in_all(struct sock *sk, struct sk_buff *skb)
{
	return foo_take_in(sk, skb);
}

/* Each copy is charged by the size of the frame that it is a copy of. */
int foo_copy_all(struct sock *sk, struct sk_buff *first, int rounds)
{
	struct sk_buff *skb = first, *n;

	while (rounds-- > 0) {
		n = alloc_skb(skb->len, GFP_ATOMIC);
		if (!n)
			return -ENOMEM;
		skb_queue_tail(&sk->sk_receive_queue, n);
		n->sk = sk;
		n->destructor = sock_rfree; // expect: charge-mismatch
		atomic_add(skb->truesize, &sk->sk_rmem_alloc);
		sk_mem_charge(sk, n->truesize);
		skb = skb->next;
	}
	return 0;
}

void foo_confirm(struct socket *sock);

/* The listener is charged for what waits in the queue of the new socket. */
void foo_pass_on(struct socket *sock, struct socket *new_sock)
{
	struct sock *sk = sock->sk, *new_sk = new_sock->sk;
	struct sk_buff *skb = skb_dequeue(&sk->sk_receive_queue);

	if (!skb)
		return;
	skb_queue_head(&new_sk->sk_receive_queue, skb);
	skb_orphan(skb);
	skb->sk = new_sk;
	skb->destructor = sock_rfree; // expect-note: charge-mismatch
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(new_sk, skb->truesize);
	foo_confirm(new_sock);
}
