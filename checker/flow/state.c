/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state - memory and object records of one path. Arrays are searched from the
 * front: a state holds tens of entries, and copying them must be cheap.
 */
#include "base/intern.h"
#include "protocol.h"
#include "state.h"

struct state *state_new(struct arena *a, unsigned int nr_env)
{
	struct state *s = arena_new(a, struct state);

	s->arena = a;
	s->nr_env = nr_env;
	s->env = arena_take(a, sizeof(*s->env) * nr_env);
	s->env_set = arena_array(a, uint64_t, ENV_WORDS(nr_env));
	return s;
}

#define copy_vec(a, dst, src) do {						\
	(dst)->n = (dst)->cap = (src)->n;					\
	(dst)->v = NULL;							\
	if ((src)->n) {								\
		(dst)->v = arena_memdup((a), (src)->v, sizeof(*(src)->v) * (src)->n); \
	}									\
} while (0)

struct state *state_copy(struct arena *a, const struct state *s)
{
	struct state *c = state_new(a, s->nr_env);

	env_for(i, s)
		c->env[i] = s->env[i];
	memcpy(c->env_set, s->env_set, sizeof(*s->env_set) * ENV_WORDS(s->nr_env));
	c->ret = s->ret;
	c->history = s->history;
	c->guards = s->guards;
	copy_vec(a, &c->heap, &s->heap);
	copy_vec(a, &c->facts, &s->facts);
	memcpy(c->has_fact, s->has_fact, sizeof(s->has_fact));
	copy_vec(a, &c->skbs, &s->skbs);
	copy_vec(a, &c->socks, &s->socks);
	copy_vec(a, &c->ledger, &s->ledger);
	copy_vec(a, &c->latents, &s->latents);
	copy_vec(a, &c->uses, &s->uses);
	copy_vec(a, &c->late, &s->late);
	copy_vec(a, &c->freed, &s->freed);
	copy_vec(a, &c->copies, &s->copies);
	return c;
}

unsigned int state_next_var(const struct state *s, unsigned int i)
{
	while (i < s->nr_env) {
		uint64_t set = s->env_set[i / 64] >> (i % 64);

		if (set)
			return i + (unsigned int)__builtin_ctzll(set);
		i = (i / 64 + 1) * 64;
	}
	return s->nr_env;
}

void state_set_var(struct state *s, unsigned int i, const struct value *v)
{
	uint64_t bit = (uint64_t)1 << (i % 64);

	s->env[i] = v;
	if (v)
		s->env_set[i / 64] |= bit;
	else
		s->env_set[i / 64] &= ~bit;
}

struct cell *state_cell(struct state *s, const struct value *obj, const char *field)
{
	vec_for(i, &s->heap)
		if (s->heap.v[i].obj == obj && s->heap.v[i].field == field)
			return &s->heap.v[i];
	return NULL;
}

void state_write(struct state *s, const struct value *obj, const char *field,
		 const struct value *val)
{
	struct cell *c = state_cell(s, obj, field);

	if (c) {
		c->val = val;
		return;
	}
	vec_push(s->arena, &s->heap, ((struct cell){ obj, field, val }));
}

void state_forget_fields(struct state *s, const struct value *obj)
{
	unsigned int n = 0;

	vec_for(i, &s->heap) {
		struct cell c = s->heap.v[i];

		if (c.obj != obj || field_is_pair(c.field))
			s->heap.v[n++] = c;
	}
	s->heap.n = n;
}

struct skb *state_skb_find(const struct state *s, const struct value *v)
{
	vec_for(i, &s->skbs)
		if (s->skbs.v[i].v == v)
			return &s->skbs.v[i];
	return NULL;
}

struct skb *state_skb(struct state *s, const struct value *v)
{
	struct skb *b = state_skb_find(s, v);

	if (b)
		return b;
	vec_push(s->arena, &s->skbs, ((struct skb){ .v = v }));
	return &s->skbs.v[s->skbs.n - 1];
}

