/* SPDX-License-Identifier: GPL-2.0-only */
/* 098116e7e640: where the socket is closing the whole charge stays. */
#include <linux/skbuff.h>
#include <net/sock.h>

void delay_detach_bad(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (is_skb_wmem(skb) && refcount_inc_not_zero(&sk->sk_refcnt)) {
		WARN_ON(refcount_sub_and_test(skb->truesize, &sk->sk_wmem_alloc));
		skb->destructor = sock_efree; // xfail-silent: missing-orphan what is refunded by hand is not set against the old destructor
	} // xfail: no-rule a charge that stays until the buffer goes is what its destructor promises
}

void delay_detach_good(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (is_skb_wmem(skb) && skb_set_owner_sk_safe(skb, sk))
		return;
	skb_orphan(skb);
}
