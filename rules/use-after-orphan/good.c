/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * use-after-orphan - sockets that somebody keeps, whatever becomes of the buffer.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/printk.h>
#include <net/inet_hashtables.h>
#include <net/sock.h>

struct foo_conn {
	struct sock *sk;
	struct sk_buff_head rx;
	struct sock *last;
};

struct foo_sock {
	struct sock sk;
	struct sk_buff_head backlog;
	struct foo_sock *children;
	int pending;
};

void foo_unlink(struct foo_sock *fs);

extern struct inet_hashinfo foo_hash;
extern struct foo_conn *foo_first;

/* Used first. */
void foo_error(struct sk_buff *skb, int err)
{
	struct sock *sk = skb->sk;

	if (sk)
		sk->sk_err = err;
	skb_orphan(skb);
	kfree_skb(skb);
}

/* Held before. */
void foo_done(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	sock_hold(sk); // allow-note: hold-on-dying-sock
	consume_skb(skb);
	sk->sk_data_ready(sk);
	sock_put(sk);
}

/* Held when there still was somebody who could. */
void foo_notify(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	skb_orphan(skb);
	sk->sk_error_report(sk);
	sock_put(sk);
}

/* The caller passes the socket, so the caller keeps it. */
int foo_rcv(struct sock *sk, struct sk_buff *skb)
{
	kfree_skb(skb);
	sk->sk_data_ready(sk);
	return 0;
}

int foo_send(struct sock *sk, struct sk_buff *skb)
{
	struct sock *owner = skb->sk;

	dev_queue_xmit(skb);
	if (owner == sk)
		owner->sk_err = 0;
	return 0;
}

/* It is the connection's as well. */
void foo_conn_drop(struct foo_conn *conn, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (sk != conn->sk) {
		kfree_skb(skb);
		return;
	}
	kfree_skb(skb);
	sk->sk_err = EPIPE;
}

/* Stored where others find it. */
void foo_conn_keep(struct foo_conn *conn, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	conn->last = sk;
	kfree_skb(skb);
	sk->sk_err = 0;
}

/* Only the pointer is used: printed, compared. */
bool foo_same(struct sk_buff *skb, struct sk_buff *other)
{
	struct sock *sk = skb->sk;

	kfree_skb(skb);
	pr_debug("sk %p\n", sk);
	return sk == other->sk;
}

/* Read from the buffer before, by value. */
unsigned int foo_mark(struct sk_buff *skb)
{
	unsigned int mark = skb->sk ? skb->sk->sk_mark : 0;

	kfree_skb(skb);
	return mark;
}

/* On the socket's own queue. */
void foo_queue(struct sk_buff *skb)
{
	struct foo_sock *fs = (struct foo_sock *)skb->sk;

	if (!fs)
		return;
	skb_queue_tail(&fs->backlog, skb);
	fs->pending++;
}

/* Charged to the receive buffer: that does not keep a socket, so somebody else does. */
void foo_eat(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (skb->destructor != sock_rfree)
		return;
	kfree_skb(skb);
	sk->sk_data_ready(sk);
}

/* Of a copy that was charged to the same socket; the buffer itself is there. */
void foo_copy(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);
	struct sock *sk = skb->sk;

	if (!n || !sk) {
		kfree_skb(n);
		return;
	}
	skb_set_owner_w(n, sk);
	dev_queue_xmit(n);
	sk->sk_err = 0;
}

/* Another buffer of the same socket. */
void foo_move(struct sk_buff *n, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	swap(n->truesize, skb->truesize);
	swap(n->sk, skb->sk);
	swap(n->destructor, skb->destructor);
	kfree_skb(skb);
	sk->sk_err = 0;
	dev_queue_xmit(n);
}

/* The look-up's reference is put last. */
int foo_lookup_state(struct net *net)
{
	struct sock *sk = inet_lookup_established(net, &foo_hash, 1, 2, 3, 4, 5);
	int state;

	if (!sk)
		return -ENOENT;
	state = sk->sk_state;
	sock_gen_put(sk);
	return state;
}

/* Two references, of which one is put. */
int foo_lookup_twice(struct net *net)
{
	struct sock *sk = inet_lookup_established(net, &foo_hash, 1, 2, 3, 4, 5);
	int state;

	if (!sk)
		return -ENOENT;
	sock_hold(sk);
	sock_gen_put(sk);
	state = sk->sk_state;
	sock_gen_put(sk);
	return state;
}

/* The reference that the function took; the caller still has its own. */
void foo_locked(struct sock *sk)
{
	sock_hold(sk);
	sk->sk_err = 0;
	sock_put(sk);
	sk->sk_data_ready(sk);
}

/* One turn's socket is not the next one's. */
void foo_purge(struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list))) {
		struct sock *sk = skb->sk;

		if (sk)
			sk->sk_err = EPIPE;
		kfree_skb(skb);
	}
}

