/* SPDX-License-Identifier: GPL-2.0-only */
/* The egress hook reads a member of a request; fixed by sk_to_full_sk() and sk_fullsock(). */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <linux/netfilter.h>
#include <net/inet_sock.h>

int foo_run(void *prog, struct sk_buff *skb);

static unsigned int foo_egress_faulty(void *priv, struct sk_buff *skb,
				      const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (sk && sk == skb->sk && foo_run(sk->sk_user_data, skb)) // expect: nonfullsock-use
		return NF_DROP;
	return NF_ACCEPT;
}

static unsigned int foo_egress_fixed(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	struct sock *full = sk_to_full_sk(skb->sk);

	if (full && sk_fullsock(full) && full == skb_to_full_sk(skb) &&
	    foo_run(full->sk_user_data, skb))
		return NF_DROP;
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_ops[] = {
	{ .hook = foo_egress_faulty },
	{ .hook = foo_egress_fixed },
};
