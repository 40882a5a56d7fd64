/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What callers in other files rely on: a function of which there is a model is given what
 * the model says.
 */
#include <linux/skbuff.h>
#include <linux/can/skb.h>
#include <linux/spinlock.h>
#include <linux/errno.h>
#include <net/netfilter/nf_tproxy.h>
#include <net/sock.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/tcp.h>

int foo_is_transparent(const struct sock *sk);
void foo_deschedule(struct inet_timewait_sock *tw);
void foo_use(struct sock *sk);
struct sock *foo_listener(const struct sk_buff *skb);

/* Its callers have looked up sockets of all kinds. */
bool nf_tproxy_sk_is_transparent(struct sock *sk)
{
	if (foo_is_transparent(sk))
		return true;
	sock_put(sk); // expect-warning: nonfullsock-put
	return false;
}

void nf_tproxy_assign_sock(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree; // expect: nonfullsock-put, ?destructor-without-hold
}

/* It asks whether the socket is full, and the destructor of the others is for full ones. */
void skb_set_owner_w(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	if (!sk_fullsock(sk)) {
		skb->destructor = sock_efree; // expect-warning: nonfullsock-put
		sock_hold(sk); // allow-note: hold-on-dying-sock
		return;
	}
	skb->destructor = sock_wfree;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
}

/* Who tries to take a reference is given sockets that may be gone. */
bool skb_set_owner_sk_safe(struct sk_buff *skb, struct sock *sk)
{
	if (!sk)
		return false;
	sock_hold(sk); // expect-warning: hold-on-dying-sock
	skb_orphan(skb);
	skb->destructor = sock_efree;
	skb->sk = sk;
	return true;
}

/* A TIME_WAIT socket stands in the table before it is counted. */
int tcp_twsk_unique(struct sock *sk, struct sock *sktw, void *twp)
{
	if (sktw->sk_state != TCP_TIME_WAIT || !twp)
		return 0;
	sock_hold(sktw); // expect-warning: hold-on-dying-sock
	return 1;
}

/* ... also where a socket that is gone makes no other difference. */
void can_skb_set_owner(struct sk_buff *skb, struct sock *sk)
{
	if (!sk)
		return;
	sock_hold(sk); // expect-warning: hold-on-dying-sock
	skb_orphan(skb);
	skb->destructor = sock_efree;
	skb->sk = sk;
}

/* Its callers have found a TIME_WAIT socket. */
struct sock *nf_tproxy_handle_time_wait4(struct net *net, struct sk_buff *skb, __be32 laddr,
					 __be16 lport, struct sock *sk)
{
	struct sock *listener;

	if (skb->len < 20) {
		sock_put(sk); // expect-note: nonfullsock-put
		return NULL;
	}
	listener = foo_listener(skb);
	if (listener) {
		foo_deschedule(inet_twsk(sk));
		return listener;
	}
	return sk;
}

struct sock *foo_time_wait_right(struct sk_buff *skb, struct sock *sk, int len)
{
	struct sock *listener;

	if (len < 20) {
		inet_twsk_put(inet_twsk(sk));
		return NULL;
	}
	listener = foo_listener(skb);
	if (listener) {
		foo_deschedule(inet_twsk(sk));
		return listener;
	}
	return sk;
}

/* Looked at: what it is elsewhere nobody has said. */
void foo_forget(struct sock *sk)
{
	if (sk->sk_state == TCP_TIME_WAIT) {
		foo_deschedule(inet_twsk(sk));
		return;
	}
	sk->sk_mark = 0;
}

/* The caller has looked, and says so. */
void foo_forget_told(struct sock *sk, bool timewait)
{
	if (timewait)
		foo_deschedule(inet_twsk(sk));
	else
		tcp_sk(sk)->snd_una = 0;
}

/* --- a reference that is there cannot be refused --- */

struct foo_list {
	spinlock_t lock;
	struct sock *first;
};

static struct sock *foo_first(struct foo_list *list)
{
	struct sock *sk;

	spin_lock(&list->lock);
	sk = list->first;
	if (sk)
		sock_hold(sk);
	spin_unlock(&list->lock);
	return sk;
}

/* The second one is taken for the buffer: where the first is held there is one to take. */
int foo_own(struct sk_buff *skb, struct foo_list *list)
{
	struct sock *sk = foo_first(list);

	if (!sk)
		return -ENOENT;
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return -EINVAL;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree;
	sock_put(sk);
	return 0;
}

/* The first is forgotten there. */
int foo_own_other(struct sk_buff *skb, struct foo_list *list, int type)
{
	struct sock *sk = foo_first(list);

	if (!sk)
		return -ENOENT;
	if (sk->sk_type != type)
		return -EINVAL; // expect: sock-reference-leak
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return -EINVAL;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree;
	sock_put(sk);
	return 0;
}

/* What is not held may be gone. */
int foo_hold(struct sock *sk)
{
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return -EINVAL;
	foo_use(sk);
	sock_put(sk);
	return 0;
}
