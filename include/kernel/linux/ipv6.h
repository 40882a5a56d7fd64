/* SPDX-License-Identifier: GPL-2.0-only */
/* ipv6.h - the header of IPv6. */
#ifndef SKBOWN_KERNEL_LINUX_IPV6_H
#define SKBOWN_KERNEL_LINUX_IPV6_H

#include <linux/skbuff.h>

struct ipv6hdr {
	__u8 priority : 4, version : 4;
	__u8 flow_lbl[3];
	__be16 payload_len;
	__u8 nexthdr, hop_limit;
	struct in6_addr saddr, daddr;
};

struct ipv6hdr *ipv6_hdr(const struct sk_buff *skb);
int inet6_iif(const struct sk_buff *skb);
int inet6_sdif(const struct sk_buff *skb);

#endif
