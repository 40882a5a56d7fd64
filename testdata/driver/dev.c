// SPDX-License-Identifier: GPL-2.0-only
/*
 * dev - the device operations: a buffer that is sent is received by the peer.
 */
#include <linux/etherdevice.h>
#include <linux/net_tstamp.h>
#include <linux/rtnetlink.h>

#include "vnic.h"

static int vnic_open(struct net_device *dev)
{
	struct vnic_priv *vp = netdev_priv(dev);
	struct net_device *peer = rtnl_dereference(vp->peer);

	if (!peer)
		return -ENOTCONN;
	if (peer->flags & IFF_UP) {
		netif_carrier_on(dev);
		netif_carrier_on(peer);
	}
	netif_start_queue(dev);
	return 0;
}

static int vnic_stop(struct net_device *dev)
{
	struct vnic_priv *vp = netdev_priv(dev);
	struct net_device *peer = rtnl_dereference(vp->peer);

	netif_stop_queue(dev);
	netif_carrier_off(dev);
	if (peer)
		netif_carrier_off(peer);
	vnic_ctl_purge(vp);
	return 0;
}

/* The monitor's reference was taken by vnic_set_monitor(). */
static void vnic_uninit(struct net_device *dev)
{
	struct vnic_priv *vp = netdev_priv(dev);
	struct sock *sk = rtnl_dereference(vp->monitor);

	cancel_work_sync(&vp->ctl_work);
	vnic_ctl_purge(vp);
	RCU_INIT_POINTER(vp->monitor, NULL);
	if (sk) {
		synchronize_net();
		sock_put(sk);
	}
}

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

static netdev_tx_t vnic_start_xmit(struct sk_buff *skb, struct net_device *dev)
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

const struct net_device_ops vnic_netdev_ops = {
	.ndo_open		= vnic_open,
	.ndo_stop		= vnic_stop,
	.ndo_uninit		= vnic_uninit,
	.ndo_start_xmit		= vnic_start_xmit,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
};

bool vnic_is_vnic(const struct net_device *dev)
{
	return dev->netdev_ops == &vnic_netdev_ops;
}
