/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * atomic - counters without checks: what atomic_t functions add.
 *
 * One line a function. The old or new value that some of them return is not
 * known; exchanges leave the counter's balance unknown.
 */
#include <linux/atomic.h>
#include "model.h"

#define INC(name, type) \
	void name(type *v) { skbown_add(v, 1); }
#define DEC(name, type) \
	void name(type *v) { skbown_add(v, -1); }
#define ADD(name, type, num) \
	void name(num i, type *v) { skbown_add(v, i); }
#define SUB(name, type, num) \
	void name(num i, type *v) { skbown_add(v, -(long)i); }
#define INC_GET(name, type, num) \
	num name(type *v) { skbown_add(v, 1); return skbown_any(); }
#define DEC_GET(name, type, num) \
	num name(type *v) { skbown_add(v, -1); return skbown_any(); }
#define ADD_GET(name, type, num) \
	num name(num i, type *v) { skbown_add(v, i); return skbown_any(); }
#define SUB_GET(name, type, num) \
	num name(num i, type *v) { skbown_add(v, -(long)i); return skbown_any(); }
#define TRY_INC(name, type) \
	bool name(type *v) { if (!skbown_any()) return false; skbown_add(v, 1); return true; }
#define TRY_DEC(name, type) \
	bool name(type *v) { if (!skbown_any()) return false; skbown_add(v, -1); return true; }
#define READ(name, type, num) \
	num name(const type *v) { return skbown_any(); }
#define SET(name, type, num) \
	void name(type *v, num i) { skbown_settle(v); }
#define XCHG(name, type, num) \
	num name(type *v, num i) { skbown_settle(v); return skbown_any(); }

READ(atomic_read, atomic_t, int)
READ(atomic_read_acquire, atomic_t, int)
SET(atomic_set, atomic_t, int)
SET(atomic_set_release, atomic_t, int)
INC(atomic_inc, atomic_t)
DEC(atomic_dec, atomic_t)
ADD(atomic_add, atomic_t, int)
SUB(atomic_sub, atomic_t, int)
INC_GET(atomic_inc_return, atomic_t, int)
INC_GET(atomic_inc_return_relaxed, atomic_t, int)
INC_GET(atomic_inc_return_acquire, atomic_t, int)
INC_GET(atomic_inc_return_release, atomic_t, int)
INC_GET(atomic_fetch_inc, atomic_t, int)
INC_GET(atomic_fetch_inc_relaxed, atomic_t, int)
INC_GET(atomic_fetch_inc_acquire, atomic_t, int)
INC_GET(atomic_fetch_inc_release, atomic_t, int)
DEC_GET(atomic_dec_return, atomic_t, int)
DEC_GET(atomic_dec_return_relaxed, atomic_t, int)
DEC_GET(atomic_dec_return_acquire, atomic_t, int)
DEC_GET(atomic_dec_return_release, atomic_t, int)
DEC_GET(atomic_fetch_dec, atomic_t, int)
DEC_GET(atomic_fetch_dec_relaxed, atomic_t, int)
DEC_GET(atomic_fetch_dec_acquire, atomic_t, int)
DEC_GET(atomic_fetch_dec_release, atomic_t, int)
ADD_GET(atomic_add_return, atomic_t, int)
ADD_GET(atomic_add_return_relaxed, atomic_t, int)
ADD_GET(atomic_add_return_acquire, atomic_t, int)
ADD_GET(atomic_add_return_release, atomic_t, int)
ADD_GET(atomic_fetch_add, atomic_t, int)
ADD_GET(atomic_fetch_add_relaxed, atomic_t, int)
ADD_GET(atomic_fetch_add_acquire, atomic_t, int)
ADD_GET(atomic_fetch_add_release, atomic_t, int)
SUB_GET(atomic_sub_return, atomic_t, int)
SUB_GET(atomic_sub_return_relaxed, atomic_t, int)
SUB_GET(atomic_sub_return_acquire, atomic_t, int)
SUB_GET(atomic_sub_return_release, atomic_t, int)
SUB_GET(atomic_fetch_sub, atomic_t, int)
SUB_GET(atomic_fetch_sub_relaxed, atomic_t, int)
SUB_GET(atomic_fetch_sub_acquire, atomic_t, int)
SUB_GET(atomic_fetch_sub_release, atomic_t, int)
INC_GET(atomic_inc_and_test, atomic_t, bool)
DEC_GET(atomic_dec_and_test, atomic_t, bool)
bool atomic_sub_and_test(int i, atomic_t *v) { skbown_add(v, -(long)i); return skbown_any(); }
bool atomic_add_negative(int i, atomic_t *v) { skbown_add(v, i); return skbown_any(); }
TRY_INC(atomic_inc_not_zero, atomic_t)
TRY_INC(atomic_inc_unless_negative, atomic_t)
TRY_DEC(atomic_dec_unless_positive, atomic_t)

bool atomic_add_unless(atomic_t *v, int a, int u)
{
	if (!skbown_any())
		return false;
	skbown_add(v, a);
	return true;
}

