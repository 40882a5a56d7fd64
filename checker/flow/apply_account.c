/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apply_account - what a callee added to one counter of one object, put on the caller's account.
 */
#include "apply.h"

/* The event as the caller sees it: apply_events() has put it into the history, if it was among the last. */
static void take_owed(struct apply *a, struct entry *mine, const struct entry *e)
{
	struct event *ev;

	if (!e->owed)
		return;
	for (const struct event *h = a->s->history; h && h != a->before->history; h = h->prev)
		if (h->kind == EV_OWED && h->obj == mine->obj && h->counter == mine->counter) {
			mine->owed = h;
			return;
		}
	ev = event_add(a->r, a->s, EV_OWED, e->owed->insn, mine->obj, e->owed->via);
	ev->counter = mine->counter;
	ev->func = e->owed->func;
	if (!apply_is_elsewhere(a, ev->func))
		apply_to_caller(a, &ev->insn, &ev->func);
	mine->owed = ev;
}

static void take_delta(struct apply *a, struct entry *mine, const struct entry *e)
{
	struct amount *d;

	if (!e->resized)
		return;
	d = arena_new(a->r->fl->arena, struct amount);
	d->any = !e->delta || mine->resized;
	for (uint8_t i = 0; e->delta && i < e->delta->n; i++)
		amount_add_value(d, a->s, apply_subst(a, e->delta->t[i].v), e->delta->t[i].coef);
	d->k += e->delta ? e->delta->k : 0;
	mine->resized = true;
	mine->delta = d;
}

/* What the callee paid, in the caller's words. */
static void take_bulk(const struct state *s, struct entry *mine, const struct entry *e, const struct amount *amount)
{
	if (e->took || e->put)
		mine->debt = NULL;
	if ((e->took || e->put) && !e->handed && e->counter != F_REFCNT)
		ledger_note_bulk(s, mine, amount);
	else if (e->bulk)
		ledger_note_bulk(s, mine, &(struct amount){ .any = true });
	mine->bare |= e->bare;
}

/* A function of another file puts what is not this function's own: the end of an object, mostly. */
static bool gives_away(const struct apply *a, const struct entry *mine, const struct amount *amount)
{
	const struct sock *k = state_sock_find(a->s, mine->obj);

	if (!a->sum->foreign || a->r->trial || mine->counter != F_REFCNT || amount->k >= 0)
		return false;
	return !mine->took && !(k && (k->found || k->fresh));
}

void apply_account(struct apply *a, const struct entry *e)
{
	const struct value *obj = apply_subst(a, e->obj);
	const char *counter = e->counter;
	struct amount amount = { .any = e->amount.any, .k = e->amount.k };
	struct entry *mine;
	const struct ir_func *f = a->sum->func;
	const struct ir_insn *last = e->last;
	const struct sock *in_callee = state_sock_find(a->exit, e->obj);
	struct sock *k;

	if (obj->kind == V_FIELD && counter == F_STAR) {
		counter = obj->name;
		obj = obj->a;
		if (counter == F_REFCNT && !e->amount.any && e->amount.k)	/* to the callee it was any counter */
			event_add(a->r, a->s, e->amount.k > 0 ? EV_REF : EV_PUT, a->call, obj,
				  a->sum->func->name);
	}
	if (obj->kind == V_INT)
		return;
	for (uint8_t i = 0; i < e->amount.n && !amount.any; i++)
		amount_add_value(&amount, a->s, apply_subst(a, e->amount.t[i].v), e->amount.t[i].coef);
	mine = ledger_get(a->s, obj, counter);
	if (gives_away(a, mine, &amount))
		amount = (struct amount){ .any = true };
	amount_add(&mine->amount, &amount, 1);
	ledger_cap(mine);
	if (counter == F_REFCNT && e->took) {
		mine->locked = guards_locked(a->s);
		fact_set_weak(a->s, obj, WEAK_NO);
		fact_set_cover(a->s, obj, COVER_UNKNOWN);
		k = kinds_of(a->r, a->s, obj);
		k = k ? k : state_sock(a->s, obj);
		if (!in_callee || !in_callee->touched)
			k->touched = NULL;
		k->asked = in_callee && in_callee->asked;
		k->queried = in_callee && in_callee->queried;
		k->judged = false;
		k->escaped |= k->armed || ledger_is_listed(a->s, obj);
	}
	mine->took |= e->took;
	mine->put |= e->put;
	mine->unpaid |= e->unpaid && mine->amount.k < 0;
	mine->handed |= e->handed;
	mine->settled |= e->settled;
	mine->moved |= e->moved;
	mine->deferred |= e->deferred;
	mine->owing |= e->owing;
	mine->unsized |= e->unsized;
	mine->shown |= e->shown;
	take_bulk(a->s, mine, e, &amount);
	if (e->unseen)
		mine->unseen = apply_subst(a, e->unseen);
	take_delta(a, mine, e);
	if (e->skb)
		mine->skb = apply_subst(a, e->skb);
	take_owed(a, mine, e);
	if (last) {
		apply_to_caller(a, &last, &f);
		mine->last = last;
	}
	if (counter == F_REFCNT && e->put && amount.k < 0)
		keeper_put(a->r, a->s, a->call, obj, a->sum->func->unit == a->r->fl->unit);
}
