/* SPDX-License-Identifier: GPL-2.0-only */
/* skbuff.h - socket buffers. */
#ifndef SKBOWN_KERNEL_LINUX_SKBUFF_H
#define SKBOWN_KERNEL_LINUX_SKBUFF_H

#include <linux/kernel.h>
#include <linux/refcount.h>
#include <linux/rbtree.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/rcupdate.h>
#include <linux/socket.h>

struct sock;
struct net_device;
struct dst_entry;
struct napi_struct;
struct ubuf_info;
struct page;
struct net;

typedef unsigned int sk_buff_data_t;

enum skb_drop_reason { SKB_NOT_DROPPED_YET, SKB_CONSUMED, SKB_DROP_REASON_NOT_SPECIFIED };

struct sk_buff_head {
	struct sk_buff *next;
	struct sk_buff *prev;
	__u32 qlen;
	spinlock_t lock;
};

struct sk_buff {
	union {
		struct {
			struct sk_buff *next;
			struct sk_buff *prev;
			union {
				struct net_device *dev;
				unsigned long dev_scratch;
			};
		};
		struct rb_node rbnode;
		struct list_head list;
	};
	struct sock *sk;
	union {
		ktime_t tstamp;
		u64 skb_mstamp_ns;
	};
	char cb[48] __attribute__((aligned(8)));
	union {
		struct {
			unsigned long _skb_refdst;
			void (*destructor)(struct sk_buff *skb);
		};
		struct list_head tcp_tsorted_anchor;
		unsigned long _sk_redir;
	};
	unsigned long _nfct;
	unsigned int len, data_len;
	__u16 mac_len, hdr_len;
	__u16 queue_mapping;
	__u8 cloned : 1, nohdr : 1, fclone : 2, peeked : 1, head_frag : 1, pfmemalloc : 1, pp_recycle : 1;
	__u8 pkt_type : 3, ignore_df : 1, dst_pending_confirm : 1, ip_summed : 2, ooo_okay : 1;
	__u8 wifi_acked_valid : 1, wifi_acked : 1, encapsulation : 1, slow_gro : 1, decrypted : 1;
	__wsum csum;
	__u32 priority;
	int skb_iif;
	__u32 hash;
	__be16 vlan_proto;
	__u16 vlan_tci;
	union {
		__u32 mark;
		__u32 reserved_tailroom;
	};
	__be16 protocol;
	__u16 transport_header;
	__u16 network_header;
	__u16 mac_header;
	sk_buff_data_t tail;
	sk_buff_data_t end;
	unsigned char *head, *data;
	unsigned int truesize;
	refcount_t users;
};

struct skb_shared_hwtstamps { ktime_t hwtstamp; };
struct skb_shared_info {
	__u8 nr_frags, tx_flags;
	unsigned short gso_size, gso_segs;
	unsigned int gso_type;
	struct sk_buff *frag_list;
	struct skb_shared_hwtstamps hwtstamps;
	u32 tskey;
	atomic_t dataref;
	void *destructor_arg;
};
unsigned char *skb_end_pointer(const struct sk_buff *skb);
#define skb_shinfo(skb) ((struct skb_shared_info *)skb_end_pointer(skb))

#define SKB_TRUESIZE(x) ((x) + sizeof(struct sk_buff) + sizeof(struct skb_shared_info))
#define NET_SKB_PAD 64
#define NET_IP_ALIGN 2
#define CHECKSUM_NONE 0
#define CHECKSUM_UNNECESSARY 1
#define CHECKSUM_PARTIAL 3
#define PACKET_HOST 0
#define PACKET_LOOPBACK 5
#define PACKET_OTHERHOST 3
#define SKBTX_HW_TSTAMP 1

/* allocation */
struct sk_buff *__alloc_skb(unsigned int size, gfp_t gfp, int flags, int node);
struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp);
struct sk_buff *alloc_skb_fclone(unsigned int size, gfp_t gfp);
struct sk_buff *alloc_skb_with_frags(unsigned long header_len, unsigned long data_len, int order,
				     int *errcode, gfp_t gfp);
struct sk_buff *alloc_skb_for_msg(struct sk_buff *first);
struct sk_buff *dev_alloc_skb(unsigned int length);
struct sk_buff *__dev_alloc_skb(unsigned int length, gfp_t gfp);
struct sk_buff *netdev_alloc_skb(struct net_device *dev, unsigned int length);
struct sk_buff *__netdev_alloc_skb(struct net_device *dev, unsigned int length, gfp_t gfp);
struct sk_buff *netdev_alloc_skb_ip_align(struct net_device *dev, unsigned int length);
struct sk_buff *__netdev_alloc_skb_ip_align(struct net_device *dev, unsigned int length, gfp_t gfp);
struct sk_buff *napi_alloc_skb(struct napi_struct *napi, unsigned int length);
struct sk_buff *__napi_alloc_skb(struct napi_struct *napi, unsigned int length, gfp_t gfp);
struct sk_buff *napi_get_frags(struct napi_struct *napi);
struct sk_buff *build_skb(void *data, unsigned int frag_size);
struct sk_buff *__build_skb(void *data, unsigned int frag_size);
struct sk_buff *build_skb_around(struct sk_buff *skb, void *data, unsigned int frag_size);
struct sk_buff *slab_build_skb(void *data);
struct sk_buff *napi_build_skb(void *data, unsigned int frag_size);

