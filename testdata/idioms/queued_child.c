/* SPDX-License-Identifier: GPL-2.0-only */
/* A new connection waits in its listener's queue: the buffer holds its socket, with no destructor. */
#include <linux/skbuff.h>
#include <linux/net.h>
#include <net/sock.h>

struct foo_call {
	struct sock sk;
	int lci;
};

struct sock *foo_make_new(struct sock *listener);

static void foo_insert(struct sock *sk)
{
	sk->sk_state = TCP_ESTABLISHED;
}

int foo_rx_call(struct sock *sk, struct sk_buff *skb, int lci)
{
	struct sock *make;

	skb_orphan(skb);
	skb->sk = NULL;
	if (sk_acceptq_is_full(sk) || (make = foo_make_new(sk)) == NULL) {
		kfree_skb(skb);
		return 0;
	}
	skb->sk = make;
	make->sk_state = TCP_ESTABLISHED;
	((struct foo_call *)make)->lci = lci;
	sk_acceptq_added(sk);
	sock_hold(make);
	foo_insert(make);
	skb_queue_head(&sk->sk_receive_queue, skb);
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
	return 1;
}

int foo_accept(struct sock *sk, struct socket *newsock)
{
	struct sk_buff *skb;
	struct sock *newsk;

	lock_sock(sk);
	skb = skb_dequeue(&sk->sk_receive_queue);
	if (!skb) {
		release_sock(sk);
		return -EAGAIN;
	}
	newsk = skb->sk;
	if (sock_flag(newsk, SOCK_DEAD)) {
		skb->sk = NULL;
		sock_put(newsk);
		kfree_skb(skb);
		release_sock(sk);
		return -ECONNABORTED;
	}
	sock_graft(newsk, newsock);
	skb->sk = NULL;
	sock_put(newsk);
	kfree_skb(skb);
	sk_acceptq_removed(sk);
	release_sock(sk);
	return 0;
}

void foo_destroy(struct sock *sk)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&sk->sk_receive_queue)) != NULL) {
		if (skb->sk != sk) {
			sock_set_flag(skb->sk, SOCK_DEAD);
			sock_put(skb->sk);
			skb->sk = NULL;
		}
		kfree_skb(skb);
	}
	sock_put(sk);
}
