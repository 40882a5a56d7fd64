/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * use-after-orphan - sockets that are used when nothing keeps them any more.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/printk.h>
#include <net/inet_hashtables.h>
#include <net/sock.h>

struct foo_sock {
	struct sock sk;
	int pending;
};

struct foo_node {
	struct sock *sk;
	struct foo_node *next;
	unsigned int key;
};

extern struct inet_hashinfo foo_hash;
extern struct foo_node *foo_nodes;
void foo_hw_notify(struct sock *sk, int what);

/* The owner goes, and with it perhaps the socket. */
void foo_error(struct sk_buff *skb, int err)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	skb_orphan(skb); // note: ends here
	sk->sk_err = err; // expect-warning: use-after-orphan
	kfree_skb(skb);
}

/* Freed on the line before. */
void foo_done(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	consume_skb(skb);
	if (sk)
		sk->sk_data_ready(sk); // expect-warning: use-after-orphan
}

/* A method of the socket is called through it as well. */
void foo_wakeup(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	dev_kfree_skb_any(skb);
	sk->sk_write_space(sk); // expect-warning: use-after-orphan
}

/* On the error path only. */
int foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct sock *sk = skb->sk;
	int len = skb->len;

	if (len > 1500) {
		kfree_skb(skb);
		if (sk)
			sk->sk_err = EMSGSIZE; // expect-warning: use-after-orphan
		return -EMSGSIZE;
	}
	skb->dev = dev;
	return dev_queue_xmit(skb);
}

/* Sent: it may be freed by the time that the call comes back. */
int foo_forward(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	int ret;

	if (!sk)
		return -EINVAL;
	ret = dev_queue_xmit(skb);
	if (ret)
		sk->sk_err = ret; // expect-warning: use-after-orphan
	return ret;
}

/* Through a member of the protocol's own socket. */
void foo_acked(struct sk_buff *skb)
{
	struct foo_sock *fs = (struct foo_sock *)skb->sk;

	if (!fs)
		return;
	kfree_skb(skb);
	fs->pending--; // expect-warning: use-after-orphan
}

/* By a function that reads it. */
void foo_charge_back(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	skb_orphan(skb);
	skb_set_owner_w(skb, sk); // expect-warning: use-after-orphan
}

/* Held too late: the count may be anything by now. */
void foo_hold_late(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	skb_orphan(skb);
	sock_hold(sk); // expect: use-after-orphan, ?hold-on-dying-sock
	skb->sk = sk;
	skb->destructor = sock_efree;
}

/* In a helper that is called after it. */
static void foo_report(struct sock *sk, int err)
{
	sk->sk_err = err;
	sk->sk_error_report(sk);
}

void foo_abort(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	kfree_skb(skb);
	if (sk)
		foo_report(sk, ECONNABORTED); // expect-warning: use-after-orphan
}

/* Freed in a helper. */
static void foo_discard(struct sk_buff *skb)
{
	skb->mark = 0;
	kfree_skb(skb);
}

void foo_reject(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	foo_discard(skb);
	if (sk)
		sk->sk_err = EPERM; // expect-warning: use-after-orphan
}

/* The look-up's reference is put before the last use. */
int foo_lookup_state(struct net *net)
{
	struct sock *sk = inet_lookup_established(net, &foo_hash, 1, 2, 3, 4, 5);
	int state;

	if (!sk)
		return -ENOENT;
	sock_gen_put(sk); // note: ends here
	state = sk->sk_state; // expect-warning: use-after-orphan
	return state;
}

/* One branch puts early. */
void foo_lookup_early(struct net *net, int check)
{
	struct sock *sk = inet_lookup_established(net, &foo_hash, 1, 2, 3, 4, 5);

	if (!sk)
		return;
	if (check)
		sock_gen_put(sk);
	pr_debug("state %d\n", sk->sk_state); // expect-warning: use-after-orphan
	if (!check)
		sock_gen_put(sk);
}

/* The unit's own finder gives a reference. */
static struct sock *foo_get(unsigned int key)
{
	struct foo_node *n;

	for (n = foo_nodes; n; n = n->next)
		if (n->key == key) {
			sock_hold(n->sk);
			return n->sk;
		}
	return NULL;
}

int foo_connect(unsigned int key)
{
	struct sock *sk = foo_get(key);

	if (!sk)
		return -ENOENT;
	sock_put(sk);
	sk->sk_err = 0; // expect-warning: use-after-orphan
	return 0;
}

