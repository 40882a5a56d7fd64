/* SPDX-License-Identifier: GPL-2.0-only */
/* ip.h - the header of IPv4. */
#ifndef SKBOWN_KERNEL_LINUX_IP_H
#define SKBOWN_KERNEL_LINUX_IP_H

#include <linux/skbuff.h>

struct iphdr {
	__u8 ihl : 4, version : 4;
	__u8 tos;
	__be16 tot_len, id, frag_off;
	__u8 ttl, protocol;
	__sum16 check;
	__be32 saddr, daddr;
};
#define IPPROTO_IP 0
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41

struct iphdr *ip_hdr(const struct sk_buff *skb);
unsigned int ip_hdrlen(const struct sk_buff *skb);

#endif
