/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages: the callers add to the counter, the setter does the rest; large heads are vmalloc's. */
#include <linux/skbuff.h>
#include <linux/filter.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/err.h>
#include <net/sock.h>

struct foo_nlsock {
	struct sock sk;
	u32 portid;
};

static void foo_skb_destructor(struct sk_buff *skb)
{
	if (is_vmalloc_addr(skb->head)) {
		if (!skb->cloned || !atomic_dec_return(&(skb_shinfo(skb)->dataref)))
			vfree(skb->head);
		skb->head = NULL;
	}
	if (skb->sk != NULL)
		sock_rfree(skb);
}

static void foo_skb_set_owner_r(struct sk_buff *skb, struct sock *sk)
{
	WARN_ON(skb->sk != NULL);
	skb->sk = sk;
	skb->destructor = foo_skb_destructor; // allow-note: missing-orphan
	sk_mem_charge(sk, skb->truesize);
}

static struct sk_buff *foo_alloc_large_skb(unsigned int size)
{
	struct sk_buff *skb;
	void *data;

	data = vmalloc(size);
	if (!data)
		return NULL;
	skb = __build_skb(data, size);
	if (!skb)
		vfree(data);
	else
		skb->destructor = foo_skb_destructor;
	return skb;
}

int foo_attach(struct sock *sk, struct sk_buff *skb)
{
	int rmem = atomic_add_return(skb->truesize, &sk->sk_rmem_alloc);

	if (rmem == skb->truesize || rmem <= sk->sk_rcvbuf) {
		foo_skb_set_owner_r(skb, sk);
		return 0;
	}
	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	sock_put(sk);
	kfree_skb(skb);
	return -EAGAIN;
}

int foo_broadcast_deliver(struct sock *sk, struct sk_buff *skb)
{
	int rmem = atomic_add_return(skb->truesize, &sk->sk_rmem_alloc);

	if (rmem <= sk->sk_rcvbuf) {
		foo_skb_set_owner_r(skb, sk);
		skb_queue_tail(&sk->sk_receive_queue, skb);
		return 1;
	}
	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	return -1;
}

struct sk_buff *foo_new_message(unsigned int size, bool large)
{
	if (large)
		return foo_alloc_large_skb(size);
	return alloc_skb(size, GFP_KERNEL);
}

/* The clone shares a large head: its destructor too has to know. */
struct sk_buff *foo_msg_clone(struct sk_buff *skb, gfp_t gfp)
{
	struct sk_buff *nskb = skb_clone(skb, gfp);

	if (!nskb)
		return NULL;
	if (is_vmalloc_addr(skb->head))
		nskb->destructor = skb->destructor;
	return nskb;
}

/* The dump's reply. */
int foo_dump(struct sock *sk, int len)
{
	struct sk_buff *skb = foo_new_message(len, false);

	if (!skb)
		return -ENOBUFS;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	foo_skb_set_owner_r(skb, sk);
	if (sk_filter(sk, skb)) {
		kfree_skb(skb);
		return 0;
	}
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return len;
}
