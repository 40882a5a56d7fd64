/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The question for a socket's kind is missing where something was asked of it already; a callee
 * that asks nothing counts on that.
 */
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/sock.h>
#include <net/tcp.h>

struct bpf_func_proto {
	u64 (*func)(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5);
	int arg1_type;
};

#define FOO_CALL_1(name)								\
	static inline u64 ____##name(struct sock *sk);					\
	u64 name(u64 sk, u64 r2, u64 r3, u64 r4, u64 r5);				\
	u64 name(u64 sk, u64 r2, u64 r3, u64 r4, u64 r5)				\
	{										\
		return ____##name((struct sock *)(unsigned long)sk);			\
	}										\
	static inline u64 ____##name(struct sock *sk)

static u32 foo_mark(struct sock *sk)
{
	return sk->sk_mark; // note: 'sk' used here
}

FOO_CALL_1(foo_get_mark)
{
	if (!sk)
		return 0;
	return foo_mark(sk); // expect: nonfullsock-use
}

FOO_CALL_1(foo_get_mark_half)
{
	if (sk->sk_state == TCP_TIME_WAIT)
		return 0;
	return foo_mark(sk); // expect: nonfullsock-use
}

FOO_CALL_1(foo_get_mark_good)
{
	if (!sk || !sk_fullsock(sk))
		return 0;
	return foo_mark(sk);
}

/* It asks for something itself: what it asks is not enough. */
static u32 foo_mark_or_none(struct sock *sk)
{
	if (!sk)
		return 0;
	return sk->sk_mark; // expect: nonfullsock-use
}

FOO_CALL_1(foo_get_mark_or_none)
{
	if (!sk)
		return 0;
	return foo_mark_or_none(sk);
}

const struct bpf_func_proto foo_get_mark_proto = { .func = foo_get_mark };
const struct bpf_func_proto foo_get_mark_half_proto = { .func = foo_get_mark_half };
const struct bpf_func_proto foo_get_mark_good_proto = { .func = foo_get_mark_good };
const struct bpf_func_proto foo_get_mark_or_none_proto = { .func = foo_get_mark_or_none };

/* The same of a buffer's socket, when it is the buffer that is passed. */
static int foo_send(struct sk_buff *skb)
{
	return skb->sk->sk_mark; // allow-note: nonfullsock-use
}

static netdev_tx_t foo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	if (skb->sk)
		foo_send(skb); // expect: nonfullsock-use
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

static netdev_tx_t foo_xmit_good(struct sk_buff *skb, struct net_device *dev)
{
	if (skb->sk && sk_fullsock(skb->sk))
		foo_send(skb);
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

const struct net_device_ops foo_ops = { .ndo_start_xmit = foo_xmit };
const struct net_device_ops foo_ops_good = { .ndo_start_xmit = foo_xmit_good };
