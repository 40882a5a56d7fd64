/* SPDX-License-Identifier: GPL-2.0-only */
/* etherdevice.h - Ethernet devices. */
#ifndef SKBOWN_KERNEL_LINUX_ETHERDEVICE_H
#define SKBOWN_KERNEL_LINUX_ETHERDEVICE_H

#include <linux/netdevice.h>

#define ETH_ALEN 6
#define ETH_HLEN 14
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd
#define ETH_P_ALL 3
#define ETH_P_802_2 4
#define ETH_P_CAN 12

struct ethhdr { unsigned char h_dest[ETH_ALEN], h_source[ETH_ALEN]; __be16 h_proto; };

struct ethhdr *eth_hdr(const struct sk_buff *skb);
__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev);
void ether_setup(struct net_device *dev);
void eth_hw_addr_random(struct net_device *dev);

#endif
