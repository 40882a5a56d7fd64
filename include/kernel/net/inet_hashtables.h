/* SPDX-License-Identifier: GPL-2.0-only */
/* inet_hashtables.h - looking for sockets of connections. */
#ifndef SKBOWN_KERNEL_NET_INET_HASHTABLES_H
#define SKBOWN_KERNEL_NET_INET_HASHTABLES_H

#include <net/inet_connection_sock.h>

struct inet_ehash_bucket {
	struct hlist_nulls_head chain;
};

struct inet_hashinfo;

struct sock *__inet_lookup_listener(const struct net *net, struct inet_hashinfo *hashinfo,
				    struct sk_buff *skb, int doff, const __be32 saddr,
				    const __be16 sport, const __be32 daddr,
				    const unsigned short hnum, const int dif, const int sdif);
struct sock *inet_lookup_listener(struct net *net, struct inet_hashinfo *hashinfo,
				  struct sk_buff *skb, int doff, __be32 saddr, __be16 sport,
				  __be32 daddr, __be16 dport, int dif, int sdif);
struct sock *__inet_lookup_established(const struct net *net, struct inet_hashinfo *hashinfo,
				       const __be32 saddr, const __be16 sport, const __be32 daddr,
				       const u16 hnum, const int dif, const int sdif);
struct sock *inet_lookup_established(struct net *net, struct inet_hashinfo *hashinfo,
				     const __be32 saddr, const __be16 sport, const __be32 daddr,
				     const __be16 dport, const int dif);
struct sock *__inet_lookup(struct net *net, struct inet_hashinfo *hashinfo, struct sk_buff *skb,
			   int doff, const __be32 saddr, const __be16 sport, const __be32 daddr,
			   const __be16 dport, const int dif, const int sdif, bool *refcounted);
struct sock *inet_lookup(struct net *net, struct inet_hashinfo *hashinfo, struct sk_buff *skb,
			 int doff, const __be32 saddr, const __be16 sport, const __be32 daddr,
			 const __be16 dport, const int dif);
struct sock *__inet_lookup_skb(struct inet_hashinfo *hashinfo, struct sk_buff *skb, int doff,
			       const __be16 sport, const __be16 dport, const int sdif,
			       bool *refcounted);
struct sock *inet_steal_sock(struct net *net, struct sk_buff *skb, int doff, const __be32 saddr,
			     const __be16 sport, const __be32 daddr, const __be16 dport,
			     bool *refcounted, void *ehashfn);
struct sock *inet6_lookup_listener(const struct net *net, struct inet_hashinfo *hashinfo,
				   struct sk_buff *skb, int doff, const struct in6_addr *saddr,
				   const __be16 sport, const struct in6_addr *daddr,
				   const unsigned short hnum, const int dif, const int sdif);
struct sock *__inet6_lookup_established(const struct net *net, struct inet_hashinfo *hashinfo,
					const struct in6_addr *saddr, const __be16 sport,
					const struct in6_addr *daddr, const u16 hnum, const int dif,
					const int sdif);
struct sock *__inet6_lookup(const struct net *net, struct inet_hashinfo *hashinfo,
			    struct sk_buff *skb, int doff, const struct in6_addr *saddr,
			    const __be16 sport, const struct in6_addr *daddr, const u16 hnum,
			    const int dif, const int sdif, bool *refcounted);
struct sock *inet6_lookup(const struct net *net, struct inet_hashinfo *hashinfo,
			  struct sk_buff *skb, int doff, const struct in6_addr *saddr,
			  const __be16 sport, const struct in6_addr *daddr, const __be16 dport,
			  const int dif);
struct sock *__inet6_lookup_skb(struct inet_hashinfo *hashinfo, struct sk_buff *skb, int doff,
				const __be16 sport, const __be16 dport, int iif, int sdif,
				bool *refcounted);
int inet_hash(struct sock *sk);
void inet_unhash(struct sock *sk);
bool inet_ehash_insert(struct sock *sk, struct sock *osk, bool *found_dup_sk);

#endif
