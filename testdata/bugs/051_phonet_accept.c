/* SPDX-License-Identifier: GPL-2.0-only */
/* bcd0f9335332: the parent's reference is kept where the child is given up. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_sock {
	struct sock sk;
	struct sock *listener;
};

int foo_accept_conn(struct sock *child, struct sk_buff *skb);
struct sock *foo_new_child(struct sock *sk);

struct sock *foo_accept_faulty(struct sock *sk, struct sk_buff *skb)
{
	struct sock *child = foo_new_child(sk);

	if (!child)
		goto drop;
	sock_hold(sk);
	if (foo_accept_conn(child, skb)) {
		sock_put(child);
		child = NULL;
		goto drop;
	}
	((struct foo_sock *)child)->listener = sk;
drop:
	consume_skb(skb);
	return child; // expect: sock-reference-leak
}

struct sock *foo_accept_fixed(struct sock *sk, struct sk_buff *skb)
{
	struct sock *child = foo_new_child(sk);

	if (!child)
		goto drop;
	sock_hold(sk);
	if (foo_accept_conn(child, skb)) {
		__sock_put(sk);
		sock_put(child);
		child = NULL;
		goto drop;
	}
	((struct foo_sock *)child)->listener = sk;
drop:
	consume_skb(skb);
	return child;
}

/* As it was: stored first, where the analysis takes it for the child's. */
struct sock *foo_accept_stored(struct sock *sk, struct sk_buff *skb)
{
	struct sock *child = foo_new_child(sk);

	if (!child)
		goto drop;
	sock_hold(sk);
	((struct foo_sock *)child)->listener = sk;
	if (foo_accept_conn(child, skb)) {
		sock_put(child);
		child = NULL;
		goto drop;
	}
drop:
	consume_skb(skb);
	return child; // xfail: sock-reference-leak the reference was stored in an object that is another's
}
