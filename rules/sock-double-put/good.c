/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sock-double-put - puts that each have a reference to put.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <linux/err.h>
#include <net/sock.h>
#include <net/udp.h>
#include <net/netfilter/nf_tproxy.h>
#include <net/inet_hashtables.h>

struct foo_sock {
	struct sock sk;
	u16 port;
	struct sock *peer;
	struct timer_list timer;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;

int foo_check(struct sk_buff *skb);

static struct sock *foo_find(u16 port)
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

/* In the branch, with its own way out. */
int foo_rcv(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);
	int err;

	if (!sk)
		return -ENOENT;
	err = foo_check(skb);
	if (err) {
		sock_put(sk);
		goto out;
	}
	sk->sk_data_ready(sk);
	sock_put(sk);
out:
	return err;
}

/* Two references, two puts. */
void foo_wake(struct sock *sk)
{
	sock_hold(sk);
	sock_hold(sk);
	sk->sk_data_ready(sk);
	sock_put(sk);
	sock_put(sk);
}

/* One for the buffer, one for this function. */
int foo_hand(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -ENOENT;
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	netif_rx(skb);
	sk->sk_data_ready(sk);
	sock_put(sk);
	return 0;
}

/* The pointer is cleared where the reference goes. */
int foo_cleared(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);
	int err;

	if (!sk)
		return -ENOENT;
	err = foo_check(skb);
	if (err) {
		sock_put(sk);
		sk = NULL;
	}
	if (sk)
		sock_put(sk);
	return err;
}

static void foo_drop(struct sock *sk, struct sk_buff *skb)
{
	kfree_skb(skb);
	sock_put(sk);
}

/* The helper puts; nobody else does. */
void foo_reject(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk) {
		kfree_skb(skb);
		return;
	}
	foo_drop(sk, skb);
}

/* Found anew in each turn. */
int foo_first(u16 from, u16 to)
{
	struct sock *sk = NULL;

	for (; from < to; from++) {
		sk = foo_find(from);
		if (!sk)
			continue;
		if (sk->sk_state == TCP_LISTEN)
			break;
		sock_put(sk);
		sk = NULL;
	}
	if (sk)
		sock_put(sk);
	return from;
}

/* The flag is asked. */
int foo_lookup_flag(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk;

	sk = __inet_lookup(net, hash, skb, 20, 1, 2, 3, 4, 0, 0, &refcounted);
	if (!sk)
		return 0;
	if (refcounted)
		sock_gen_put(sk);
	return 1;
}

/* Whether it was counted follows from where it came from. */
bool foo_match(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	bool match;

	if (!sk)
		sk = __inet_lookup_established(net, hash, 1, 2, 3, 4, 0, 0);
	if (!sk)
		return false;
	match = sk->sk_family == 2;
	if (sk != skb->sk)
		sock_gen_put(sk);
	return match;
}

/* Not held, not put. */
void foo_try(struct sock *sk, struct sk_buff *skb)
{
	if (!refcount_inc_not_zero(&sk->sk_refcnt)) {
		kfree_skb(skb);
		return;
	}
	sock_queue_rcv_skb(sk, skb);
	sock_put(sk);
}

/* The stored reference of an object is put with the object: taken elsewhere. */
void foo_destruct(struct sock *sk)
{
	struct foo_sock *fs = (struct foo_sock *)sk;

	if (fs->peer) {
		sock_put(fs->peer);
		fs->peer = NULL;
	}
}

/* The work's own reference, taken when it was queued. */
void foo_timeout(struct timer_list *t)
{
	struct foo_sock *fs = container_of(t, struct foo_sock, timer);
	struct sock *sk = &fs->sk;

	sk->sk_state_change(sk);
	sock_put(sk);
}

/* The first reference of a socket that this function closes is the creator's. */
void foo_release(struct sock *sk)
{
	sock_orphan(sk);
	sock_put(sk);
}

