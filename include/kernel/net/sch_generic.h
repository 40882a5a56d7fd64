/* SPDX-License-Identifier: GPL-2.0-only */
/* sch_generic.h - queueing disciplines. */
#ifndef SKBOWN_KERNEL_NET_SCH_GENERIC_H
#define SKBOWN_KERNEL_NET_SCH_GENERIC_H

#include <linux/netdevice.h>

struct Qdisc { struct sk_buff_head q; unsigned int limit; };
struct Qdisc_ops {
	char id[16];
	int (*enqueue)(struct sk_buff *skb, struct Qdisc *sch, struct sk_buff **to_free);
	struct sk_buff *(*dequeue)(struct Qdisc *sch);
	struct sk_buff *(*peek)(struct Qdisc *sch);
};
int qdisc_drop(struct sk_buff *skb, struct Qdisc *sch, struct sk_buff **to_free);
int qdisc_enqueue_tail(struct sk_buff *skb, struct Qdisc *sch);
struct sk_buff *qdisc_dequeue_head(struct Qdisc *sch);

#endif
