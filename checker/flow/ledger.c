/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ledger - what this path has paid into a counter and taken back. Amounts are
 * sums of a constant and a few symbols (truesize); what does not fit is "some
 * amount", which balances against anything and is never reported.
 */
#include "run.h"

#define MAX_REFS 3

/* Of pointers that are known to be equal one stands for all: the first. */
static const struct value *one_of_equals(const struct state *s, const struct value *obj)
{
	const struct fact *f = state_fact(s, obj);

	if (f && f->nr_eq == 1 && f->eq[0]->id < obj->id && f->eq[0]->kind != V_INT &&
	    f->eq[0]->kind != V_FUNC)
		return f->eq[0];
	return obj;
}

struct entry *ledger_find(const struct state *s, const struct value *obj, const char *counter)
{
	obj = one_of_equals(s, obj);
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].obj == obj && s->ledger.v[i].counter == counter)
			return &s->ledger.v[i];
	return NULL;
}

struct entry *ledger_get(struct state *s, const struct value *obj, const char *counter)
{
	struct entry *e = ledger_find(s, obj, counter);

	if (e)
		return e;
	obj = one_of_equals(s, obj);
	vec_push(s->arena, &s->ledger, ((struct entry){ .obj = obj, .counter = counter }));
	return &s->ledger.v[s->ledger.n - 1];
}

void ledger_unite(struct state *s, const struct value *a, const struct value *b)
{
	const struct value *first = a->id < b->id ? a : b, *second = first == a ? b : a;
	struct entry *e = NULL, *to;

	vec_for(i, &s->ledger)
		if (s->ledger.v[i].obj == second && s->ledger.v[i].counter == F_REFCNT)
			e = &s->ledger.v[i];
	if (!e)
		return;
	vec_for(i, &s->ledger) {
		to = &s->ledger.v[i];
		if (to->obj != first || to->counter != F_REFCNT)
			continue;
		amount_add(&to->amount, &e->amount, 1);
		to->took |= e->took;
		*e = s->ledger.v[--s->ledger.n];
		return;
	}
	e->obj = first;
}

void ledger_settle(struct state *s, const struct value *obj, const char *counter)
{
	struct entry *e = ledger_get(s, obj, counter);

	e->amount = (struct amount){ .any = true };
	e->settled = true;
	e->bare = false;
	e->debt = NULL;
}

void ledger_settle_charges(struct state *s, const struct value *obj)
{
	if (obj->kind == V_INT)
		return;
	ledger_settle(s, obj, F_ALL);
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].obj == obj && s->ledger.v[i].counter != F_REFCNT &&
		    s->ledger.v[i].counter != F_MOVED)
			ledger_settle(s, obj, s->ledger.v[i].counter);
}

static void amount_term(struct amount *a, const struct value *v, int64_t coef)
{
	for (uint8_t i = 0; i < a->n; i++) {
		if (a->t[i].v != v)
			continue;
		a->t[i].coef += coef;
		if (!a->t[i].coef)
			a->t[i] = a->t[--a->n];
		return;
	}
	if (a->n == AMOUNT_TERMS) {
		a->any = true;
		return;
	}
	a->t[a->n].v = v;
	a->t[a->n++].coef = coef;
}

void amount_add(struct amount *a, const struct amount *b, int64_t sign)
{
	if (b->any)
		a->any = true;
	if (a->any)
		return;
	a->k += sign * b->k;
	for (uint8_t i = 0; i < b->n && !a->any; i++)
		amount_term(a, b->t[i].v, sign * b->t[i].coef);
}

bool amount_zero(const struct amount *a)
{
	return a->any || (!a->k && !a->n);
}

bool amount_negative(const struct amount *a)
{
	for (uint8_t i = 0; i < a->n; i++)
		if (a->t[i].coef > 0)
			return false;
	return !a->any && a->k <= 0 && (a->k || a->n);
}

bool amount_covers(const struct amount *newer, const struct amount *older)
{
	struct amount d = *newer;

	amount_add(&d, older, -1);
	return d.any || amount_zero(&d) || amount_negative(&d);
}

void amount_add_value(struct amount *a, const struct state *s, const struct value *v, int64_t coef)
{
	int64_t lo, hi;

	fact_bounds(s, v, &lo, &hi);
	if (lo == hi)
		a->k += coef * lo;
	else if (v->kind == V_BIN && (v->rel == IRR_ADD || v->rel == IRR_SUB)) {
		amount_add_value(a, s, v->a, coef);
		amount_add_value(a, s, v->b, v->rel == IRR_ADD ? coef : -coef);
	} else if (v->kind == V_BIN && v->rel == IRR_MUL && v->a->kind == V_INT)
		amount_add_value(a, s, v->b, coef * v->a->imm);
	else
		amount_term(a, v, coef);
}

void ledger_cap(struct entry *e)
{
	if (e->counter == F_REFCNT && (e->amount.k > MAX_REFS || e->amount.k < -MAX_REFS))
		e->amount = (struct amount){ .any = true };
}

struct amount amount_reduce(const struct state *s, const struct amount *a)
{
	struct amount out = { .any = a->any, .k = a->k };

