/* SPDX-License-Identifier: GPL-2.0-only */
/* inet6_hashtables.h - the IPv6 half of inet_hashtables.h. */
#ifndef SKBOWN_KERNEL_NET_INET6_HASHTABLES_H
#define SKBOWN_KERNEL_NET_INET6_HASHTABLES_H

#include <net/inet_hashtables.h>

struct sock *inet6_steal_sock(struct net *net, struct sk_buff *skb, int doff,
			      const struct in6_addr *saddr, const __be16 sport,
			      const struct in6_addr *daddr, const __be16 dport,
			      bool *refcounted, void *ehashfn);

#endif
