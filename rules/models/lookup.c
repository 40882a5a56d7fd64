/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lookup - finding sockets of the IP protocols: with a reference or without, and
 * of which kinds.
 *
 * The table of connections holds full, TIME_WAIT and request sockets and gives a
 * reference; the tables of listeners and of UDP hold full ones and give none,
 * unless the function says so. Sources: include/net/inet_hashtables.h,
 * include/net/inet6_hashtables.h, net/ipv4, net/ipv6.
 */
#include <net/inet6_hashtables.h>
#include <net/netfilter/nf_socket.h>
#include <net/netfilter/nf_tproxy.h>
#include <net/tcp.h>
#include <net/udp.h>
#include "model.h"

struct sock *model_find_full(void)
{
	if (!skbown_any())
		return NULL;
	return skbown_found_sock(SKBOWN_FULL);
}

/* Under RCU, without a reference: it may be closed at any time. */
struct sock *model_find_weak(void)
{
	struct sock *sk;

	if (!skbown_any())
		return NULL;
	sk = skbown_found_sock(SKBOWN_FULL);
	skbown_weak(sk);
	return sk;
}

struct sock *model_ref_full(void)
{
	struct sock *sk;

	if (!skbown_any())
		return NULL;
	sk = skbown_found_sock(SKBOWN_FULL);
	skbown_add(&sk->sk_refcnt, 1);
	return sk;
}

struct sock *model_ref_any(void)
{
	struct sock *sk;

	if (!skbown_any())
		return NULL;
	sk = skbown_found_sock(SKBOWN_ANYKIND);
	skbown_add(&sk->sk_refcnt, 1);
	return sk;
}

/* Connections first, with a reference; then listeners, without. */
struct sock *model_find_flagged(bool *refcounted)
{
	struct sock *sk;

	if (!skbown_any()) {
		*refcounted = false;
		return model_find_weak();
	}
	sk = skbown_found_sock(SKBOWN_ANYKIND);
	skbown_add(&sk->sk_refcnt, 1);
	*refcounted = true;
	return sk;
}

struct sock *__inet_lookup_listener(const struct net *net, struct inet_hashinfo *hashinfo,
				    struct sk_buff *skb, int doff, const __be32 saddr,
				    const __be16 sport, const __be32 daddr,
				    const unsigned short hnum, const int dif, const int sdif)
{
	return model_find_weak();
}

struct sock *inet_lookup_listener(struct net *net, struct inet_hashinfo *hashinfo,
				  struct sk_buff *skb, int doff, __be32 saddr, __be16 sport,
				  __be32 daddr, __be16 dport, int dif, int sdif)
{
	return model_find_weak();
}

struct sock *__inet_lookup_established(const struct net *net, struct inet_hashinfo *hashinfo,
				       const __be32 saddr, const __be16 sport, const __be32 daddr,
				       const u16 hnum, const int dif, const int sdif)
{
	return model_ref_any();
}

struct sock *inet_lookup_established(struct net *net, struct inet_hashinfo *hashinfo,
				     const __be32 saddr, const __be16 sport, const __be32 daddr,
				     const __be16 dport, const int dif)
{
	return model_ref_any();
}

struct sock *__inet_lookup(struct net *net, struct inet_hashinfo *hashinfo, struct sk_buff *skb,
			   int doff, const __be32 saddr, const __be16 sport, const __be32 daddr,
			   const __be16 dport, const int dif, const int sdif, bool *refcounted)
{
	return model_find_flagged(refcounted);
}

struct sock *inet_lookup(struct net *net, struct inet_hashinfo *hashinfo, struct sk_buff *skb,
			 int doff, const __be32 saddr, const __be16 sport, const __be32 daddr,
			 const __be16 dport, const int dif)
{
	return model_ref_any();
}

/* A socket that the buffer carries is taken from it first. */
struct sock *__inet_lookup_skb(struct inet_hashinfo *hashinfo, struct sk_buff *skb, int doff,
			       const __be16 sport, const __be16 dport, const int sdif,
			       bool *refcounted)
{
	struct sock *sk = inet_steal_sock(0, skb, doff, 0, sport, 0, dport, refcounted, 0);

	if (sk)
		return skbown_is_err(sk) ? NULL : sk;
	return model_find_flagged(refcounted);
}