/* The helper frees and uses; its callers hold. */
static void foo_finish(struct sk_buff *skb, int err)
{
	struct sock *sk = skb->sk;

	kfree_skb(skb);
	sk->sk_err = err;
}

void foo_timeout(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	sock_hold(sk); // allow-note: hold-on-dying-sock
	foo_finish(skb, ETIMEDOUT);
	sock_put(sk);
}

void foo_cancel(struct sock *sk, struct sk_buff *skb)
{
	foo_finish(skb, EPIPE);
	sk->sk_err = 0;
}

static struct sock *foo_get(struct net *net)
{
	struct foo_conn *conn = foo_first;

	if (!conn)
		return NULL;
	sock_hold(conn->sk);
	return conn->sk;
}

/* Unlocked first. */
int foo_unlock_first(struct net *net)
{
	struct sock *sk = foo_get(net);

	if (!sk)
		return -ENOENT;
	lock_sock(sk);
	sk->sk_err = 0;
	release_sock(sk);
	sock_put(sk);
	return 0;
}

/* Put for what is over and put for the work that is done: the first was not the last. */
void foo_work(struct sock *sk, bool closed)
{
	lock_sock(sk);
	if (closed)
		sock_put(sk);
	sk->sk_data_ready(sk);
	release_sock(sk);
	sock_put(sk);
}

static struct foo_sock *foo_first_child(struct foo_sock *fs)
{
	return fs->children;
}

/* The next turn has another one, though it is found where this one was. */
void foo_close_children(struct foo_sock *fs)
{
	struct foo_sock *child;

	lock_sock(&fs->sk);
	while ((child = foo_first_child(fs)) != NULL) {
		foo_unlink(child);
		sock_put(&child->sk);
	}
	release_sock(&fs->sk);
}

/* Locked before it is held: whoever called has it, too. */
int foo_insert(struct sock *sk, bool taken)
{
	lock_sock(sk);
	sock_hold(sk);
	if (taken)
		sock_put(sk);
	release_sock(sk);
	return taken ? -EBUSY : 0;
}

/* The last thing that it does. */
static void foo_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	sk->sk_write_space(sk);
	sock_wfree(skb);
}

void foo_charge(struct sk_buff *skb, struct sock *sk)
{
	skb_set_owner_w(skb, sk);
	skb->destructor = foo_wfree;
}

/* Held for the time of the report. */
void foo_report_sent(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	sk->sk_error_report(sk);
	sock_put(sk);
}

/* Held until the error is queued. */
void foo_tx_error(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	int err = 1;

	if (sk && refcount_inc_not_zero(&sk->sk_refcnt)) {
		err = sock_queue_err_skb(sk, skb);
		sock_put(sk);
	}
	if (err)
		kfree_skb(skb);
}

/* The copy that is queued has no owner: the first one keeps the socket. */
void foo_tx_copied(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);
	struct sock *sk = skb->sk;

	if (!n || !sk)
		return;
	if (sock_queue_err_skb(sk, n))
		kfree_skb(n);
}

static void foo_refuse(struct sock *sk, struct sk_buff *skb, int err)
{
	kfree_skb(skb);
	sk->sk_err = err;
}

/* Another one's buffers. */
void foo_refuse_all(struct foo_conn *conn, struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list)))
		foo_refuse(conn->sk, skb, EPERM);
}

struct foo_msg {
	spinlock_t lock;
	struct foo_sock *fs;
	struct sock *child;
	int flags;
};

/* Held under the lock, and put at the end. */
void foo_complete(struct foo_msg *m)
{
	struct foo_sock *fs = NULL;

	spin_lock(&m->lock);
	if (m->flags) {
		fs = m->fs;
		sock_hold(&fs->sk);
	}
	spin_unlock(&m->lock);
	if (fs) {
		fs->pending = 0;
		sock_put(&fs->sk);
	}
}

/* The lock is there all the time, and what it protects keeps the socket. */
void foo_touch(struct foo_msg *m)
{
	spin_lock(&m->lock);
	sock_hold(&m->fs->sk);
	m->flags = 0;
	sock_put(&m->fs->sk);
	m->fs->pending = 0;
	spin_unlock(&m->lock);
}

struct sock *unix_peer_get(struct sock *sk);
struct sock *foo_found_by(int key);

static struct sock *foo_listener(int key)
{
	struct sock *sk = foo_found_by(key);

	return sk && refcount_inc_not_zero(&sk->sk_refcnt) ? sk : NULL;
}

int foo_listen(struct sock *one, struct sock *other, bool first)
{
	struct sock *sk;

	if (first)
		sk = unix_peer_get(one);
	else
		sk = unix_peer_get(other);
	if (!sk)
		return -ENOENT;
	bh_lock_sock(sk);
	bh_unlock_sock(sk);
	sock_put(sk);
	return 0;
}

