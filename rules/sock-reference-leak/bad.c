/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sock-reference-leak - references that some path neither puts nor hands over.
 *
 * "foo" is an invented protocol. Each function is wrong in one way; the finding stands at
 * the way out that loses the reference.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <net/sock.h>
#include <net/udp.h>
#include <net/inet_hashtables.h>

struct foo_sock {
	struct sock sk;
	u16 port;
	struct sock *peer;
};

struct foo_key {
	struct sock *sk;
	int tag;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;

int foo_accept_conn(struct sock *child);
int foo_check(struct sk_buff *skb);
bool foo_tag_free(int tag);

static struct sock *foo_find(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk); // note: reference to 'sk' taken here
			spin_unlock_bh(&foo_lock);
			return sk;
		}
	}
	spin_unlock_bh(&foo_lock);
	return NULL;
}

/* Found, looked at, forgotten. */
bool foo_port_used(u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return false;
	return sk->sk_family == 2; // expect-warning: sock-reference-leak
}

/* The early way out. */
int foo_rcv(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -ENOENT;
	if (foo_check(skb))
		return -EINVAL; // expect-warning: sock-reference-leak
	sock_queue_rcv_skb(sk, skb);
	sock_put(sk);
	return 0;
}

/* No buffer, no one to hand it to. */
int foo_notify(struct sock *sk, struct sk_buff_head *q)
{
	struct sk_buff *skb;

	sock_hold(sk);
	skb = alloc_skb(32, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM; // expect-warning: sock-reference-leak
	skb->sk = sk;
	skb->destructor = sock_efree;
	skb_queue_tail(q, skb);
	return 0;
}

/* A void function: the closing brace is the way out. */
void foo_touch(struct net *net, struct inet_hashinfo *hash, __be32 saddr, __be32 daddr,
	       __be16 sport, u16 dport)
{
	struct sock *sk;

	sk = __inet_lookup_established(net, hash, saddr, sport, daddr, dport, 0, 0);
	if (!sk)
		return;
	pr_debug("state %d\n", sk->sk_state);
} // expect-warning: sock-reference-leak

/* The label before the put. */
int foo_connect(struct sk_buff *skb, u16 port, int flags)
{
	struct sock *sk;
	int err = -ENOENT;

	sk = foo_find(port);
	if (!sk)
		goto out;
	err = -EBUSY;
	if (flags & 1)
		goto out;
	err = foo_check(skb);
	sock_put(sk);
out:
	return err; // expect-warning: sock-reference-leak
}

/* The parent's reference is forgotten where the child's is put. */
struct sock *foo_accept(struct sock *sk, struct sock *child)
{
	sock_hold(sk);
	((struct foo_sock *)child)->peer = sk;
	if (foo_accept_conn(child)) {
		((struct foo_sock *)child)->peer = NULL;
		sock_put(child);
		return NULL; // xfail: sock-reference-leak the reference was stored in an object that is the caller's
	}
	return child;
}

static struct foo_key *foo_key_alloc(struct sock *sk)
{
	struct foo_key *key = kzalloc(sizeof(*key), GFP_ATOMIC);

	if (!key)
		return NULL;
	sock_hold(sk);
	key->sk = sk;
	return key;
}

void foo_key_unref(struct foo_key *key)
{
	sock_put(key->sk);
	kfree(key);
}

/* The key's memory goes, the reference in it stays. */
struct foo_key *foo_key_new(struct sock *sk, int tag)
{
	struct foo_key *key = foo_key_alloc(sk);

	if (!key)
		return ERR_PTR(-ENOMEM);
	if (!foo_tag_free(tag)) {
		kfree(key);
		return ERR_PTR(-EBUSY); // expect-warning: sock-reference-leak
	}
	key->tag = tag;
	return key;
}

/* Only the socket of the slow way is counted; the fast way's is the buffer's. */
bool foo_match(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	bool match;

	if (!sk)
		sk = __inet_lookup_established(net, hash, 1, 2, 3, 4, 0, 0);
	if (!sk)
		return false;
	match = sk->sk_family == 2;
	if (sk == skb->sk)
		return match;
	return match && skb->len; // expect-warning: sock-reference-leak
}

/* The next turn drops what the last one held: the loop is where it is lost. */
int foo_count(u16 from, u16 to)
{
	struct sock *sk;
	int n = 0;

	for (; from < to; from++) { // expect-warning: sock-reference-leak
		sk = foo_find(from);
		if (!sk)
			continue;
		if (sk->sk_state == TCP_CLOSE)
			continue;
		n++;
		sock_put(sk);
	}
	return n;
}

/* The loop is left with it. */
int foo_first_open(u16 from, u16 to)
{
	struct sock *sk;
	int port = -1;

	for (; from < to; from++) {
		sk = foo_find(from);
		if (!sk)
			continue;
		if (sk->sk_state == TCP_LISTEN) {
			port = from;
			break;
		}
		sock_put(sk);
	}
	return port; // expect-warning: sock-reference-leak
}

/* The pointer is used for the next one. */
int foo_either(u16 a, u16 b)
{
	struct sock *sk = foo_find(a);

	if (sk && sk->sk_state != TCP_LISTEN)
		sk = foo_find(b);
	if (!sk)
		return -ENOENT; // expect-warning: sock-reference-leak
	sock_put(sk);
	return 0; // expect: ?sock-reference-leak
}

/* The flag is asked about on one of two ways. */
int foo_lookup_flag(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk;

	sk = __inet_lookup(net, hash, skb, 20, 1, 2, 3, 4, 0, 0, &refcounted);
	if (!sk)
		return 0;
	if (skb->len < 20)
		return -EINVAL; // expect-warning: sock-reference-leak
	if (refcounted)
		sock_gen_put(sk);
	return 1;
}

/* One case of the switch. */
int foo_ctl(u16 port, int cmd)
{
	struct sock *sk = foo_find(port);
	int err;

	if (!sk)
		return -ENOENT;
	switch (cmd) {
	case 1:
		err = 0;
		break;
	case 2:
		return -EPERM; // expect-warning: sock-reference-leak
	default:
		err = -EINVAL;
	}
	sock_put(sk);
	return err;
}

/* Two holds, one put. */
int foo_pair(struct sock *a, struct sock *b)
{
	sock_hold(a);
	sock_hold(b);
	if (a->sk_state != b->sk_state) {
		sock_put(a);
		return -EINVAL; // expect-warning: sock-reference-leak
	}
	sock_put(b);
	sock_put(a);
	return 0;
}

static struct sock *foo_get_open(u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return ERR_PTR(-ENOENT);
	if (sk->sk_state == TCP_CLOSE) {
		sock_put(sk);
		return ERR_PTR(-ENOTCONN);
	}
	return sk;
}

/* A finder with error pointers; its caller does not put. */
int foo_poke(u16 port)
{
	struct sock *sk = foo_get_open(port);

	if (IS_ERR(sk))
		return PTR_ERR(sk);
	sk->sk_state_change(sk);
	return 0; // expect-warning: sock-reference-leak
}

static int foo_get(u16 port, struct sock **res)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -ENOENT;
	*res = sk;
	return 0;
}