/* To a function that was not seen: most likely it looks. */
void foo_tell(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	kfree_skb(skb);
	foo_hw_notify(sk, 1); // expect-note: use-after-orphan
}

/* The helper frees and uses; it is the caller that keeps nothing. */
static void foo_finish(struct sk_buff *skb, int err)
{
	struct sock *sk = skb->sk;

	kfree_skb(skb); // note: ends here
	sk->sk_err = err; // expect-warning: use-after-orphan
}

void foo_timeout(struct sk_buff *skb)
{
	foo_finish(skb, ETIMEDOUT);
}

/* Put again what the buffer's destructor has put. */
void foo_put_both(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	kfree_skb(skb);
	sock_put(sk); // expect-warning: use-after-orphan
}

/* Unlocked behind the put: right only when whoever drops the last reference takes the lock first. */
void foo_unlock_last(unsigned int key)
{
	struct sock *sk = foo_get(key);

	if (!sk)
		return;
	lock_sock(sk);
	sk->sk_err = 0;
	sock_put(sk);
	release_sock(sk); // expect-note: use-after-orphan
}

/* The same with the reference that came with the call: a timer's, say. */
void foo_timer(struct sock *sk)
{
	lock_sock(sk);
	sk->sk_err = ETIMEDOUT;
	sock_put(sk);
	release_sock(sk); // expect-note: use-after-orphan
}

/* ... and of a socket that a timer is part of. */
void foo_timer_of(int *timer)
{
	struct foo_sock *fs = container_of(timer, struct foo_sock, pending);
	struct sock *sk = &fs->sk;

	bh_lock_sock(sk);
	sk->sk_err = ETIMEDOUT;
	sock_put(sk);
	bh_unlock_sock(sk); // expect-note: use-after-orphan
}

/* A lock in the socket is given back when the socket may be gone. */
void foo_unlock_member(unsigned int key)
{
	struct sock *sk = foo_get(key);

	if (!sk)
		return;
	read_lock_bh(&sk->sk_callback_lock);
	sk->sk_err = 0;
	sock_put(sk);
	read_unlock_bh(&sk->sk_callback_lock); // expect-note: use-after-orphan
}

/* Held while it waits for the lock: the reference has to outlive the lock. */
void foo_expire(struct foo_sock *fs)
{
	struct sock *sk = &fs->sk;

	sock_hold(sk); // note: reference to 'fs' taken here
	lock_sock(sk); // note: 'fs' is locked here
	sk->sk_err = ETIMEDOUT;
	sock_put(sk); // note: what keeps 'fs' ends here
	release_sock(sk); // expect-note: use-after-orphan
}

/* A destructor that does the other's part first. */
static void foo_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	sock_wfree(skb); // note: the destructor of its buffer is called
	sk->sk_write_space(sk); // expect-note: use-after-orphan
}

void foo_charge(struct sk_buff *skb, struct sock *sk)
{
	skb_set_owner_w(skb, sk);
	skb->destructor = foo_wfree;
}

/* The socket around the work. */
void foo_close_work(int *work)
{
	struct foo_sock *fs = container_of(work, struct foo_sock, pending);
	struct sock *sk = &fs->sk;

	sock_hold(sk);
	lock_sock(sk);
	sk->sk_err = ECONNRESET;
	sock_put(sk);
	release_sock(sk); // expect-note: use-after-orphan
}

/* One that may be gone was held for the time of the report, and is reported after that. */
void foo_report_sent(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	sock_put(sk);
	sk->sk_error_report(sk); // expect: use-after-orphan
}

/* Queued as its own socket's error: the buffer is orphaned there, and the socket charged after that. */
void foo_tx_error(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	if (sock_queue_err_skb(sk, skb)) // expect-warning: use-after-orphan
		kfree_skb(skb);
}

/* A reference that came with the copy goes when the copy is queued. */
void foo_tx_acked(struct sk_buff *skb)
{
	struct sk_buff *ack = skb_clone_sk(skb);
	struct sock *sk = skb->sk;

	consume_skb(skb);
	if (!ack)
		return;
	if (sock_queue_err_skb(sk, ack)) // expect-warning: use-after-orphan
		kfree_skb(ack);
}

static void foo_refuse(struct sock *sk, struct sk_buff *skb, int err)
{
	kfree_skb(skb);
	sk->sk_err = err;
}