/* copies */
struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t gfp);
struct sk_buff *skb_clone_sk(struct sk_buff *skb);
struct sk_buff *skb_copy(const struct sk_buff *skb, gfp_t gfp);
struct sk_buff *skb_copy_expand(const struct sk_buff *skb, int head, int tail, gfp_t gfp);
struct sk_buff *pskb_copy(struct sk_buff *skb, gfp_t gfp);
struct sk_buff *__pskb_copy(struct sk_buff *skb, int headroom, gfp_t gfp);
struct sk_buff *__pskb_copy_fclone(struct sk_buff *skb, int headroom, gfp_t gfp, bool fclone);
struct sk_buff *pskb_copy_for_clone(struct sk_buff *skb, gfp_t gfp);
struct sk_buff *pskb_extract(struct sk_buff *skb, int off, int to_copy, gfp_t gfp);
struct sk_buff *skb_realloc_headroom(struct sk_buff *skb, unsigned int headroom);
struct sk_buff *skb_expand_head(struct sk_buff *skb, unsigned int headroom);
struct sk_buff *skb_get(struct sk_buff *skb);
struct sk_buff *skb_share_check(struct sk_buff *skb, gfp_t gfp);
struct sk_buff *skb_unshare(struct sk_buff *skb, gfp_t gfp);
struct sk_buff *skb_morph(struct sk_buff *dst, struct sk_buff *src);
struct sk_buff *skb_segment(struct sk_buff *skb, netdev_features_t features);
struct sk_buff *skb_segment_list(struct sk_buff *skb, netdev_features_t features, unsigned int offset);
struct sk_buff *skb_gso_segment(struct sk_buff *skb, netdev_features_t features);
struct sk_buff *__skb_gso_segment(struct sk_buff *skb, netdev_features_t features, bool tx_path);
struct sk_buff *skb_mac_gso_segment(struct sk_buff *skb, netdev_features_t features);
struct sk_buff *skb_eth_gso_segment(struct sk_buff *skb, netdev_features_t features, __be16 type);
struct sk_buff *skb_vlan_untag(struct sk_buff *skb);
struct sk_buff *skb_checksum_trimmed(struct sk_buff *skb, unsigned int len,
				     __sum16 (*check)(struct sk_buff *skb));
int skb_copy_ubufs(struct sk_buff *skb, gfp_t gfp);
int pskb_expand_head(struct sk_buff *skb, int nhead, int ntail, gfp_t gfp);
int skb_cow(struct sk_buff *skb, unsigned int headroom);
int skb_cow_head(struct sk_buff *skb, unsigned int headroom);
int skb_cow_data(struct sk_buff *skb, int tailbits, struct sk_buff **trailer);
int skb_unclone(struct sk_buff *skb, gfp_t gfp);
int skb_linearize(struct sk_buff *skb);
int skb_linearize_cow(struct sk_buff *skb);
int skb_ensure_writable(struct sk_buff *skb, unsigned int len);

/* freeing */
void kfree_skb(struct sk_buff *skb);
void __kfree_skb(struct sk_buff *skb);
void kfree_skb_reason(struct sk_buff *skb, enum skb_drop_reason reason);
void sk_skb_reason_drop(struct sock *sk, struct sk_buff *skb, enum skb_drop_reason reason);
void kfree_skb_list(struct sk_buff *segs);
void kfree_skb_list_reason(struct sk_buff *segs, enum skb_drop_reason reason);
void kfree_skb_partial(struct sk_buff *skb, bool head_stolen);
void consume_skb(struct sk_buff *skb);
void __consume_stateless_skb(struct sk_buff *skb);
void napi_consume_skb(struct sk_buff *skb, int budget);
void __napi_kfree_skb(struct sk_buff *skb, enum skb_drop_reason reason);
void napi_skb_free_stolen_head(struct sk_buff *skb);
void kfree_skbmem(struct sk_buff *skb);
void skb_attempt_defer_free(struct sk_buff *skb);
void skb_tx_error(struct sk_buff *skb);
void skb_release_head_state(struct sk_buff *skb);
bool skb_unref(struct sk_buff *skb);
void dev_kfree_skb(struct sk_buff *skb);
void dev_kfree_skb_any(struct sk_buff *skb);
void dev_kfree_skb_irq(struct sk_buff *skb);
void dev_consume_skb_any(struct sk_buff *skb);
void dev_consume_skb_irq(struct sk_buff *skb);
void dev_kfree_skb_any_reason(struct sk_buff *skb, enum skb_drop_reason reason);
void dev_kfree_skb_irq_reason(struct sk_buff *skb, enum skb_drop_reason reason);

