// SPDX-License-Identifier: GPL-2.0-only
/* A protocol knows its own sockets: they are full. */
static const struct proto_ops foo_ops = {
	.family = PF_FOO,
};

u32 good_own(const struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	return sk ? sk->sk_protocol : 0;
}
