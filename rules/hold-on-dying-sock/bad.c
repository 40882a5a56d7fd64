/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold-on-dying-sock - references taken of sockets that nobody keeps.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/sock.h>
#include <net/udp.h>

struct foo_sock {
	struct sock sk;
	u16 port;
	struct list_head peers;
};

struct foo_tunnel {
	struct sock *sk;
	spinlock_t lock;
};

static struct hlist_head foo_table;
static struct hlist_nulls_head foo_nulls;
static struct list_head foo_peers;
static struct xarray foo_numbers;

void *xa_load(struct xarray *xa, unsigned long index);

struct rhashtable_iter;
void rhashtable_walk_start(struct rhashtable_iter *iter);
void rhashtable_walk_stop(struct rhashtable_iter *iter);
void *rhashtable_walk_next(struct rhashtable_iter *iter);

struct sock *foo_find(u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_table) {	// note: is read here without a lock
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);		// expect: hold-on-dying-sock
			break;
		}
	}
	rcu_read_unlock();
	return sk;
}

/* The caller is in an RCU section. */
struct sock *foo_find_nulls(u16 port)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, &foo_nulls) {
		if (((struct foo_sock *)sk)->port != port)
			continue;
		sock_hold(sk);			// expect: hold-on-dying-sock
		return sk;
	}
	return NULL;
}

struct sock *foo_find_peer(u16 port)
{
	struct foo_sock *foo;

	rcu_read_lock();
	list_for_each_entry_rcu(foo, &foo_peers, peers) {
		if (foo->port == port) {
			refcount_inc(&foo->sk.sk_refcnt);	// expect: hold-on-dying-sock
			rcu_read_unlock();
			return &foo->sk;
		}
	}
	rcu_read_unlock();
	return NULL;
}

struct sock *foo_tunnel_sock(struct foo_tunnel *t)
{
	struct sock *sk;

	rcu_read_lock();
	sk = rcu_dereference(t->sk);
	if (sk)
		sock_hold(sk);			// expect: hold-on-dying-sock
	rcu_read_unlock();
	return sk;
}

/* The finder gives no reference. */
static struct sock *foo_lookup(u16 port)
{
	struct sock *sk;

	sk_for_each_rcu(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port)
			return sk;
	return NULL;
}

struct sock *foo_get(u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	sk = foo_lookup(port);
	if (sk)
		sock_hold(sk);			// expect: hold-on-dying-sock
	rcu_read_unlock();
	return sk;
}

struct sock *foo_udp(struct net *net, struct sk_buff *skb)
{
	struct sock *sk;

	sk = __udp4_lib_lookup(net, 0, 1, 0, 2, 0, 0, NULL, skb);
	if (sk)
		sock_hold(sk);			// expect: hold-on-dying-sock
	return sk;
}

/* A lock that is released again keeps nobody. */
struct sock *foo_find_unlocked(struct foo_tunnel *t, u16 port)
{
	struct sock *sk;

	spin_lock(&t->lock);
	t->sk = NULL;
	spin_unlock(&t->lock);
	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port)
			break;
	if (sk)
		sock_hold(sk);			// expect: hold-on-dying-sock
	rcu_read_unlock();
	return sk;
}

static void foo_keep(struct sock *sk)
{
	sock_hold(sk);				// expect: hold-on-dying-sock
}

struct sock *foo_keep_first(u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port) {
			foo_keep(sk);
			break;
		}
	rcu_read_unlock();
	return sk;
}

/* The charge of a sent buffer keeps the socket's memory, not its count. */
netdev_tx_t foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct foo_tunnel *t = netdev_priv(dev);

	if (skb->sk) {
		sock_hold(skb->sk);		// expect-note: hold-on-dying-sock
		t->sk = skb->sk;
	}
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ops = { .ndo_start_xmit = foo_xmit };

/* A TIME_WAIT socket is in the table before it is counted. */
bool foo_reuse(struct foo_tunnel *t)
{
	if (t->sk->sk_state != TCP_TIME_WAIT)
		return false;
	sock_hold(t->sk);			// expect-note: hold-on-dying-sock
	return true;
}

/* The finder of the table gives no reference. */
struct sock *foo_by_number(struct foo_tunnel *t, unsigned long number)
{
	struct sock *sk;

	rcu_read_lock();
	sk = xa_load(&foo_numbers, number);
	if (sk)
		sock_hold(sk);			// expect: hold-on-dying-sock
	rcu_read_unlock();
	return sk;
}

/* sk_user_data with flags in its low bits, read by a helper whose caller is in the section. */
static inline struct foo_sock *foo_user_data(const struct sock *sk)
{
	return (struct foo_sock *)((unsigned long)rcu_dereference(sk->sk_user_data) & ~3UL);
}

struct sock *foo_listener(const struct sock *tcp)
{
	struct foo_sock *foo;

	rcu_read_lock();
	foo = foo_user_data(tcp);
	if (foo)
		sock_hold(&foo->sk);		// expect: hold-on-dying-sock
	rcu_read_unlock();
	return foo ? &foo->sk : NULL;
}

/* Whoever enters a request in the table counts it after the bucket's lock is released. */
struct sock *foo_first(struct inet_ehash_bucket *head, spinlock_t *lock, u16 family)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	spin_lock_bh(lock);
	sk_nulls_for_each(sk, node, &head->chain) {
		if (sk->sk_family != family)
			continue;
		sock_hold(sk);			// expect-warning: hold-on-dying-sock
		spin_unlock_bh(lock);
		return sk;
	}
	spin_unlock_bh(lock);
	return NULL;
}

/* Two ways to find it, one of which may find nothing. */
static struct foo_sock *foo_table_find(u16 port)
{
	struct foo_sock *foo;

