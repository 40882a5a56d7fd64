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
	const struct nf_hook_state *state = &entry->state;

	if (state->sk)
		sock_put(state->sk); // expect-warning: nonfullsock-put
}

static void foo_release_fixed(struct foo_entry *entry)
{
	const struct nf_hook_state *state = &entry->state;

	if (state->sk)
		sock_gen_put(state->sk);
}

void foo_entry_free(struct foo_entry *entry, bool old)
{
	if (old)
		foo_release_faulty(entry);
	else
		foo_release_fixed(entry);
	kfree_skb(entry->skb);
}
