/* SPDX-License-Identifier: GPL-2.0-only */
/* The same socket gets another destructor, and what the new one refunds was paid. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

/* A delay line: a reference instead of the charge, so that the sender may go on sending. */
void delay_detach(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (skb->destructor != sock_wfree)
		return;
	if (!refcount_inc_not_zero(&sk->sk_refcnt)) {
		skb_orphan(skb);
		return;
	}
	WARN_ON(refcount_sub_and_test(skb->truesize, &sk->sk_wmem_alloc));
	skb->destructor = sock_efree; // xfail-silent: missing-orphan what is refunded by hand is not set against the old destructor
}

/* Prefetched and not counted: counted before it is kept for longer than this call. */
int park(struct sk_buff_head *yard, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (sk && skb_sk_is_prefetched(skb)) {
		if (!sk_is_refcounted(sk)) {
			if (unlikely(!refcount_inc_not_zero(&sk->sk_refcnt))) {
				skb_orphan(skb);
				sk = NULL;
			}
			if (sk)
				skb->destructor = sock_edemux;
		}
	}
	skb_queue_tail(yard, skb);
	return 0;
}

/* A full socket's reference may be put by the general function as well. */
int widen(struct sock *sk, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	if (skb->len > 1500)
		skb->destructor = sock_edemux;
	return netif_rx(skb);
}

/* Receive memory: our own destructor does what sock_rfree() does, and wakes somebody. */
struct lane {
	struct sock sk;
	bool wake;
};

static void lane_rfree(struct sk_buff *skb)
{
	struct lane *lane = (struct lane *)skb->sk;

	sock_rfree(skb);
	if (READ_ONCE(lane->wake))
		lane->sk.sk_write_space(&lane->sk);
}

int lane_rcv(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_read(&sk->sk_rmem_alloc) > sk->sk_rcvbuf)
		return -ENOBUFS;
	skb_set_owner_r(skb, sk);
	skb->destructor = lane_rfree;
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 0;
}

void lane_move(struct lane *lane, struct sk_buff_head *to)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&lane->sk.sk_receive_queue))) {
		if (skb->destructor == lane_rfree)
			skb->destructor = sock_rfree;
		skb_queue_tail(to, skb);
	}
}
