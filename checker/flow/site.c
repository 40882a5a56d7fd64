/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * site - where owners are attached to buffers and taken off: a record for who asks for one
 * (the inventory). It only reads the state: what is found does not depend on it.
 *
 * A store makes a record of its half. When the pair is settled, or left to the caller, both
 * halves are known and the two become one. A pair that a model or a header's function has
 * written counts for the function that calls it: "via".
 */
#include "run.h"

static bool is_asked(const struct run *r)
{
	return r->fl->opt->want_sites && r->reporting && !r->is_model && r->fl->home == r->fl &&
	       r->func->unit == r->fl->unit;
}

static bool same_loc(struct ir_loc a, struct ir_loc b)
{
	return a.file == b.file && a.line == b.line && a.col == b.col;
}

static struct ir_loc loc_of(const struct ir_insn *i)
{
	return i ? i->loc : (struct ir_loc){ 0 };
}

static struct flow_site *site_get(struct run *r, struct ir_loc sk, struct ir_loc dtor)
{
	struct flow_result *res = r->fl->res;
	struct flow_site *s;

	vec_for(i, &res->sites) {
		s = res->sites.v[i];
		if (s->func == r->func->name && same_loc(s->sk_loc, sk) && same_loc(s->dtor_loc, dtor))
			return s;
	}
	s = arena_new(r->fl->arena, struct flow_site);
	s->func = r->func->name;
	s->unit = r->fl->unit;
	s->sk_loc = sk;
	s->dtor_loc = dtor;
	s->clears = true;
	vec_push(r->fl->arena, &res->sites, s);
	return s;
}

static void add_dtor(struct run *r, struct flow_site *site, const char *name)
{
	vec_for(i, &site->dtors)
		if (site->dtors.v[i] == name)
			return;
	vec_push(r->fl->arena, &site->dtors, name);
}

static void note_dtor(struct run *r, const struct state *s, struct flow_site *site,
		      const struct value *v)
{
	const struct fact *f = state_fact(s, v);

	if (known_null(s, v))
		return;
	site->clears = false;
	if (known_func(s, v)) {
		add_dtor(r, site, known_func(s, v));
		return;
	}
	for (uint8_t i = 0; f && i < f->nr_eq; i++)
		if (f->eq[i]->kind == V_FUNC)
			add_dtor(r, site, f->eq[i]->name);
	if (!f || !f->nr_eq)
		site->pointer = name_of(r, v);
}

bool site_is_destructor(const struct state *s, const struct value *v)
{
	const struct fact *f = state_fact(s, v);
	const struct ir_type *t = v->type;

	if (known_null(s, v) || known_func(s, v) || (f && f->nr_eq && f->eq[0]->kind == V_FUNC))
		return true;
	return (v->kind == V_INIT && v->name == F_DTOR) ||
	       (v->label && t && t->kind == IRT_PTR && t->to && t->to->kind == IRT_FN);
}

static void note_sk(struct run *r, const struct state *s, struct flow_site *site,
		    const struct value *v)
{
	const struct sock *k = state_sock_find(s, v);

	if (known_null(s, v))
		return;
	site->clears = false;
	site->sk = name_of(r, v);
	if (k && (k->kinds != KIND_ANY || k->source != KINDS_UNKNOWN))
		site->kinds |= k->kinds;
}

/* The helper that wrote the destructor, or the socket where no destructor was written. */
static const char *helper(const struct skb *b)
{
	const struct ir_insn *i = b->dtor_insn ? b->dtor_insn : b->sk_insn;

	if (i->op != IR_CALL)
		return NULL;
	return i->a.kind == IRO_FUNC ? i->a.name : i->text;
}

/* A function of another file that is no model: its own file has the place. */
static bool is_elsewhere(struct run *r, const char *name)
{
	return name && !ir_find(r->fl->unit, name) && !models_has(r->fl->opt->models, name);
}

void site_store(struct run *r, const struct state *s, const struct ir_insn *i,
		const struct value *skb, const char *field, const struct value *val)
{
	struct ir_loc none = { 0 };
	struct flow_site *site;

	if (!is_asked(r) || (field == F_DTOR && !site_is_destructor(s, val)))
		return;
	site = site_get(r, field == F_SK ? i->loc : none, field == F_DTOR ? i->loc : none);
	site->buffer = name_of(r, skb);
	if (field == F_SK)
		note_sk(r, s, site, val);
	else
		note_dtor(r, s, site, val);
}

