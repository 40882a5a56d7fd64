/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold-on-dying-sock - references taken the right way: where the count is asked, or
 * where something keeps it above zero.
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
	struct list_head accept;
};

struct foo_tunnel {
	struct sock *sk;
	struct sock *peer;
	spinlock_t lock;
};

static struct hlist_head foo_table;
static struct hlist_nulls_head foo_nulls;
static rwlock_t foo_lock;
static struct xarray foo_numbers;

void *xa_load(struct xarray *xa, unsigned long index);

struct sock *foo_find(u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port &&
		    refcount_inc_not_zero(&sk->sk_refcnt))
			break;
	rcu_read_unlock();
	return sk;
}

struct sock *foo_find_nulls(u16 port)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

begin:
	sk_nulls_for_each_rcu(sk, node, &foo_nulls) {
		if (((struct foo_sock *)sk)->port != port)
			continue;
		if (!refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		if (((struct foo_sock *)sk)->port != port) {
			sock_put(sk);
			goto begin;
		}
		return sk;
	}
	return NULL;
}

/* What is on the list is alive while the lock is held. */
struct sock *foo_find_locked(u16 port)
{
	struct sock *sk;

	read_lock(&foo_lock);
	sk_for_each(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			break;
		}
	read_unlock(&foo_lock);
	return sk;
}

/* The caller has the lock. */
struct sock *__foo_find(u16 port)
{
	struct sock *sk;

	sk_for_each(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			return sk;
		}
	return NULL;
}

/* A walk that readers may do as well, under the writers' lock. */
struct sock *foo_find_writer(struct foo_tunnel *t, u16 port)
{
	struct sock *sk;

	spin_lock_bh(&t->lock);
	sk_for_each_rcu(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			break;
		}
	spin_unlock_bh(&t->lock);
	return sk;
}

/* Found under RCU, but held only while the lock that its release takes says that it lives. */
struct sock *foo_tunnel_peer(struct foo_tunnel *t)
{
	struct sock *sk;

	rcu_read_lock();
	sk = rcu_dereference(t->peer);
	spin_lock_bh(&t->lock);
	if (sk && t->peer == sk)
		sock_hold(sk);
	else
		sk = NULL;
	spin_unlock_bh(&t->lock);
	rcu_read_unlock();
	return sk;
}

/* One reference is there: the second can be taken without asking. */
struct sock *foo_twice(struct foo_tunnel *t, struct net *net)
{
	struct sock *sk;

	sk = udp4_lib_lookup(net, 0, 1, 0, 2, 0);
	if (!sk)
		return NULL;
	sock_hold(sk);
	t->sk = sk;
	return sk;
}

struct sock *foo_find_twice(struct foo_tunnel *t, u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_table)
		if (refcount_inc_not_zero(&sk->sk_refcnt)) {
			sock_hold(sk);
			t->sk = sk;
			break;
		}
	rcu_read_unlock();
	return sk;
}

void foo_accept(struct foo_tunnel *t, struct sock *sk)
{
	sock_hold(sk);
	t->sk = sk;
}

/* The buffer's destructor puts a reference, so there is one. */
netdev_tx_t foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct foo_tunnel *t = netdev_priv(dev);

	if (skb->sk && skb->destructor == sock_efree) {
		sock_hold(skb->sk);
		t->sk = skb->sk;
	}
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ops = { .ndo_start_xmit = foo_xmit };

/* Taken out by the owner, while the RCU list was only looked at. */
void foo_dump(struct foo_tunnel *t)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == 0)
			t->peer = NULL;
	rcu_read_unlock();
	sock_hold(t->sk);
}

/* The table is only changed under the lock, which this function has. */
struct sock *foo_by_number(struct foo_tunnel *t, unsigned long number)
{
	struct sock *sk;

	spin_lock_bh(&t->lock);
	sk = xa_load(&foo_numbers, number);
	if (sk)
		sock_hold(sk);
	spin_unlock_bh(&t->lock);
	return sk;
}

/* Of all that stand in the bucket, what is locked there and no request is counted. */
struct sock *foo_first(struct inet_ehash_bucket *head, spinlock_t *lock, u16 family)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	spin_lock_bh(lock);
	sk_nulls_for_each(sk, node, &head->chain) {
		if (sk->sk_family != family || !sk_fullsock(sk))
			continue;
		sock_hold(sk);
		spin_unlock_bh(lock);
		return sk;
	}
	spin_unlock_bh(lock);
	return NULL;
}

struct foo_elem {
	struct hlist_node node;
	u32 key;
	struct sock *sk;
};

