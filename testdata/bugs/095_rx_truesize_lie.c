/* SPDX-License-Identifier: GPL-2.0-only */
/* 8df8fd271230: the size is set to what arrived, not to what the buffer takes. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>

void ring_rx_bad(struct napi_struct *napi, struct sk_buff *skb, int len)
{
	skb_put(skb, len);
	skb->truesize = skb->len + sizeof(struct sk_buff); // xfail: no-rule nobody is charged for a buffer that a device just filled
	napi_gro_receive(napi, skb);
}

void ring_rx_good(struct napi_struct *napi, struct sk_buff *skb, int len)
{
	skb_put(skb, len);
	napi_gro_receive(napi, skb);
}
