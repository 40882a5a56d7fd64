/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * key - which part of a state keeps two paths apart.
 *
 * The ownership part is the ledger, the pairs, what became of buffers, kinds of
 * sockets and whether pointers to either are null. With KEY_FLAGS the small
 * facts about live variables count too ("refcounted is false"), which keeps
 * `if (x) get(); ... if (x) put();` apart; at loop heads they do not, so that
 * counting loops end. Symbols are named by where they are found, not by who
 * made them, so that the same situation reached twice has one key.
 */
#include "run.h"

static uint64_t mix(uint64_t h, uint64_t x)
{
	h ^= x + 0x9e3779b97f4a7c15ull + (h << 6) + (h >> 2);
	h *= 0xff51afd7ed558ccdull;
	return h ^ (h >> 33);
}

static bool is_live(const uint64_t *live, unsigned int i)
{
	return !live || (live[i / 64] >> (i % 64) & 1);
}

/* Names are interned, and keys are compared with each other only: the address says as much. */
static uint64_t name_hash(const char *s)
{
	return (uintptr_t)s;
}

static uint64_t identity(const struct state *s, const struct value *v, const uint64_t *live)
{
	if (!v)
		return 0;
	switch (v->kind) {
	case V_INT: return mix(1, v->imm);
	case V_INIT: case V_FIELD: case V_OUTER: case V_PRED:
		return mix(mix(v->kind, identity(s, v->a, live)), name_hash(v->name));
	case V_BIN:
		return mix(mix(v->rel, identity(s, v->a, live)), identity(s, v->b, live));
	case V_FRESH: case V_SUB: case V_JOIN:
		break;
	default: return mix(2, v->id);
	}
	env_for(i, s)
		if (s->env[i] == v && is_live(live, i))
			return mix(3, i);
	if (s->ret == v)
		return 4;
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == v)
			return mix(5, name_hash(s->heap.v[i].field));
	return 6;
}

static uint64_t class_of(const struct state *s, const struct value *v)
{
	const struct fact *f = state_fact(s, v);
	int64_t lo, hi;

	if (v->kind == V_INT)
		return mix(10, v->imm);
	if (v->kind == V_FUNC)
		return mix(11, name_hash(v->name));
	if (known_null(s, v))
		return mix(10, 0);
	fact_bounds(s, v, &lo, &hi);
	if (lo == hi)
		return mix(10, lo);
	if (f && f->err == 1)
		return 12;
	if (hi < 0)
		return 13;
	if (lo > 0)
		return 14;
	return known_nonnull(s, v) ? (f && f->err == -1 ? 16 : 15) : f && f->err == -1 ? 18 : 17;
}

static uint64_t amount_key(const struct state *s, const struct amount *a, const uint64_t *live)
{
	uint64_t h = 0;

	if (a->any)
		return 20;
	for (uint8_t i = 0; i < a->n; i++)
		h += mix(identity(s, a->t[i].v, live), a->t[i].coef);
	return mix(h, a->k);
}

/* Can code that follows still name it: by a variable, as a parameter, as a buffer's owner? */
bool state_names(const struct state *s, const struct value *v, const uint64_t *live)
{
	if (v->kind == V_PARAM || s->ret == v)
		return true;
	if (v->kind == V_INIT && (v->name == F_SK || v->a->kind == V_PARAM))
		return state_names(s, v->a, live);
	env_for(i, s)
		if (s->env[i] == v && is_live(live, i))
			return true;
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == v && value_object(s->heap.v[i].obj)->kind == V_LOCAL)
			return true;
	return false;
}

/* Counters other than a socket's may count loop turns: at loop heads they do not matter. */
static uint64_t ledger_key(const struct state *s, const uint64_t *live, enum key_level lvl)
{
	uint64_t h = 0;

	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if ((lvl == KEY_OWNERSHIP && e->counter != F_REFCNT) || e->counter == F_ALL)
			continue;
		if (e->amount.any ? state_names(s, e->obj, live) : e->amount.k || e->amount.n)
			h += mix(mix(identity(s, e->obj, live), name_hash(e->counter)),
				 amount_key(s, &e->amount, live));
		if (e->deferred && lvl == KEY_FLAGS)	/* paid on this way, or not */
			h += mix(24, e->took + 2 * e->put + 4 * e->settled + 8 * e->bulk);
	}
	return h;
}

static uint64_t half_key(const struct state *s, const struct value *v, const uint64_t *live)
{
	if (!v)
		return 0;
	if (v->kind == V_INIT || v->kind == V_PARAM)
		return mix(identity(s, v, live), class_of(s, v));
	return class_of(s, v);
}

