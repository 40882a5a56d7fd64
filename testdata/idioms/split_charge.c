/* SPDX-License-Identifier: GPL-2.0-only */
/* Who charges and who sets the owner are two functions; sometimes the order is the other way. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

static void bus_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	sk_mem_uncharge(sk, skb->truesize);
	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
}

/* Wants sk_rmem_alloc to be charged by its caller. */
static void bus_own(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = bus_rfree;
	sk_mem_charge(sk, skb->truesize);
}

static bool bus_room(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_add_return(skb->truesize, &sk->sk_rmem_alloc) <= sk->sk_rcvbuf)
		return true;
	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	return false;
}

int bus_deliver(struct sock *sk, struct sk_buff *skb)
{
	if (!bus_room(sk, skb)) {
		kfree_skb(skb);
		return -ENOBUFS;
	}
	bus_own(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

/* The owner first, the charge behind. */
int bus_inject(struct sock *sk, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	bus_own(skb, sk);
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return len;
}

/* A reservation before there is a buffer; what is too much goes back. */
int bus_post(struct sock *sk, unsigned int len)
{
	unsigned int want = SKB_TRUESIZE(len);
	struct sk_buff *skb;

	if (!refcount_add_not_zero(want, &sk->sk_wmem_alloc))
		return -ENOTCONN;
	skb = alloc_skb(len, GFP_KERNEL);
	if (!skb) {
		WARN_ON(refcount_sub_and_test(want, &sk->sk_wmem_alloc));
		return -ENOMEM;
	}
	if (skb->truesize > want)
		refcount_add(skb->truesize - want, &sk->sk_wmem_alloc);
	else
		WARN_ON(refcount_sub_and_test(want - skb->truesize, &sk->sk_wmem_alloc));
	skb->sk = sk;
	skb->destructor = sock_wfree;
	return dev_queue_xmit(skb);
}

/* A transmit helper that only counts, used by one that only attaches. */
static unsigned int bus_pay(struct sock *sk, const struct sk_buff *skb)
{
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	return skb->truesize;
}

struct sk_buff *bus_clone(struct sock *sk, struct sk_buff *skb, unsigned int *paid)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n)
		return NULL;
	n->sk = sk;
	n->destructor = sock_wfree;
	*paid += bus_pay(sk, n);
	return n;
}
