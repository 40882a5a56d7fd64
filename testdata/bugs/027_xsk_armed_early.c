/* SPDX-License-Identifier: GPL-2.0-only */
/* a6e944f25cdb: freed before there is a slot, the destructor gives one back. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct cring_sock {
	struct sock sk;
	atomic_t reserved;
	int size;
};

static void cring_publish(struct sk_buff *skb)
{
	struct cring_sock *cs = (struct cring_sock *)skb->sk;

	atomic_dec(&cs->reserved);
	sock_wfree(skb);
}

static int cring_reserve(struct cring_sock *cs)
{
	if (atomic_inc_return(&cs->reserved) > cs->size) {
		atomic_dec(&cs->reserved);
		return -ENOSPC;
	}
	return 0;
}

int cring_xmit_bad(struct cring_sock *cs, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(&cs->sk, len, 1, &err);
	if (!skb)
		return err;
	skb->destructor = cring_publish; // expect-warning: charge-mismatch
	if (cring_reserve(cs)) {
		kfree_skb(skb);
		return -EAGAIN;
	}
	return dev_direct_xmit(skb, 0);
}

int cring_xmit_good(struct cring_sock *cs, int len)
{
	struct sk_buff *skb;
	int err;

	if (cring_reserve(cs))
		return -EAGAIN;
	skb = sock_alloc_send_skb(&cs->sk, len, 1, &err);
	if (!skb) {
		atomic_dec(&cs->reserved);
		return err;
	}
	skb->destructor = cring_publish;
	return dev_direct_xmit(skb, 0);
}
