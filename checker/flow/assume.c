/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * assume - what a branch tells. Conditions are taken apart down to facts about
 * values; tests of sk_state and of the models' questions tell the kinds of a
 * socket. What is not understood is remembered as the answer to the very same
 * question, so that a second test of it goes the same way.
 */
#include <limits.h>
#include "base/intern.h"
#include "run.h"

static bool is_bool(const struct value *v)
{
	return v->kind == V_PRED || (v->kind == V_BIN && rel_is_compare(v->rel));
}

static int truth_bounds(enum ir_rel rel, int64_t al, int64_t ah, int64_t bl, int64_t bh)
{
	switch (rel) {
	case IRR_EQ:
		if (al == ah && bl == bh && al == bl)
			return 1;
		return (ah < bl || bh < al) ? 0 : -1;
	case IRR_NE: {
		int eq = truth_bounds(IRR_EQ, al, ah, bl, bh);

		return eq < 0 ? -1 : !eq;
	}
	case IRR_LT: return ah < bl ? 1 : al >= bh ? 0 : -1;
	case IRR_GE: return al >= bh ? 1 : ah < bl ? 0 : -1;
	case IRR_GT: return al > bh ? 1 : ah <= bl ? 0 : -1;
	case IRR_LE: return ah <= bl ? 1 : al > bh ? 0 : -1;
	case IRR_ULT: case IRR_ULE: case IRR_UGT: case IRR_UGE:
		if (al < 0 || bl < 0)
			return -1;
		return truth_bounds(rel == IRR_ULT ? IRR_LT : rel == IRR_ULE ? IRR_LE :
				    rel == IRR_UGT ? IRR_GT : IRR_GE, al, ah, bl, bh);
	default: return -1;
	}
}

/* Equality by what else is known: null against not null, excluded and listed values. */
static int equal_by_facts(const struct state *s, const struct value *a, const struct value *b)
{
	const struct fact *f = state_fact(s, a);

	if (known_null(s, a) && known_null(s, b))
		return 1;
	if ((known_null(s, a) && known_nonnull(s, b)) ||
	    (known_null(s, b) && known_nonnull(s, a)))
		return 0;
	if (a->kind == b->kind && (a->kind == V_FUNC || a->kind == V_GLOBAL))
		return 0;	/* equal ones are the same node */
	if (!f)
		return -1;
	for (uint8_t i = 0; i < f->nr_ne; i++)
		if (f->ne[i] == b)
			return 0;
	if (f->nr_eq == 1 && f->eq[0] == b)
		return 1;
	if (f->nr_eq && (b->kind == V_FUNC || b->kind == V_GLOBAL)) {
		for (uint8_t i = 0; i < f->nr_eq; i++)
			if (f->eq[i] == b || f->eq[i]->kind != b->kind)
				return -1;
		return 0;
	}
	return -1;
}

static int truth_remembered(struct run *r, const struct state *s, enum ir_rel rel,
			    const struct value *a, const struct value *b)
{
	const struct value *q = value_bin(r->fl->values, rel, a, b);
	const struct value *n = value_bin(r->fl->values, rel_negate(rel), a, b);

	if (q && known_nonnull(s, q))
		return 1;
	if (n && known_nonnull(s, n))
		return 0;
	return -1;
}

/* "truth != 0" and "truth == 0" ask the condition itself. */
static int truth_of_bool(struct run *r, const struct state *s, enum ir_rel rel,
			 const struct value *a)
{
	int t = a->kind == V_BIN ? truth(r, s, a->rel, a->a, a->b) : -1;

	if (t < 0)
		return -1;
	return rel == IRR_NE ? t : !t;
}

/* A model asks; in the model itself the answer stays open for its callers. */
static int truth_mini(struct run *r, const struct sock *k)
{
	if (k && !(k->kinds & KIND_FULL))
		return 1;
	if (k && k->kinds == KIND_FULL)
		return 0;
	if (r->is_model || (k && k->source != KINDS_UNKNOWN))
		return -1;
	return 0;
}

/* Who has a reference has a count that is not zero. */
static int truth_held(const struct state *s, const struct value *counter)
{
	const struct entry *e = counter->kind == V_FIELD ? ledger_find(s, counter->a, counter->name) :
							   ledger_find(s, counter, F_STAR);

	return e && !e->amount.any && !e->amount.n && e->amount.k > 0 ? 1 : -1;
}

static int truth_pred(struct run *r, const struct state *s, enum ir_rel rel,
		      const struct value *a)
{
	const struct sock *k;
	int t = -1;

	if (!strcmp(a->name, "kind")) {
		k = state_sock_find(s, a->a);
		if (k && !(k->kinds & ~a->imm))
			t = 1;
		else if (k && !(k->kinds & a->imm))
			t = 0;
	} else if (!strcmp(a->name, "mini")) {
		t = truth_mini(r, state_sock_find(s, a->a));
	} else if (!strcmp(a->name, "held")) {
		t = truth_held(s, a->a);
	} else if (!strcmp(a->name, "err")) {
		const struct fact *f = state_fact(s, a->a);

		if (a->a->kind == V_INT)
			t = a->a->imm < 0 && a->a->imm >= -4095;
		else if (known_null(s, a->a))
			t = 0;
		else if (f && f->err)
			t = f->err > 0;
	}
	if (t < 0)
		return -1;
	return rel == IRR_NE ? t : !t;
}

