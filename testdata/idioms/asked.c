/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Callers are unknown here, but the function itself says which sockets come: it asks for
 * them, it has just been told, it declares one, it casts to one.
 */
#include <linux/bug.h>
#include <linux/seq_file.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/tcp.h>

/* Requests are asked for below, so they are there when the lock is taken. */
int foo_show(struct sock *sk)
{
	int uid = 0;

	if (sk->sk_state != TCP_TIME_WAIT)
		lock_sock(sk); // expect-warning: nonfullsock-use
	if (sk->sk_state == TCP_NEW_SYN_RECV)
		uid = 1;
	if (sk_fullsock(sk))
		release_sock(sk);
	return uid;
}

int foo_show_good(struct sock *sk)
{
	int uid = 0;

	if (sk_fullsock(sk))
		lock_sock(sk);
	if (sk->sk_state == TCP_NEW_SYN_RECV)
		uid = 1;
	if (sk_fullsock(sk))
		release_sock(sk);
	return uid;
}

/* sk_fullsock() says that one of the two comes; which, when one was sent away, it does not. */
unsigned int foo_mark(struct sock *sk)
{
	if (sk && sk_fullsock(sk))
		return 1;
	return sk && sk->sk_state != TCP_TIME_WAIT ? sk->sk_mark : 0;
}

unsigned int foo_mark_bad(struct sock *sk)
{
	unsigned int mark = sk->sk_mark; // expect-warning: nonfullsock-use

	return sk_fullsock(sk) ? mark : 0;
}

/* What stops the kernel is no question. */
unsigned int foo_mark_sure(struct sock *sk)
{
	unsigned int mark = sk->sk_mark;

	BUG_ON(!sk_fullsock(sk));
	return mark + sk->sk_priority;
}

#define FOO_ASK(sk) (sk_fullsock(sk) ? 1 : 0)

/* Nor is what a macro asks that serves everybody. */
unsigned int foo_mark_macro(struct sock *sk)
{
	unsigned int mark = sk->sk_mark;

	return mark + FOO_ASK(sk);
}

/* Told by the case, whoever calls. */
int foo_case(const struct sock *sk)
{
	switch (sk->sk_state) {
	case TCP_TIME_WAIT:
		return sk->sk_mark; // expect-warning: nonfullsock-use
	case TCP_NEW_SYN_RECV:
		return inet_reqsk(sk)->syncookie;
	default:
		return sk->sk_mark;
	}
}

/* Declared as one. */
void foo_put_request(struct request_sock *req)
{
	sock_put((struct sock *)req); // expect-warning: nonfullsock-put
}

void foo_put_request_good(struct request_sock *req)
{
	reqsk_put(req);
}

/* Cast to one, and then not. */
int foo_cast(struct sock *sk)
{
	struct inet_timewait_sock *tw = inet_twsk(sk);
	int mark = tw->tw_mark;

	sock_put(sk); // expect-warning: nonfullsock-put
	return mark;
}

/* The caller says which it is: neither way knows of the other. */
int foo_either(struct sock *sk, bool timewait)
{
	if (timewait)
		return inet_twsk(sk)->tw_mark;
	return sk->sk_mark;
}

/* A destructor for full sockets, where it has just been found that this is none. */
void foo_attach(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	if (sk_fullsock(sk)) {
		skb_set_owner_w(skb, sk);
		return;
	}
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	skb->sk = sk;
	skb->destructor = sock_efree; // expect-warning: nonfullsock-put
}

void foo_attach_good(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	if (sk_fullsock(sk)) {
		skb_set_owner_w(skb, sk);
		return;
	}
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	skb->sk = sk;
	skb->destructor = sock_edemux;
}

/* Declared for all kinds. */
int foo_destroy(struct sock_common *common)
{
	struct sock *sk = (struct sock *)common;

	if (sk->sk_family != AF_INET)
		return -1;
	return sk->sk_protocol; // expect-warning: nonfullsock-use
}

int foo_destroy_good(struct sock_common *common)
{
	struct sock *sk = (struct sock *)common;

	if (!sk_fullsock(sk))
		return -1;
	return sk->sk_protocol;
}

static int foo_print_uid(struct sock *sk)
{
	return sk->sk_protocol;
}

/* One that shows the table of connections, and knows of TIME_WAIT, has to know of requests. */
static int foo_seq_show(struct seq_file *seq, void *v)
{
	struct sock *sk = v;

	if (sk->sk_state == TCP_TIME_WAIT)
		return inet_twsk(sk)->tw_mark;
	return foo_print_uid(sk); // expect-warning: nonfullsock-use
}

/* Sockets of another sort. */
static int foo_seq_show_udp(struct seq_file *seq, void *v)
{
	return foo_print_uid(v);
}

static int foo_seq_show_good(struct seq_file *seq, void *v)
{
	struct sock *sk = v;

	if (sk->sk_state == TCP_TIME_WAIT)
		return inet_twsk(sk)->tw_mark;
	if (sk->sk_state == TCP_NEW_SYN_RECV)
		return inet_reqsk(sk)->syncookie;
	return foo_print_uid(sk);
}

const struct seq_operations foo_seq_ops = { .show = foo_seq_show };
const struct seq_operations foo_seq_ops_udp = { .show = foo_seq_show_udp };
const struct seq_operations foo_seq_ops_good = { .show = foo_seq_show_good };

/* What went into a row comes out of it, of whatever kind. */
void foo_batch(struct inet_ehash_bucket *head, spinlock_t *lock)
{
	const struct hlist_nulls_node *node;
	struct sock *row[16], *sk;
	int i, n = 0;

	spin_lock_bh(lock);
	sk_nulls_for_each(sk, node, &head->chain)
		if (n < 16 && refcount_inc_not_zero(&sk->sk_refcnt))
			row[n++] = sk;
	spin_unlock_bh(lock);
	for (i = 0; i < n; i++)
		sock_put(row[i]); // expect: nonfullsock-put
}

void foo_batch_good(struct inet_ehash_bucket *head, spinlock_t *lock)
{
	const struct hlist_nulls_node *node;
	struct sock *row[16], *sk;
	int i, n = 0;

	spin_lock_bh(lock);
	sk_nulls_for_each(sk, node, &head->chain)
		if (n < 16 && refcount_inc_not_zero(&sk->sk_refcnt))
			row[n++] = sk;
	spin_unlock_bh(lock);
	for (i = 0; i < n; i++)
		sock_gen_put(row[i]);
}

void foo_batch_full(struct inet_ehash_bucket *head, spinlock_t *lock)
{
	const struct hlist_nulls_node *node;
	struct sock *row[16], *sk;
	int i, n = 0;

	spin_lock_bh(lock);
	sk_nulls_for_each(sk, node, &head->chain) {
		if (n == 16 || !sk_fullsock(sk))
			continue;
		sock_hold(sk);
		row[n++] = sk;
	}
	spin_unlock_bh(lock);
	for (i = 0; i < n; i++)
		sock_put(row[i]);
}
