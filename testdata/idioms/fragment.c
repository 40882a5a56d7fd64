/* SPDX-License-Identifier: GPL-2.0-only */
/* A packet that was built as a list is sent as fragments: each gets its part of the charge. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

int foo_slow_path(struct sk_buff *skb, struct sk_buff *n);

int foo_fragment(struct sk_buff *skb, unsigned int mtu)
{
	struct sk_buff *frag, *frag2, *next;
	int err = 0;

	if (!skb_shinfo(skb)->frag_list)
		goto slow_path;
	for (frag = skb_shinfo(skb)->frag_list; frag; frag = frag->next) {
		if (frag->len > mtu)
			goto slow_path_clean;
		if (skb_shared(frag))
			goto slow_path_clean;
		BUG_ON(frag->sk);
		if (skb->sk) {
			frag->sk = skb->sk;
			frag->destructor = sock_wfree;
		}
		skb->truesize -= frag->truesize;
	}
	frag = skb_shinfo(skb)->frag_list;
	skb_shinfo(skb)->frag_list = NULL;
	for (; frag; frag = next) {
		next = frag->next;
		frag->next = NULL;
		err = dev_queue_xmit(frag);
		if (err)
			break;
	}
	kfree_skb_list(next);
	consume_skb(skb);
	return err;

slow_path_clean:
	for (frag2 = skb_shinfo(skb)->frag_list; frag2; frag2 = frag2->next) {
		if (frag2 == frag)
			break;
		frag2->sk = NULL;
		frag2->destructor = NULL;
		skb->truesize += frag2->truesize;
	}
slow_path:
	while (skb->len > mtu) {
		struct sk_buff *skb2 = alloc_skb(mtu, GFP_ATOMIC);

		if (!skb2) {
			err = -ENOMEM;
			goto fail;
		}
		if (skb->sk)
			skb_set_owner_w(skb2, skb->sk);
		err = foo_slow_path(skb, skb2);
		if (err) {
			kfree_skb(skb2);
			goto fail;
		}
		err = dev_queue_xmit(skb2);
		if (err)
			goto fail;
		skb_pull(skb, mtu);
	}
	consume_skb(skb);
	return err;
fail:
	kfree_skb(skb);
	return err;
}
