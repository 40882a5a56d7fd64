/* SPDX-License-Identifier: GPL-2.0-only */
/* types.h - integer types, lists and other plain types. */
#ifndef SKBOWN_KERNEL_LINUX_TYPES_H
#define SKBOWN_KERNEL_LINUX_TYPES_H

#include <stdbool.h>
#include <stddef.h>

typedef unsigned char u8, __u8, uint8_t;
typedef unsigned short u16, __u16, uint16_t, __be16, __le16, __sum16;
typedef unsigned int u32, __u32, uint32_t, __be32, __le32, __wsum;
typedef unsigned long long u64, __u64, uint64_t, __be64, __le64;
typedef signed char s8, __s8, int8_t;
typedef short s16, __s16, int16_t;
typedef int s32, __s32, int32_t;
typedef long long s64, __s64, int64_t;
typedef long ssize_t;
typedef unsigned long uintptr_t;
typedef unsigned int gfp_t;
typedef unsigned int uint;
typedef s64 ktime_t;
typedef u64 netdev_features_t;
typedef struct { unsigned int val; } kuid_t;
typedef struct { int lock; } spinlock_t, rwlock_t;
struct mutex { int owner; };
struct rcu_head { struct rcu_head *next; void (*func)(struct rcu_head *head); };
struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct hlist_head { struct hlist_node *first; };
struct hlist_nulls_node { struct hlist_nulls_node *next, **pprev; };
struct xarray { void *xa_head; };
struct hlist_nulls_head { struct hlist_nulls_node *first; };
struct rb_node { unsigned long color; struct rb_node *right, *left; };
struct rb_root { struct rb_node *rb_node; };
struct timer_list { void (*function)(struct timer_list *t); };
struct work_struct { void (*func)(struct work_struct *work); };
struct in6_addr { __be32 s6_addr32[4]; };
struct module;

#define __rcu
#define __user
#define __percpu
#define __init
#define __exit
#define __iomem
#define __must_check __attribute__((warn_unused_result))

#endif
