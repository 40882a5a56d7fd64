/* SPDX-License-Identifier: GPL-2.0-only */
/* A destructor is replaced by one that ends in it, and put back. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct foo_creds {
	void *pid;
	void *files;
};

struct foo_pool {
	int cached;
};

void foo_put_creds(struct foo_creds *creds);
void foo_complete(struct sock *sk, int n);
int foo_reserve(struct sock *sk);
void foo_cancel(struct sock *sk, int n);

/* --- passed credentials --- */

static void foo_drop_creds(struct sk_buff *skb)
{
	struct foo_creds *creds = (struct foo_creds *)skb->cb;

	if (creds->files)
		foo_put_creds(creds);
	creds->files = NULL;
}

static void foo_creds_wfree(struct sk_buff *skb)
{
	foo_drop_creds(skb);
	sock_wfree(skb);
}

static int foo_attach_creds(struct foo_creds *from, struct sk_buff *skb, bool send_fds)
{
	struct foo_creds *creds = (struct foo_creds *)skb->cb;

	creds->pid = from->pid;
	creds->files = NULL;
	if (send_fds && from->files)
		creds->files = from->files;
	skb->destructor = foo_creds_wfree;
	return 0;
}

int foo_dgram_send(struct sock *sk, struct sock *other, struct foo_creds *creds, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_pskb(sk, len, 0, 0, &err, 3);
	if (!skb)
		return err;
	err = foo_attach_creds(creds, skb, true);
	if (err < 0)
		goto out_free;
	if (sock_flag(other, SOCK_DEAD)) {
		err = -ECONNREFUSED;
		goto out_free;
	}
	skb_queue_tail(&other->sk_receive_queue, skb);
	return len;
out_free:
	kfree_skb(skb);
	return err;
}

void foo_orphan_creds(struct sk_buff *skb)
{
	if (skb->destructor != foo_creds_wfree)
		return;
	foo_drop_creds(skb);
	skb->destructor = sock_wfree;
}

/* --- a ring that wants to hear when the packet is gone --- */

static void foo_ring_destruct(struct sk_buff *skb)
{
	foo_complete(skb->sk, 1);
	sock_wfree(skb);
}

static void foo_ring_consume(struct sk_buff *skb)
{
	skb->destructor = sock_wfree;
	foo_cancel(skb->sk, 1);
	consume_skb(skb);
}

static struct sk_buff *foo_ring_build(struct sock *sk, struct net_device *dev, struct sk_buff *cont)
{
	struct sk_buff *skb = cont;
	int err;

	if (!skb) {
		skb = sock_alloc_send_skb(sk, dev->mtu, 1, &err);
		if (!skb)
			return ERR_PTR(err);
	} else {
		skb->truesize += 4096;
		refcount_add(4096, &sk->sk_wmem_alloc);
	}
	skb->dev = dev;
	skb->destructor = foo_ring_destruct;
	return skb;
}

int foo_ring_xmit(struct sock *sk, struct net_device *dev, int frames)
{
	struct sk_buff *skb = NULL;
	int err = 0;

	while (frames-- > 0) {
		if (foo_reserve(sk)) {
			err = -EAGAIN;
			goto out;
		}
		skb = foo_ring_build(sk, dev, skb);
		if (IS_ERR(skb)) {
			err = PTR_ERR(skb);
			foo_cancel(sk, 1);
			skb = NULL;
			goto out;
		}
		if (frames & 1)
			continue;
		err = dev_direct_xmit(skb, 0);
		if (err == NETDEV_TX_BUSY) {
			foo_ring_consume(skb);
			err = -EAGAIN;
			skb = NULL;
			goto out;
		}
		skb = NULL;
	}
out:
	if (skb)
		foo_ring_consume(skb);
	return err;
}

/* --- flow control: the old destructor is kept and called --- */

struct foo_flow {
	struct sk_buff *xoff_skb;
	void (*saved)(struct sk_buff *skb);
};

static struct foo_flow foo_flow;

static void foo_flow_cb(struct sk_buff *skb)
{
	void (*saved)(struct sk_buff *skb) = foo_flow.saved;

	foo_flow.xoff_skb = NULL;
	if (saved)
		saved(skb);
}

int foo_flow_xmit(struct sk_buff *skb, bool full)
{
	if (full && !foo_flow.xoff_skb) {
		foo_flow.xoff_skb = skb;
		foo_flow.saved = skb->destructor;
		skb->destructor = foo_flow_cb; // allow-note: missing-orphan
	}
	return dev_queue_xmit(skb);
}

/* --- a record of its own in front of the data keeps the old one --- */

struct foo_trace {
	unsigned int sent;
	void (*before)(struct sk_buff *skb);
};

static void foo_trace_done(struct sk_buff *skb)
{
	struct foo_trace *t = (struct foo_trace *)skb->head;

	t->sent = 0;
	skb->destructor = t->before;
	t->before(skb);
}

struct sk_buff *foo_trace_alloc(struct sock *sk, unsigned int len, int *err)
{
	struct sk_buff *skb = sock_alloc_send_skb(sk, len + sizeof(struct foo_trace), 0, err);
	struct foo_trace *t;

	if (!skb)
		return NULL;
	t = (struct foo_trace *)skb->head;
	skb_reserve(skb, sizeof(*t));
	t->sent = len;
	t->before = skb->destructor;
	skb->destructor = foo_trace_done;
	return skb;
}