static bool is_key_skb(const struct state *s, const struct value *v, const uint64_t *live)
{
	const struct skb *b = state_skb_find(s, v);

	return (b && b->dirty) || state_names(s, v, live);
}

/* Nobody asks who owned a buffer that is freed. */
static bool is_key_pair(const struct state *s, const struct cell *c, const uint64_t *live)
{
	const struct skb *b = state_skb_find(s, c->obj);

	if (!field_is_pair(c->field) || (b && !b->dirty && b->fate == SKB_RELEASED))
		return false;
	return is_key_skb(s, c->obj, live);
}

/* Whose buffer it was when truesize was changed. */
static uint64_t size_key(const struct state *s, const struct skb *b)
{
	const struct cell *c = state_cell((struct state *)s, b->v, F_DTOR);

	vec_for(i, &s->facts)
		if (!c && s->facts.v[i].v->kind == V_INIT && s->facts.v[i].v->a == b->v &&
		    s->facts.v[i].v->name == F_DTOR)
			return mix(21, class_of(s, s->facts.v[i].v) + s->facts.v[i].nr_eq);
	return 22;
}

static uint64_t objects_key(const struct state *s, const uint64_t *live)
{
	uint64_t h = mix(23, s->copies.n);

	vec_for(i, &s->skbs) {
		const struct skb *b = &s->skbs.v[i];
		uint64_t k = mix(b->fate * 4 + b->dirty * 2 + b->fresh, b->ended);

		if (b->fate == SKB_HERE && !b->dirty && !b->fresh && !b->ended && !b->ran &&
		    !b->size_insn)
			continue;
		if (!is_key_skb(s, b->v, live))
			continue;	/* an element of a list, say */
		if (b->size_insn)
			k = mix(k, size_key(s, b));
		if (b->sum_kept)
			k = mix(k, 25);
		k = mix(b->ran ? mix(k, 9) : k, half_key(s, b->prior_sk, live));
		h += mix(mix(identity(s, b->v, live), k), half_key(s, b->prior_dtor, live));
	}
	vec_for(i, &s->heap)
		if (is_key_pair(s, &s->heap.v[i], live))
			h += mix(mix(identity(s, s->heap.v[i].obj, live), s->heap.v[i].field == F_SK),
				 half_key(s, s->heap.v[i].val, live));
	vec_for(i, &s->socks) {
		const struct sock *k = &s->socks.v[i];

		if ((k->kinds != KIND_ANY || k->found || k->dropped) && state_names(s, k->v, live))
			h += mix(mix(identity(s, k->v, live), k->kinds),
				 k->escaped + (k->dropped ? 2 : 0));
	}
	return h;
}

static bool points_to_protocol(struct run *r, const struct state *s, const struct ir_var *v)
{
	const char *rec = ir_pointee(v->type);

	return protocol_is_skb(rec) || protocol_is_sock(r->func->unit, rec);
}

static uint64_t env_key(struct run *r, const struct state *s, const uint64_t *live,
			enum key_level lvl)
{
	uint64_t h = 0;

	env_for(i, s) {
		if (!is_live(live, i))
			continue;
		if (lvl == KEY_FLAGS || points_to_protocol(r, s, r->func->vars.v[i]))
			h += mix(mix(7, i), class_of(s, s->env[i]));
	}
	if (lvl != KEY_FLAGS)
		return h;
	vec_for(i, &s->heap)
		if (s->heap.v[i].field == F_STAR || s->heap.v[i].obj->kind == V_LOCAL)
			h += mix(mix(8, identity(s, s->heap.v[i].obj, live)),
				 class_of(s, s->heap.v[i].val));
	return h;
}

uint64_t state_key(struct run *r, const struct state *s, const uint64_t *live, enum key_level lvl)
{
	uint64_t h = mix(ledger_key(s, live, lvl), objects_key(s, live));

	h = mix(h, env_key(r, s, live, lvl));
	return s->ret ? mix(h, class_of(s, s->ret)) : h;
}

uint64_t state_owners_key(const struct state *s)
{
	uint64_t h = 26;

	vec_for(i, &s->facts) {
		const struct fact *f = &s->facts.v[i];

		if (f->v->kind == V_INIT && (f->v->name == F_SK || f->v->name == F_DTOR))
			h += mix(mix(f->v->id, class_of(s, f->v)), f->nr_eq * 4u + f->nr_ne);
	}
	return h;
}
