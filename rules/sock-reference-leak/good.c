/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sock-reference-leak - references that are put, handed over, returned or stored.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/timer.h>
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

/* Returned with the reference: the caller's. */
static struct sock *foo_find(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			goto out;
		}
	}
	sk = NULL;
out:
	spin_unlock_bh(&foo_lock);
	return sk;
}

struct sock *foo_find_exported(u16 port)
{
	return foo_find(port);
}

/* Put on each way. */
int foo_rcv(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);
	int err;

	if (!sk)
		return -ENOENT;
	err = foo_check(skb);
	if (err) {
		sock_put(sk);
		return err;
	}
	sock_queue_rcv_skb(sk, skb);
	sock_put(sk);
	return 0;
}

/* By one label. */
int foo_connect(struct sk_buff *skb, u16 port, int flags)
{
	struct sock *sk = foo_find(port);
	int err = -ENOENT;

	if (!sk)
		goto out;
	err = -EBUSY;
	if (flags & 1)
		goto out_put;
	err = foo_check(skb);
out_put:
	sock_put(sk);
out:
	return err;
}

/* A label that both come to, with a test. */
int foo_connect_null(struct sk_buff *skb, u16 port)
{
	struct sock *sk = NULL;
	int err = foo_check(skb);

	if (err)
		goto out;
	sk = foo_find(port);
	if (!sk) {
		err = -ENOENT;
		goto out;
	}
	err = sk->sk_state;
out:
	if (sk)
		sock_put(sk);
	return err;
}

/* Handed to the buffer. */
int foo_notify(struct sock *sk, struct sk_buff_head *q)
{
	struct sk_buff *skb = alloc_skb(32, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	skb_queue_tail(q, skb);
	return 0;
}

/* A put that knows mini sockets. */
void foo_touch(struct net *net, struct inet_hashinfo *hash, __be32 saddr, __be32 daddr,
	       __be16 sport, u16 dport)
{
	struct sock *sk;

	sk = __inet_lookup_established(net, hash, saddr, sport, daddr, dport, 0, 0);
	if (!sk)
		return;
	pr_debug("state %d\n", sk->sk_state);
	sock_gen_put(sk);
}

/* Stored: the object's from here on. */
struct sock *foo_accept(struct sock *sk, struct sock *child)
{
	if (foo_accept_conn(child))
		return NULL;
	sock_hold(sk);
	((struct foo_sock *)child)->peer = sk;
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

static void foo_key_unref(struct foo_key *key)
{
	sock_put(key->sk);
	kfree(key);
}

struct foo_key *foo_key_new(struct sock *sk, int tag)
{
	struct foo_key *key = foo_key_alloc(sk);

	if (!key)
		return ERR_PTR(-ENOMEM);
	if (!foo_tag_free(tag)) {
		foo_key_unref(key);
		return ERR_PTR(-EBUSY);
	}
	key->tag = tag;
	return key;
}

/* The buffer's socket is not ours to put. */
bool foo_match(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	bool match;

	if (!sk)
		sk = __inet_lookup_established(net, hash, 1, 2, 3, 4, 0, 0);
	if (!sk)
		return false;
	match = sk->sk_family == 2;
	if (sk != skb->sk)
		sock_gen_put(sk);
	return match;
}

/* Put in each turn. */
int foo_count(u16 from, u16 to)
{
	struct sock *sk;
	int n = 0;

	for (; from < to; from++) {
		sk = foo_find(from);
		if (!sk)
			continue;
		if (sk->sk_state == TCP_CLOSE) {
			sock_put(sk);
			continue;
		}
		n++;
		sock_put(sk);
	}
	return n;
}

/* Left with it, and returned. */
struct sock *foo_first_open(u16 from, u16 to)
{
	struct sock *sk;

	for (; from < to; from++) {
		sk = foo_find(from);
		if (!sk)
			continue;
		if (sk->sk_state == TCP_LISTEN)
			return sk;
		sock_put(sk);
	}
	return NULL;
}

/* Counted or not: the flag tells. */
int foo_lookup_flag(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk;
	int ret = 0;

	sk = __inet_lookup(net, hash, skb, 20, 1, 2, 3, 4, 0, 0, &refcounted);
	if (!sk)
		return 0;
	if (skb->len < 20)
		ret = -EINVAL;
	if (refcounted)
		sock_gen_put(sk);
	return ret;
}

/* A flag of this function's own. */
int foo_own_flag(struct sock *sk, struct sk_buff *skb, u16 port)
{
	bool held = false;
	int err;

	if (!sk) {
		sk = foo_find(port);
		if (!sk)
			return -ENOENT;
		held = true;
	}
	err = foo_check(skb);
	if (held)
		sock_put(sk);
	return err;
}

/* Every case comes to the put. */
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
		err = -EPERM;
		break;
	default:
		err = -EINVAL;
	}
	sock_put(sk);
	return err;
}

/* Both are put whatever happens. */
int foo_pair(struct sock *a, struct sock *b)
{
	int err = 0;

	sock_hold(a);
	sock_hold(b);
	if (a->sk_state != b->sk_state)
		err = -EINVAL;
	sock_put(b);
	sock_put(a);
	return err;
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

/* An error pointer holds nothing. */
int foo_poke(u16 port)
{
	struct sock *sk = foo_get_open(port);

	if (IS_ERR(sk))
		return PTR_ERR(sk);
	sk->sk_state_change(sk);
	sock_put(sk);
	return 0;
}

static int foo_get(u16 port, struct sock **res)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -ENOENT;
	*res = sk;
	return 0;
}