/* owners */
void skb_orphan(struct sk_buff *skb);
void skb_orphan_partial(struct sk_buff *skb);
int skb_orphan_frags(struct sk_buff *skb, gfp_t gfp);
int skb_orphan_frags_rx(struct sk_buff *skb, gfp_t gfp);
void skb_scrub_packet(struct sk_buff *skb, bool xnet);
struct sock *skb_to_full_sk(const struct sk_buff *skb);
bool skb_sk_is_prefetched(struct sk_buff *skb);
void skb_complete_tx_timestamp(struct sk_buff *skb, struct skb_shared_hwtstamps *hwtstamps);
void skb_complete_wifi_ack(struct sk_buff *skb, bool acked);
void skb_tstamp_tx(struct sk_buff *orig_skb, struct skb_shared_hwtstamps *hwtstamps);
void __skb_tstamp_tx(struct sk_buff *orig_skb, const struct sk_buff *ack_skb,
		     struct skb_shared_hwtstamps *hwtstamps, struct sock *sk, int tstype);
void skb_tx_timestamp(struct sk_buff *skb);

/* queues */
void skb_queue_head_init(struct sk_buff_head *list);
void __skb_queue_head_init(struct sk_buff_head *list);
bool skb_queue_empty(const struct sk_buff_head *list);
bool skb_queue_empty_lockless(const struct sk_buff_head *list);
__u32 skb_queue_len(const struct sk_buff_head *list);
void skb_queue_head(struct sk_buff_head *list, struct sk_buff *skb);
void skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);
void __skb_queue_head(struct sk_buff_head *list, struct sk_buff *skb);
void __skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);
void __skb_queue_after(struct sk_buff_head *list, struct sk_buff *prev, struct sk_buff *skb);
void __skb_queue_before(struct sk_buff_head *list, struct sk_buff *next, struct sk_buff *skb);
void skb_append(struct sk_buff *old, struct sk_buff *skb, struct sk_buff_head *list);
void __skb_insert(struct sk_buff *skb, struct sk_buff *prev, struct sk_buff *next,
		  struct sk_buff_head *list);
void skb_queue_splice(const struct sk_buff_head *list, struct sk_buff_head *head);
void skb_queue_splice_init(struct sk_buff_head *list, struct sk_buff_head *head);
void skb_queue_splice_tail(const struct sk_buff_head *list, struct sk_buff_head *head);
void skb_queue_splice_tail_init(struct sk_buff_head *list, struct sk_buff_head *head);
struct sk_buff *skb_peek(const struct sk_buff_head *list);
struct sk_buff *skb_peek_tail(const struct sk_buff_head *list);
struct sk_buff *skb_peek_next(struct sk_buff *skb, const struct sk_buff_head *list);
struct sk_buff *__skb_peek(const struct sk_buff_head *list);
struct sk_buff *skb_dequeue(struct sk_buff_head *list);
struct sk_buff *skb_dequeue_tail(struct sk_buff_head *list);
struct sk_buff *__skb_dequeue(struct sk_buff_head *list);
struct sk_buff *__skb_dequeue_tail(struct sk_buff_head *list);
void skb_unlink(struct sk_buff *skb, struct sk_buff_head *list);
void __skb_unlink(struct sk_buff *skb, struct sk_buff_head *list);
void skb_queue_purge(struct sk_buff_head *list);
void __skb_queue_purge(struct sk_buff_head *list);
void skb_rbtree_purge(struct rb_root *root);
#define skb_queue_walk(queue, skb)						\
	for (skb = (queue)->next; skb != (struct sk_buff *)(queue); skb = skb->next)
#define skb_queue_walk_safe(queue, skb, tmp)					\
	for (skb = (queue)->next, tmp = skb->next;				\
	     skb != (struct sk_buff *)(queue); skb = tmp, tmp = skb->next)
#define skb_list_walk_safe(first, skb, next_skb)				\
	for ((skb) = (first), (next_skb) = (skb) ? (skb)->next : NULL; (skb);	\
	     (skb) = (next_skb), (next_skb) = (skb) ? (skb)->next : NULL)
#define skb_walk_frags(skb, iter) \
	for (iter = skb_shinfo(skb)->frag_list; iter; iter = iter->next)
