/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * find - the half of "foo" that use.c calls; nothing is wrong in it.
 */
#include <linux/spinlock.h>
#include "foo.h"

struct foo_sock {
	struct sock sk;
	u16 port;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;

struct sock *foo_find(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			spin_unlock_bh(&foo_lock);
			return sk;
		}
	}
	spin_unlock_bh(&foo_lock);
	return NULL;
}

static void foo_put(struct sock *sk)
{
	sock_put(sk);
}

void foo_destruct(struct sk_buff *skb)
{
	foo_put(skb->sk);
}

void foo_drop(struct sock *sk)
{
	foo_put(sk);
}

/* Whoever calls it has orphaned the buffer. */
void foo_own(struct sk_buff *skb, struct sock *sk)
{
	sock_hold(sk);
	skb->sk = sk; // note: sk of 'skb' set here
	skb->destructor = foo_destruct; // expect-note: missing-orphan
}

/* For full sockets. */
bool foo_busy(const struct sock *sk)
{
	return refcount_read(&sk->sk_wmem_alloc) > 1; // note: used here
}
