/* SPDX-License-Identifier: GPL-2.0-only */
/* Whoever closes waits for readers before the table's reference goes: a reader may just hold. */
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <net/sock.h>

struct foo_sock {
	struct sock sk;
	u16 port;
};

static struct hlist_head foo_table;

struct sock *foo_find(u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_table) {
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			break;
		}
	}
	rcu_read_unlock();
	return sk;
}

void foo_close(struct sock *sk)
{
	hlist_del_init_rcu(&sk->sk_node);
	synchronize_rcu();
	sock_put(sk);
}

/* What the elements of a map lead to is another matter: the map does not keep it. */
struct foo_elem {
	struct hlist_node node;
	struct sock *sk;
	u32 hash;
};

static struct foo_elem *foo_elem_find(struct hlist_head *head, u32 hash)
{
	struct foo_elem *elem;

	hlist_for_each_entry_rcu(elem, head, node)
		if (elem->hash == hash)
			return elem;
	return NULL;
}

struct sock *foo_map_lookup(struct hlist_head *head, u32 hash)
{
	struct foo_elem *elem;
	struct sock *sk = NULL;

	rcu_read_lock();
	elem = foo_elem_find(head, hash);
	if (elem)
		sk = elem->sk;
	if (sk)
		sock_hold(sk); // expect-note: hold-on-dying-sock
	rcu_read_unlock();
	return sk;
}

struct sock *foo_map_lookup_good(struct hlist_head *head, u32 hash)
{
	struct foo_elem *elem;
	struct sock *sk = NULL;

	rcu_read_lock();
	elem = foo_elem_find(head, hash);
	if (elem)
		sk = elem->sk;
	if (sk && !refcount_inc_not_zero(&sk->sk_refcnt))
		sk = NULL;
	rcu_read_unlock();
	return sk;
}

/* Under the lock that removes them. */
struct sock *foo_map_first(struct foo_elem *elem, spinlock_t *lock)
{
	struct sock *sk;

	spin_lock_bh(lock);
	sk = elem->sk;
	if (sk)
		sock_hold(sk);
	spin_unlock_bh(lock);
	return sk;
}
