/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * refcount - counters: what refcount_t, kref and percpu_ref functions add.
 *
 * The counter is the object itself: a pointer to sk->sk_refcnt is a pointer to
 * the ledger's entry (sk, sk_refcnt). A test for zero has an unknown answer;
 * only the addition follows from it.
 */
#include <linux/kref.h>
#include <linux/percpu-refcount.h>
#include "model.h"

void refcount_set(refcount_t *r, int n)
{
	skbown_settle(r);
}

unsigned int refcount_read(const refcount_t *r)
{
	return skbown_any();
}

void refcount_add(int i, refcount_t *r)
{
	skbown_need_alive(r);
	skbown_add(r, i);
}

void __refcount_add(int i, refcount_t *r, int *oldp)
{
	if (oldp)
		*oldp = skbown_any();
	skbown_need_alive(r);
	skbown_add(r, i);
}

void refcount_inc(refcount_t *r)
{
	skbown_need_alive(r);
	skbown_add(r, 1);
}

void __refcount_inc(refcount_t *r, int *oldp)
{
	if (oldp)
		*oldp = skbown_any();
	skbown_need_alive(r);
	skbown_add(r, 1);
}

void refcount_dec(refcount_t *r)
{
	skbown_add(r, -1);
}

void __refcount_dec(refcount_t *r, int *oldp)
{
	if (oldp)
		*oldp = skbown_any();
	skbown_add(r, -1);
}

bool refcount_add_not_zero(int i, refcount_t *r)
{
	if (!skbown_any() && !skbown_is_held(r))
		return false;
	skbown_add(r, i);
	return true;
}

bool __refcount_add_not_zero(int i, refcount_t *r, int *oldp)
{
	if (oldp)
		*oldp = skbown_any();
	if (!skbown_any() && !skbown_is_held(r))
		return false;
	skbown_add(r, i);
	return true;
}

bool refcount_inc_not_zero(refcount_t *r)
{
	if (!skbown_any() && !skbown_is_held(r))
		return false;
	skbown_add(r, 1);
	return true;
}

bool __refcount_inc_not_zero(refcount_t *r, int *oldp)
{
	if (oldp)
		*oldp = skbown_any();
	if (!skbown_any() && !skbown_is_held(r))
		return false;
	skbown_add(r, 1);
	return true;
}

bool refcount_sub_and_test(int i, refcount_t *r)
{
	skbown_add(r, -(long)i);
	return skbown_any();
}

bool __refcount_sub_and_test(int i, refcount_t *r, int *oldp)
{
	if (oldp)
		*oldp = skbown_any();
	skbown_add(r, -(long)i);
	return skbown_any();
}

bool refcount_dec_and_test(refcount_t *r)
{
	skbown_add(r, -1);
	return skbown_any();
}

bool __refcount_dec_and_test(refcount_t *r, int *oldp)
{
	if (oldp)
		*oldp = skbown_any();
	skbown_add(r, -1);
	return skbown_any();
}

bool refcount_dec_if_one(refcount_t *r)
{
	if (!skbown_any())
		return false;
	skbown_add(r, -1);
	return true;
}

bool refcount_dec_not_one(refcount_t *r)
{
	if (!skbown_any())
		return false;
	skbown_add(r, -1);
	return true;
}

bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock)
{
	skbown_add(r, -1);
	return skbown_any();
}

bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock)
{
	skbown_add(r, -1);
	return skbown_any();
}

bool refcount_dec_and_rtnl_lock(refcount_t *r)
{
	skbown_add(r, -1);
	return skbown_any();
}

void kref_init(struct kref *kref)
{
	skbown_settle(kref);
}

unsigned int kref_read(const struct kref *kref)
{
	return skbown_any();
}

void kref_get(struct kref *kref)
{
	skbown_add(kref, 1);
}

int kref_get_unless_zero(struct kref *kref)
{
	if (!skbown_any() && !skbown_is_held(kref))
		return 0;
	skbown_add(kref, 1);
	return 1;
}

/*
 * The release function runs for the last reference only, which is nobody's that
 * the analysis sees: it is not executed here.
 */
int kref_put(struct kref *kref, void (*release)(struct kref *kref))
{
	skbown_add(kref, -1);
	return skbown_any();
}

int kref_put_mutex(struct kref *kref, void (*release)(struct kref *kref), struct mutex *lock)
{
	skbown_add(kref, -1);
	return skbown_any();
}

int kref_put_lock(struct kref *kref, void (*release)(struct kref *kref), spinlock_t *lock)
{
	skbown_add(kref, -1);
	return skbown_any();
}

void percpu_ref_get(struct percpu_ref *ref)
{
	skbown_add(ref, 1);
}

void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
	skbown_add(ref, nr);
}

bool percpu_ref_tryget(struct percpu_ref *ref)
{
	if (!skbown_any())
		return false;
	skbown_add(ref, 1);
	return true;
}

bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	if (!skbown_any())
		return false;
	skbown_add(ref, 1);
	return true;
}

bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	if (!skbown_any())
		return false;
	skbown_add(ref, 1);
	return true;
}

bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr)
{
	if (!skbown_any())
		return false;
	skbown_add(ref, nr);
	return true;
}

void percpu_ref_put(struct percpu_ref *ref)
{
	skbown_add(ref, -1);
}

void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr)
{
	skbown_add(ref, -(long)nr);
}

void percpu_ref_kill(struct percpu_ref *ref)
{
	skbown_settle(ref);
}
