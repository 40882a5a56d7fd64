/* SPDX-License-Identifier: GPL-2.0-only */
/* 286228d382ba: a buffer that nobody shares is taken for a clone. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

static void foo_set_owner(struct sk_buff *skb, struct sock *sk)
{
	if (sk && refcount_inc_not_zero(&sk->sk_refcnt)) {
		skb->destructor = sock_efree;
		skb->sk = sk; // expect: missing-orphan
	}
}

struct sk_buff *foo_echo_faulty(struct sk_buff *skb)
{
	struct sk_buff *n = skb;

	if (skb_shared(skb)) {
		n = skb_clone(skb, GFP_ATOMIC);
		if (!n) {
			kfree_skb(skb);
			return NULL;
		}
		consume_skb(skb);
	}
	foo_set_owner(n, n->sk);
	n->ip_summed = CHECKSUM_UNNECESSARY;
	return n;
}

struct sk_buff *foo_echo_fixed(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n) {
		kfree_skb(skb);
		return NULL;
	}
	foo_set_owner(n, skb->sk);
	consume_skb(skb);
	n->ip_summed = CHECKSUM_UNNECESSARY;
	return n;
}
