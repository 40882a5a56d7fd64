/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * truesize-while-charged - truesize is changed, and a destructor will refund by it.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

/* Charged with its first size, refunded with its second. */
int foo_send_grown(struct sock *sk, int len, int extra)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	skb->truesize += extra; // expect-warning: truesize-while-charged
	return dev_queue_xmit(skb);
}

/* The same with an owner by hand. */
int foo_send_trimmed(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	skb->sk = sk;
	skb->destructor = sock_wfree;
	skb->truesize = SKB_TRUESIZE(len); // expect-warning: truesize-while-charged
	return dev_queue_xmit(skb);
}

/* It comes charged: the socket made it. */
int foo_append(struct sock *sk, int len, int frag)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, len, 0, &err);

	if (!skb)
		return err;
	skb->truesize += frag; // expect-warning: truesize-while-charged
	skb->len += frag;
	skb_queue_tail(&sk->sk_write_queue, skb);
	return 0;
}

/* The receive side. */
void foo_deliver(struct sock *sk, struct sk_buff *skb)
{
	skb_set_owner_r(skb, sk);
	skb->truesize -= 64; // expect-warning: truesize-while-charged
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* The test says that a charge is there, and nobody tells the socket. */
void foo_shrink(struct sk_buff *skb, int delta)
{
	if (skb->destructor == sock_wfree)
		skb->truesize -= delta; // expect-warning: truesize-while-charged
}

/* The counter is told of something else. */
int foo_send_misjudged(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	skb->truesize += 512; // expect-warning: truesize-while-charged
	refcount_add(256, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

/* By a helper, which cannot know whose buffer it is. */
static void foo_account_pages(struct sk_buff *skb, unsigned int pages)
{
	skb->truesize += pages * 4096; // expect-warning: truesize-while-charged
	skb->data_len += pages * 4096;
}

int foo_send_pages(struct sock *sk, int len, unsigned int pages)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOBUFS;
	skb_set_owner_w(skb, sk);
	foo_account_pages(skb, pages);
	return dev_queue_xmit(skb);
}

/* Any sender's buffer comes here. */
static netdev_tx_t foo_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb->truesize = skb->len + sizeof(struct sk_buff); // expect-warning: truesize-while-charged
	netif_rx(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ops = {
	.ndo_start_xmit = foo_start_xmit,
};

struct foo_dev {
	atomic_t bytes;
};

static void foo_bytes_done(struct sk_buff *skb)
{
	struct foo_dev *dev = (void *)skb->sk;

	atomic_sub(skb->truesize, &dev->bytes);
}

/* The device's own count of bytes. */
int foo_queue(struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	atomic_add(skb->truesize, &dev->bytes);
	skb->sk = (void *)dev;
	skb->destructor = foo_bytes_done;
	skb->truesize += 2048; // expect-warning: truesize-while-charged
	return dev_queue_xmit(skb);
}

/* A page more, which the socket that pays for the rest is not charged for. */
int foo_append_page(struct sock *sk, struct page *page, int len)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, 128, 0, &err);

	if (!skb)
		return err;
	skb_add_rx_frag(skb, 0, page, 0, len, 4096); // expect-warning: truesize-while-charged
	return dev_queue_xmit(skb);
}

/* What the parts were charged goes nowhere: the head does not grow by their sizes. */
struct sk_buff *foo_gather(struct sk_buff_head *queue)
{
	struct sk_buff *head = __skb_dequeue(queue), *part, **tail;

	if (!head)
		return NULL;
	tail = &skb_shinfo(head)->frag_list;
	while ((part = __skb_dequeue(queue)) != NULL) {
		*tail = part;
		tail = &part->next;
		head->len += part->len;
		part->destructor = NULL; // expect-note: truesize-while-charged
		part->sk = NULL;
	}
	return head;
}

/* A trailer, for a buffer of which only the socket is known. */
int foo_trailer(struct sk_buff *skb, int len)
{
	if (!skb->sk || !sk_fullsock(skb->sk))
		return -EINVAL;
	skb_len_add(skb, len); // expect-note: truesize-while-charged
	return 0;
}

struct foo_pool {
	unsigned int chunk;
	unsigned int len;
};

/* It grows by a whole chunk, and what is in it is charged. */
int foo_send_chunk(struct sock *sk, struct foo_pool *pool)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, 64, 1, &err);

	if (!skb)
		return err;
	skb->truesize += pool->chunk; // expect-note: truesize-while-charged
	refcount_add(pool->len, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

/* Each turn makes one, and changes its size behind the charge. */
void foo_kick(struct sock *sk, struct sk_buff_head *queue)
{
	struct sk_buff *skb, *n;

	while ((skb = skb_dequeue(queue)) != NULL) {
		n = skb_clone(skb, GFP_ATOMIC);
		if (n) {
			skb_set_owner_w(n, sk);
			n->truesize = SKB_TRUESIZE(n->len); // expect: truesize-while-charged
			dev_queue_xmit(n);
		}
		kfree_skb(skb);
	}
}

/* Made, owned and grown here; whoever gets it knows nothing of that. */
static struct sk_buff *foo_make(struct sock *sk, int len, int pages)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, len, 1, &err);

	if (skb)
		skb->truesize += pages * 4096; // expect: truesize-while-charged
	return skb;
}

int foo_send_made(struct sock *sk)
{
	struct sk_buff *skb = foo_make(sk, 64, 2);

	return skb ? dev_queue_xmit(skb) : -ENOMEM;
}

