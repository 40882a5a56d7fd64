/* SPDX-License-Identifier: GPL-2.0-only */
/* xt_socket: the mark is restored from full sockets only. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <linux/netfilter/x_tables.h>
#include <net/netfilter/nf_socket.h>

static bool foo_mt_faulty(const struct sk_buff *skb, struct xt_action_param *par)
{
	struct sk_buff *pskb = (struct sk_buff *)skb;
	struct sock *sk = skb->sk;

	if (!sk)
		sk = nf_sk_lookup_slow_v4(xt_net(par), skb, xt_in(par));
	if (!sk)
		return false;
	if (par->matchinfo)
		pskb->mark = sk->sk_mark; // expect-warning: nonfullsock-use
	if (sk != skb->sk)
		sock_gen_put(sk);
	return true;
}

static bool foo_mt_fixed(const struct sk_buff *skb, struct xt_action_param *par)
{
	struct sk_buff *pskb = (struct sk_buff *)skb;
	struct sock *sk = skb->sk;

	if (!sk)
		sk = nf_sk_lookup_slow_v4(xt_net(par), skb, xt_in(par));
	if (!sk)
		return false;
	if (par->matchinfo && sk_fullsock(sk))
		pskb->mark = sk->sk_mark;
	if (sk != skb->sk)
		sock_gen_put(sk);
	return true;
}

struct xt_match foo_matches[] = {
	{ .name = "faulty", .match = foo_mt_faulty },
	{ .name = "fixed", .match = foo_mt_fixed },
};
