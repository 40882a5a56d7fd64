/* SPDX-License-Identifier: GPL-2.0-only */
/* 223f5f79f2ce: the full socket is never the request that the answer carries. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <net/inet_sock.h>

int egress_run(struct sock *sk, struct sk_buff *skb);

int egress_bad(struct sock *sk, struct sk_buff *skb)
{
	struct sock *full = sk_to_full_sk(sk);

	if (full && sk_fullsock(full) && full == skb->sk) // xfail: no-rule two sockets are compared, none is used or put wrongly
		return egress_run(full, skb);
	return 0;
}

int egress_good(struct sock *sk, struct sk_buff *skb)
{
	struct sock *full = sk_to_full_sk(sk);

	if (full && sk_fullsock(full) && full == skb_to_full_sk(skb))
		return egress_run(full, skb);
	return 0;
}
