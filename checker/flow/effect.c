/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * effect - from the exits of a summary to the rows of a table: which result, which effects.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "effect.h"

struct making {
	struct terms t;
	struct arena *a;
	const struct state *s;
	struct effect_row *row;
};

static struct effect *add(struct making *m, enum effect_kind kind, const struct value *of)
{
	struct effect e = { .kind = kind, .of = term_of(&m->t, of) };

	vec_push(m->a, &m->row->effects, e);
	return &m->row->effects.v[m->row->effects.n - 1];
}

/* --- the result --- */

static void result(struct making *m, enum effect_result_kind kind, const char *key,
		   const char *words)
{
	m->row->result.kind = kind;
	m->row->result.key = key;
	m->row->result.words = words;
}

static void result_object(struct making *m, const struct value *v)
{
	const struct sock *k = state_sock_find(m->s, v);
	const struct skb *b = state_skb_find(m->s, v);
	const struct fact *f = state_fact(m->s, v);
	struct arena *a = m->a;

	m->row->result.of = term_of(&m->t, v);
	m->row->result.kinds = k ? k->kinds : KIND_ANY;
	if (b && b->fresh)
		result(m, RESULT_FRESH_SKB, "fresh buffer", "a new buffer");
	else if (k && k->fresh && value_is_leaf(v))
		result(m, RESULT_FRESH_SOCK, arena_printf(a, "fresh socket %u", k->kinds),
		       arena_printf(a, "a new object (%s)", effect_kinds_words(k->kinds)));
	else if (k && k->found && value_is_leaf(v))
		result(m, RESULT_FOUND_SOCK, arena_printf(a, "found socket %u", k->kinds),
		       arena_printf(a, "%s that was found", effect_kinds_words(k->kinds)));
	else if (term_visible(&m->t, v) && v != m->t.result)
		result(m, RESULT_TERM, arena_printf(a, "= %s", m->row->result.of.key),
		       m->row->result.of.words);
	else if (f && f->nonnull)
		result(m, RESULT_POINTER, "pointer", "a pointer, not NULL");
	else
		result(m, RESULT_ANY, "any", "something");
}

static void result_pointer(struct making *m, const struct value *v)
{
	const struct fact *f = state_fact(m->s, v);

	if (known_null(m->s, v))
		result(m, RESULT_NULL, "NULL", "NULL");
	else if ((v->kind == V_INT && v->imm < 0) || (f && f->err > 0))
		result(m, RESULT_ERR_PTR, "error pointer", "an error pointer");
	else
		result_object(m, v);
}

static void result_int(struct making *m, const struct value *v)
{
	struct effect_result *r = &m->row->result;
	bool visible = term_visible(&m->t, v) && v != m->t.result && v->kind != V_INT;

	fact_bounds(m->s, v, &r->lo, &r->hi);
	r->of = term_of(&m->t, v);
	if (r->hi < 0) {
		r->lo = INT64_MIN;
		r->hi = -1;
		result(m, RESULT_INT, "negative", "a negative number");
	} else if (r->lo == r->hi) {
		const char *n = arena_printf(m->a, "%lld", (long long)r->lo);

		result(m, RESULT_INT, n, n);
	} else if (visible) {
		result(m, RESULT_TERM, arena_printf(m->a, "= %s", r->of.key), r->of.words);
	} else if (r->hi == 0) {
		result(m, RESULT_INT, "negative or 0", "0 or a negative number");
	} else if (r->lo == 0 && r->hi == 1) {
		result(m, RESULT_INT, "0 or 1", "0 or 1");
	} else if (r->lo > 0) {
		result(m, RESULT_INT, "positive", "a positive number");
	} else {
		result(m, RESULT_ANY, "any", "a number");
	}
}

static void make_result(struct making *m)
{
	const struct ir_type *type = m->t.func->ret;

	if (!m->s->ret || !type || type->kind == IRT_VOID)
		result(m, RESULT_VOID, "", "nothing");
	else if (type->kind == IRT_PTR)
		result_pointer(m, m->s->ret);
	else
		result_int(m, m->s->ret);
}