	hlist_for_each_entry_rcu(foo, &foo_table, sk.sk_node)
		if (foo->port == port)
			return foo;
	return NULL;
}

struct sock *foo_find_or_none(u16 port, bool any)
{
	struct foo_sock *foo = NULL;

	rcu_read_lock();
	if (any)
		foo = foo_table_find(port);
	if (foo)
		sock_hold(&foo->sk);		// expect: hold-on-dying-sock
	rcu_read_unlock();
	return foo ? &foo->sk : NULL;
}

struct foo_elem {
	struct hlist_node node;
	u32 key;
	struct sock *sk;
};

/* The element is found under RCU, and nobody says that it holds the socket. */
static struct foo_elem *foo_elem_find(struct hlist_head *head, u32 key)
{
	struct foo_elem *elem;

	hlist_for_each_entry_rcu(elem, head, node)
		if (elem->key == key)
			return elem;
	return NULL;
}

struct sock *foo_elem_sock(struct hlist_head *head, u32 key)
{
	struct foo_elem *elem = foo_elem_find(head, key);
	struct sock *sk = elem ? elem->sk : NULL;

	if (!sk)
		return NULL;
	sock_hold(sk); // expect-note: hold-on-dying-sock
	return sk;
}

static spinlock_t foo_table_lock;

/* What keeps it on the list is the lock, and that is released. */
struct sock *foo_find_late(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_table_lock);
	sk_for_each(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port)
			goto found;
	sk = NULL;
found:
	spin_unlock_bh(&foo_table_lock); // note: was found under is released here
	if (sk)
		sock_hold(sk); // expect-warning: hold-on-dying-sock
	return sk;
}

/* The finder has no lock of its own: its callers have it. */
static struct foo_sock *__foo_find_locked(u16 port)
{
	struct foo_sock *foo;

	hlist_for_each_entry(foo, &foo_table, sk.sk_node)
		if (foo->port == port)
			return foo;
	return NULL;
}

struct sock *foo_find_after(u16 port)
{
	struct foo_sock *foo;

	spin_lock_bh(&foo_table_lock);
	foo = __foo_find_locked(port);
	spin_unlock_bh(&foo_table_lock);
	if (!foo)
		return NULL;
	sock_hold(&foo->sk); // expect-warning: hold-on-dying-sock
	return &foo->sk;
}

/* The pointer is only good while the lock is held under which it was read. */
struct sock *foo_tunnel_late(struct foo_tunnel *t)
{
	struct sock *sk;

	spin_lock_bh(&t->lock);
	sk = t->sk;
	spin_unlock_bh(&t->lock);
	if (sk)
		sock_hold(sk); // expect-warning: hold-on-dying-sock
	return sk;
}

/* Behind the section the memory itself may be gone, whoever waited for it. */
void foo_for_all(struct rhashtable_iter *iter)
{
	struct foo_sock *foo;

	rhashtable_walk_start(iter);
	while ((foo = rhashtable_walk_next(iter)) != NULL) {
		rhashtable_walk_stop(iter);
		sock_hold(&foo->sk); // expect-warning: hold-on-dying-sock
		foo->port++;
		sock_put(&foo->sk);
		rhashtable_walk_start(iter);
	}
	rhashtable_walk_stop(iter);
}

/* No lock is taken: what is walked is kept by the section, however it is read. */
struct sock *foo_find_plain(u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk); // expect: hold-on-dying-sock
			break;
		}
	rcu_read_unlock();
	return sk;
}

struct foo_daemon {
	struct sock *sk;
	struct rb_root conns;
};

struct foo_conn {
	struct rb_node node;
	struct foo_sock foo;
};

int foo_send(struct sock *sk, struct sk_buff *skb);

/* Its callers may be in a section or not: they have no lock. */
static int foo_tell(struct foo_daemon *d, struct sk_buff *skb)
{
	struct sock *sk = rcu_dereference(d->sk);
	int err;

	if (!sk)
		return -1;
	sock_hold(sk); // expect-note: hold-on-dying-sock
	err = foo_send(sk, skb);
	sock_put(sk);
	return err;
}

int foo_report(struct foo_daemon *d, struct sk_buff *skb, int len)
{
	return skb->len > len ? foo_tell(d, skb) : 0;
}

/* A tree is walked like a list. */
struct sock *foo_tree_first(struct foo_daemon *d, spinlock_t *lock)
{
	struct foo_conn *conn;
	struct rb_node *node;

	spin_lock_bh(lock);
	for (node = rb_first(&d->conns); node; node = rb_next(node)) {
		conn = container_of(node, struct foo_conn, node);
		if (conn->foo.port) {
			spin_unlock_bh(lock);
			sock_hold(&conn->foo.sk); // expect-warning: hold-on-dying-sock
			return &conn->foo.sk;
		}
	}
	spin_unlock_bh(lock);
	return NULL;
}

struct foo_chained {
	struct sock sk;
	u16 port;
	struct foo_chained *next;
};

/* A chain of its own, for callers who have the lock. */
static struct foo_chained *foo_chain_find(struct foo_chained *first, u16 port)
{
	struct foo_chained *ret;

	for (ret = first->next; ret; ret = ret->next)
		if (ret->port == port)
			return ret;
	return NULL;
}

struct sock *foo_chain_get(struct foo_chained *first, spinlock_t *lock, u16 port)
{
	struct foo_chained *found;

	spin_lock_bh(lock);
	found = foo_chain_find(first, port);
	spin_unlock_bh(lock);
	if (!found)
		return NULL;
	sock_hold(&found->sk); // expect-warning: hold-on-dying-sock
	return &found->sk;
}
