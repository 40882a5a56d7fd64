/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * effect_reduce - the same table with fewer rows and fewer conditions.
 *
 * A condition is dropped where what it shuts out is nobody else's case: what a row says of a
 * parameter that every way out takes for granted (it was followed, so it is not NULL), or of
 * one that makes no difference. Rows of one outcome that differ in one condition only become
 * one. Whatever is dropped, no row ever grows into what another row of another outcome says.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "effect.h"

typedef VEC(struct effect_row) rows_t;

static bool same_outcome(const struct effect_row *a, const struct effect_row *b)
{
	return !strcmp(a->key, b->key);
}

static const struct effect_cond *cond_find(const struct effect_row *r, const char *key)
{
	vec_for(i, &r->conds)
		if (!strcmp(r->conds.v[i].of.key, key))
			return &r->conds.v[i];
	return NULL;
}

bool effect_overlap(const struct effect_row *a, const struct effect_row *b)
{
	vec_for(i, &a->conds) {
		const struct effect_cond *other = cond_find(b, a->conds.v[i].of.key);

		if (other && !effect_cond_compatible(&a->conds.v[i], other))
			return false;
	}
	return true;
}

/* --- the parts of a condition --- */

enum part { PART_RANGE, PART_NONNULL, PART_ERR, PART_KINDS, PART_EQ, PART_NE, PART_NR };

static const struct effect_cond nothing = {
	.lo = INT64_MIN, .hi = INT64_MAX, .kinds = KIND_ANY,
};

static struct effect_cond empty(const struct effect_cond *c)
{
	struct effect_cond e = nothing;

	e.of = c->of;
	e.is_pointer = c->is_pointer;
	return e;
}

static bool has_part(const struct effect_cond *c, enum part p)
{
	switch (p) {
	case PART_RANGE: return c->lo != INT64_MIN || c->hi != INT64_MAX;
	case PART_NONNULL: return c->nonnull;
	case PART_ERR: return c->err;
	case PART_KINDS: return c->kinds != KIND_ANY;
	case PART_EQ: return c->nr_eq;
	default: return c->nr_ne;
	}
}

static void copy_terms(struct effect_term *to, uint8_t *nr_to, const struct effect_term *from,
		       uint8_t nr)
{
	memcpy(to, from, sizeof(*from) * nr);
	*nr_to = nr;
}

static void drop_part(struct effect_cond *c, enum part p)
{
	switch (p) {
	case PART_RANGE:
		c->lo = INT64_MIN;
		c->hi = INT64_MAX;
		break;
	case PART_NONNULL:
		c->nonnull = false;
		break;
	case PART_ERR:
		c->err = 0;
		break;
	case PART_KINDS:
		c->kinds = KIND_ANY;
		break;
	case PART_EQ:
		c->nr_eq = 0;
		break;
	default:
		c->nr_ne = 0;
		break;
	}
}

/* What part @p of @c shuts out: at most two conditions, to be tried one after the other. */
static unsigned int complement(const struct effect_cond *c, enum part p, struct effect_cond *out)
{
	unsigned int n = 1;

	out[0] = out[1] = empty(c);
	switch (p) {
	case PART_RANGE:
		n = 0;
		if (c->lo != INT64_MIN)
			out[n++].hi = c->lo - 1;
		if (c->hi != INT64_MAX)
			out[n++].lo = c->hi + 1;
		break;
	case PART_NONNULL:
		out[0].lo = out[0].hi = 0;
		break;
	case PART_ERR:
		out[0].err = -c->err;
		break;
	case PART_KINDS:
		out[0].kinds = KIND_ANY & ~c->kinds;
		break;
	case PART_EQ:
		copy_terms(out[0].ne, &out[0].nr_ne, c->eq, c->nr_eq);
		break;
	default:
		copy_terms(out[0].eq, &out[0].nr_eq, c->ne, c->nr_ne);
		break;
	}
	return n;
}

/* Is there a row of another outcome in @all where @r holds and @extra does as well? */
static bool is_disputed(const rows_t *all, const struct effect_row *r, unsigned int which,
			const struct effect_cond *extra)
{
	vec_for(i, all) {
		const struct effect_row *q = &all->v[i];
		const struct effect_cond *c = cond_find(q, extra->of.key);
		bool meet = !c || effect_cond_compatible(c, extra);

		if (same_outcome(q, r) || !meet)
			continue;
		for (unsigned int k = 0; meet && k < r->conds.n; k++) {
			const struct effect_cond *mine = &r->conds.v[k];
			const struct effect_cond *theirs = cond_find(q, mine->of.key);

			if (k != which && theirs && !effect_cond_compatible(mine, theirs))
				meet = false;
		}
		if (meet)
			return true;
	}
	return false;
}

