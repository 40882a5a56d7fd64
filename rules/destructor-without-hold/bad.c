/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destructor-without-hold - destructors that put a reference nobody took.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <net/sock.h>
#include <net/udp.h>

struct foo_qp {
	struct sock *sk;
	refcount_t ref;
	atomic_t out;
};

struct foo_sock {
	struct sock sk;
	u16 port;
};

static struct hlist_head foo_table;

struct sock *foo_make_child(struct sock *listener);

static void foo_qp_get(struct foo_qp *qp)
{
	refcount_inc(&qp->ref);
}

static void foo_qp_put(struct foo_qp *qp)
{
	if (refcount_dec_and_test(&qp->ref))
		kfree(qp);
}

/* Puts the queue pair and the socket. */
static void foo_tx_done(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	struct foo_qp *qp = sk->sk_user_data;

	atomic_dec(&qp->out);
	foo_qp_put(qp);
	sock_put(sk);
}

/* As sock_efree. */
static void foo_put_owner(struct sk_buff *skb)
{
	sock_put(skb->sk);
}

/* sock_efree() will put what the child's creator still owns. */
void foo_rcv_connect(struct sock *sk, struct sock *make, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = make;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	skb_queue_head(&sk->sk_receive_queue, skb);
}

/* So will sock_edemux(). */
int foo_send_edemux(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->destructor = sock_edemux;
	skb->sk = sk; // expect: destructor-without-hold
	return dev_queue_xmit(skb);
}

/* The clone's destructor and the original's put the same reference. */
struct sk_buff *foo_clone_sk(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = sock_efree; // expect: destructor-without-hold
	return n;
}

/* The queue pair is held, the socket is not. */
int foo_post(struct foo_qp *qp, struct sk_buff *orig)
{
	struct sk_buff *skb = skb_copy(orig, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	foo_qp_get(qp);
	atomic_inc(&qp->out);
	skb->sk = qp->sk;
	skb->destructor = foo_tx_done; // expect: destructor-without-hold
	return dev_queue_xmit(skb);
}

/* The file's own destructor. */
int foo_send_own(struct sock *sk, int len)
{
	struct sk_buff *buf = alloc_skb(len, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	buf->sk = sk;
	buf->destructor = foo_put_owner; // expect: destructor-without-hold
	return dev_queue_xmit(buf);
}

/* The listener is held, the child is attached. */
void foo_queue_child(struct sock *listener, struct sock *child, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(listener);
	skb->sk = child;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	skb_queue_tail(&listener->sk_receive_queue, skb);
	sock_put(listener);
}

/* Held in one of two cases. */
void foo_deliver(struct sock *sk, struct sk_buff *skb, bool backlog)
{
	skb_orphan(skb);
	if (backlog) // note: when 'backlog' is false
		sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* Held, used and put before the buffer got it. */
void foo_deliver_late(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(sk);
	sk->sk_data_ready(sk);
	sock_put(sk);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	netif_rx(skb);
}

/* One reference for all of them. */
int foo_send_train(struct sock *sk, int nr)
{
	struct sk_buff *n;

	sock_hold(sk);
	while (nr-- > 0) {
		n = alloc_skb(1500, GFP_KERNEL);
		if (!n)
			break;
		n->sk = sk;
		n->destructor = sock_efree; // expect: destructor-without-hold
		dev_queue_xmit(n);
	}
	sock_put(sk); // expect: ?sock-double-put
	return 0;
}

/* The answer of inc_not_zero is thrown away. */
void foo_attach_dying(struct sock *sk, struct sk_buff *orig)
{
	struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

	if (!skb)
		return;
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		skb->priority = 0;
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	netif_rx(skb);
}

/* A send charge is no reference. */
int foo_charge_instead(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	return dev_queue_xmit(skb);
}

static struct sock *foo_find_rcu(u16 port)
{
	struct sock *sk;

	sk_for_each_rcu(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port)
			return sk;
	return NULL;
}

/* The finder takes no reference: RCU keeps the socket, but not as long as the buffer. */
bool foo_early_demux(struct sk_buff *skb, u16 port)
{
	struct sock *sk;

	if (skb->sk)
		return false;
	sk = foo_find_rcu(port);
	if (!sk)
		return false;
	skb->sk = sk;
	skb->destructor = sock_edemux; // expect: destructor-without-hold
	return true;
}

/* Nor does this one. */
void foo_assign_udp(struct net *net, struct sk_buff *skb, __be32 saddr, __be32 daddr,
		    __be16 sport, __be16 dport)
{
	struct sock *sk;

	sk = __udp4_lib_lookup(net, saddr, sport, daddr, dport, 0, 0, &udp_table, NULL);
	if (!sk)
		return;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect-warning: destructor-without-hold
}

static void foo_own(struct sk_buff *skb, struct sock *sk)
{
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: destructor-without-hold
}

int foo_send_held(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	foo_own(skb, sk);
	return dev_queue_xmit(skb);
}

/* The helper wants a reference that its other caller takes. */
int foo_send_unheld(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	foo_own(skb, sk);
	return dev_queue_xmit(skb);
}

/* One reference, two destructors. */
int foo_send_twice(struct sock *sk)
{
	struct sk_buff *a = alloc_skb(100, GFP_KERNEL);
	struct sk_buff *b = alloc_skb(100, GFP_KERNEL);

	if (!a || !b) {
		kfree_skb(a);
		kfree_skb(b);
		return -ENOMEM;
	}
	sock_hold(sk);
	a->sk = sk;
	a->destructor = sock_efree;
	b->sk = sk;
	b->destructor = sock_efree; // expect: destructor-without-hold
	dev_queue_xmit(a);
	return dev_queue_xmit(b);
}

/* Counted sockets need a reference of their own before sock_pfree(). */
int foo_assign(struct sk_buff *skb, struct sock *sk)
{
	if (sk_unhashed(sk))
		return -EOPNOTSUPP;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_pfree; // xfail: destructor-without-hold whether a passed socket is counted is not asked
	return 0;
}

/* The charge is given back, and a charge is no reference, whichever of the two it was. */
void foo_orphan_partial(struct sk_buff *skb)
{
	if (skb->destructor != sock_wfree && skb->destructor != sock_rfree)
		return;
	skb->destructor(skb);
	skb->destructor = sock_efree; // expect: destructor-without-hold
}
