/* SPDX-License-Identifier: GPL-2.0-only */
/* The shape of the selinux fix with skb_to_full_sk(): a label is read from a request. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <linux/netfilter.h>
#include <net/inet_sock.h>

static unsigned int foo_output_faulty(void *priv, struct sk_buff *skb,
				      const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (sk && sk->sk_security) // expect: nonfullsock-use
		skb->mark = 1;
	return NF_ACCEPT;
}

static unsigned int foo_output_fixed(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	struct sock *sk = skb_to_full_sk(skb);

	if (sk && sk->sk_security) // allow-note: nonfullsock-use
		skb->mark = 1;
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_ops[] = {
	{ .hook = foo_output_faulty },
	{ .hook = foo_output_fixed },
};