int foo_poke_out(u16 port, struct sk_buff *skb)
{
	struct sock *sk;
	int err;

	err = foo_get(port, &sk);
	if (err)
		return err;
	err = foo_check(skb);
	sock_put(sk);
	return err;
}

/* A timer's reference: taken when it was not running, put when it ran or was stopped. */
void foo_arm(struct sock *sk, struct timer_list *timer, unsigned long when)
{
	if (!mod_timer(timer, when))
		sock_hold(sk);
}

void foo_disarm(struct sock *sk, struct timer_list *timer)
{
	if (del_timer(timer))
		__sock_put(sk);
}

/* Not counted: nothing to put. */
bool foo_udp_known(struct net *net, __be32 saddr, __be32 daddr, __be16 sport, __be16 dport)
{
	struct sock *sk;

	sk = __udp4_lib_lookup(net, saddr, sport, daddr, dport, 0, 0, &udp_table, NULL);
	return sk && sk->sk_state != TCP_CLOSE;
}

/* In a table: the table's reference, by the helper that every protocol uses. */
void foo_hash(struct sock *sk)
{
	spin_lock_bh(&foo_lock);
	sk_add_node(sk, &foo_table);
	spin_unlock_bh(&foo_lock);
}

/* Held across an unlock. */
void foo_each(void)
{
	struct sock *sk;

again:
	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (sk->sk_state == TCP_CLOSE)
			continue;
		sock_hold(sk);
		spin_unlock_bh(&foo_lock);
		sk->sk_state_change(sk);
		sock_put(sk);
		goto again;
	}
	spin_unlock_bh(&foo_lock);
}

/* Conditional on the same thing twice. */
void foo_maybe(struct sock *sk, bool async)
{
	if (async)
		sock_hold(sk);
	sk->sk_data_ready(sk);
	if (async)
		sock_put(sk);
}

struct foo_watch {
	struct sock *sk;
	struct foo_watch *next;
};

static struct foo_watch *foo_watches;
int foo_watch_known(struct foo_watch *w);

/* What a record keeps is put before the record is freed; the pointer may be NULL. */
int foo_watch_add(struct sock *sk, int max)
{
	struct foo_watch *w = kzalloc(sizeof(*w), GFP_KERNEL);
	int err = -ENOSPC;

	if (!w)
		return -ENOMEM;
	if (max < 1)
		goto free;
	sock_hold(sk);
	w->sk = sk;
	if (w->next) {
		err = -EBUSY;
		goto put;
	}
	w->next = foo_watches;
	foo_watches = w;
	return 0;
put:
	sock_put(w->sk);
free:
	kfree(w);
	return err;
}

/* Another file got the record, and may have put what is in it. */
int foo_watch_send(struct sock *sk)
{
	struct foo_watch *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	sock_hold(sk);
	w->sk = sk;
	if (foo_watch_known(w)) {
		kfree(w);
		return -EEXIST;
	}
	return 0;
}

/* An array grows: what was in the old one is in the new one. */
int foo_watch_grow(struct sock **list, struct sock *sk, int n)
{
	struct sock **more = kcalloc(n + 1, sizeof(*more), GFP_KERNEL);

	if (!more)
		return -ENOMEM;
	sock_hold(sk);
	list[n - 1] = sk;
	for (int i = 0; i < n; i++)
		more[i] = list[i];
	kfree(list);
	return 0;
}

void foo_unbind(struct sock *sk);
void foo_close(struct sock *sk);

/* What the socket was made with is put by whoever parts it from its file. */
static int foo_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	foo_unbind(sk);
	lock_sock(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	release_sock(sk);
	sock_put(sk);
	return 0;
}

static void foo_kill(struct sock *sk)
{
	if (!sock_flag(sk, SOCK_ZAPPED) || sk->sk_socket)
		return;
	sock_put(sk);
}

/* A function of the file puts it, or leaves it to who comes last. */
static int foo_release_kill(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_hold(sk);
	sock_orphan(sk);
	sock_put(sk);
	sock_put(sk);
	return 0;
}

/* Left to the protocol. */
static int foo_release_proto(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (sk) {
		sock->sk = NULL;
		sk->sk_prot->close(sk, 0);
	}
	return 0;
}

/* The same, and the pointer to it is cleared behind. */
static int foo_release_closed(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_orphan(sk);
	foo_close(sk);
	sock->sk = NULL;
	return 0;
}

static int foo_release_common(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock->sk = NULL;
	sk_common_release(sk);
	return 0;
}

/* Somebody else works with it still, and puts it when that is done. */
static int foo_release_later(struct socket *sock)
{
	struct sock *sk = sock->sk;
	struct foo_sock *fo = (struct foo_sock *)sk;

	if (!sk)
		return 0;
	lock_sock(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	release_sock(sk);
	mod_timer(&sk->sk_timer, fo->port);
	return 0;
}

/* Not parted: it goes on. */
static int foo_release_busy(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk || ((struct foo_sock *)sk)->port)
		return -EBUSY;
	sock_orphan(sk);
	foo_kill(sk);
	return 0;
}

const struct proto_ops foo_ops = { .release = foo_release };
const struct proto_ops foo_ops_kill = { .release = foo_release_kill };
const struct proto_ops foo_ops_proto = { .release = foo_release_proto };
const struct proto_ops foo_ops_closed = { .release = foo_release_closed };
const struct proto_ops foo_ops_common = { .release = foo_release_common };
const struct proto_ops foo_ops_later = { .release = foo_release_later };
const struct proto_ops foo_ops_busy = { .release = foo_release_busy };
