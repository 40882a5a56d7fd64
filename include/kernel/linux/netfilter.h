/* SPDX-License-Identifier: GPL-2.0-only */
/* netfilter.h - hooks in the paths of buffers. */
#ifndef SKBOWN_KERNEL_LINUX_NETFILTER_H
#define SKBOWN_KERNEL_LINUX_NETFILTER_H

#include <linux/netdevice.h>
#include <net/net_namespace.h>

#define NF_DROP 0
#define NF_ACCEPT 1
#define NF_STOLEN 2
#define NF_QUEUE 3
enum { NF_INET_PRE_ROUTING, NF_INET_LOCAL_IN, NF_INET_FORWARD, NF_INET_LOCAL_OUT, NF_INET_POST_ROUTING };
enum { NFPROTO_IPV4 = 2, NFPROTO_IPV6 = 10 };

struct sock;
struct nf_hook_state {
	u8 hook;
	u8 pf;
	struct net_device *in, *out;
	struct sock *sk;
	struct net *net;
	int (*okfn)(struct net *net, struct sock *sk, struct sk_buff *skb);
};
typedef unsigned int nf_hookfn(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);
struct nf_hook_ops {
	nf_hookfn *hook;
	void *priv;
	u8 pf;
	unsigned int hooknum;
	int priority;
};

int nf_register_net_hook(struct net *net, const struct nf_hook_ops *ops);
int NF_HOOK(u8 pf, unsigned int hook, struct net *net, struct sock *sk, struct sk_buff *skb,
	    struct net_device *in, struct net_device *out,
	    int (*okfn)(struct net *net, struct sock *sk, struct sk_buff *skb));

#endif
