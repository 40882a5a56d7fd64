/* SPDX-License-Identifier: GPL-2.0-only */
/* percpu-refcount.h - reference counters, one part a CPU. */
#ifndef SKBOWN_KERNEL_LINUX_PERCPU_REFCOUNT_H
#define SKBOWN_KERNEL_LINUX_PERCPU_REFCOUNT_H

#include <linux/types.h>

struct percpu_ref { unsigned long percpu_count_ptr; };

void percpu_ref_get(struct percpu_ref *ref);
void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr);
bool percpu_ref_tryget(struct percpu_ref *ref);
bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr);
bool percpu_ref_tryget_live(struct percpu_ref *ref);
void percpu_ref_put(struct percpu_ref *ref);
void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr);

#endif
