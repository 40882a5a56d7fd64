/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that another file installs are told by what they take: a hook's state comes from a
 * hook, a queue's buffers from senders of every protocol, as do those of a device.
 */
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/sock.h>

struct nft_expr;
struct nft_regs;
struct Qdisc;

struct nft_pktinfo {
	struct sk_buff *skb;
};

unsigned int foo_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	skb->mark = skb->sk ? skb->sk->sk_mark : 0; // expect: nonfullsock-use
	return 1;
}

unsigned int foo_hook_good(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	skb->mark = skb->sk && sk_fullsock(skb->sk) ? skb->sk->sk_mark : 0;
	return 1;
}

void foo_eval(const struct nft_expr *expr, struct nft_regs *regs, const struct nft_pktinfo *pkt)
{
	struct sock *sk = pkt->skb->sk;

	if (sk)
		pkt->skb->mark = sk->sk_mark; // expect: nonfullsock-use
}

void foo_eval_good(const struct nft_expr *expr, struct nft_regs *regs,
		   const struct nft_pktinfo *pkt)
{
	struct sock *sk = pkt->skb->sk;

	if (sk && sk_fullsock(sk))
		pkt->skb->mark = sk->sk_mark;
}

int foo_queue(struct sk_buff *skb, struct Qdisc *q)
{
	return skb->sk ? skb->sk->sk_mark : 0; // expect: nonfullsock-use
}

int foo_queue_good(struct sk_buff *skb, struct Qdisc *q)
{
	return skb->sk && sk_fullsock(skb->sk) ? skb->sk->sk_mark : 0;
}

netdev_tx_t foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	return skb->sk ? skb->sk->sk_mark : 0; // expect: nonfullsock-use
}

netdev_tx_t foo_xmit_good(struct sk_buff *skb, struct net_device *dev)
{
	return skb->sk && sk_fullsock(skb->sk) ? skb->sk->sk_mark : 0;
}

u16 foo_select_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev)
{
	return skb->sk ? skb->sk->sk_mark : 0; // expect: nonfullsock-use
}

u16 foo_select_queue_good(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev)
{
	return skb->sk && sk_fullsock(skb->sk) ? skb->sk->sk_mark : 0;
}

/* With something else to say where it is called from. */
int foo_find(struct sk_buff *skb, struct net_device *dev, int id)
{
	return skb->sk ? skb->sk->sk_mark : id; // expect-note: nonfullsock-use
}
