/* SPDX-License-Identifier: GPL-2.0-only */
/* 7ec318feeed1: the pieces may be smaller than the head was. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>
#include <net/tcp.h>

struct sk_buff *slice(struct sk_buff *skb);

struct sk_buff *slice_stream_bad(struct sk_buff *gso)
{
	bool owned = gso->destructor == tcp_wfree;
	struct sk_buff *segs, *skb;
	unsigned int sum = 0;

	segs = slice(gso);
	if (IS_ERR_OR_NULL(segs))
		return segs;
	for (skb = segs; skb->next; skb = skb->next) {
		if (owned) {
			skb->destructor = gso->destructor;
			skb->sk = gso->sk;
			sum += skb->truesize;
		}
	}
	if (owned) {
		swap(gso->sk, skb->sk);
		swap(gso->destructor, skb->destructor); // xfail-silent: missing-orphan the values of a swap are not matched here
		sum += skb->truesize;
		refcount_add(sum - gso->truesize, &skb->sk->sk_wmem_alloc); // xfail: no-rule refcount_add() takes a signed amount since 5.5, and the sum is right
	}
	return segs;
}

struct sk_buff *slice_stream_good(struct sk_buff *gso)
{
	bool owned = gso->destructor == tcp_wfree;
	struct sk_buff *segs, *skb;
	unsigned int sum = 0;
	int delta;

	segs = slice(gso);
	if (IS_ERR_OR_NULL(segs))
		return segs;
	for (skb = segs; skb->next; skb = skb->next) {
		if (owned) {
			skb->destructor = gso->destructor;
			skb->sk = gso->sk;
			sum += skb->truesize;
		}
	}
	if (owned) {
		swap(gso->sk, skb->sk);
		swap(gso->destructor, skb->destructor); // xfail-silent: missing-orphan the values of a swap are not matched here
		sum += skb->truesize;
		delta = sum - gso->truesize;
		if (delta >= 0)
			refcount_add(delta, &skb->sk->sk_wmem_alloc);
		else
			WARN_ON_ONCE(refcount_sub_and_test(-delta, &skb->sk->sk_wmem_alloc));
	}
	return segs;
}
