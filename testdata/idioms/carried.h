/* SPDX-License-Identifier: GPL-2.0-only */
/* carried.h - inlines that follow a buffer which comes along in a record of something else. */
#ifndef SKBOWN_IDIOMS_CARRIED_H
#define SKBOWN_IDIOMS_CARRIED_H

#include <net/netfilter/nf_tables.h>
#include <net/sock.h>

static inline u32 foo_pkt_mark(const struct nft_pktinfo *pkt)
{
	struct sock *sk = pkt->skb->sk;

	return sk ? sk->sk_mark : 0;
}

static inline u32 foo_pkt_mark_full(const struct nft_pktinfo *pkt)
{
	struct sock *sk = pkt->skb->sk;

	return sk && sk_fullsock(sk) ? sk->sk_mark : 0;
}

#endif
