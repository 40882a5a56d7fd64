/* SPDX-License-Identifier: GPL-2.0-only */
/* 87c084a98032: the tunnel corrects the size of a buffer that its sender is charged for. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

static int wire_send(struct sk_buff *skb, int need, bool old)
{
	unsigned int room = skb_headroom(skb);

	if (skb_cow_head(skb, need)) {
		kfree_skb(skb);
		return NET_XMIT_DROP;
	}
	if (old)
		skb->truesize += skb_headroom(skb) - room; // xfail: truesize-while-charged the helper that changes it sends it as well
	skb_push(skb, need);
	return dev_queue_xmit(skb);
}

static netdev_tx_t wire_xmit_bad(struct sk_buff *skb, struct net_device *dev)
{
	wire_send(skb, dev->needed_headroom, true);
	return NETDEV_TX_OK;
}

static netdev_tx_t wire_xmit_good(struct sk_buff *skb, struct net_device *dev)
{
	wire_send(skb, dev->needed_headroom, false);
	return NETDEV_TX_OK;
}

int wire_sendmsg_bad(struct sock *sk, size_t len)
{
	struct sk_buff *skb = sock_wmalloc(sk, len, 0, GFP_KERNEL);
	unsigned int room;

	if (!skb)
		return -ENOMEM;
	skb_put(skb, len);
	room = skb_headroom(skb);
	if (skb_cow_head(skb, 40)) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	skb->truesize += skb_headroom(skb) - room; // expect: truesize-while-charged
	return dev_queue_xmit(skb);
}

const struct net_device_ops wire_ops[] = {
	{ .ndo_start_xmit = wire_xmit_bad },
	{ .ndo_start_xmit = wire_xmit_good },
};
