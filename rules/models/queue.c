/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * queue - queues of buffers, and of sockets.
 *
 * A queued buffer is in other hands: its owner must be complete when it goes in.
 * One that comes out has any owner. Sources: include/linux/skbuff.h,
 * net/core/skbuff.c, net/core/sock.c, net/core/datagram.c.
 */
#include <net/sch_generic.h>
#include <net/tcp.h>
#include <net/udp.h>
#include "model.h"

/* --- lists --- */

#define QUEUES_2(name) \
	void name(struct sk_buff_head *list, struct sk_buff *skb) { skbown_give_skb(skb); }
#define QUEUES_3(name, type) \
	void name(struct sk_buff_head *list, type *other, struct sk_buff *skb) { skbown_give_skb(skb); }
#define TAKES(name) \
	struct sk_buff *name(struct sk_buff_head *list) { return skbown_any_ptr(); }
#define LOOKS_AT(name) \
	struct sk_buff *name(const struct sk_buff_head *list) { return skbown_any_ptr(); }

QUEUES_2(skb_queue_head)
QUEUES_2(skb_queue_tail)
QUEUES_2(__skb_queue_head)
QUEUES_2(__skb_queue_tail)
QUEUES_3(__skb_queue_after, struct sk_buff)
QUEUES_3(__skb_queue_before, struct sk_buff)
TAKES(skb_dequeue)
TAKES(skb_dequeue_tail)
TAKES(__skb_dequeue)
TAKES(__skb_dequeue_tail)
LOOKS_AT(skb_peek)
LOOKS_AT(skb_peek_tail)
LOOKS_AT(__skb_peek)

struct sk_buff *skb_peek_next(struct sk_buff *skb, const struct sk_buff_head *list)
{
	return skbown_any_ptr();
}

void skb_append(struct sk_buff *old, struct sk_buff *skb, struct sk_buff_head *list)
{
	skbown_give_skb(skb);
}

void __skb_insert(struct sk_buff *skb, struct sk_buff *prev, struct sk_buff *next,
		  struct sk_buff_head *list)
{
	skbown_give_skb(skb);
}

void skb_unlink(struct sk_buff *skb, struct sk_buff_head *list)
{
}

void __skb_unlink(struct sk_buff *skb, struct sk_buff_head *list)
{
}

void skb_list_del_init(struct sk_buff *skb)
{
}

void skb_mark_not_on_list(struct sk_buff *skb)
{
}

#define LIST_ONLY(name) \
	void name(struct sk_buff_head *list) { }
#define LISTS_ONLY(name) \
	void name(struct sk_buff_head *list, struct sk_buff_head *head) { }

LIST_ONLY(skb_queue_purge)
LIST_ONLY(__skb_queue_purge)
LIST_ONLY(skb_queue_head_init)
LIST_ONLY(__skb_queue_head_init)
LIST_ONLY(skb_queue_purge_reason)
LIST_ONLY(__skb_queue_purge_reason)
LIST_ONLY(skb_errqueue_purge)
LISTS_ONLY(skb_queue_splice_init)
LISTS_ONLY(skb_queue_splice_tail_init)

/* --- a socket's queues --- */

/* A refused buffer is still the caller's. */
int __sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	if (!skbown_any())
		return model_errno();
	skb_set_owner_r(skb, sk);
	skbown_give_skb(skb);
	return 0;
}

int sock_queue_rcv_skb_reason(struct sock *sk, struct sk_buff *skb, enum skb_drop_reason *reason)
{
	if (reason)
		*reason = skbown_any();
	return __sock_queue_rcv_skb(sk, skb);
}

int sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	return __sock_queue_rcv_skb(sk, skb);
}

int sock_queue_err_skb(struct sock *sk, struct sk_buff *skb)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	if (!skbown_any())
		return model_errno();
	skbown_orphan_skb(skb);
	skbown_add(&sk->sk_rmem_alloc, skb->truesize);
	skb->sk = sk;
	skb->destructor = sock_rmem_free;
	skbown_give_skb(skb);
	return 0;
}

