/* SPDX-License-Identifier: GPL-2.0-only */
/* 8a02fb71d719: a way out that forgets the clone. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

void stamp_report_bad(struct sk_buff *orig, struct sock *sk)
{
	struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

	if (!skb)
		return;
	if (skb_orphan_frags_rx(skb, GFP_ATOMIC))
		return; // xfail: no-rule a clone has no owner: the lost buffer holds memory, no socket
	if (sock_queue_err_skb(sk, skb))
		kfree_skb(skb);
}

void stamp_report_good(struct sk_buff *orig, struct sock *sk)
{
	struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

	if (!skb)
		return;
	if (skb_orphan_frags_rx(skb, GFP_ATOMIC)) {
		kfree_skb(skb);
		return;
	}
	if (sock_queue_err_skb(sk, skb))
		kfree_skb(skb);
}