	for (uint8_t i = 0; i < a->n && !out.any; i++)
		amount_add_value(&out, s, a->t[i].v, a->t[i].coef);
	return out;
}

static void note_change(struct entry *e, const struct ir_insn *i, enum event_kind why)
{
	e->took |= why == EV_REF;
	e->put |= why == EV_PUT;
	e->handed |= why == EV_HANDED;
	if (why != EV_REF)
		e->last = i;
}

/*
 * list_add(&ctx->node, ...) before sock_hold(ctx->sk): the reference is for whoever takes the
 * object out of the list. testdata/idioms/holds.c
 */
bool ledger_is_listed(const struct state *s, const struct value *sk)
{
	const struct value *in = sk->kind == V_INIT ? value_object(sk->a) : NULL;

	for (const struct event *e = in ? s->history : NULL; e; e = e->prev)
		if (e->kind == EV_TOUCH && e->obj == in && e->via)
			return true;
	return false;
}

/* Whoever saw the socket before this reference was taken cannot have kept it, or spoken of it. */
static void untouch(struct state *s, const struct value *sk)
{
	bool listed = ledger_is_listed(s, sk);
	struct sock *k = listed ? state_sock(s, sk) : state_sock_find(s, sk);

	if (!k)
		return;
	k->touched = NULL;
	k->asked = k->queried = k->judged = false;	/* that was to choose it */
	k->escaped |= k->armed || listed;	/* work that a flag keeps from being queued twice holds it */
}

void ledger_refs(struct run *r, struct state *s, const struct ir_insn *i, const struct value *sk,
		 int64_t n, enum event_kind why, const char *via)
{
	struct entry *e = ledger_get(s, sk, F_REFCNT);

	if (!e->amount.any)
		e->amount.k += n;
	ledger_cap(e);
	note_change(e, i, why);
	e->unpaid |= why == EV_HANDED && !e->amount.any && e->amount.k < 0;
	if (why == EV_REF) {
		untouch(s, sk);
		fact_set_weak(s, sk, WEAK_NO);
		fact_set_cover(s, sk, COVER_UNKNOWN);
	}
	event_add(r, s, why, i, sk, via);
}

static const char *callee_text(const struct ir_insn *i)
{
	return i->op == IR_CALL && i->a.kind == IRO_FUNC ? i->a.name : NULL;
}

/* A payment that is not the size of one buffer, or of one whose size is in a sum, may be for many. */
void ledger_note_bulk(const struct state *s, struct entry *e, const struct amount *a)
{
	const struct value *v = !a->any && !a->k && a->n == 1 ? a->t[0].v : NULL;
	const struct skb *b;

	if (v && v->kind == V_INIT && v->name == F_TRUESIZE) {
		b = state_skb_find(s, v->a);
		if (!e->deferred && (!b || !b->summed))
			return;
	}
	e->bulk = true;
	e->bare = false;
}

struct entry *ledger_charge(struct run *r, struct state *s, const struct ir_insn *i,
			    const struct value *obj, const char *counter, const struct amount *a,
			    enum event_kind why, const char *via)
{
	struct entry *e = ledger_get(s, obj, counter);
	struct event *ev;

	amount_add(&e->amount, a, 1);
	e->took |= why == EV_CHARGE;
	e->put |= why == EV_REFUND;
	if (why == EV_CHARGE || why == EV_REFUND)
		e->debt = NULL;
	if (why == EV_CHARGE || why == EV_REFUND)
		ledger_note_bulk(s, e, a);
	e->handed |= why == EV_OWED;
	e->resized |= why == EV_RESIZE;
	if (why != EV_CHARGE)
		e->last = i;
	ev = event_add(r, s, why == EV_RESIZE ? EV_OWED : why, i, obj, via);
	ev->counter = counter;
	if (ev->kind == EV_OWED && !(e->deferred && e->owed))
		e->owed = ev;	/* what is to be paid later is what may be forgotten */
	return e;
}

/* An unknown number of references. */
static void add_some(struct state *s, const struct ir_insn *i, const struct value *sk,
		     const struct amount *a)
{
	struct entry *e = ledger_get(s, sk, F_REFCNT);

	amount_add(&e->amount, a, 1);
	note_change(e, i, amount_negative(a) ? EV_PUT : EV_REF);
}

void ledger_add(struct run *r, struct state *s, const struct ir_insn *i, const struct value *counter,
		const struct value *amount)
{
	const struct value *obj = counter;
	const char *field = F_STAR;
	struct amount a = { 0 };

	if (counter->kind == V_FIELD) {
		obj = counter->a;
		field = counter->name;
	}
	amount_add_value(&a, s, amount, 1);
	if (field == F_REFCNT && !a.n && !a.any) {
		ledger_refs(r, s, i, obj, a.k, a.k > 0 ? EV_REF : EV_PUT, callee_text(i));
		return;
	}
	if (field == F_REFCNT)
		add_some(s, i, obj, &a);
	else
		ledger_charge(r, s, i, obj, field, &a,
			      amount_negative(&a) ? EV_REFUND : EV_CHARGE, callee_text(i));
}
