/* SPDX-License-Identifier: GPL-2.0-only */
/* Which kinds of socket one can be, and what narrows them. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <net/inet_sock.h>
#include <net/inet_hashtables.h>
#include <skbown.h>

static struct sock *lookup(void)
{
	struct sock *sk = skbown_found_sock(SKBOWN_ANYKIND);

	skbown_add(&sk->sk_refcnt, 1);
	return sk;
}

void t_any(void)
{
	struct sock *sk = lookup();

	test_kinds(sk, SKBOWN_ANYKIND);
	test_refs(sk, 1);
	sock_gen_put(sk);
	test_refs(sk, 0);
}

void t_fullsock(void)
{
	struct sock *sk = lookup();

	if (sk_fullsock(sk))
		test_kinds(sk, SKBOWN_FULL);
	else
		test_kinds(sk, SKBOWN_REQUEST | SKBOWN_TIMEWAIT);
	sock_gen_put(sk);
}

void t_state(void)
{
	struct sock *sk = lookup();

	if (sk->sk_state == TCP_TIME_WAIT) {
		test_kinds(sk, SKBOWN_TIMEWAIT);
	} else if (sk->sk_state == TCP_NEW_SYN_RECV) {
		test_kinds(sk, SKBOWN_REQUEST);
	} else {
		test_kinds(sk, SKBOWN_FULL);
	}
	sock_gen_put(sk);
}

void t_state_switch(void)
{
	struct sock *sk = lookup();

	switch (sk->sk_state) {
	case TCP_TIME_WAIT:
		test_kinds(sk, SKBOWN_TIMEWAIT);
		break;
	case TCP_NEW_SYN_RECV:
		test_kinds(sk, SKBOWN_REQUEST);
		break;
	case TCP_LISTEN:
	case TCP_ESTABLISHED:
		test_kinds(sk, SKBOWN_FULL);
		break;
	default:
		test_kinds(sk, SKBOWN_FULL);
	}
	sock_gen_put(sk);
}

void t_state_kept(void)
{
	struct sock *sk = lookup();
	int state = sk->sk_state;

	if (state == TCP_ESTABLISHED)
		test_kinds(sk, SKBOWN_FULL);
	sock_gen_put(sk);
}

void t_mask(void)
{
	struct sock *sk = lookup();

	if ((1 << sk->sk_state) & (TCPF_TIME_WAIT | TCPF_NEW_SYN_RECV))
		test_kinds(sk, SKBOWN_TIMEWAIT | SKBOWN_REQUEST);
	else
		test_kinds(sk, SKBOWN_FULL);
	sock_gen_put(sk);
}

void t_flag(void)
{
	struct sock *sk = lookup();
	bool full = sk_fullsock(sk);

	sk->sk_bound_dev_if = 0;
	if (full)
		test_kinds(sk, SKBOWN_FULL);
	sock_gen_put(sk);
}

static bool usable(const struct sock *sk)
{
	return sk && sk_fullsock(sk);
}

void t_helper(void)
{
	struct sock *sk = lookup();

	if (usable(sk))
		test_kinds(sk, SKBOWN_FULL);
	sock_gen_put(sk);
}

void t_to_full(void)
{
	struct sock *sk = lookup();
	struct sock *full = sk_to_full_sk(sk);

	if (full && sk_fullsock(full))
		test_kinds(full, SKBOWN_FULL);
	sock_gen_put(sk);
}

void t_model(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return;
	test_kinds(sk, SKBOWN_ANYKIND);
	test_refs(sk, 1);
	sock_gen_put(sk);
}

void t_fresh(void)
{
	struct sock *sk = skbown_fresh_sock(SKBOWN_FULL);

	test_kinds(sk, SKBOWN_FULL);
}