struct sock *inet6_lookup_listener(const struct net *net, struct inet_hashinfo *hashinfo,
				   struct sk_buff *skb, int doff, const struct in6_addr *saddr,
				   const __be16 sport, const struct in6_addr *daddr,
				   const unsigned short hnum, const int dif, const int sdif)
{
	return model_find_weak();
}

struct sock *__inet6_lookup_established(const struct net *net, struct inet_hashinfo *hashinfo,
					const struct in6_addr *saddr, const __be16 sport,
					const struct in6_addr *daddr, const u16 hnum, const int dif,
					const int sdif)
{
	return model_ref_any();
}

struct sock *__inet6_lookup(const struct net *net, struct inet_hashinfo *hashinfo,
			    struct sk_buff *skb, int doff, const struct in6_addr *saddr,
			    const __be16 sport, const struct in6_addr *daddr, const u16 hnum,
			    const int dif, const int sdif, bool *refcounted)
{
	return model_find_flagged(refcounted);
}

struct sock *inet6_lookup(const struct net *net, struct inet_hashinfo *hashinfo,
			  struct sk_buff *skb, int doff, const struct in6_addr *saddr,
			  const __be16 sport, const struct in6_addr *daddr, const __be16 dport,
			  const int dif)
{
	return model_ref_any();
}

struct sock *__inet6_lookup_skb(struct inet_hashinfo *hashinfo, struct sk_buff *skb, int doff,
				const __be16 sport, const __be16 dport, int iif, int sdif,
				bool *refcounted)
{
	struct sock *sk = inet6_steal_sock(0, skb, doff, 0, sport, 0, dport, refcounted, 0);

	if (sk)
		return skbown_is_err(sk) ? NULL : sk;
	return model_find_flagged(refcounted);
}

/* --- the buffer's own socket; for one without a reference, another of its group or an error --- */

struct sock *inet_steal_sock(struct net *net, struct sk_buff *skb, int doff, const __be32 saddr,
			     const __be16 sport, const __be32 daddr, const __be16 dport,
			     bool *refcounted, void *ehashfn)
{
	bool prefetched;
	struct sock *sk = skb_steal_sock(skb, refcounted, &prefetched);

	if (sk && !*refcounted && skbown_since(6, 5) && skbown_any())
		return skbown_err_ptr(model_errno());
	return sk;
}

struct sock *inet6_steal_sock(struct net *net, struct sk_buff *skb, int doff,
			      const struct in6_addr *saddr, const __be16 sport,
			      const struct in6_addr *daddr, const __be16 dport,
			      bool *refcounted, void *ehashfn)
{
	bool prefetched;
	struct sock *sk = skb_steal_sock(skb, refcounted, &prefetched);

	if (sk && !*refcounted && skbown_since(6, 5) && skbown_any())
		return skbown_err_ptr(model_errno());
	return sk;
}

struct sock *inet_lookup_reuseport(void)
{
	return model_find_weak();
}

struct sock *inet6_lookup_reuseport(void)
{
	return model_find_weak();
}

struct sock *inet_lookup_run_sk_lookup(void)
{
	if (skbown_any())
		return skbown_err_ptr(model_errno());	/* the program refused */
	return model_find_weak();
}

struct sock *inet6_lookup_run_sk_lookup(void)
{
	if (skbown_any())
		return skbown_err_ptr(model_errno());
	return model_find_weak();
}

struct sock *reuseport_select_sock(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_reuseport_cb");
	if (skbown_any())
		return skbown_err_ptr(model_errno());	/* the program refused */
	return model_find_weak();
}

struct sock *reuseport_migrate_sock(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_reuseport_cb");
	return model_ref_full();
}

/* --- UDP --- */

struct sock *udp4_lib_lookup(const struct net *net, __be32 saddr, __be16 sport, __be32 daddr,
			     __be16 dport, int dif)
{
	return model_ref_full();
}

