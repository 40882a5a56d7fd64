/* SPDX-License-Identifier: GPL-2.0-only */
/* atomic.h - counters without checks. */
#ifndef SKBOWN_KERNEL_LINUX_ATOMIC_H
#define SKBOWN_KERNEL_LINUX_ATOMIC_H

#include <linux/types.h>

typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t, atomic_long_t;

#define ATOMIC_INIT(i) { (i) }

int atomic_read(const atomic_t *v);
void atomic_set(atomic_t *v, int i);
void atomic_inc(atomic_t *v);
void atomic_dec(atomic_t *v);
void atomic_add(int i, atomic_t *v);
void atomic_sub(int i, atomic_t *v);
int atomic_inc_return(atomic_t *v);
int atomic_dec_return(atomic_t *v);
int atomic_add_return(int i, atomic_t *v);
int atomic_sub_return(int i, atomic_t *v);
int atomic_fetch_add(int i, atomic_t *v);
int atomic_fetch_sub(int i, atomic_t *v);
int atomic_fetch_inc(atomic_t *v);
int atomic_fetch_dec(atomic_t *v);
bool atomic_inc_and_test(atomic_t *v);
bool atomic_dec_and_test(atomic_t *v);
bool atomic_sub_and_test(int i, atomic_t *v);
bool atomic_add_negative(int i, atomic_t *v);
bool atomic_inc_not_zero(atomic_t *v);
bool atomic_add_unless(atomic_t *v, int a, int u);
int atomic_fetch_add_unless(atomic_t *v, int a, int u);
bool atomic_inc_unless_negative(atomic_t *v);
bool atomic_dec_unless_positive(atomic_t *v);
int atomic_dec_if_positive(atomic_t *v);
int atomic_xchg(atomic_t *v, int i);
int atomic_cmpxchg(atomic_t *v, int old, int new);
bool atomic_try_cmpxchg(atomic_t *v, int *old, int new);

s64 atomic64_read(const atomic64_t *v);
void atomic64_set(atomic64_t *v, s64 i);
void atomic64_inc(atomic64_t *v);
void atomic64_dec(atomic64_t *v);
void atomic64_add(s64 i, atomic64_t *v);
void atomic64_sub(s64 i, atomic64_t *v);
s64 atomic64_inc_return(atomic64_t *v);
s64 atomic64_dec_return(atomic64_t *v);
s64 atomic64_add_return(s64 i, atomic64_t *v);
s64 atomic64_sub_return(s64 i, atomic64_t *v);
s64 atomic64_fetch_add(s64 i, atomic64_t *v);
s64 atomic64_fetch_sub(s64 i, atomic64_t *v);
s64 atomic64_fetch_inc(atomic64_t *v);
s64 atomic64_fetch_dec(atomic64_t *v);
bool atomic64_inc_and_test(atomic64_t *v);
bool atomic64_dec_and_test(atomic64_t *v);
bool atomic64_sub_and_test(s64 i, atomic64_t *v);
bool atomic64_add_negative(s64 i, atomic64_t *v);
bool atomic64_inc_not_zero(atomic64_t *v);
bool atomic64_add_unless(atomic64_t *v, s64 a, s64 u);
s64 atomic64_fetch_add_unless(atomic64_t *v, s64 a, s64 u);
bool atomic64_inc_unless_negative(atomic64_t *v);
bool atomic64_dec_unless_positive(atomic64_t *v);
s64 atomic64_dec_if_positive(atomic64_t *v);
s64 atomic64_xchg(atomic64_t *v, s64 i);
s64 atomic64_cmpxchg(atomic64_t *v, s64 old, s64 new);
bool atomic64_try_cmpxchg(atomic64_t *v, s64 *old, s64 new);

long atomic_long_read(const atomic_long_t *v);
void atomic_long_set(atomic_long_t *v, long i);
void atomic_long_inc(atomic_long_t *v);
void atomic_long_dec(atomic_long_t *v);
void atomic_long_add(long i, atomic_long_t *v);
void atomic_long_sub(long i, atomic_long_t *v);
long atomic_long_inc_return(atomic_long_t *v);
long atomic_long_dec_return(atomic_long_t *v);
long atomic_long_add_return(long i, atomic_long_t *v);
long atomic_long_sub_return(long i, atomic_long_t *v);
long atomic_long_fetch_add(long i, atomic_long_t *v);
long atomic_long_fetch_sub(long i, atomic_long_t *v);
long atomic_long_fetch_inc(atomic_long_t *v);
long atomic_long_fetch_dec(atomic_long_t *v);
bool atomic_long_inc_and_test(atomic_long_t *v);
bool atomic_long_dec_and_test(atomic_long_t *v);
bool atomic_long_sub_and_test(long i, atomic_long_t *v);
bool atomic_long_add_negative(long i, atomic_long_t *v);
bool atomic_long_inc_not_zero(atomic_long_t *v);
bool atomic_long_add_unless(atomic_long_t *v, long a, long u);
long atomic_long_fetch_add_unless(atomic_long_t *v, long a, long u);
bool atomic_long_inc_unless_negative(atomic_long_t *v);
bool atomic_long_dec_unless_positive(atomic_long_t *v);
long atomic_long_dec_if_positive(atomic_long_t *v);
long atomic_long_xchg(atomic_long_t *v, long i);
long atomic_long_cmpxchg(atomic_long_t *v, long old, long new);
bool atomic_long_try_cmpxchg(atomic_long_t *v, long *old, long new);

#endif
