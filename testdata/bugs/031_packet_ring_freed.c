/* SPDX-License-Identifier: GPL-2.0-only */
/* 992cc9f94ca9: the ring goes while buffers still point into it. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/vmalloc.h>
#include <net/sock.h>

struct txring_sock {
	struct sock sk;
	atomic_t pending;
	void *ring;
};

void txring_free_later(struct txring_sock *ts);

static void txring_done(struct sk_buff *skb)
{
	struct txring_sock *ts = (struct txring_sock *)skb->sk;

	atomic_dec(&ts->pending);
	sock_wfree(skb);
}

int txring_send(struct txring_sock *ts, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(&ts->sk, len, 1, &err);
	if (!skb)
		return err;
	atomic_inc(&ts->pending);
	skb->destructor = txring_done;
	return dev_queue_xmit(skb);
}

void txring_close_bad(struct txring_sock *ts)
{
	if (!atomic_read(&ts->pending))
		vfree(ts->ring); // xfail: no-rule memory that a buffer's pages belong to is no owner: its lifetime is not followed
}

void txring_close_good(struct txring_sock *ts)
{
	if (sk_wmem_alloc_get(&ts->sk)) {
		sock_hold(&ts->sk);
		txring_free_later(ts);
		return;
	}
	vfree(ts->ring);
}
