/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * outputs - functions like those of harmless.c that also write a number or a
 * pointer through an argument, which must not be taken for what it was before.
 */
#include <linux/skbuff.h>
#include "model.h"

enum ip_conntrack_info { IP_CT_ESTABLISHED };
struct nf_conn;

struct nf_conn *nf_ct_get(const struct sk_buff *skb, enum ip_conntrack_info *ctinfo)
{
	*ctinfo = skbown_any();
	return skbown_any_ptr();
}

int ipv6_skip_exthdr(const struct sk_buff *skb, int start, u8 *nexthdr, __be16 *frag_off)
{
	*nexthdr = skbown_any();
	*frag_off = skbown_any();
	return skbown_any();
}

int ipv6_find_hdr(const struct sk_buff *skb, unsigned int *offset, int target,
		  unsigned short *fragoff, int *flags)
{
	*offset = skbown_any();
	if (fragoff)
		*fragoff = skbown_any();
	if (flags)
		*flags = skbown_any();
	return skbown_any();
}

__be16 __vlan_get_protocol(const struct sk_buff *skb, __be16 type, int *depth)
{
	if (depth)
		*depth = skbown_any();
	return skbown_any();
}

__be16 vlan_get_protocol_and_depth(struct sk_buff *skb, __be16 type, int *depth)
{
	return __vlan_get_protocol(skb, type, depth);
}

int skb_cow_data(struct sk_buff *skb, int tailbits, struct sk_buff **trailer)
{
	*trailer = skbown_any_object();
	return skbown_any();
}

bool skb_try_coalesce(struct sk_buff *to, struct sk_buff *from, bool *fragstolen, int *delta)
{
	int n = skbown_any();

	*fragstolen = skbown_any();
	*delta = n;
	if (!skbown_any())
		return false;
	to->truesize += n;
	return true;
}

/* Contents only: what was known of a local variable's members stays known. */
void *memset(void *dst, int c, size_t n)
{
	return dst;
}

void *memcpy(void *dst, const void *src, size_t n)
{
	return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
	return dst;
}

void skb_zcopy_set(struct sk_buff *skb, void *uarg, bool *have_ref)
{
	if (have_ref)
		*have_ref = skbown_any();
}
