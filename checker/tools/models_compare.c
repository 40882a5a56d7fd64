/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * models_compare - does a model say what the body does?
 *
 * Each row of the body needs a row of the model that may hold at the same time, with the same
 * result and the same effects on owners, references, charges and the fate of buffers; and each
 * row of the model that claims an effect needs such a row of the body. What may be left out and
 * what counts as the same is decided here, effect by effect:
 *
 * - A body that drops its own count of a buffer (sk_buff.users) has freed it, as far as its
 *   caller is concerned; one that stores it where others find it has given it away. "Given" in a
 *   model stands for both, and for whatever becomes of the owner and its charge then.
 * - Clearing the pair is dropping the owner: who ran the destructor is seen in the body only.
 * - Objects that the caller cannot name in a word or two (elements of lists and tables, members
 *   of globals) are beyond a model; so are the charges of buffers that are made inside.
 * - A model that asks for kinds, names outputs or keeps a socket where the body does not show it,
 *   or the other way round, is coarser, not wrong.
 * - A reference that goes with a socket which is kept belongs to whoever keeps it.
 * - Only the counters that destructors give back are a rule's affair, and those that the model has.
 * - What happens to NULL, or to the owner of a buffer that has none, is nothing.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "models_match.h"

static enum match worse(enum match a, enum match b)
{
	return a > b ? a : b;
}

static bool speaks_of(const struct effect_table *model, const char *key)
{
	vec_for(i, &model->rows)
		vec_for(k, &model->rows.v[i].effects)
			if (!strcmp(model->rows.v[i].effects.v[k].of.key, key))
				return true;
	return false;
}

/* A parameter, the socket of one, the result: what a model is to speak of; and what it does. */
static bool is_near(const struct pair *p, const char *key)
{
	const char *dot = strchr(key, '.');

	if (strcspn(key, "?^@&([") < strlen(key))
		return false;
	return !dot || !strcmp(dot, ".sk_buff.sk") || speaks_of(p->model, key);
}

/*
 * The term as both sides call it: what a body returns after it went and found it is the
 * result, whatever list it was in.
 */
static const char *key_in(const struct effect_row *r, const struct effect_term *t)
{
	if (r->result.kind == RESULT_TERM && r->result.of.key && t->key && strchr(t->key, '.') &&
	    !strcmp(r->result.of.key, t->key))
		return "result";
	return t->key ? t->key : "-";
}

static bool is_named(const struct pair *p, const struct effect_row *r, const struct effect_term *t)
{
	return t->key && is_near(p, key_in(r, t));
}

/* --- what happens to one buffer --- */

enum fate { FATE_NONE, FATE_FREE, FATE_GIVE };

static const char *const fate_words[] = { "is left alone", "is freed", "goes into other hands" };

static bool is_count(const struct effect *e, const char *counter)
{
	return e->kind == EFFECT_COUNT && !strcmp(e->counter, counter);
}

/* What the function does to its own count of the buffer, a free being one put. */
static enum fate fate_of_users(const struct effect_row *r, const char *of)
{
	int64_t users = 0;

	vec_for(i, &r->effects) {
		const struct effect *e = &r->effects.v[i];

		if (strcmp(key_in(r, &e->of), of))
			continue;
		users -= e->kind == EFFECT_FREE;
		if (!is_count(e, "sk_buff.users"))
			continue;
		users += e->amount.k;
	}
	return users < 0 ? FATE_FREE : FATE_NONE;
}

static enum fate fate_in(const struct effect_row *r, const char *of)
{
	vec_for(i, &r->effects)
		if (r->effects.v[i].kind == EFFECT_GIVE && !strcmp(key_in(r, &r->effects.v[i].of), of))
			return FATE_GIVE;
	return fate_of_users(r, of);
}

static bool is_about_fate(const struct effect *e)
{
	return e->kind == EFFECT_FREE || e->kind == EFFECT_GIVE || is_count(e, "sk_buff.users");
}

/* Set to 0, or taken down by an exchange: dev_kfree_skb_irq(). */
static bool sets_users(const struct effect_row *r, const char *of)
{
	vec_for(i, &r->effects) {
		const struct effect *e = &r->effects.v[i];

		if (is_count(e, "sk_buff.users") && e->amount.any && !strcmp(e->of.key, of))
			return true;
	}
	return false;
}