/* The reference comes through a pointer. */
int foo_poke_out(u16 port, struct sk_buff *skb)
{
	struct sock *sk;
	int err;

	err = foo_get(port, &sk);
	if (err)
		return err;
	err = foo_check(skb);
	if (err)
		return err; // xfail: sock-reference-leak what comes through an out parameter is taken for kept
	sock_put(sk);
	return 0;
}

/* The put of the wrong one. */
int foo_swap_peer(struct sock *sk, u16 port)
{
	struct sock *other = foo_find(port);

	if (!other)
		return -ENOENT;
	sock_hold(sk);
	sock_put(sk);
	return 0; // expect-warning: sock-reference-leak
}

/* inc_not_zero counts as well. */
int foo_try(struct sock *sk, struct sk_buff *skb)
{
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return -ENOENT;
	if (!skb->len)
		return 0; // xfail: sock-reference-leak two results, both no errors: the caller could tell them apart
	sock_put(sk);
	return 1;
}

/* Held before the look at the device, put after it, not when it is down. */
netdev_tx_t foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct sock *sk = skb->sk;

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		goto drop;
	skb_orphan(skb);
	if (!netif_running(dev))
		goto drop;
	skb->sk = sk;
	skb->destructor = sock_edemux;
	dev_queue_xmit(skb);
	return NETDEV_TX_OK;