/* One of two is put: its caller has another one. */
static int foo_deliver(struct sock *sk, struct sk_buff *skb)
{
	kfree_skb(skb);
	sock_put(sk);
	atomic_inc(&sk->sk_drops);
	return 0;
}

int foo_send_to(struct sk_buff *skb, int key)
{
	struct sock *sk = foo_listener(key);
	int err;

	if (!sk)
		return -ENOENT;
	sock_hold(sk);
	err = foo_deliver(sk, skb);
	sock_put(sk);
	return err;
}

static void foo_destroy(struct sock *sk)
{
	skb_queue_purge(&sk->sk_receive_queue);
	sock_put(sk);
}

static int foo_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_hold(sk);
	lock_sock(sk);
	sock->sk = NULL;
	foo_destroy(sk);
	release_sock(sk);
	sock_put(sk);
	return 0;
}

const struct proto_ops foo_release_ops = {
	.release = foo_release,
};

/* It was locked before it was held, and is put behind the unlocking. */
void foo_stop(struct foo_msg *m)
{
	struct sock *sk = m->child;

	bh_lock_sock(sk);
	sock_hold(sk);
	foo_unlink((struct foo_sock *)sk);
	bh_unlock_sock(sk);
	sock_put(sk);
}

/* The file of a call by user space keeps its socket. */
int foo_shutdown(struct socket *sock)
{
	struct sock *sk = sock->sk;

	lock_sock(sk);
	sock_hold(sk);
	sk->sk_err = 0;
	sock_put(sk);
	release_sock(sk);
	return 0;
}

struct foo_sock *foo_find(struct foo_msg *m, int token);

static void foo_receive(struct foo_sock *fs)
{
	sock_hold(&fs->sk);
	fs->pending = 0;
	sock_put(&fs->sk);
}

/* Looked up and held under the lock, and put when it has got what it was looked up for. */
void foo_handler(struct foo_msg *m, int token)
{
	struct foo_sock *fs;

	spin_lock(&m->lock);
	fs = foo_find(m, token);
	if (fs)
		sock_hold(&fs->sk);
	spin_unlock(&m->lock);
	if (!fs)
		return;
	foo_receive(fs);
	sock_put(&fs->sk);
}

struct foo_session {
	struct sock *sk;
	struct list_head list;
};

/* The session's reference is put last. */
void foo_session_drop(struct foo_session *session)
{
	list_del(&session->list);
	session->sk->sk_err = EPIPE;
	sock_put(session->sk);
}

/* Whoever put the last one goes on with it: that is how it is freed. */
void foo_session_free(struct foo_session *session)
{
	if (refcount_dec_and_test(&session->sk->sk_refcnt))
		sk_free(session->sk);
}

/* Unlocked first; of the references that a caller has one is put, not the last. */
int foo_process_child(struct sock *child, int err)
{
	child->sk_err = err;
	bh_unlock_sock(child);
	sock_put(child);
	return err;
}

void foo_give_up_one(struct sock *sk)
{
	sock_put(sk);
	sk->sk_err = EPIPE;
	lock_sock(sk);
	sk->sk_data_ready(sk);
	release_sock(sk);
}

/* One reference of several: it is used before it is unlocked, so that somebody keeps it. */
void foo_passive_close(struct sock *sk)
{
	sock_put(sk);
	sk->sk_state = TCP_CLOSE;
	release_sock(sk);
	lock_sock(sk);
}

/* Kept over the end of its use by the user. */
static void foo_close_late(struct sock *sk, long timeout)
{
	sock_hold(sk);
	sk_common_release(sk);
	lock_sock(sk);
	sk->sk_state = TCP_CLOSE;
	release_sock(sk);
	sock_put(sk);
}

void foo_wait_sent(struct sock *sk, long timeout);
void foo_unlock(struct sock *sk);

/* Kept while it waits; its creation's reference goes last. */
static void foo_close_waits(struct sock *sk, long timeout)
{
	lock_sock(sk);
	sock_hold(sk);
	foo_wait_sent(sk, timeout);
	sock_put(sk);
	foo_unlock(sk);
	sk_common_release(sk);
}

struct proto foo_late_proto = { .close = foo_close_late };
struct proto foo_waiting_proto = { .close = foo_close_waits };

static void foo_exchanged(void *context, int err)
{
	struct sock *sk = context;

	sk->sk_err = -err;
	sock_put(sk);
}

void foo_exchange(void (*done)(void *context, int err), void *context);

void foo_begin_exchange(struct sock *sk)
{
	sock_hold(sk);
	foo_exchange(foo_exchanged, sk);
}

int foo_make_one(struct net *net)
{
	struct sock *sk = sk_alloc(net, 1, GFP_KERNEL, NULL, 0);

	if (!sk)
		return -ENOMEM;
	sk->sk_state = TCP_CLOSE;
	sock_put(sk);
	return 0;
}
