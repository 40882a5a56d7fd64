/* SPDX-License-Identifier: GPL-2.0-only */
/* mm.h - what kind of memory an address is. */
#ifndef SKBOWN_KERNEL_LINUX_MM_H
#define SKBOWN_KERNEL_LINUX_MM_H

#include <linux/types.h>

bool is_vmalloc_addr(const void *x);

#endif
