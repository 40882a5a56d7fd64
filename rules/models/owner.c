/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owner - functions that give a buffer an owner, drop it or move it.
 *
 * Sources: include/linux/skbuff.h, include/net/sock.h, net/core/sock.c,
 * net/core/skbuff.c, include/net/netfilter/nf_tproxy.h, include/linux/can/skb.h.
 */
#include <linux/can/skb.h>
#include <net/netfilter/nf_tproxy.h>
#include <net/tcp.h>
#include "model.h"

void skb_orphan(struct sk_buff *skb)
{
	skbown_orphan_skb(skb);
}

/* A mini socket has no send buffer: it is held by a reference instead of a charge. */
void skb_set_owner_w(struct sk_buff *skb, struct sock *sk)
{
	skbown_orphan_skb(skb);
	skb->sk = sk;
	if (skbown_is_mini(sk)) {
		skbown_add(&sk->sk_refcnt, 1);
		skb->destructor = sock_edemux;
		return;
	}
	skbown_add(&sk->sk_wmem_alloc, skb->truesize);
	skb->destructor = sock_wfree;
}

/* The charge keeps nothing alive: the receive queue of the socket does. */
void skb_set_owner_r(struct sk_buff *skb, struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_rmem_alloc");
	skbown_orphan_skb(skb);
	skbown_add(&sk->sk_rmem_alloc, skb->truesize);
	skbown_add(&sk->sk_forward_alloc, skb->truesize);
	skb->sk = sk;
	skb->destructor = sock_rfree;
}

/*
 * The reference comes first: the orphan may drop the last one of the same socket. That there
 * is none without a socket follows from the reference.
 */
bool skb_set_owner_sk_safe(struct sk_buff *skb, struct sock *sk)
{
	if (!skbown_any() && !skbown_is_held(&sk->sk_refcnt))
		return false;
	skbown_add(&sk->sk_refcnt, 1);
	skbown_orphan_skb(skb);
	skb->sk = sk;
	skb->destructor = sock_efree;
	return true;
}

struct sk_buff *skb_clone_and_charge_r(struct sk_buff *skb, struct sock *sk)
{
	struct sk_buff *clone = model_alloc_skb();

	skbown_need_kind(sk, SKBOWN_FULL, "sk_forward_alloc");
	if (clone)
		skb_set_owner_r(clone, sk);
	return clone;
}

/* In a queue for long, the buffer holds a reference instead of its charge. */
void skb_orphan_partial(struct sk_buff *skb)
{
	if (skb->truesize == 2)		/* a pure ACK of TCP, charged as little */
		return;
	if ((skb->destructor == sock_wfree || skb->destructor == tcp_wfree) &&
	    skb_set_owner_sk_safe(skb, skb->sk))
		return;
	skbown_orphan_skb(skb);
}

/* Of any kind; nothing is attached when the socket is dying. */
void skb_set_owner_edemux(struct sk_buff *skb, struct sock *sk)
{
	skbown_takes_kinds(sk, SKBOWN_ANYKIND);
	skbown_only_since(6, 13);
	skbown_orphan_skb(skb);
	if (!sk || (!skbown_any() && !skbown_is_held(&sk->sk_refcnt)))
		return;
	skbown_add(&sk->sk_refcnt, 1);
	skb->sk = sk;
	skb->destructor = sock_edemux;
}

/* No orphan: the buffer must have no owner. */
void can_skb_set_owner(struct sk_buff *skb, struct sock *sk)
{
	if (!sk || (!skbown_any() && !skbown_is_held(&sk->sk_refcnt)))
		return;
	skbown_add(&sk->sk_refcnt, 1);
	skb->sk = sk;
	skb->destructor = sock_efree;
}

/* Consumes the caller's reference. */
void nf_tproxy_assign_sock(struct sk_buff *skb, struct sock *sk)
{
	skbown_takes_kinds(sk, SKBOWN_ANYKIND);
	skbown_orphan_skb(skb);
	skb->sk = sk;
	skb->destructor = sock_edemux;
}

bool skb_sk_is_prefetched(struct sk_buff *skb)
{
	return skb->destructor == sock_pfree;
}

bool is_skb_wmem(const struct sk_buff *skb)
{
	return skb->destructor == sock_wfree || skb->destructor == __sock_wfree ||
	       skb->destructor == tcp_wfree;
}

/*
 * The reference moves from the buffer to the caller. Written as taking one and
 * letting the destructor put its own, which comes to the same and holds for
 * whatever destructor there is.
 */
struct sock *skb_steal_sock(struct sk_buff *skb, bool *refcounted, bool *prefetched)
{
	struct sock *sk = skb->sk;

	*prefetched = false;
	*refcounted = false;
	if (!sk)
		return NULL;
	if (skbown_is_err(sk))
		__builtin_unreachable();
	if (skbown_is_refcounted(sk)) {
		skbown_add(&sk->sk_refcnt, 1);
		*refcounted = true;
	}
	*prefetched = skbown_any();
	skbown_orphan_skb(skb);
	return sk;
}

/* Takes the buffer; the time stamp goes to the socket's error queue. */
void skb_complete_tx_timestamp(struct sk_buff *skb, struct skb_shared_hwtstamps *hwtstamps)
{
	skbown_need_kind(skb->sk, SKBOWN_FULL, "sk_error_queue");
	skbown_release_skb(skb);
}

void skb_complete_wifi_ack(struct sk_buff *skb, bool acked)
{
	skbown_need_kind(skb->sk, SKBOWN_FULL, "sk_error_queue");
	skbown_release_skb(skb);
}

/* Copies the user's pages; the owner stays. */
int skb_orphan_frags(struct sk_buff *skb, gfp_t gfp)
{
	return model_result();
}

int skb_orphan_frags_rx(struct sk_buff *skb, gfp_t gfp)
{
	return model_result();
}

void skb_prepare_for_gro(struct sk_buff *skb)
{
	if (skb->destructor != sock_wfree)
		skbown_orphan_skb(skb);
}

void skb_setup_tx_timestamp(struct sk_buff *skb)
{
	skbown_need_kind(skb->sk, SKBOWN_FULL, "sk_tskey");
}
