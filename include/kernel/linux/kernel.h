/* SPDX-License-Identifier: GPL-2.0-only */
/* kernel.h - small macros and functions of general use. */
#ifndef SKBOWN_KERNEL_LINUX_KERNEL_H
#define SKBOWN_KERNEL_LINUX_KERNEL_H

#include <linux/compiler.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/container_of.h>

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define min_t(t, a, b) ((t)(a) < (t)(b) ? (t)(a) : (t)(b))
#define max_t(t, a, b) ((t)(a) > (t)(b) ? (t)(a) : (t)(b))
#define swap(a, b) do { __typeof__(a) __tmp = (a); (a) = (b); (b) = __tmp; } while (0)
#define ARRAY_SIZE(arr) (sizeof(arr) / sizeof((arr)[0]))
#define ALIGN(x, a) (((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define xchg(p, v) \
	({ __typeof__(p) __xp = (p); __typeof__(*__xp) __xo = *__xp; *__xp = (v); __xo; })
#define cmpxchg(p, o, n) \
	({ __typeof__(p) __xp = (p); __typeof__(*__xp) __xo = *__xp; if (__xo == (o)) *__xp = (n); __xo; })
#define htons(x) ((__be16)__builtin_bswap16(x))
#define ntohs(x) ((u16)__builtin_bswap16(x))
#define htonl(x) ((__be32)__builtin_bswap32(x))
#define ntohl(x) ((u32)__builtin_bswap32(x))

void *memcpy(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
u32 get_random_u32(void);

#endif
