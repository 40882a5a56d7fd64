/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * misc - timers, work, lists, memory and pointers that models elsewhere need.
 *
 * An armed timer and queued work hold the object that they are part of: what was
 * taken for them is theirs, and what is put for them when they are cancelled was
 * theirs. The analysis does not count it, hence "escape".
 */
#include <linux/slab.h>
#include <linux/rcupdate.h>
#include <linux/net.h>
#include <net/sock.h>
#include "model.h"

#define HOLDS_1(name, type) \
	int name(type *obj) { skbown_escape(obj); return skbown_any(); }
#define HOLDS_2(name, type) \
	int name(void *other, type *obj) { skbown_escape(obj); return skbown_any(); }
#define HOLDS_3(name, type) \
	int name(int cpu, void *other, type *obj) { skbown_escape(obj); return skbown_any(); }

HOLDS_1(mod_timer, struct timer_list)
HOLDS_1(mod_timer_pending, struct timer_list)
HOLDS_1(add_timer, struct timer_list)
HOLDS_1(del_timer, struct timer_list)
HOLDS_1(timer_delete, struct timer_list)
HOLDS_1(del_timer_sync, struct timer_list)
HOLDS_1(timer_delete_sync, struct timer_list)
HOLDS_1(timer_shutdown_sync, struct timer_list)
HOLDS_1(schedule_work, struct work_struct)
HOLDS_1(schedule_delayed_work, void)
HOLDS_2(queue_work, struct work_struct)
HOLDS_2(queue_delayed_work, void)
HOLDS_2(mod_delayed_work, void)
HOLDS_3(queue_work_on, struct work_struct)
HOLDS_3(queue_delayed_work_on, void)
HOLDS_3(mod_delayed_work_on, void)
HOLDS_1(cancel_work, struct work_struct)
HOLDS_1(cancel_work_sync, struct work_struct)
HOLDS_1(cancel_delayed_work, void)
HOLDS_1(cancel_delayed_work_sync, void)
HOLDS_1(tasklet_schedule, void)
HOLDS_1(tasklet_hi_schedule, void)
HOLDS_1(hrtimer_try_to_cancel, void)
HOLDS_1(hrtimer_cancel, void)
HOLDS_1(hrtimer_start, void)
HOLDS_1(hrtimer_start_range_ns, void)

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	skbown_escape(head);
}

/* --- memory: no socket, no buffer; refused or not --- */

#define MEMORY(name, ...) \
	void *name(__VA_ARGS__) { return skbown_any_ptr(); }

MEMORY(kmalloc, size_t size, gfp_t flags)
MEMORY(kzalloc, size_t size, gfp_t flags)
MEMORY(kcalloc, size_t n, size_t size, gfp_t flags)
MEMORY(kmalloc_array, size_t n, size_t size, gfp_t flags)
MEMORY(kmalloc_noprof, size_t size, gfp_t flags)
MEMORY(kzalloc_noprof, size_t size, gfp_t flags)
MEMORY(kmalloc_array_noprof, size_t n, size_t size, gfp_t flags)
MEMORY(__kmalloc_noprof, size_t size, gfp_t flags)
MEMORY(__kmalloc_cache_noprof, struct kmem_cache *cache, gfp_t flags, size_t size)
MEMORY(kmemdup_noprof, const void *src, size_t len, gfp_t flags)
MEMORY(kvmalloc_node_noprof, size_t size, gfp_t flags, int node)
MEMORY(vmalloc_noprof, unsigned long size)
MEMORY(vzalloc_noprof, unsigned long size)
MEMORY(kmem_cache_alloc, struct kmem_cache *cache, gfp_t flags)
MEMORY(kmem_cache_zalloc, struct kmem_cache *cache, gfp_t flags)
MEMORY(kmem_cache_alloc_noprof, struct kmem_cache *cache, gfp_t flags)
MEMORY(alloc_netdev, int size, const char *name, unsigned char type, void (*setup)(struct net_device *))
MEMORY(__alloc_percpu, size_t size, size_t align)

void kfree(const void *obj)
{
	skbown_free(obj);
}

void kfree_sensitive(const void *obj)
{
	skbown_free(obj);
}

void kvfree(const void *obj)
{
	skbown_free(obj);
}

void vfree(const void *obj)
{
	skbown_free(obj);
}

void kmem_cache_free(struct kmem_cache *cache, void *obj)
{
	skbown_free(obj);
}

/* --- files: their reference keeps the socket, and is not counted in it --- */

struct socket *sock_from_file(struct file *file)
{
	return skbown_any_ptr();
}

struct socket *sockfd_lookup(int fd, int *err)
{
	struct socket *sock = skbown_any_ptr();

	if (!sock)
		*err = model_errno();
	return sock;
}

int sock_create_kern(struct net *net, int family, int type, int proto, struct socket **res)
{
	if (skbown_any()) {
		*res = NULL;
		return model_errno();
	}
	*res = skbown_any_object();
	return 0;
}

int sock_create_lite(int family, int type, int proto, struct socket **res)
{
	return sock_create_kern(NULL, family, type, proto, res);
}

void sock_release(struct socket *sock)
{
}

/* Initialises what sk_alloc() made: the count is set to the reference that was there. */
void sock_init_data(struct socket *sock, struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	if (sock)
		skbown_escape(sk);
}

void sock_init_data_uid(struct socket *sock, struct sock *sk)
{
	sock_init_data(sock, sk);
}

/* Where the shared part is: the same place each time, and the buffer's. */
unsigned char *skb_end_pointer(const struct sk_buff *skb)
{
	return (unsigned char *)&skb->end;
}

/* A fragment more, and the buffer is that much larger: whoever is charged by its size is not told. */
void skb_add_rx_frag(struct sk_buff *skb, int i, struct page *page, int off, int size,
		     unsigned int truesize)
{
	skb->truesize += truesize;
}

void skb_add_rx_frag_netmem(struct sk_buff *skb, int i, netmem_ref netmem, int off, int size,
			    unsigned int truesize)
{
	skb->truesize += truesize;
}

void skb_len_add(struct sk_buff *skb, int delta)
{
	skb->truesize += delta;
}

void skb_coalesce_rx_frag(struct sk_buff *skb, int i, int size, unsigned int truesize)
{
	skb->truesize += truesize;
}

/* Estimated anew: of a buffer whose size is charged already it would give back another one. */
void skb_condense(struct sk_buff *skb)
{
	skb->truesize = skbown_any();
}

/* Returns by how much it has grown. */
ssize_t skb_splice_from_iter(struct sk_buff *skb, struct iov_iter *iter, ssize_t maxsize, gfp_t gfp)
{
	long n = skbown_any();

	if (n < 0)
		return model_errno();
	skb->truesize += n;
	return n;
}
