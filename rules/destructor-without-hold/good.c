/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destructor-without-hold - destructors whose reference was taken, moved or is not needed.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <net/sock.h>
#include <net/udp.h>
#include <net/inet_hashtables.h>
#include <net/request_sock.h>

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
static spinlock_t foo_lock;

static void foo_qp_get(struct foo_qp *qp)
{
	refcount_inc(&qp->ref);
}

static void foo_qp_put(struct foo_qp *qp)
{
	if (refcount_dec_and_test(&qp->ref))
		kfree(qp);
}

static void foo_tx_done(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	struct foo_qp *qp = sk->sk_user_data;

	atomic_dec(&qp->out);
	foo_qp_put(qp);
	sock_put(sk);
}

/* Taken before. */
void foo_rcv_connect(struct sock *sk, struct sock *make, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(make);
	skb->sk = make;
	skb->destructor = sock_efree;
	skb_queue_head(&sk->sk_receive_queue, skb);
}

/* Taken after the stores, before the buffer leaves. */
int foo_send_edemux(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	skb->destructor = sock_edemux;
	sock_hold(sk);
	return dev_queue_xmit(skb);
}

/* Both the queue pair and the socket. */
int foo_post(struct foo_qp *qp, struct sk_buff *orig)
{
	struct sk_buff *skb = skb_copy(orig, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	sock_hold(qp->sk);
	skb->sk = qp->sk;
	skb->destructor = foo_tx_done;
	foo_qp_get(qp);
	atomic_inc(&qp->out);
	return dev_queue_xmit(skb);
}

/* With a put where the clone fails. */
struct sk_buff *foo_clone_sk(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	struct sk_buff *clone;

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return NULL;
	clone = skb_clone(skb, GFP_ATOMIC);
	if (!clone) {
		sock_put(sk);
		return NULL;
	}
	clone->sk = sk;
	clone->destructor = sock_efree;
	return clone;
}

/* One each. */
int foo_send_train(struct sock *sk, int nr)
{
	struct sk_buff *n;

	while (nr-- > 0) {
		n = alloc_skb(1500, GFP_KERNEL);
		if (!n)
			break;
		sock_hold(sk);
		n->sk = sk;
		n->destructor = sock_efree;
		dev_queue_xmit(n);
	}
	return 0;
}

static struct sock *foo_find(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			goto found;
		}
	}
	sk = NULL;
found:
	spin_unlock_bh(&foo_lock);
	return sk;
}

/* The finder's reference moves into the buffer. */
bool foo_early_demux(struct sk_buff *skb, u16 port)
{
	struct sock *sk;

	if (skb->sk)
		return false;
	sk = foo_find(port);
	if (!sk)
		return false;
	skb->sk = sk;
	skb->destructor = sock_edemux;
	return true;
}

/* So does the one of the established table. */
void foo_demux_tcp(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb,
		   __be32 saddr, __be32 daddr, __be16 sport, u16 dport)
{
	struct sock *sk;

	sk = __inet_lookup_established(net, hash, saddr, sport, daddr, dport, skb->skb_iif, 0);
	if (sk) {
		skb_orphan(skb);
		skb->sk = sk;
		skb->destructor = sock_edemux;
	}
}

/* Only when the reference could be had. */
bool foo_attach_live(struct sock *sk, struct sk_buff *skb)
{
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	skb_orphan(skb);
	skb->destructor = sock_efree;
	skb->sk = sk;
	return true;
}

static void foo_own(struct sk_buff *skb, struct sock *sk)
{
	skb->sk = sk;
	skb->destructor = sock_efree;
}

/* The helper consumes a reference; whoever calls it has one. */
int foo_send_held(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	foo_own(skb, sk);
	return dev_queue_xmit(skb);
}

int foo_send_found(u16 port)
{
	struct sock *sk = foo_find(port);
	struct sk_buff *skb;

	if (!sk)
		return -ENOENT;
	skb = alloc_skb(100, GFP_KERNEL);
	if (!skb) {
		sock_put(sk);
		return -ENOMEM;
	}
	foo_own(skb, sk);
	return dev_queue_xmit(skb);
}

/* Documented: the caller's reference goes to the buffer. */
void foo_assign_sock(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_edemux; // allow-note: destructor-without-hold
}

/* A prefetched socket: counted only when it is a counted one. */
int foo_assign(struct sk_buff *skb, struct sock *sk)
{
	if (sk_is_refcounted(sk) && unlikely(!refcount_inc_not_zero(&sk->sk_refcnt)))
		return -ENOENT;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_pfree;
	return 0;
}

/* Not counted (SOCK_RCU_FREE): the reader's section keeps it until delivery. */
void foo_demux_udp(struct net *net, struct sk_buff *skb, __be32 saddr, __be32 daddr,
		   __be16 sport, __be16 dport)
{
	struct sock *sk;

	if (skb->sk)
		return;
	sk = __udp4_lib_lookup(net, saddr, sport, daddr, dport, 0, 0, &udp_table, NULL);
	if (!sk)
		return;
	skb->sk = sk;
	skb->destructor = sock_pfree;
}

/* The request was made for this buffer: its first reference is the buffer's. */
void foo_assign_reqsk(struct sk_buff *skb, const struct request_sock_ops *ops, struct sock *listener)
{
	struct request_sock *req = inet_reqsk_alloc(ops, listener, false);

	if (!req)
		return;
	skb_orphan(skb);
	skb->sk = req_to_sk(req);
	skb->destructor = sock_pfree;
}

/* The charge keeps the socket; sock_wfree() puts no reference. */
int foo_send_charged(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	skb->destructor = sock_wfree;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

/* The receive queue keeps the socket; sock_rfree() puts no reference. */
void foo_queue(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, skb->truesize);
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* The reference moves with the pair. */
struct sk_buff *foo_replace(struct sk_buff *skb)
{
	struct sk_buff *n;

	if (skb->destructor != sock_efree)
		return skb;
	n = alloc_skb(100, GFP_ATOMIC);
	if (!n)
		return skb;
	n->sk = skb->sk;
	n->destructor = sock_efree;
	skb->sk = NULL;
	skb->destructor = NULL;
	consume_skb(skb);
	return n;
}

/* Held once, for whichever of the two is sent. */
int foo_send_either(struct sock *sk, bool big)
{
	struct sk_buff *skb;

	sock_hold(sk);
	if (big)
		skb = alloc_skb(9000, GFP_KERNEL);
	else
		skb = alloc_skb(100, GFP_KERNEL);
	if (!skb)
		goto put;
	skb->sk = sk;
	skb->destructor = sock_efree;
	return dev_queue_xmit(skb);
put:
	sock_put(sk);
	return -ENOMEM;
}

/* One of two destructors that refund a charge, and a reference in place of it. */
void foo_orphan_partial(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (skb->destructor != sock_wfree && skb->destructor != sock_rfree)
		return;
	if (skb_set_owner_sk_safe(skb, sk))
		return;
	skb_orphan(skb);
}
