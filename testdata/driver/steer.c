// SPDX-License-Identifier: GPL-2.0-only
/*
 * steer - netfilter hooks: IPv4 packets that cross our devices get their mark and
 * their queue from the socket they belong to. Such a socket may be of any kind:
 * full, a request (SYN_RECV) or TIME_WAIT.
 */
#include <linux/ip.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/tcp.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/tcp.h>

#include "vnic.h"

/* BUG nonfullsock-use: a SYN-ACK's owner is a request socket, it has no sk_mark. */
static unsigned int vnic_hook_out(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!vnic_is_vnic(state->out))
		return NF_ACCEPT;
	if (sk && !skb->mark)
		skb->mark = READ_ONCE(sk->sk_mark);
	return NF_ACCEPT;
}

/* The same question asked the right way: of the listener for a request. */
static unsigned int vnic_hook_prio(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	struct sock *sk;

	if (!vnic_is_vnic(state->out) || skb->priority)
		return NF_ACCEPT;
	sk = skb_to_full_sk(skb);
	if (sk && sk_fullsock(sk))
		skb->priority = READ_ONCE(sk->sk_priority);
	return NF_ACCEPT;
}

static struct sock *vnic_established(struct net *net, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct tcphdr _th, *th;

	if (iph->protocol != IPPROTO_TCP)
		return NULL;
	th = skb_header_pointer(skb, ip_hdrlen(skb), sizeof(_th), &_th);
	if (!th)
		return NULL;
	return __inet_lookup_established(net, net->ipv4.tcp_death_row.hashinfo,
					 iph->saddr, th->source,
					 iph->daddr, ntohs(th->dest),
					 skb->dev->ifindex, 0);
}

/* BUG nonfullsock-put: the look-up finds TIME_WAIT sockets, sock_put() frees them wrongly. */
static unsigned int vnic_hook_in(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	struct sock *sk;

	if (!vnic_is_vnic(state->in) || skb->sk)
		return NF_ACCEPT;
	sk = vnic_established(state->net, skb);
	if (!sk)
		return NF_ACCEPT;
	if (sk->sk_state == TCP_ESTABLISHED)
		skb->mark = READ_ONCE(sk->sk_mark);
	sock_put(sk);
	return NF_ACCEPT;
}

static bool vnic_transparent(const struct sock *sk)
{
	switch (sk->sk_state) {
	case TCP_TIME_WAIT:
		return inet_twsk(sk)->tw_transparent;
	case TCP_NEW_SYN_RECV:
		return inet_rsk(inet_reqsk(sk))->no_srccheck;
	default:
		return inet_test_bit(TRANSPARENT, sk);
	}
}

/* Only a socket that we have looked up ourselves is ours to put. */
static unsigned int vnic_hook_transparent(void *priv, struct sk_buff *skb,
					  const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!vnic_is_vnic(state->in))
		return NF_ACCEPT;
	if (!sk)
		sk = vnic_established(state->net, skb);
	if (!sk)
		return NF_ACCEPT;
	if (vnic_transparent(sk))
		skb->mark |= 1;
	if (sk != skb->sk)
		sock_gen_put(sk);
	return NF_ACCEPT;
}

/* Early demultiplexing: the buffer keeps the look-up's reference. */
static unsigned int vnic_hook_demux(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct sock *sk;

	if (!vnic_is_vnic(state->in) || skb->sk)
		return NF_ACCEPT;
	sk = vnic_established(state->net, skb);
	if (!sk)
		return NF_ACCEPT;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_edemux;
	if (sk_fullsock(sk))
		skb->hash = READ_ONCE(sk->sk_txhash);
	return NF_ACCEPT;
}

static const struct nf_hook_ops vnic_hooks[] = {
	{
		.hook		= vnic_hook_demux,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_MANGLE,
	}, {
		.hook		= vnic_hook_transparent,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_MANGLE + 1,
	}, {
		.hook		= vnic_hook_in,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= NF_IP_PRI_MANGLE,
	}, {
		.hook		= vnic_hook_out,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_POST_ROUTING,
		.priority	= NF_IP_PRI_MANGLE,
	}, {
		.hook		= vnic_hook_prio,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_POST_ROUTING,
		.priority	= NF_IP_PRI_MANGLE + 1,
	},
};

static int __net_init vnic_net_init(struct net *net)
{
	return nf_register_net_hooks(net, vnic_hooks, ARRAY_SIZE(vnic_hooks));
}

static void __net_exit vnic_net_exit(struct net *net)
{
	nf_unregister_net_hooks(net, vnic_hooks, ARRAY_SIZE(vnic_hooks));
}

static struct pernet_operations vnic_net_ops = {
	.init	= vnic_net_init,
	.exit	= vnic_net_exit,
};

int vnic_steer_init(void)
{
	return register_pernet_subsys(&vnic_net_ops);
}

void vnic_steer_exit(void)
{
	unregister_pernet_subsys(&vnic_net_ops);
}
