/* SPDX-License-Identifier: GPL-2.0-only */
/* 4c3a5bdae293: the same bytes are charged in the chunk and in the packet that carries it. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

static void carry_release(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (refcount_dec_and_test(&sk->sk_wmem_alloc))
		sk_free(sk);
}

static struct sk_buff *carry_copy(struct sk_buff *chunk)
{
	struct sk_buff *pkt = alloc_skb(chunk->len + 64, GFP_ATOMIC);

	if (pkt)
		skb_put_data(pkt, chunk->data, chunk->len);
	return pkt;
}

int carry_transmit_bad(struct sock *sk, struct sk_buff *chunk)
{
	struct sk_buff *pkt;

	skb_set_owner_w(chunk, sk);
	pkt = carry_copy(chunk);
	if (!pkt)
		return -ENOMEM;
	skb_set_owner_w(pkt, sk); // xfail: no-rule each buffer pays and refunds its own size: that they hold the same bytes is no breach
	return dev_queue_xmit(pkt);
}

int carry_transmit_good(struct sock *sk, struct sk_buff *chunk)
{
	struct sk_buff *pkt;

	skb_set_owner_w(chunk, sk);
	pkt = carry_copy(chunk);
	if (!pkt)
		return -ENOMEM;
	refcount_inc(&sk->sk_wmem_alloc);
	pkt->sk = sk;
	pkt->destructor = carry_release;
	return dev_queue_xmit(pkt);
}
