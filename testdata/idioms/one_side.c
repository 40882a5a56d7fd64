/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that only sends: what its buffers were charged is send memory, also where others charged it. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

static void foo_done(struct sk_buff *skb)
{
	sock_wfree(skb);
}

int foo_send(struct sock *sk, int len)
{
	int err = 0;
	struct sk_buff *skb = sock_alloc_send_skb(sk, len, 0, &err);

	if (!skb)
		return err;
	skb->destructor = foo_done;
	return dev_queue_xmit(skb);
}

/* Not to be completed: back to the plain destructor. */
void foo_drop(struct sk_buff *skb)
{
	skb->destructor = sock_wfree;
	consume_skb(skb);
}

void foo_drop_received(struct sk_buff *skb)
{
	skb->destructor = sock_rfree; // expect-note: charge-mismatch
	consume_skb(skb);
}

/* Each part takes its share of the head's charge with it. */
void foo_split(struct sk_buff *skb)
{
	struct sk_buff *frag;

	for (frag = skb_shinfo(skb)->frag_list; frag; frag = frag->next) {
		if (skb->sk) {
			frag->sk = skb->sk;
			frag->destructor = sock_wfree;
		}
		skb->truesize -= frag->truesize;
	}
}

void foo_split_received(struct sk_buff *skb)
{
	struct sk_buff *frag;

	for (frag = skb_shinfo(skb)->frag_list; frag; frag = frag->next) {
		if (skb->sk) {
			frag->sk = skb->sk;
			frag->destructor = sock_rfree; // expect-note: charge-mismatch
		}
		skb->truesize -= frag->truesize;
	}
}
