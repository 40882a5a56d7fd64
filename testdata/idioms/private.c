/* SPDX-License-Identifier: GPL-2.0-only */
/* Drivers that keep something of their own in skb->sk, or pass a socket by it. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/request_sock.h>

struct foo_conn {
	refcount_t ref;
	int tid;
	struct net_device *dev;
};

int foo_hw_send(struct net_device *dev, struct sk_buff *skb);
struct sock *foo_hw_lookup(int tid);

static struct sk_buff *foo_alloc_wr(int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	__skb_put(skb, len);
	memset(skb->data, 0, len);
	return skb;
}

/* The connection, in a socket's clothes. */
int foo_open(struct foo_conn *conn)
{
	struct sk_buff *skb = foo_alloc_wr(64);

	if (!skb)
		return -ENOMEM;
	skb->sk = (struct sock *)conn;
	refcount_inc(&conn->ref);
	return foo_hw_send(conn->dev, skb);
}

/* A back pointer for the answer that may not come. */
int foo_pass_accept(struct sock *newsk, struct net_device *dev)
{
	struct sk_buff *reply = foo_alloc_wr(64);

	if (!reply)
		return -ENOMEM;
	reply->sk = newsk; // allow-note: sk-without-destructor
	return foo_hw_send(dev, reply);
}

/* Passed through the listener's backlog: the other end takes it out. */
static int foo_add_child(struct sock *lsk, struct sk_buff *skb)
{
	struct sock *child = skb->sk;

	skb->sk = NULL;
	if (lsk->sk_state == TCP_LISTEN)
		child->sk_state_change(child);
	kfree_skb(skb);
	return 0;
}

int foo_pass_establish(struct sock *lsk, struct sock *sk, struct sk_buff *skb)
{
	bh_lock_sock(lsk);
	if (!sock_owned_by_user(lsk)) {
		skb->sk = sk; // allow-note: sk-without-destructor, missing-orphan
		foo_add_child(lsk, skb);
	} else {
		skb->sk = sk; // allow-note: sk-without-destructor, missing-orphan
		__sk_add_backlog(lsk, skb);
	}
	bh_unlock_sock(lsk);
	return 0;
}

/* The mapping of a work request: the destructor reads the device, never a socket. */
static void foo_unmap(struct sk_buff *skb)
{
	struct foo_conn *conn = skb_shinfo(skb)->destructor_arg;

	netdev_dbg(conn->dev, "done\n");
}

int foo_write_wr(struct foo_conn *conn, int len)
{
	struct sk_buff *skb = foo_alloc_wr(len);

	if (!skb)
		return -ENOMEM;
	skb_shinfo(skb)->destructor_arg = conn;
	skb->destructor = foo_unmap;
	return foo_hw_send(conn->dev, skb);
}

/* An anchor that never had an owner. */
void foo_load_anchor(struct sk_buff *anchor, struct sk_buff *first)
{
	skb_shinfo(anchor)->frag_list = first;
	anchor->len = first->len;
	anchor->destructor = NULL; // allow-note: half-cleared-owner, missing-orphan
}
