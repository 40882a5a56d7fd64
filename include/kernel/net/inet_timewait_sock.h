/* SPDX-License-Identifier: GPL-2.0-only */
/* inet_timewait_sock.h - what stays of a closed connection. */
#ifndef SKBOWN_KERNEL_NET_INET_TIMEWAIT_SOCK_H
#define SKBOWN_KERNEL_NET_INET_TIMEWAIT_SOCK_H

#include <net/inet_sock.h>

struct inet_timewait_sock {
	struct sock_common __tw_common;
#define tw_family		__tw_common.skc_family
#define tw_state		__tw_common.skc_state
#define tw_bound_dev_if		__tw_common.skc_bound_dev_if
#define tw_node			__tw_common.skc_nulls_node
#define tw_refcnt		__tw_common.skc_refcnt
#define tw_hash			__tw_common.skc_hash
#define tw_prot			__tw_common.skc_prot
#define tw_net			__tw_common.skc_net
#define tw_daddr		__tw_common.skc_daddr
#define tw_rcv_saddr		__tw_common.skc_rcv_saddr
#define tw_dport		__tw_common.skc_dport
#define tw_num			__tw_common.skc_num
#define tw_dr			__tw_common.skc_tw_dr
	__u32 tw_mark;
	unsigned char tw_substate;
	unsigned char tw_rcv_wscale;
	__be16 tw_sport;
	unsigned int tw_transparent : 1, tw_flowlabel : 20, tw_tos : 8;
	u32 tw_txhash;
	u32 tw_priority;
	struct timer_list tw_timer;
};

struct inet_timewait_sock *inet_twsk(const struct sock *sk);
struct inet_timewait_sock *inet_twsk_alloc(const struct sock *sk, void *dr, const int state);
int tcp_twsk_unique(struct sock *sk, struct sock *sktw, void *twp);
void inet_twsk_free(struct inet_timewait_sock *tw);
void inet_twsk_put(struct inet_timewait_sock *tw);
void inet_twsk_deschedule_put(struct inet_timewait_sock *tw);
struct net *twsk_net(const struct inet_timewait_sock *tw);

#endif
