/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * alloc - where new buffers come from.
 *
 * A new buffer has no owner, except where a function charges it to a socket
 * (sock_alloc_send_skb() and its kin). Sources: net/core/skbuff.c, net/core/sock.c.
 */
#include <linux/netdevice.h>
#include <linux/can/skb.h>
#include <net/netlink.h>
#include <net/sock.h>
#include "model.h"

struct sk_buff *model_alloc_skb(void)
{
	if (!skbown_any())
		return NULL;
	return skbown_fresh_skb();
}

struct sk_buff *__alloc_skb(unsigned int size, gfp_t gfp, int flags, int node)
{
	return model_alloc_skb();
}

struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *alloc_skb_fclone(unsigned int size, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *alloc_skb_with_frags(unsigned long header_len, unsigned long data_len, int order,
				     int *errcode, gfp_t gfp)
{
	struct sk_buff *skb = model_alloc_skb();

	if (!skb)
		*errcode = model_errno();
	return skb;
}

struct sk_buff *alloc_skb_for_msg(struct sk_buff *first)
{
	return model_alloc_skb();
}

struct sk_buff *dev_alloc_skb(unsigned int length)
{
	return model_alloc_skb();
}

struct sk_buff *__dev_alloc_skb(unsigned int length, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *netdev_alloc_skb(struct net_device *dev, unsigned int length)
{
	return model_alloc_skb();
}

struct sk_buff *__netdev_alloc_skb(struct net_device *dev, unsigned int length, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *netdev_alloc_skb_ip_align(struct net_device *dev, unsigned int length)
{
	return model_alloc_skb();
}

struct sk_buff *__netdev_alloc_skb_ip_align(struct net_device *dev, unsigned int length, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *napi_alloc_skb(struct napi_struct *napi, unsigned int length)
{
	return model_alloc_skb();
}

struct sk_buff *__napi_alloc_skb(struct napi_struct *napi, unsigned int length, gfp_t gfp)
{
	return model_alloc_skb();
}

/* The buffer stays in napi->skb until napi_gro_frags(): known elsewhere, but unowned. */
struct sk_buff *napi_get_frags(struct napi_struct *napi)
{
	return model_alloc_skb();
}

struct sk_buff *build_skb(void *data, unsigned int frag_size)
{
	return model_alloc_skb();
}

struct sk_buff *__build_skb(void *data, unsigned int frag_size)
{
	return model_alloc_skb();
}

/* Initialises the head that it gets: what the head owned before is forgotten. */
struct sk_buff *build_skb_around(struct sk_buff *skb, void *data, unsigned int frag_size)
{
	if (!skb)
		return NULL;
	skb->sk = NULL;
	skb->destructor = NULL;
	return skb;
}

struct sk_buff *slab_build_skb(void *data)
{
	return model_alloc_skb();
}

struct sk_buff *napi_build_skb(void *data, unsigned int frag_size)
{
	return model_alloc_skb();
}

struct sk_buff *nlmsg_new(size_t payload, gfp_t flags)
{
	return model_alloc_skb();
}

struct sk_buff *genlmsg_new(size_t payload, gfp_t flags)
{
	return model_alloc_skb();
}

struct sk_buff *netlink_alloc_large_skb(unsigned int size, int broadcast)
{
	return model_alloc_skb();
}

struct sk_buff *brcmu_pkt_buf_get_skb(unsigned int len)
{
	return model_alloc_skb();
}

/* --- charged to a socket --- */

struct sk_buff *sock_wmalloc(struct sock *sk, unsigned long size, int force, gfp_t priority)
{
	struct sk_buff *skb = model_alloc_skb();

	if (!skb)
		return NULL;
	skb_set_owner_w(skb, sk);
	return skb;
}

struct sk_buff *sock_omalloc(struct sock *sk, unsigned long size, gfp_t priority)
{
	struct sk_buff *skb = model_alloc_skb();

	skbown_need_kind(sk, SKBOWN_FULL, "sk_omem_alloc");
	if (!skb)
		return NULL;
	skbown_add(&sk->sk_omem_alloc, skb->truesize);
	skb->sk = sk;
	skb->destructor = sock_ofree;
	return skb;
}

struct sk_buff *sock_alloc_send_pskb(struct sock *sk, unsigned long header_len,
				     unsigned long data_len, int noblock, int *errcode,
				     int max_page_order)
{
	struct sk_buff *skb;

	skbown_need_kind(sk, SKBOWN_FULL, "sk_wmem_alloc");
	skb = model_alloc_skb();
	if (!skb) {
		*errcode = model_errno();
		return NULL;
	}
	skb_set_owner_w(skb, sk);
	return skb;
}

struct sk_buff *sock_alloc_send_skb(struct sock *sk, unsigned long size, int noblock, int *errcode)
{
	return sock_alloc_send_pskb(sk, size, 0, noblock, errcode, 0);
}

/* --- protocols' own --- */

struct sk_buff *alloc_can_skb(struct net_device *dev, struct can_frame **cf)
{
	struct sk_buff *skb = model_alloc_skb();

	*cf = skb ? skbown_any_object() : NULL;
	return skb;
}

struct sk_buff *alloc_canfd_skb(struct net_device *dev, struct canfd_frame **cfd)
{
	struct sk_buff *skb = model_alloc_skb();

	*cfd = skb ? skbown_any_object() : NULL;
	return skb;
}

struct sk_buff *alloc_can_err_skb(struct net_device *dev, struct can_frame **cf)
{
	struct sk_buff *skb = model_alloc_skb();

	*cf = skb ? skbown_any_object() : NULL;
	return skb;
}
