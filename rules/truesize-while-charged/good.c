/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * truesize-while-charged - truesize is changed and nobody is charged by it, or he is told.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/tcp.h>

/* Not owned yet: the charge comes later, and with the new size. */
int foo_send_grown(struct sock *sk, int len, int extra)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->truesize += extra;
	skb_set_owner_w(skb, sk);
	return dev_queue_xmit(skb);
}

/* The counter grows by the same amount. */
int foo_append(struct sock *sk, int len, int frag)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, len, 0, &err);

	if (!skb)
		return err;
	skb->len += frag;
	skb->truesize += frag;
	refcount_add(frag, &sk->sk_wmem_alloc);
	skb_queue_tail(&sk->sk_write_queue, skb);
	return 0;
}

/* So does the one of the receive side; told first, done then. */
void foo_deliver(struct sock *sk, struct sk_buff *skb)
{
	skb_set_owner_r(skb, sk);
	atomic_sub(64, &sk->sk_rmem_alloc);
	skb->truesize -= 64;
	skb_queue_tail(&sk->sk_receive_queue, skb);
}

/* Nobody is charged any more. */
void foo_shrink(struct sk_buff *skb, int delta)
{
	skb_orphan(skb);
	skb->truesize -= delta;
}

/* No owner, or one who is not charged by size. */
void foo_condense(struct sk_buff *skb, int delta)
{
	if (!skb->sk || skb->destructor == sock_edemux || skb->destructor == sock_efree)
		skb->truesize -= delta;
}

/* Whoever is charged is told, and nobody else. */
void foo_expand(struct sk_buff *skb, int delta)
{
	struct sock *sk = skb->sk;

	if (is_skb_wmem(skb))
		refcount_add(delta, &sk->sk_wmem_alloc);
	skb->truesize += delta;
}

/* The difference, whichever sign it has. */
int foo_rebuild(struct sock *sk, int len, int size)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
	int delta;

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	delta = size - skb->truesize;
	skb->truesize = size;
	if (delta >= 0)
		refcount_add(delta, &sk->sk_wmem_alloc);
	else
		WARN_ON(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
	return dev_queue_xmit(skb);
}

/* A part of the charge moves to the second buffer, and a part of the size with it. */
void foo_split(struct sk_buff *skb, struct sk_buff *frag)
{
	BUG_ON(frag->sk);
	if (skb->sk) {
		frag->sk = skb->sk;
		frag->destructor = sock_wfree;
		skb->truesize -= frag->truesize;
	}
	skb_shinfo(skb)->frag_list = frag;
}

/* And back: what the second one was charged with, the first refunds. */
void foo_merge(struct sk_buff *skb, struct sk_buff *frag)
{
	frag->sk = NULL;
	frag->destructor = NULL;
	skb->truesize += frag->truesize;
}

/* Sizes and owners change places. */
void foo_swap(struct sk_buff *head, struct sk_buff *orig)
{
	struct sk_buff *tail = skb_copy(orig, GFP_ATOMIC);

	if (tail && head->destructor == sock_wfree) {
		swap(tail->truesize, head->truesize);
		swap(tail->destructor, head->destructor);
		swap(tail->sk, head->sk);
	}
}

/* A reference is one reference, whatever the size. */
void foo_hold(struct sock *sk, struct sk_buff *skb, int delta)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	skb->truesize += delta;
	netif_rx(skb);
}

/* For the time of the call only. */
int foo_trim(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
	unsigned int saved;

	if (!skb)
		return -ENOMEM;
	skb_set_owner_w(skb, sk);
	saved = skb->truesize;
	skb->truesize = 0;
	skb_trim(skb, 100);
	skb->truesize = saved;
	return dev_queue_xmit(skb);
}

/* Asked whose it is before anything is changed. */
static netdev_tx_t foo_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	if (!skb->sk)
		skb->truesize = skb->len + sizeof(struct sk_buff);
	netif_rx(skb);
	return NETDEV_TX_OK;
}