/* --- counters --- */

static const char *signed_words(struct arena *a, int64_t coef, const char *what, bool first)
{
	const char *sign = coef < 0 ? "-" : "+";
	int64_t n = coef < 0 ? -coef : coef;

	if (strchr(what, ' ') && (n != 1 || coef < 0))
		what = arena_printf(a, "(%s)", what);
	if (n != 1)
		what = arena_printf(a, "%lld * %s", (long long)n, what);
	return arena_printf(a, "%s%s %s", first ? "" : " ", sign, what);
}

static const char *amount_words(struct arena *a, const struct effect_amount *m)
{
	const char *text = "";

	for (uint8_t i = 0; i < m->n; i++)
		text = arena_printf(a, "%s%s", text,
				    signed_words(a, m->t[i].coef, m->t[i].of.words, !i));
	if (m->k || !m->n)
		text = arena_printf(a, "%s%s%c %lld", text, m->n ? " " : "", m->k < 0 ? '-' : '+',
				    (long long)(m->k < 0 ? -m->k : m->k));
	return text;
}

static int amount_by_key(const void *pa, const void *pb)
{
	const struct {
		struct effect_term of;
		int64_t coef;
	} *a = pa, *b = pb;

	return strcmp(a->of.key, b->of.key);
}

static const char *amount_key(struct arena *a, const struct effect_amount *m)
{
	const char *text = arena_printf(a, "%lld", (long long)m->k);

	for (uint8_t i = 0; i < m->n; i++)
		text = arena_printf(a, "%s %lld*%s", text, (long long)m->t[i].coef, m->t[i].of.key);
	return text;
}

/* Sums are taken apart, so that (a - 1) + 1 is a. */
static void add_amount(struct making *m, struct effect_amount *to, const struct value *v,
		       int64_t coef)
{
	struct effect_term of;

	if (v->kind == V_INT) {
		to->k += coef * v->imm;
		return;
	}
	if (v->kind == V_BIN && (v->rel == IRR_ADD || v->rel == IRR_SUB)) {
		add_amount(m, to, v->a, coef);
		add_amount(m, to, v->b, v->rel == IRR_ADD ? coef : -coef);
		return;
	}
	of = term_of(&m->t, v);
	for (uint8_t i = 0; i < to->n; i++)
		if (!strcmp(to->t[i].of.key, of.key)) {
			to->t[i].coef += coef;
			return;
		}
	if (to->n == EFFECT_TERMS) {
		to->any = true;
		return;
	}
	to->t[to->n].of = of;
	to->t[to->n++].coef = coef;
}

static void make_amount(struct making *m, struct effect_amount *to, const struct amount *from)
{
	uint8_t n = 0;

	to->any = from->any;
	to->k = from->any ? 0 : from->k;
	for (uint8_t i = 0; i < from->n && !from->any; i++)
		add_amount(m, to, from->t[i].v, from->t[i].coef);
	for (uint8_t i = 0; i < to->n; i++)
		if (to->t[i].coef)
			to->t[n++] = to->t[i];
	to->n = n;
	qsort(to->t, to->n, sizeof(to->t[0]), amount_by_key);
}

static void make_count(struct making *m, const struct entry *e)
{
	struct effect_amount amount = { 0 };
	struct effect *x;
	const char *counter;

	make_amount(m, &amount, &e->amount);
	if (!amount.any && !amount.n && !amount.k)
		return;
	x = add(m, EFFECT_COUNT, e->obj);
	x->counter = e->counter;
	x->amount = amount;
	counter = term_member(m->a, x->of.words, e->counter);
	x->key = arena_printf(m->a, "count %s.%s %s", x->of.key, e->counter,
			      amount.any ? "any" : amount_key(m->a, &x->amount));
	x->words = amount.any ? arena_printf(m->a, "%s changes by some amount", counter) :
				   arena_printf(m->a, "%s %s", counter, amount_words(m->a, &x->amount));
}

/* --- buffers --- */