struct sk_buff *sock_dequeue_err_skb(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_error_queue");
	return skbown_any_ptr();
}

/* Backlogs keep buffers as they are: no owner is set. */
void __sk_add_backlog(struct sock *sk, struct sk_buff *skb)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	skbown_give_skb(skb);
}

int sk_add_backlog(struct sock *sk, struct sk_buff *skb, unsigned int limit)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	if (!skbown_any())
		return model_errno();
	skbown_give_skb(skb);
	return 0;
}

/* True: refused, and still the caller's; a condensed buffer may have lost its owner. */
bool tcp_add_backlog(struct sock *sk, struct sk_buff *skb, enum skb_drop_reason *reason)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	if (!skbown_any()) {
		*reason = skbown_any();
		return true;
	}
	skbown_give_skb(skb);
	return false;
}

int sk_backlog_rcv(struct sock *sk, struct sk_buff *skb)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	skbown_give_skb(skb);
	return skbown_any();
}

/* Takes the caller's reference when it has one, whatever becomes of the buffer. */
int __sk_receive_skb(struct sock *sk, struct sk_buff *skb, const int nested, unsigned int trim_cap,
		     bool refcounted)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	skbown_give_skb(skb);
	if (refcounted)
		skbown_add(&sk->sk_refcnt, -1);
	return skbown_any();
}

int sk_receive_skb(struct sock *sk, struct sk_buff *skb, const int nested)
{
	return __sk_receive_skb(sk, skb, nested, 1, true);
}

/* The filter may trim the buffer; refused or not, it stays the caller's. */
int sk_filter_trim_cap(struct sock *sk, struct sk_buff *skb, unsigned int cap)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_filter");
	return model_result();
}

int sk_filter(struct sock *sk, struct sk_buff *skb)
{
	return sk_filter_trim_cap(sk, skb, 1);
}

struct sk_buff *skb_recv_datagram(struct sock *sk, unsigned int flags, int *err)
{
	struct sk_buff *skb = skbown_any_ptr();

	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	if (!skb)
		*err = model_errno();
	return skb;
}

struct sk_buff *__skb_recv_datagram(struct sock *sk, struct sk_buff_head *queue, unsigned int flags,
				    int *off, int *err)
{
	*off = skbown_any();
	return skb_recv_datagram(sk, flags, err);
}

/* On the socket's queue without an owner: the charge is in dev_scratch. */
int __udp_enqueue_schedule_skb(struct sock *sk, struct sk_buff *skb)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	if (!skbown_any())
		return model_errno();
	skbown_give_skb(skb);
	return 0;
}

int udp_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	skbown_need_kind(sk, SKBOWN_FULL, "udp_sock");
	skbown_give_skb(skb);
	return skbown_any();
}

/* --- queueing disciplines --- */

int qdisc_drop(struct sk_buff *skb, struct Qdisc *sch, struct sk_buff **to_free)
{
	skbown_give_skb(skb);
	return NET_XMIT_DROP;
}

void __qdisc_drop(struct sk_buff *skb, struct sk_buff **to_free)
{
	skbown_give_skb(skb);
}

int qdisc_drop_reason(struct sk_buff *skb)
{
	skbown_give_skb(skb);
	return NET_XMIT_DROP;
}

int qdisc_drop_all(struct sk_buff *skb)
{
	skbown_give_skb(skb);
	return NET_XMIT_DROP;
}

void rtnl_qdisc_drop(struct sk_buff *skb, struct Qdisc *sch)
{
	skbown_give_skb(skb);
}

int qdisc_enqueue_tail(struct sk_buff *skb, struct Qdisc *sch)
{
	skbown_give_skb(skb);
	return NET_XMIT_SUCCESS;
}

int qdisc_enqueue(struct sk_buff *skb, struct Qdisc *sch, struct sk_buff **to_free)
{
	skbown_give_skb(skb);
	return skbown_any();
}

struct sk_buff *qdisc_dequeue_head(struct Qdisc *sch)
{
	return skbown_any_ptr();
}
