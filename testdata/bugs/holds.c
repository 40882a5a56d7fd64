/* SPDX-License-Identifier: GPL-2.0-only */
/* Whose a reference is: met by a walk, taken in a release, and put twice by the one who took it. */
#include <linux/skbuff.h>
#include <linux/list.h>
#include <linux/kernel.h>
#include <linux/net.h>
#include <linux/timer.h>
#include <net/sock.h>

#define FOO_BATCH 16

struct foo_sock {
	struct sock sk;
	int state;
	u16 port;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;

static bool foo_wants(const struct sock *sk, u16 port)
{
	return ((const struct foo_sock *)sk)->port == port;
}

void foo_deliver_all(struct sk_buff *skb, struct sock **stack, int n);

/* The one that no longer fits is held all the same. */
void foo_flood(struct sk_buff *skb, u16 port)
{
	struct sock *sk, *stack[FOO_BATCH];
	int i = 0;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) { // expect-warning: sock-reference-leak
		if (!foo_wants(sk, port))
			continue;
		sock_hold(sk);
		if (i < FOO_BATCH) {
			stack[i++] = sk;
		} else {
			foo_deliver_all(skb, stack, i);
			i = 0;
		}
	}
	spin_unlock_bh(&foo_lock);
	foo_deliver_all(skb, stack, i);
}

/* It was the right one before it was held, and is not any more. */
struct sock *foo_find_again(u16 port)
{
	struct sock *sk;

	sk_for_each_rcu(sk, &foo_table) { // expect-warning: sock-reference-leak
		if (!foo_wants(sk, port))
			continue;
		if (!refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		if (((struct foo_sock *)sk)->state != 1)
			continue;
		return sk;
	}
	return NULL;
}

/* One is taken and two are put. */
int foo_count(u16 port)
{
	struct sock *sk;
	int n = 0;

	sk_for_each_rcu(sk, &foo_table) {
		if (!refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		n += foo_wants(sk, port);
		sock_put(sk);
		sock_put(sk); // expect: sock-double-put
	}
	return n;
}

/* What survives the end of the socket for a few lines has to end too. */
static void foo_close_forgets(struct sock *sk, long timeout)
{
	sock_hold(sk);
	sk_common_release(sk);
	lock_sock(sk);
	sk->sk_state = TCP_CLOSE;
	release_sock(sk);
} // expect-warning: sock-reference-leak

static void foo_close(struct sock *sk, long timeout)
{
	sock_hold(sk);
	sk_common_release(sk);
	lock_sock(sk);
	sk->sk_state = TCP_CLOSE;
	release_sock(sk);
	sock_put(sk);
}

struct proto foo_proto_faulty = { .close = foo_close_forgets };
struct proto foo_proto = { .close = foo_close };

/* Nothing is done with it, on no way, but to look at it. */
int foo_disconnect(struct sock *sk)
{
	int rc = 1;

	sock_hold(sk);
	if (sk->sk_type != SOCK_STREAM || sk->sk_state != TCP_ESTABLISHED)
		goto out;
	rc = 0;
out:
	return rc; // expect-note: sock-reference-leak
}
