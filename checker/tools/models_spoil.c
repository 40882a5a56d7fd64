/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * models_spoil - would a wrong model be seen?
 *
 * A comparison that calls everything the same passes too. So each effect of a model that is right
 * is left out once, in all its cases, and the sign of each count is turned; what is then not
 * called different shows how much the comparison lets through.
 */
#include <string.h>

#include "models.h"

/* What a rule stands on: needs, outputs and what is kept may be simplified. */
static bool is_spoilable(const struct effect *e)
{
	switch (e->kind) {
	case EFFECT_ORPHAN:
	case EFFECT_PAIR:
	case EFFECT_FREE:
	case EFFECT_GIVE: return true;
	case EFFECT_COUNT:
		return !e->amount.any && !strcmp(e->counter, "sock_common.skc_refcnt");
	default: return false;
	}
}

static struct effect turned(const struct effect *e)
{
	struct effect t = *e;

	t.amount.k = -t.amount.k;
	for (uint8_t i = 0; i < t.amount.n; i++)
		t.amount.t[i].coef = -t.amount.t[i].coef;
	return t;
}

/* @t with @bad left out, or turned, wherever it stands. */
static struct effect_table *without(struct arena *a, const struct effect_table *t,
				    const struct effect *bad, bool turn)
{
	struct effect_table *w = arena_memdup(a, t, sizeof(*t));

	memset(&w->rows, 0, sizeof(w->rows));
	vec_for(i, &t->rows) {
		struct effect_row r = t->rows.v[i];

		memset(&r.effects, 0, sizeof(r.effects));
		vec_for(k, &t->rows.v[i].effects) {
			const struct effect *e = &t->rows.v[i].effects.v[k];

			if (strcmp(e->key, bad->key))
				vec_push(a, &r.effects, *e);
			else if (turn)
				vec_push(a, &r.effects, turned(e));
		}
		vec_push(a, &w->rows, r);
	}
	return w;
}

static void try(struct arena *a, struct spoiled *s, const struct effect_table *wrong,
		const struct effect_table *body, const struct effect *e)
{
	struct verdict v = verdict_of(a, wrong, body);

	s->wrong++;
	if (!strcmp(v.what, "differs") && *v.text)
		s->seen++;
	else if (!s->missed)
		s->missed = e->words;
}

static bool seen_before(const struct effect_table *t, unsigned int row, const struct effect *e)
{
	for (unsigned int i = 0; i < row; i++)
		vec_for(k, &t->rows.v[i].effects)
			if (!strcmp(t->rows.v[i].effects.v[k].key, e->key))
				return true;
	return false;
}

struct spoiled spoil(struct arena *a, const struct effect_table *model,
		     const struct effect_table *body)
{
	struct spoiled s = { 0 };

	vec_for(i, &model->rows)
		vec_for(k, &model->rows.v[i].effects) {
			const struct effect *e = &model->rows.v[i].effects.v[k];

			if (!is_spoilable(e) || seen_before(model, i, e))
				continue;
			try(a, &s, without(a, model, e, false), body, e);
			if (e->kind == EFFECT_COUNT)
				try(a, &s, without(a, model, e, true), body, e);
		}
	return s;
}
