/* SPDX-License-Identifier: GPL-2.0-only */
/* What the core does to buffers: heads are initialised, released, charged without an owner. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/sock.h>

/* A header is made of another one; the owner is never copied. */
static struct sk_buff *foo_clone_head(struct sk_buff *n, struct sk_buff *skb)
{
	n->next = n->prev = NULL;
	n->sk = NULL; // allow-note: missing-orphan, half-cleared-owner
	n->dev = skb->dev;
	n->len = skb->len;
	n->truesize = skb->truesize;
	n->priority = skb->priority;
	n->destructor = NULL; // allow-note: missing-orphan
	return n;
}

struct sk_buff *foo_morph(struct sk_buff *dst, struct sk_buff *src)
{
	skb_orphan(dst);
	return foo_clone_head(dst, src);
}

/* The destructor runs, the shell is freed next: the pair need not be cleared. */
static void foo_release_head(struct sk_buff *skb)
{
	if (skb->destructor)
		skb->destructor(skb);
}

void foo_free(struct sk_buff *skb)
{
	foo_release_head(skb);
	kfree(skb);
}

/* Orphaned by hand, as skb_orphan() does it. */
void foo_orphan(struct sk_buff *skb)
{
	if (skb->destructor) {
		skb->destructor(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	} else {
		BUG_ON(skb->sk);
	}
}

/* A receive queue may charge without an owner: the queue itself keeps the socket. */
int foo_udp_enqueue(struct sock *sk, struct sk_buff *skb)
{
	int size = skb->truesize, rmem;

	skb_orphan(skb);
	rmem = atomic_add_return(size, &sk->sk_rmem_alloc);
	if (rmem > size + sk->sk_rcvbuf)
		goto uncharge_drop;
	sk->sk_forward_alloc -= size;
	spin_lock(&sk->sk_receive_queue.lock);
	__skb_queue_tail(&sk->sk_receive_queue, skb);
	spin_unlock(&sk->sk_receive_queue.lock);
	return 0;
uncharge_drop:
	atomic_sub(size, &sk->sk_rmem_alloc);
	return -ENOMEM;
}

/* A dummy socket of this function's own, freed after the buffer. */
int foo_test_run(struct net *net, struct proto *prot, int (*prog)(struct sk_buff *skb))
{
	struct sk_buff *skb;
	struct sock *sk;
	int ret;

	sk = sk_alloc(net, 0, GFP_KERNEL, prot, 1);
	if (!sk)
		return -ENOMEM;
	skb = alloc_skb(100, GFP_KERNEL);
	if (!skb) {
		sk_free(sk);
		return -ENOMEM;
	}
	skb->sk = sk;
	ret = prog(skb);
	kfree_skb(skb);
	sk_free(sk);
	return ret;
}

/* An event borrows the association's socket where there is no owner. */
struct foo_event {
	struct sock *sk;
	struct sk_buff *head_skb;
};

void foo_event_owner(struct foo_event *event)
{
	if (event->head_skb && !event->head_skb->sk)
		event->head_skb->sk = event->sk; // allow-note: sk-without-destructor
}

/* The child's first reference is in the buffer, which the caller has copied. */
int foo_rx_call(struct sock *sk, struct sk_buff *skb, struct sock *make)
{
	skb->sk = make; // allow-note: sk-without-destructor
	skb_queue_head(&sk->sk_receive_queue, skb);
	return 0;
}

int foo_accept(struct sock *sk, struct socket *newsock)
{
	struct sk_buff *skb = skb_dequeue(&sk->sk_receive_queue);
	struct sock *newsk;

	if (!skb || !skb->sk)
		return -EINVAL;
	newsk = skb->sk;
	sock_graft(newsk, newsock);
	skb->sk = NULL; // allow-note: half-cleared-owner
	kfree_skb(skb);
	return 0;
}

/* Queued on another cpu: no owner may be left. */
void foo_defer_free(struct sk_buff *skb, struct sk_buff_head *list)
{
	if (skb->destructor || skb->sk) {
		kfree_skb(skb);
		return;
	}
	__skb_queue_tail(list, skb);
}