static bool loses_owner(const struct effect_row *r, const char *of)
{
	vec_for(i, &r->effects)
		if (r->effects.v[i].kind == EFFECT_ORPHAN && !strcmp(r->effects.v[i].of.key, of))
			return true;
	return false;
}

static bool among(const struct effect_term *v, unsigned int n, const char *key)
{
	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(v[i].key, key))
			return true;
	return false;
}

static bool is_unseen(const struct pair *p, const char *key)
{
	return among(p->body->unseen.v, p->body->unseen.n, key);
}

static bool is_stored(const struct pair *p, const char *key)
{
	return among(p->body->stored.v, p->body->stored.n, key);
}

/* Does the row say that the term is NULL? */
static bool says_null(const struct effect_row *r, const char *key)
{
	vec_for(i, &r->conds) {
		const struct effect_cond *c = &r->conds.v[i];

		if (!strcmp(c->of.key, key) &&
		    ((!c->lo && !c->hi) || (c->nr_eq == 1 && !strcmp(c->eq[0].key, "0"))))
			return true;
	}
	return false;
}

static bool says_unowned(const struct pair *p, const struct effect_row *r, const char *skb)
{
	return says_null(r, arena_printf(p->a, "%s.sk_buff.sk", skb)) ||
	       says_null(r, arena_printf(p->a, "%s.sk_buff.destructor", skb));
}

static enum match match_fate(struct pair *p, const struct effect_row *m, const struct effect_row *b,
			     const struct effect_term *of)
{
	enum fate fm = fate_in(m, of->key), fb = fate_in(b, of->key);

	if (fm == fb || says_null(b, of->key))
		return MATCH_SAME;
	if (fm == FATE_GIVE && (fb == FATE_FREE || is_stored(p, of->key)))
		return MATCH_SAME;
	/* Gone either way; or to where nobody gets it from before it is freed. */
	if (fm == FATE_FREE && (fb == FATE_GIVE || is_stored(p, of->key) || loses_owner(b, of->key) ||
				sets_users(b, of->key)))
		return MATCH_SAME;
	p->why = arena_printf(p->a, "%s %s in the body and %s in the model", of->words,
			      fate_words[fb], fate_words[fm]);
	return fm != FATE_NONE && is_unseen(p, of->key) ? MATCH_UNSEEN : MATCH_NOT;
}

/* --- the other effects --- */

static bool has_counter(const struct effect_table *t, const char *counter)
{
	vec_for(i, &t->rows)
		vec_for(k, &t->rows.v[i].effects)
			if (is_count(&t->rows.v[i].effects.v[k], counter))
				return true;
	return false;
}

/* Counts that a rule may ask for: a socket's own, and what the model speaks of. */
static bool is_count_of_note(const struct pair *p, const struct effect *e)
{
	static const char *const owners[] = {
		"sock_common.skc_refcnt", "sock.sk_wmem_alloc", "sock.sk_backlog.rmem_alloc",
		"sock.sk_omem_alloc",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(owners); i++)
		if (!strcmp(e->counter, owners[i]))
			return true;
	return strcmp(e->counter, "sk_buff.users") && has_counter(p->model, e->counter);
}

/* A charge of which nobody outside can say how much: of a buffer that is made inside. */
static bool is_inner_charge(const struct effect *e)
{
	for (uint8_t i = 0; i < e->amount.n; i++)
		if (strcspn(e->amount.t[i].of.key, "?^@&[") < strlen(e->amount.t[i].of.key))
			return true;
	return false;
}

static bool is_of_note(const struct pair *p, const struct effect_row *r, const struct effect *e)
{
	if (!is_named(p, r, &e->of))
		return false;
	switch (e->kind) {
	case EFFECT_COUNT: return is_count_of_note(p, e) && !is_inner_charge(e);
	case EFFECT_ORPHAN:
	case EFFECT_PAIR: return true;
	default: return false;
	}
}

/* Asked for, kept, put out: wrong in neither direction. */
static bool is_soft(const struct effect *e)
{
	return (e->kind == EFFECT_OUT || e->kind == EFFECT_KEEP || e->kind == EFFECT_NEED_KIND ||
		e->kind == EFFECT_NEED_UNOWNED);
}

