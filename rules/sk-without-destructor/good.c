/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sk-without-destructor - sockets in buffers that are complete, lent or cleared.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/err.h>
#include <net/sock.h>

struct foo_ep {
	struct sock *sk;
	struct sk_buff *retry;
};

/* The lower half of a driver: no socket, but kept in the same place. */
struct foo_hw_conn {
	int tid;
};

int foo_filter(struct sk_buff *skb);
struct sock *foo_lookup(struct sk_buff *skb);
int foo_dump(struct sk_buff *skb);
void foo_hw_send(struct sk_buff *skb);

/* Both halves, socket first. */
void foo_rcv_connect(struct sock *sk, struct sock *make, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(make);
	skb->sk = make;
	skb->destructor = sock_efree;
	skb_queue_head(&sk->sk_receive_queue, skb);
}

/* Destructor first, and something between. */
int foo_send_reset(struct sock *sk, struct net_device *dev)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->destructor = sock_wfree;
	skb->dev = dev;
	skb->priority = sk->sk_priority;
	skb->sk = sk;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
	return dev_queue_xmit(skb);
}

static void foo_complete_owner(struct sk_buff *skb)
{
	sock_hold(skb->sk);
	skb->destructor = sock_efree;
}

/* A helper sets the other half. */
int foo_send_marked(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	foo_complete_owner(skb);
	return dev_queue_xmit(skb);
}

/* Lent for one call and given back, whatever it was. */
int foo_run_filter(struct sock *sk, struct sk_buff *skb, int len)
{
	struct sock *save = skb->sk;
	int err;

	skb->sk = sk;
	err = foo_filter(skb);
	skb->sk = save;
	return err ? err : pskb_trim(skb, len);
}

/* Lent to a buffer that never has an owner, taken away again. */
int foo_parse(struct sock *sk, const struct sk_buff *orig)
{
	struct sk_buff *skb = skb_clone((struct sk_buff *)orig, GFP_ATOMIC);
	int ret;

	if (!skb)
		return -ENOMEM;
	skb->sk = sk;
	ret = foo_filter(skb);
	skb->sk = NULL;
	netif_rx(skb);
	return ret;
}

/* Taken back on the way of the error as well. */
int foo_parse_goto(struct sock *sk, const struct sk_buff *orig)
{
	struct sk_buff *skb = skb_copy(orig, GFP_ATOMIC);
	int ret = -ENOMEM;

	if (!skb)
		goto out;
	skb->sk = sk;
	ret = foo_filter(skb);
	if (ret < 0)
		goto restore;
	ret = foo_dump(skb);
restore:
	skb->sk = NULL;
	netif_rx(skb);
out:
	return ret;
}

/* A private message that is freed where it was made. */
int foo_dump_compat(struct sock *dst)
{
	struct sk_buff *buf = alloc_skb(4096, GFP_KERNEL);
	int err;

	if (!buf)
		return -ENOMEM;
	buf->sk = dst;
	err = foo_dump(buf);
	kfree_skb(buf);
	return err;
}

/* Already there: the same socket was set with its destructor by the allocation. */
int foo_send(struct sock *sk, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, len, 0, &err);
	if (!skb)
		return err;
	skb->sk = sk;
	return dev_queue_xmit(skb);
}

/*
 * The child waits in the listener's queue. The buffer that says so has its socket without
 * destructor on purpose: whoever takes it from the queue puts the reference.
 */
int foo_rcv_request(struct sock *listener, struct sock *make, struct sk_buff *skb)
{
	skb_orphan(skb);
	sock_hold(make);
	skb->sk = make; // allow-note: sk-without-destructor
	skb_queue_tail(&listener->sk_receive_queue, skb);
	return 0;
}

struct sock *foo_accept(struct sock *listener)
{
	struct sk_buff *skb = skb_dequeue(&listener->sk_receive_queue);
	struct sock *newsk;

	if (!skb)
		return NULL;
	newsk = skb->sk;
	skb->sk = NULL;
	kfree_skb(skb);
	sock_put(newsk);
	return newsk;
}

void foo_destroy(struct sock *listener)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&listener->sk_receive_queue)) != NULL) {
		if (skb->sk != listener) {
			sock_put(skb->sk);
			skb->sk = NULL;
		}
		kfree_skb(skb);
	}
}

/* What is stored is no socket at all. */
void foo_hw_open(struct foo_hw_conn *conn)
{
	struct sk_buff *skb = alloc_skb(256, GFP_ATOMIC);

	if (!skb)
		return;
	skb->sk = (struct sock *)conn;
	foo_hw_send(skb);
}

/* Nobody's already. */
struct sk_buff *foo_clear_request(void)
{
	struct sk_buff *skb = alloc_skb(16, GFP_ATOMIC);

	if (skb)
		skb->sk = NULL;
	return skb;
}

static void foo_release_control(struct sk_buff *skb)
{
	kfree(skb_shinfo(skb)->destructor_arg);
}

/* The destructor does not look at the socket, which is another's to keep. */
int foo_control(struct foo_ep *ep, void *arg)
{
	struct sk_buff *skb = alloc_skb(100, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	skb->sk = ep->sk;
	skb_shinfo(skb)->destructor_arg = arg;
	skb->destructor = foo_release_control;
	return dev_queue_xmit(skb);
}

/* Each way sets both or none. */
int foo_reply(struct sock *sk, int type)
{
	struct sk_buff *skb = alloc_skb(32, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	switch (type) {
	case 1:
		skb_set_owner_w(skb, sk);
		break;
	case 2:
		if (!refcount_inc_not_zero(&sk->sk_refcnt))
			break;
		skb->sk = sk;
		skb->destructor = sock_efree;
		break;
	default:
		break;
	}
	return dev_queue_xmit(skb);
}

/* The look-up's socket is used and put; the buffer keeps what it had. */
bool foo_match(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	bool match;

	if (!sk)
		sk = foo_lookup(skb);
	if (!sk)
		return false;
	match = sk->sk_family == 2;
	return match;
}

/* The original keeps the owner, each clone has none. */
void foo_flood(struct sk_buff *skb, int ports)
{
	struct sk_buff *n;

	while (ports-- > 0) {
		n = skb_clone(skb, GFP_ATOMIC);
		if (!n)
			break;
		netif_rx(n);
	}
	consume_skb(skb);
}

struct foo_conn {
	int id;
	struct sk_buff *request;
};

/* The field lends its place to a pointer that is no socket, for the one who answers. */
void foo_open(struct foo_conn *conn)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return;
	skb->sk = (struct sock *)conn;
	dev_queue_xmit(skb);
}

struct foo_hw;

void foo_dev_send(struct foo_hw *hw, struct sk_buff *skb);

/* What a function gets that was not seen is charged to the socket. */
void foo_send_window(struct foo_hw *hw, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *n;

	while ((n = skb_clone(skb, GFP_ATOMIC))) {
		skb_set_owner_w(n, sk);
		foo_dev_send(hw, n);
	}
}

struct foo_part {
	struct sk_buff *skb;
	int urgent;
};

/* The two halves are written in different steps. */
void foo_part_own(struct foo_part *p, struct sock *sk)
{
	skb_orphan(p->skb);
	sock_hold(sk);
	p->skb->sk = sk;
	if (p->urgent)
		p->urgent = 0;
	p->skb->destructor = sock_efree;
}

struct foo_event {
	int flag;
};

#define FOO_EVENT(skb) ((struct foo_event *)(skb)->cb)

int foo_next_state(struct sk_buff *skb);

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
	skb->sk = sk;
	skb->destructor = sock_efree;
	foo_state_process(skb);
}
