/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sk-without-destructor - buffers that leave with a socket and no destructor.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct foo_chunk {
	struct sk_buff *skb;
	u32 seq;
};

int foo_filter(struct sk_buff *skb);
struct sock *foo_lookup(struct sk_buff *skb);

/* The queue's buffer points to a socket that nothing gives back. */
void foo_rcv_connect(struct sock *sk, struct sock *make, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(make);
	skb->sk = make; // expect: sk-without-destructor
	skb_queue_head(&sk->sk_receive_queue, skb);
}

/* A fresh buffer is sent. */
int foo_send_reset(struct sock *sk, struct net_device *dev)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->dev = dev;
	skb->sk = sk; // expect-warning: sk-without-destructor
	return dev_queue_xmit(skb);
}

/* The clone is delivered with the original's socket and no destructor. */
void foo_mirror(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (!n)
		return;
	n->sk = skb->sk; // expect: sk-without-destructor
	netif_rx(n);
}

/* Only one of two branches installs the destructor. */
int foo_xmit_maybe(struct sock *sk, int len, bool charge)
{
	struct sk_buff *buf = alloc_skb(len, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	buf->sk = sk; // expect-warning: sk-without-destructor
	if (charge) { // note: when 'charge' is false
		refcount_add(buf->truesize, &sk->sk_wmem_alloc);
		buf->destructor = sock_wfree;
	}
	return dev_queue_xmit(buf);
}

/* The borrowed socket is not taken back when the filter drops. */
int foo_run_filter(struct sock *sk, const struct sk_buff *orig)
{
	struct sk_buff *skb = skb_clone((struct sk_buff *)orig, GFP_ATOMIC);
	int err;

	if (!skb)
		return -ENOMEM;
	skb->sk = sk; // expect: sk-without-destructor
	err = foo_filter(skb);
	if (err) {
		netif_rx(skb);
		return err;
	}
	skb->sk = NULL;
	netif_rx(skb);
	return 0;
}

/* A reference of the look-up sits in a buffer that will not put it. */
struct sock *foo_match(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk) {
		sk = foo_lookup(skb);
		if (!sk)
			return NULL;
		skb->sk = sk; // expect: sk-without-destructor
	}
	return sk;
}

/* Every fragment of a fresh train. */
int foo_send_train(struct sock *sk, struct sk_buff_head *train, int nr)
{
	struct sk_buff *n;

	while (nr-- > 0) {
		n = alloc_skb(1500, GFP_KERNEL);
		if (!n)
			return -ENOMEM;
		n->sk = sk; // expect-warning: sk-without-destructor
		skb_queue_tail(train, n);
	}
	return 0;
}

static void foo_mark(struct sk_buff *skb, struct sock *sk)
{
	skb->sk = sk; // expect: sk-without-destructor
	skb->mark = sk->sk_mark;
}

/* The helper's half is never completed. */
int foo_send_marked(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	foo_mark(skb, sk);
	return dev_queue_xmit(skb);
}

/* One label skips the destructor. */
int foo_build(struct sock *sk, struct sk_buff_head *q, int type)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->sk = sk; // expect-warning: sk-without-destructor
	if (type == 5)
		goto queue;
	sock_hold(sk);
	skb->destructor = sock_efree;
queue:
	skb_queue_tail(q, skb);
	return 0;
}

/* The chunk's buffer. */
int foo_chunk_send(struct foo_chunk *chunk, struct sock *sk)
{
	chunk->skb = alloc_skb(400, GFP_KERNEL);
	if (!chunk->skb)
		return -ENOMEM;
	chunk->skb->sk = sk; // expect-warning: sk-without-destructor
	return dev_queue_xmit(chunk->skb);
}

/* The destructor went to the other buffer. */
int foo_send_pair(struct sock *sk)
{
	struct sk_buff *a = alloc_skb(100, GFP_KERNEL);
	struct sk_buff *b = alloc_skb(100, GFP_KERNEL);

	if (!a || !b) {
		kfree_skb(a);
		kfree_skb(b);
		return -ENOMEM;
	}
	skb_set_owner_w(b, sk);
	a->sk = sk; // expect-warning: sk-without-destructor
	dev_queue_xmit(b);
	return dev_queue_xmit(a);
}

/* A copy is given back to a caller who will free or orphan it. */
struct sk_buff *foo_copy_for(struct sock *sk, const struct sk_buff *skb)
{
	struct sk_buff *n = skb_copy(skb, GFP_ATOMIC);

	if (!n)
		return ERR_PTR(-ENOMEM);
	WRITE_ONCE(n->sk, sk); // expect: sk-without-destructor
	return n;
}

/* By type of frame. */
int foo_reply(struct sock *sk, int type)
{
	struct sk_buff *skb = alloc_skb(32, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	switch (type) {
	case 1:
	case 2:
		skb_set_owner_w(skb, sk);
		break;
	case 3:
		skb->sk = sk; // expect-warning: sk-without-destructor
		break;
	default:
		break;
	}
	return dev_queue_xmit(skb);
}

/* The trim looks at skb->sk to decide whether truesize may change. */
int foo_filter_trim(struct sock *sk, struct sk_buff *skb, int len)
{
	struct sock *save = skb->sk;
	int err;

	skb->sk = sk; // xfail: sk-without-destructor what a callee makes of a borrowed socket is not modelled
	err = foo_filter(skb);
	if (!err)
		err = pskb_trim(skb, len);
	skb->sk = save;
	return err;
}

/* Taken off for the split; when that fails only the socket comes back. */
int foo_try_split(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || skb->destructor != sock_wfree)
		return -EINVAL;
	skb->destructor = NULL;
	skb->sk = NULL;
	if (foo_filter(skb)) {
		skb->sk = sk; // expect-note: sk-without-destructor
		return -ENOMEM;
	}
	skb->sk = sk;
	skb->destructor = sock_wfree;
	return 0;
}

struct foo_hw;

void foo_dev_send(struct foo_hw *hw, struct sk_buff *skb);

/* Sent by a function that was not seen, piece by piece. */
void foo_send_window(struct foo_hw *hw, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *n;

	while ((n = skb_clone(skb, GFP_ATOMIC))) {
		n->sk = sk; // expect-note: sk-without-destructor
		foo_dev_send(hw, n);
	}
}

struct foo_event {
	int flag;
};

#define FOO_EVENT(skb) ((struct foo_event *)(skb)->cb)

int foo_next_state(struct sk_buff *skb);

/* What foo_next_state() leaves in the control block decides. */
static void foo_state_process(struct sk_buff *skb)
{
	struct foo_event *ev = FOO_EVENT(skb);

	ev->flag = 0;
	foo_next_state(skb);
	if (ev->flag == 1 && !sock_queue_rcv_skb(skb->sk, skb))
		return;
	kfree_skb(skb);
}

void foo_state_rcv(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk; // expect: sk-without-destructor
	foo_state_process(skb);
}
