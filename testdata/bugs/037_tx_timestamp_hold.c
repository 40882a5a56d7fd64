/* SPDX-License-Identifier: GPL-2.0-only */
/* 9ac25fc06375: only the charge keeps the sender, its count may be zero. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

void nic_stamp_bad(struct sk_buff *skb, ktime_t when)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk)) {
		kfree_skb(skb);
		return;
	}
	skb->tstamp = when;
	sock_hold(sk); // expect: hold-on-dying-sock
	if (sock_queue_err_skb(sk, skb))
		kfree_skb(skb);
	sock_put(sk);
}

void nic_stamp_good(struct sk_buff *skb, ktime_t when)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk))
		goto drop;
	skb->tstamp = when;
	if (refcount_inc_not_zero(&sk->sk_refcnt)) {
		if (sock_queue_err_skb(sk, skb))
			kfree_skb(skb);
		sock_put(sk);
		return;
	}
drop:
	kfree_skb(skb);
}