static bool same_amount(const struct effect_amount *a, const struct effect_amount *b)
{
	if (a->k != b->k || a->n != b->n)
		return false;
	for (uint8_t i = 0; i < a->n; i++)
		if (a->t[i].coef != b->t[i].coef || strcmp(a->t[i].of.key, b->t[i].of.key))
			return false;
	return true;
}

static bool same_term(const struct effect_row *ra, const struct effect_term *a,
		      const struct effect_row *rb, const struct effect_term *b)
{
	return !strcmp(key_in(ra, a), key_in(rb, b));
}

static bool is_none(const struct effect_term *t)
{
	return !t->key || !strcmp(t->key, "0");
}

static bool drops_owner(const struct effect *e)
{
	return e->kind == EFFECT_ORPHAN ||
	       (e->kind == EFFECT_PAIR && is_none(&e->sk) && is_none(&e->dtor));
}

static bool same_count(const struct effect *a, const struct effect *b)
{
	/* refcount_t or the number in it */
	bool same = !strcmp(a->counter, b->counter) || !strcmp(a->counter, "*") ||
		    !strcmp(b->counter, "*");

	return same && (a->amount.any || b->amount.any || same_amount(&a->amount, &b->amount));
}

/* Found on the way, and nothing that the caller passed. */
static bool is_met(const struct effect_term *t)
{
	return t->key && strcspn(t->key, "?^@&([") < strlen(t->key);
}

static bool same_effect(const struct effect_row *ra, const struct effect *a,
			const struct effect_row *rb, const struct effect *b)
{
	if (!same_term(ra, &a->of, rb, &b->of))
		return false;
	if (drops_owner(a) && drops_owner(b))
		return true;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case EFFECT_COUNT: return same_count(a, b);
	case EFFECT_PAIR:
		return (same_term(ra, &a->sk, rb, &b->sk) || (is_met(&a->sk) && is_met(&b->sk))) &&
		       same_term(ra, &a->dtor, rb, &b->dtor);
	case EFFECT_NEED_KIND: return a->kinds == b->kinds;
	case EFFECT_OUT: return same_term(ra, &a->val, rb, &b->val);
	default: return true;
	}
}

/* A reference of what was found in a table and, so it seems, returned. */
static bool counts_inner(const struct effect_row *r, const struct effect *e)
{
	if (r->result.kind != RESULT_ANY && r->result.kind != RESULT_POINTER &&
	    r->result.kind != RESULT_TERM)
		return false;
	vec_for(i, &r->effects) {
		const struct effect *x = &r->effects.v[i];

		if (x->kind == EFFECT_COUNT && x->of.key[0] != '$' && same_count(x, e))
			return true;
	}
	return false;
}

/* Has row @r the effect @e of row @of? */
static bool has_effect(const struct effect_row *r, const struct effect_row *of,
		       const struct effect *e)
{
	vec_for(i, &r->effects)
		if (same_effect(of, e, r, &r->effects.v[i]))
			return true;
	if (e->kind == EFFECT_COUNT && !strcmp(e->of.key, "result") && counts_inner(r, e))
		return true;
	return e->kind == EFFECT_COUNT && e->amount.any;	/* balances against nothing, too */
}

static bool is_owner(const struct effect *e)
{
	return e->kind == EFFECT_PAIR || e->kind == EFFECT_ORPHAN;
}

/* A charge, not a reference. */
static bool is_charge(const struct effect *e)
{
	return e->kind == EFFECT_COUNT && strcmp(e->counter, "sock_common.skc_refcnt");
}

static bool takes_any(const struct effect_row *r)
{
	vec_for(i, &r->effects)
		if (r->effects.v[i].kind == EFFECT_GIVE || r->effects.v[i].kind == EFFECT_FREE)
			return true;
	return false;
}

/* The owner of a buffer that is gone in the model is nobody's any more, nor what it was charged. */
static bool is_over(const struct effect_row *model, const struct effect *e)
{
	return (is_owner(e) && fate_in(model, e->of.key) != FATE_NONE) ||
	       (is_charge(e) && takes_any(model)) ||
	       (e->kind == EFFECT_COUNT && strstr(e->of.key, ".sk_buff.sk") && takes_any(model));
}

