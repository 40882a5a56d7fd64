// SPDX-License-Identifier: GPL-2.0-only
/*
 * owner - who pays for a buffer, and what is given back when it goes.
 *
 * The sending side counts truesize in tx_bytes and holds the socket; the
 * receiving side uses the kernel's own accounting.
 */
#include "vnic.h"

/* Gives back what vnic_set_owner_w() took: the bytes and the reference. */
static void vnic_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_sub(skb->truesize, &vnic_sk(sk)->tx_bytes);
	sk->sk_write_space(sk);
	sock_put(sk);
}

void vnic_set_owner_w(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	sock_hold(sk);
	atomic_add(skb->truesize, &vnic_sk(sk)->tx_bytes);
	skb->sk = sk;
	skb->destructor = vnic_wfree;
}

/*
 * For a socket that only RCU keeps. The reference comes before the orphan: the
 * buffer's present owner may hold the last one on the same socket.
 */
bool vnic_set_owner_safe(struct sk_buff *skb, struct sock *sk)
{
	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree;
	return true;
}

static void vnic_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
}

/* The receive queue keeps the socket alive, so bytes are all that is paid. */
void vnic_set_owner_r(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = vnic_rfree;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
}

/* Counts a buffer that the device has done with; the reference is the monitor's. */
void vnic_monitor_done(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_inc(&vnic_sk(sk)->tx_done);
	sock_put(sk);
}

/*
 * More headroom. The copy has no owner: the sender goes on paying through it.
 * Consumes @skb, on failure too.
 */
struct sk_buff *vnic_expand(struct sk_buff *skb, unsigned int headroom)
{
	struct sk_buff *nskb;

	if (skb_headroom(skb) >= headroom && !skb_header_cloned(skb))
		return skb;

	nskb = skb_realloc_headroom(skb, headroom);
	if (!nskb) {
		kfree_skb(skb);
		return NULL;
	}
	if (skb->sk && skb->destructor == sock_wfree)
		skb_set_owner_w(nskb, skb->sk);
	consume_skb(skb);
	return nskb;
}
