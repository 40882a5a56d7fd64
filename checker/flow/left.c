/* SPDX-License-Identifier: GPL-2.0-only */
/* left - what is charged, and no destructor gives it back. */
#include "bill.h"

/* The one buffer whose truesize was charged. */
static const struct skb *charged_for(const struct bill *w)
{
	const struct value *v = w->left.n == 1 ? w->left.t[0].v : NULL;

	if (!v || w->left.k || w->left.t[0].coef != 1 || v->kind != V_INIT || v->name != F_TRUESIZE)
		return NULL;
	return state_skb_find(w->s, v->a);
}

static bool has_no_owner(struct bill *w, const struct skb *b)
{
	return known_null(w->s, owner_half(w->r, w->s, b->v, F_DTOR));
}

static void report_left(struct bill *w, enum confidence conf, const struct value *skb,
			const char *why)
{
	const struct event *e = bill_last_event(w, EV_CHARGE);
	struct finding_at at;

	if (!e)
		return;
	at = bill_at_event(w, RULE_CHARGE_MISMATCH, e, NULL);
	at.conf = conf;
	at.insn = w->ret;
	at.func = w->r->func;
	at.obj2 = skb;
	at.last = "left here, and the charge stands";
	violation_add(w->r, w->from, &at, "'%s' of '%s' stays charged: %s",
		      counter_words(w->e->counter), name_of(w->r, w->e->obj), why);
	bill_forgive(w);
}

/* Another way out on which a buffer's destructor will give back what was charged. */
static const struct entry *handed_way(const struct bill *w)
{
	vec_for(i, &w->r->exits) {
		const struct state *s = w->r->exits.v[i];

		vec_for(k, &s->ledger) {
			const struct entry *e = &s->ledger.v[k];

			if (s != w->s && e->obj == w->e->obj && e->counter == w->e->counter &&
			    e->took && e->handed && !e->settled && !e->moved && !e->amount.any &&
			    amount_zero(&e->amount))
				return e;
		}
	}
	return NULL;
}

/* A buffer got its owner here, and this counter is none of those that its destructor lowers. */
void left_forgotten(struct bill *w)
{
	const struct event *e = bill_last_event(w, EV_CHARGE);
	const char *dtor = NULL;
	struct finding_at at;

	for (unsigned int i = 0; e && !dtor && i < w->s->skbs.n; i++) {
		w->b = &w->s->skbs.v[i];
		dtor = refund_forgotten(w->r, w->s, w->b, e, &w->left);
	}
	if (!dtor)
		return;
	w->skb = w->b->v;
	at = bill_at_event(w, RULE_CHARGE_MISMATCH, e, "charged here");
	at.conf = CONF_MEDIUM;
	refund_blame(w->r, &at, dtor);
	violation_add(w->r, w->from, &at, "'%s' of '%s' is charged for '%s', and %s() does not lower it",
		      counter_words(w->e->counter), name_of(w->r, w->e->obj), name_of(w->r, w->skb),
		      dtor);
	bill_forgive(w);
}

/* Another way out leaves just this buffer to a destructor that takes the charge back. */
static bool owned_on_success(const struct bill *w, const struct value *skb)
{
	const struct entry *even = handed_way(w);

	return even && even->skb == skb;
}

void left_judge(struct bill *w)
{
	const struct skb *b = charged_for(w);
	const struct entry *even;

	if (w->e->counter == F_FORWARD || !bill_is_plain(w) || amount_zero(&w->left) || w->e->put)
		return;
	if (!w->r->root && b && !b->dirty && state_result_class(w->s) == 2 && owned_on_success(w, b->v)) {
		report_left(w, CONF_MEDIUM, b->v, "this way fails, and the one that does not leaves it to a destructor");
		return;
	}
	if (!w->r->root && bill_is_from_caller(w) && !(b && b->fresh && b->fate == SKB_RELEASED))
		return; /* of a buffer that lived and died here the caller knows nothing */
	if (b && b->fate == SKB_RELEASED && !b->touched && has_no_owner(w, b)) {
		report_left(w, CONF_MEDIUM, b->v, "the buffer is freed without its owner");
		return;
	}
	even = handed_way(w);
	if (!even || bill_is_touched(w))
		return;
	b = even->skb ? state_skb_find(w->s, even->skb) : NULL;
	if (b && b->fate == SKB_RELEASED && !b->touched)
		report_left(w, CONF_MEDIUM, b->v,
			    "the buffer is freed, and another way out leaves it to the destructor");
	else if (!b && state_result_class(w->s) == 2)
		report_left(w, CONF_MEDIUM, NULL,
			    "this way fails, and the one that does not leaves it to a destructor");
}
