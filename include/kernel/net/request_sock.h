/* SPDX-License-Identifier: GPL-2.0-only */
/* request_sock.h - connection requests. */
#ifndef SKBOWN_KERNEL_NET_REQUEST_SOCK_H
#define SKBOWN_KERNEL_NET_REQUEST_SOCK_H

#include <net/sock.h>

struct request_sock;
struct request_sock_ops {
	int family;
	unsigned int obj_size;
	int (*rtx_syn_ack)(const struct sock *sk, struct request_sock *req);
	void (*send_ack)(const struct sock *sk, struct sk_buff *skb, struct request_sock *req);
	void (*send_reset)(const struct sock *sk, struct sk_buff *skb, int reason);
	void (*destructor)(struct request_sock *req);
};

struct request_sock {
	struct sock_common __req_common;
#define rsk_refcnt		__req_common.skc_refcnt
#define rsk_hash		__req_common.skc_hash
#define rsk_listener		__req_common.skc_listener
#define rsk_window_clamp	__req_common.skc_window_clamp
#define rsk_rcv_wnd		__req_common.skc_rcv_wnd
	struct request_sock *dl_next;
	u16 mss;
	u8 num_retrans;
	u8 syncookie : 1;
	u8 num_timeout : 7;
	u32 ts_recent;
	struct timer_list rsk_timer;
	const struct request_sock_ops *rsk_ops;
	struct sock *sk;
	u32 secid;
	u32 peer_secid;
	u32 timeout;
};

struct request_sock *inet_reqsk(const struct sock *sk);
struct sock *req_to_sk(struct request_sock *req);
struct request_sock *reqsk_alloc(const struct request_sock_ops *ops, struct sock *sk_listener,
				 bool attach_listener);
struct request_sock *inet_reqsk_alloc(const struct request_sock_ops *ops, struct sock *sk_listener,
				      bool attach_listener);
void reqsk_free(struct request_sock *req);
void __reqsk_free(struct request_sock *req);
void reqsk_put(struct request_sock *req);
struct sock *skb_steal_sock(struct sk_buff *skb, bool *refcounted, bool *prefetched);

#endif
