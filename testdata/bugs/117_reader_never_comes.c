/* SPDX-License-Identifier: GPL-2.0-only */
/* 0110d6f22f39: what waits for a reader that may never come keeps its sender. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>

struct chardev {
	struct sk_buff_head readq;
};

static netdev_tx_t chardev_xmit_bad(struct sk_buff *skb, struct net_device *dev)
{
	struct chardev *cd = netdev_priv(dev);

	skb_queue_tail(&cd->readq, skb); // xfail: no-rule a queue that keeps the owner is right wherever somebody empties it
	return NETDEV_TX_OK;
}

static netdev_tx_t chardev_xmit_good(struct sk_buff *skb, struct net_device *dev)
{
	struct chardev *cd = netdev_priv(dev);

	skb_orphan(skb);
	skb_queue_tail(&cd->readq, skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops chardev_ops[] = {
	{ .ndo_start_xmit = chardev_xmit_bad },
	{ .ndo_start_xmit = chardev_xmit_good },
};
