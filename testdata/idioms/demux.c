/* SPDX-License-Identifier: GPL-2.0-only */
/* The socket is looked up before the route: its reference goes into the buffer. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <net/udp.h>
#include <net/protocol.h>
#include <net/inet_hashtables.h>
#include <net/request_sock.h>
#include <net/inet_timewait_sock.h>

extern struct inet_hashinfo foo_hashinfo;
void foo_set_dst(struct sk_buff *skb, struct dst_entry *dst);
int foo_deliver(struct sk_buff *skb);

/* Callers have seen that the buffer has no owner. */
static int foo_tcp_early_demux(struct sk_buff *skb)
{
	struct sock *sk;

	if (skb->pkt_type != PACKET_HOST)
		return 0;
	sk = __inet_lookup_established(dev_net(skb->dev), &foo_hashinfo, 1, 2, 3, 4,
				       skb->skb_iif, 0);
	if (sk) {
		skb->sk = sk;
		skb->destructor = sock_edemux;
		if (sk_fullsock(sk)) {
			struct dst_entry *dst = rcu_dereference(sk->sk_rx_dst);

			if (dst)
				foo_set_dst(skb, dst);
		}
	}
	return 0;
}

/* Who also delivers it has got it from the stack, and perhaps with an owner. */
int foo_rcv_owned(struct sk_buff *skb)
{
	struct sock *sk = __inet_lookup_established(dev_net(skb->dev), &foo_hashinfo, 1, 2, 3, 4,
						    skb->skb_iif, 0);

	if (!sk)
		return 0;
	skb->sk = sk;
	skb->destructor = sock_edemux; // expect-note: missing-orphan
	return foo_deliver(skb);
}

/* Called by the route's look-up of another file, for buffers that it has seen to be unowned. */
int foo_early_demux(struct sk_buff *skb)
{
	struct sock *sk = __inet_lookup_established(dev_net(skb->dev), &foo_hashinfo, 1, 2, 3, 4,
						    skb->skb_iif, 0);

	if (!sk)
		return 0;
	skb->sk = sk;
	skb->destructor = sock_edemux;
	return 0;
}

/* Uncounted sockets: the reader's section keeps them until delivery. */
static int foo_udp_early_demux(struct sk_buff *skb)
{
	struct sock *sk;

	sk = __udp4_lib_lookup(dev_net(skb->dev), 1, 2, 3, 4, skb->skb_iif, 0, &udp_table, NULL);
	if (!sk)
		return 0;
	skb->sk = sk;
	DEBUG_NET_WARN_ON_ONCE(sk_is_refcounted(sk));
	skb->destructor = sock_pfree;
	if (sk->sk_rx_dst_ifindex == skb->skb_iif)
		foo_set_dst(skb, sk->sk_rx_dst);
	return 0;
}

int foo_rcv_finish(struct sk_buff *skb, int proto)
{
	if (!skb_dst(skb) && !skb->sk) {
		switch (proto) {
		case 6:
			foo_tcp_early_demux(skb);
			break;
		case 17:
			foo_udp_early_demux(skb);
			break;
		}
	}
	return foo_deliver(skb);
}

/* Receiving: the buffer's socket is stolen, or one is looked up; kinds are told apart. */
int foo_tcp_rcv(struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk;
	int ret;

	if (skb->pkt_type != PACKET_HOST)
		goto discard_it;
lookup:
	sk = __inet_lookup_skb(&foo_hashinfo, skb, 20, 1, 2, 0, &refcounted);
	if (!sk)
		goto discard_it;
	if (sk->sk_state == TCP_TIME_WAIT)
		goto do_time_wait;
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		struct request_sock *req = inet_reqsk(sk);
		struct sock *nsk;

		sk = req->rsk_listener;
		if (unlikely(sk->sk_state != TCP_LISTEN)) {
			reqsk_put(req);
			goto lookup;
		}
		sock_hold(sk);
		refcounted = true;
		nsk = NULL;
		if (!sk_filter(sk, skb))
			nsk = sk;
		if (!nsk) {
			reqsk_put(req);
			goto discard_and_relse;
		}
		reqsk_put(req);
	}
	bh_lock_sock_nested(sk);
	ret = 0;
	if (!sock_owned_by_user(sk))
		ret = sk_backlog_rcv(sk, skb);
	else if (sk_add_backlog(sk, skb, 1000))
		goto discard_locked;
	bh_unlock_sock(sk);
	if (refcounted)
		sock_put(sk);
	return ret;

discard_it:
	kfree_skb(skb);
	return 0;

discard_locked:
	bh_unlock_sock(sk);
discard_and_relse:
	kfree_skb(skb);
	if (refcounted)
		sock_put(sk);
	return 0;

do_time_wait:
	if (skb->len < 20) {
		inet_twsk_put(inet_twsk(sk));
		goto discard_it;
	}
	inet_twsk_deschedule_put(inet_twsk(sk));
	refcounted = false;
	goto discard_it;
}
