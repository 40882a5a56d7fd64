/* SPDX-License-Identifier: GPL-2.0-only */
/* c3873070247d: the socket of a packet that goes to user space may be dying. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/slab.h>
#include <net/netfilter/nf_queue.h>
#include <net/sock.h>

/* As the kernel had it: the record is the kernel's, and its other files ask for the reference. */
void queue_entry_get_bad(struct nf_queue_entry *entry)
{
	if (entry->state.sk)
		sock_hold(entry->state.sk); // expect: hold-on-dying-sock
	dev_hold(entry->state.in);
}

bool queue_entry_get_good(struct nf_queue_entry *entry)
{
	if (entry->state.sk && !refcount_inc_not_zero(&entry->state.sk->sk_refcnt))
		return false;
	dev_hold(entry->state.in);
	return true;
}

struct verdict_entry {
	struct sk_buff *skb;
	struct nf_hook_state state;
};

int verdict_send(struct verdict_entry *entry);

static void verdict_get_bad(struct verdict_entry *entry)
{
	if (entry->state.sk)
		sock_hold(entry->state.sk); // xfail: hold-on-dying-sock its caller, who copies the lent state to a record of its own, has no word that gets it analysed
	dev_hold(entry->state.in);
}

static bool verdict_get_good(struct verdict_entry *entry)
{
	if (entry->state.sk && !refcount_inc_not_zero(&entry->state.sk->sk_refcnt))
		return false;
	dev_hold(entry->state.in);
	return true;
}

static void verdict_free(struct verdict_entry *entry)
{
	dev_put(entry->state.in);
	if (entry->state.sk)
		sock_gen_put(entry->state.sk);
	kfree(entry);
}

static struct verdict_entry *verdict_make(struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct verdict_entry *entry = kzalloc(sizeof(*entry), GFP_ATOMIC);

	if (entry) {
		entry->skb = skb;
		entry->state = *state;
	}
	return entry;
}

static unsigned int verdict_hook_bad(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct verdict_entry *entry = verdict_make(skb, state);

	if (!entry)
		return NF_DROP;
	verdict_get_bad(entry);
	if (!verdict_send(entry))
		return NF_STOLEN;
	verdict_free(entry);
	return NF_DROP;
}

static unsigned int verdict_hook_good(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct verdict_entry *entry = verdict_make(skb, state);

	if (!entry)
		return NF_DROP;
	if (!verdict_get_good(entry)) {
		kfree(entry);
		return NF_DROP;
	}
	if (!verdict_send(entry))
		return NF_STOLEN;
	verdict_free(entry);
	return NF_DROP;
}

const struct nf_hook_ops verdict_ops[] = {
	{ .hook = verdict_hook_bad, .pf = NFPROTO_IPV4, .hooknum = NF_INET_LOCAL_OUT },
	{ .hook = verdict_hook_good, .pf = NFPROTO_IPV6, .hooknum = NF_INET_LOCAL_OUT },
};