/* Out of the sender's account first. */
static netdev_tx_t foo_start_xmit_orphan(struct sk_buff *skb, struct net_device *dev)
{
	skb_orphan(skb);
	skb->truesize = skb->len + sizeof(struct sk_buff);
	netif_rx(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ops = {
	.ndo_start_xmit = foo_start_xmit,
};

const struct net_device_ops foo_orphan_ops = {
	.ndo_start_xmit = foo_start_xmit_orphan,
};

struct foo_dev {
	atomic_t bytes;
};

static void foo_bytes_done(struct sk_buff *skb)
{
	struct foo_dev *dev = (void *)skb->sk;

	atomic_sub(skb->truesize, &dev->bytes);
}

/* Counted at last, with whatever size it has then. */
int foo_queue(struct foo_dev *dev, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->sk = (void *)dev;
	skb->destructor = foo_bytes_done;
	skb->truesize += 2048;
	atomic_add(skb->truesize, &dev->bytes);
	return dev_queue_xmit(skb);
}

/* A page more, and the socket is told. */
int foo_append_page(struct sock *sk, struct page *page, int len)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, 128, 0, &err);

	if (!skb)
		return err;
	skb_add_rx_frag(skb, 0, page, 0, len, 4096);
	refcount_add(4096, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

/* Received: nobody's yet. */
void foo_receive_pages(struct net_device *dev, struct page **pages, int nr)
{
	struct sk_buff *skb = alloc_skb(128, GFP_ATOMIC);
	int i;

	if (!skb)
		return;
	for (i = 0; i < nr; i++)
		skb_add_rx_frag(skb, i, pages[i], 0, 2048, 4096);
	skb->dev = dev;
	netif_rx(skb);
}

/* The head grows by the parts' sizes, and its owner's destructor gives them back. */
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
		head->truesize += part->truesize;
		part->destructor = NULL;
		part->sk = NULL;
	}
	return head;
}

struct foo_pool {
	unsigned int chunk;
	unsigned int len;
};

/* By a whole chunk, and that is charged. */
int foo_send_chunk(struct sock *sk, struct foo_pool *pool)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, 64, 1, &err);

	if (!skb)
		return err;
	skb->truesize += pool->chunk;
	refcount_add(pool->chunk, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

/* Its size is right before it is charged. */
void foo_kick(struct sock *sk, struct sk_buff_head *queue)
{
	struct sk_buff *skb, *n;

	while ((skb = skb_dequeue(queue)) != NULL) {
		n = skb_clone(skb, GFP_ATOMIC);
		if (n) {
			n->truesize = SKB_TRUESIZE(n->len);
			skb_set_owner_w(n, sk);
			dev_queue_xmit(n);
		}
		kfree_skb(skb);
	}
}

/* Made and owned here, and grown with its charge. */
static struct sk_buff *foo_make(struct sock *sk, int len, int pages)
{
	int err;
	struct sk_buff *skb = sock_alloc_send_skb(sk, len, 1, &err);

	if (!skb)
		return NULL;
	skb->truesize += pages * 4096;
	refcount_add(pages * 4096, &sk->sk_wmem_alloc);
	return skb;
}

int foo_send_made(struct sock *sk)
{
	struct sk_buff *skb = foo_make(sk, 64, 2);

	return skb ? dev_queue_xmit(skb) : -ENOMEM;
}

/* The other one grows by the size of the part. */
void foo_swallow(struct sk_buff *head, struct sk_buff *part)
{
	skb_shinfo(head)->frag_list = part;
	part->destructor = NULL;
	part->sk = NULL;
	head->truesize += part->truesize;
	head->len += part->len;
}

/* An owner is taken off for the caller, who gets the socket. */
struct sock *foo_steal(struct sk_buff *skb, struct sk_buff_head *list)
{
	struct sock *sk = skb->sk;

	skb->sk = NULL;
	skb->destructor = NULL;
	__skb_queue_tail(list, skb);
	return sk;
}

/* Who owns nothing, or is held by a reference alone, may grow. */
int foo_pad(struct sk_buff *skb, int len)
{
	if (!skb->sk || skb->destructor == sock_edemux)
		skb->truesize += len;
	return 0;
}

/* Condensed first, charged then. */
static void foo_add(struct sock *sk, struct sk_buff *skb, struct sk_buff_head *later)
{
	skb_condense(skb);
	skb_set_owner_r(skb, sk);
	skb_queue_tail(later, skb);
}

void foo_add_late(struct sock *sk, struct sk_buff *skb, struct sk_buff_head *later)
{
	foo_add(sk, skb, later);
}

/* It grows by a fragment's size, and that is what its socket is charged. */
void foo_attach(struct sk_buff *head, struct sk_buff *frag)
{
	skb_shinfo(head)->frag_list = frag;
	head->truesize += frag->truesize;
	head->len += frag->len;
	refcount_add(frag->truesize, &head->sk->sk_wmem_alloc); // allow-note: nonfullsock-use
}

/* Its size is looked at on the way in, and goes to the other one. */
int foo_take_in(struct sk_buff *head, struct sk_buff *part, bool full)
{
	unsigned int size = part->truesize;

	if (size > 4096 && full)
		return -EMSGSIZE;
	skb_shinfo(head)->frag_list = part;
	part->destructor = NULL;
	part->sk = NULL;
	head->len += part->len;
	head->truesize += size;
	return 0;
}

/* By how much it has grown is told to whoever counts it. */
int foo_fill_pages(struct sock *sk, struct sk_buff *skb, struct page *page, int len)
{
	unsigned int before = skb->truesize, grown;

	skb_add_rx_frag(skb, 0, page, 0, len, 4096);
	grown = skb->truesize - before;
	if (sk->sk_type == SOCK_STREAM)
		sk_wmem_queued_add(sk, grown);
	else
		refcount_add(grown, &sk->sk_wmem_alloc);
	return 0;
}

/* A sender's queue counts what it holds by a number. */
bool foo_merge_last(struct sock *sk, struct sk_buff *tail, struct sk_buff *skb)
{
	bool stolen;
	int delta;

	if (!skb_try_coalesce(tail, skb, &stolen, &delta))
		return false;
	sk_wmem_queued_add(sk, delta);
	sk_mem_charge(sk, delta);
	kfree_skb_partial(skb, stolen);
	return true;
}

/* On the way out that frees it the counter has been told. */
int foo_send_or_drop(struct sock *sk, int len, int extra, bool ready)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
	int err = -ENOMEM;

	if (!skb)
		goto out;
	skb_set_owner_w(skb, sk);
	if (!ready) {
		skb->truesize += extra;
		refcount_add(extra, &sk->sk_wmem_alloc);
		kfree_skb(skb);
		goto out;
	}
	err = dev_queue_xmit(skb);
out:
	return err;
}