/* Returns the old value, which is u when nothing was added. */
int atomic_fetch_add_unless(atomic_t *v, int a, int u)
{
	int old = skbown_any();

	if (old != u)
		skbown_add(v, a);
	return old;
}

/* Returns the new value, which is negative when nothing was subtracted. */
int atomic_dec_if_positive(atomic_t *v)
{
	int left = skbown_any();

	if (left >= 0)
		skbown_add(v, -1);
	return left;
}

int atomic_cmpxchg(atomic_t *v, int old, int new)
{
	skbown_settle(v);
	return skbown_any();
}

bool atomic_try_cmpxchg(atomic_t *v, int *old, int new)
{
	if (!skbown_any()) {
		*old = skbown_any();
		return false;
	}
	skbown_settle(v);
	return true;
}

XCHG(atomic_xchg, atomic_t, int)

READ(atomic64_read, atomic64_t, s64)
READ(atomic64_read_acquire, atomic64_t, s64)
SET(atomic64_set, atomic64_t, s64)
SET(atomic64_set_release, atomic64_t, s64)
INC(atomic64_inc, atomic64_t)
DEC(atomic64_dec, atomic64_t)
ADD(atomic64_add, atomic64_t, s64)
SUB(atomic64_sub, atomic64_t, s64)
INC_GET(atomic64_inc_return, atomic64_t, s64)
INC_GET(atomic64_inc_return_relaxed, atomic64_t, s64)
INC_GET(atomic64_inc_return_acquire, atomic64_t, s64)
INC_GET(atomic64_inc_return_release, atomic64_t, s64)
INC_GET(atomic64_fetch_inc, atomic64_t, s64)
INC_GET(atomic64_fetch_inc_relaxed, atomic64_t, s64)
INC_GET(atomic64_fetch_inc_acquire, atomic64_t, s64)
INC_GET(atomic64_fetch_inc_release, atomic64_t, s64)
DEC_GET(atomic64_dec_return, atomic64_t, s64)
DEC_GET(atomic64_dec_return_relaxed, atomic64_t, s64)
DEC_GET(atomic64_dec_return_acquire, atomic64_t, s64)
DEC_GET(atomic64_dec_return_release, atomic64_t, s64)
DEC_GET(atomic64_fetch_dec, atomic64_t, s64)
DEC_GET(atomic64_fetch_dec_relaxed, atomic64_t, s64)
DEC_GET(atomic64_fetch_dec_acquire, atomic64_t, s64)
DEC_GET(atomic64_fetch_dec_release, atomic64_t, s64)
ADD_GET(atomic64_add_return, atomic64_t, s64)
ADD_GET(atomic64_add_return_relaxed, atomic64_t, s64)
ADD_GET(atomic64_add_return_acquire, atomic64_t, s64)
ADD_GET(atomic64_add_return_release, atomic64_t, s64)
ADD_GET(atomic64_fetch_add, atomic64_t, s64)
ADD_GET(atomic64_fetch_add_relaxed, atomic64_t, s64)
ADD_GET(atomic64_fetch_add_acquire, atomic64_t, s64)
ADD_GET(atomic64_fetch_add_release, atomic64_t, s64)
SUB_GET(atomic64_sub_return, atomic64_t, s64)
SUB_GET(atomic64_sub_return_relaxed, atomic64_t, s64)
SUB_GET(atomic64_sub_return_acquire, atomic64_t, s64)
SUB_GET(atomic64_sub_return_release, atomic64_t, s64)
SUB_GET(atomic64_fetch_sub, atomic64_t, s64)
SUB_GET(atomic64_fetch_sub_relaxed, atomic64_t, s64)
SUB_GET(atomic64_fetch_sub_acquire, atomic64_t, s64)
SUB_GET(atomic64_fetch_sub_release, atomic64_t, s64)
INC_GET(atomic64_inc_and_test, atomic64_t, bool)
DEC_GET(atomic64_dec_and_test, atomic64_t, bool)
bool atomic64_sub_and_test(s64 i, atomic64_t *v) { skbown_add(v, -(long)i); return skbown_any(); }
bool atomic64_add_negative(s64 i, atomic64_t *v) { skbown_add(v, i); return skbown_any(); }
TRY_INC(atomic64_inc_not_zero, atomic64_t)
TRY_INC(atomic64_inc_unless_negative, atomic64_t)
TRY_DEC(atomic64_dec_unless_positive, atomic64_t)

bool atomic64_add_unless(atomic64_t *v, s64 a, s64 u)
{
	if (!skbown_any())
		return false;
	skbown_add(v, a);
	return true;
}

/* Returns the old value, which is u when nothing was added. */
s64 atomic64_fetch_add_unless(atomic64_t *v, s64 a, s64 u)
{
	s64 old = skbown_any();

	if (old != u)
		skbown_add(v, a);
	return old;
}

/* Returns the new value, which is negative when nothing was subtracted. */
s64 atomic64_dec_if_positive(atomic64_t *v)
{
	s64 left = skbown_any();

	if (left >= 0)
		skbown_add(v, -1);
	return left;
}

s64 atomic64_cmpxchg(atomic64_t *v, s64 old, s64 new)
{
	skbown_settle(v);
	return skbown_any();
}

