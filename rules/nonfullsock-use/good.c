/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nonfullsock-use - sockets that were asked, converted, or are full by what they are.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter/x_tables.h>
#include <net/netfilter/nf_tables.h>
#include <net/netfilter/nf_socket.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <net/udp.h>
#include <net/inet_sock.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/inet_hashtables.h>
#include <net/dst.h>

struct foo_info {
	bool restore;
	u32 mark;
};

/* The plain guard. */
static unsigned int foo_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	if (skb->sk && sk_fullsock(skb->sk))
		skb->mark = skb->sk->sk_mark;
	return NF_ACCEPT;
}

/* The other way out first. */
static unsigned int foo_hook_early(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk))
		return NF_ACCEPT;
	skb->priority = sk->sk_priority;
	if (sk->sk_socket)
		skb->mark = 1;
	return NF_ACCEPT;
}

/* A request is turned into its listener; that a TIME_WAIT socket stays one is worth a note at most. */
static unsigned int foo_hook_to_full(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	struct sock *sk = skb_to_full_sk(skb);

	if (sk)
		skb->mark = sk->sk_mark; // allow-note: nonfullsock-use
	return NF_ACCEPT;
}

static unsigned int foo_hook_sk_to_full(void *priv, struct sk_buff *skb,
					const struct nf_hook_state *state)
{
	struct sock *sk = sk_to_full_sk(skb->sk);

	if (!sk || !sk_fullsock(sk))
		return NF_ACCEPT;
	skb->mark = sk->sk_mark;
	return NF_ACCEPT;
}

/* Where only what this machine sends comes by, a request is all that can be wrong. */
static unsigned int foo_hook_sent(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb_to_full_sk(skb);

	if (sk && state->hook == NF_INET_LOCAL_OUT)
		skb->mark = sk->sk_mark;
	return NF_ACCEPT;
}

/* By state, both. */
static unsigned int foo_hook_states(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return NF_ACCEPT;
	if (sk->sk_state == TCP_TIME_WAIT || sk->sk_state == TCP_NEW_SYN_RECV)
		return NF_ACCEPT;
	skb->priority = sk->sk_priority;
	return NF_ACCEPT;
}

/* By a mask of states. */
static unsigned int foo_hook_mask(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (sk && !((1 << sk->sk_state) & (TCPF_TIME_WAIT | TCPF_NEW_SYN_RECV)))
		skb->priority = sk->sk_priority;
	return NF_ACCEPT;
}

/* A state that only a full socket has. */
static unsigned int foo_hook_est(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct sock *sk = skb->sk;

	if (sk && sk->sk_state == TCP_ESTABLISHED)
		skb->mark = sk->sk_mark;
	return NF_ACCEPT;
}

/* Members that all three kinds have. */
static unsigned int foo_hook_common(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk || sk->sk_family != NFPROTO_IPV4)
		return NF_ACCEPT;
	if (sk->sk_bound_dev_if && sk->sk_state != TCP_CLOSE && sock_net(sk) == state->net)
		return NF_DROP;
	return NF_ACCEPT;
}

/* In one expression. */
static unsigned int foo_hook_ternary(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	skb->mark = sk && sk_fullsock(sk) ? sk->sk_mark : 0;
	return NF_ACCEPT;
}

static bool foo_usable(const struct sock *sk)
{
	if (!sk)
		return false;
	return sk_fullsock(sk);
}

/* The test is a helper's. */
static unsigned int foo_hook_helper(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	if (foo_usable(skb->sk))
		skb->mark = skb->sk->sk_mark;
	return NF_ACCEPT;
}

/* The answer is kept in a flag. */
static unsigned int foo_hook_flag(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;
	bool full = sk && sk_fullsock(sk);

	skb->priority = 0;
	if (full)
		skb->mark = sk->sk_mark;
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_hooks[] = {
	{ .hook = foo_hook },
	{ .hook = foo_hook_early },
	{ .hook = foo_hook_to_full },
	{ .hook = foo_hook_sk_to_full },
	{ .hook = foo_hook_sent },
	{ .hook = foo_hook_states },
	{ .hook = foo_hook_mask },
	{ .hook = foo_hook_est },
	{ .hook = foo_hook_common },
	{ .hook = foo_hook_ternary },
	{ .hook = foo_hook_helper },
	{ .hook = foo_hook_flag },
};

/* A field of each kind's own. */
static u32 foo_any_mark(struct sock *sk)
{
	switch (sk->sk_state) {
	case TCP_TIME_WAIT:
		return inet_twsk(sk)->tw_mark;
	case TCP_NEW_SYN_RECV:
		return inet_reqsk(sk)->ts_recent;
	default:
		return sk->sk_mark;
	}
}

u32 foo_mark(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	u32 mark;

	if (!sk)
		return 0;
	mark = foo_any_mark(sk);
	sock_gen_put(sk);
	return mark;
}

/* The guard of a match that restores a mark. */
static bool foo_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct foo_info *info = par->matchinfo;
	struct sock *sk = skb->sk;
	bool ok = true;

	if (!sk)
		sk = nf_sk_lookup_slow_v4(xt_net(par), skb, xt_in(par));
	if (!sk)
		return false;
	if (info->restore && sk_fullsock(sk))
		ok = sk->sk_mark == info->mark;
	if (sk != skb->sk)
		sock_gen_put(sk);
	return ok;
}

