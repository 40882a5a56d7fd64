/* SPDX-License-Identifier: GPL-2.0-only */
/* err.h - errors in pointers. */
#ifndef SKBOWN_KERNEL_LINUX_ERR_H
#define SKBOWN_KERNEL_LINUX_ERR_H

#include <linux/types.h>

#define MAX_ERRNO 4095

bool IS_ERR(const void *ptr);
bool IS_ERR_OR_NULL(const void *ptr);
long PTR_ERR(const void *ptr);
void *ERR_PTR(long error);
void *ERR_CAST(const void *ptr);
int PTR_ERR_OR_ZERO(const void *ptr);

#endif