/* A page goes into the buffer, which grows by it, and is charged to its socket. */
void foo_add_page(struct sk_buff *skb, struct sock *sk, int size)
{
	skb->len += size;
	skb->data_len += size;
	skb->truesize += size;
	refcount_add(size, &sk->sk_wmem_alloc);
}

/* Made for its data, and charged as it is. */
struct sk_buff *foo_make_paged(struct sock *sk, int size, int *err)
{
	struct sk_buff *skb = sock_alloc_send_skb(sk, size, 0, err);

	if (!skb)
		return NULL;
	skb->data_len = size;
	skb->len += size;
	return skb;
}

/* Only where nobody is charged by its size. */
int foo_enlarge_shared(struct sk_buff *skb, int extra)
{
	if (skb_cloned(skb))
		atomic_inc(&skb_shinfo(skb)->dataref);
	if (!skb->sk || skb->destructor == sock_edemux)
		skb->truesize += extra;
	return 0;
}

struct foo_link {
	atomic_t seq;
};

/* A step of transmission, for buffers that nobody owns any more. */
static int foo_add_trailer(struct sk_buff *skb, int size)
{
	if (skb_tailroom(skb) < size)
		return -ENOMEM;
	skb_put(skb, size);
	skb->truesize += size;
	return 0;
}

static netdev_tx_t foo_link_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb_orphan(skb);
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

/* The socket is told by how much, and the frames are counted as well. */
static netdev_tx_t foo_counting_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct foo_link *link = (struct foo_link *)dev;

	if (skb->sk && skb->destructor == sock_wfree) {
		refcount_add(8, &skb->sk->sk_wmem_alloc);
		skb->truesize += 8;
	}
	atomic_inc(&link->seq);
	skb->dev = dev;
	dev_queue_xmit(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_counting_ops = {
	.ndo_start_xmit = foo_counting_xmit,
};

/* Nobody's, or held and not charged: both ways lead here. */
int foo_enlarge_head(struct sk_buff *skb, int extra)
{
	if (!skb->sk || skb->destructor == sock_edemux || skb->destructor == sock_efree)
		skb->truesize += extra;
	return 0;
}
