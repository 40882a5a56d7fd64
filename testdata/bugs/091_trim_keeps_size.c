/* SPDX-License-Identifier: GPL-2.0-only */
/* c21b48cc1bbf: pages go and the buffer nobody owns still counts them. */
#include <linux/skbuff.h>
#include <net/sock.h>

int drop_pages(struct sk_buff *skb, unsigned int len);

int shorten_bad(struct sk_buff *skb, unsigned int len)
{
	return drop_pages(skb, len); // xfail: no-rule the size of a buffer that nobody is charged for breaks no promise
}

int shorten_good(struct sk_buff *skb, unsigned int len)
{
	int err = drop_pages(skb, len);

	if (!err && (!skb->sk || skb->destructor == sock_edemux))
		skb_condense(skb);
	return err;
}