/* Can @p of condition @which of @r go, other parts of it as they are? */
static bool is_idle(const rows_t *all, const struct effect_row *r, unsigned int which, enum part p)
{
	struct effect_cond shut[2], *c = &r->conds.v[which];
	unsigned int n = complement(c, p, shut);

	for (unsigned int i = 0; i < n; i++)
		if (is_disputed(all, r, which, &shut[i]))
			return false;
	return true;
}

static void sweep_conds(struct effect_row *r)
{
	unsigned int n = 0;

	vec_for(i, &r->conds)
		if (!effect_cond_empty(&r->conds.v[i]))
			r->conds.v[n++] = r->conds.v[i];
	r->conds.n = n;
}

/* Does an effect of @r follow the pointer of which @key is the key? */
static bool is_followed(const struct effect_row *r, const char *key)
{
	size_t n = strlen(key);

	vec_for(i, &r->effects) {
		const char *of = r->effects.v[i].of.key;

		if (!strncmp(of, key, n) && (!of[n] || of[n] == '.'))
			return true;
	}
	return false;
}

static bool is_needed_kind(const struct effect_row *r, const struct effect_cond *c)
{
	vec_for(i, &r->effects)
		if (r->effects.v[i].kind == EFFECT_NEED_KIND &&
		    !strcmp(r->effects.v[i].of.key, c->of.key) && r->effects.v[i].kinds == c->kinds)
			return true;
	return false;
}

static bool says(const rows_t *all, const char *key, enum part p)
{
	vec_for(i, all) {
		const struct effect_cond *c = cond_find(&all->v[i], key);

		if (c && ((p == PART_ERR && c->err > 0) || (p == PART_NONNULL && !c->lo && !c->hi)))
			return true;
	}
	return false;
}

/*
 * What goes without saying: a parameter that is followed is a good pointer, unless some row
 * is about the other case; a socket that has to be a full one is taken for one.
 */
static bool is_plain(const rows_t *all, const struct effect_row *r, const struct effect_cond *c,
		     enum part p)
{
	if (p == PART_ERR)
		return c->err < 0 && !says(all, c->of.key, p);
	if (p == PART_NONNULL)
		return !strchr(c->of.key, '.') && !says(all, c->of.key, p) && is_followed(r, c->of.key);
	return p == PART_KINDS && is_needed_kind(r, c);
}

static bool drop_idle(const rows_t *all, struct effect_row *r)
{
	bool any = false;

	vec_for(i, &r->conds)
		for (enum part p = 0; p < PART_NR; p++)
			if (has_part(&r->conds.v[i], p) &&
			    (is_plain(all, r, &r->conds.v[i], p) || is_idle(all, r, i, p))) {
				drop_part(&r->conds.v[i], p);
				any = true;
			}
	sweep_conds(r);
	return any;
}

/* --- rows of one outcome --- */

static bool same_cond(const struct effect_cond *a, const struct effect_cond *b)
{
	if (a->lo != b->lo || a->hi != b->hi || a->nonnull != b->nonnull || a->err != b->err ||
	    a->kinds != b->kinds || a->nr_eq != b->nr_eq || a->nr_ne != b->nr_ne)
		return false;
	for (uint8_t i = 0; i < a->nr_eq; i++)
		if (strcmp(a->eq[i].key, b->eq[i].key))
			return false;
	for (uint8_t i = 0; i < a->nr_ne; i++)
		if (strcmp(a->ne[i].key, b->ne[i].key))
			return false;
	return true;
}

static bool is_null(const struct effect_cond *c)
{
	return !c->lo && !c->hi;
}

static bool only_ne(const struct effect_cond *ne, const struct effect_cond *eq)
{
	return ne->nr_ne == 1 && eq->nr_eq == 1 && !strcmp(ne->ne[0].key, eq->eq[0].key) && !ne->nr_eq;
}

