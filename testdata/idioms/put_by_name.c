/* SPDX-License-Identifier: GPL-2.0-only */
/* sock_put() by another name: who calls it puts. */
#include <net/sock.h>

struct foo_sock {
	struct sock sk;
	bool dead;
};

struct foo_table {
	struct hlist_head head;
	spinlock_t lock;
};

static struct foo_sock *foo_get(struct foo_table *t)
{
	struct sock *sk;

	spin_lock(&t->lock);
	sk_for_each(sk, &t->head) {
		sock_hold(sk);
		spin_unlock(&t->lock);
		return (struct foo_sock *)sk;
	}
	spin_unlock(&t->lock);
	return NULL;
}

static void foo_put(struct foo_sock *foo)
{
	sock_put(&foo->sk);
}

void foo_reset(struct foo_table *one, struct foo_table *other, bool second)
{
	struct foo_sock *foo = second ? foo_get(other) : foo_get(one);

	if (!foo)
		return;
	lock_sock(&foo->sk);
	if (foo->dead) {
		release_sock(&foo->sk);
		foo_put(foo);
		return;
	}
	foo->dead = true;
	release_sock(&foo->sk);
	foo_put(foo);
}

void foo_reset_bad(struct foo_table *one, struct foo_table *other, bool second)
{
	struct foo_sock *foo = second ? foo_get(other) : foo_get(one);

	if (!foo)
		return;
	if (second)
		foo_put(foo);
	lock_sock(&foo->sk);
	foo->dead = true;
	release_sock(&foo->sk);
	foo_put(foo); // expect: sock-double-put
}
