/* SPDX-License-Identifier: GPL-2.0-only */
/* 2443ca66676d: sent back to where it is charged already, it is charged again. */
#include <linux/skbuff.h>
#include <net/sock.h>

struct steer {
	struct sock *sk;
	struct sk_buff_head ingress;
};

static void steer_charge(struct steer *st, struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = st->sk;
	skb->destructor = sock_rfree;
	atomic_add(skb->truesize, &st->sk->sk_rmem_alloc);
	sk_mem_charge(st->sk, skb->truesize);
}

static void steer_redirect_bad(struct steer *to, struct sk_buff *skb)
{
	if (skb->sk != to->sk) {
		steer_charge(to, skb);
	} else {
		atomic_add(skb->truesize, &to->sk->sk_rmem_alloc); // expect: charge-mismatch
		sk_mem_charge(to->sk, skb->truesize);
	}
	skb_queue_tail(&to->ingress, skb);
}

static void steer_redirect_good(struct steer *to, struct sk_buff *skb)
{
	if (skb->sk != to->sk)
		steer_charge(to, skb);
	skb_queue_tail(&to->ingress, skb);
}

int steer_verdict_bad(struct steer *from, struct steer *to, struct sk_buff *skb, int verdict)
{
	steer_charge(from, skb);
	if (!verdict) {
		kfree_skb(skb);
		return -EPERM;
	}
	steer_redirect_bad(to, skb);
	return 0;
}

int steer_verdict_good(struct steer *from, struct steer *to, struct sk_buff *skb, int verdict)
{
	steer_charge(from, skb);
	if (!verdict) {
		kfree_skb(skb);
		return -EPERM;
	}
	steer_redirect_good(to, skb);
	return 0;
}
