/* SPDX-License-Identifier: GPL-2.0-only */
/* Nothing here speaks of an owner: the header's inlines do, and these are who calls them. */
#include "carried.h"

static void foo_mark_eval(const struct nft_expr *expr, struct nft_regs *regs,
			  const struct nft_pktinfo *pkt)
{
	regs->data[0] = foo_pkt_mark(pkt); // expect-warning: nonfullsock-use
}

static void foo_full_eval(const struct nft_expr *expr, struct nft_regs *regs,
			  const struct nft_pktinfo *pkt)
{
	regs->data[0] = foo_pkt_mark_full(pkt);
}

const struct nft_expr_ops foo_mark_ops = {
	.eval = foo_mark_eval,
};

const struct nft_expr_ops foo_full_ops = {
	.eval = foo_full_eval,
};
