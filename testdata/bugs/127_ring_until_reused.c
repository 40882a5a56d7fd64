/* SPDX-License-Identifier: GPL-2.0-only */
/* openwrt PR 2707: a slot frees its buffer only when it is used again. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>

struct slots {
	struct sk_buff *skb[32];
	unsigned int next;
};

static netdev_tx_t slots_xmit_bad(struct sk_buff *skb, struct net_device *dev)
{
	struct slots *s = netdev_priv(dev);
	unsigned int i = s->next++ & 31;

	if (s->skb[i])
		dev_kfree_skb_any(s->skb[i]);
	s->skb[i] = skb; // xfail: no-rule a ring that keeps the owner is right wherever its slots are freed when sent
	return NETDEV_TX_OK;
}

static netdev_tx_t slots_xmit_good(struct sk_buff *skb, struct net_device *dev)
{
	struct slots *s = netdev_priv(dev);
	unsigned int i = s->next++ & 31;

	skb_orphan(skb);
	if (s->skb[i])
		dev_kfree_skb_any(s->skb[i]);
	s->skb[i] = skb;
	return NETDEV_TX_OK;
}

const struct net_device_ops slots_ops[] = {
	{ .ndo_start_xmit = slots_xmit_bad },
	{ .ndo_start_xmit = slots_xmit_good },
};
