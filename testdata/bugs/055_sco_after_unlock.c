/* SPDX-License-Identifier: GPL-2.0-only */
/* The voice link's socket is used when the lock that kept it has gone. */
#include <linux/skbuff.h>
#include <net/sock.h>

struct voice_conn {
	spinlock_t lock;
	struct sock *sk;
};

static struct sock *voice_sk_hold(struct voice_conn *conn)
{
	if (!conn->sk || !refcount_inc_not_zero(&conn->sk->sk_refcnt))
		return NULL;
	return conn->sk;
}

void voice_frame_bad(struct voice_conn *conn, struct sk_buff *skb)
{
	struct sock *sk;

	spin_lock(&conn->lock);
	sk = conn->sk;
	spin_unlock(&conn->lock);
	if (!sk || sk->sk_state != TCP_ESTABLISHED)
		goto drop;
	if (!sock_queue_rcv_skb(sk, skb)) // xfail: no-rule what a lock keeps alive is concurrency, which is not modelled
		return;
drop:
	kfree_skb(skb);
}

void voice_frame_good(struct voice_conn *conn, struct sk_buff *skb)
{
	struct sock *sk;

	spin_lock(&conn->lock);
	sk = voice_sk_hold(conn);
	spin_unlock(&conn->lock);
	if (!sk)
		goto drop;
	if (sk->sk_state == TCP_ESTABLISHED && !sock_queue_rcv_skb(sk, skb)) {
		sock_put(sk);
		return;
	}
	sock_put(sk);
drop:
	kfree_skb(skb);
}