/* The queue's: each buffer that waits carries one. */
void foo_purge(struct sock *listener)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&listener->sk_receive_queue)) != NULL) {
		if (skb->sk && !skb->destructor) {
			sock_put(skb->sk);
			skb->sk = NULL;
		}
		kfree_skb(skb);
	}
}

/* Out of the table: __sock_put() for the table's, sock_put() for ours. */
void foo_unhash(u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return;
	spin_lock_bh(&foo_lock);
	if (sk_del_node_init(sk))
		sk->sk_err = 1;
	spin_unlock_bh(&foo_lock);
	sock_put(sk);
}

/* Stolen from the buffer: the caller's if it was counted. */
void foo_steal(struct sk_buff *skb)
{
	bool refcounted, prefetched;
	struct sock *sk = skb_steal_sock(skb, &refcounted, &prefetched);

	if (sk && refcounted)
		sock_gen_put(sk);
	kfree_skb(skb);
}

/* Put and held again by turns. */
void foo_requeue(struct sock *sk, int n)
{
	sock_hold(sk);
	while (n-- > 0) {
		sock_put(sk);
		sock_hold(sk);
	}
	sock_put(sk);
}

/* The function that sets the owner consumes the look-up's reference; without it there is one to put. */
int foo_redirect(struct sk_buff *skb, u16 port, bool wanted)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return -ENOENT;
	if (!wanted) {
		sock_gen_put(sk);
		return -EINVAL;
	}
	nf_tproxy_assign_sock(skb, sk);
	return 0;
}

static void foo_take_over(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	netif_rx(skb);
}

/* Two were taken here beside the buffer's, and two are put. */
void foo_handler(struct sk_buff *skb, u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return;
	sock_hold(sk);
	foo_take_over(skb, sk);
	sock_put(sk);
	sock_put(sk);
}

struct foo_bound {
	struct sock sk;
	u16 port;
};

static struct hlist_head foo_bound_table;
static spinlock_t foo_bound_lock;

static struct sock *foo_find_bound(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_bound_lock);
	sk_for_each(sk, &foo_bound_table)
		if (((struct foo_bound *)sk)->port == port)
			break;
	if (sk)
		sock_hold(sk);
	spin_unlock_bh(&foo_bound_lock);
	return sk;
}

int foo_tell_bound(u16 port, int err)
{
	struct sock *sk = foo_find_bound(port);

	if (!sk)
		return -ENOENT;
	WRITE_ONCE(sk->sk_err, err);
	sock_put(sk);
	return 0;
}

/* Off the table with the reference of the table. */
int foo_close_bound(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_bound_lock);
	sk_for_each(sk, &foo_bound_table)
		if (((struct foo_bound *)sk)->port == port)
			break;
	if (sk)
		hlist_del_init_rcu(&sk->sk_node);
	spin_unlock_bh(&foo_bound_lock);
	if (!sk)
		return -ENOENT;
	sock_put(sk);
	return 0;
}

/* Put while it is still locked: as long as it stands there the table has one. */
void foo_put_bound(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_bound_lock);
	sk_for_each(sk, &foo_bound_table)
		if (((struct foo_bound *)sk)->port == port) {
			sock_put(sk);
			break;
		}
	spin_unlock_bh(&foo_bound_lock);
}

/* Held over the call beside its file's reference. */
static int foo_user_recvmsg(struct socket *sock, struct msghdr *msg, size_t len, int flags)
{
	struct sock *sk = sock->sk;
	int err;

	sock_hold(sk);
	lock_sock(sk);
	err = sk->sk_state == TCP_ESTABLISHED ? 0 : -ENOTCONN;
	release_sock(sk);
	sock_put(sk);
	return err;
}

/* One of a state: who made it so has taken it. */
static int foo_user_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk;

	lock_sock(sk);
	if (sk->sk_state == TCP_CLOSING)
		sock_put(sk);
	release_sock(sk);
	return 0;
}

const struct proto_ops foo_user_ops = {
	.recvmsg = foo_user_recvmsg,
	.shutdown = foo_user_shutdown,
};
