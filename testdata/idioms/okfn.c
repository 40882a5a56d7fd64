/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of the output path are told by their shape: a namespace, a socket, a buffer. Other
 * files hand them the socket that a hook was called with, which for a SYN-ACK is its request.
 */
#include <linux/skbuff.h>
#include <net/inet_sock.h>
#include <net/sock.h>

int foo_route_again(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	skb->mark = sk ? sk->sk_mark : 0; // expect-warning: nonfullsock-use
	return 0;
}

int foo_route_again_good(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	sk = sk_to_full_sk(sk);
	skb->mark = sk ? sk->sk_mark : 0;
	return 0;
}

/* Nobody but this file calls it, and nobody here does. */
static int foo_lonely(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	skb->mark = sk->sk_mark;
	return 0;
}

/* Of a listener, which is given to it as such. */
struct sock *foo_find_group(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return sk->sk_mark == skb->mark ? sk : NULL;
}

int foo_use(struct sock *sk, struct sk_buff *skb)
{
	lock_sock(sk);
	foo_lonely(sock_net(sk), sk, skb);
	release_sock(sk);
	return 0;
}

/* Installed where it gets what the output path has. */
struct lwtunnel_encap_ops {
	int (*output)(struct net *net, struct sock *sk, struct sk_buff *skb);
};

static int foo_core(struct sock *sk, struct sk_buff *skb)
{
	skb->mark = sk ? sk->sk_mark : 0; // expect-warning: nonfullsock-use
	return 0;
}

static int foo_core_good(struct sock *sk, struct sk_buff *skb)
{
	skb->mark = sk && sk_fullsock(sk) ? sk->sk_mark : 0;
	return 0;
}

static int foo_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return foo_core(sk, skb);
}

static int foo_output_good(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return foo_core_good(sk, skb);
}

const struct lwtunnel_encap_ops foo_encap_ops = { .output = foo_output };
const struct lwtunnel_encap_ops foo_encap_ops_good = { .output = foo_output_good };
