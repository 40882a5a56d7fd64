/* SPDX-License-Identifier: GPL-2.0-only */
/* inet_sock.h - sockets of the IP protocols. */
#ifndef SKBOWN_KERNEL_NET_INET_SOCK_H
#define SKBOWN_KERNEL_NET_INET_SOCK_H

#include <net/request_sock.h>

struct ipv6_pinfo { u16 flow_label; };

struct inet_sock {
	struct sock sk;
	struct ipv6_pinfo *pinet6;
#define inet_daddr		sk.__sk_common.skc_daddr
#define inet_rcv_saddr		sk.__sk_common.skc_rcv_saddr
#define inet_dport		sk.__sk_common.skc_dport
#define inet_num		sk.__sk_common.skc_num
	unsigned long inet_flags;
	__be32 inet_saddr;
	__s16 uc_ttl;
	__be16 inet_sport;
	void *inet_opt;
	atomic_t inet_id;
	__u8 tos;
	__u8 min_ttl;
	__u8 mc_ttl;
	__u8 pmtudisc;
	int uc_index;
	int mc_index;
	__be32 mc_addr;
};

struct inet_request_sock {
	struct request_sock req;
#define ir_loc_addr		req.__req_common.skc_rcv_saddr
#define ir_rmt_addr		req.__req_common.skc_daddr
#define ir_num			req.__req_common.skc_num
#define ir_rmt_port		req.__req_common.skc_dport
#define ir_iif			req.__req_common.skc_bound_dev_if
#define ireq_net		req.__req_common.skc_net
#define ireq_state		req.__req_common.skc_state
#define ireq_family		req.__req_common.skc_family
	u16 snd_wscale : 4, rcv_wscale : 4, tstamp_ok : 1, sack_ok : 1, no_srccheck : 1;
	u32 ir_mark;
	void *ireq_opt;
};

enum { INET_FLAGS_TRANSPARENT = 1, INET_FLAGS_FREEBIND = 2 };

#define inet_sk(ptr) container_of_const(ptr, struct inet_sock, sk)
#define inet_rsk(ptr) container_of_const(ptr, struct inet_request_sock, req)
#define inet_test_bit(nr, sk) ((inet_sk(sk)->inet_flags >> INET_FLAGS_##nr) & 1)

struct sock *skb_to_full_sk(const struct sk_buff *skb);
struct sock *sk_to_full_sk(struct sock *sk);
const struct sock *sk_const_to_full_sk(const struct sock *sk);
struct ipv6_pinfo *inet6_sk(const struct sock *sk);
bool inet_sk_transparent(const struct sock *sk);

#endif