/* What was written to a half; NULL when it is as it came. */
static const struct value *half(struct making *m, const struct skb *b, const char *field)
{
	vec_for(i, &m->s->heap) {
		const struct cell *c = &m->s->heap.v[i];

		if (c->obj != b->v || c->field != field)
			continue;
		if (c->val->kind == V_INIT && c->val->a == b->v && c->val->name == field &&
		    b->ended != END_ORPHAN)
			return NULL;
		return c->val;
	}
	return NULL;
}

static struct effect_term half_term(struct making *m, const struct value *v)
{
	if (!v)
		return (struct effect_term){ 0 };
	if (known_null(m->s, v))
		return (struct effect_term){ "0", "NULL" };
	if (known_func(m->s, v))
		return (struct effect_term){ known_func(m->s, v),
					     arena_printf(m->a, "%s()", known_func(m->s, v)) };
	return term_of(&m->t, v);
}

static bool is_none(const struct effect_term *t)
{
	return !t->key || !strcmp(t->key, "0");
}

static const char *pair_words(struct making *m, const struct effect *x)
{
	const char *skb = x->of.words, *sk = x->sk.words, *dtor = x->dtor.words;

	if (sk && dtor && is_none(&x->sk) && is_none(&x->dtor))
		return arena_printf(m->a, "%s is left without an owner", skb);
	if (sk && dtor)
		return arena_printf(m->a, "%s is owned by %s, destructor %s", skb, sk, dtor);
	return arena_printf(m->a, "%s is %s", term_member(m->a, skb, sk ? F_SK : F_DTOR),
			    sk ? sk : dtor);
}

static void make_pair(struct making *m, const struct skb *b)
{
	const struct value *sk = half(m, b, F_SK), *dtor = half(m, b, F_DTOR);
	bool none;
	struct effect *x;

	if (dtor && !site_is_destructor(m->s, dtor))
		dtor = NULL;
	none = (!sk || known_null(m->s, sk)) && (!dtor || known_null(m->s, dtor));
	if ((!sk && !dtor) || (none && (b->fresh || (b->ended == END_ORPHAN && !b->dirty))))
		return;
	x = add(m, EFFECT_PAIR, b->v);
	x->sk = half_term(m, sk);
	if (x->sk.key && strchr(x->sk.key, '?'))
		x->sk.words = "a socket";
	x->dtor = half_term(m, dtor);
	x->key = arena_printf(m->a, "pair %s %s %s", x->of.key, x->sk.key ? x->sk.key : "-",
			      x->dtor.key ? x->dtor.key : "-");
	x->words = pair_words(m, x);
}

static void simple(struct making *m, enum effect_kind kind, const struct value *v, const char *name,
		   const char *words)
{
	struct effect *x = add(m, kind, v);

	x->key = arena_printf(m->a, "%s %s", name, x->of.key);
	x->words = arena_printf(m->a, words, x->of.words);
}

static void make_buffer(struct making *m, const struct skb *b)
{
	if (!term_visible(&m->t, b->v))
		return;
	if (b->ended == END_ORPHAN || (b->ran && b->ran_sure))
		simple(m, EFFECT_ORPHAN, b->v, "orphan", "%s loses the owner that it came with");
	if (b->fate == SKB_RELEASED)
		simple(m, EFFECT_FREE, b->v, "free", "%s is freed");
	else
		make_pair(m, b);
	if (b->fate == SKB_GIVEN)
		simple(m, EFFECT_GIVE, b->v, "give", "%s goes into other hands");
}

/* --- the rest --- */

/* What a pointer that the caller passed leads to: bool *refcounted. */
static void make_out(struct making *m, const struct cell *c)
{
	struct effect *x;
	int64_t lo, hi;

	if (c->field != F_STAR || c->obj->kind != V_PARAM ||
	    (c->val->kind == V_INIT && c->val->a == c->obj))
		return;
	x = add(m, EFFECT_OUT, c->obj);
	x->val = term_of(&m->t, c->val);
	fact_bounds(m->s, c->val, &lo, &hi);
	if (hi < 0)
		x->val = (struct effect_term){ "negative", "a negative number" };
	else if (!term_visible(&m->t, c->val))
		x->val = (struct effect_term){ "?", "something" };
	x->key = arena_printf(m->a, "out %s %s", x->of.key, x->val.key);
	x->words = arena_printf(m->a, "*%s is set to %s", x->of.words, x->val.words);
}

