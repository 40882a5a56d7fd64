/* SPDX-License-Identifier: GPL-2.0-only */
/* Data is appended to a corked socket: charged once for all, then made one packet. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

int foo_fill(struct sk_buff *skb, int len);
int foo_output(struct sk_buff *skb);

int foo_append_data(struct sock *sk, struct sk_buff_head *queue, int length, int mtu,
		    unsigned int flags)
{
	unsigned int wmem_alloc_delta = 0;
	struct sk_buff *skb;
	int copy, err = 0;

	skb = skb_peek_tail(queue);
	if (!skb)
		goto alloc_new;
	while (length > 0) {
		copy = mtu - skb->len;
		if (copy <= 0) {
alloc_new:
			if (flags & 1) {
				skb = alloc_skb(mtu, sk->sk_allocation);
				if (!skb)
					err = -ENOBUFS;
			} else {
				skb = sock_alloc_send_skb(sk, mtu, flags & 2, &err);
			}
			if (!skb)
				goto error;
			skb_reserve(skb, 20);
			err = foo_fill(skb, length);
			if (err < 0) {
				kfree_skb(skb);
				goto error;
			}
			length -= mtu;
			if (!skb->destructor) {
				skb->destructor = sock_wfree;
				skb->sk = sk;
				wmem_alloc_delta += skb->truesize;
			}
			__skb_queue_tail(queue, skb);
			continue;
		}
		err = foo_fill(skb, copy);
		if (err < 0)
			goto error;
		wmem_alloc_delta += copy;
		skb->truesize += copy;
		length -= copy;
	}
	if (wmem_alloc_delta)
		refcount_add(wmem_alloc_delta, &sk->sk_wmem_alloc);
	return 0;
error:
	refcount_add(wmem_alloc_delta, &sk->sk_wmem_alloc);
	return err;
}

/* All of one cork have one owner: the head counts for the rest. */
struct sk_buff *foo_make_packet(struct sock *sk, struct sk_buff_head *queue)
{
	struct sk_buff *skb, *tmp_skb;
	struct sk_buff **tail_skb;

	skb = __skb_dequeue(queue);
	if (!skb)
		return NULL;
	tail_skb = &(skb_shinfo(skb)->frag_list);
	while ((tmp_skb = __skb_dequeue(queue)) != NULL) {
		__skb_pull(tmp_skb, 20);
		*tail_skb = tmp_skb;
		tail_skb = &(tmp_skb->next);
		skb->len += tmp_skb->len;
		skb->data_len += tmp_skb->len;
		skb->truesize += tmp_skb->truesize;
		tmp_skb->destructor = NULL;
		tmp_skb->sk = NULL;
	}
	skb->priority = READ_ONCE(sk->sk_priority);
	skb->mark = READ_ONCE(sk->sk_mark);
	return skb;
}

int foo_push(struct sock *sk)
{
	struct sk_buff *skb = foo_make_packet(sk, &sk->sk_write_queue);

	return skb ? foo_output(skb) : 0;
}

void foo_flush(struct sock *sk)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue_tail(&sk->sk_write_queue)) != NULL)
		kfree_skb(skb);
}
