/* SPDX-License-Identifier: GPL-2.0-only */
/* The socket is taken out of a buffer, with its reference. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <net/request_sock.h>
#include <net/inet_hashtables.h>

extern struct inet_hashinfo foo_hashinfo;

/* Whether a reference comes along depends on who prefetched it. */
struct sock *foo_steal_sock(struct sk_buff *skb, bool *refcounted, bool *prefetched)
{
	struct sock *sk = skb->sk;

	if (!sk) {
		*prefetched = false;
		*refcounted = false;
		return NULL;
	}
	*prefetched = skb->destructor == sock_pfree;
	if (*prefetched)
		*refcounted = sk_is_refcounted(sk);
	else
		*refcounted = true;
	skb->destructor = NULL;
	skb->sk = NULL;
	return sk;
}

struct sock *foo_lookup_skb(struct sk_buff *skb, bool *refcounted)
{
	bool prefetched;
	struct sock *sk = foo_steal_sock(skb, refcounted, &prefetched);

	if (sk)
		return sk;
	return __inet_lookup_skb(&foo_hashinfo, skb, 20, 1, 2, 0, refcounted);
}

int foo_rcv(struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk = foo_lookup_skb(skb, &refcounted);

	if (!sk) {
		kfree_skb(skb);
		return 0;
	}
	if (sk_fullsock(sk))
		sk->sk_err_soft = 0;
	kfree_skb(skb);
	if (refcounted)
		sock_gen_put(sk);
	return 1;
}

/* A request moves out of the buffer into the result, or is freed. */
struct request_sock *foo_cookie(struct sock *listener, struct sk_buff *skb)
{
	struct request_sock *req = inet_reqsk(skb->sk);

	skb->sk = NULL;
	skb->destructor = NULL;
	if (!req->mss) {
		reqsk_free(req);
		req = NULL;
	}
	return req;
}

/* The receiver's charge is taken back by hand. */
void foo_eat(struct sock *sk, struct sk_buff *skb)
{
	__skb_unlink(skb, &sk->sk_receive_queue);
	if (likely(skb->destructor == sock_rfree)) {
		sock_rfree(skb);
		skb->destructor = NULL;
		skb->sk = NULL;
	}
	kfree_skb(skb);
}

/* Assigned by a program: counted sockets get a reference, others need none. */
long foo_sk_assign(struct sk_buff *skb, struct sock *sk, u64 flags)
{
	if (!sk || flags != 0)
		return -EINVAL;
	if (sk_unhashed(sk))
		return -EOPNOTSUPP;
	if (sk_is_refcounted(sk) && unlikely(!refcount_inc_not_zero(&sk->sk_refcnt)))
		return -ENOENT;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_pfree;
	return 0;
}

/* A prefetched, uncounted one is counted before it is queued for long. */
int foo_queue(struct sk_buff *skb, struct sk_buff_head *q)
{
	if (skb->destructor == sock_pfree && !sk_is_refcounted(skb->sk)) {
		if (!refcount_inc_not_zero(&skb->sk->sk_refcnt))
			return -ENOTCONN;
		skb->destructor = sock_edemux;
	}
	skb_queue_tail(q, skb);
	return 0;
}