static void make_latent(struct making *m, const struct latent *l)
{
	struct effect *x;

	if (l->kind == LATENT_ORPHAN) {
		if (term_visible(&m->t, l->obj))
			simple(m, EFFECT_NEED_UNOWNED, l->obj, "unowned", "%s must have no owner");
		return;
	}
	if (l->kind != LATENT_KIND || !term_visible(&m->t, l->a))
		return;		/* which counts must not be zero is no part of what a function does */
	x = add(m, EFFECT_NEED_KIND, l->a);
	x->kinds = l->kinds;
	x->what = l->what;
	x->key = arena_printf(m->a, "kind %s %u", x->of.key, l->kinds);
	x->words = arena_printf(m->a, "%s has to be %s", x->of.words, effect_kinds_words(l->kinds));
}

static int by_key(const void *pa, const void *pb)
{
	const struct effect *a = pa, *b = pb;

	return a->kind != b->kind ? (a->kind > b->kind) - (a->kind < b->kind) : strcmp(a->key, b->key);
}

static void sort_effects(struct making *m)
{
	struct effect_row *row = m->row;
	unsigned int n = 0;

	if (row->effects.n)
		qsort(row->effects.v, row->effects.n, sizeof(row->effects.v[0]), by_key);
	row->key = row->result.key;
	vec_for(i, &row->effects) {
		if (n && !strcmp(row->effects.v[n - 1].key, row->effects.v[i].key))
			continue;
		row->effects.v[n++] = row->effects.v[i];
		row->key = arena_printf(m->a, "%s; %s", row->key, row->effects.v[n - 1].key);
	}
	row->effects.n = n;
}

static void make_row(struct making *m)
{
	make_result(m);
	vec_for(i, &m->s->ledger)
		make_count(m, &m->s->ledger.v[i]);
	vec_for(i, &m->s->skbs)
		make_buffer(m, &m->s->skbs.v[i]);
	vec_for(i, &m->s->heap)
		make_out(m, &m->s->heap.v[i]);
	vec_for(i, &m->s->socks)
		if (m->s->socks.v[i].escaped && term_visible(&m->t, m->s->socks.v[i].v))
			simple(m, EFFECT_KEEP, m->s->socks.v[i].v, "keep", "%s is kept somewhere");
	vec_for(i, &m->s->latents)
		make_latent(m, &m->s->latents.v[i]);
	sort_effects(m);
	effect_conds(&m->t, m->s, m->row);
}

/* --- the table --- */

/* What a function does with its first parameter and nothing else: f(skb), old(skb). */
static void find_passes(struct arena *a, struct effect_table *t, const struct ir_func *f)
{
	vec_for(b, &f->blocks)
		vec_for(n, &f->blocks.v[b]->insns) {
			const struct ir_insn *i = f->blocks.v[b]->insns.v[n];
			struct effect_pass p = { .is_pointer = i->a.kind != IRO_FUNC };
			bool known = false;

			if (i->op != IR_CALL || i->nr_args != 1 || i->args[0].kind != IRO_VAR ||
			    i->args[0].var->index != 0 || !f->nr_params)
				continue;
			p.to = p.is_pointer ? i->text : i->a.name;
			vec_for(k, &t->passes)
				known |= !strcmp(t->passes.v[k].to, p.to ? p.to : "");
			if (p.to && !known)
				vec_push(a, &t->passes, p);
		}
}

/* --- what the rows do not say --- */

static bool has_term(const struct effect_term *v, unsigned int n, const char *key)
{
	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(v[i].key, key))
			return true;
	return false;
}

static void note_unseen(struct making *m, struct effect_table *t, const struct value *v)
{
	struct effect_term x = term_of(&m->t, v);

	if (!has_term(t->unseen.v, t->unseen.n, x.key))
		vec_push(m->a, &t->unseen, x);
}

