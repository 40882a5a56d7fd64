/* SPDX-License-Identifier: GPL-2.0-only */
/* 238e03d04662: the whole charge is the head's, and the parts are taken off its size. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct sk_buff *parts_split_bad(struct sk_buff *head)
{
	struct sk_buff *part = skb_shinfo(head)->frag_list;
	int delta = 0;

	if (!is_skb_wmem(head))
		return head;
	for (; part; part = part->next) {
		WARN_ON_ONCE(part->sk);
		delta += part->truesize;
		skb_push(part, 14);
	}
	head->truesize -= delta; // expect: truesize-while-charged
	head->next = skb_shinfo(head)->frag_list;
	return head;
}

struct sk_buff *parts_split_good(struct sk_buff *head)
{
	struct sk_buff *part = skb_shinfo(head)->frag_list;

	if (!is_skb_wmem(head))
		return head;
	for (; part; part = part->next) {
		WARN_ON_ONCE(part->sk);
		skb_push(part, 14);
	}
	head->next = skb_shinfo(head)->frag_list;
	return head;
}
