/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grown - data is added to a buffer and charged, and the buffer's truesize stays.
 *
 * Who adds pages or parts to a buffer charges its socket for them, and adds as much to
 * truesize, so that the destructor gives it back. Here data_len grows and a counter of the
 * socket does, no destructor is attached, and no buffer's truesize was written: the charge is left over.
 */
#include "bill.h"

/* The one buffer to whose data something was added. */
static const struct value *grown_buffer(const struct bill *w)
{
	const struct value *found = NULL;

	vec_for(i, &w->s->heap) {
		const struct cell *c = &w->s->heap.v[i];
		const struct skb *b = state_skb_find(w->s, c->obj);

		if (c->field == F_TRUESIZE)
			return NULL;
		if (c->field != F_DATA_LEN || value_is_int(c->val, 0) || (b && b->fate == SKB_RELEASED))
			continue;
		if (found)
			return NULL;
		found = c->obj;
	}
	return found;
}

/* Its socket, or one of which it is not known to be another. */
static bool may_own(struct bill *w, const struct value *skb)
{
	const struct value *sk = owner_half(w->r, w->s, skb, F_SK);
	const struct skb *b = state_skb_find(w->s, skb);

	if (b && b->dirty)
		return false; /* the charge may be for its new owner */
	return sk == w->e->obj || (!known_null(w->s, sk) && sk->kind == V_INIT);
}

void grown_judge(struct bill *w)
{
	const struct event *e = bill_last_event(w, EV_CHARGE);
	const struct value *skb;
	struct finding_at at;

	if (!e || (w->left.any ? !w->e->bulk || w->e->settled : amount_zero(&w->left)) ||
	    !protocol_is_memory(w->e->counter) || e->func != w->r->func || w->r->is_model)
		return;
	skb = grown_buffer(w);
	if (!skb || !may_own(w, skb))
		return;
	w->skb = skb;
	at = bill_at_event(w, RULE_TRUESIZE, e, "charged here");
	at.level = LEVEL_NOTE;
	at.conf = CONF_LOW;
	violation_add(w->r, w->from, &at, "data of '%s' grows and is charged to '%s', and its truesize stays: the destructor will give back less",
		      name_of(w->r, skb), name_of(w->r, w->e->obj));
	bill_forgive(w);
}
