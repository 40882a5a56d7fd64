/* SPDX-License-Identifier: GPL-2.0-only */
/* udp.h - UDP. */
#ifndef SKBOWN_KERNEL_NET_UDP_H
#define SKBOWN_KERNEL_NET_UDP_H

#include <net/inet_sock.h>

struct udphdr { __be16 source, dest, len; __sum16 check; };
struct udp_table;
extern struct udp_table udp_table;

struct udp_sock {
	struct inet_sock inet;
	unsigned long udp_flags;
	int pending;
	__u8 encap_type;
	__u16 len;
	__u16 gso_size;
	int (*encap_rcv)(struct sock *sk, struct sk_buff *skb);
	int (*encap_err_lookup)(struct sock *sk, struct sk_buff *skb);
	void (*encap_destroy)(struct sock *sk);
	struct sk_buff *(*gro_receive)(struct sock *sk, struct list_head *head, struct sk_buff *skb);
};
#define udp_sk(ptr) container_of_const(ptr, struct udp_sock, inet.sk)

struct udphdr *udp_hdr(const struct sk_buff *skb);
struct sock *udp4_lib_lookup(const struct net *net, __be32 saddr, __be16 sport, __be32 daddr,
			     __be16 dport, int dif);
struct sock *__udp4_lib_lookup(const struct net *net, __be32 saddr, __be16 sport, __be32 daddr,
			       __be16 dport, int dif, int sdif, struct udp_table *tbl,
			       struct sk_buff *skb);
struct sock *udp4_lib_lookup_skb(const struct sk_buff *skb, __be16 sport, __be16 dport);
struct sock *udp6_lib_lookup(const struct net *net, const struct in6_addr *saddr, __be16 sport,
			     const struct in6_addr *daddr, __be16 dport, int dif);
struct sock *__udp6_lib_lookup(const struct net *net, const struct in6_addr *saddr, __be16 sport,
			       const struct in6_addr *daddr, __be16 dport, int dif, int sdif,
			       struct udp_table *tbl, struct sk_buff *skb);
struct sock *udp6_lib_lookup_skb(const struct sk_buff *skb, __be16 sport, __be16 dport);
int __udp_enqueue_schedule_skb(struct sock *sk, struct sk_buff *skb);
int udp_queue_rcv_skb(struct sock *sk, struct sk_buff *skb);

#endif