static void note_stored(struct making *m, struct effect_table *t, const struct cell *c)
{
	const struct value *v = value_object(c->val), *to = value_object(c->obj);
	struct effect_term x;

	if (to->kind == V_LOCAL || to == v || field_is_pair(c->field) ||
	    (c->val->kind == V_INIT && c->val->a == c->obj))
		return;
	if (!term_visible(&m->t, v) || !state_is_skb(m->s, v))
		return;
	x = term_of(&m->t, v);
	if (!has_term(t->stored.v, t->stored.n, x.key))
		vec_push(m->a, &t->stored, x);
}

/* v->counter = v->counter + i: the sum that a counter's own function stores. */
static bool written_amount(struct making *m, const struct cell *c, struct effect_amount *amount)
{
	const struct value *v = c->val;
	bool sum = v->kind == V_BIN && (v->rel == IRR_ADD || v->rel == IRR_SUB);

	if (!sum || v->a->kind != V_INIT || v->a->a != c->obj || v->a->name != c->field)
		return false;
	if (v->b->kind == V_INT) {
		amount->k = v->rel == IRR_SUB ? -v->b->imm : v->b->imm;
	} else {
		amount->n = 1;
		amount->t[0].of = term_of(&m->t, v->b);
		amount->t[0].coef = v->rel == IRR_SUB ? -1 : 1;
	}
	return true;
}

static void note_written(struct making *m, struct effect_table *t, const struct cell *c)
{
	struct effect e = { .kind = EFFECT_COUNT, .counter = c->field };

	if (field_is_pair(c->field) || !term_visible(&m->t, c->obj) ||
	    (c->val->kind == V_INIT && c->val->a == c->obj && c->val->name == c->field))
		return;
	e.of = term_of(&m->t, c->obj);
	e.amount.any = !written_amount(m, c, &e.amount);
	e.key = arena_printf(m->a, "%s.%s %s", e.of.key, e.counter,
			     e.amount.any ? "any" : amount_key(m->a, &e.amount));
	e.words = e.key;
	vec_for(i, &t->written)
		if (!strcmp(t->written.v[i].key, e.key))
			return;
	vec_push(m->a, &t->written, e);
}

static void note_rest(struct making *m, struct effect_table *t)
{
	vec_for(i, &m->s->skbs)
		if (m->s->skbs.v[i].touched)
			note_unseen(m, t, m->s->skbs.v[i].v);
	vec_for(i, &m->s->socks)
		if (m->s->socks.v[i].touched)
			note_unseen(m, t, m->s->socks.v[i].v);
	vec_for(i, &m->s->heap) {
		note_stored(m, t, &m->s->heap.v[i]);
		note_written(m, t, &m->s->heap.v[i]);
	}
}

static bool is_made(const struct value *v)
{
	return v && (v->kind == V_FRESH || v->kind == V_SUB || v->kind == V_JOIN);
}

struct effect_table *effect_table_new(struct arena *a, const struct summary *sum)
{
	const struct ir_func *f = sum->func;
	struct effect_table *t = arena_new(a, struct effect_table);

	t->name = f->name;
	t->file = f->loc.file < f->unit->files.n ? f->unit->files.v[f->loc.file] : f->unit->name;
	t->line = f->loc.line;
	t->loc = f->loc;
	t->unit = f->unit;
	t->takes_skb = f->nr_params && protocol_is_skb(ir_pointee(f->vars.v[0]->type));
	t->incomplete = sum->incomplete;
	for (unsigned int i = 0; i < f->nr_params; i++)
		vec_push(a, &t->params, f->vars.v[i]->name);
	vec_for(i, &sum->exits) {
		const struct state *s = sum->exits.v[i];
		struct effect_row row = { 0 };
		struct making m = {
			.t = { a, f, is_made(s->ret) ? s->ret : NULL }, .a = a, .s = s, .row = &row,
		};

		make_row(&m);
		note_rest(&m, t);
		vec_push(a, &t->rows, row);
	}
	find_passes(a, t, f);
	effect_reduce(a, t);
	return t;
}
