/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * free - functions that free a buffer, whatever they call it.
 *
 * All take NULL as well. That another user may still hold the buffer does not
 * matter here: the caller's part of it ends. Source: net/core/skbuff.c, net/core/dev.c.
 */
#include <linux/netdevice.h>
#include <net/netlink.h>
#include <net/sock.h>
#include "model.h"

void tcp_wmem_free_skb(struct sock *sk, struct sk_buff *skb);

#define FREES(name, ...) \
	void name(struct sk_buff *skb, ##__VA_ARGS__) { if (skb) skbown_release_skb(skb); }

FREES(kfree_skb)
FREES(__kfree_skb)
FREES(kfree_skb_reason, enum skb_drop_reason reason)
FREES(__kfree_skb_reason, enum skb_drop_reason reason)
FREES(kfree_skb_list)
FREES(icmpv6_param_prob, u8 code, int pos)
FREES(icmpv6_param_prob_reason, u8 code, int pos, enum skb_drop_reason reason)
FREES(kfree_skb_list_reason, enum skb_drop_reason reason)
FREES(kfree_skb_partial, bool head_stolen)
FREES(consume_skb)
FREES(__consume_stateless_skb)
FREES(napi_consume_skb, int budget)
FREES(__napi_kfree_skb, enum skb_drop_reason reason)
FREES(napi_skb_free_stolen_head)
FREES(skb_attempt_defer_free)
FREES(dev_kfree_skb)
FREES(dev_kfree_skb_any)
FREES(dev_kfree_skb_irq)
FREES(dev_consume_skb_any)
FREES(dev_consume_skb_irq)
FREES(dev_kfree_skb_any_reason, enum skb_drop_reason reason)
FREES(dev_kfree_skb_irq_reason, enum skb_drop_reason reason)
FREES(__dev_kfree_skb_any, int reason)
FREES(__dev_kfree_skb_irq, int reason)
FREES(nlmsg_free)
FREES(nlmsg_consume)
FREES(rtnl_kfree_skbs, struct sk_buff *tail)
FREES(brcmu_pkt_buf_free_skb)
FREES(__kfree_skb_defer)

void sk_skb_reason_drop(struct sock *sk, struct sk_buff *skb, enum skb_drop_reason reason)
{
	if (skb)
		skbown_release_skb(skb);
}

void skb_free_datagram(struct sock *sk, struct sk_buff *skb)
{
	if (skb)
		skbown_release_skb(skb);
}

#define FREES_2(name, ...) \
	void name(struct sock *sk, struct sk_buff *skb, ##__VA_ARGS__) { if (skb) skbown_release_skb(skb); }

#define FREES_OF(name, what, ...) \
	void name(struct sock *sk, struct sk_buff *skb, ##__VA_ARGS__) \
	{ \
		skbown_need_kind(sk, SKBOWN_FULL, what); \
		if (skb) \
			skbown_release_skb(skb); \
	}

FREES_OF(__skb_free_datagram_locked, "sk_peek_off", int len)
FREES_OF(skb_free_datagram_locked, "sk_peek_off")
FREES_OF(skb_consume_udp, "sk_peek_off", int len)
FREES_OF(sk_eat_skb, "sk_receive_queue")
FREES_OF(sock_drop, "sk_drops")
FREES_OF(tcp_wmem_free_skb, "sk_wmem_queued")
FREES_2(sk_wmem_free_skb)

/* True: it was not to be sent, and is freed. */
bool can_dropped_invalid_skb(struct net_device *dev, struct sk_buff *skb)
{
	if (!skbown_any())
		return false;
	skbown_release_skb(skb);
	return true;
}

/* Only the memory of a head whose state is gone already: nothing is refunded. */
void kfree_skbmem(struct sk_buff *skb)
{
	skbown_give_skb(skb);
}

/* The destructor runs and both fields stay: the head must not be used after it. */
void skb_release_head_state(struct sk_buff *skb)
{
	skbown_orphan_skb(skb);
}

bool skb_unref(struct sk_buff *skb)
{
	return skb && skbown_any();
}

void tcp_rtx_queue_unlink_and_free(struct sk_buff *skb, struct sock *sk)
{
	tcp_wmem_free_skb(sk, skb);
}
