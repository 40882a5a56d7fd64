/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * effect_cond - the conditions of a row: what a way out knows of what the caller passed.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "effect.h"

const char *effect_kinds_words(unsigned int kinds)
{
	switch (kinds) {
	case KIND_FULL: return "a full socket";
	case KIND_REQUEST: return "a request socket";
	case KIND_TIMEWAIT: return "a TIME_WAIT socket";
	case KIND_FULL | KIND_REQUEST: return "a full or request socket";
	case KIND_FULL | KIND_TIMEWAIT: return "a full or TIME_WAIT socket";
	case KIND_REQUEST | KIND_TIMEWAIT: return "a request or TIME_WAIT socket";
	case 0: return "no socket";
	default: return "a socket of any kind";
	}
}

/* "kind($0,1)": the answer to a question of a model. */
static bool is_question(const char *key)
{
	return isalpha((unsigned char)*key) && key[strlen(key) - 1] == ')';
}

bool effect_cond_empty(const struct effect_cond *c)
{
	return c->lo == INT64_MIN && c->hi == INT64_MAX && !c->nonnull && !c->err &&
	       c->kinds == KIND_ANY && !c->nr_eq && !c->nr_ne;
}

static bool has_term(const struct effect_term *list, uint8_t n, const char *key)
{
	for (uint8_t i = 0; i < n; i++)
		if (!strcmp(list[i].key, key))
			return true;
	return false;
}

static bool can_be_null(const struct effect_cond *c)
{
	return !c->nonnull && c->err <= 0 && c->lo <= 0 && c->hi >= 0 && !c->nr_eq;
}

static bool values_meet(const struct effect_cond *a, const struct effect_cond *b)
{
	if (!a->nr_eq)
		return true;
	for (uint8_t i = 0; i < a->nr_eq; i++)
		if ((!b->nr_eq || has_term(b->eq, b->nr_eq, a->eq[i].key)) &&
		    !has_term(b->ne, b->nr_ne, a->eq[i].key))
			return true;
	return false;
}

bool effect_cond_compatible(const struct effect_cond *a, const struct effect_cond *b)
{
	if (a->lo > b->hi || b->lo > a->hi || !(a->kinds & b->kinds))
		return false;
	if ((a->lo == 0 && a->hi == 0 && !can_be_null(b)) ||
	    (b->lo == 0 && b->hi == 0 && !can_be_null(a)))
		return false;
	if (a->err && b->err && a->err != b->err)
		return false;
	if ((a->nr_eq && b->err > 0) || (b->nr_eq && a->err > 0))
		return false;
	return values_meet(a, b) && values_meet(b, a);
}

/* --- words --- */

static const char *one_of(struct arena *a, const struct effect_term *list, uint8_t n)
{
	const char *text = list[0].words;

	for (uint8_t i = 1; i < n; i++)
		text = arena_printf(a, "%s or %s", text, list[i].words);
	return text;
}

/* "x is true" turned round. */
static const char *negated(struct arena *a, const char *words)
{
	const char *is = strstr(words, " is "), *may = strstr(words, " may be ");

	if (may)
		return arena_printf(a, "%.*s cannot be%s", (int)(may - words), words, may + 7);
	if (!is)
		return arena_printf(a, "not (%s)", words);
	return arena_printf(a, "%.*s is not%s", (int)(is - words), words, is + 3);
}

static const char *truth_words(struct arena *a, const struct effect_cond *c)
{
	bool compare = c->of.key[0] == '(';

	if (!is_question(c->of.key) && !compare)
		return NULL;
	if (c->lo == 0 && c->hi == 0)
		return negated(a, c->of.words);
	if (compare && (c->lo != 1 || c->hi != 1))
		return c->nonnull ? c->of.words : NULL;
	return c->of.words;
}

static const char *range_words(struct arena *a, const struct effect_cond *c)
{
	const char *what = c->of.words;

	if (c->lo == c->hi && c->is_pointer && !c->lo)
		return arena_printf(a, "%s is NULL", what);
	if (c->lo == c->hi)
		return arena_printf(a, "%s is %lld", what, (long long)c->lo);
	if (c->lo == INT64_MIN)
		return c->hi == -1 ? arena_printf(a, "%s is negative", what) :
				     arena_printf(a, "%s <= %lld", what, (long long)c->hi);
	if (c->hi == INT64_MAX)
		return c->lo == 1 ? arena_printf(a, "%s > 0", what) :
				    arena_printf(a, "%s >= %lld", what, (long long)c->lo);
	return arena_printf(a, "%s is %lld to %lld", what, (long long)c->lo, (long long)c->hi);
}

