/* SPDX-License-Identifier: GPL-2.0-only */
/* 628e6d18930b: the namespace may take its control socket away while it is charged. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct sock *ctl_sk_of(struct net *net);

struct sk_buff *ctl_alloc_bad(struct net_device *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	skb_set_owner_w(skb, ctl_sk_of(dev_net(dev))); // xfail: no-rule what RCU keeps alive is concurrency, which is not modelled
	return skb;
}

struct sk_buff *ctl_alloc_good(struct net_device *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	rcu_read_lock();
	skb_set_owner_w(skb, ctl_sk_of(dev_net(dev)));
	rcu_read_unlock();
	return skb;
}
