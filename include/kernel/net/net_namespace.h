/* SPDX-License-Identifier: GPL-2.0-only */
/* net_namespace.h - network namespaces. */
#ifndef SKBOWN_KERNEL_NET_NET_NAMESPACE_H
#define SKBOWN_KERNEL_NET_NET_NAMESPACE_H

#include <linux/types.h>

struct net { int ifindex; };
typedef struct { struct net *net; } possible_net_t;
typedef struct { } netns_tracker;

extern struct net init_net;

struct net *read_pnet(const possible_net_t *pnet);
void write_pnet(possible_net_t *pnet, struct net *net);
struct net *get_net(struct net *net);
struct net *maybe_get_net(struct net *net);
void put_net(struct net *net);
bool net_eq(const struct net *a, const struct net *b);

#endif
