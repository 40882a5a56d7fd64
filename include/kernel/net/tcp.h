/* SPDX-License-Identifier: GPL-2.0-only */
/* tcp.h - TCP inside the kernel. */
#ifndef SKBOWN_KERNEL_NET_TCP_H
#define SKBOWN_KERNEL_NET_TCP_H

#include <linux/tcp.h>
#include <net/inet_hashtables.h>

extern struct proto tcp_prot;

void tcp_wfree(struct sk_buff *skb);
bool tcp_add_backlog(struct sock *sk, struct sk_buff *skb, enum skb_drop_reason *reason);
int tcp_v4_do_rcv(struct sock *sk, struct sk_buff *skb);
int tcp_rcv_state_process(struct sock *sk, struct sk_buff *skb);
struct sock *tcp_check_req(struct sock *sk, struct sk_buff *skb, struct request_sock *req,
			   bool fastopen, bool *lost_race);
int tcp_child_process(struct sock *parent, struct sock *child, struct sk_buff *skb);
void tcp_done(struct sock *sk);

#endif
