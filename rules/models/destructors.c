/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destructors - what each destructor refunds: its contract.
 *
 * Written with skb->sk as input, as the kernel calls them. Those of one file
 * (rxe_skb_tx_dtor, unix_wfree, ...) are seen by their bodies and are not here.
 * Source: net/core/sock.c, net/core/skbuff.c, net/ipv4, net/netlink, net/sctp.
 */
#include <linux/can/skb.h>
#include <net/tcp.h>
#include "model.h"

void sock_efree(struct sk_buff *skb)
{
	sock_put(skb->sk);
}

void sock_edemux(struct sk_buff *skb)
{
	sock_gen_put(skb->sk);
}

/* Nothing was paid for a socket that RCU alone keeps, and nothing is refunded. */
void sock_pfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		__builtin_unreachable();
	if (skbown_is_refcounted(sk))
		skbown_add(&sk->sk_refcnt, -1);
}

void sock_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skbown_need_kind_put(sk, SKBOWN_FULL, "sock_wfree()");
	skbown_add(&sk->sk_wmem_alloc, -(long)skb->truesize);
}

void __sock_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skbown_need_kind_put(sk, SKBOWN_FULL, "__sock_wfree()");
	skbown_add(&sk->sk_wmem_alloc, -(long)skb->truesize);
}

void tcp_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skbown_need_kind_put(sk, SKBOWN_FULL, "tcp_wfree()");
	skbown_add(&sk->sk_wmem_alloc, -(long)skb->truesize);
}

void sock_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skbown_need_kind_put(sk, SKBOWN_FULL, "sock_rfree()");
	skbown_add(&sk->sk_rmem_alloc, -(long)skb->truesize);
	skbown_add(&sk->sk_forward_alloc, -(long)skb->truesize);
}

void sock_rmem_free(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skbown_need_kind_put(sk, SKBOWN_FULL, "sock_rmem_free()");
	skbown_add(&sk->sk_rmem_alloc, -(long)skb->truesize);
}

void sock_ofree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skbown_add(&sk->sk_omem_alloc, -(long)skb->truesize);
}

/* Also frees a vmalloc'ed head; a buffer without a socket is all right here. */
void netlink_skb_destructor(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk)
		return;
	skbown_add(&sk->sk_rmem_alloc, -(long)skb->truesize);
	skbown_add(&sk->sk_forward_alloc, -(long)skb->truesize);
}

void mptcp_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skbown_add(&sk->sk_rmem_alloc, -(long)skb->truesize);
}

/* The event is in the buffer's control block; its length was charged, not truesize. */
struct sctp_ulpevent { int rmem_len; };

void sctp_sock_rfree(struct sk_buff *skb)
{
	struct sctp_ulpevent *event = (struct sctp_ulpevent *)skb->cb;
	struct sock *sk = skb->sk;

	skbown_add(&sk->sk_rmem_alloc, -(long)event->rmem_len);
	skbown_add(&sk->sk_forward_alloc, -(long)event->rmem_len);
}
