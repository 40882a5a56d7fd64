/* SPDX-License-Identifier: GPL-2.0-only */
/* A buffer is replaced by another: the owner goes along, the difference is charged. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/tcp.h>

bool is_skb_wmem(const struct sk_buff *skb);
struct sk_buff *foo_encrypt(struct sk_buff *skb);

static void foo_complete_skb(struct sk_buff *nskb, struct sk_buff *skb, int headln)
{
	struct sock *sk = skb->sk;
	int delta;

	skb_put(nskb, skb->len);
	nskb->destructor = skb->destructor;
	nskb->sk = sk;
	skb->destructor = NULL;
	skb->sk = NULL;
	if (nskb->destructor == sock_efree)
		return;
	delta = nskb->truesize - skb->truesize;
	if (likely(delta < 0))
		WARN_ON_ONCE(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
	else if (delta)
		refcount_add(delta, &sk->sk_wmem_alloc);
}

struct sk_buff *foo_sw_fallback(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *nskb;

	if (!skb->len)
		return skb;
	nskb = alloc_skb(skb->len, GFP_ATOMIC);
	if (!nskb)
		goto free_orig;
	skb_reserve(nskb, skb_headroom(skb));
	foo_complete_skb(nskb, skb, 20);
	consume_skb(skb);
	return nskb;
free_orig:
	kfree_skb(skb);
	return NULL;
}

/* More head room: the clone gets an owner of its own where there is a full socket. */
struct sk_buff *foo_expand(struct sk_buff *skb, unsigned int headroom)
{
	struct sock *sk = skb->sk;
	struct sk_buff *nskb;

	if (skb_shared(skb)) {
		nskb = skb_clone(skb, GFP_ATOMIC);
		if (unlikely(!nskb))
			goto fail;
		if (sk)
			skb_set_owner_w(nskb, sk);
		consume_skb(skb);
		skb = nskb;
	}
	if (pskb_expand_head(skb, headroom, 0, GFP_ATOMIC))
		goto fail;
	return skb;
fail:
	kfree_skb(skb);
	return NULL;
}

/* The transmit clone of a queued segment. */
int foo_transmit(struct sock *sk, struct sk_buff *skb, bool clone_it)
{
	if (clone_it) {
		skb = skb_clone(skb, GFP_ATOMIC);
		if (unlikely(!skb))
			return -ENOBUFS;
		skb->dev = NULL;
	}
	skb_push(skb, 20);
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = skb->len < 40 ? __sock_wfree : tcp_wfree;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

/* A copy with a charge of its own; the old one keeps its owner. */
int foo_copy_record(struct sk_buff *skb, struct sk_buff *nskb)
{
	nskb->sk = skb->sk; // allow-note: missing-orphan
	nskb->destructor = skb->destructor; // allow-note: missing-orphan
	refcount_add(nskb->truesize, &nskb->sk->sk_wmem_alloc);
	return 0;
}

int foo_end_part(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *nskb;

	if (!skb->sk || !is_skb_wmem(skb))
		return -EINVAL;
	nskb = alloc_skb(0, GFP_ATOMIC);
	if (!nskb) {
		kfree_skb(skb);
		return NETDEV_TX_BUSY;
	}
	foo_copy_record(skb, nskb);
	kfree_skb(skb);
	return dev_queue_xmit(nskb);
}
