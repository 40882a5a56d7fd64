/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sock-double-put - references that are put once too often.
 *
 * "foo" is an invented protocol. Each function is wrong in one way; the finding stands at
 * the put that has nothing left to put.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <linux/err.h>
#include <net/sock.h>
#include <net/udp.h>
#include <net/netfilter/nf_tproxy.h>
#include <net/inet_hashtables.h>

struct foo_sock {
	struct sock sk;
	u16 port;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;

int foo_check(struct sk_buff *skb);

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

/* In the branch of the error, and again after the label. */
int foo_rcv(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);
	int err;

	if (!sk)
		return -ENOENT;
	err = foo_check(skb);
	if (err) {
		sock_put(sk);
		goto out;
	}
	sk->sk_data_ready(sk);
out:
	sock_put(sk); // expect-warning: sock-double-put
	return err;
}

/* Straight on. */
void foo_wake(u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return;
	sk->sk_data_ready(sk);
	sock_put(sk);
	pr_debug("woken %d\n", port);
	sock_put(sk); // expect-warning: sock-double-put
}

/* The buffer's destructor will put it as well. */
int foo_hand(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -ENOENT;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	netif_rx(skb);
	sock_put(sk);
	return 0;
}

/* Freed with its reference, then put. */
int foo_send(struct sock *sk, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	if (len < 20) {
		kfree_skb(skb);
		sock_put(sk); // expect-warning: sock-double-put
		return -EINVAL;
	}
	return dev_queue_xmit(skb);
}

static void foo_drop(struct sock *sk, struct sk_buff *skb)
{
	kfree_skb(skb);
	sock_put(sk);
}

/* The helper has put it. */
void foo_reject(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk) {
		kfree_skb(skb);
		return;
	}
	foo_drop(sk, skb);
	sock_put(sk); // expect: sock-double-put
}

/* Put before the loop ends, and after. */
int foo_first(u16 from, u16 to)
{
	struct sock *sk = NULL;

	for (; from < to; from++) {
		sk = foo_find(from);
		if (!sk)
			continue;
		sock_put(sk);
		if (sk->sk_state == TCP_LISTEN) // expect: use-after-orphan
			break;
	}
	if (sk)
		sock_put(sk); // expect-warning: sock-double-put
	return from;
}

/* Not counted: the look-up under RCU takes no reference. */
bool foo_udp_known(struct net *net, __be32 saddr, __be32 daddr, __be16 sport, __be16 dport)
{
	struct sock *sk;

	sk = __udp4_lib_lookup(net, saddr, sport, daddr, dport, 0, 0, &udp_table, NULL);
	if (!sk)
		return false;
	sock_put(sk); // expect-warning: sock-double-put
	return true;
}

/* The listener of this look-up may be uncounted: the flag says so and is not asked. */
int foo_lookup_flag(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk;

	sk = __inet_lookup(net, hash, skb, 20, 1, 2, 3, 4, 0, 0, &refcounted);
	if (!sk)
		return 0;
	sock_gen_put(sk); // expect-warning: sock-double-put
	return 1;
}

/* One hold, one put in the switch, one below. */
void foo_ctl(struct sock *sk, int cmd)
{
	sock_hold(sk);
	switch (cmd) {
	case 1:
		sk->sk_data_ready(sk);
		break;
	case 2:
		sk->sk_state_change(sk);
		sock_put(sk);
		break;
	}
	sock_put(sk); // expect: sock-double-put
}

/* What inc_not_zero refused cannot be put. */
void foo_try(struct sock *sk, struct sk_buff *skb)
{
	bool live = refcount_inc_not_zero(&sk->sk_refcnt);

	if (live)
		sock_queue_rcv_skb(sk, skb);
	else
		kfree_skb(skb);
	sock_put(sk); // xfail: sock-double-put the flag and the count are joined
}

/* Put on the way of the error, although the finder has done it. */
static struct sock *foo_get_open(u16 port, int *err)
{
	struct sock *sk = foo_find(port);

	*err = -ENOENT;
	if (sk && sk->sk_state == TCP_CLOSE) {
		sock_put(sk);
		*err = -ENOTCONN;
		return sk;
	}
	*err = 0;
	return sk;
}

int foo_poke(u16 port)
{
	int err;
	struct sock *sk = foo_get_open(port, &err);

	if (!sk)
		return -ENOENT;
	if (!err)
		sk->sk_state_change(sk);
	sock_put(sk); // expect: sock-double-put
	return err;
}

/* The buffer's socket is the buffer's to put, unless it was looked up. */
bool foo_match(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	bool match;

	if (!sk)
		sk = __inet_lookup_established(net, hash, 1, 2, 3, 4, 0, 0);
	if (!sk)
		return false;
	match = sk->sk_family == 2;
	sock_gen_put(sk); // expect: sock-double-put
	return match;
}

/* The function that sets the owner consumes the look-up's reference. */
int foo_redirect(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -ENOENT;
	nf_tproxy_assign_sock(skb, sk);
	sock_gen_put(sk); // expect: sock-double-put
	return 0;
}

static void foo_take_over(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	netif_rx(skb);
}

/* The buffer's reference is its own, and the look-up's is put twice. */
void foo_handler(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return;
	foo_take_over(skb, sk);
	sock_put(sk);
	sock_put(sk); // expect: sock-double-put
}

struct foo_bound {
	struct sock sk;
	u16 port;
};

static struct hlist_head foo_bound_table;
static spinlock_t foo_bound_lock;

/* It walks the table and leaves the hold out; who asks for the socket puts it. */
static struct sock *foo_find_bound(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_bound_lock);
	sk_for_each(sk, &foo_bound_table)
		if (((struct foo_bound *)sk)->port == port)
			break;
	spin_unlock_bh(&foo_bound_lock); // expect: sock-double-put
	return sk;
}

int foo_tell_bound(u16 port, int err)
{
	struct sock *sk = foo_find_bound(port);

	if (!sk)
		return -ENOENT;
	WRITE_ONCE(sk->sk_err, err);
	sock_put(sk);
	return 0;
}

/* The same in one function. */
int foo_close_bound(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_bound_lock);
	sk_for_each(sk, &foo_bound_table)
		if (((struct foo_bound *)sk)->port == port)
			break;
	spin_unlock_bh(&foo_bound_lock);
	if (!sk)
		return -ENOENT;
	sock_put(sk); // expect: sock-double-put
	return 0;
}

/* The file of the call keeps the socket; what is put here is not its. */
static int foo_user_recvmsg(struct socket *sock, struct msghdr *msg, size_t len, int flags)
{
	struct sock *sk = sock->sk;
	int err;

	lock_sock(sk);
	err = sk->sk_state == TCP_ESTABLISHED ? 0 : -ENOTCONN;
	release_sock(sk);
	sock_put(sk); // expect-note: sock-double-put
	return err;
}

const struct proto_ops foo_user_ops = { .recvmsg = foo_user_recvmsg };