static struct xt_match foo_match __attribute__((unused)) = {
	.name = "foo",
	.match = foo_mt,
};

static void foo_eval(const struct nft_expr *expr, struct nft_regs *regs,
		     const struct nft_pktinfo *pkt)
{
	struct sock *sk = skb_to_full_sk(pkt->skb);

	if (!sk || !sk_fullsock(sk)) {
		regs->data[0] = 0;
		return;
	}
	regs->data[0] = sk->sk_mark;
}

const struct nft_expr_ops foo_expr_ops = {
	.eval = foo_eval,
};

/* A listener is a full socket. */
int foo_backlog(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk = inet_lookup_listener(net, hash, skb, 20, 1, 2, 3, 4, 0, 0);

	if (!sk)
		return 0;
	return sk->sk_max_ack_backlog;
}

/* So are UDP's. */
int foo_udp_buf(struct net *net)
{
	struct sock *sk = __udp4_lib_lookup(net, 1, 2, 3, 4, 0, 0, &udp_table, NULL);

	return sk ? sk->sk_rcvbuf : 0;
}

/* The kinds are sorted by labels. */
int foo_rcv(struct inet_hashinfo *hash, struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk;
	int ret = 0;

	sk = __inet_lookup_skb(hash, skb, 20, 1, 2, 0, &refcounted);
	if (!sk)
		goto drop;
	if (sk->sk_state == TCP_TIME_WAIT)
		goto timewait;
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		struct request_sock *req = inet_reqsk(sk);

		ret = req->num_retrans;
		reqsk_put(req);
		goto drop;
	}
	bh_lock_sock_nested(sk);
	if (!sock_owned_by_user(sk))
		sk->sk_data_ready(sk);
	bh_unlock_sock(sk);
	if (refcounted)
		sock_put(sk);
	kfree_skb(skb);
	return ret;
timewait:
	inet_twsk_put(inet_twsk(sk));
drop:
	kfree_skb(skb);
	return ret;
}

/* The sender of a message is what its user opened. */
static int foo_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct sock *sk = sock->sk;
	int err;

	lock_sock(sk);
	err = sk->sk_err ? -EPIPE : 0;
	release_sock(sk);
	return err;
}

const struct proto_ops foo_proto_ops = {
	.sendmsg = foo_sendmsg,
};

/* The buffer was charged to a full socket here. */
int foo_send(struct sock *sk, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, len, 0, &err);
	if (!skb)
		return err;
	skb->priority = skb->sk->sk_priority;
	skb->mark = sk->sk_mark;
	return dev_queue_xmit(skb);
}

/* sock_wfree() is a full socket's. */
static netdev_features_t foo_features(struct sk_buff *skb, struct net_device *dev,
				      netdev_features_t features)
{
	if (skb->sk && sk_fullsock(skb->sk) && skb->destructor == sock_wfree)
		features &= skb->sk->sk_route_caps;
	return features;
}

/* A family that has full sockets only. */
static u32 foo_mark_of(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	return sk && sk->sk_family == AF_NETROM ? sk->sk_mark : 0;
}

static unsigned int foo_family_hook(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	skb->mark = foo_mark_of(skb);
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_family_ops = { .hook = foo_family_hook };

/* Asked before the switch of the queue. */
static u16 foo_select_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev)
{
	struct sock *sk = skb->sk;

	if (sk && sk_fullsock(sk) && sk->sk_protocol == 6)
		return 1;
	return netdev_pick_tx(dev, skb, sb_dev);
}

const struct net_device_ops foo_ops = {
	.ndo_select_queue = foo_select_queue,
	.ndo_features_check = foo_features,
};

unsigned int foo_pmtu_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct dst_entry *dst = skb_dst(skb);
	struct sock *sk = skb->sk;

	dst->ops->update_pmtu(dst, sk && sk_fullsock(sk) ? sk : NULL, NULL, 1280, true);
	dst->ops->update_pmtu(dst, NULL, skb, 1280, true);
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_pmtu_ops = {
	.hook = foo_pmtu_hook,
};