static int truth_state(const struct state *s, enum ir_rel rel, const struct value *a,
		       const struct value *b)
{
	const struct sock *k;
	unsigned int kinds;

	if (a->kind != V_INIT || a->name != F_STATE || b->kind != V_INT)
		return -1;
	k = state_sock_find(s, a->a);
	kinds = protocol_state_kinds(b->imm);
	if (!k || (rel != IRR_EQ && rel != IRR_NE))
		return -1;
	if (!(k->kinds & kinds))
		return rel == IRR_NE;
	if (kinds != KIND_FULL && k->kinds == kinds)
		return rel == IRR_EQ;
	return -1;
}

int truth(struct run *r, const struct state *s, enum ir_rel rel, const struct value *a,
	  const struct value *b)
{
	int64_t al, ah, bl, bh;
	int t;

	if (a == b)
		return rel_holds(rel, 0, 0);
	if (a->kind == V_INT && b->kind != V_INT)
		return truth(r, s, rel_swap(rel), b, a);
	if (is_bool(a) && value_is_int(b, 1) && (rel == IRR_EQ || rel == IRR_NE))
		return truth(r, s, rel == IRR_EQ ? IRR_NE : IRR_EQ, a, value_int(r->fl->values, 0));
	if (is_bool(a) && value_is_int(b, 0) && (rel == IRR_EQ || rel == IRR_NE)) {
		t = a->kind == V_PRED ? truth_pred(r, s, rel, a) : truth_of_bool(r, s, rel, a);
		if (t >= 0)
			return t;
	}
	t = truth_state(s, rel, a, b);
	if (t >= 0)
		return t;
	if (rel == IRR_EQ || rel == IRR_NE) {
		t = equal_by_facts(s, a, b);
		if (t < 0)
			t = equal_by_facts(s, b, a);
		if (t >= 0)
			return rel == IRR_EQ ? t : !t;
	}
	fact_bounds(s, a, &al, &ah);
	fact_bounds(s, b, &bl, &bh);
	t = truth_bounds(rel, al, ah, bl, bh);
	return t >= 0 ? t : truth_remembered(r, s, rel, a, b);
}

static bool assume_const(struct state *s, enum ir_rel rel, const struct value *a,
			 const struct value *b)
{
	int64_t c = b->imm, lo, hi;

	switch (rel) {
	case IRR_EQ: return fact_set_eq(s, a, b);
	case IRR_NE: return fact_set_ne(s, a, b);
	case IRR_LT: return c != INT64_MIN && fact_set_range(s, a, INT64_MIN, c - 1);
	case IRR_LE: return fact_set_range(s, a, INT64_MIN, c);
	case IRR_GT: return c != INT64_MAX && fact_set_range(s, a, c + 1, INT64_MAX);
	case IRR_GE: return fact_set_range(s, a, c, INT64_MAX);
	default: break;
	}
	fact_bounds(s, a, &lo, &hi);
	if (lo < 0 || c < 0)
		return true;
	return assume_const(s, rel == IRR_ULT ? IRR_LT : rel == IRR_ULE ? IRR_LE :
			    rel == IRR_UGT ? IRR_GT : IRR_GE, a, b);
}

/*
 * if (sk != skb->sk) sock_gen_put(sk): when they are equal the one that was looked up is
 * the buffer's, and its account is not ours.
 */
static void settle_alias(struct state *s, const struct value *sk, const struct value *owner)
{
	if (owner->kind == V_INIT && owner->name == F_SK && ledger_find(s, sk, F_REFCNT))
		ledger_settle(s, sk, F_REFCNT);
}

static bool assume_symbols(struct run *r, struct state *s, enum ir_rel rel, const struct value *a,
			   const struct value *b)
{
	const struct value *q = value_bin(r->fl->values, rel, a, b);

	if (rel == IRR_EQ) {
		if (known_null(s, b) || known_null(s, a))
			return fact_set_range(s, a, 0, 0) && fact_set_range(s, b, 0, 0);
		if ((known_nonnull(s, b) && !fact_set_nonnull(s, a)) ||
		    (known_nonnull(s, a) && !fact_set_nonnull(s, b)))
			return false;
		if (!fact_set_eq(s, a, b) || !fact_set_eq(s, b, a))
			return false;
		settle_alias(s, a, b);
		settle_alias(s, b, a);
		ledger_unite(s, a, b);
	}
	if (rel == IRR_NE) {
		if ((known_null(s, b) && !fact_set_nonnull(s, a)) ||
		    (known_null(s, a) && !fact_set_nonnull(s, b)))
			return false;
		if (!fact_set_ne(s, a, b) || !fact_set_ne(s, b, a))
			return false;
	}
	return !q || q->kind == V_INT || fact_set_range(s, q, 1, 1);
}

