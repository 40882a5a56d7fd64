/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sum - sizes of buffers that are summed up, to be paid later and for many at once.
 *
 * What becomes of a sum in a loop is not followed. It is known which buffers' sizes are in one,
 * which variables held one, and whether it stayed in variables: then nobody but this function
 * can pay. One that is stored, passed on, or found to be nothing settles what it stands for.
 */
#include "base/bug.h"
#include "run.h"

/* A sum with truesize in it is kept: a charge for many buffers, a difference to what was before. */
void charge_sum(struct run *r, struct state *s, const struct value *sum, const struct value *own,
		const struct ir_insn *at)
{
	const struct ir_var *var = at ? at->dst : NULL;
	struct skb *b;
	const struct value *part[] = { sum->a, sum->b };
	bool known = false;

	if (sum->kind != V_BIN || (sum->rel != IRR_ADD && sum->rel != IRR_SUB))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(part); i++) {
		if (part[i]->kind != V_INIT || part[i]->name != F_TRUESIZE || part[i]->a == own)
			continue;
		b = state_skb(s, part[i]->a);
		b->summed = sum;
		b->sum_insn = at;
		b->sum_func = r->func;
		vec_for(k, &r->sums)
			known |= r->sums.v[k] == var;
		if (var && !known)
			vec_push(r->keep, &r->sums, var);
	}
}

void charge_sized(struct state *s, const struct value *skb)
{
	state_skb(s, skb)->sized = true;
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].unseen == skb) {
			s->ledger.v[i].unsized = false;
			s->ledger.v[i].unseen = NULL;
		}
}

/* Can it be such a sum, perhaps of more buffers by now? */
static bool is_sum(const struct run *r, const struct value *v, bool whole)
{
	if (v->kind == V_BIN)
		return (v->rel == IRR_ADD || v->rel == IRR_SUB) &&
		       (is_sum(r, v->a, false) || is_sum(r, v->b, false));
	if (v->kind == V_INIT)
		return !whole && v->name == F_TRUESIZE;
	if (v->kind == V_JOIN)
		vec_for(i, &r->sums)
			if ((uint32_t)v->imm == r->sums.v[i]->index)
				return true;
	return false;
}

static void pass_all(struct state *s)
{
	vec_for(i, &s->skbs)
		s->skbs.v[i].sum_kept |= s->skbs.v[i].summed != NULL;
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].deferred)
			ledger_settle(s, s->ledger.v[i].obj, s->ledger.v[i].counter);
}

void charge_pass(struct run *r, struct state *s, const struct value *v)
{
	if (is_sum(r, v, true))
		pass_all(s);
}

/* Does it grow, or shrink, once or again? */
static bool is_own_growth(struct state *s, const struct value *skb, const struct value *val)
{
	const struct cell *old = state_cell(s, skb, F_TRUESIZE);

	if (val->kind != V_BIN)
		return false;
	return old ? val->a == old->val : val->a->kind == V_INIT && val->a->a == skb;
}

void charge_store(struct run *r, struct state *s, const struct value *obj, const char *field,
		  const struct value *val)
{
	const struct value *own = field == F_TRUESIZE ? obj : NULL;

	charge_sum(r, s, val, own, NULL);
	if (obj->kind == V_LOCAL)
		return;
	if (own && is_own_growth(s, own, val)) {
		if (is_sum(r, val->b, false))	/* it grows by another's size: its owner pays */
			pass_all(s);
	} else {
		charge_pass(r, s, val);
	}
}

void charge_even(struct run *r, struct state *s, const struct value *v, enum ir_rel rel,
		 const struct value *to)
{
	bool sign = value_is_int(to, 0);

	if (sign && v->kind == V_BIN && rel_is_compare(v->rel) && (rel == IRR_EQ || rel == IRR_NE)) {
		charge_even(r, s, v->a, rel == IRR_NE ? v->rel : rel_negate(v->rel), v->b);
		return;
	}
	if (rel == IRR_EQ && sign && is_sum(r, v, false)) {
		pass_all(s);	/* of one buffer so far, or of none */
		return;
	}
	if (rel != IRR_EQ && !sign && (!is_sum(r, v, false) || !is_sum(r, to, false)))
		return;		/* it is within a limit, say */
	if (rel == IRR_EQ || rel == IRR_LE || rel == IRR_ULE ||
	    (!sign && (rel == IRR_GE || rel == IRR_UGE))) {
		charge_pass(r, s, v);
		charge_pass(r, s, to);
	}
}

/* Only as it was before it changed: that says nothing of who pays for the change, unless it is measured so. */
static bool is_before(const struct skb *b, const struct value *resized)
{
	return b->v == resized && !(b->summed->rel == IRR_SUB && b->summed->b->kind == V_INIT &&
				    b->summed->b->a == b->v);
}

/* Did a size that is part of @a go into a sum? */
enum deferral charge_deferral(const struct state *s, const struct amount *a,
			      const struct value *resized)
{
	enum deferral how = PAID_HERE;

	for (uint8_t i = 0; i < a->n; i++) {
		const struct value *v = a->t[i].v;
		const struct skb *b = v->kind == V_INIT ? state_skb_find(s, v->a) : NULL;

		if (!b || v->name != F_TRUESIZE || !b->summed || is_before(b, resized))
			continue;
		if (b->sum_kept)
			return PAID_ELSEWHERE;
		how = PAID_LATER;
	}
	return how;
}
