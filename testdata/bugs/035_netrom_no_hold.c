/* SPDX-License-Identifier: GPL-2.0-only */
/* 4638faac0327: sock_efree() for a socket that was not held. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <net/sock.h>

static struct hlist_head foo_list;
static struct proto foo_proto;

static struct sock *foo_make_new(struct sock *osk)
{
	struct sock *sk = sk_alloc(sock_net(osk), osk->sk_family, GFP_ATOMIC, &foo_proto, 0);

	if (!sk)
		return NULL;
	sock_init_data(NULL, sk);
	sk->sk_type = osk->sk_type;
	sk->sk_state = TCP_ESTABLISHED;
	return sk;
}

static void foo_insert(struct sock *sk)
{
	sk_add_node(sk, &foo_list);
}

int foo_rx_faulty(struct sock *sk, struct sk_buff *skb)
{
	struct sock *make;

	skb_orphan(skb);
	if (sk->sk_state != TCP_LISTEN || (make = foo_make_new(sk)) == NULL)
		return 0;
	skb->sk = make;
	skb->destructor = sock_efree; // expect: destructor-without-hold
	foo_insert(make);
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
	foo_insert(make);
	skb_queue_head(&sk->sk_receive_queue, skb);
	return 1;
}