/* sk->sk_state compared with a constant. */
static bool assume_state(struct run *r, struct state *s, enum ir_rel rel, const struct value *a,
			 const struct value *b)
{
	unsigned int kinds = protocol_state_kinds(b->imm);

	if (rel == IRR_EQ)
		return kinds_narrow(r, s, a->a, kinds);
	if (rel == IRR_NE && kinds != KIND_FULL)
		return kinds_narrow(r, s, a->a, KIND_ANY & ~kinds);
	return true;
}

/* sk->sk_family is a constant: only those of IP have other sockets than full ones. */
static bool assume_family(struct run *r, struct state *s, const struct value *sk, int64_t family)
{
	if (family == FAMILY_INET || family == FAMILY_INET6)
		return true;
	return kinds_narrow(r, s, sk, KIND_FULL);
}

const struct value *state_mask(const struct value *v, int64_t *mask)
{
	const struct value *shift;

	if (v->kind != V_BIN || v->rel != IRR_AND)
		return NULL;
	shift = v->a->kind == V_INT ? v->b : v->a;
	if (shift->kind != V_BIN || shift->rel != IRR_SHL || !value_is_int(shift->a, 1) ||
	    shift->b->kind != V_INIT || shift->b->name != F_STATE)
		return NULL;
	*mask = v->a->kind == V_INT ? v->a->imm : v->b->kind == V_INT ? v->b->imm : 0;
	return shift->b->a;
}

static bool assume_state_mask(struct run *r, struct state *s, const struct value *sk,
			      int64_t mask, bool hit)
{
	const int64_t mini = (1 << STATE_TIME_WAIT) | (1 << STATE_NEW_SYN_RECV);
	const int64_t full = 0x0ffe & ~mini;	/* TCP_ESTABLISHED to TCP_CLOSING */
	unsigned int kinds = 0;

	if (!(mask & (1 << STATE_TIME_WAIT)) == !hit)
		kinds |= KIND_TIMEWAIT;
	if (!(mask & (1 << STATE_NEW_SYN_RECV)) == !hit)
		kinds |= KIND_REQUEST;
	if (hit ? (mask & ~mini) != 0 : (mask & full) != full)
		kinds |= KIND_FULL;
	return kinds_narrow(r, s, sk, kinds);
}

static bool assume_pred(struct run *r, struct state *s, const struct value *p, bool yes)
{
	/* asked for this moment, and nobody but a caller can know more */
	if (!strcmp(p->name, "held") && (r->root || !value_from_caller(value_object(p->a))))
		return true;
	if (!fact_set_range(s, p, yes, yes))
		return false;
	if (!strcmp(p->name, "kind"))
		return kinds_narrow(r, s, p->a, yes ? p->imm : KIND_ANY & ~p->imm);
	if (!strcmp(p->name, "mini"))
		return kinds_narrow(r, s, p->a, yes ? KIND_ANY & ~KIND_FULL : KIND_FULL);
	if (!strcmp(p->name, "refcounted") && !yes)	/* mini sockets are always counted */
		return kinds_narrow(r, s, p->a, KIND_FULL);
	if (!strcmp(p->name, "err"))
		return fact_set_err(s, p->a, yes);
	return true;
}

bool assume(struct run *r, struct state *s, enum ir_rel rel, const struct value *a,
	    const struct value *b)
{
	const struct value *sk;
	int64_t mask;
	int known = truth(r, s, rel, a, b);

	if (known >= 0)
		return known;
	if (a->kind == V_INT && b->kind != V_INT)
		return assume(r, s, rel_swap(rel), b, a);
	if (b->kind == V_INT && (rel == IRR_EQ || rel == IRR_NE)) {
		bool yes = (rel == IRR_NE) == (b->imm == 0);

		if (a->kind == V_PRED && (b->imm == 0 || b->imm == 1))
			return assume_pred(r, s, a, yes);
		if (is_bool(a) && (b->imm == 0 || b->imm == 1))
			return assume(r, s, yes ? a->rel : rel_negate(a->rel), a->a, a->b);
		if (a->kind == V_INIT && a->name == F_STATE && !assume_state(r, s, rel, a, b))
			return false;
		if (a->kind == V_INIT && a->name == F_FAMILY && rel == IRR_EQ &&
		    !assume_family(r, s, a->a, b->imm))
			return false;
		sk = b->imm == 0 ? state_mask(a, &mask) : NULL;
		if (sk && !assume_state_mask(r, s, sk, mask, rel == IRR_NE))
			return false;
	}
	if (b->kind == V_INT)
		return assume_const(s, rel, a, b);
	return assume_symbols(r, s, rel, a, b);
}
