/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fullsock - telling kinds of sockets apart, and what only a full socket has.
 *
 * TIME_WAIT and request sockets share sock_common with full sockets and nothing
 * else: what lies behind it is other data, or the end of the object. Functions
 * that read no more than sock_common (sock_net(), ...) are not here. Sources:
 * include/net/sock.h, include/net/inet_sock.h, net/core/sock.c, net/core/filter.c.
 */
#include <linux/tcp.h>
#include <net/udp.h>
#include "model.h"

/* --- guards --- */

bool sk_fullsock(const struct sock *sk)
{
	return skbown_is_kind(sk, SKBOWN_FULL);
}

/* TCP_LISTEN or TCP_NEW_SYN_RECV: not TIME_WAIT. */
bool sk_listener(const struct sock *sk)
{
	if (!skbown_is_kind(sk, SKBOWN_FULL | SKBOWN_REQUEST))
		return false;
	return skbown_is_kind(sk, SKBOWN_REQUEST) || skbown_any();
}

int inet_sk_state_load(const struct sock *sk)
{
	return sk->sk_state;
}

bool sk_listener_or_tw(const struct sock *sk)
{
	return skbown_is_kind(sk, SKBOWN_REQUEST | SKBOWN_TIMEWAIT) || skbown_any();
}

bool sk_requests(const struct sock *sk)
{
	return skbown_is_kind(sk, SKBOWN_REQUEST);
}

bool sk_is_refcounted(struct sock *sk)
{
	skbown_takes_kinds(sk, SKBOWN_ANYKIND);
	return skbown_is_refcounted(sk);
}

/* The listener of a request; a TIME_WAIT socket comes back as it is. */
struct sock *sk_to_full_sk(struct sock *sk)
{
	if (sk && skbown_is_kind(sk, SKBOWN_REQUEST))
		return skbown_found_sock(SKBOWN_FULL);
	return sk;
}

const struct sock *sk_const_to_full_sk(const struct sock *sk)
{
	if (sk && skbown_is_kind(sk, SKBOWN_REQUEST))
		return skbown_found_sock(SKBOWN_FULL);
	return sk;
}

struct sock *skb_to_full_sk(const struct sk_buff *skb)
{
	return sk_to_full_sk(skb->sk);
}

struct request_sock *inet_reqsk(const struct sock *sk)
{
	return (struct request_sock *)sk;
}

struct sock *req_to_sk(struct request_sock *req)
{
	return (struct sock *)req;
}

struct inet_timewait_sock *inet_twsk(const struct sock *sk)
{
	return (struct inet_timewait_sock *)sk;
}

/* NULL for what is not full. */
struct ipv6_pinfo *inet6_sk(const struct sock *sk)
{
	if (!skbown_is_kind(sk, SKBOWN_FULL))
		return NULL;
	return skbown_any_ptr();
}

/* Knows all kinds. */
bool inet_sk_transparent(const struct sock *sk)
{
	return skbown_any();
}

/* --- what only full sockets have --- */

