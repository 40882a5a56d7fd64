/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * effect_compare - do two tables of one function say the same?
 */
#include <string.h>
#include "effect.h"

static bool is_int(const struct effect_result *r)
{
	return r->kind == RESULT_INT;
}

static bool same_result(const struct effect_result *a, const struct effect_result *b)
{
	if (a->kind == RESULT_ANY || b->kind == RESULT_ANY)
		return a->kind != RESULT_VOID && b->kind != RESULT_VOID;
	if (is_int(a) && is_int(b))
		return a->lo <= b->hi && b->lo <= a->hi;
	return !strcmp(a->key, b->key);
}

/* What nobody outside can name is nobody's promise. */
static bool is_named(const struct effect *e)
{
	return !strchr(e->of.key, '?');
}

static bool counts(const struct effect *e, unsigned int kinds)
{
	return (kinds & EFFECT_BIT(e->kind)) && is_named(e);
}

static bool is_any(const struct effect *e)
{
	return e->kind == EFFECT_COUNT && e->amount.any;
}

static bool same_effect(const struct effect *a, const struct effect *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == EFFECT_COUNT && (is_any(a) || is_any(b)))
		return !strcmp(a->of.key, b->of.key) && !strcmp(a->counter, b->counter);
	return !strcmp(a->key, b->key);
}

/* The first effect of @a that @b has not, or NULL. */
static const struct effect *lacks(const struct effect_row *a, const struct effect_row *b,
				  unsigned int kinds)
{
	vec_for(i, &a->effects) {
		const struct effect *e = &a->effects.v[i];
		bool found = !counts(e, kinds) || is_any(e);

		for (unsigned int k = 0; !found && k < b->effects.n; k++)
			found = same_effect(e, &b->effects.v[k]);
		if (!found)
			return e;
	}
	return NULL;
}

static unsigned int distance(const struct effect_row *a, const struct effect_row *b,
			     unsigned int kinds)
{
	return (effect_overlap(a, b) ? 0 : 4) + (same_result(&a->result, &b->result) ? 0 : 2) +
	       (lacks(a, b, kinds) || lacks(b, a, kinds) ? 1 : 0);
}

static const struct effect_row *nearest(const struct effect_row *row, const struct effect_table *in,
					unsigned int kinds, unsigned int *far)
{
	const struct effect_row *best = NULL;

	vec_for(i, &in->rows) {
		unsigned int d = distance(row, &in->rows.v[i], kinds);

		if (!best || d < *far) {
			best = &in->rows.v[i];
			*far = d;
		}
	}
	return best;
}

static const char *conds_words(struct arena *a, const struct effect_row *r)
{
	const char *text = "always";

	vec_for(i, &r->conds)
		text = i ? arena_printf(a, "%s and %s", text, r->conds.v[i].words) :
			   r->conds.v[i].words;
	return text;
}

static const char *differs(struct arena *a, const struct effect_row *row,
			   const struct effect_row *near, unsigned int kinds)
{
	const struct effect *e;

	if (!near || !same_result(&row->result, &near->result))
		return arena_printf(a, "result: %s", row->result.words);
	e = lacks(row, near, kinds);
	if (e)
		return e->words;
	e = lacks(near, row, kinds);
	return e ? arena_printf(a, "not: %s", e->words) : "only in another case";
}

static void one_way(struct arena *a, const struct effect_table *from, const struct effect_table *in,
		    unsigned int kinds, bool missing, struct effect_diffs *out)
{
	vec_for(i, &from->rows) {
		const struct effect_row *row = &from->rows.v[i], *near;
		unsigned int far = 0;
		struct effect_diff d = { .missing = missing, .row = row };

		near = nearest(row, in, kinds, &far);
		if (near && !far)
			continue;
		d.near = near;
		d.cond = conds_words(a, row);
		d.effect = differs(a, row, near, kinds);
		vec_push(a, &out->v, d);
	}
}

struct effect_diffs effect_compare(struct arena *a, const struct effect_table *want,
				   const struct effect_table *have, unsigned int kinds)
{
	struct effect_diffs out = { 0 };

	one_way(a, want, have, kinds, true, &out);
	one_way(a, have, want, kinds, false, &out);
	return out;
}
