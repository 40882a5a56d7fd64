/* SPDX-License-Identifier: GPL-2.0-only */
/* nf_socket.h - looking for the socket of a buffer. */
#ifndef SKBOWN_KERNEL_NET_NETFILTER_NF_SOCKET_H
#define SKBOWN_KERNEL_NET_NETFILTER_NF_SOCKET_H

#include <net/sock.h>

struct sock *nf_sk_lookup_slow_v4(struct net *net, const struct sk_buff *skb,
				  const struct net_device *indev);
struct sock *nf_sk_lookup_slow_v6(struct net *net, const struct sk_buff *skb,
				  const struct net_device *indev);

#endif
