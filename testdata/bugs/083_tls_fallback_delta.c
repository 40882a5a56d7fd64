/* SPDX-License-Identifier: GPL-2.0-only */
/* 9188d5ca454f: the replacement may be smaller, and an early destructor has no charge. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

static void cipher_swap_bad(struct sk_buff *nskb, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	nskb->sk = sk;
	nskb->destructor = skb->destructor;
	skb->sk = NULL;
	skb->destructor = NULL;
	refcount_add(nskb->truesize - skb->truesize, &sk->sk_wmem_alloc); // xfail: charge-mismatch which destructor comes along is not known, and the sign harms no present refcount_add()
}

static void cipher_swap_good(struct sk_buff *nskb, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	int delta;

	nskb->sk = sk;
	nskb->destructor = skb->destructor;
	skb->sk = NULL;
	skb->destructor = NULL;
	if (nskb->destructor == sock_efree)
		return;
	delta = nskb->truesize - skb->truesize;
	if (delta < 0)
		WARN_ON_ONCE(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
	else if (delta)
		refcount_add(delta, &sk->sk_wmem_alloc);
}

struct sk_buff *cipher_copy(struct sk_buff *skb, bool old)
{
	struct sk_buff *nskb;

	if (!skb->sk)
		return skb;
	nskb = alloc_skb(skb->len, GFP_ATOMIC);
	if (nskb) {
		skb_put(nskb, skb->len);
		if (old)
			cipher_swap_bad(nskb, skb);
		else
			cipher_swap_good(nskb, skb);
		consume_skb(skb);
		return nskb;
	}
	kfree_skb(skb);
	return NULL;
}