struct sock *__udp4_lib_lookup(const struct net *net, __be32 saddr, __be16 sport, __be32 daddr,
			       __be16 dport, int dif, int sdif, struct udp_table *tbl,
			       struct sk_buff *skb)
{
	return model_find_weak();
}

struct sock *udp4_lib_lookup_skb(const struct sk_buff *skb, __be16 sport, __be16 dport)
{
	return model_find_weak();
}

struct sock *udp6_lib_lookup(const struct net *net, const struct in6_addr *saddr, __be16 sport,
			     const struct in6_addr *daddr, __be16 dport, int dif)
{
	return model_ref_full();
}

struct sock *__udp6_lib_lookup(const struct net *net, const struct in6_addr *saddr, __be16 sport,
			       const struct in6_addr *daddr, __be16 dport, int dif, int sdif,
			       struct udp_table *tbl, struct sk_buff *skb)
{
	return model_find_weak();
}

struct sock *udp6_lib_lookup_skb(const struct sk_buff *skb, __be16 sport, __be16 dport)
{
	return model_find_weak();
}

/*
 * --- netfilter: by packet, any protocol ---
 *
 * Callers look when the buffer has no socket that serves: one that is found is
 * taken for another than the buffer's.
 */

struct sock *nf_sk_lookup_slow_v4(struct net *net, const struct sk_buff *skb,
				  const struct net_device *indev)
{
	struct sock *sk = model_ref_any();

	if (sk && sk == skb->sk)
		__builtin_unreachable();
	return sk;
}

struct sock *nf_sk_lookup_slow_v6(struct net *net, const struct sk_buff *skb,
				  const struct net_device *indev)
{
	struct sock *sk = model_ref_any();

	if (sk && sk == skb->sk)
		__builtin_unreachable();
	return sk;
}

/* A listener comes with a reference too; a UDP socket that does not fit is put. */
struct sock *nf_tproxy_get_sock_v4(struct net *net, struct sk_buff *skb, const u8 protocol,
				   const __be32 saddr, const __be32 daddr, const __be16 sport,
				   const __be16 dport, const struct net_device *in,
				   const enum nf_tproxy_lookup_t lookup_type)
{
	return lookup_type == NF_TPROXY_LOOKUP_LISTENER ? model_ref_full() : model_ref_any();
}

struct sock *nf_tproxy_get_sock_v6(struct net *net, struct sk_buff *skb, int thoff,
				   const u8 protocol, const struct in6_addr *saddr,
				   const struct in6_addr *daddr, const __be16 sport,
				   const __be16 dport, const struct net_device *in,
				   const enum nf_tproxy_lookup_t lookup_type)
{
	return lookup_type == NF_TPROXY_LOOKUP_LISTENER ? model_ref_full() : model_ref_any();
}

/* sk goes, and a listener with a reference comes instead; or it stays. */
struct sock *nf_tproxy_handle_time_wait4(struct net *net, struct sk_buff *skb, __be32 laddr,
					 __be16 lport, struct sock *sk)
{
	struct sock *listener;

	skbown_takes_kinds(sk, SKBOWN_TIMEWAIT);
	if (skbown_any())
		return sk;
	skbown_add(&sk->sk_refcnt, -1);
	if (skbown_any())		/* a packet too short to tell */
		return NULL;
	listener = skbown_found_sock(SKBOWN_FULL);
	skbown_add(&listener->sk_refcnt, 1);
	return listener;
}

struct sock *nf_tproxy_handle_time_wait6(struct sk_buff *skb, int tproto, int thoff, struct net *net,
					 const struct in6_addr *laddr, const __be16 lport,
					 struct sock *sk)
{
	skbown_takes_kinds(sk, SKBOWN_TIMEWAIT);
	return nf_tproxy_handle_time_wait4(net, skb, 0, lport, sk);
}