static const char *add_word(struct arena *a, const char *text, const char *more)
{
	return text ? arena_printf(a, "%s, %s", text, more) : more;
}

void effect_cond_words(struct arena *a, struct effect_cond *c)
{
	const char *w = truth_words(a, c), *what = c->of.words;

	if (w) {
		c->words = w;
		return;
	}
	if (c->nr_eq)
		w = arena_printf(a, "%s is %s", what, one_of(a, c->eq, c->nr_eq));
	else if (c->err > 0)
		w = arena_printf(a, "%s is an error", what);
	else if (c->lo != INT64_MIN || c->hi != INT64_MAX)
		w = range_words(a, c);
	else if (c->nonnull && c->kinds == KIND_ANY && c->err < 0)
		w = arena_printf(a, "%s is neither NULL nor an error", what);
	else if (c->nonnull && c->kinds == KIND_ANY)
		w = arena_printf(a, c->is_pointer ? "%s is not NULL" : "%s is not 0", what);
	else if (c->err < 0)
		w = arena_printf(a, "%s is no error", what);
	if (c->kinds != KIND_ANY)
		w = add_word(a, w, arena_printf(a, "%s is %s", what, effect_kinds_words(c->kinds)));
	if (c->nr_ne)
		w = add_word(a, w, arena_printf(a, "%s is not %s", what, one_of(a, c->ne, c->nr_ne)));
	c->words = w ? w : what;
}

/* --- from a state --- */

static struct effect_cond *cond_get(const struct terms *t, struct effect_row *row,
				    const struct value *v)
{
	struct effect_term of = term_of(t, v);
	struct effect_cond c = { .of = of, .lo = INT64_MIN, .hi = INT64_MAX, .kinds = KIND_ANY };

	vec_for(i, &row->conds)
		if (!strcmp(row->conds.v[i].of.key, of.key))
			return &row->conds.v[i];
	c.is_pointer = v->type && v->type->kind == IRT_PTR;
	vec_push(t->arena, &row->conds, c);
	return &row->conds.v[row->conds.n - 1];
}

static void add_terms(const struct terms *t, struct effect_term *list, uint8_t *n,
		      const struct value *const *v, uint8_t nr)
{
	for (uint8_t i = 0; i < nr; i++)
		if (term_visible(t, v[i]) && *n < EFFECT_TERMS)
			list[(*n)++] = term_of(t, v[i]);
}

/* Bounds that the type has anyway. */
static bool is_whole_type(const struct value *v, int64_t lo, int64_t hi)
{
	const struct ir_type *t = v->type;
	unsigned int size = t && t->kind == IRT_INT && t->size < 8 ? t->size : 0;

	return (size && lo <= 0 && hi >= ((int64_t)1 << (size * 8)) - 1) ||
	       (!lo && (hi == UINT8_MAX || hi == UINT16_MAX || hi == UINT32_MAX));
}

static void add_fact(const struct terms *t, struct effect_row *row, const struct fact *f)
{
	struct effect_cond *c = cond_get(t, row, f->v);

	if (!is_whole_type(f->v, f->lo, f->hi)) {
		c->lo = f->lo;
		c->hi = f->hi;
	}
	c->nonnull = f->nonnull || f->lo > 0 || f->hi < 0;
	c->err = f->err;
	if (f->nonnull && f->lo == 1 && f->hi == INT64_MAX)
		c->lo = INT64_MIN;
	add_terms(t, c->eq, &c->nr_eq, f->eq, f->nr_eq);
	add_terms(t, c->ne, &c->nr_ne, f->ne, f->nr_ne);
	if (c->nr_eq != f->nr_eq)
		c->nr_eq = 0;		/* one of these, or something that has no name here */
}

static int by_key(const void *pa, const void *pb)
{
	const struct effect_cond *a = pa, *b = pb;

	return strcmp(a->of.key, b->of.key);
}

void effect_conds(const struct terms *t, const struct state *s, struct effect_row *row)
{
	unsigned int n = 0;

	vec_for(i, &s->facts)
		if (term_visible(t, s->facts.v[i].v) && s->facts.v[i].v != t->result)
			add_fact(t, row, &s->facts.v[i]);
	vec_for(i, &s->socks) {
		const struct sock *k = &s->socks.v[i];

		if (k->kinds != KIND_ANY && term_visible(t, k->v) && k->v != t->result)
			cond_get(t, row, k->v)->kinds = k->kinds;
	}
	vec_for(i, &row->conds)
		if (!effect_cond_empty(&row->conds.v[i]))
			row->conds.v[n++] = row->conds.v[i];
	row->conds.n = n;
	if (n)
		qsort(row->conds.v, n, sizeof(row->conds.v[0]), by_key);
}
