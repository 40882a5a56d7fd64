/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * put - holding and putting sockets.
 *
 * References that a hash table or a timer has are neither the caller's to pay
 * nor to refund: adding to a table and removing from it leave the ledger alone,
 * except in the "__" forms, after which the table's reference is the caller's
 * when the table had one. Sources: include/net/sock.h, net/core/sock.c,
 * net/ipv4/inet_hashtables.c, net/ipv4/inet_timewait_sock.c.
 */
#include <net/inet_connection_sock.h>
#include "model.h"

void sock_hold(struct sock *sk)
{
	skbown_need_alive(&sk->sk_refcnt);
	skbown_add(&sk->sk_refcnt, 1);
}

/*
 * Drops a reference that is not the last, so no socket is freed here, of no kind.
 * It was a timer's or a table's as often as the caller's own: what is left is open.
 */
void __sock_put(struct sock *sk)
{
	skbown_settle(&sk->sk_refcnt);
}

/* When it is the last, sk_free() takes the socket for a full one. */
void sock_put(struct sock *sk)
{
	skbown_need_kind_put(sk, SKBOWN_FULL, "sock_put()");
	skbown_add(&sk->sk_refcnt, -1);
}

void sock_gen_put(struct sock *sk)
{
	skbown_takes_kinds(sk, SKBOWN_ANYKIND);
	skbown_add(&sk->sk_refcnt, -1);
}

void inet_twsk_put(struct inet_timewait_sock *tw)
{
	skbown_need_kind_put(tw, SKBOWN_TIMEWAIT, "inet_twsk_put()");
	skbown_add(&tw->tw_refcnt, -1);
}

/* The timer's and the tables' references go too; those are theirs. */
void inet_twsk_deschedule_put(struct inet_timewait_sock *tw)
{
	skbown_need_kind_put(tw, SKBOWN_TIMEWAIT, "inet_twsk_deschedule_put()");
	skbown_add(&tw->tw_refcnt, -1);
}

/* Frees what has no reference any more. */
void inet_twsk_free(struct inet_timewait_sock *tw)
{
	skbown_settle(&tw->tw_refcnt);
}

void reqsk_put(struct request_sock *req)
{
	skbown_need_kind_put(req, SKBOWN_REQUEST, "reqsk_put()");
	skbown_add(&req->rsk_refcnt, -1);
}

void reqsk_free(struct request_sock *req)
{
	skbown_settle(&req->rsk_refcnt);
}

void __reqsk_free(struct request_sock *req)
{
	skbown_settle(&req->rsk_refcnt);
}

void inet_csk_reqsk_queue_drop_and_put(struct sock *sk, struct request_sock *req)
{
	skbown_add(&req->rsk_refcnt, -1);
}

/* --- the first and the last reference --- */

struct sock *sk_alloc(struct net *net, int family, gfp_t priority, struct proto *prot, int kern)
{
	if (!skbown_any())
		return NULL;
	return skbown_fresh_sock(SKBOWN_FULL);
}

struct request_sock *reqsk_alloc(const struct request_sock_ops *ops, struct sock *sk_listener,
				 bool attach_listener)
{
	if (!skbown_any() && !skbown_is_held(&sk_listener->sk_refcnt))
		return NULL;
	return (struct request_sock *)skbown_fresh_sock(SKBOWN_REQUEST);
}

struct request_sock *inet_reqsk_alloc(const struct request_sock_ops *ops, struct sock *sk_listener,
				      bool attach_listener)
{
	return reqsk_alloc(ops, sk_listener, attach_listener);
}

struct inet_timewait_sock *inet_twsk_alloc(const struct sock *sk, void *dr, const int state)
{
	if (!skbown_any())
		return NULL;
	return (struct inet_timewait_sock *)skbown_fresh_sock(SKBOWN_TIMEWAIT);
}

/* May the port of a TIME_WAIT socket be had? Then the caller has a reference to it. */
int tcp_twsk_unique(struct sock *sk, struct sock *sktw, void *twp)
{
	if (!skbown_any() && !skbown_is_held(&sktw->sk_refcnt))
		return 0;
	skbown_add(&sktw->sk_refcnt, 1);
	return 1;
}

/* Drops the reference of the socket's creation and what the send buffer's charge holds. */
void sk_free(struct sock *sk)
{
	skbown_need_kind_put(sk, SKBOWN_FULL, "sk_free()");
	skbown_settle(&sk->sk_refcnt);
	skbown_settle(&sk->sk_wmem_alloc);
}

/*
 * Closing: the reference of the socket's creation is put. That is nobody's account: who
 * closes was never asked to take it.
 */
void sk_common_release(struct sock *sk)
{
	sk->sk_prot->unhash(sk);
}

/* A clone comes locked, with two references: its own and the caller's. */
struct sock *sk_clone_lock(const struct sock *sk, const gfp_t priority)
{
	if (!skbown_any())
		return NULL;
	return skbown_fresh_sock(SKBOWN_FULL);
}

struct sock *inet_csk_clone_lock(const struct sock *sk, const struct request_sock *req,
				 const gfp_t priority)
{
	return sk_clone_lock(sk, priority);
}

void inet_csk_prepare_forced_close(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "inet_num");
	skbown_settle(&sk->sk_refcnt);
}

void inet_csk_destroy_sock(struct sock *sk)
{
}

/* --- timers and tables --- */

void sk_reset_timer(struct sock *sk, struct timer_list *timer, unsigned long expires)
{
}

void sk_stop_timer(struct sock *sk, struct timer_list *timer)
{
}

void sk_stop_timer_sync(struct sock *sk, struct timer_list *timer)
{
}

bool sk_del_node_init(struct sock *sk)
{
	skbown_taken_off(sk);
	return skbown_any();
}

bool sk_nulls_del_node_init_rcu(struct sock *sk)
{
	skbown_taken_off(sk);
	return skbown_any();
}

bool __sk_del_node_init(struct sock *sk)
{
	skbown_taken_off(sk);
	if (!skbown_any())
		return false;
	skbown_settle(&sk->sk_refcnt);
	return true;
}

bool __sk_nulls_del_node_init_rcu(struct sock *sk)
{
	skbown_taken_off(sk);
	if (!skbown_any())
		return false;
	skbown_settle(&sk->sk_refcnt);
	return true;
}

void sk_add_node(struct sock *sk, struct hlist_head *list)
{
	skbown_escape(sk);
}

void sk_add_node_rcu(struct sock *sk, struct hlist_head *list)
{
	skbown_escape(sk);
}

void sk_add_node_tail_rcu(struct sock *sk, struct hlist_head *list)
{
	skbown_escape(sk);
}

void sk_nulls_add_node_rcu(struct sock *sk, struct hlist_nulls_head *list)
{
	skbown_escape(sk);
}

void sk_add_bind_node(struct sock *sk, struct hlist_head *list)
{
}

void __sk_del_bind_node(struct sock *sk)
{
}

void __sk_add_node(struct sock *sk, struct hlist_head *list)
{
	skbown_escape(sk);
}

void __sk_nulls_add_node_rcu(struct sock *sk, struct hlist_nulls_head *list)
{
	skbown_escape(sk);
}

/* Tells about the end of the socket from a work item, which ends it then. */
void sock_diag_broadcast_destroy(struct sock *sk)
{
	skbown_escape(sk);
}