bool nf_tproxy_sk_is_transparent(struct sock *sk)
{
	skbown_takes_kinds(sk, SKBOWN_ANYKIND);
	if (skbown_any())
		return true;
	skbown_add(&sk->sk_refcnt, -1);
	return false;
}

/* --- requests becoming connections --- */

/* A child comes locked and with a reference; the request's own goes with it. */
struct sock *tcp_check_req(struct sock *sk, struct sk_buff *skb, struct request_sock *req,
			   bool fastopen, bool *lost_race)
{
	*lost_race = skbown_any();
	if (!skbown_any())
		return NULL;
	if (!skbown_any())
		return sk;
	skbown_settle(&req->rsk_refcnt);
	return model_find_full();
}

/* Unlocks the child and drops its reference; consumes the buffer. */
int tcp_child_process(struct sock *parent, struct sock *child, struct sk_buff *skb)
{
	skbown_need_kind(child, SKBOWN_FULL, "sk_lock");
	skbown_give_skb(skb);
	skbown_settle(&child->sk_refcnt);
	return skbown_any();
}

struct sock *dccp_check_req(struct sock *sk, struct sk_buff *skb, struct request_sock *req)
{
	if (!skbown_any())
		return NULL;
	skbown_settle(&req->rsk_refcnt);
	return model_find_full();
}

int dccp_child_process(struct sock *parent, struct sock *child, struct sk_buff *skb)
{
	return tcp_child_process(parent, child, skb);
}

struct sock *inet_csk_reqsk_queue_add(struct sock *sk, struct request_sock *req, struct sock *child)
{
	skbown_need_kind(sk, SKBOWN_FULL, "icsk_accept_queue");
	if (!skbown_any())
		return NULL;
	skbown_settle(&req->rsk_refcnt);
	skbown_settle(&child->sk_refcnt);
	return child;
}

bool inet_csk_reqsk_queue_hash_add(struct sock *sk, struct request_sock *req, unsigned long timeout)
{
	skbown_need_kind(sk, SKBOWN_FULL, "icsk_accept_queue");
	if (!skbown_any())
		return false;
	skbown_settle(&req->rsk_refcnt);
	return true;
}

bool inet_csk_reqsk_queue_drop(struct sock *sk, struct request_sock *req)
{
	return skbown_any();
}

struct sock *inet_csk_complete_hashdance(struct sock *sk, struct sock *child,
					 struct request_sock *req, bool own_req)
{
	skbown_settle(&req->rsk_refcnt);
	skbown_settle(&child->sk_refcnt);
	return skbown_any() ? child : NULL;
}

/* Since 6.10 the error is in the caller's record, and there are two arguments. */
struct sock *inet_csk_accept(struct sock *sk, long flags, int *err)
{
	skbown_need_kind(sk, SKBOWN_FULL, "icsk_accept_queue");
	if (skbown_any())
		return skbown_found_sock(SKBOWN_FULL);
	if (!skbown_since(6, 10))
		*err = model_errno();
	return NULL;
}

struct sock *inet_diag_find_one_icsk(void)
{
	struct sock *sk;

	if (!skbown_any())
		return skbown_err_ptr(model_errno());
	sk = skbown_found_sock(SKBOWN_ANYKIND);
	skbown_add(&sk->sk_refcnt, 1);
	return sk;
}

/*
 * --- before routing: the buffer, which has no owner yet, gets the socket that it is for ---
 *
 * Found under RCU. Where the table gives no reference the socket is one that RCU alone keeps;
 * before 6.10 UDP took a reference of its own.
 */
int udp_v4_early_demux(struct sk_buff *skb)
{
	struct sock *sk = model_find_weak();

	if (!sk)
		return 0;
	if (skbown_since(6, 10)) {
		if (skbown_is_refcounted(sk))
			__builtin_unreachable();
		skb->sk = sk;
		skb->destructor = sock_pfree;
	} else {
		skbown_add(&sk->sk_refcnt, 1);
		skb->sk = sk;
		skb->destructor = sock_efree;
	}
	return model_result();
}

void udp_v6_early_demux(struct sk_buff *skb)
{
	udp_v4_early_demux(skb);
}