/* It gets the socket beside the buffer that keeps it. */
void foo_refuse_all(struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list)))
		if (skb->sk)
			foo_refuse(skb->sk, skb, EPERM); // expect-warning: use-after-orphan
}

struct foo_msg {
	spinlock_t lock;
	struct foo_sock *fs;
	struct sock *child;
	int flags;
};

/* Held under the lock so that it is there behind it, and woken when the reference is gone. */
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
		sock_put(&fs->sk);
		fs->pending = 0; // expect-note: use-after-orphan
	}
}

struct sock *unix_peer_get(struct sock *sk);
struct sock *foo_found_by(int key);

static struct sock *foo_listener(int key)
{
	struct sock *sk = foo_found_by(key);

	return sk && refcount_inc_not_zero(&sk->sk_refcnt) ? sk : NULL;
}

/* Of two look-ups one gave the reference; it is put before the lock in the socket is released. */
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
	sock_put(sk);
	bh_unlock_sock(sk); // expect: use-after-orphan
	return 0;
}

/* What is passed is put, and counted in behind that. */
static int foo_deliver(struct sock *sk, struct sk_buff *skb)
{
	kfree_skb(skb);
	sock_put(sk);
	atomic_inc(&sk->sk_drops); // expect: use-after-orphan
	return 0;
}

int foo_send_to(struct sk_buff *skb, int key)
{
	struct sock *sk = foo_listener(key);

	if (!sk)
		return -ENOENT;
	return foo_deliver(sk, skb);
}

/* What the file kept is gone with foo_destroy(), and then the hold over the lock. */
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
	sock_put(sk);
	release_sock(sk); // expect: use-after-orphan
	return 0;
}

const struct proto_ops foo_release_ops = {
	.release = foo_release,
};

void foo_unlink(struct foo_sock *fs);

/* It was locked before it was held: the reference is for what may drop the other ones. */
void foo_stop(struct foo_msg *m)
{
	struct sock *sk = m->child;

	bh_lock_sock(sk);
	sock_hold(sk);
	foo_unlink((struct foo_sock *)sk);
	sock_put(sk);
	bh_unlock_sock(sk); // expect-note: use-after-orphan
}

struct foo_sock *foo_find(struct foo_msg *m, int token);

static void foo_receive(struct foo_sock *fs)
{
	sock_hold(&fs->sk);
	fs->pending = 0;
	sock_put(&fs->sk);
}

/* Looked up and held under the lock, and put before it gets what it was looked up for. */
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
	sock_put(&fs->sk);
	foo_receive(fs); // expect-note: use-after-orphan
}

struct foo_session {
	struct sock *sk;
	struct list_head list;
};

/* The session's reference is put, and its socket told. */
void foo_session_drop(struct foo_session *session)
{
	list_del(&session->list);
	sock_put(session->sk); // note: put here
	session->sk->sk_err = EPIPE; // expect-note: use-after-orphan
}

/* The caller's lock is held on what is put. */
int foo_process_child(struct sock *child, int err)
{
	child->sk_err = err;
	sock_put(child);
	bh_unlock_sock(child); // expect-note: use-after-orphan
	return err;
}

void foo_detach(struct sock *sk);

/* Kept over the end of its use by the user, and not long enough. */
static void foo_close_early(struct sock *sk, long timeout)
{
	sock_hold(sk);
	sk_common_release(sk);
	lock_sock(sk);
	sk->sk_state = TCP_CLOSE;
	release_sock(sk);
	sock_put(sk); // note: put here
	foo_detach(sk); // expect-note: use-after-orphan
}

struct proto foo_early_proto = { .close = foo_close_early };

/* The context of a callback has the reference that is put at its end. */
static void foo_exchanged(void *context, int err)
{
	struct sock *sk = context;

	sock_put(sk); // note: put here
	sk->sk_err = -err; // expect-note: use-after-orphan
}

void foo_exchange(void (*done)(void *context, int err), void *context);

void foo_begin_exchange(struct sock *sk)
{
	sock_hold(sk);
	foo_exchange(foo_exchanged, sk);
}

/* Its maker gives it up. */
int foo_make_one(struct net *net)
{
	struct sock *sk = sk_alloc(net, 1, GFP_KERNEL, NULL, 0);

	if (!sk)
		return -ENOMEM;
	sk->sk_err = 0;
	sock_put(sk); // note: put here
	sk->sk_state = TCP_CLOSE; // expect-note: use-after-orphan
	return 0;
}
