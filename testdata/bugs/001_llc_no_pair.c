/* SPDX-License-Identifier: GPL-2.0-only */
/* 8b74d439e169: the looked-up socket is stored over the sender's, without destructor. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct sock *foo_lookup_established(struct sk_buff *skb);

void foo_rcv_faulty(struct sk_buff *skb)
{
	struct sock *sk = foo_lookup_established(skb);

	if (!sk) {
		kfree_skb(skb);
		return;
	}
	bh_lock_sock(sk);
	skb->sk = sk; // expect: sk-without-destructor|missing-orphan
	if (!sock_owned_by_user(sk))
		sk_backlog_rcv(sk, skb);
	else
		__sk_add_backlog(sk, skb);
	bh_unlock_sock(sk);
}

void foo_rcv_fixed(struct sk_buff *skb)
{
	struct sock *sk = foo_lookup_established(skb);

	if (!sk) {
		kfree_skb(skb);
		return;
	}
	bh_lock_sock(sk);
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	if (!sock_owned_by_user(sk))
		sk_backlog_rcv(sk, skb);
	else
		__sk_add_backlog(sk, skb);
	bh_unlock_sock(sk);
}