/* refcount_inc() adds by writing: so much is seen of a body that ends in an instruction. */
static bool is_written(const struct pair *p, const struct effect *e)
{
	vec_for(i, &p->body->written) {
		const struct effect *w = &p->body->written.v[i];

		if (e->kind == EFFECT_COUNT && !strcmp(e->counter, "*") &&
		    !strcmp(w->of.key, e->of.key) &&
		    (w->amount.any || same_amount(&w->amount, &e->amount)))
			return true;
	}
	return false;
}

/* A model that settles the account says as much. */
static bool is_kept(const struct effect_row *r, const char *of)
{
	vec_for(i, &r->effects) {
		const struct effect *e = &r->effects.v[i];

		if ((e->kind == EFFECT_KEEP || (e->kind == EFFECT_COUNT && e->amount.any)) &&
		    !strcmp(e->of.key, of))
			return true;
	}
	return false;
}

/* Whatever the row says of it, it comes to nothing: the object is not there, or has no owner. */
static bool is_void(const struct pair *p, const struct effect_row *b, const struct effect *e)
{
	if (drops_owner(e) && !strcmp(key_in(b, &e->of), "result"))
		return true;		/* a new one has none */
	return says_null(b, e->of.key) || (is_owner(e) && says_unowned(p, b, e->of.key));
}

static bool any_row_keeps(const struct effect_table *t, const char *of)
{
	vec_for(i, &t->rows)
		if (is_kept(&t->rows.v[i], of))
			return true;
	return false;
}

static bool any_row_has(const struct effect_table *t, const struct effect_row *of,
			const struct effect *e)
{
	vec_for(i, &t->rows)
		vec_for(k, &t->rows.v[i].effects) {
			const struct effect *x = &t->rows.v[i].effects.v[k];

			if (x->kind == e->kind && same_term(of, &e->of, &t->rows.v[i], &x->of))
				return true;
		}
	return false;
}

/* Is the socket used in each case in which there is one? */
static bool always_needs(const struct effect_table *t, const struct effect *e)
{
	vec_for(i, &t->rows) {
		bool needs = says_null(&t->rows.v[i], e->of.key);

		vec_for(k, &t->rows.v[i].effects)
			needs |= t->rows.v[i].effects.v[k].kind == e->kind &&
				 !strcmp(t->rows.v[i].effects.v[k].of.key, e->of.key);
		if (!needs)
			return false;
	}
	return true;
}

/* One that is returned, or of a type that says that it is full: nobody needs to ask. */
static bool is_sure_kind(const struct pair *p, const struct effect_row *r, const struct effect *e)
{
	const char *rec;

	if (e->of.key[0] != '$' || !strcmp(key_in(r, &e->of), "result"))
		return true;
	if (strspn(e->of.key + 1, "0123456789") != strlen(e->of.key + 1))
		return false;
	rec = pointee_of(p, (unsigned int)strtoul(e->of.key + 1, NULL, 10));
	return rec && strcmp(rec, "sock") && is_a(p->body->unit, rec, "sock");
}

/*
 * Asked for, kept, put out, on one side only. A model may simplify when it asks or writes, not
 * whether. To say that something is kept is only careful; and it matters for sockets only.
 */
static enum match lacking_soft(struct pair *p, const struct effect_row *of, const struct effect *e,
			       bool of_model)
{
	const struct effect_table *other = of_model ? p->body : p->model;
	bool is_wrong;

	if (!is_named(p, of, &e->of))
		return MATCH_SAME;
	switch (e->kind) {
	case EFFECT_KEEP:
		is_wrong = !of_model && is_followed(p, e->of.key) && !any_row_keeps(other, e->of.key);
		break;
	case EFFECT_NEED_KIND:
		is_wrong = of_model ? !any_row_has(other, of, e) && !is_unseen(p, e->of.key) :
				      always_needs(p->body, e) && !is_sure_kind(p, of, e);
		break;
	default: is_wrong = !any_row_has(other, of, e);
	}
	return is_wrong ? MATCH_NOT : MATCH_COARSER;
}

/* How bad is it that @of has the effect and @in has not? */
static enum match lack_of(struct pair *p, const struct effect_row *of, const struct effect_row *in,
			  const struct effect *e, bool of_model)
{
	if (has_effect(in, of, e) || is_over(of_model ? of : in, e) ||
	    is_void(p, of_model ? in : of, e) || (of_model && is_written(p, e)))
		return MATCH_SAME;
	if (is_soft(e))
		return lacking_soft(p, of, e, of_model);
	if (!is_of_note(p, of, e) || (!of_model && is_kept(in, e->of.key)))
		return MATCH_SAME;
	return of_model && is_unseen(p, e->of.key) ? MATCH_UNSEEN : MATCH_NOT;
}

