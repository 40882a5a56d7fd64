/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unpaid - an owner that came with another buffer, and sizes that were summed up: was anything
 * paid for them? How much is not known of them, only whether a payment came on every way here.
 */
#include "bill.h"

/* May the sum have gone to the caller? */
static bool returns_sum(const struct state *s)
{
	int64_t lo, hi;

	if (!s->ret || (s->ret->kind != V_BIN && s->ret->kind != V_JOIN) ||
	    (s->ret->type && s->ret->type->kind != IRT_INT))
		return false;
	fact_bounds(s, s->ret, &lo, &hi);
	return hi > 0;
}

/* Was the counter moved on this path; any of this socket's, where the destructor is not known? */
static bool is_any_paid(const struct bill *w)
{
	vec_for(i, &w->s->ledger) {
		const struct entry *p = &w->s->ledger.v[i];

		if (p->obj == w->e->obj && p->counter != F_REFCNT &&
		    (w->e->deferred && !w->e->moved ? p->bulk : p->took || p->put) &&
		    (w->e->counter == F_MOVED ? p->counter != F_FORWARD : p->counter == w->e->counter))
			return true;
	}
	return false;
}

static bool is_moved_on(const struct state *s, const struct value *obj, const char *counter)
{
	const struct entry *p = ledger_find(s, obj, counter);

	return p && (p->took || p->put);
}

/* Of the socket: another way out with the same owner moves one counter, and this way out another one. */
static bool is_paid_inconsistently(const struct bill *w)
{
	const struct value *obj = w->e->obj;

	vec_for(i, &w->r->exits) {
		const struct state *s = w->r->exits.v[i];

		if (s == w->s || !ledger_find(s, obj, F_MOVED))
			continue;
		vec_for(k, &s->ledger) {
			const struct entry *p = &s->ledger.v[k];

			if (p->obj != obj || p->counter == F_REFCNT || p->counter == F_FORWARD ||
			    !(p->took || p->put) || is_moved_on(w->s, obj, p->counter))
				continue;
			vec_for(n, &w->s->ledger) {
				const struct entry *q = &w->s->ledger.v[n];

				if (q->obj == obj && q->counter != F_REFCNT && q->counter != F_FORWARD &&
				    (q->took || q->put) && !is_moved_on(s, obj, q->counter))
					return true;
			}
		}
	}
	return false;
}

/* On every way here. */
static bool is_sum_paid(const struct bill *w)
{
	return is_any_paid(w) && !w->e->bare;
}

static bool is_size_amount(const struct amount *a)
{
	for (uint8_t i = 0; i < a->n; i++)
		if (a->t[i].v->kind != V_INIT || a->t[i].v->name != F_TRUESIZE)
			return false;
	return !a->any && a->n;
}

bool bill_is_bare(const struct entry *e)
{
	return e->bare || (!e->settled && e->counter != F_MOVED && !e->bulk && e->handed &&
			   (e->deferred || (e->moved && is_size_amount(&e->amount))));
}

/* All that was to be paid was summed up or is the difference of two sizes, and nobody paid. */
void unpaid_judge(struct bill *w)
{
	const struct event *e = w->e->owed;
	struct finding_at at;

	if (!e || !w->e->handed || (w->e->resized && !w->e->deferred) || (!w->r->root && bill_is_from_caller(w)) ||
	    (is_sum_paid(w) && !w->e->unsized && !is_paid_inconsistently(w)) || bill_was_run(w) || bill_paid_under_other_name(w))
		return;
	if (w->e->deferred ? returns_sum(w->s) :
			     !(w->left.any && w->e->owing) && (!bill_is_plain(w) || amount_zero(&w->left)))
		return;
	at = bill_at_attach(w, e);
	at.last = "the owner is attached here";
	if (w->e->counter == F_MOVED || bill_is_touched(w) || (w->b && w->b->touched)) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	if (w->e->counter == F_MOVED)
		violation_add(w->r, w->from, &at,
			      "'%s' gets the owner of a buffer of another truesize, and nothing is charged or taken back for the difference",
			      name_of(w->r, w->skb));
	else if (w->e->moved)
		violation_add(w->r, w->from, &at,
			      "%s() will lower '%s' of '%s' by another truesize than was charged for the buffer that had it before",
			      bill_dtor_name(e), counter_words(w->e->counter), name_of(w->r, w->e->obj));
	else
		violation_add(w->r, w->from, &at,
			      "%s() will lower '%s' of '%s' by sizes that are summed up here and never charged",
			      bill_dtor_name(e), counter_words(w->e->counter), name_of(w->r, w->e->obj));
	bill_forgive(w);
}
