/* SPDX-License-Identifier: GPL-2.0-only */
/* refcount.h - reference counters. */
#ifndef SKBOWN_KERNEL_LINUX_REFCOUNT_H
#define SKBOWN_KERNEL_LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/compiler.h>

typedef struct refcount_struct { atomic_t refs; } refcount_t;

#define REFCOUNT_INIT(n) { .refs = ATOMIC_INIT(n) }

void refcount_set(refcount_t *r, int n);
unsigned int refcount_read(const refcount_t *r);
void refcount_add(int i, refcount_t *r);
void refcount_inc(refcount_t *r);
void refcount_dec(refcount_t *r);
__must_check bool refcount_add_not_zero(int i, refcount_t *r);
__must_check bool refcount_inc_not_zero(refcount_t *r);
__must_check bool refcount_sub_and_test(int i, refcount_t *r);
__must_check bool refcount_dec_and_test(refcount_t *r);
__must_check bool refcount_dec_if_one(refcount_t *r);
__must_check bool refcount_dec_not_one(refcount_t *r);
__must_check bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock);
__must_check bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock);

#endif
