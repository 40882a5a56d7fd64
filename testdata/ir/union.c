/* SPDX-License-Identifier: GPL-2.0-only */
/* A member of sk_buff that shares its storage with the owner spoils the owner. */
struct list {
	struct list *next, *prev;
};

struct sk_buff {
	union {
		struct {
			struct sk_buff *next, *prev;
		};
		struct list list;
	};
	union {
		struct sock *sk;
		int ip_defrag_offset;
	};
	union {
		struct {
			unsigned long _skb_refdst;
			void (*destructor)(struct sk_buff *skb);
		};
		struct list tcp_tsorted_anchor;
	};
	unsigned int len;
};

void use(void *p);

void spoil(struct sk_buff *skb)
{
	skb->ip_defrag_offset = 4;
	skb->tcp_tsorted_anchor.next = 0;
	skb->tcp_tsorted_anchor.prev = 0;
	use(&skb->tcp_tsorted_anchor);
}

void harmless(struct sk_buff *skb)
{
	skb->_skb_refdst = 0;
	skb->next = 0;
	skb->list.next = 0;
	use(&skb->list);
	skb->len = skb->ip_defrag_offset;
}

void whole(struct sk_buff *n, struct sk_buff *skb)
{
	*n = *skb;
}