static enum match lacking(struct pair *p, const struct effect_row *of, const struct effect_row *in,
			  bool of_model)
{
	enum match worst = MATCH_SAME;

	vec_for(i, &of->effects) {
		const struct effect *e = &of->effects.v[i];
		enum match m = lack_of(p, of, in, e, of_model);

		if (m > worst)
			p->why = arena_printf(p->a, "%s: in the %s only", e->words,
					      of_model ? "model" : "body");
		worst = worse(worst, m);
	}
	return worst;
}

static enum match match_fates(struct pair *p, const struct effect_row *m,
			      const struct effect_row *b)
{
	const struct effect_row *rows[] = { m, b };
	enum match worst = MATCH_SAME;

	for (int k = 0; k < 2; k++)
		vec_for(i, &rows[k]->effects) {
			const struct effect *e = &rows[k]->effects.v[i];

			if (is_named(p, rows[k], &e->of) && is_about_fate(e))
				worst = worse(worst, match_fate(p, m, b, &e->of));
		}
	return worst;
}

static enum match match_effects(struct pair *p, const struct effect_row *m,
				const struct effect_row *b)
{
	enum match w = match_fates(p, m, b);

	w = worse(w, lacking(p, m, b, true));
	return worse(w, lacking(p, b, m, false));
}

/* --- rows --- */

static enum match match_rows(struct pair *p, const struct effect_row *m, const struct effect_row *b)
{
	enum match res = match_result(p, &m->result, &b->result);

	if (res > MATCH_SAME)
		p->why = arena_printf(p->a, "the body returns %s and the model %s", b->result.words,
				      m->result.words);
	return worse(res, match_effects(p, m, b));
}

/* The best that a row of @in comes to beside @row; p->why tells why it is not better. */
static enum match best(struct pair *p, const struct effect_row *row, const struct effect_table *in,
		       bool row_of_model)
{
	enum match best = MATCH_NOT;
	bool same_result = false;
	const char *why = "no such case";

	vec_for(i, &in->rows) {
		const struct effect_row *m = row_of_model ? row : &in->rows.v[i];
		const struct effect_row *b = row_of_model ? &in->rows.v[i] : row;
		enum match now;
		bool fits;

		if (!effect_overlap(m, b))
			continue;
		fits = match_result(p, &m->result, &b->result) != MATCH_NOT;
		p->why = "";
		now = match_rows(p, m, b);
		if (now < best || (now == best && fits && !same_result)) {
			best = now;
			why = p->why;
			same_result |= fits;
		} else if (!i || !strcmp(why, "no such case")) {
			why = p->why;
		}
	}
	p->why = why;
	return best;
}

static bool claims(struct pair *p, const struct effect_row *m)
{
	vec_for(i, &m->effects) {
		const struct effect *e = &m->effects.v[i];

		if (is_of_note(p, m, e) || e->kind == EFFECT_FREE || e->kind == EFFECT_GIVE)
			return true;
	}
	return false;
}

struct verdict verdict_of(struct arena *a, const struct effect_table *model,
			  const struct effect_table *body)
{
	static const char *const names[] = { "same", "coarser", "unseen", "differs" };
	struct pair p = { .a = a, .model = model, .body = body };
	enum match worst = MATCH_SAME;
	const char *text = "";

	if (!body->rows.n && model->rows.n)
		return (struct verdict){ "unseen", "the body never returns" };
	for (int of_model = 0; of_model < 2; of_model++) {
		const struct effect_table *t = of_model ? model : body;

		vec_for(i, &t->rows) {
			enum match m;

			if (of_model && !claims(&p, &t->rows.v[i]))
				continue;
			m = best(&p, &t->rows.v[i], of_model ? body : model, of_model);
			if (m > worst)
				text = arena_printf(a, "%s, when %s", p.why,
						    conds_words(a, &t->rows.v[i]));
			worst = worse(worst, m);
		}
	}
	return (struct verdict){ names[worst], text };
}
