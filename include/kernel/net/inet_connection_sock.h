/* SPDX-License-Identifier: GPL-2.0-only */
/* inet_connection_sock.h - sockets with connections. */
#ifndef SKBOWN_KERNEL_NET_INET_CONNECTION_SOCK_H
#define SKBOWN_KERNEL_NET_INET_CONNECTION_SOCK_H

#include <net/inet_sock.h>
#include <net/inet_timewait_sock.h>

struct request_sock_queue { int qlen; };

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	struct request_sock_queue icsk_accept_queue;
	unsigned long icsk_timeout;
	struct timer_list icsk_retransmit_timer;
	__u32 icsk_rto;
	__u8 icsk_retransmits;
	__u8 icsk_pending;
	__u8 icsk_backoff;
	void *icsk_ulp_data;
};

#define inet_csk(ptr) container_of_const(ptr, struct inet_connection_sock, icsk_inet.sk)

struct sock *inet_csk_accept(struct sock *sk, long flags, int *err);
struct sock *inet_csk_clone_lock(const struct sock *sk, const struct request_sock *req,
				 const gfp_t priority);
struct sock *inet_csk_complete_hashdance(struct sock *sk, struct sock *child,
					 struct request_sock *req, bool own_req);
struct sock *inet_csk_reqsk_queue_add(struct sock *sk, struct request_sock *req, struct sock *child);
bool inet_csk_reqsk_queue_hash_add(struct sock *sk, struct request_sock *req, unsigned long timeout);
bool inet_csk_reqsk_queue_drop(struct sock *sk, struct request_sock *req);
void inet_csk_reqsk_queue_drop_and_put(struct sock *sk, struct request_sock *req);
void inet_csk_prepare_forced_close(struct sock *sk);
void inet_csk_destroy_sock(struct sock *sk);

#endif
