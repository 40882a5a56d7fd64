/* SPDX-License-Identifier: GPL-2.0-only */
/* vmalloc.h - memory that is contiguous for the kernel only. */
#ifndef SKBOWN_KERNEL_LINUX_VMALLOC_H
#define SKBOWN_KERNEL_LINUX_VMALLOC_H

#include <linux/types.h>

void *vmalloc(unsigned long size);
void vfree(const void *addr);

#endif
