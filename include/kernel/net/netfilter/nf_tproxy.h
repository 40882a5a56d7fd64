/* SPDX-License-Identifier: GPL-2.0-only */
/* nf_tproxy.h - transparent proxies. */
#ifndef SKBOWN_KERNEL_NET_NETFILTER_NF_TPROXY_H
#define SKBOWN_KERNEL_NET_NETFILTER_NF_TPROXY_H

#include <net/inet_sock.h>

enum nf_tproxy_lookup_t { NF_TPROXY_LOOKUP_LISTENER, NF_TPROXY_LOOKUP_ESTABLISHED };

bool nf_tproxy_sk_is_transparent(struct sock *sk);
void nf_tproxy_assign_sock(struct sk_buff *skb, struct sock *sk);
struct sock *nf_tproxy_get_sock_v4(struct net *net, struct sk_buff *skb, const u8 protocol,
				   const __be32 saddr, const __be32 daddr, const __be16 sport,
				   const __be16 dport, const struct net_device *in,
				   const enum nf_tproxy_lookup_t lookup_type);
struct sock *nf_tproxy_get_sock_v6(struct net *net, struct sk_buff *skb, int thoff,
				   const u8 protocol, const struct in6_addr *saddr,
				   const struct in6_addr *daddr, const __be16 sport,
				   const __be16 dport, const struct net_device *in,
				   const enum nf_tproxy_lookup_t lookup_type);
struct sock *nf_tproxy_handle_time_wait4(struct net *net, struct sk_buff *skb, __be32 laddr,
					 __be16 lport, struct sock *sk);

#endif
