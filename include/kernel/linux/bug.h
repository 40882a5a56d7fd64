/* SPDX-License-Identifier: GPL-2.0-only */
/* bug.h - assertions. */
#ifndef SKBOWN_KERNEL_LINUX_BUG_H
#define SKBOWN_KERNEL_LINUX_BUG_H

#define BUG() __builtin_trap()
#define BUG_ON(cond) do { if (__builtin_expect(!!(cond), 0)) BUG(); } while (0)
#define WARN_ON(cond) ({ int __w = !!(cond); if (__w) __warn(); __builtin_expect(__w, 0); })
#define WARN_ON_ONCE(cond) WARN_ON(cond)
#define WARN(cond, ...) WARN_ON(cond)
#define WARN_ONCE(cond, ...) WARN_ON(cond)
#define DEBUG_NET_WARN_ON_ONCE(cond) ((void)WARN_ON(cond))

void __warn(void);

#endif
