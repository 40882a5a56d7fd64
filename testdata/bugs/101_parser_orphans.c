/* SPDX-License-Identifier: GPL-2.0-only */
/* 10d58d006356: the owner that the free path needs is taken off for a loan. */
#include <linux/skbuff.h>
#include <net/sock.h>

int parse_run(struct sk_buff *skb);

int parse_bad(struct sock *sk, struct sk_buff *skb)
{
	int ret;

	skb_orphan(skb); // xfail: no-rule an orphan is right at any place: who wanted the owner later is not in the code
	skb_set_owner_r(skb, sk);
	ret = parse_run(skb);
	return ret;
}

int parse_good(struct sock *sk, struct sk_buff *skb)
{
	int ret;

	skb->sk = sk; // allow-note: missing-orphan, sk-without-destructor
	ret = parse_run(skb);
	skb->sk = NULL; // allow-note: half-cleared-owner
	return ret;
}
