/* SPDX-License-Identifier: GPL-2.0-only */
/* The owner moves from one buffer to another: by hand, by a helper, by swap, over a stop. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

int conv_payload(struct sk_buff *to, const struct sk_buff *from);
int conv_fixup(struct sk_buff *skb);

/* --- taken off, put on --- */

static void conv_move(struct sk_buff *to, struct sk_buff *from)
{
	to->sk = from->sk; // allow-note: missing-orphan
	to->destructor = from->destructor; // allow-note: missing-orphan
	from->sk = NULL;
	from->destructor = NULL;
}

struct sk_buff *conv_linear(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *copy = netdev_alloc_skb(dev, skb->len);

	if (!copy)
		goto drop;
	if (conv_payload(copy, skb)) {
		kfree_skb(copy);
		goto drop;
	}
	copy->truesize = skb->truesize;
	conv_move(copy, skb);
	consume_skb(skb);
	return copy;
drop:
	kfree_skb(skb);
	return NULL;
}

/* In the other order, with the destructor in a variable. */
struct sk_buff *conv_wide(struct sk_buff *skb)
{
	void (*dtor)(struct sk_buff *skb) = skb->destructor;
	struct sock *sk = skb->sk;
	struct sk_buff *n;

	n = alloc_skb(skb->len + 64, GFP_ATOMIC);
	if (!n)
		return NULL;
	n->truesize = skb->truesize;
	skb->destructor = NULL;
	skb->sk = NULL;
	kfree_skb(skb);
	n->sk = sk;
	n->destructor = dtor;
	return n;
}

/* --- exchanged --- */

struct sk_buff *conv_exchange(struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy_expand(skb, 32, 0, GFP_ATOMIC);

	if (!n)
		return skb;
	swap(n->truesize, skb->truesize);
	swap(n->sk, skb->sk);
	swap(n->destructor, skb->destructor);
	kfree_skb(skb);
	return n;
}

/* --- off for a while, and back on the same buffer --- */

int conv_hidden(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	void (*dtor)(struct sk_buff *skb) = skb->destructor;
	int err;

	skb->sk = NULL;
	skb->destructor = NULL;
	err = conv_fixup(skb);
	skb->sk = sk;
	skb->destructor = dtor;
	return err;
}

/* Only where it is worth it. */
int conv_hidden_if(struct sk_buff *skb)
{
	bool wmem = skb->destructor == sock_wfree;
	struct sock *sk = NULL;
	int err;

	if (wmem) {
		sk = skb->sk;
		skb->sk = NULL;
		skb->destructor = NULL;
	}
	err = conv_fixup(skb);
	if (wmem) {
		skb->destructor = sock_wfree;
		skb->sk = sk;
	}
	if (err) {
		kfree_skb(skb);
		return err;
	}
	return dev_queue_xmit(skb);
}

/* --- the parts of a message are gathered under the first one's owner --- */

struct sk_buff *conv_gather(struct sock *sk, struct sk_buff_head *queue)
{
	struct sk_buff *head = __skb_dequeue(queue), *part, **tail;

	if (!head)
		return NULL;
	tail = &skb_shinfo(head)->frag_list;
	while ((part = __skb_dequeue(queue)) != NULL) {
		*tail = part;
		tail = &part->next;
		head->len += part->len;
		head->data_len += part->len;
		head->truesize += part->truesize;
		part->destructor = NULL; // allow-note: missing-orphan
		part->sk = NULL; // allow-note: missing-orphan
	}
	return head;
}