/* Both together: true when nothing, or one range, is left to say. */
static bool unite(const struct effect_cond *a, const struct effect_cond *b, struct effect_cond *out)
{
	*out = empty(a);
	if ((is_null(a) && b->nonnull) || (is_null(b) && a->nonnull) || only_ne(a, b) || only_ne(b, a))
		return true;
	if (a->err && a->err == -b->err)
		return true;
	if (a->nr_eq || b->nr_eq || a->nr_ne || b->nr_ne || a->err || b->err || a->nonnull || b->nonnull)
		return false;
	if (a->lo == b->lo && a->hi == b->hi) {
		out->kinds = a->kinds | b->kinds;
		return true;
	}
	if (a->kinds != b->kinds || (a->hi < b->lo - 1 && a->hi != INT64_MAX && b->lo != INT64_MIN) ||
	    (b->hi < a->lo - 1 && b->hi != INT64_MAX && a->lo != INT64_MIN))
		return false;
	out->kinds = a->kinds;
	out->lo = a->lo < b->lo ? a->lo : b->lo;
	out->hi = a->hi > b->hi ? a->hi : b->hi;
	return true;
}

/* Does @wide hold wherever @narrow does? */
static bool covers(const struct effect_row *wide, const struct effect_row *narrow)
{
	vec_for(i, &wide->conds) {
		const struct effect_cond *c = cond_find(narrow, wide->conds.v[i].of.key);
		struct effect_cond out;

		if (!c)
			return false;
		if (same_cond(c, &wide->conds.v[i]))
			continue;
		if (!unite(c, &wide->conds.v[i], &out) || !same_cond(&out, &wide->conds.v[i]))
			return false;
	}
	return true;
}

/* Makes @a both when they differ in one condition; false when they do not fit. */
static bool merge(struct effect_row *a, const struct effect_row *b)
{
	struct effect_cond out, *differs = NULL;

	if (a->conds.n != b->conds.n)
		return false;
	vec_for(i, &a->conds) {
		const struct effect_cond *c = cond_find(b, a->conds.v[i].of.key);

		if (!c)
			return false;
		if (same_cond(c, &a->conds.v[i]))
			continue;
		if (differs || !unite(&a->conds.v[i], c, &out))
			return false;
		differs = &a->conds.v[i];
	}
	if (differs)
		*differs = out;
	sweep_conds(a);
	return true;
}

static bool absorb(struct effect_row *a, struct effect_row *b)
{
	if (!same_outcome(a, b))
		return false;
	if (covers(b, a))
		a->conds = b->conds;
	else if (!covers(a, b))
		return merge(a, b);
	return true;
}

static bool merge_rows(struct effect_table *t)
{
	bool any = false;

	for (unsigned int i = 0; i < t->rows.n; i++)
		for (unsigned int k = i + 1; k < t->rows.n; k++) {
			if (!absorb(&t->rows.v[i], &t->rows.v[k]))
				continue;
			memmove(&t->rows.v[k], &t->rows.v[k + 1],
				sizeof(t->rows.v[0]) * (t->rows.n - k - 1));
			t->rows.n--;
			any = true;
			k = i;		/* it is wider now: once more against all */
		}
	return any;
}

/* --- order --- */

static const char *conds_key(const struct effect_row *r, unsigned int i)
{
	return i < r->conds.n ? r->conds.v[i].words : "";
}

static int by_outcome(const void *pa, const void *pb)
{
	const struct effect_row *a = pa, *b = pb;
	int c = (a->result.kind > b->result.kind) - (a->result.kind < b->result.kind);

	if (!c)
		c = strcmp(a->key, b->key);
	for (unsigned int i = 0; !c && (i < a->conds.n || i < b->conds.n); i++)
		c = strcmp(conds_key(a, i), conds_key(b, i));
	return c;
}

static rows_t copy_rows(struct arena *a, const struct effect_table *t)
{
	rows_t copy = { 0 };

	vec_for(i, &t->rows) {
		struct effect_row r = t->rows.v[i];

		memset(&r.conds, 0, sizeof(r.conds));
		vec_for(k, &t->rows.v[i].conds)
			vec_push(a, &r.conds, t->rows.v[i].conds.v[k]);
		vec_push(a, &copy, r);
	}
	return copy;
}

/* The rows are judged against what they said before the round: the order does not matter. */
static bool drop_round(struct arena *a, struct effect_table *t)
{
	rows_t before = copy_rows(a, t);
	bool any = false;

	vec_for(i, &t->rows)
		any |= drop_idle(&before, &t->rows.v[i]);
	return any;
}

void effect_reduce(struct arena *a, struct effect_table *t)
{
	bool again = true;

	drop_round(a, t);
	while (again)
		again = merge_rows(t) && drop_round(a, t);
	vec_for(i, &t->rows)
		vec_for(k, &t->rows.v[i].conds)
			effect_cond_words(a, &t->rows.v[i].conds.v[k]);
	if (t->rows.n)
		qsort(t->rows.v, t->rows.n, sizeof(t->rows.v[0]), by_outcome);
}
