/* SPDX-License-Identifier: GPL-2.0-only */
/* x_tables.h - matches and targets. */
#ifndef SKBOWN_KERNEL_LINUX_NETFILTER_X_TABLES_H
#define SKBOWN_KERNEL_LINUX_NETFILTER_X_TABLES_H

#include <linux/netfilter.h>

#define XT_CONTINUE 0xffffffffu

struct xt_action_param {
	const void *matchinfo;
	const void *targinfo;
	const struct nf_hook_state *state;
	unsigned int thoff;
	u16 fragoff;
	bool hotdrop;
};
struct xt_match {
	const char *name;
	u8 revision;
	bool (*match)(const struct sk_buff *skb, struct xt_action_param *par);
	unsigned int matchsize;
	unsigned short family;
	struct module *me;
};
struct xt_target {
	const char *name;
	u8 revision;
	unsigned int (*target)(struct sk_buff *skb, const struct xt_action_param *par);
	unsigned int targetsize;
	unsigned short family;
	struct module *me;
};
int xt_register_match(struct xt_match *match);
struct net *xt_net(const struct xt_action_param *par);
struct net_device *xt_in(const struct xt_action_param *par);

#endif
