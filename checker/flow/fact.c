/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fact - what is known of a value as a number or a pointer: bounds, not null,
 * an error pointer or not, one of a few values, none of a few.
 *
 * Setters only ever narrow; they answer false when nothing is left, that is
 * when no execution takes this path. Precision that does not fit (a fifth
 * excluded value) is dropped, which is sound.
 */
#include <limits.h>
#include "state.h"

static bool is_address(const struct value *v)
{
	return v->kind == V_FUNC || v->kind == V_GLOBAL || v->kind == V_LOCAL ||
	       v->kind == V_FIELD || v->kind == V_OUTER;
}

/* Facts are large and mostly asked for in vain. */
static uint64_t *fact_bit(const struct state *s, const struct value *v, uint64_t *bit)
{
	*bit = (uint64_t)1 << (v->id % 64);
	return (uint64_t *)&s->has_fact[v->id / 64 % FACT_WORDS];
}

const struct fact *state_fact(const struct state *s, const struct value *v)
{
	uint64_t bit;

	if (!(*fact_bit(s, v, &bit) & bit))
		return NULL;
	vec_for(i, &s->facts)
		if (s->facts.v[i].v == v)
			return &s->facts.v[i];
	return NULL;
}

void fact_push(struct state *s, const struct fact *f)
{
	uint64_t bit;

	*fact_bit(s, f->v, &bit) |= bit;
	vec_push(s->arena, &s->facts, *f);
}

static struct fact *fact_get(struct state *s, const struct value *v)
{
	struct fact *f = (struct fact *)state_fact(s, v);

	if (f)
		return f;
	fact_push(s, &(struct fact){ .v = v, .lo = INT64_MIN, .hi = INT64_MAX });
	return &s->facts.v[s->facts.n - 1];
}

void fact_drop(struct state *s, const struct value *v)
{
	unsigned int n = 0;

	vec_for(i, &s->facts)
		if (!value_mentions(s->facts.v[i].v, v))
			s->facts.v[n++] = s->facts.v[i];
	s->facts.n = n;
}

static void type_bounds(const struct value *v, int64_t *lo, int64_t *hi)
{
	*lo = INT64_MIN;
	*hi = INT64_MAX;
	if (v->kind == V_PRED || (v->kind == V_BIN && rel_is_compare(v->rel))) {
		*lo = 0;
		*hi = 1;
	} else if (v->type && v->type->kind == IRT_INT && v->type->is_unsigned &&
		   v->type->size < 8) {
		*lo = 0;
		*hi = ((int64_t)1 << (v->type->size * 8)) - 1;
	}
}

/* @f: the fact about @v, or NULL. */
static void bounds_of(const struct value *v, const struct fact *f, int64_t *lo, int64_t *hi)
{
	if (v->kind == V_INT) {
		*lo = *hi = v->imm;
		return;
	}
	type_bounds(v, lo, hi);
	if (!f)
		return;
	if (f->lo > *lo)
		*lo = f->lo;
	if (f->hi < *hi)
		*hi = f->hi;
}

void fact_bounds(const struct state *s, const struct value *v, int64_t *lo, int64_t *hi)
{
	bounds_of(v, v->kind == V_INT ? NULL : state_fact(s, v), lo, hi);
}

bool known_null(const struct state *s, const struct value *v)
{
	int64_t lo, hi;

	if (is_address(v))
		return false;
	fact_bounds(s, v, &lo, &hi);
	return lo == 0 && hi == 0;
}

bool known_nonnull(const struct state *s, const struct value *v)
{
	const struct fact *f;
	int64_t lo, hi;

	if (is_address(v))
		return true;
	f = state_fact(s, v);
	bounds_of(v, f, &lo, &hi);
	return lo > 0 || hi < 0 || (f && (f->nonnull || f->err == 1));
}

bool fact_view(const struct value *v, const struct fact *f, struct fact *out)
{
	int64_t lo, hi;

	bounds_of(v, f, &lo, &hi);
	if (!f && lo == INT64_MIN && hi == INT64_MAX && !is_address(v))
		return false;
	*out = f ? *f : (struct fact){ .v = v };
	out->lo = lo;
	out->hi = hi;
	out->nonnull = is_address(v) || out->lo > 0 || out->hi < 0 || out->nonnull || out->err == 1;
	if (v->kind == V_FUNC || v->kind == V_GLOBAL) {
		out->nr_eq = 1;
		out->eq[0] = v;
	}
	if ((!is_address(v) && !out->lo && !out->hi) || v->kind == V_FUNC || v->kind == V_GLOBAL ||
	    v->kind == V_LOCAL)
		out->err = -1;
	return true;
}

static bool eq_null(const struct value *v)
{
	return value_is_int(v, 0);
}

/* Removes the alternatives that the rest of the fact rules out. */
static bool fact_narrow_eq(struct fact *f)
{
	uint8_t n = 0;

	if (!f->nr_eq)
		return true;
	for (uint8_t i = 0; i < f->nr_eq; i++) {
		const struct value *e = f->eq[i];
		bool out = f->nonnull && eq_null(e);

		if (e->kind == V_INT && (e->imm < f->lo || e->imm > f->hi))
			out = true;
		if (is_address(e) && f->lo == 0 && f->hi == 0)
			out = true;
		for (uint8_t k = 0; k < f->nr_ne; k++)
			out |= f->ne[k] == e;
		if (!out)
			f->eq[n++] = e;
	}
	f->nr_eq = n;
	return n > 0;
}

