/* SPDX-License-Identifier: GPL-2.0-only */
/* d1f496fd8f34: the trim sees a socket that was lent for the filter. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

unsigned int foo_run(struct sk_buff *skb);

int foo_filter_faulty(struct sock *sk, struct sk_buff *skb)
{
	struct sock *save = skb->sk;
	unsigned int len;
	int err;

	skb->sk = sk; // xfail: no-rule a socket is lent for callees to see, skb_zerocopy_iter_stream() lends it to the same trim: which one must not see it is not in the code
	len = foo_run(skb);
	err = len ? pskb_trim(skb, len) : -EPERM;
	skb->sk = save;
	return err;
}

int foo_filter_fixed(struct sock *sk, struct sk_buff *skb)
{
	struct sock *save = skb->sk;
	unsigned int len;

	skb->sk = sk;
	len = foo_run(skb);
	skb->sk = save;
	return len ? pskb_trim(skb, len) : -EPERM;
}
