// SPDX-License-Identifier: GPL-2.0-only
/* Accounts of counters other than the socket's count: what is kept, moved and joined. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include "skbown.h"

/* The pair goes over to another buffer with its size: the owner stays known. */
void moved(struct sk_buff *head, struct sk_buff *orig)
{
	struct sk_buff *tail = skb_copy(orig, GFP_ATOMIC);

	if (!tail || head->destructor != sock_wfree)
		return;
	swap(tail->truesize, head->truesize);
	swap(tail->destructor, head->destructor);
	swap(tail->sk, head->sk);
	test_owner(head, "none");
	test_true(tail->destructor == sock_wfree);
}

/* Charging is no reference. */
void charged(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_wfree;
	test_refs(sk, 0);
	test_owner(skb, "set");
}

/* A loop of charges ends, whatever they sum up to. */
void looped(struct sock *sk, int nr)
{
	struct sk_buff *n;

	while (nr-- > 0) {
		n = alloc_skb(100, GFP_KERNEL);
		if (!n)
			break;
		n->sk = sk;
		n->destructor = sock_wfree;
		n->truesize += nr;
		refcount_add(n->truesize, &sk->sk_wmem_alloc);
		kfree_skb(n);
	}
	test_refs(sk, 0);
	test_reached(1);
}

/* Which owner it was when the size changed keeps the paths apart. */
void sized(struct sk_buff *skb, int delta)
{
	bool ours = skb->destructor == sock_wfree;

	if (ours)
		skb->truesize += delta;
	if (skb->destructor == sock_wfree)
		test_true(ours);
	else
		test_false(ours);
}
