/* SPDX-License-Identifier: GPL-2.0-only */
/* 747670fd9a2d: the queue's socket may be a request. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <linux/netfilter.h>

struct foo_entry {
	struct sk_buff *skb;
	struct nf_hook_state state;
};

static void foo_release_faulty(struct foo_entry *entry)
{
	if (entry->state.sk)
		sock_put(entry->state.sk); // xfail: nonfullsock-put nothing says which sockets a hook's state can have
}

static void foo_release_fixed(struct foo_entry *entry)
{
	if (entry->state.sk)
		sock_gen_put(entry->state.sk);
}

void foo_entry_free(struct foo_entry *entry, bool old)
{
	if (old)
		foo_release_faulty(entry);
	else
		foo_release_fixed(entry);
	kfree_skb(entry->skb);
}
