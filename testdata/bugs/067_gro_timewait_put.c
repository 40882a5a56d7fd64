/* SPDX-License-Identifier: GPL-2.0-only */
/* f920436a4429: what the table of connections gives is not always full. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/inet_hashtables.h>

bool foo_check_faulty(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk;
	bool flist;

	sk = __inet_lookup_established(net, hash, 1, 2, 3, 4, skb->skb_iif, 0);
	flist = !sk;
	if (sk)
		sock_put(sk); // expect-warning: nonfullsock-put
	return flist;
}

bool foo_check_fixed(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk;
	bool flist;

	sk = __inet_lookup_established(net, hash, 1, 2, 3, 4, skb->skb_iif, 0);
	flist = !sk;
	if (sk)
		sock_gen_put(sk);
	return flist;
}