#define rb_to_skb(rb) rb_entry(rb, struct sk_buff, rbnode)
void skb_mark_not_on_list(struct sk_buff *skb);
void skb_list_del_init(struct sk_buff *skb);

/* contents */
void *skb_put(struct sk_buff *skb, unsigned int len);
void *__skb_put(struct sk_buff *skb, unsigned int len);
void *skb_put_zero(struct sk_buff *skb, unsigned int len);
void *skb_put_data(struct sk_buff *skb, const void *data, unsigned int len);
void *skb_push(struct sk_buff *skb, unsigned int len);
void *__skb_push(struct sk_buff *skb, unsigned int len);
void *skb_pull(struct sk_buff *skb, unsigned int len);
void *__skb_pull(struct sk_buff *skb, unsigned int len);
bool pskb_may_pull(struct sk_buff *skb, unsigned int len);
void skb_trim(struct sk_buff *skb, unsigned int len);
void __skb_trim(struct sk_buff *skb, unsigned int len);
int pskb_trim(struct sk_buff *skb, unsigned int len);
int pskb_trim_rcsum(struct sk_buff *skb, unsigned int len);
void skb_reserve(struct sk_buff *skb, int len);
int skb_pad(struct sk_buff *skb, int pad);
int skb_padto(struct sk_buff *skb, unsigned int len);
int skb_put_padto(struct sk_buff *skb, unsigned int len);
int __skb_put_padto(struct sk_buff *skb, unsigned int len, bool free_on_error);
int skb_headroom(const struct sk_buff *skb);
int skb_tailroom(const struct sk_buff *skb);
unsigned int skb_headlen(const struct sk_buff *skb);
bool skb_is_nonlinear(const struct sk_buff *skb);
bool skb_is_gso(const struct sk_buff *skb);
bool skb_cloned(const struct sk_buff *skb);
bool skb_header_cloned(const struct sk_buff *skb);
bool skb_shared(const struct sk_buff *skb);
void skb_reset_mac_header(struct sk_buff *skb);
void skb_reset_network_header(struct sk_buff *skb);
void skb_reset_transport_header(struct sk_buff *skb);
void skb_set_network_header(struct sk_buff *skb, int offset);
void skb_set_transport_header(struct sk_buff *skb, int offset);
unsigned char *skb_mac_header(const struct sk_buff *skb);
unsigned char *skb_network_header(const struct sk_buff *skb);
unsigned char *skb_transport_header(const struct sk_buff *skb);
int skb_transport_offset(const struct sk_buff *skb);
int skb_network_offset(const struct sk_buff *skb);
unsigned char *skb_tail_pointer(const struct sk_buff *skb);
void *skb_header_pointer(const struct sk_buff *skb, int offset, int len, void *buffer);
int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len);
int skb_store_bits(struct sk_buff *skb, int offset, const void *from, int len);
int skb_copy_datagram_msg(const struct sk_buff *from, int offset, struct msghdr *msg, int size);
void skb_copy_header(struct sk_buff *to, const struct sk_buff *from);
void skb_dst_set(struct sk_buff *skb, struct dst_entry *dst);
void skb_dst_drop(struct sk_buff *skb);
struct dst_entry *skb_dst(const struct sk_buff *skb);
void nf_reset_ct(struct sk_buff *skb);
ktime_t skb_get_ktime(const struct sk_buff *skb);
void __net_timestamp(struct sk_buff *skb);
ktime_t ktime_get_real(void);
typedef unsigned long netmem_ref;
void skb_add_rx_frag(struct sk_buff *skb, int i, struct page *page, int off, int size,
		     unsigned int truesize);
void skb_add_rx_frag_netmem(struct sk_buff *skb, int i, netmem_ref netmem, int off, int size,
			    unsigned int truesize);
void skb_len_add(struct sk_buff *skb, int delta);
void skb_coalesce_rx_frag(struct sk_buff *skb, int i, int size, unsigned int truesize);
struct iov_iter;
ssize_t skb_splice_from_iter(struct sk_buff *skb, struct iov_iter *iter, ssize_t maxsize,
			     gfp_t gfp);
bool skb_try_coalesce(struct sk_buff *to, struct sk_buff *from, bool *fragstolen, int *delta);
void skb_set_queue_mapping(struct sk_buff *skb, u16 queue);
u16 skb_get_queue_mapping(const struct sk_buff *skb);
u32 skb_get_hash(struct sk_buff *skb);
int skb_checksum_help(struct sk_buff *skb);
__wsum skb_checksum(const struct sk_buff *skb, int offset, int len, __wsum csum);
void skb_condense(struct sk_buff *skb);
int memcpy_from_msg(void *data, struct msghdr *msg, int len);
int memcpy_to_msg(struct msghdr *msg, void *data, int len);

#endif
