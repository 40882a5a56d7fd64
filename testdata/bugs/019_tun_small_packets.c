/* SPDX-License-Identifier: GPL-2.0-only */
/* 4b663366246b: small packets come back without the owner that large ones have. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/sock.h>

static struct sk_buff *tap_build_bad(struct sock *sk, int len)
{
	void *buf = kmalloc(len, GFP_KERNEL);
	struct sk_buff *skb;

	if (!buf)
		return NULL;
	skb = build_skb(buf, len);
	if (!skb)
		kfree(buf);
	return skb; // xfail: no-rule a buffer without owner breaks nothing: that large ones have one is no protocol
}

static struct sk_buff *tap_build_good(struct sock *sk, int len)
{
	void *buf = kmalloc(len, GFP_KERNEL);
	struct sk_buff *skb;

	if (!buf)
		return NULL;
	skb = build_skb(buf, len);
	if (!skb) {
		kfree(buf);
		return NULL;
	}
	skb_set_owner_w(skb, sk);
	return skb;
}

int tap_write(struct sock *sk, struct net_device *dev, int len, bool old)
{
	struct sk_buff *skb;
	int err = -ENOMEM;

	if (len > 1500)
		skb = sock_alloc_send_pskb(sk, len, 0, 0, &err, 0);
	else
		skb = old ? tap_build_bad(sk, len) : tap_build_good(sk, len);
	if (!skb)
		return err;
	skb->dev = dev;
	return netif_receive_skb(skb);
}
