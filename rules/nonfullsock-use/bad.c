/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nonfullsock-use - fields and functions of full sockets on what may be a mini socket.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter/x_tables.h>
#include <net/netfilter/nf_tables.h>
#include <net/netfilter/nf_socket.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <net/inet_sock.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/inet_hashtables.h>
#include <net/dst.h>

unsigned int sock_net_uid(const struct net *net, const struct sock *sk);

struct foo_info {
	bool restore;
	u32 mark;
};

/* Any protocol's buffers pass a hook: skb->sk may be TIME_WAIT or a request. */
static unsigned int foo_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	if (skb->sk)
		skb->mark = skb->sk->sk_mark; // expect-warning: nonfullsock-use
	return NF_ACCEPT;
}

/* A local pointer between. */
static unsigned int foo_hook_prio(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk || sk->sk_family != NFPROTO_IPV4)
		return NF_ACCEPT;
	if (sk->sk_priority > 6) // expect-warning: nonfullsock-use
		return NF_DROP;
	return NF_ACCEPT;
}

/* Only one of the two kinds is excluded. */
static unsigned int foo_hook_tw(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk || sk->sk_state == TCP_TIME_WAIT) // note: is false
		return NF_ACCEPT;
	skb->priority = sk->sk_priority; // expect-warning: nonfullsock-use
	return NF_ACCEPT;
}

/* The other one of them. */
static unsigned int foo_hook_req(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk || sk->sk_state == TCP_NEW_SYN_RECV)
		return NF_ACCEPT;
	skb->priority = sk->sk_priority; // expect: nonfullsock-use
	return NF_ACCEPT;
}

/* The test is the wrong way round. */
static unsigned int foo_hook_inverted(void *priv, struct sk_buff *skb,
				      const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (sk && !sk_fullsock(sk))
		skb->mark = sk->sk_mark; // expect-warning: nonfullsock-use
	return NF_ACCEPT;
}

/* The use comes before the test. */
static unsigned int foo_hook_late(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;
	u32 mark;

	if (!sk)
		return NF_ACCEPT;
	mark = sk->sk_mark; // expect-warning: nonfullsock-use
	if (sk_fullsock(sk))
		skb->mark = mark;
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_hooks[] = {
	{ .hook = foo_hook },
	{ .hook = foo_hook_prio },
	{ .hook = foo_hook_tw },
	{ .hook = foo_hook_req },
	{ .hook = foo_hook_inverted },
	{ .hook = foo_hook_late },
};

/* The look-up may find any kind. */
static bool foo_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct foo_info *info = par->matchinfo;
	struct sock *sk = nf_sk_lookup_slow_v4(xt_net(par), skb, xt_in(par));
	bool ok;

	if (!sk)
		return false;
	ok = !info->restore || sk->sk_mark == info->mark; // expect-warning: nonfullsock-use
	sock_gen_put(sk);
	return ok;
}

static struct xt_match foo_match __attribute__((unused)) = {
	.name = "foo",
	.match = foo_mt,
};

/* The expression's buffer is in the packet information. */
static void foo_eval(const struct nft_expr *expr, struct nft_regs *regs,
		     const struct nft_pktinfo *pkt)
{
	struct sk_buff *skb = pkt->skb;

	if (skb->sk)
		regs->data[0] = skb->sk->sk_mark; // expect-warning: nonfullsock-use
}

const struct nft_expr_ops foo_expr_ops = {
	.eval = foo_eval,
};

/* Locking needs a lock to be there. */
void foo_reset(struct net *net, struct inet_hashinfo *hash, __be32 saddr, __be32 daddr,
	       __be16 sport, u16 dport)
{
	struct sock *sk;

	sk = __inet_lookup_established(net, hash, saddr, sport, daddr, dport, 0, 0);
	if (!sk)
		return;
	bh_lock_sock(sk); // expect-warning: nonfullsock-use
	bh_unlock_sock(sk); // expect: ?nonfullsock-use
	sock_gen_put(sk);
}

/* A flag of a full socket decides. */
bool foo_uncounted(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	bool ret;

	if (!sk)
		return false;
	ret = sock_flag(sk, SOCK_RCU_FREE); // expect-warning: nonfullsock-use
	sock_gen_put(sk);
	return ret;
}

/* A cast does not make it one. */
u32 foo_window(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	u32 wnd;

	if (!sk)
		return 0;
	wnd = tcp_sk(sk)->snd_una; // expect-warning: nonfullsock-use
	sock_gen_put(sk);
	return wnd;
}

/* Nor does this one. */
u8 foo_tos(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	u8 tos = 0;

	if (sk) {
		tos = inet_sk(sk)->tos; // expect-warning: nonfullsock-use
		sock_gen_put(sk);
	}
	return tos;
}

static u32 foo_mark_of(const struct sock *sk)
{
	return sk->sk_mark; // expect-warning: nonfullsock-use
}

/* In a helper; the finding stands there. */
static netdev_tx_t foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	if (skb->sk)
		skb->mark = foo_mark_of(skb->sk);
	dev_queue_xmit(skb);
	return NETDEV_TX_OK;
}

/* A transmitted buffer may be a SYN-ACK, whose socket is a request. */
static u16 foo_select_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev)
{
	struct sock *sk = skb->sk;

	if (sk && sk->sk_protocol == 6) // expect-warning: nonfullsock-use
		return 1;
	return netdev_pick_tx(dev, skb, sb_dev);
}

/* The socket of the state is tested, the buffer's is used. */
static netdev_features_t foo_features(struct sk_buff *skb, struct net_device *dev,
				      netdev_features_t features)
{
	struct sock *other = dev->ml_priv;

	if (other && sk_fullsock(other) && skb->sk)
		features &= skb->sk->sk_route_caps; // expect-warning: nonfullsock-use
	return features;
}

const struct net_device_ops foo_ops = {
	.ndo_start_xmit = foo_xmit,
	.ndo_select_queue = foo_select_queue,
	.ndo_features_check = foo_features,
};

/* One case lets both kinds through. */
int foo_state(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	int ret = 0;

	if (!sk)
		return 0;
	switch (sk->sk_state) {
	case TCP_TIME_WAIT:
		ret = 1;
		break;
	case TCP_NEW_SYN_RECV:
	case TCP_LISTEN:
		ret = sk->sk_err; // expect-warning: nonfullsock-use
		break;
	default:
		break;
	}
	sock_gen_put(sk);
	return ret;
}

/* Of an unknown caller: whatever socket the buffer has. */
void foo_annotate(struct sk_buff *skb)
{
	if (skb->sk)
		skb->mark = skb->sk->sk_mark; // expect-note: nonfullsock-use
}

/* Functions that read what only a full socket has are named with the member. */
unsigned int foo_uid(struct net *net, struct inet_hashinfo *info, int dif)
{
	struct sock *sk = inet_lookup_established(net, info, 0, 1, 0, 2, dif);
	unsigned int uid = 0;

	if (sk && sk->sk_state != TCP_TIME_WAIT)
		uid = sock_net_uid(net, sk);	// expect: nonfullsock-use
	if (sk)
		sock_gen_put(sk);
	return uid;
}

/* Who is installed there relies on full sockets; this is a call with the owner of any buffer. */
unsigned int foo_pmtu_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct dst_entry *dst = skb_dst(skb);

	if (skb->sk)
		dst->ops->update_pmtu(dst, skb->sk, NULL, 1280, true); // expect-warning: nonfullsock-use
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_pmtu_ops = {
	.hook = foo_pmtu_hook,
};
