/* SPDX-License-Identifier: GPL-2.0-only */
/* The owner of a large buffer goes to the pieces that it is cut into. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <linux/ip.h>
#include <net/sock.h>
#include <net/tcp.h>

struct sk_buff *foo_cut(struct sk_buff *skb, netdev_features_t features, unsigned int mss);

/* Datagrams: the head's owner is taken off, so that the cutting hands over none, and put on each piece. */
struct sk_buff *foo_gso_datagrams(struct sk_buff *gso, netdev_features_t features, unsigned int mss)
{
	struct sock *sk = gso->sk;
	unsigned int sum = 0;
	struct sk_buff *segs, *seg;
	bool copy_dtor;
	int delta;

	if (gso->len <= mss)
		return ERR_PTR(-EINVAL);
	skb_pull(gso, 8);
	copy_dtor = gso->destructor == sock_wfree;
	if (copy_dtor) {
		gso->destructor = NULL;
		gso->sk = NULL;
	}
	segs = foo_cut(gso, features, mss);
	if (IS_ERR_OR_NULL(segs)) {
		if (copy_dtor) {
			gso->destructor = sock_wfree;
			gso->sk = sk;
		}
		return segs;
	}
	seg = segs;
	for (;;) {
		if (copy_dtor) {
			seg->destructor = sock_wfree;
			seg->sk = sk;
			sum += seg->truesize;
		}
		if (!seg->next)
			break;
		seg = seg->next;
	}
	if (copy_dtor) {
		delta = sum - gso->truesize;
		if (delta >= 0)
			refcount_add(delta, &sk->sk_wmem_alloc);
		else
			WARN_ON_ONCE(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
	}
	return segs;
}

/*
 * A stream: each piece but the last gets a copy, the last one changes places with the head.
 * Who has tcp_wfree() is a full socket, and stays one when the pair moves on.
 */
struct sk_buff *foo_gso_stream(struct sk_buff *gso, netdev_features_t features)
{
	struct sk_buff *skb = gso, *segs;
	unsigned int sum = 0;
	bool copy_dtor;
	int delta;

	copy_dtor = gso->destructor == tcp_wfree;
	segs = foo_cut(skb, features, 1400);
	if (IS_ERR(segs))
		return segs;
	for (skb = segs; skb->next; skb = skb->next) {
		skb->mark = gso->mark;
		ip_hdr(skb)->tot_len = htons(1400); /* any packet of IP may come here, with any kind of owner */
		if (copy_dtor) {
			skb->destructor = gso->destructor;
			skb->sk = gso->sk;
			sum += skb->truesize;
		}
	}
	if (copy_dtor) {
		swap(gso->sk, skb->sk);
		swap(gso->destructor, skb->destructor); // xfail-silent: missing-orphan the values of a swap are not matched here
		sum += skb->truesize;
		delta = sum - gso->truesize;
		if (likely(delta >= 0))
			refcount_add(delta, &skb->sk->sk_wmem_alloc);
		else
			WARN_ON_ONCE(refcount_sub_and_test(-delta, &skb->sk->sk_wmem_alloc));
	}
	return segs;
}

/* The cutting itself: pieces are made or cloned, and the tail takes the head's place in the account. */
struct sk_buff *foo_cut_list(struct sk_buff *head, unsigned int mss)
{
	struct sk_buff *segs = NULL, *tail = NULL, *n;
	unsigned int off;

	for (off = 0; off < head->len; off += mss) {
		if (head->len - off < 64)
			n = skb_clone(head, GFP_ATOMIC);
		else
			n = alloc_skb(mss, GFP_ATOMIC);
		if (unlikely(!n))
			goto err;
		if (segs)
			tail->next = n;
		else
			segs = n;
		tail = n;
	}
	if (!tail)
		return NULL;
	segs->prev = tail;
	if (head->destructor == sock_wfree) {
		swap(tail->truesize, head->truesize);
		swap(tail->destructor, head->destructor);
		swap(tail->sk, head->sk);
	}
	return segs;
err:
	kfree_skb_list(segs);
	return ERR_PTR(-ENOMEM);
}

/* The other way: what is received is gathered, the packet takes over the charge of its parts. */
int foo_gather(struct sk_buff *p, struct sk_buff *skb)
{
	int delta = skb->truesize;

	if (p->sk != skb->sk)
		return -EINVAL;
	skb->destructor = NULL;
	skb->sk = NULL;
	p->next = skb;
	p->truesize += delta;
	p->len += skb->len;
	return 0;
}

/* A device that does without: the pieces are sent, the head goes. */
netdev_tx_t foo_xmit_cut(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *segs, *next;

	segs = foo_gso_datagrams(skb, dev->features, dev->mtu);
	if (IS_ERR(segs)) {
		kfree_skb(skb);
		return NETDEV_TX_OK;
	}
	if (!segs) {
		dev_queue_xmit(skb);
		return NETDEV_TX_OK;
	}
	consume_skb(skb);
	for (; segs; segs = next) {
		next = segs->next;
		segs->next = NULL;
		dev_queue_xmit(segs);
	}
	return NETDEV_TX_OK;
}
