/* SPDX-License-Identifier: GPL-2.0-only */
/* container_of.h - from a member to what holds it. */
#ifndef SKBOWN_KERNEL_LINUX_CONTAINER_OF_H
#define SKBOWN_KERNEL_LINUX_CONTAINER_OF_H

#include <linux/types.h>

#define container_of(ptr, type, member) ({				\
	void *__mptr = (void *)(ptr);					\
	((type *)(__mptr - offsetof(type, member))); })
#define container_of_const(ptr, type, member) container_of(ptr, type, member)

#endif
