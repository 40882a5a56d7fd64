/* SPDX-License-Identifier: GPL-2.0-only */
/* 4638faac0327: sock_efree() for a socket that was not held. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct sock *foo_make_new(struct sock *sk);

int foo_rx_faulty(struct sock *sk, struct sk_buff *skb)
{
	struct sock *make;

	skb_orphan(skb);
	if (sk->sk_state != TCP_LISTEN || (make = foo_make_new(sk)) == NULL)
		return 0;
	skb->sk = make;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	make->sk_state = TCP_ESTABLISHED;
	skb_queue_head(&sk->sk_receive_queue, skb);
	return 1;
}

int foo_rx_fixed(struct sock *sk, struct sk_buff *skb)
{
	struct sock *make;

	skb_orphan(skb);
	if (sk->sk_state != TCP_LISTEN || (make = foo_make_new(sk)) == NULL)
		return 0;
	sock_hold(make);
	skb->sk = make;
	skb->destructor = sock_efree;
	make->sk_state = TCP_ESTABLISHED;
	skb_queue_head(&sk->sk_receive_queue, skb);
	return 1;
}
