/* SPDX-License-Identifier: GPL-2.0-only */
/* dst.h - where a buffer goes. */
#ifndef SKBOWN_KERNEL_NET_DST_H
#define SKBOWN_KERNEL_NET_DST_H

#include <linux/skbuff.h>

struct dst_entry;

struct dst_ops {
	void (*update_pmtu)(struct dst_entry *dst, struct sock *sk, struct sk_buff *skb, u32 mtu,
			    bool confirm_neigh);
};

struct dst_entry {
	struct net_device *dev;
	struct dst_ops *ops;
	int (*input)(struct sk_buff *skb);
	int (*output)(struct net *net, struct sock *sk, struct sk_buff *skb);
};

struct dst_entry *skb_dst(const struct sk_buff *skb);
void dst_hold(struct dst_entry *dst);
void dst_release(struct dst_entry *dst);
int dst_output(struct net *net, struct sock *sk, struct sk_buff *skb);
int dst_input(struct sk_buff *skb);

#endif
