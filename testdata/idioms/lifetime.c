/* SPDX-License-Identifier: GPL-2.0-only */
/* References that one function takes and another one puts. */
#include <linux/skbuff.h>
#include <linux/list.h>
#include <linux/net.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <net/sock.h>

struct foo_conn {
	struct sock *sk;
	struct sock *parent;
	struct timer_list timer;
	refcount_t ref;
	spinlock_t lock;
};

static struct hlist_head foo_listeners;
static spinlock_t foo_lock;

/* --- by an object --- */

static void foo_conn_free(struct foo_conn *conn)
{
	if (conn->sk)
		sock_put(conn->sk);
	if (conn->parent)
		sock_put(conn->parent);
	kfree(conn);
}

struct foo_conn *foo_conn_new(struct sock *sk, struct sock *parent)
{
	struct foo_conn *conn = kzalloc(sizeof(*conn), GFP_KERNEL);

	if (!conn)
		return NULL;
	refcount_set(&conn->ref, 1);
	sock_hold(sk);
	conn->sk = sk;
	if (parent) {
		sock_hold(parent);
		conn->parent = parent;
	}
	return conn;
}

void foo_conn_put(struct foo_conn *conn)
{
	if (refcount_dec_and_test(&conn->ref))
		foo_conn_free(conn);
}

/* The object's socket is held over an unlock. */
int foo_conn_recv(struct foo_conn *conn, struct sk_buff *skb)
{
	struct sock *sk;

	spin_lock(&conn->lock);
	sk = conn->sk;
	if (sk)
		sock_hold(sk);
	spin_unlock(&conn->lock);
	if (!sk) {
		kfree_skb(skb);
		return -ENOTCONN;
	}
	if (sock_queue_rcv_skb(sk, skb))
		kfree_skb(skb);
	sock_put(sk);
	return 0;
}

/* Exchanged under the lock: the old one is put. */
void foo_conn_set(struct foo_conn *conn, struct sock *sk)
{
	struct sock *old;

	sock_hold(sk);
	spin_lock(&conn->lock);
	old = conn->sk;
	conn->sk = sk;
	spin_unlock(&conn->lock);
	if (old)
		sock_put(old);
}

void foo_conn_del(struct foo_conn *conn)
{
	struct sock *sk = xchg(&conn->sk, NULL);

	if (sk)
		sock_put(sk);
}

/* --- by a timer --- */

static void foo_timeout(struct timer_list *t)
{
	struct foo_conn *conn = container_of(t, struct foo_conn, timer);

	conn->sk->sk_err = 1;
	sock_put(conn->sk);
}

void foo_start(struct foo_conn *conn, unsigned long when)
{
	conn->timer.function = foo_timeout;
	if (!mod_timer(&conn->timer, when))
		sock_hold(conn->sk);
}

void foo_stop(struct foo_conn *conn)
{
	if (del_timer(&conn->timer))
		__sock_put(conn->sk);
}

void foo_reset(struct sock *sk, struct foo_conn *conn)
{
	sk_reset_timer(sk, &conn->timer, 100);
	sk_stop_timer(sk, &conn->timer);
}

/* --- by a table --- */

struct sock *foo_listener(int dev, bool *found)
{
	struct sock *sk, *any = NULL;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_listeners) {
		if (sk->sk_state != TCP_LISTEN)
			continue;
		if (sk->sk_bound_dev_if == dev)
			break;
		if (!sk->sk_bound_dev_if)
			any = sk;
	}
	if (!sk)
		sk = any;
	if (sk)
		sock_hold(sk);
	*found = sk != NULL;
	spin_unlock_bh(&foo_lock);
	return sk;
}

int foo_knock(int dev)
{
	bool found;
	struct sock *sk = foo_listener(dev, &found);

	if (!found)
		return -ENOENT;
	sk->sk_data_ready(sk);
	sock_put(sk);
	return 0;
}

/* --- of a socket that is closed: its first reference --- */

int foo_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_hold(sk);
	lock_sock(sk);
	sock_orphan(sk);
	sk->sk_state = TCP_CLOSE;
	release_sock(sk);
	sock->sk = NULL;
	sock_put(sk);
	sock_put(sk);
	return 0;
}

/* --- of a pair --- */

int foo_connect(struct sock *sk, struct sock *peer, bool *done)
{
	struct foo_conn *a = sk->sk_user_data, *b = peer->sk_user_data;

	if (a->parent || b->parent)
		return -EISCONN;
	sock_hold(peer);
	a->parent = peer;
	sock_hold(sk);
	b->parent = sk;
	*done = true;
	return 0;
}

/* --- by a queue: one for each buffer that waits --- */

int foo_defer(struct sock *sk, struct sk_buff *skb)
{
	struct foo_conn *conn = sk->sk_user_data;

	sock_hold(sk);
	if (!conn) {
		sock_put(sk);
		return -ENOTCONN;
	}
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree;
	skb_queue_tail(&sk->sk_error_queue, skb);
	return 0;
}

/* --- while one waits --- */

int foo_wait(struct sock *sk, long *timeo)
{
	int err = 0;

	sock_hold(sk);
	while (sk->sk_state != TCP_ESTABLISHED) {
		if (!*timeo) {
			err = -EAGAIN;
			break;
		}
		release_sock(sk);
		*timeo -= 1;
		lock_sock(sk);
		if (sk->sk_err) {
			err = sock_error(sk);
			break;
		}
	}
	sock_put(sk);
	return err;
}

/* --- by the file that user space has open --- */

struct foo_user {
	struct sock sk;
	bool fallback;
};

/* The peer's reference is put; the caller's struct socket still has its own. */
static int foo_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk;

	lock_sock(sk);
	if (((struct foo_user *)sk)->fallback && sk->sk_state != TCP_CLOSE) {
		sk->sk_state = TCP_CLOSE;
		sock_put(sk);
	}
	release_sock(sk);
	return 0;
}

/* Here it goes with the call. */
static int foo_user_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	lock_sock(sk);
	sock->sk = NULL;
	sock_put(sk);
	release_sock(sk); // expect: use-after-orphan
	return 0;
}

const struct proto_ops foo_user_ops = {
	.release = foo_user_release,
	.shutdown = foo_shutdown,
};

/* --- by the reference that it was made with --- */

struct foo_child {
	struct sock sk;
	struct list_head queue;
};

/* The queue's reference is put, the one of its creation goes to who accepts it. */
struct sock *foo_accept_one(struct list_head *queue)
{
	struct foo_child *child, *n;

	list_for_each_entry_safe(child, n, queue, queue) {
		struct sock *sk = &child->sk;

		lock_sock(sk);
		if (sk->sk_state == TCP_ESTABLISHED) {
			list_del_init(&child->queue);
			sock_put(sk);
			release_sock(sk);
			return sk;
		}
		release_sock(sk);
	}
	return NULL;
}

/* Nobody gets it. */
void foo_drop_one(struct list_head *queue)
{
	struct foo_child *child, *n;

	list_for_each_entry_safe(child, n, queue, queue) {
		struct sock *sk = &child->sk;

		lock_sock(sk);
		if (sk->sk_state == TCP_ESTABLISHED) {
			list_del_init(&child->queue);
			sock_put(sk);
			release_sock(sk); // expect-note: use-after-orphan
			return;
		}
		release_sock(sk);
	}
}
