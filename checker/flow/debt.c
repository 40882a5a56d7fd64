/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debt - an account that one path leaves wrong when it meets another one.
 *
 * Two amounts that differ are some amount from the join on, and nothing is said of that. Where
 * one of them is known, is not even, and its buffer is in other hands already, nothing but a payment for
 * the socket can make up for it. So the account is kept as it was before the join, and is judged
 * as that path's when no payment has come by the end of the function.
 */
#include "run.h"

static bool is_gone(const struct state *s, const struct value *skb)
{
	const struct skb *b = skb ? state_skb_find(s, skb) : NULL;

	return skb && (!b || b->fate != SKB_HERE);
}

/* Too much may have been paid for a buffer that goes by another name: only too little is a debt. */
static bool is_owed(const struct amount *a)
{
	for (uint8_t i = 0; i < a->n; i++)
		if (a->t[i].coef < 0)
			return true;
	return !a->n && a->k < 0;
}

const struct debt *debt_of(struct run *r, const struct state *s, const struct entry *e)
{
	struct amount left;
	struct debt *d;

	if (e->debt)
		return e->debt;
	if (e->counter == F_REFCNT || e->counter == F_ALL || e->counter == F_FORWARD || e->settled ||
	    e->moved || e->deferred || e->amount.any || !(e->handed || e->resized) || !is_gone(s, e->skb))
		return NULL;
	left = amount_reduce(s, &e->amount);
	if (left.any || !is_owed(&left))
		return NULL;
	d = arena_new(r->keep, struct debt);
	d->s = state_copy(r->keep, s);
	d->e = *e;
	return d;
}
