/* SPDX-License-Identifier: GPL-2.0-only */
/* tcp.h - the header and the socket of TCP. */
#ifndef SKBOWN_KERNEL_LINUX_TCP_H
#define SKBOWN_KERNEL_LINUX_TCP_H

#include <net/inet_connection_sock.h>

struct tcphdr {
	__be16 source;
	__be16 dest;
	__be32 seq;
	__be32 ack_seq;
	__u16 doff : 4, fin : 1, syn : 1, rst : 1, psh : 1, ack : 1;
	__be16 window;
	__sum16 check;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	u32 rcv_nxt, snd_nxt, snd_una, copied_seq, write_seq, mss_cache;
	struct sk_buff_head tsq_node;
};

struct tcp_request_sock {
	struct inet_request_sock req;
	u32 rcv_isn, snt_isn, ts_off;
	u8 syn_tos;
};

struct tcp_timewait_sock {
	struct inet_timewait_sock tw_sk;
	u32 tw_rcv_wnd, tw_ts_recent;
};

#define tcp_sk(ptr) container_of_const(ptr, struct tcp_sock, inet_conn.icsk_inet.sk)
#define tcp_rsk(ptr) container_of_const(ptr, struct tcp_request_sock, req.req)
#define tcp_twsk(ptr) container_of_const(ptr, struct tcp_timewait_sock, tw_sk.__tw_common)

struct tcphdr *tcp_hdr(const struct sk_buff *skb);
unsigned int tcp_hdrlen(const struct sk_buff *skb);

#endif
