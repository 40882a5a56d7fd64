/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that may hand back the very buffer, with the owner that it had. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

/* Unshared, orphaned, owned: what came in may be what goes on. */
static int meter_rcv(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt,
		     struct net_device *orig_dev)
{
	struct sock *sk = netdev_priv(dev);

	skb = skb_unshare(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;
	if (!pskb_may_pull(skb, 8)) {
		kfree_skb(skb);
		return NET_RX_DROP;
	}
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return NET_RX_SUCCESS;
}

struct packet_type meter_type = { .func = meter_rcv };

/* By the setter, which orphans. */
int meter_input(struct sock *sk, struct sk_buff *skb)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		return -ENOMEM;
	if (atomic_read(&sk->sk_rmem_alloc) + skb->truesize > sk->sk_rcvbuf) {
		kfree_skb(skb);
		return -ENOBUFS;
	}
	skb_set_owner_r(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* The owner that came along is just kept. */
static netdev_tx_t meter_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NETDEV_TX_OK;
	skb = skb_unshare(skb, GFP_ATOMIC);
	if (!skb)
		return NETDEV_TX_OK;
	if (skb_headroom(skb) < 16) {
		struct sk_buff *n = skb_realloc_headroom(skb, 16);

		if (!n) {
			dev_kfree_skb_any(skb);
			return NETDEV_TX_OK;
		}
		if (skb->sk)
			skb_set_owner_w(n, skb->sk);
		consume_skb(skb);
		skb = n;
	}
	skb_push(skb, 16);
	dev_queue_xmit(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops meter_ops = { .ndo_start_xmit = meter_xmit };

/* Expanded in place or anew. */
int meter_encap(struct sk_buff *skb)
{
	if (skb_headroom(skb) < 40) {
		skb = skb_expand_head(skb, 40);
		if (!skb)
			return -ENOMEM;
	}
	skb_push(skb, 40);
	return dev_queue_xmit(skb);
}
