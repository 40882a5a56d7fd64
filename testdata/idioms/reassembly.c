/* SPDX-License-Identifier: GPL-2.0-only */
/* Fragments are orphaned when they are queued; the packet gets the owner of the last. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

bool is_skb_wmem(const struct sk_buff *skb);

struct foo_queue {
	spinlock_t lock;
	struct sk_buff *fragments, *last;
	unsigned int len, meat;
	bool complete;
};

struct sk_buff *foo_morph(struct sk_buff *dst, struct sk_buff *src);

/* The completing fragment's owner is saved, because becoming the head would run its destructor. */
static struct sk_buff *foo_prepare(struct foo_queue *q, struct sk_buff *skb)
{
	struct sk_buff *fp, *head = q->fragments;
	void (*destructor)(struct sk_buff *) = NULL;
	struct sock *sk = NULL;
	int ts_delta;

	if (sk_is_inet(skb->sk) && is_skb_wmem(skb)) {
		sk = skb->sk;
		destructor = skb->destructor;
		skb->sk = NULL;
		skb->destructor = NULL;
	}
	if (head != skb) {
		fp = skb_clone(skb, GFP_ATOMIC);
		if (!fp)
			goto out_restore;
		fp->next = skb->next;
		if (q->last == skb)
			q->last = fp;
		foo_morph(skb, head);
		skb->next = head->next;
		consume_skb(head);
		head = skb;
	}
	ts_delta = -head->truesize;
	if (skb_cloned(head))
		goto out_restore;
	ts_delta += head->truesize;
	q->meat += ts_delta;
out_restore:
	if (sk && head) {
		if (ts_delta)
			refcount_add(ts_delta, &sk->sk_wmem_alloc);
		head->sk = sk;
		head->destructor = destructor;
	}
	return head;
}

static void foo_finish(struct foo_queue *q, struct sk_buff *head)
{
	struct sk_buff *fp;

	for (fp = q->fragments; fp; fp = fp->next) {
		if (fp == head)
			continue;
		fp->sk = NULL; // allow-note: half-cleared-owner
		head->len += fp->len;
		head->truesize += fp->truesize;
	}
	head->next = NULL;
}

static int foo_insert(struct foo_queue *q, struct sk_buff *skb)
{
	if (q->last)
		q->last->next = skb;
	else
		q->fragments = skb;
	q->last = skb;
	q->meat += skb->len;
	return 0;
}

int foo_frag_rcv(struct foo_queue *q, struct sk_buff *skb)
{
	struct sk_buff *head;
	int err;

	if (q->complete) {
		kfree_skb(skb);
		return -EINVAL;
	}
	spin_lock(&q->lock);
	skb->dev = NULL;
	skb_orphan(skb);
	err = foo_insert(q, skb);
	if (err) {
		kfree_skb(skb);
		goto out;
	}
	if (q->meat == q->len) {
		head = foo_prepare(q, skb);
		if (head)
			foo_finish(q, head);
	}
out:
	spin_unlock(&q->lock);
	return err;
}