/* An owned buffer becomes part of another one, which does not grow by its size. */
void foo_swallow(struct sk_buff *head, struct sk_buff *part)
{
	skb_shinfo(head)->frag_list = part;
	part->destructor = NULL; // expect-note: truesize-while-charged
	part->sk = NULL;
	head->len += part->len;
}

/* Just those that have a charge grow. */
int foo_pad(struct sk_buff *skb, int len)
{
	if (skb->sk && skb->destructor != sock_edemux)
		skb->truesize += len; // expect-note: truesize-while-charged
	return 0;
}

/* What skb_condense() estimates anew is charged already; who calls cannot know. */
static void foo_add(struct sock *sk, struct sk_buff *skb, struct sk_buff_head *later)
{
	skb_set_owner_r(skb, sk);
	skb_condense(skb); // expect-warning: truesize-while-charged
	skb_queue_tail(later, skb);
}

void foo_add_late(struct sock *sk, struct sk_buff *skb, struct sk_buff_head *later)
{
	foo_add(sk, skb, later);
}

/* It grows by a fragment's size, and its socket is charged the fragment's length. */
void foo_attach(struct sk_buff *head, struct sk_buff *frag)
{
	skb_shinfo(head)->frag_list = frag;
	head->truesize += frag->truesize; // expect-note: truesize-while-charged
	head->len += frag->len;
	refcount_add(frag->len, &head->sk->sk_wmem_alloc); // allow-note: nonfullsock-use
}

/* Its size is looked at on the way in, and then forgotten. */
int foo_take_in(struct sk_buff *head, struct sk_buff *part, bool full)
{
	unsigned int size = part->truesize;

	if (size > 4096 && full)
		return -EMSGSIZE;
	skb_shinfo(head)->frag_list = part;
	part->destructor = NULL; // expect-note: truesize-while-charged
	part->sk = NULL;
	head->len += part->len;
	return 0;
}

/* By how much it has grown is known, and of a datagram's socket nobody tells that. */
int foo_fill_pages(struct sock *sk, struct sk_buff *skb, struct page *page, int len)
{
	unsigned int before = skb->truesize, grown;

	skb_add_rx_frag(skb, 0, page, 0, len, 4096);
	grown = skb->truesize - before; // expect-note: truesize-while-charged
	if (sk->sk_type == SOCK_STREAM)
		atomic_add(grown, &sk->sk_rmem_alloc);
	return 0;
}

/* What is reserved goes down by what the last buffer has grown by, and what is in use does not go up. */
bool foo_merge_last(struct sock *sk, struct sk_buff *tail, struct sk_buff *skb)
{
	bool stolen;
	int delta;

	if (!skb_try_coalesce(tail, skb, &stolen, &delta)) // expect-note: truesize-while-charged
		return false;
	sk_mem_charge(sk, delta);
	kfree_skb_partial(skb, stolen);
	return true;
}

/* On the way out that frees it: other ways meet this one at the label. */
int foo_send_or_drop(struct sock *sk, int len, int extra, bool ready)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
	int err = -ENOMEM;

	if (!skb)
		goto out;
	skb_set_owner_w(skb, sk);
	if (!ready) {
		skb->truesize += extra; // expect-warning: truesize-while-charged
		kfree_skb(skb);
		goto out;
	}
	err = dev_queue_xmit(skb);
out:
	return err;
}

/* A page goes into the buffer and is charged to its socket, and truesize stays. */
void foo_add_page(struct sk_buff *skb, struct sock *sk, int size)
{
	skb->len += size;
	skb->data_len += size;
	refcount_add(size, &sk->sk_wmem_alloc); // expect-note: truesize-while-charged
}

/* Who shares its data is counted, and that is no payment. */
int foo_enlarge_shared(struct sk_buff *skb, int extra)
{
	if (skb_cloned(skb))
		atomic_inc(&skb_shinfo(skb)->dataref);
	if (skb->sk && skb->destructor != sock_edemux)
		skb->truesize += extra; // expect-note: truesize-while-charged
	return 0;
}

struct foo_link {
	atomic_long_t sent;
	atomic_t seq;
};

/* A step of transmission: that senders are charged by the size its caller knows. */
static int foo_add_trailer(struct sk_buff *skb, int size)
{
	if (skb_tailroom(skb) < size)
		return -ENOMEM;
	skb_put(skb, size);
	skb->truesize += size; // expect-warning: truesize-while-charged
	return 0;
}

static netdev_tx_t foo_link_xmit(struct sk_buff *skb, struct net_device *dev)
{
	if (foo_add_trailer(skb, 4)) {
		kfree_skb(skb);
		return NETDEV_TX_OK;
	}
	skb->dev = dev;
	dev_queue_xmit(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_link_ops = {
	.ndo_start_xmit = foo_link_xmit,
};

/* A number of frames is no payment. */
static netdev_tx_t foo_counting_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct foo_link *link = (struct foo_link *)dev;

	if (skb_cow_head(skb, 8)) {
		kfree_skb(skb);
		return NETDEV_TX_OK;
	}
	skb_push(skb, 8);
	skb->truesize += 8; // expect-warning: truesize-while-charged
	atomic_inc(&link->seq);
	if (skb->len > 100)
		atomic_long_inc(&link->sent);
	skb->dev = dev;
	dev_queue_xmit(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_counting_ops = {
	.ndo_start_xmit = foo_counting_xmit,
};

/* The second question is the wrong way round: whoever has an owner that is charged grows as well. */
int foo_enlarge_head(struct sk_buff *skb, int extra)
{
	if (!skb->sk || skb->destructor != sock_edemux)
		skb->truesize += extra; // expect-note: truesize-while-charged
	return 0;
}
