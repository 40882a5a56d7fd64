// SPDX-License-Identifier: GPL-2.0-only
/* bad - suppressions that take nothing away, or do not say why. */
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/sock.h>

void idle(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb_set_owner_w(skb, sk); /* skbown: ignore missing-orphan -- it is orphaned above. */ // expect: bad-suppression
}

void without_reason(struct sk_buff *skb, struct sock *sk)
{
	struct sk_buff *twin = alloc_skb(64, GFP_ATOMIC);

	if (!twin)
		return;
	twin->sk = sk; /* skbown: ignore sk-without-destructor */ // expect: bad-suppression
	netif_rx(twin); /* skbown: ignore sk-without-destructor */ // expect: bad-suppression
}

void no_rule(struct sk_buff *skb)
{
	skb_orphan(skb); /* skbown: ignore missing-orphn -- a typing mistake */ // expect: bad-suppression
}
