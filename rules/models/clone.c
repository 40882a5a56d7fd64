/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clone - copies and shares of buffers.
 *
 * A copy never has the owner of what it was copied from. Three groups: those
 * that leave the original alone, those that replace it (and free it), and those
 * that change it in place. Source: net/core/skbuff.c.
 */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <linux/can/skb.h>
#include "model.h"

/* --- the original stays --- */

struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t gfp)
{
	return model_alloc_skb();
}

/*
 * The clone has a reference of its own, taken only where the count is not zero.
 * Only full sockets ask for time stamps, so only their buffers come here.
 */
struct sk_buff *skb_clone_sk(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	struct sk_buff *clone;

	if (!sk || !skbown_is_kind(sk, SKBOWN_FULL) || !skbown_any())
		return NULL;
	clone = skbown_fresh_skb();
	skbown_add(&sk->sk_refcnt, 1);
	clone->sk = sk;
	clone->destructor = sock_efree;
	return clone;
}

struct sk_buff *skb_copy(const struct sk_buff *skb, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *skb_copy_expand(const struct sk_buff *skb, int head, int tail, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *pskb_copy(struct sk_buff *skb, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *__pskb_copy(struct sk_buff *skb, int headroom, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *__pskb_copy_fclone(struct sk_buff *skb, int headroom, gfp_t gfp, bool fclone)
{
	return model_alloc_skb();
}

struct sk_buff *pskb_copy_for_clone(struct sk_buff *skb, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *pskb_extract(struct sk_buff *skb, int off, int to_copy, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *skb_realloc_headroom(struct sk_buff *skb, unsigned int headroom)
{
	return model_alloc_skb();
}

struct sk_buff *skb_get(struct sk_buff *skb)
{
	return skb;
}

/* --- the original is replaced --- */

/* A shared buffer keeps its owner in the other user's hands. */
struct sk_buff *skb_share_check(struct sk_buff *skb, gfp_t gfp)
{
	if (!skbown_any())
		return skb;
	skbown_give_skb(skb);
	return model_alloc_skb();
}

struct sk_buff *skb_unshare(struct sk_buff *skb, gfp_t gfp)
{
	if (!skbown_any())
		return skb;
	skbown_release_skb(skb);
	return model_alloc_skb();
}

/* The owner moves along when there has to be a new head; a failure frees the buffer. */
struct sk_buff *skb_expand_head(struct sk_buff *skb, unsigned int headroom)
{
	if (skbown_any())
		return skb;
	skbown_release_skb(skb);
	return NULL;
}

struct sk_buff *skb_vlan_untag(struct sk_buff *skb)
{
	skb = skb_share_check(skb, 0);
	if (!skb || skbown_any())
		return skb;
	skbown_release_skb(skb);
	return NULL;
}

/* On success *pskb is a copy, and the original is gone. */
int skb_cow_data_for_xdp(struct page_pool *pool, struct sk_buff **pskb, struct bpf_prog *prog)
{
	struct sk_buff *skb = *pskb;

	if (!skbown_any())
		return model_errno();
	*pskb = skbown_fresh_skb();
	skbown_release_skb(skb);
	return 0;
}

/* Always a clone; its owner is the original's, with a reference of its own where there can be one. */
struct sk_buff *can_create_echo_skb(struct sk_buff *skb)
{
	struct sk_buff *clone = model_alloc_skb();

	if (clone)
		can_skb_set_owner(clone, skb->sk);
	skbown_release_skb(skb);
	return clone;
}

/* dst takes the contents of src; what dst owned is refunded, as on freeing its head. */
struct sk_buff *skb_morph(struct sk_buff *dst, struct sk_buff *src)
{
	skbown_orphan_skb(dst);
	return dst;
}

/* --- segments: the list that comes back may hold any owner --- */

struct sk_buff *skb_segment(struct sk_buff *skb, netdev_features_t features)
{
	if (!skbown_any())
		return skbown_err_ptr(model_errno());
	return skbown_any_object();
}

struct sk_buff *skb_segment_list(struct sk_buff *skb, netdev_features_t features, unsigned int offset)
{
	if (!skbown_any())
		return skbown_err_ptr(model_errno());
	return skb;
}

struct sk_buff *__skb_gso_segment(struct sk_buff *skb, netdev_features_t features, bool tx_path)
{
	if (!skbown_any())
		return skbown_err_ptr(model_errno());
	return skbown_any_ptr();
}

struct sk_buff *skb_gso_segment(struct sk_buff *skb, netdev_features_t features)
{
	return __skb_gso_segment(skb, features, true);
}

struct sk_buff *skb_mac_gso_segment(struct sk_buff *skb, netdev_features_t features)
{
	return __skb_gso_segment(skb, features, true);
}

struct sk_buff *skb_eth_gso_segment(struct sk_buff *skb, netdev_features_t features, __be16 type)
{
	return __skb_gso_segment(skb, features, true);
}
