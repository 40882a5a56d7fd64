/* SPDX-License-Identifier: GPL-2.0-only */
/* 7f678def99d2: the charged buffer grows and the counter does not. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

unsigned int room_of(const struct sk_buff *skb);

static struct sk_buff *room_grow_bad(struct sk_buff *skb, int need)
{
	struct sk_buff *nskb = skb_clone(skb, GFP_ATOMIC);
	unsigned int before;

	if (!nskb) {
		kfree_skb(skb);
		return NULL;
	}
	if (skb->sk && sk_fullsock(skb->sk))
		skb_set_owner_w(nskb, skb->sk);
	consume_skb(skb);
	before = room_of(nskb);
	if (pskb_expand_head(nskb, need, 0, GFP_ATOMIC)) {
		kfree_skb(nskb);
		return NULL;
	}
	nskb->truesize += room_of(nskb) - before; // expect: truesize-while-charged
	return nskb;
}

static struct sk_buff *room_grow_good(struct sk_buff *skb, int need)
{
	struct sk_buff *nskb = skb_clone(skb, GFP_ATOMIC);
	struct sock *sk = skb->sk;
	unsigned int before;
	int delta;

	if (!nskb) {
		kfree_skb(skb);
		return NULL;
	}
	if (sk && sk_fullsock(sk))
		skb_set_owner_w(nskb, sk);
	consume_skb(skb);
	before = room_of(nskb);
	if (pskb_expand_head(nskb, need, 0, GFP_ATOMIC)) {
		kfree_skb(nskb);
		return NULL;
	}
	delta = room_of(nskb) - before;
	if (nskb->sk && is_skb_wmem(nskb)) {
		nskb->truesize += delta;
		refcount_add(delta, &nskb->sk->sk_wmem_alloc);
	}
	return nskb;
}

int room_xmit(struct sk_buff *skb, int need, bool old)
{
	skb = old ? room_grow_bad(skb, need) : room_grow_good(skb, need);
	return skb ? dev_queue_xmit(skb) : -ENOMEM;
}
