/* SPDX-License-Identifier: GPL-2.0-only */
/* slab.h - memory. */
#ifndef SKBOWN_KERNEL_LINUX_SLAB_H
#define SKBOWN_KERNEL_LINUX_SLAB_H

#include <linux/types.h>

#define GFP_KERNEL 1u
#define GFP_ATOMIC 2u
#define __GFP_ZERO 4u

struct kmem_cache;

void *kmalloc(size_t size, gfp_t flags);
void *kzalloc(size_t size, gfp_t flags);
void *kcalloc(size_t n, size_t size, gfp_t flags);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t flags);
void kmem_cache_free(struct kmem_cache *cache, void *obj);
void kfree(const void *obj);
void kfree_sensitive(const void *obj);
void kvfree(const void *obj);
void vfree(const void *obj);

#endif