/* The element is found under RCU, and the socket in it may be dying. */
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

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return NULL;
	return sk;
}

static spinlock_t foo_elem_lock;

/* With the table's lock nobody takes it out. */
struct sock *foo_elem_locked(struct hlist_head *head, u32 key)
{
	struct foo_elem *elem;
	struct sock *sk = NULL;

	spin_lock(&foo_elem_lock);
	hlist_for_each_entry(elem, head, node)
		if (elem->key == key) {
			sk = elem->sk;
			sock_hold(sk);
			break;
		}
	spin_unlock(&foo_elem_lock);
	return sk;
}

/* Found without a reference and held before the lock is released, also by the caller's hand. */
static struct sock *__foo_find_any(u16 port)
{
	struct sock *sk;

	sk_for_each(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port)
			return sk;
	return NULL;
}

struct sock *foo_find_any(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_elem_lock);
	sk = __foo_find_any(port);
	if (sk)
		sock_hold(sk);
	spin_unlock_bh(&foo_elem_lock);
	return sk;
}

/* What was taken off the list under the lock is found by nobody else. */
void foo_unlist(struct hlist_head *head, u32 key)
{
	struct foo_elem *elem;

	spin_lock(&foo_elem_lock);
	hlist_for_each_entry(elem, head, node)
		if (elem->key == key)
			break;
	if (elem)
		hlist_del_init_rcu(&elem->node);
	spin_unlock(&foo_elem_lock);
	if (elem)
		sock_hold(elem->sk);
}

/* So is what was taken out of the pointer. */
struct sock *foo_take_peer(struct foo_tunnel *t)
{
	struct sock *sk;

	spin_lock_bh(&t->lock);
	sk = t->peer;
	t->peer = NULL;
	spin_unlock_bh(&t->lock);
	if (sk)
		sock_hold(sk);
	return sk;
}

/* One lock is released and another one is still there. */
struct sock *foo_find_outer(struct foo_tunnel *t, u16 port)
{
	struct sock *sk;

	spin_lock_bh(&t->lock);
	spin_lock(&foo_elem_lock);
	sk = __foo_find_any(port);
	spin_unlock(&foo_elem_lock);
	if (sk)
		sock_hold(sk);
	spin_unlock_bh(&t->lock);
	return sk;
}

/* The section is there for something else. */
struct sock *foo_find_locked_in_rcu(u16 port)
{
	struct sock *sk;

	rcu_read_lock();
	read_lock(&foo_lock);
	sk_for_each(sk, &foo_table)
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			break;
		}
	read_unlock(&foo_lock);
	rcu_read_unlock();
	return sk;
}

/* What the caller passed is its to keep, of whatever kind it is. */
int foo_abort(struct sock *sk)
{
	if (inet_sk_state_load(sk) == TCP_TIME_WAIT) {
		struct inet_timewait_sock *tw = inet_twsk(sk);

		refcount_inc(&tw->tw_refcnt);
		inet_twsk_deschedule_put(tw);
		return 0;
	}
	lock_sock(sk);
	sk->sk_err = 1;
	release_sock(sk);
	return 0;
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

/* Its only caller has the lock. */
static int foo_tell(struct foo_daemon *d, struct sk_buff *skb)
{
	struct sock *sk = rcu_dereference(d->sk);
	int err;

	if (!sk)
		return -1;
	sock_hold(sk);
	err = foo_send(sk, skb);
	sock_put(sk);
	return err;
}

int foo_report(struct foo_daemon *d, struct sk_buff *skb, spinlock_t *lock)
{
	int err;

	spin_lock_bh(lock);
	err = foo_tell(d, skb);
	spin_unlock_bh(lock);
	return err;
}

struct sock *foo_tree_first(struct foo_daemon *d, spinlock_t *lock)
{
	struct foo_conn *conn;
	struct rb_node *node;

	spin_lock_bh(lock);
	for (node = rb_first(&d->conns); node; node = rb_next(node)) {
		conn = container_of(node, struct foo_conn, node);
		if (conn->foo.port) {
			sock_hold(&conn->foo.sk);
			spin_unlock_bh(lock);
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
	if (found)
		sock_hold(&found->sk);
	spin_unlock_bh(lock);
	return found ? &found->sk : NULL;
}

/* Found once more: nothing was released since. */
struct sock *foo_chain_again(struct foo_chained *first, u16 port)
{
	struct foo_chained *found = foo_chain_find(first, port);

	if (!found)
		return NULL;
	sock_hold(&found->sk);
	return &found->sk;
}
