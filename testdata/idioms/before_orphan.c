/* SPDX-License-Identifier: GPL-2.0-only */
/* The new owner is paid for first: the orphan may drop the last reference to the same socket. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

bool own_safe(struct sk_buff *skb, struct sock *sk)
{
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	skb_orphan(skb);
	skb->destructor = sock_efree;
	skb->sk = sk;
	return true;
}

/* The sender itself is to hear of it later. */
int echo_later(struct sk_buff *skb, struct sk_buff_head *later)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk) || !refcount_inc_not_zero(&sk->sk_refcnt)) {
		kfree_skb(skb);
		return -ENOTCONN;
	}
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree;
	skb_queue_tail(later, skb);
	return 0;
}

/* Held over the orphan, used behind it, put. */
void notify_sender(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk))
		goto free;
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		goto free;
	skb_orphan(skb);
	WRITE_ONCE(sk->sk_err_soft, EHOSTUNREACH);
	sk_error_report(sk);
	sock_put(sk);
free:
	kfree_skb(skb);
}

/* What is needed of the socket is read before. */
int route_alone(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	u32 mark = 0, prio = 0;

	if (sk && sk_fullsock(sk)) {
		mark = READ_ONCE(sk->sk_mark);
		prio = READ_ONCE(sk->sk_priority);
	}
	skb_orphan(skb);
	skb->mark = mark;
	skb->priority = prio;
	return dev_queue_xmit(skb);
}

/* The caller's socket outlives the buffer's reference to it. */
int send_and_wait(struct sock *sk, size_t len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, len, 0, &err);
	if (!skb)
		return err;
	err = dev_queue_xmit(skb);
	if (err)
		sk->sk_err_soft = err;
	return err ? err : len;
}

/* Looked up, handed to the buffer, and used while the lock and the RCU section last. */
struct sock *port_find(u16 port);

int port_rcv(struct sk_buff *skb, u16 port)
{
	struct sock *sk = port_find(port);

	if (!sk) {
		kfree_skb(skb);
		return 0;
	}
	sock_hold(sk);
	if (sock_queue_rcv_skb(sk, skb) < 0) {
		atomic_inc(&sk->sk_drops);
		kfree_skb(skb);
	}
	sock_put(sk);
	return 0;
}
