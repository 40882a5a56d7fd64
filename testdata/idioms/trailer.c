/* SPDX-License-Identifier: GPL-2.0-only */
/* A buffer grows on its way out; its owner pays where he was charged by size. */
#include <linux/skbuff.h>
#include <net/sock.h>

/* A trailer, and the socket pays for it; a small socket is not charged by size. */
int foo_trailer(struct sk_buff *skb, int len)
{
	struct sock *sk = skb->sk;

	skb_len_add(skb, len);
	if (sk && sk_fullsock(sk))
		refcount_add(len, &sk->sk_wmem_alloc);
	return 0;
}
