// SPDX-License-Identifier: GPL-2.0-only
/* good - suppressions that somebody has thought about. */
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/sock.h>

void above(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return;
	/* skbown: ignore sk-without-destructor -- the peer clears it before it looks */
	skb->sk = sk;
	netif_rx(skb);
}

/* Words about skbown: ignore this line, it is prose. */
const char *in_a_string(void)
{
	return "/* skbown: ignore missing-orphan */";
}
