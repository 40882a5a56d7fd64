// SPDX-License-Identifier: GPL-2.0-only
/*
 * main - the module: "ip link add type vnic" makes two that are each other's peer.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>

#include "vnic.h"

static void vnic_setup(struct net_device *dev)
{
	struct vnic_priv *vp = netdev_priv(dev);

	ether_setup(dev);
	dev->netdev_ops = &vnic_netdev_ops;
	dev->needs_free_netdev = true;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->needed_headroom = sizeof(struct vnic_hdr);
	dev->features |= NETIF_F_SG | NETIF_F_HIGHDMA;
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	eth_hw_addr_random(dev);

	vp->dev = dev;
	skb_queue_head_init(&vp->ctlq);
	INIT_WORK(&vp->ctl_work, vnic_ctl_work);
}

static void vnic_pair(struct net_device *a, struct net_device *b)
{
	struct vnic_priv *pa = netdev_priv(a);
	struct vnic_priv *pb = netdev_priv(b);

	rcu_assign_pointer(pa->peer, b);
	rcu_assign_pointer(pb->peer, a);
}

static struct rtnl_link_ops vnic_link_ops;

static int vnic_newlink(struct net *src_net, struct net_device *dev,
			struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	struct net_device *peer;
	int err;

	peer = rtnl_create_link(src_net, "vnic%d", NET_NAME_ENUM, &vnic_link_ops, tb, extack);
	if (IS_ERR(peer))
		return PTR_ERR(peer);

	err = register_netdevice(peer);
	if (err) {
		free_netdev(peer);
		return err;
	}
	err = register_netdevice(dev);
	if (err) {
		unregister_netdevice(peer);
		return err;
	}
	vnic_pair(dev, peer);
	netif_carrier_off(dev);
	netif_carrier_off(peer);
	return 0;
}

static void vnic_dellink(struct net_device *dev, struct list_head *head)
{
	struct vnic_priv *vp = netdev_priv(dev);
	struct net_device *peer = rtnl_dereference(vp->peer);

	RCU_INIT_POINTER(vp->peer, NULL);
	unregister_netdevice_queue(dev, head);
	if (peer) {
		struct vnic_priv *pp = netdev_priv(peer);

		RCU_INIT_POINTER(pp->peer, NULL);
		unregister_netdevice_queue(peer, head);
	}
}

static struct rtnl_link_ops vnic_link_ops = {
	.kind		= "vnic",
	.priv_size	= sizeof(struct vnic_priv),
	.setup		= vnic_setup,
	.newlink	= vnic_newlink,
	.dellink	= vnic_dellink,
};

static int __init vnic_init(void)
{
	int err;

	err = vnic_proto_init();
	if (err)
		return err;
	err = vnic_steer_init();
	if (err)
		goto err_proto;
	err = rtnl_link_register(&vnic_link_ops);
	if (err)
		goto err_steer;
	vnic_rx_init();
	return 0;

err_steer:
	vnic_steer_exit();
err_proto:
	vnic_proto_exit();
	return err;
}

static void __exit vnic_exit(void)
{
	vnic_rx_exit();
	rtnl_link_unregister(&vnic_link_ops);
	vnic_steer_exit();
	vnic_proto_exit();
}

module_init(vnic_init);
module_exit(vnic_exit);

MODULE_DESCRIPTION("Pairs of virtual network devices, sample code");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("vnic");
