/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destructor-without-sk - destructors that find what they need, or need nothing.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/vmalloc.h>
#include <net/sock.h>

struct foo_dev {
	atomic_t budget;
	struct net_device *dev;
};

struct foo_port {
	refcount_t users;
	atomic_t charged;
};

struct foo_assoc {
	struct sock *sk;
	int state;
};

struct sock *foo_owner_of(struct net_device *dev);

/* Does not care about sockets. */
static void foo_unmap(struct sk_buff *skb)
{
	struct foo_dev *fd = skb_shinfo(skb)->destructor_arg;

	atomic_add(skb->truesize, &fd->budget);
}

/* Asks first. */
static void foo_head_free(struct sk_buff *skb)
{
	if (skb->head && skb->priority == 77) {
		vfree(skb->head);
		skb->head = NULL;
	}
	if (skb->sk != NULL)
		sock_rfree(skb);
}

static void foo_wfree_chain(struct sk_buff *skb)
{
	skb->mark = 0;
	sock_wfree(skb);
}

/* A receive buffer of a driver. */
struct sk_buff *foo_rx_alloc(struct foo_dev *fd, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	skb_shinfo(skb)->destructor_arg = fd;
	skb->destructor = foo_unmap;
	return skb;
}

/* The socket may come later or never. */
struct sk_buff *foo_alloc_large(void *data, int len)
{
	struct sk_buff *skb = __build_skb(data, len);

	if (skb) {
		skb->priority = 77;
		skb->destructor = foo_head_free;
	}
	return skb;
}

/* Destructor first. */
int foo_send(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->destructor = sock_wfree;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	return dev_queue_xmit(skb);
}

static void foo_take(struct sk_buff *skb, struct sock *sk)
{
	skb->sk = sk;
	sock_hold(sk);
}

/* The socket is a helper's store. */
void foo_requeue(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	foo_take(skb, sk);
	skb->destructor = sock_efree;
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* Both or none. */
int foo_xmit_dev(struct net_device *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);
	struct sock *sk = foo_owner_of(dev);

	if (!skb)
		return -ENOMEM;
	if (sk) {
		sock_hold(sk);
		skb->sk = sk;
		skb->destructor = sock_efree;
	}
	return dev_queue_xmit(skb);
}

/* The override finds the socket of the allocation. */
struct sk_buff *foo_alloc_chain(struct sock *sk, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, len, 0, &err);
	if (skb)
		skb->destructor = foo_wfree_chain;
	return skb;
}

/* Of an owner that a test has shown. */
void foo_arm_owned(struct sk_buff *skb)
{
	if (skb->sk && skb->destructor == sock_wfree)
		skb->destructor = foo_wfree_chain;
}

static void foo_control_release(struct sk_buff *skb)
{
	kfree(skb_shinfo(skb)->destructor_arg);
}

/* A control frame: the association's socket or none, the destructor reads neither. */
void foo_control_owner(struct foo_assoc *asoc, void *arg)
{
	struct sk_buff *skb = alloc_skb(100, GFP_ATOMIC);

	if (!skb)
		return;
	skb->sk = asoc ? asoc->sk : NULL;
	skb_shinfo(skb)->destructor_arg = arg;
	skb->destructor = foo_control_release;
	dev_queue_xmit(skb);
}

static void foo_port_free(struct sk_buff *skb)
{
	struct foo_port *port = (struct foo_port *)skb->sk;

	atomic_sub(skb->truesize, &port->charged);
	refcount_dec(&port->users);
}

/* No socket is where a socket would be; the destructor knows. */
struct sk_buff *foo_port_alloc(struct foo_port *port, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	refcount_inc(&port->users);
	atomic_add(skb->truesize, &port->charged);
	skb->sk = (void *)port;
	skb->destructor = foo_port_free;
	return skb;
}

/* The socket cannot be NULL: the path without it has gone. */
int foo_xmit_checked(struct net_device *dev)
{
	struct sock *sk = foo_owner_of(dev);
	struct sk_buff *skb;

	if (!sk)
		return -ENOTCONN;
	skb = alloc_skb(64, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_edemux;
	return dev_queue_xmit(skb);
}

/* Both are copied, by the same test. */
struct sk_buff *foo_copy_owner(struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy(skb, GFP_ATOMIC);

	if (n && skb->destructor == sock_wfree) {
		refcount_add(n->truesize, &skb->sk->sk_wmem_alloc);
		n->sk = skb->sk;
		n->destructor = skb->destructor;
	}
	return n;
}

/* Charged by the setter, freed at once when the device is down. */
int foo_xmit_or_drop(struct sock *sk, struct net_device *dev)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	skb->destructor = sock_wfree;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	if (!netif_running(dev)) {
		kfree_skb(skb);
		return -ENETDOWN;
	}
	skb->dev = dev;
	return dev_queue_xmit(skb);
}

struct sk_buff *foo_split(struct sk_buff *whole);

/* The whole is disowned, and the first piece gets its owner. */
struct sk_buff *foo_hand_down(struct sk_buff *whole)
{
	struct sock *sk = whole->sk;
	struct sk_buff *first;

	if (whole->destructor != sock_wfree)
		return foo_split(whole);
	whole->destructor = NULL;
	whole->sk = NULL;
	first = foo_split(whole);
	if (first) {
		first->destructor = sock_wfree;
		first->sk = sk;
		refcount_add(first->truesize - whole->truesize, &sk->sk_wmem_alloc);
	}
	return first;
}

/* The copy gets both halves. */
int foo_mirror(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *nskb = skb_clone(skb, GFP_ATOMIC);

	if (!nskb)
		return -ENOMEM;
	nskb->dev = dev;
	skb_set_owner_w(nskb, skb->sk); // allow-note: nonfullsock-put
	return dev_queue_xmit(nskb);
}

bool foo_is_large(const void *head);

/* A destructor that goes with the data is for every copy of them; a socket has nothing to do with it. */
struct sk_buff *foo_clone_large(struct sk_buff *skb)
{
	struct sk_buff *nskb = skb_clone(skb, GFP_ATOMIC);

	if (!nskb)
		return NULL;
	if (foo_is_large(skb->head))
		nskb->destructor = skb->destructor;
	return nskb;
}

/* Its owner was looked at: what is set is another destructor for the same socket. */
void foo_charge_received(struct sk_buff *skb, struct sk_buff_head *queue)
{
	if (WARN_ON(!skb->sk || skb->destructor))
		return;
	atomic_add(skb->truesize, &skb->sk->sk_rmem_alloc);
	sk_mem_charge(skb->sk, skb->truesize);
	skb->destructor = sock_rfree;
	skb_queue_tail(queue, skb);
}

static void foo_wfree_more(struct sk_buff *skb)
{
	sock_wfree(skb);
}

/* An upgrade: the file's own destructor goes on to the one that the socket came with. */
void foo_upgrade(struct sk_buff *skb)
{
	skb->destructor = foo_wfree_more;
}
