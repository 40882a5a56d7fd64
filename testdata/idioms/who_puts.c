/* SPDX-License-Identifier: GPL-2.0-only */
/* A flag says whether the socket that was found has to be put. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/request_sock.h>
#include <net/inet_hashtables.h>

extern struct inet_hashinfo gate_hash;
struct sock *gate_listener(u16 port);
int gate_policy(struct sock *sk, struct sk_buff *skb);

/* --- the flag of the look-up --- */

int gate_check(struct sk_buff *skb)
{
	bool refcounted = false;
	struct sock *sk;
	int ret;

	sk = __inet_lookup_skb(&gate_hash, skb, 20, 1, 2, 0, &refcounted);
	if (!sk)
		return 0;
	if (!sk_fullsock(sk)) {
		ret = sk->sk_state == TCP_TIME_WAIT;
		goto out;
	}
	ret = gate_policy(sk, skb);
out:
	if (refcounted)
		sock_gen_put(sk);
	return ret;
}

/* Early returns, each with the same test. */
int gate_mark(struct net *net, struct sk_buff *skb)
{
	bool counted;
	struct sock *sk = __inet_lookup(net, &gate_hash, skb, 20, 1, 2, 3, 4, 0, 0, &counted);

	if (!sk)
		return -ENOENT;
	if (sk->sk_state == TCP_TIME_WAIT) {
		if (counted)
			sock_gen_put(sk);
		return -EAGAIN;
	}
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		if (counted)
			reqsk_put(inet_reqsk(sk));
		return -EINPROGRESS;
	}
	skb->mark = sk->sk_mark;
	if (counted)
		sock_put(sk);
	return 0;
}

/* --- a flag of our own --- */

static struct sock *gate_find(struct net *net, struct sk_buff *skb, bool *put)
{
	struct sock *sk = skb->sk;

	*put = false;
	if (sk)
		return sk;
	sk = gate_listener(80);
	if (sk)
		return sk;
	sk = inet_lookup_established(net, &gate_hash, 1, 2, 3, 4, 0);
	*put = sk != NULL;
	return sk;
}

bool gate_open(struct net *net, struct sk_buff *skb)
{
	bool put, open;
	struct sock *sk = gate_find(net, skb, &put);

	if (!sk)
		return false;
	open = sk_fullsock(sk) && gate_policy(sk, skb);
	if (put)
		sock_gen_put(sk);
	return open;
}

/* --- the comparison is the flag --- */

u32 gate_uid(struct net *net, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	u32 uid = 0;

	if (!sk)
		sk = inet_lookup_established(net, &gate_hash, 1, 2, 3, 4, 0);
	if (sk && sk_fullsock(sk))
		uid = sk->sk_uid.val;
	if (sk && sk != skb->sk)
		sock_gen_put(sk);
	return uid;
}

/* --- stolen from the buffer, or looked up --- */

int gate_take(struct sk_buff *skb)
{
	bool refcounted, prefetched;
	struct sock *sk = skb_steal_sock(skb, &refcounted, &prefetched);
	int ret = -ENOENT;

	if (!sk)
		sk = __inet_lookup_skb(&gate_hash, skb, 20, 1, 2, 0, &refcounted);
	if (sk) {
		ret = sk_fullsock(sk) ? gate_policy(sk, skb) : 0;
		if (refcounted)
			sock_gen_put(sk);
	}
	kfree_skb(skb);
	return ret;
}

/* --- the caller's reference goes into the buffer or is put: one of both on each way --- */

static void gate_release(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skb->sk = NULL;
	skb->destructor = NULL;
	sock_gen_put(sk);
}

void gate_give(struct sk_buff *skb, struct sock *sk)
{
	if (sk->sk_state == TCP_TIME_WAIT) {
		sock_gen_put(sk);
		return;
	}
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = gate_release;
}
