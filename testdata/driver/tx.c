// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx - the frames that the driver makes itself.
 */
#include <linux/etherdevice.h>

#include "vnic.h"

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
