// SPDX-License-Identifier: GPL-2.0-only
/*
 * rx - frames of our protocol, from the stack to the sockets.
 */
#include <linux/etherdevice.h>

#include "vnic.h"

static void vnic_turn(struct sk_buff *skb)
{
	struct ethhdr *eth = eth_hdr(skb);
	u8 tmp[ETH_ALEN];

	ether_addr_copy(tmp, eth->h_dest);
	ether_addr_copy(eth->h_dest, eth->h_source);
	ether_addr_copy(eth->h_source, tmp);
}

/* BUG half-cleared-owner: the destructor stays and will run without a socket. */
static int vnic_reflect(struct sk_buff *skb, struct net_device *dev)
{
	if (skb_cow_head(skb, ETH_HLEN)) {
		kfree_skb(skb);
		return NET_RX_DROP;
	}
	vnic_turn(skb);
	vnic_hdr(skb)->type = VNIC_PONG;
	skb->sk = NULL;
	skb->dev = dev;
	skb_push(skb, ETH_HLEN);
	return dev_queue_xmit(skb);
}

/* The whole owner goes: the frame is not the sender's any more. */
static int vnic_bounce(struct sk_buff *skb, struct net_device *dev)
{
	skb_orphan(skb);
	vnic_turn(skb);
	skb->dev = dev;
	skb_push(skb, ETH_HLEN);
	return dev_queue_xmit(skb);
}

/* Consumes @skb. The caller keeps @sk alive. */
int vnic_deliver(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_read(&sk->sk_rmem_alloc) >= READ_ONCE(sk->sk_rcvbuf)) {
		atomic_inc(&sk->sk_drops);
		kfree_skb(skb);
		return -ENOMEM;
	}
	vnic_set_owner_r(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
	return 0;
}

static int vnic_rcv_data(struct sk_buff *skb, struct net_device *dev)
{
	struct vnic_hdr *h = vnic_hdr(skb);
	struct sock *sk;
	int err;

	sk = vnic_find_get(h->port, dev->ifindex);
	if (!sk) {
		kfree_skb(skb);
		return NET_RX_DROP;
	}
	skb_pull(skb, sizeof(*h));
	err = vnic_deliver(sk, skb);
	if (!err)
		vnic_send_ack(dev, sk, ntohl(h->seq));
	sock_put(sk);
	return err ? NET_RX_DROP : NET_RX_SUCCESS;
}

/* What acknowledges our data has no payload: only the socket's counter moves. */
static int vnic_rcv_ack(struct sk_buff *skb, struct net_device *dev)
{
	struct sock *sk;

	rcu_read_lock();
	sk = vnic_find(vnic_hdr(skb)->port, dev->ifindex);
	if (sk)
		atomic_inc(&vnic_sk(sk)->tx_done);
	rcu_read_unlock();
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static int vnic_rcv(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt,
		    struct net_device *orig_dev)
{
	if (!vnic_is_vnic(dev) || skb->pkt_type == PACKET_OTHERHOST)
		goto drop;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;
	if (!pskb_may_pull(skb, sizeof(struct vnic_hdr)))
		goto drop;
	skb_reset_network_header(skb);

	switch (vnic_hdr(skb)->type) {
	case VNIC_DATA:
		return vnic_rcv_data(skb, dev);
	case VNIC_ACK:
		return vnic_rcv_ack(skb, dev);
	case VNIC_PING:
		return vnic_reflect(skb, dev);
	case VNIC_PONG:
		if (vnic_hdr(skb)->flags)
			return vnic_bounce(skb, dev);
		break;
	case VNIC_CTL:
		return vnic_ctl_rcv(netdev_priv(dev), skb);
	}
drop:
	kfree_skb(skb);
	return NET_RX_DROP;
}

static struct packet_type vnic_packet_type __read_mostly = {
	.type	= cpu_to_be16(ETH_P_VNIC),
	.func	= vnic_rcv,
};

void vnic_rx_init(void)
{
	dev_add_pack(&vnic_packet_type);
}

void vnic_rx_exit(void)
{
	dev_remove_pack(&vnic_packet_type);
}