void site_pair(struct run *r, const struct state *s, const struct skb *b)
{
	struct cell *sk = state_cell((struct state *)s, b->v, F_SK);
	struct cell *dtor = state_cell((struct state *)s, b->v, F_DTOR);
	struct flow_site *site;
	const char *via;

	if (!is_asked(r) || b->set_func != r->func || (!b->sk_insn && !b->dtor_insn) ||
	    (b->dtor_insn && dtor && !site_is_destructor(s, dtor->val)))
		return;
	via = helper(b);
	if (is_elsewhere(r, via))
		return;
	site = site_get(r, loc_of(b->sk_insn), loc_of(b->dtor_insn));
	site->is_pair = true;
	site->buffer = name_of(r, b->v);
	if (sk && b->sk_insn)
		note_sk(r, s, site, sk->val);
	if (dtor && b->dtor_insn)
		note_dtor(r, s, site, dtor->val);
	site->via = via;
}

/* --- what a pair can be where it is read --- */

#define MAX_VIEWS 6	/* of one place */

/* "as it came" is what the caller, or whoever the buffer was got from, left there. */
static const char *half_words(struct run *r, const struct state *s, const struct value *skb,
			      const char *field, const struct value *v)
{
	bool came = v->kind == V_INIT && v->a == skb && v->name == field;
	struct arena *a = r->fl->arena;
	const struct sock *k;

	if (known_null(s, v))
		return "NULL";
	if (known_func(s, v))
		return arena_printf(a, "%s()", known_func(s, v));
	if (came)
		return known_nonnull(s, v) ? "as it came, not NULL" : "as it came";
	k = state_sock_find(s, v);
	if (field == F_SK && k && k->kinds && k->kinds != KIND_ANY)
		return arena_printf(a, "%s (%s)", name_of(r, v), k->kinds == KIND_FULL ? "a full socket" :
				    k->kinds & KIND_FULL ? "full or a mini socket" : "a mini socket");
	return name_of(r, v);
}

static struct flow_view *view_get(struct run *r, const struct ir_insn *i, const char *buffer)
{
	struct flow_result *res = r->fl->res;
	struct flow_view *v;

	vec_for(n, &res->views)
		if (same_loc(res->views.v[n]->loc, i->loc) && !strcmp(res->views.v[n]->buffer, buffer))
			return res->views.v[n];
	v = arena_new(r->fl->arena, struct flow_view);
	v->unit = r->fl->unit;
	v->loc = i->loc;
	v->buffer = buffer;
	vec_push(r->fl->arena, &res->views, v);
	return v;
}

void site_view(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb)
{
	const struct value *sk, *dtor;
	struct flow_view *v;
	const char *pair;

	if (!r->fl->opt->want_views || !r->reporting || r->is_model || r->func->unit != r->fl->unit ||
	    i->loc.file)
		return;
	sk = owner_half(r, s, skb, F_SK);
	dtor = owner_half(r, s, skb, F_DTOR);
	v = view_get(r, i, name_of(r, skb));
	pair = arena_printf(r->fl->arena, "sk: %s; destructor: %s", half_words(r, s, skb, F_SK, sk),
			    half_words(r, s, skb, F_DTOR, dtor));
	vec_for(n, &v->pairs)
		if (!strcmp(v->pairs.v[n], pair))
			return;
	if (v->pairs.n < MAX_VIEWS)
		vec_push(r->fl->arena, &v->pairs, pair);
}

/* --- */

/* Does a record of both halves have this store? */
static bool is_in_pair(const struct flow_result *res, const struct flow_site *half)
{
	vec_for(i, &res->sites) {
		const struct flow_site *s = res->sites.v[i];

		if (s != half && s->is_pair && s->func == half->func &&
		    ((half->sk_loc.line && same_loc(s->sk_loc, half->sk_loc)) ||
		     (half->dtor_loc.line && same_loc(s->dtor_loc, half->dtor_loc))))
			return true;
	}
	return false;
}

/* Not a half of which the whole is known, nor a helper that clears: skb_orphan() has its own. */
static bool is_telling(const struct flow_result *res, const struct flow_site *s)
{
	if (s->clears && s->via)
		return false;
	return s->is_pair || !is_in_pair(res, s);
}

void sites_finish(struct flow_result *res)
{
	unsigned int n = 0;

	vec_for(i, &res->sites)
		if (is_telling(res, res->sites.v[i]))
			res->sites.v[n++] = res->sites.v[i];
	res->sites.n = n;
}
