/* SPDX-License-Identifier: GPL-2.0-only */
/* ip.h - IPv4 inside the kernel. */
#ifndef SKBOWN_KERNEL_NET_IP_H
#define SKBOWN_KERNEL_NET_IP_H

#include <linux/ip.h>
#include <net/inet_sock.h>
#include <net/dst.h>

int ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int __ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int ip_queue_xmit(struct sock *sk, struct sk_buff *skb, void *fl);
int ip_output(struct net *net, struct sock *sk, struct sk_buff *skb);
int ip_send_skb(struct net *net, struct sk_buff *skb);
int ip6_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int ip_rcv(struct sk_buff *skb, struct net_device *dev, void *pt, struct net_device *orig_dev);
int xfrm_output_resume(struct sock *sk, struct sk_buff *skb, int err);
int inet_sdif(const struct sk_buff *skb);
int inet_iif(const struct sk_buff *skb);
void icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info);

#endif
