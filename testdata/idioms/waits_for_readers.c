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