drop:
	kfree_skb(skb);
	return NETDEV_TX_OK; // expect-warning: sock-reference-leak
}

struct foo_watch {
	struct sock *sk;
	struct foo_watch *next;
};

static struct foo_watch *foo_watches;

static struct foo_watch *foo_watch_new(struct sock *sk)
{
	struct foo_watch *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (w) {
		sock_hold(sk);
		w->sk = sk;
	}
	return w;
}

static void foo_watch_free(struct foo_watch *w)
{
	kfree(w);
}

/* What held it is freed again, by a helper that knows nothing of the socket. */
int foo_watch_add(struct sock *sk, int max)
{
	struct foo_watch *w = foo_watch_new(sk);

	if (!w)
		return -ENOMEM;
	if (max < 1) {
		foo_watch_free(w);
		return -ENOSPC; // expect-warning: sock-reference-leak
	}
	w->next = foo_watches;
	foo_watches = w;
	return 0;
}

/* The reference of the look-up, too, was the record's alone. */
int foo_watch_found(int id)
{
	struct foo_watch *w = kmalloc(sizeof(*w), GFP_ATOMIC);

	if (!w)
		return -ENOMEM;
	w->sk = foo_find(id);
	if (!w->sk || w->sk->sk_state == TCP_CLOSE) {
		kfree(w);
		return -ENOENT; // expect: sock-reference-leak
	}
	w->next = foo_watches;
	foo_watches = w;
	return 0;
}

/* Held for the time that the buffer is under way, and the way that fails forgets it. */
int foo_push_held(struct sk_buff *skb)
{
	int rc;

	if (skb->sk)
		sock_hold(skb->sk); // allow-note: hold-on-dying-sock
	rc = skb_linearize(skb);
	if (rc) {
		kfree_skb(skb);
		return rc; // expect-note: sock-reference-leak
	}
	return dev_queue_xmit(skb);
}

/* Only looks whether the port is taken; what the look-up returns is held. */
bool foo_port_taken(struct net *net, struct sk_buff *skb, __be16 port)
{
	return udp4_lib_lookup(net, 0, 0, 0, port, 0) != NULL; // expect: sock-reference-leak
}

void foo_unbind(struct sock *sk);

/* The socket is parted from its file, and what it was made with is still there. */
static int foo_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_orphan(sk); // note: 'sock->sk' is parted from its user here
	sock->sk = NULL;
	skb_queue_purge(&sk->sk_receive_queue);
	return 0; // expect-note: sock-reference-leak
}

/* foo_unbind() was before the lock and the end: it cannot have put what is used behind it. */
static int foo_release_locked(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	foo_unbind(sk);
	lock_sock(sk);
	sk->sk_state_change(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	release_sock(sk);
	return 0; // expect-note: sock-reference-leak
}

/* The way that finds nobody there forgets it. */
static int foo_release_bound(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_orphan(sk);
	if (!foo_table.first)
		return 0; // expect-note: sock-reference-leak
	sock_put(sk);
	return 0;
}

/* Held over the end, and what is put is that hold. */
static int foo_release_held(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_hold(sk);
	lock_sock(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	release_sock(sk);
	sock_put(sk);
	return 0; // expect-note: sock-reference-leak
}

const struct proto_ops foo_ops = { .release = foo_release };
const struct proto_ops foo_ops_locked = { .release = foo_release_locked };
const struct proto_ops foo_ops_bound = { .release = foo_release_bound };
const struct proto_ops foo_ops_held = { .release = foo_release_held };
