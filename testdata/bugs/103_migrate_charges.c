/* SPDX-License-Identifier: GPL-2.0-only */
/* 5c3e82fe1596: the association moves on, its chunks are charged to where it was. */
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/sock.h>

struct flow_assoc {
	refcount_t refs;
	struct sock *sk;
	struct sk_buff_head inflight;
};

static void flow_chunk_wfree(struct sk_buff *skb)
{
	struct flow_assoc *asoc = skb_shinfo(skb)->destructor_arg;

	WARN_ON(refcount_sub_and_test(skb->truesize, &asoc->sk->sk_wmem_alloc));
	if (refcount_dec_and_test(&asoc->refs))
		kfree(asoc);
}

static void flow_set_owner(struct flow_assoc *asoc, struct sk_buff *skb)
{
	skb_orphan(skb);
	refcount_inc(&asoc->refs);
	skb_shinfo(skb)->destructor_arg = asoc;
	skb->sk = asoc->sk;
	skb->destructor = flow_chunk_wfree;
	refcount_add(skb->truesize, &asoc->sk->sk_wmem_alloc);
}

int flow_send(struct flow_assoc *asoc, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	flow_set_owner(asoc, skb);
	skb_queue_tail(&asoc->inflight, skb);
	return 0;
}

void flow_migrate_bad(struct flow_assoc *asoc, struct sock *newsk)
{
	asoc->sk = newsk; // xfail: charge-mismatch which buffers in a queue a destructor will refund through this field is not followed
}

void flow_migrate_good(struct flow_assoc *asoc, struct sock *newsk)
{
	struct sk_buff_head moved;
	struct sk_buff *skb;

	skb_queue_head_init(&moved);
	while ((skb = skb_dequeue(&asoc->inflight)) != NULL) {
		skb_orphan(skb);
		__skb_queue_tail(&moved, skb);
	}
	asoc->sk = newsk;
	while ((skb = __skb_dequeue(&moved)) != NULL) {
		flow_set_owner(asoc, skb);
		skb_queue_tail(&asoc->inflight, skb);
	}
}
