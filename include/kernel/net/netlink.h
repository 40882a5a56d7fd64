/* SPDX-License-Identifier: GPL-2.0-only */
/* netlink.h - messages to user space. */
#ifndef SKBOWN_KERNEL_NET_NETLINK_H
#define SKBOWN_KERNEL_NET_NETLINK_H

#include <net/sock.h>

struct sk_buff *nlmsg_new(size_t payload, gfp_t flags);
struct sk_buff *genlmsg_new(size_t payload, gfp_t flags);
void nlmsg_free(struct sk_buff *skb);
void nlmsg_consume(struct sk_buff *skb);
int nlmsg_unicast(struct sock *sk, struct sk_buff *skb, u32 portid);
int nlmsg_multicast(struct sock *sk, struct sk_buff *skb, u32 portid, unsigned int group, gfp_t flags);
int netlink_unicast(struct sock *ssk, struct sk_buff *skb, u32 portid, int nonblock);
int netlink_broadcast(struct sock *ssk, struct sk_buff *skb, u32 portid, u32 group, gfp_t allocation);

#endif
