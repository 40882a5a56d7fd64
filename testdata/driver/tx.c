// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx - from the stack to the peer, and the frames that the driver makes itself.
 */
#include <linux/etherdevice.h>
#include <linux/net_tstamp.h>

#include "vnic.h"

/* The monitor socket of a device is told of each buffer that leaves it. */
int vnic_set_monitor(struct vnic_priv *vp, struct sock *sk)
{
	struct sock *old;

	ASSERT_RTNL();
	if (rtnl_dereference(vp->monitor) == sk)
		return -EALREADY;
	if (sk)
		sock_hold(sk);
	old = rtnl_dereference(vp->monitor);
	rcu_assign_pointer(vp->monitor, sk);
	if (old) {
		synchronize_net();
		sock_put(old);
	}
	return 0;
}

/* BUG missing-orphan: the sender's owner is overwritten, its charge never returned. */
static void vnic_watch(struct vnic_priv *vp, struct sk_buff *skb)
{
	struct sock *sk = rcu_dereference(vp->monitor);

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	skb->sk = sk;
	skb->destructor = vnic_monitor_done;
}

/* Hardware would stamp here. The clone gets a reference of its own. */
static void vnic_tx_stamp(struct sk_buff *skb)
{
	struct skb_shared_hwtstamps stamps = {};
	struct sk_buff *clone;

	if (!(skb_shinfo(skb)->tx_flags & SKBTX_HW_TSTAMP))
		return;
	clone = skb_clone_sk(skb);
	if (!clone)
		return;
	stamps.hwtstamp = ktime_get_real();
	skb_complete_tx_timestamp(clone, &stamps);
}

static int vnic_to_peer(struct net_device *peer, struct sk_buff *skb)
{
	unsigned int len = skb->len;

	skb_tx_timestamp(skb);
	skb_scrub_packet(skb, false);
	skb->protocol = eth_type_trans(skb, peer);
	if (netif_rx(skb) != NET_RX_SUCCESS)
		return -ENOBUFS;
	dev_sw_netstats_rx_add(peer, len);
	return 0;
}

netdev_tx_t vnic_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct vnic_priv *vp = netdev_priv(dev);
	struct net_device *peer;
	unsigned int len;

	rcu_read_lock();
	peer = rcu_dereference(vp->peer);
	if (unlikely(!peer || !pskb_may_pull(skb, ETH_HLEN))) {
		kfree_skb(skb);
		goto drop;
	}
	len = skb->len;
	vnic_tx_stamp(skb);
	if (rcu_access_pointer(vp->monitor))
		vnic_watch(vp, skb);
	if (vnic_to_peer(peer, skb))
		goto drop;
	dev_sw_netstats_tx_add(dev, 1, len);
	rcu_read_unlock();
	return NETDEV_TX_OK;

drop:
	rcu_read_unlock();
	DEV_STATS_INC(dev, tx_dropped);
	return NETDEV_TX_OK;
}

static struct sk_buff *vnic_alloc_frame(struct net_device *dev, unsigned int len, gfp_t gfp)
{
	struct sk_buff *skb;

	skb = alloc_skb(LL_RESERVED_SPACE(dev) + sizeof(struct vnic_hdr) + len, gfp);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_RESERVED_SPACE(dev) + sizeof(struct vnic_hdr));
	skb->dev = dev;
	skb->protocol = htons(ETH_P_VNIC);
	return skb;
}

static void vnic_push_hdr(struct sk_buff *skb, u8 type, __be16 port, u32 seq)
{
	struct vnic_hdr *h = skb_push(skb, sizeof(*h));

	skb_reset_network_header(skb);
	h->type = type;
	h->flags = 0;
	h->port = port;
	h->seq = htonl(seq);
}

static int vnic_queue_frame(struct net_device *dev, struct sk_buff *skb)
{
	if (dev_hard_header(skb, dev, ETH_P_VNIC, dev->broadcast, dev->dev_addr, skb->len) < 0) {
		kfree_skb(skb);
		return -EINVAL;
	}
	return net_xmit_eval(dev_queue_xmit(skb));
}

/* BUG sk-without-destructor: the first skb_orphan() on the way hits its BUG_ON(). */
int vnic_send_ack(struct net_device *dev, struct sock *sk, u32 seq)
{
	struct sk_buff *skb = vnic_alloc_frame(dev, 0, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	vnic_push_hdr(skb, VNIC_ACK, vnic_sk(sk)->port, seq);
	skb->priority = READ_ONCE(sk->sk_priority);
	skb->sk = sk;
	return vnic_queue_frame(dev, skb);
}

/* Consumes @skb, which sock_alloc_send_skb() made for @sk. */
int vnic_send_data(struct net_device *dev, struct sock *sk, struct sk_buff *skb)
{
	struct vnic_sock *vs = vnic_sk(sk);

	skb = vnic_expand(skb, LL_RESERVED_SPACE(dev) + sizeof(struct vnic_hdr));
	if (!skb)
		return -ENOMEM;
	vnic_push_hdr(skb, VNIC_DATA, vs->port, vs->seq++);
	if (vs->want_echo)
		vnic_set_owner_w(skb, sk);
	return vnic_queue_frame(dev, skb);
}
