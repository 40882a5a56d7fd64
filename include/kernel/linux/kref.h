/* SPDX-License-Identifier: GPL-2.0-only */
/* kref.h - reference counters with a release function. */
#ifndef SKBOWN_KERNEL_LINUX_KREF_H
#define SKBOWN_KERNEL_LINUX_KREF_H

#include <linux/refcount.h>

struct kref { refcount_t refcount; };

void kref_init(struct kref *kref);
unsigned int kref_read(const struct kref *kref);
void kref_get(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));
int kref_put_mutex(struct kref *kref, void (*release)(struct kref *kref), struct mutex *lock);
int kref_put_lock(struct kref *kref, void (*release)(struct kref *kref), spinlock_t *lock);
int kref_get_unless_zero(struct kref *kref);

#endif
