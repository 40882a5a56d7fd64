/* SPDX-License-Identifier: GPL-2.0-only */
/* compiler.h - what every kernel file takes for granted. */
#ifndef SKBOWN_KERNEL_LINUX_COMPILER_H
#define SKBOWN_KERNEL_LINUX_COMPILER_H

#include <linux/types.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val) do { *(volatile __typeof__(x) *)&(x) = (val); } while (0)
#define smp_load_acquire(p) READ_ONCE(*(p))
#define smp_store_release(p, v) WRITE_ONCE(*(p), v)
#define barrier() __asm__ __volatile__("" : : : "memory")
#define smp_mb() barrier()
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#define noinline __attribute__((noinline))
#define __always_inline inline __attribute__((always_inline))
#define __maybe_unused __attribute__((unused))
#define __packed __attribute__((packed))
#define fallthrough __attribute__((fallthrough))
#define __cleanup(fn) __attribute__((cleanup(fn)))
#define IS_ENABLED(option) 1
#define BUILD_BUG_ON(cond) _Static_assert(!(cond), #cond)

#endif
