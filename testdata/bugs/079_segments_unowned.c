/* SPDX-License-Identifier: GPL-2.0-only */
/* 432c856fcf45: the charge goes with the head, the pieces are nobody's. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct sk_buff *pieces_of(struct sk_buff *head);

int pieces_xmit_bad(struct sk_buff *head)
{
	struct sk_buff *segs = pieces_of(head);

	if (IS_ERR_OR_NULL(segs)) {
		kfree_skb(head);
		return NET_XMIT_DROP;
	}
	consume_skb(head); // xfail: no-rule the charge is given back early, and exactly: back-pressure is no part of the protocol
	return dev_queue_xmit(segs);
}

int pieces_xmit_good(struct sk_buff *head)
{
	struct sk_buff *segs = pieces_of(head), *tail;

	if (IS_ERR_OR_NULL(segs)) {
		kfree_skb(head);
		return NET_XMIT_DROP;
	}
	tail = segs->prev;
	if (head->destructor == sock_wfree) {
		swap(tail->truesize, head->truesize);
		swap(tail->destructor, head->destructor);
		swap(tail->sk, head->sk); // xfail-silent: missing-orphan the values of a swap are not matched here
	}
	consume_skb(head);
	return dev_queue_xmit(segs);
}
