/* SPDX-License-Identifier: GPL-2.0-only */
/* nf_queue.h - packets that wait for a verdict of user space. */
#ifndef SKBOWN_KERNEL_NET_NETFILTER_NF_QUEUE_H
#define SKBOWN_KERNEL_NET_NETFILTER_NF_QUEUE_H

#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>

struct nf_queue_entry {
	struct list_head list;
	struct sk_buff *skb;
	unsigned int id;
	struct nf_hook_state state;
};

#endif
