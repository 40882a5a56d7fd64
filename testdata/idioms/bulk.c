/* SPDX-License-Identifier: GPL-2.0-only */
/* One charge for many buffers, after the loop, upwards or downwards. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct sk_buff *burst_alloc(unsigned int len);
struct sk_buff *burst_cut(struct sk_buff *skb);

/* Counted while they are made, paid when all are there; paid on the way out with an error too. */
int burst_send(struct sock *sk, struct sk_buff_head *queue, int n, unsigned int len)
{
	struct sk_buff *skb;
	int owed = 0;

	while (n-- > 0) {
		skb = alloc_skb(len, GFP_KERNEL);
		if (!skb)
			goto fail;
		skb->destructor = sock_wfree;
		skb->sk = sk;
		owed += skb->truesize;
		__skb_queue_tail(queue, skb);
	}
	refcount_add(owed, &sk->sk_wmem_alloc);
	return 0;
fail:
	refcount_add(owed, &sk->sk_wmem_alloc);
	return -ENOBUFS;
}

/* The same with the sum in the loop's head and a test that there is any. */
int burst_reply(struct sock *sk, struct sk_buff *list)
{
	unsigned int sum = 0;
	struct sk_buff *skb;

	for (skb = list; skb; skb = skb->next) {
		if (skb->destructor)
			continue;
		skb->sk = sk;
		skb->destructor = sock_wfree;
		sum += skb->truesize;
	}
	if (sum)
		refcount_add(sum, &sk->sk_wmem_alloc);
	return dev_queue_xmit(list);
}

/* The pieces take the whole's place: the counter moves by what they differ. */
struct sk_buff *burst_split(struct sk_buff *whole)
{
	unsigned int old = whole->truesize, now = 0;
	struct sock *sk = whole->sk;
	struct sk_buff *list, *p;

	if (whole->destructor != sock_wfree)
		return burst_cut(whole);
	whole->sk = NULL;
	whole->destructor = NULL;
	list = burst_cut(whole);
	if (IS_ERR_OR_NULL(list)) {
		whole->sk = sk;
		whole->destructor = sock_wfree;
		return list;
	}
	for (p = list; p; p = p->next) {
		p->sk = sk;
		p->destructor = sock_wfree;
		now += p->truesize;
	}
	if (now > old)
		refcount_add(now - old, &sk->sk_wmem_alloc);
	else if (now < old)
		WARN_ON_ONCE(refcount_sub_and_test(old - now, &sk->sk_wmem_alloc));
	consume_skb(whole);
	return list;
}

/* A list is received: one addition for the counter, the setter's rest for each. */
void burst_rcv(struct sock *sk, struct sk_buff *list)
{
	struct sk_buff *skb, *next;
	int total = 0;

	skb_list_walk_safe(list, skb, next) {
		skb_mark_not_on_list(skb);
		skb_orphan(skb);
		skb->sk = sk;
		skb->destructor = sock_rfree;
		sk_mem_charge(sk, skb->truesize);
		total += skb->truesize;
		__skb_queue_tail(&sk->sk_receive_queue, skb);
	}
	atomic_add(total, &sk->sk_rmem_alloc);
	sk->sk_data_ready(sk);
}

/* The sum of the sizes is handed to whoever asked for the pieces, who pays. */
struct sk_buff *burst_cut_for(struct sk_buff *whole, unsigned int *sizes)
{
	struct sock *sk = whole->sk;
	struct sk_buff *list, *p;
	unsigned int sum = 0;

	if (whole->destructor != sock_wfree)
		return burst_cut(whole);
	whole->sk = NULL;
	whole->destructor = NULL;
	list = burst_cut(whole);
	for (p = list; p; p = p->next) {
		p->sk = sk;
		p->destructor = sock_wfree; // allow-note: charge-mismatch
		sum += p->truesize;
	}
	*sizes = sum - whole->truesize;
	return list;
}
