/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hearsay - how much of a function in another file is believed.
 *
 * What a function of the same file does in a corner is judged where all of it can be seen, and
 * the caller's author had it on the screen. Across files only that counts which the two
 * agree on by their interface: a reference that comes with the result, one that is put for the
 * caller, an owner that is given to a buffer or taken from it. The rest (what the callee
 * keeps of its own objects, what some ways out do and others with the same result do not,
 * half of an owner that is lent for a while) becomes "some amount" or "touched", which nothing is
 * concluded from.
 */
#include "run.h"

static const struct value *root_of(const struct value *v)
{
	while (v && (v->kind == V_FIELD || v->kind == V_OUTER))
		v = v->a;
	return v;
}

/* With the result, or through a pointer that the caller passed for it. */
static bool is_result(const struct state *s, const struct value *obj)
{
	if (s->ret && root_of(s->ret) == root_of(obj))
		return true;
	vec_for(i, &s->heap) {
		const struct cell *c = &s->heap.v[i];

		if (c->field == F_STAR && c->obj->kind == V_PARAM && root_of(c->val) == root_of(obj))
			return true;
	}
	return false;
}

/* Both halves are the callee's: it says who owns the buffer now. */
static bool is_whole(const struct skb *b)
{
	return b->sk_insn && b->dtor_insn;
}

/* Taken for a buffer that goes back to the caller with the socket as its owner: a setter's. */
static bool is_paid_in(const struct state *s, const struct value *obj)
{
	vec_for(i, &s->heap) {
		const struct cell *c = &s->heap.v[i];
		const struct skb *b = c->field == F_SK && c->val == obj ? state_skb_find(s, c->obj) : NULL;

		if (b && b->dirty && is_whole(b))
			return true;
	}
	return false;
}

static bool is_interface(const struct state *s, const struct entry *e)
{
	if (e->amount.any || e->amount.n)
		return true;
	if (e->amount.k > 0)
		return is_result(s, e->obj) || is_paid_in(s, e->obj);
	return value_from_caller(e->obj);
}

static struct entry *refs_of(const struct state *s, const struct value *obj)
{
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].obj == obj && s->ledger.v[i].counter == F_REFCNT)
			return &s->ledger.v[i];
	return NULL;
}

static bool same_refs(const struct entry *a, const struct entry *b)
{
	return (a ? a->amount.k : 0) == (b ? b->amount.k : 0) &&
	       (a && a->amount.any) == (b && b->amount.any);
}

/* Can a caller tell the two ways out apart by what it gets, or by the object's being there? */
static bool is_told(const struct state *a, const struct state *b, const struct value *obj)
{
	return state_result_class(a) != state_result_class(b) || known_null(a, obj) || known_null(b, obj);
}

static void doubt(struct state *s, const struct value *obj)
{
	ledger_settle(s, obj, F_REFCNT);
}

static void compare_ways(struct state *a, struct state *b)
{
	vec_for(i, &a->ledger) {
		const struct value *obj = a->ledger.v[i].obj;

		if (a->ledger.v[i].counter != F_REFCNT || is_told(a, b, obj) ||
		    same_refs(&a->ledger.v[i], refs_of(b, obj)))
			continue;
		doubt(a, obj);
		doubt(b, obj);
	}
}

static void forget_pair(struct state *s, struct skb *b)
{
	unsigned int n = 0;

	vec_for(i, &s->heap)
		if (s->heap.v[i].obj != b->v || !field_is_pair(s->heap.v[i].field))
			s->heap.v[n++] = s->heap.v[i];
	s->heap.n = n;
	b->dirty = false;
	b->touched = true;
}

static void weigh_exit(struct state *s)
{
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].counter == F_REFCNT && !is_interface(s, &s->ledger.v[i]))
			s->ledger.v[i].amount = (struct amount){ .any = true };
	vec_for(i, &s->skbs)
		if (s->skbs.v[i].dirty && !is_whole(&s->skbs.v[i]))
			forget_pair(s, &s->skbs.v[i]);
	vec_for(i, &s->latents)
		s->latents.v[i].far = true;
}

struct summary *hearsay_of(struct flow *home, const struct summary *sum)
{
	struct summary *out = arena_new(home->arena, struct summary);

	out->func = sum->func;
	out->foreign = true;
	vec_for(i, &sum->exits)
		vec_push(home->arena, &out->exits, state_copy(home->arena, sum->exits.v[i]));
	vec_for(i, &out->exits)
		weigh_exit(out->exits.v[i]);
	vec_for(i, &out->exits)
		for (unsigned int k = 0; k < out->exits.n; k++)
			if (k != i)
				compare_ways(out->exits.v[i], out->exits.v[k]);
	return out;
}
