/* SPDX-License-Identifier: GPL-2.0-only */
/* protocol.h - protocols above IP. */
#ifndef SKBOWN_KERNEL_NET_PROTOCOL_H
#define SKBOWN_KERNEL_NET_PROTOCOL_H

#include <linux/skbuff.h>

struct net_protocol {
	int (*handler)(struct sk_buff *skb);
	int (*err_handler)(struct sk_buff *skb, u32 info);
	unsigned int no_policy : 1;
};
struct inet6_protocol {
	int (*handler)(struct sk_buff *skb);
	int (*err_handler)(struct sk_buff *skb, void *opt, u8 type, u8 code, int offset, __be32 info);
	unsigned int flags;
};
int inet_add_protocol(const struct net_protocol *prot, unsigned char num);

#endif
