/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * use - what is wrong here is seen by those who know find.c.
 */
#include <net/inet_hashtables.h>
#include "foo.h"

/* One of the ways out forgets what was found. */
bool foo_port_used(u16 port)
{
	struct sock *sk = foo_find(port); // note: taken here by foo_find()

	if (!sk)
		return false;
	if (sk->sk_family != 2)
		return false; // expect-warning: sock-reference-leak
	sock_put(sk);
	return true;
}

/* The put may be in the other file as well. */
bool foo_port_free(u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return true;
	if (sk->sk_family == 2) {
		foo_drop(sk);
		return false;
	}
	sock_put(sk);
	return true;
}

/* ... and be one too many. */
void foo_port_close(u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return;
	foo_drop(sk);
	sock_put(sk); // expect-note: sock-double-put
}

/* The destructor puts what nobody took. */
void foo_attach(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_destruct; // expect-note: destructor-without-hold
}

void foo_attach_held(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = foo_destruct;
}

/* The reference that was found goes to the buffer. */
int foo_deliver(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -1;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_destruct;
	return 0;
}

/* foo_own() asks for a buffer without an owner. */
void foo_own_twice(struct sk_buff *skb, struct sock *a, struct sock *b)
{
	skb_orphan(skb);
	skb_set_owner_w(skb, a);
	foo_own(skb, b); // expect-warning: missing-orphan
}

void foo_own_once(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	foo_own(skb, sk);
}

/* The look-up may find a mini socket, and foo_busy() does not look. */
bool foo_busy_of(struct net *net, struct inet_hashinfo *h, struct sk_buff *skb)
{
	struct sock *sk = __inet_lookup_established(net, h, 1, 2, 3, 4, 5, 0);
	bool busy;

	if (!sk)
		return false;
	busy = foo_busy(sk); // expect-warning: nonfullsock-use
	sock_gen_put(sk);
	return busy;
}

bool foo_busy_of_full(struct net *net, struct inet_hashinfo *h, struct sk_buff *skb)
{
	struct sock *sk = __inet_lookup_established(net, h, 1, 2, 3, 4, 5, 0);
	bool busy = false;

	if (sk && sk_fullsock(sk))
		busy = foo_busy(sk);
	if (sk)
		sock_gen_put(sk);
	return busy;
}