static bool fact_settle(struct fact *f)
{
	if (f->lo > f->hi || (f->nonnull && f->lo == 0 && f->hi == 0))
		return false;
	if (f->nonnull && f->lo == 0)
		f->lo = 1;
	if (f->nonnull && f->hi == 0)
		f->hi = -1;
	if (f->lo > 0 || f->hi < 0)
		f->nonnull = true;
	if (f->lo > f->hi)
		return false;
	return fact_narrow_eq(f);
}

bool fact_set_range(struct state *s, const struct value *v, int64_t lo, int64_t hi)
{
	struct fact *f;
	int64_t l, h;

	if (is_address(v))
		return !(lo == 0 && hi == 0);
	fact_bounds(s, v, &l, &h);
	if (lo > h || hi < l)
		return false;
	if (v->kind == V_INT || (lo <= l && hi >= h))
		return true;
	f = fact_get(s, v);
	f->lo = lo > l ? lo : l;
	f->hi = hi < h ? hi : h;
	return fact_settle(f);
}

bool fact_set_nonnull(struct state *s, const struct value *v)
{
	struct fact *f;

	if (known_nonnull(s, v))
		return true;
	if (known_null(s, v))
		return false;
	f = fact_get(s, v);
	f->nonnull = true;
	return fact_settle(f);
}

bool fact_set_err(struct state *s, const struct value *v, bool is_err)
{
	struct fact *f;

	if (is_address(v))
		return !is_err;
	if (v->kind == V_INT)
		return (v->imm < 0 && v->imm >= -4095) == is_err;
	if (known_null(s, v))
		return !is_err;
	f = fact_get(s, v);
	if (f->err && (f->err > 0) != is_err)
		return false;
	f->err = is_err ? 1 : -1;
	if (is_err)
		f->nonnull = true;
	return fact_settle(f);
}

static bool fact_eq_const(struct state *s, const struct value *v, int64_t imm)
{
	struct fact *f;

	if (!fact_set_range(s, v, imm, imm))
		return false;
	f = (struct fact *)state_fact(s, v);
	for (uint8_t i = 0; f && i < f->nr_ne; i++)
		if (value_is_int(f->ne[i], imm))
			return false;
	return true;
}

bool fact_set_eq(struct state *s, const struct value *v, const struct value *to)
{
	struct fact *f;
	bool allowed;

	if (v == to)
		return true;
	if (to->kind == V_INT)
		return fact_eq_const(s, v, to->imm);
	if ((is_address(v) && v->kind != V_OUTER) || v->kind == V_INT)
		return !(is_address(to) && v->kind != V_FIELD && to->kind != V_FIELD) &&
		       v->kind != V_INT;
	if (known_null(s, v))
		return !is_address(to) && !known_nonnull(s, to);
	f = fact_get(s, v);
	allowed = f->nr_eq == 0;
	for (uint8_t i = 0; i < f->nr_eq; i++)
		allowed |= f->eq[i] == to || !is_address(f->eq[i]);
	for (uint8_t i = 0; i < f->nr_ne; i++)
		allowed &= f->ne[i] != to;
	if (!allowed)
		return false;
	f->eq[0] = to;
	f->nr_eq = 1;
	if (known_nonnull(s, to))
		f->nonnull = true;
	return fact_settle(f);
}

bool fact_set_ne(struct state *s, const struct value *v, const struct value *to)
{
	struct fact *f;

	if (v == to)
		return false;
	if (value_is_int(to, 0))
		return fact_set_nonnull(s, v);
	if (v->kind == V_INT || is_address(v))
		return true;
	f = fact_get(s, v);
	if (to->kind == V_INT && f->lo == to->imm && f->lo < INT64_MAX)
		f->lo++;
	else if (to->kind == V_INT && f->hi == to->imm && f->hi > INT64_MIN)
		f->hi--;
	for (uint8_t i = 0; i < f->nr_ne; i++)
		if (f->ne[i] == to)
			return fact_settle(f);
	if (f->nr_ne < 4)
		f->ne[f->nr_ne++] = to;
	return fact_settle(f);
}

void fact_set_weak(struct state *s, const struct value *v, enum weakness weak)
{
	if (v->kind != V_INT && known_weak(s, v) != weak)
		fact_get(s, v)->weak = weak;
}

void fact_set_cover(struct state *s, const struct value *v, enum cover cover)
{
	if (v->kind != V_INT && known_cover(s, v) != cover)
		fact_get(s, v)->cover = cover;
}

enum cover known_cover(const struct state *s, const struct value *v)
{
	const struct fact *f = state_fact(s, v);

	return f ? f->cover : COVER_UNKNOWN;
}

void fact_set_chained(struct state *s, const struct value *v)
{
	if (v->kind != V_INT)
		fact_get(s, v)->chained = true;
}

bool known_chained(const struct state *s, const struct value *v)
{
	const struct fact *f = state_fact(s, v);

	return f && f->chained;
}

enum weakness known_weak(const struct state *s, const struct value *v)
{
	const struct fact *f = state_fact(s, v);

	return f ? f->weak : WEAK_NO;
}

const char *known_func(const struct state *s, const struct value *v)
{
	const struct fact *f;

	if (v->kind == V_FUNC)
		return v->name;
	f = state_fact(s, v);
	if (f && f->nr_eq == 1 && f->eq[0]->kind == V_FUNC)
		return f->eq[0]->name;
	return NULL;
}

int state_result_class(const struct state *s)
{
	const struct fact *f;
	int64_t lo, hi;

	if (!s->ret)
		return 0;
	if (known_null(s, s->ret))
		return 1;
	fact_bounds(s, s->ret, &lo, &hi);
	if (lo == hi)
		return lo < 0 ? 2 : 3;
	f = state_fact(s, s->ret);
	if (hi < 0 || (f && f->err == 1))
		return 2;
	return known_nonnull(s, s->ret) ? 3 : 4;
}