#define FULL_VOID(name, what, ...) \
	void name(struct sock *sk, ##__VA_ARGS__) { skbown_need_kind(sk, SKBOWN_FULL, what); }
#define FULL_INT(type, name, what, ...) \
	type name(struct sock *sk, ##__VA_ARGS__) \
	{ skbown_need_kind(sk, SKBOWN_FULL, what); return skbown_any(); }
#define FULL_INT_CONST(type, name, what, ...) \
	type name(const struct sock *sk, ##__VA_ARGS__) \
	{ skbown_need_kind(sk, SKBOWN_FULL, what); return skbown_any(); }

#define FULL_LOCK(name, n, ...) \
	void name(struct sock *sk, ##__VA_ARGS__) \
	{ \
		skbown_need_kind(sk, SKBOWN_FULL, "sk_lock"); \
		skbown_lock(n, 0); \
	}

FULL_LOCK(lock_sock, 1)
FULL_LOCK(lock_sock_nested, 1, int subclass)
FULL_LOCK(release_sock, -1)
FULL_INT(bool, lock_sock_fast, "sk_lock")
FULL_VOID(unlock_sock_fast, "sk_lock", bool slow)
FULL_INT(bool, lock_sock_fast_nested, "sk_lock")
FULL_VOID(sockopt_lock_sock, "sk_lock")
FULL_VOID(sockopt_release_sock, "sk_lock")
FULL_LOCK(bh_lock_sock, 1)
FULL_LOCK(bh_lock_sock_nested, 1)
FULL_LOCK(bh_unlock_sock, -1)
FULL_VOID(sock_owned_by_me, "sk_lock")
FULL_INT_CONST(bool, sock_owned_by_user, "sk_lock")
FULL_INT_CONST(bool, sock_owned_by_user_nocheck, "sk_lock")
FULL_INT_CONST(bool, sock_flag, "sk_flags", enum sock_flags flag)
FULL_VOID(sock_set_flag, "sk_flags", enum sock_flags flag)
FULL_VOID(sock_reset_flag, "sk_flags", enum sock_flags flag)
FULL_INT_CONST(bool, sk_is_tcp, "sk_type")
FULL_INT_CONST(bool, sk_is_udp, "sk_type")
FULL_VOID(sk_error_report, "sk_error_report")
FULL_VOID(sock_def_readable, "sk_wq")
FULL_INT(unsigned long, sock_i_ino, "sk_socket")
FULL_INT(int, sock_error, "sk_err")
FULL_INT_CONST(int, sk_wmem_alloc_get, "sk_wmem_alloc")
FULL_INT_CONST(int, sk_rmem_alloc_get, "sk_rmem_alloc")
FULL_INT_CONST(bool, sk_has_allocations, "sk_wmem_alloc")
FULL_INT_CONST(bool, sock_writeable, "sk_wmem_alloc")
FULL_INT_CONST(long, sock_sndtimeo, "sk_sndtimeo", bool noblock)
FULL_INT_CONST(long, sock_rcvtimeo, "sk_rcvtimeo", bool noblock)
FULL_INT_CONST(bool, sk_acceptq_is_full, "sk_ack_backlog")
FULL_VOID(sk_acceptq_added, "sk_ack_backlog")
FULL_VOID(sk_acceptq_removed, "sk_ack_backlog")
FULL_INT(bool, sk_wmem_schedule, "sk_forward_alloc", int size)
FULL_INT(bool, sk_rmem_schedule, "sk_forward_alloc", struct sk_buff *skb, int size)
FULL_INT_CONST(bool, sk_rcvqueues_full, "sk_rmem_alloc", unsigned int limit)
FULL_VOID(sk_setup_caps, "sk_route_caps", struct dst_entry *dst)
FULL_VOID(sk_dst_set, "sk_dst_cache", struct dst_entry *dst)
FULL_VOID(sock_kfree_s, "sk_omem_alloc", void *mem, int size)

/* Asked for what goes to a group: no connection does. */
int sk_mc_loop(const struct sock *sk)
{
	return skbown_any();
}

/* Of what the socket has reserved; nothing where its protocol does not count memory. */
void sk_mem_charge(struct sock *sk, int size)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_forward_alloc");
	skbown_add(&sk->sk_forward_alloc, size);
}

void sk_mem_uncharge(struct sock *sk, int size)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_forward_alloc");
	skbown_add(&sk->sk_forward_alloc, -(long)size);
}

void sk_wmem_queued_add(struct sock *sk, int val)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_wmem_queued");
	sk->sk_wmem_queued += val;
}

struct dst_entry *sk_dst_get(const struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_dst_cache");
	return skbown_any_ptr();
}

void *sock_kmalloc(struct sock *sk, int size, gfp_t priority)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_omem_alloc");
	return skbown_any_ptr();
}

kuid_t sock_i_uid(struct sock *sk)
{
	kuid_t uid = { 0 };

	skbown_need_kind(sk, SKBOWN_FULL, "sk_socket");
	return uid;
}

void sock_orphan(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_socket");
	sk->sk_socket = NULL;
}

void sock_graft(struct sock *sk, struct socket *parent)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_socket");
	skbown_escape(sk);
}
