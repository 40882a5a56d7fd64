/* SPDX-License-Identifier: GPL-2.0-only */
/* 376c7311bdb6: a socket without destructor waits for the orphan's BUG_ON(). */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

int mux_deliver(struct sk_buff *skb);

int mux_input_bad(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = sk; // expect: sk-without-destructor
	skb->pkt_type = PACKET_HOST;
	if (!mux_deliver(skb))
		return 0;
	skb_orphan(skb);
	return netif_rx(skb);
}

int mux_input_good(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	skb->pkt_type = PACKET_HOST;
	if (!mux_deliver(skb))
		return 0;
	skb_orphan(skb);
	return netif_rx(skb);
}