bool atomic64_try_cmpxchg(atomic64_t *v, s64 *old, s64 new)
{
	if (!skbown_any()) {
		*old = skbown_any();
		return false;
	}
	skbown_settle(v);
	return true;
}

XCHG(atomic64_xchg, atomic64_t, s64)

READ(atomic_long_read, atomic_long_t, long)
READ(atomic_long_read_acquire, atomic_long_t, long)
SET(atomic_long_set, atomic_long_t, long)
SET(atomic_long_set_release, atomic_long_t, long)
INC(atomic_long_inc, atomic_long_t)
DEC(atomic_long_dec, atomic_long_t)
ADD(atomic_long_add, atomic_long_t, long)
SUB(atomic_long_sub, atomic_long_t, long)
INC_GET(atomic_long_inc_return, atomic_long_t, long)
INC_GET(atomic_long_inc_return_relaxed, atomic_long_t, long)
INC_GET(atomic_long_inc_return_acquire, atomic_long_t, long)
INC_GET(atomic_long_inc_return_release, atomic_long_t, long)
INC_GET(atomic_long_fetch_inc, atomic_long_t, long)
INC_GET(atomic_long_fetch_inc_relaxed, atomic_long_t, long)
INC_GET(atomic_long_fetch_inc_acquire, atomic_long_t, long)
INC_GET(atomic_long_fetch_inc_release, atomic_long_t, long)
DEC_GET(atomic_long_dec_return, atomic_long_t, long)
DEC_GET(atomic_long_dec_return_relaxed, atomic_long_t, long)
DEC_GET(atomic_long_dec_return_acquire, atomic_long_t, long)
DEC_GET(atomic_long_dec_return_release, atomic_long_t, long)
DEC_GET(atomic_long_fetch_dec, atomic_long_t, long)
DEC_GET(atomic_long_fetch_dec_relaxed, atomic_long_t, long)
DEC_GET(atomic_long_fetch_dec_acquire, atomic_long_t, long)
DEC_GET(atomic_long_fetch_dec_release, atomic_long_t, long)
ADD_GET(atomic_long_add_return, atomic_long_t, long)
ADD_GET(atomic_long_add_return_relaxed, atomic_long_t, long)
ADD_GET(atomic_long_add_return_acquire, atomic_long_t, long)
ADD_GET(atomic_long_add_return_release, atomic_long_t, long)
ADD_GET(atomic_long_fetch_add, atomic_long_t, long)
ADD_GET(atomic_long_fetch_add_relaxed, atomic_long_t, long)
ADD_GET(atomic_long_fetch_add_acquire, atomic_long_t, long)
ADD_GET(atomic_long_fetch_add_release, atomic_long_t, long)
SUB_GET(atomic_long_sub_return, atomic_long_t, long)
SUB_GET(atomic_long_sub_return_relaxed, atomic_long_t, long)
SUB_GET(atomic_long_sub_return_acquire, atomic_long_t, long)
SUB_GET(atomic_long_sub_return_release, atomic_long_t, long)
SUB_GET(atomic_long_fetch_sub, atomic_long_t, long)
SUB_GET(atomic_long_fetch_sub_relaxed, atomic_long_t, long)
SUB_GET(atomic_long_fetch_sub_acquire, atomic_long_t, long)
SUB_GET(atomic_long_fetch_sub_release, atomic_long_t, long)
INC_GET(atomic_long_inc_and_test, atomic_long_t, bool)
DEC_GET(atomic_long_dec_and_test, atomic_long_t, bool)
bool atomic_long_sub_and_test(long i, atomic_long_t *v) { skbown_add(v, -(long)i); return skbown_any(); }
bool atomic_long_add_negative(long i, atomic_long_t *v) { skbown_add(v, i); return skbown_any(); }
TRY_INC(atomic_long_inc_not_zero, atomic_long_t)
TRY_INC(atomic_long_inc_unless_negative, atomic_long_t)
TRY_DEC(atomic_long_dec_unless_positive, atomic_long_t)

bool atomic_long_add_unless(atomic_long_t *v, long a, long u)
{
	if (!skbown_any())
		return false;
	skbown_add(v, a);
	return true;
}

/* Returns the old value, which is u when nothing was added. */
long atomic_long_fetch_add_unless(atomic_long_t *v, long a, long u)
{
	long old = skbown_any();

	if (old != u)
		skbown_add(v, a);
	return old;
}

/* Returns the new value, which is negative when nothing was subtracted. */
long atomic_long_dec_if_positive(atomic_long_t *v)
{
	long left = skbown_any();

	if (left >= 0)
		skbown_add(v, -1);
	return left;
}

long atomic_long_cmpxchg(atomic_long_t *v, long old, long new)
{
	skbown_settle(v);
	return skbown_any();
}

bool atomic_long_try_cmpxchg(atomic_long_t *v, long *old, long new)
{
	if (!skbown_any()) {
		*old = skbown_any();
		return false;
	}
	skbown_settle(v);
	return true;
}

XCHG(atomic_long_xchg, atomic_long_t, long)
