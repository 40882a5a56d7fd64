/* SPDX-License-Identifier: GPL-2.0-only */
/* 039b1f4f24ec: an expression that only looks stores the socket that it found. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/netfilter/nf_tables.h>
#include <net/netfilter/nf_socket.h>

static void foo_eval_faulty(const struct nft_expr *expr, struct nft_regs *regs,
			    const struct nft_pktinfo *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct sock *sk = skb->sk;

	if (!sk) {
		sk = nf_sk_lookup_slow_v4(nft_net(pkt), skb, nft_in(pkt));
		if (!sk)
			return;
		skb->sk = sk; // expect: sk-without-destructor
	}
	regs->data[0] = sk->sk_family;
} // expect: ?sock-reference-leak

static void foo_eval_fixed(const struct nft_expr *expr, struct nft_regs *regs,
			   const struct nft_pktinfo *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct sock *sk = skb->sk;

	if (!sk)
		sk = nf_sk_lookup_slow_v4(nft_net(pkt), skb, nft_in(pkt));
	if (!sk)
		return;
	regs->data[0] = sk->sk_family;
	if (sk != skb->sk)
		sock_gen_put(sk);
}

const struct nft_expr_ops foo_ops_faulty = { .eval = foo_eval_faulty };
const struct nft_expr_ops foo_ops_fixed = { .eval = foo_eval_fixed };