struct sock *state_sock_find(const struct state *s, const struct value *v)
{
	vec_for(i, &s->socks)
		if (s->socks.v[i].v == v)
			return &s->socks.v[i];
	return NULL;
}

bool state_is_skb(const struct state *s, const struct value *v)
{
	return state_skb_find(s, v) || (v->type && protocol_is_skb(ir_pointee(v->type)));
}

struct sock *state_sock(struct state *s, const struct value *v)
{
	struct sock *k = state_sock_find(s, v);

	if (k)
		return k;
	vec_push(s->arena, &s->socks, ((struct sock){ .v = v, .kinds = KIND_ANY }));
	return &s->socks.v[s->socks.n - 1];
}

static bool env_uses(const struct state *s, const struct value *leaf)
{
	env_for(i, s)
		if (value_mentions(s->env[i], leaf))
			return true;
	return s->ret && value_mentions(s->ret, leaf);
}

bool state_uses(const struct state *s, const struct value *leaf)
{
	if (env_uses(s, leaf))
		return true;
	vec_for(i, &s->heap)
		if (value_mentions(s->heap.v[i].obj, leaf) ||
		    value_mentions(s->heap.v[i].val, leaf))
			return true;
	vec_for(i, &s->ledger)
		if (value_mentions(s->ledger.v[i].obj, leaf))
			return true;
	vec_for(i, &s->skbs)
		if (value_mentions(s->skbs.v[i].v, leaf))
			return true;
	vec_for(i, &s->socks)
		if (s->socks.v[i].v == leaf)
			return true;
	return false;
}

/*
 * Facts about a symbol of an earlier turn of a loop must not stick to its namesake
 * of this turn; an account stays open until the exit looks at it.
 */
void state_forget_symbol(struct state *s, const struct value *v)
{
	unsigned int n = 0;

	fact_drop(s, v);
	vec_for(i, &s->heap)
		if (!value_mentions(s->heap.v[i].obj, v))
			s->heap.v[n++] = s->heap.v[i];
	s->heap.n = n;
	n = 0;
	vec_for(i, &s->socks)
		if (!value_mentions(s->socks.v[i].v, v))
			s->socks.v[n++] = s->socks.v[i];
	s->socks.n = n;
	n = 0;
	vec_for(i, &s->skbs)
		if (s->skbs.v[i].v != v)
			s->skbs.v[n++] = s->skbs.v[i];
	s->skbs.n = n;
	n = 0;
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].unseen == v)
			s->ledger.v[i].unseen = NULL;
	vec_for(i, &s->copies)
		if (s->copies.v[i].src != v && s->copies.v[i].dst != v)
			s->copies.v[n++] = s->copies.v[i];
	s->copies.n = n;
}

static bool fact_equal(const struct fact *a, const struct fact *b)
{
	return a->v == b->v && a->lo == b->lo && a->hi == b->hi && a->nonnull == b->nonnull &&
	       a->err == b->err && a->weak == b->weak && a->cover == b->cover && a->chained == b->chained &&
	       a->nr_eq == b->nr_eq && a->nr_ne == b->nr_ne &&
	       !memcmp(a->eq, b->eq, sizeof(*a->eq) * a->nr_eq) &&
	       !memcmp(a->ne, b->ne, sizeof(*a->ne) * a->nr_ne);
}

static bool skb_equal(const struct skb *a, const struct skb *b)
{
	return a->v == b->v && a->fate == b->fate && a->dirty == b->dirty &&
	       a->touched == b->touched && a->fresh == b->fresh && !a->ran == !b->ran &&
	       a->size_insn == b->size_insn && !a->summed == !b->summed && a->sum_kept == b->sum_kept && a->sized == b->sized && a->paid == b->paid &&
	       a->ended == b->ended && a->mid_sk == b->mid_sk && a->mid_dtor == b->mid_dtor &&
	       (!a->dirty || (a->prior_sk == b->prior_sk && a->prior_dtor == b->prior_dtor));
}

