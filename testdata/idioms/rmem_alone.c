/* SPDX-License-Identifier: GPL-2.0-only */
/* Receive memory is charged and the buffer has no owner: the queue's reader gives it back. */
#include <linux/skbuff.h>
#include <net/sock.h>

/* The size is kept where the device was; the reader takes back what stands there. */
int grams_enqueue(struct sock *sk, struct sk_buff *skb)
{
	int size = skb->truesize;

	if (atomic_read(&sk->sk_rmem_alloc) > sk->sk_rcvbuf)
		return -ENOMEM;
	if (atomic_add_return(size, &sk->sk_rmem_alloc) > sk->sk_rcvbuf + size) {
		atomic_sub(size, &sk->sk_rmem_alloc);
		return -ENOMEM;
	}
	skb_orphan(skb);
	skb->dev_scratch = size;
	sk_mem_charge(sk, size);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	sk->sk_data_ready(sk);
	return 0;
}

static void grams_refund(struct sock *sk, int size)
{
	sk_mem_uncharge(sk, size);
	atomic_sub(size, &sk->sk_rmem_alloc);
}

int grams_read(struct sock *sk, struct msghdr *msg, int len)
{
	struct sk_buff *skb = skb_dequeue(&sk->sk_receive_queue);
	int err;

	if (!skb)
		return -EAGAIN;
	err = skb_copy_datagram_msg(skb, 0, msg, min_t(int, len, skb->len));
	grams_refund(sk, skb->dev_scratch);
	consume_skb(skb);
	return err;
}

/* All that is queued, in one subtraction. */
void grams_purge(struct sock *sk)
{
	struct sk_buff *skb;
	int total = 0;

	while ((skb = __skb_dequeue(&sk->sk_receive_queue)) != NULL) {
		total += skb->dev_scratch;
		kfree_skb(skb);
	}
	grams_refund(sk, total);
}

/* A stream: merged into the last one, the counter follows. */
bool stream_merge(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *tail = skb_peek_tail(&sk->sk_receive_queue);
	bool stolen;
	int delta;

	if (!tail || !skb_try_coalesce(tail, skb, &stolen, &delta))
		return false;
	atomic_add(delta, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, delta);
	kfree_skb_partial(skb, stolen);
	return true;
}

void stream_queue(struct sock *sk, struct sk_buff *skb)
{
	if (stream_merge(sk, skb))
		return;
	skb_set_owner_r(skb, sk);
	__skb_queue_tail(&sk->sk_receive_queue, skb);
}
