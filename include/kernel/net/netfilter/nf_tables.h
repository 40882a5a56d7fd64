/* SPDX-License-Identifier: GPL-2.0-only */
/* nf_tables.h - expressions. */
#ifndef SKBOWN_KERNEL_NET_NETFILTER_NF_TABLES_H
#define SKBOWN_KERNEL_NET_NETFILTER_NF_TABLES_H

#include <linux/netfilter.h>

struct nft_expr;
struct nft_regs { u32 data[20]; };
struct nft_pktinfo {
	struct sk_buff *skb;
	const struct nf_hook_state *state;
};
struct nft_expr_ops {
	void (*eval)(const struct nft_expr *expr, struct nft_regs *regs, const struct nft_pktinfo *pkt);
	unsigned int size;
};
void *nft_expr_priv(const struct nft_expr *expr);
struct net *nft_net(const struct nft_pktinfo *pkt);
struct net_device *nft_in(const struct nft_pktinfo *pkt);

#endif
