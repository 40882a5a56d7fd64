/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-cleared-owner - pairs that are cleared whole, restored, or empty anyway.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct foo_reasm {
	struct sk_buff *head;
	struct sk_buff *anchor;
};

struct sk_buff *foo_split(struct sk_buff *skb);
int foo_filter(struct sk_buff *skb);
void foo_drop_private(struct sk_buff *skb);

/* Both halves go before the pieces are made, both come back when that fails. */
struct sk_buff *foo_segment(struct sk_buff *big)
{
	bool copy = big->destructor == sock_wfree;
	struct sock *sk = big->sk;
	struct sk_buff *segs, *seg;

	if (copy) {
		big->destructor = NULL;
		big->sk = NULL;
	}
	segs = foo_split(big);
	if (IS_ERR_OR_NULL(segs)) {
		if (copy) {
			big->destructor = sock_wfree;
			big->sk = sk;
		}
		return segs;
	}
	for (seg = segs; seg && copy; seg = seg->next) {
		seg->destructor = sock_wfree;
		seg->sk = sk;
		refcount_add(seg->truesize, &sk->sk_wmem_alloc);
	}
	return segs;
}

/* Done by hand, cleared in this order ... */
void foo_eat(struct sk_buff_head *done, struct sk_buff *skb)
{
	if (skb->destructor == sock_rfree) {
		sock_rfree(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	skb_queue_tail(done, skb);
}

/* ... and in the other, with something between. */
void foo_eat_too(struct sk_buff_head *done, struct sk_buff *skb)
{
	if (skb->sk && skb->destructor == sock_rfree) {
		sock_rfree(skb);
		skb->sk = NULL;
		skb->priority = 0;
		skb->mark = 0;
		skb->destructor = NULL;
	}
	skb_queue_tail(done, skb);
}

/* Uncharged in bulk; nothing looks at the pair between the store and the end. */
void foo_recv_done(struct sock *sk, struct sk_buff *skb)
{
	if (skb->destructor != sock_rfree)
		return;
	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_uncharge(sk, skb->truesize);
	skb->destructor = NULL;
	__skb_unlink(skb, &sk->sk_receive_queue);
	__kfree_skb(skb);
}

/* Saved in locals, put on the buffer that goes on. */
struct sk_buff *foo_reasm(struct foo_reasm *q, struct sk_buff *skb)
{
	void (*destructor)(struct sk_buff *) = NULL;
	struct sock *sk = NULL;
	struct sk_buff *head = q->head;

	if (skb->sk && skb->destructor == sock_wfree) {
		sk = skb->sk;
		destructor = skb->destructor;
		skb->sk = NULL;
		skb->destructor = NULL;
	}
	if (sk) {
		if (!head)
			head = skb;
		else
			skb_orphan(head);
		head->sk = sk;
		head->destructor = destructor;
		refcount_add(head->truesize - skb->truesize, &sk->sk_wmem_alloc);
	}
	return head;
}

/* The clearing of a buffer that never had an owner. */
struct sk_buff *foo_new_anchor(void)
{
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);

	if (skb)
		skb->destructor = NULL;
	return skb;
}

struct sk_buff *foo_new_request(void)
{
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);

	if (skb)
		skb->sk = NULL;
	return skb;
}

/* Of a buffer whose destructor a test has shown to be absent. */
void foo_end_loan(struct sk_buff *skb)
{
	if (!skb->destructor)
		skb->sk = NULL;
	netif_rx(skb);
}

/* The orphan clears both; the store is only for the eye. */
void foo_forward(struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = NULL;
	dev_queue_xmit(skb);
}

/* A loan that ends in NULL. */
int foo_parse(struct sock *sk, const struct sk_buff *orig)
{
	struct sk_buff *skb = skb_clone((struct sk_buff *)orig, GFP_ATOMIC);
	int ret;

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	ret = foo_filter(skb);
	skb->sk = NULL;
	netif_rx(skb);
	return ret;
}

/* The owner goes to the new buffer, whole. */
struct sk_buff *foo_replace(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *n = alloc_skb(200, GFP_ATOMIC);

	if (!n)
		return NULL;
	n->sk = skb->sk;
	n->destructor = skb->destructor;
	n->truesize = skb->truesize;
	skb->sk = NULL;
	skb->destructor = NULL;
	skb->dev = dev;
	dev_queue_xmit(skb);
	return n;
}

/* The queue's reference is put when the buffer is taken from it; there was no destructor. */
void foo_destroy(struct sock *listener)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&listener->sk_receive_queue)) != NULL) {
		if (skb->sk && !skb->destructor) {
			sock_put(skb->sk);
			skb->sk = NULL;
		}
		kfree_skb(skb);
	}
}

static void foo_strip(struct sk_buff *skb)
{
	skb->destructor = NULL;
	skb->sk = NULL;
}

/* A helper that clears both, after the reference was put. */
int foo_finish(struct sock *sk, struct sk_buff_head *q, bool keep)
{
	struct sk_buff *skb = alloc_skb(10, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	if (!keep) {
		sock_put(sk);
		foo_strip(skb);
	}
	skb_queue_tail(q, skb);
	return 0;
}

/* The socket leaves the buffer together with its reference. */
struct sock *foo_steal(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (sk) {
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	return sk;
}

static void foo_wfree(struct sk_buff *skb)
{
	foo_drop_private(skb);
	sock_wfree(skb);
}

/* Not cleared but set back: sock_wfree remains for the charge. */
void foo_detach_private(struct sk_buff *skb)
{
	if (skb->destructor != foo_wfree)
		return;
	foo_drop_private(skb);
	skb->destructor = sock_wfree;
}

/* Members of one cork: the head takes the charge of the others. */
struct sk_buff *foo_make_skb(struct sk_buff_head *queue)
{
	struct sk_buff *head = __skb_dequeue(queue);
	struct sk_buff *n;

	if (!head)
		return NULL;
	while ((n = __skb_dequeue(queue)) != NULL) {
		n->next = skb_shinfo(head)->frag_list;
		skb_shinfo(head)->frag_list = n;
		head->len += n->len;
		head->truesize += n->truesize;
		n->destructor = NULL;
		n->sk = NULL;
	}
	return head;
}

/* Both halves change places. */
struct sk_buff *foo_last_piece(struct sk_buff *big)
{
	struct sk_buff *last;

	if (!big->sk || big->destructor != sock_wfree)
		return NULL;
	last = foo_split(big);
	if (!last)
		return NULL;
	swap(last->truesize, big->truesize);
	swap(last->destructor, big->destructor);
	swap(last->sk, big->sk);
	return last;
}
