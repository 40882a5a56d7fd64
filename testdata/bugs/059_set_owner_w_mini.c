/* SPDX-License-Identifier: GPL-2.0-only */
/* Since 9e17f8a475fc: a mini socket's buffer is charged behind the end of the socket. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/inet_hashtables.h>

int foo_answer_faulty(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return -ENOENT;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_wfree; // expect: nonfullsock-put
	refcount_add(skb->truesize, &sk->sk_wmem_alloc); // expect: ?nonfullsock-use
	sock_gen_put(sk);
	return dev_queue_xmit(skb);
}

int foo_answer_fixed(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return -ENOENT;
	skb_orphan(skb);
	skb->sk = sk;
	if (!sk_fullsock(sk)) {
		skb->destructor = sock_edemux;
	} else {
		skb->destructor = sock_wfree;
		refcount_add(skb->truesize, &sk->sk_wmem_alloc);
		sock_put(sk);
	}
	return dev_queue_xmit(skb);
}