static bool sock_equal(const struct sock *a, const struct sock *b)
{
	return a->v == b->v && a->kinds == b->kinds && a->told == b->told && a->source == b->source &&
	       a->escaped == b->escaped && a->closed == b->closed && a->in == b->in && a->freed == b->freed &&
	       a->judged == b->judged && !a->touched == !b->touched &&
	       !a->dropped == !b->dropped && !a->used == !b->used;
}

static bool amount_equal(const struct amount *a, const struct amount *b)
{
	if (a->any != b->any || a->k != b->k || a->n != b->n)
		return a->any && b->any;
	for (unsigned int i = 0; i < a->n; i++)
		if (a->t[i].v != b->t[i].v || a->t[i].coef != b->t[i].coef)
			return false;
	return true;
}

static bool entry_equal(const struct entry *a, const struct entry *b)
{
	return a->obj == b->obj && a->counter == b->counter &&
	       amount_equal(&a->amount, &b->amount) &&
	       (a->counter == F_REFCNT ||
		(a->took == b->took && a->put == b->put && a->handed == b->handed &&
		 a->settled == b->settled && a->moved == b->moved &&
		 a->deferred == b->deferred && a->bulk == b->bulk && a->bare == b->bare &&
		 a->resized == b->resized && !a->debt == !b->debt && a->shown == b->shown &&
		 a->owing == b->owing && a->unsized == b->unsized && a->unseen == b->unseen));
}

static bool copied_equal(const struct copied *a, const struct copied *b)
{
	return a->insn == b->insn && a->src == b->src && a->dst == b->dst;
}

static bool same_value(const struct value *const *a, const struct value *const *b)
{
	return *a == *b;
}

static bool cell_equal(const struct cell *a, const struct cell *b)
{
	return a->obj == b->obj && a->field == b->field && a->val == b->val;
}

static bool latent_equal(const struct latent *a, const struct latent *b)
{
	return a->kind == b->kind && a->insn == b->insn && a->a == b->a && a->b == b->b &&
	       a->kinds == b->kinds;
}

/* Equal as sets: every element of the one has its like in the other. */
#define set_equal(x, y, same) ({						\
	bool ok__ = (x)->n == (y)->n;						\
	for (unsigned int i__ = 0; ok__ && i__ < (x)->n; i__++) {		\
		bool hit__ = false;						\
		for (unsigned int j__ = 0; !hit__ && j__ < (y)->n; j__++)	\
			hit__ = same(&(x)->v[i__], &(y)->v[j__]);		\
		ok__ = hit__;							\
	}									\
	ok__;									\
})

static bool env_equal(const struct state *a, const struct state *b)
{
	if (memcmp(a->env_set, b->env_set, sizeof(*a->env_set) * ENV_WORDS(a->nr_env)))
		return false;
	env_for(i, a)
		if (a->env[i] != b->env[i])
			return false;
	return true;
}

bool state_equal(const struct state *a, const struct state *b)
{
	return a->ret == b->ret && !memcmp(&a->guards, &b->guards, sizeof(a->guards)) &&
	       env_equal(a, b) &&
	       set_equal(&a->heap, &b->heap, cell_equal) &&
	       set_equal(&a->facts, &b->facts, fact_equal) &&
	       set_equal(&a->skbs, &b->skbs, skb_equal) &&
	       set_equal(&a->socks, &b->socks, sock_equal) &&
	       set_equal(&a->ledger, &b->ledger, entry_equal) &&
	       set_equal(&a->uses, &b->uses, same_value) &&
	       set_equal(&a->late, &b->late, same_value) &&
	       set_equal(&a->freed, &b->freed, same_value) &&
	       set_equal(&a->copies, &b->copies, copied_equal) &&
	       set_equal(&a->latents, &b->latents, latent_equal);
}
