/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * join - one state that both of two states are cases of.
 *
 * The two may name the same thing differently: the buffer of this turn of the
 * loop and of the last one. So places are walked in parallel, each pair of
 * different values found in the same place gets one new name, both states are
 * renamed, and what then agrees is kept. Accounts and pairs must agree; facts
 * are weakened to what holds in both.
 */
#include <limits.h>
#include "run.h"

struct pair {
	const struct value *a, *b, *to;
};

struct join {
	struct run *r;
	const void *block;
	const struct state *a, *b;
	struct state *out;
	bool widen, force, failed;
	uint64_t walk;
	VEC(struct pair) pairs;
};

enum side { SIDE_A, SIDE_B };

static struct value_note *note_of(const struct join *j, const struct value *v)
{
	struct value_note *n = &((struct value *)v)->note;

	if (n->join != j->walk)
		*n = (struct value_note){
			.join = j->walk, .reached = n->reached, .mentioned = n->mentioned,
			.pointed = n->pointed,
		};
	return n;
}

static bool name_taken(const struct join *j, const struct value *to)
{
	return note_of(j, to)->taken;
}

static void note_pair(struct join *j, const struct value *v, enum side side)
{
	struct value_note *n = note_of(j, v);

	if (!n->pair[side])
		n->pair[side] = j->pairs.n;
}

static void pair_push(struct join *j, const struct value *a, const struct value *b,
		      const struct value *to)
{
	vec_push(j->r->arena, &j->pairs, ((struct pair){ a, b, to }));
	note_pair(j, a, SIDE_A);
	note_pair(j, b, SIDE_B);
	note_of(j, to)->taken = true;
}

/* The new name of the first pair that has @v on this side; NULL when none has. */
static const struct value *paired(const struct join *j, enum side side, const struct value *v)
{
	uint32_t n = note_of(j, v)->pair[side];

	return n ? j->pairs.v[n - 1].to : NULL;
}

static const struct value *pair_find(const struct join *j, const struct value *a,
				     const struct value *b)
{
	uint32_t i = note_of(j, a)->pair[SIDE_A], k = note_of(j, b)->pair[SIDE_B];

	if (!i || !k)
		return NULL;
	for (i = i > k ? i : k; i <= j->pairs.n; i++)
		if (j->pairs.v[i - 1].a == a && j->pairs.v[i - 1].b == b)
			return j->pairs.v[i - 1].to;
	return NULL;
}

static const struct value *pair_new(struct join *j, const struct value *a, const struct value *b,
				    int64_t slot)
{
	const struct value *to;
	int64_t n = 0;

	do {
		to = value_join(j->r->fl->values, j->block, slot + (n++ << 32));
	} while (name_taken(j, to));
	value_label(to, a->label ? a->label : b->label, a->type ? a->type : b->type);
	pair_push(j, a, b, to);
	return to;
}

/*
 * What a field held at the entry, of two objects that have become one: of that one. So
 * with what both were asked (sk_fullsock() behind a merge).
 */
static const struct value *pair_of_inits(struct join *j, const struct value *a,
					 const struct value *b)
{
	struct value_table *t = j->r->fl->values;
	const struct value *to;

	if (a->kind != b->kind || a->name != b->name || a->imm != b->imm ||
	    (a->kind != V_INIT && a->kind != V_PRED))
		return NULL;
	to = pair_find(j, a->a, b->a);
	if (to)
		to = a->kind == V_PRED ? value_pred(t, a->name, to, a->imm) :
					 value_init(t, to, a->name);
	if (to)
		pair_push(j, a, b, to);
	return to;
}

static const struct value *pair_of(struct join *j, const struct value *a, const struct value *b,
				   int64_t slot)
{
	struct value_table *t = j->r->fl->values;
	const struct value *in, *to = pair_find(j, a, b);

	if (to || a == b)
		return to ? to : a;
	if (a->kind == b->kind && a->name == b->name &&
	    (a->kind == V_FIELD || a->kind == V_OUTER)) {
		in = pair_of(j, a->a, b->a, slot);
		to = a->kind == V_FIELD ? value_field(t, in, a->name) :
					  value_outer(t, in, a->name);
		if (!to->label)
			value_label(to, a->label ? a->label : b->label, a->type ? a->type : b->type);
		pair_push(j, a, b, to);
		return to;
	}
	to = pair_of_inits(j, a, b);
	return to ? to : pair_new(j, a, b, slot);
}

/* Leaves that both states have in the same place keep their name. */
static void pin_leaves(struct join *j, const struct value *v)
{
	if (!v)
		return;
	if (!value_is_leaf(v)) {
		pin_leaves(j, v->a);
		pin_leaves(j, v->b);
		return;
	}
	if (!pair_find(j, v, v))
		pair_push(j, v, v, v);
}

static void join_env(struct join *j)
{
	env_for(i, j->a)
		if (j->a->env[i] == state_var(j->b, i))
			pin_leaves(j, j->a->env[i]);
	env_for(i, j->a) {
		const struct value *a = j->a->env[i], *b = state_var(j->b, i);

		if (b)
			state_set_var(j->out, i, pair_of(j, a, b, i));
	}
	if (j->a->ret && j->b->ret)
		j->out->ret = pair_of(j, j->a->ret, j->b->ret, 1 << 20);
}

struct renamer {
	struct join *j;
	enum side side;
};

static const struct value *join_leaf(const struct value *v, void *data)
{
	struct renamer *n = data;
	const struct value *to = paired(n->j, n->side, v);

	if (to)
		return to;
	/* the name now means something else: this is what it meant a turn ago */
	return name_taken(n->j, v) ? NULL : v;
}

static const struct value *in_join(struct join *j, enum side side, const struct value *v)
{
	struct renamer n = { j, side };
	struct value_note *note = v ? note_of(j, v) : NULL;
	const struct value *to;

	if (!v)
		return NULL;
	if (note->when[side] == j->pairs.n + 1)
		return note->to[side];
	to = v->kind == V_INT ? NULL : paired(j, side, v);
	if (!to)
		to = value_map(j->r->fl->values, v, join_leaf, &n);
	note->when[side] = j->pairs.n + 1;
	note->to[side] = to;
	return to;
}

/* --- memory --- */

static const struct cell *cell_named(struct join *j, enum side side, const struct value *obj,
				     const char *field)
{
	const struct state *s = side == SIDE_A ? j->a : j->b;

	vec_for(i, &s->heap)
		if (s->heap.v[i].field == field && in_join(j, side, s->heap.v[i].obj) == obj)
			return &s->heap.v[i];
	return NULL;
}

static void join_cell(struct join *j, const struct cell *c, enum side side, unsigned int slot)
{
	enum side other = side == SIDE_A ? SIDE_B : SIDE_A;
	const struct value *obj = in_join(j, side, c->obj), *mine, *theirs = NULL;
	const struct cell *d;

	if (!obj || state_cell(j->out, obj, c->field))
		return;
	d = cell_named(j, other, obj, c->field);
	if (d)
		theirs = d->val;
	else if (obj->kind != V_JOIN)
		theirs = value_init(j->r->fl->values, obj, c->field);
	mine = c->val;
	if (!theirs)
		theirs = value_join(j->r->fl->values, j->block, (1 << 21) + slot);
	if (side == SIDE_B) {
		const struct value *swap = mine;

		mine = theirs;
		theirs = swap;
	}
	state_write(j->out, obj, c->field, pair_of(j, mine, theirs, (1 << 22) + slot));
}

static void join_heap(struct join *j)
{
	vec_for(i, &j->a->heap)
		join_cell(j, &j->a->heap.v[i], SIDE_A, i);
	vec_for(i, &j->b->heap)
		join_cell(j, &j->b->heap.v[i], SIDE_B, (1 << 16) + i);
}

/* --- facts --- */

static void merge_lists(struct fact *f, const struct fact *b)
{
	uint8_t n = 0;

	for (uint8_t i = 0; i < f->nr_ne; i++)
		for (uint8_t k = 0; k < b->nr_ne; k++)
			if (f->ne[i] == b->ne[k]) {
				f->ne[n++] = f->ne[i];
				break;
			}
	f->nr_ne = n;
	if (!f->nr_eq || !b->nr_eq) {
		f->nr_eq = 0;
		return;
	}
	for (uint8_t k = 0; k < b->nr_eq; k++) {
		bool have = false;

		for (uint8_t i = 0; i < f->nr_eq; i++)
			have |= f->eq[i] == b->eq[k];
		if (have)
			continue;
		if (f->nr_eq == 4) {
			f->nr_eq = 0;
			return;
		}
		f->eq[f->nr_eq++] = b->eq[k];
	}
}

static void note_facts(struct join *j, const struct state *s, enum side side)
{
	vec_for(i, &s->facts)
		note_of(j, s->facts.v[i].v)->fact[side] = i + 1;
}

static const struct fact *fact_of(struct join *j, enum side side, const struct value *v)
{
	uint32_t n = note_of(j, v)->fact[side];

	return n ? &(side == SIDE_A ? j->a : j->b)->facts.v[n - 1] : NULL;
}

static bool is_null(const struct fact *f)
{
	return !f->lo && !f->hi;
}

/* On both ways; where there is nothing on one of them, the other tells: fixture foo_table_find */
static enum weakness join_weak(const struct fact *f, const struct fact *g)
{
	if (is_null(f) || is_null(g))
		return is_null(f) ? g->weak : f->weak;
	return f->weak < g->weak ? f->weak : g->weak;
}

static enum cover join_cover(const struct fact *f, const struct fact *g)
{
	if (is_null(f) || is_null(g))
		return is_null(f) ? g->cover : f->cover;
	return f->cover == g->cover ? f->cover : COVER_UNKNOWN;
}

static void join_fact(struct join *j, const struct value *a, const struct value *b,
		      const struct value *to)
{
	enum weakness weak;
	enum cover cover;
	struct fact f, g;

	if (to->kind == V_INT || note_of(j, to)->told)
		return;
	if (!fact_view(a, fact_of(j, SIDE_A, a), &f) || !fact_view(b, fact_of(j, SIDE_B, b), &g))
		return;
	weak = join_weak(&f, &g);
	cover = join_cover(&f, &g);
	if (g.lo < f.lo)
		f.lo = j->widen ? INT64_MIN : g.lo;
	if (g.hi > f.hi)
		f.hi = j->widen ? INT64_MAX : g.hi;
	f.nonnull &= g.nonnull;
	f.chained &= g.chained;
	f.weak = weak;
	f.cover = cover;
	if (f.err != g.err)
		f.err = 0;
	merge_lists(&f, &g);
	f.v = to;
	if (f.lo == INT64_MIN && f.hi == INT64_MAX && !f.nonnull && !f.err && !f.weak && !f.cover &&
	    !f.chained && !f.nr_eq && !f.nr_ne)
		return;
	note_of(j, to)->told = true;
	fact_push(j->out, &f);
}

/* The names in the join of what the facts of the other side are about. */
static const struct value **names_of_facts(struct join *j)
{
	const struct value **b = arena_array(j->r->arena, const struct value *, j->b->facts.n + 1);

	vec_for(k, &j->b->facts)
		b[k] = in_join(j, SIDE_B, j->b->facts.v[k].v);
	return b;
}

static void join_facts(struct join *j)
{
	const struct value **b = NULL;
	unsigned int pairs = j->pairs.n;

	note_facts(j, j->a, SIDE_A);
	note_facts(j, j->b, SIDE_B);
	for (unsigned int i = 0; i < pairs; i++)
		join_fact(j, j->pairs.v[i].a, j->pairs.v[i].b, j->pairs.v[i].to);
	vec_for(i, &j->a->facts) {
		const struct value *v = j->a->facts.v[i].v, *to = in_join(j, SIDE_A, v);

		if (!to || to->kind == V_INT)
			continue;
		b = b ? b : names_of_facts(j);
		vec_for(k, &j->b->facts)
			if (b[k] == to)
				join_fact(j, v, j->b->facts.v[k].v, to);
	}
}

/* --- objects --- */

static const struct skb *skb_named(struct join *j, enum side side, const struct value *v)
{
	const struct state *s = side == SIDE_A ? j->a : j->b;

	vec_for(i, &s->skbs)
		if (in_join(j, side, s->skbs.v[i].v) == v)
			return &s->skbs.v[i];
	return NULL;
}

/*
 * What stood there a turn ago may have no name any more: then nothing is said of it, as if
 * nothing had stood there.
 */
static void join_pairs(struct join *j, enum side side, struct skb *b)
{
	const struct value *null = value_int(j->r->fl->values, 0);

	if (!b->dirty)
		return;
	b->prior_sk = in_join(j, side, b->prior_sk);
	b->prior_dtor = in_join(j, side, b->prior_dtor);
	b->mid_sk = in_join(j, side, b->mid_sk);
	b->mid_dtor = in_join(j, side, b->mid_dtor);
	if (!b->prior_sk || !b->prior_dtor)
		b->prior_sk = b->prior_dtor = null;
	if (!b->mid_sk || !b->mid_dtor)
		b->mid_sk = b->mid_dtor = NULL;
}

static void join_skb(struct join *j, const struct skb *mine, enum side side)
{
	static const struct skb none;
	const struct value *v = in_join(j, side, mine->v);
	const struct skb *other;
	struct skb out = *mine;

	if (!v || state_skb_find(j->out, v))
		return;
	other = skb_named(j, side == SIDE_A ? SIDE_B : SIDE_A, v);
	if (!other)
		other = &none;
	if (mine->dirty != other->dirty || !mine->ran != !other->ran ||
	    (mine->fate != other->fate && state_names(side == SIDE_A ? j->a : j->b, mine->v, NULL))) {
		j->failed |= !j->force;
		out.dirty = mine->dirty && other->dirty;
		out.ran = other->ran ? mine->ran : NULL;
	}
	out.v = v;
	out.touched |= other->touched;
	out.stored |= other->stored;
	out.ran_sure &= other->ran_sure;
	out.ran_touched |= other->ran_touched;
	out.refunded |= other->refunded;
	out.fresh = mine->fresh && (other->fresh || other == &none);
	join_pairs(j, side, &out);
	out.summed = out.summed ? out.summed : other->summed;
	out.sum_kept |= other->sum_kept;
	out.sized |= other->sized;
	if (!mine->size_insn || !other->size_insn)
		out.size_insn = NULL;
	out.paid = out.size_insn ? in_join(j, side, mine->paid) : NULL;
	if (!out.paid)
		out.size_insn = NULL;
	vec_push(j->r->arena, &j->out->skbs, out);
}

static void join_sock(struct join *j, const struct sock *mine, enum side side)
{
	const struct state *os = side == SIDE_A ? j->b : j->a;
	const struct value *v = in_join(j, side, mine->v);
	struct sock out = *mine;
	const struct sock *other = NULL;

	if (!v || state_sock_find(j->out, v))
		return;
	vec_for(i, &os->socks)
		if (in_join(j, side == SIDE_A ? SIDE_B : SIDE_A, os->socks.v[i].v) == v)
			other = &os->socks.v[i];
	out.v = v;
	if (other) {
		out.kinds |= other->kinds;
		out.told = out.told && other->told ? out.told | other->told : 0;
		out.source = out.source > other->source ? out.source : other->source;
		out.found |= other->found;
		out.fresh |= other->fresh;
		out.in = out.in == other->in ? out.in : NULL;
		out.freed = out.freed == other->freed ? out.freed : NULL;
		out.escaped |= other->escaped;
		out.judged |= other->judged;
		out.closed |= other->closed;
		out.asked |= other->asked;
		out.queried |= other->queried;
		out.armed |= other->armed;
		out.question = out.question == other->question ? out.question : NULL;
		out.touched = out.touched ? out.touched : other->touched;
		out.dropped = other->dropped ? out.dropped : NULL;
		out.drop_sure &= other->drop_sure;
		out.drop_locked |= other->drop_locked;
		out.used = out.used ? out.used : other->used;
	} else if (!mine->found && !mine->fresh) {
		out.kinds = KIND_ANY;
		out.told = 0;
	}
	if (!other)
		out.dropped = NULL;
	vec_push(j->r->arena, &j->out->socks, out);
}

static bool amount_same(struct join *j, const struct amount *a, const struct amount *b)
{
	if (a->k != b->k || a->n != b->n)
		return false;
	for (uint8_t i = 0; i < a->n; i++)
		if (in_join(j, SIDE_A, a->t[i].v) != in_join(j, SIDE_B, b->t[i].v) ||
		    a->t[i].coef != b->t[i].coef)
			return false;
	return true;
}

/* Sizes of buffers, and not none. */
static bool is_sizes(const struct amount *a)
{
	for (uint8_t i = 0; i < a->n; i++)
		if (a->t[i].v->kind != V_INIT || a->t[i].v->name != F_TRUESIZE)
			return false;
	return !a->any && a->n;
}

/* Changes of truesize that two states have noted each for themselves. */
static bool same_delta(const struct amount *a, const struct amount *b)
{
	struct amount d;

	if (a == b)
		return true;
	if (!a || !b || a->any || b->any)
		return false;
	d = *a;
	amount_add(&d, b, -1);
	return !d.any && amount_zero(&d);
}

/* All that it grew by is unpaid on this path; where another one leaves as much, that says why. */
static bool is_whole_delta(const struct entry *e)
{
	return e->delta && !amount_zero(e->delta) && same_delta(e->delta, &e->amount);
}

static void join_entry(struct join *j, const struct entry *mine, enum side side)
{
	static const struct entry none;
	const struct state *os = side == SIDE_A ? j->b : j->a;
	const struct value *obj = in_join(j, side, mine->obj);
	const struct entry *other = &none;
	struct entry out = *mine;

	if (!obj && !amount_zero(&mine->amount))	/* an open account of the last turn */
		obj = value_join(j->r->fl->values, j->block, (int64_t)1 << 40);
	if (!obj || ledger_find(j->out, obj, mine->counter))
		return;
	vec_for(i, &os->ledger)
		if (os->ledger.v[i].counter == mine->counter &&
		    in_join(j, side == SIDE_A ? SIDE_B : SIDE_A, os->ledger.v[i].obj) == obj)
			other = &os->ledger.v[i];
	out.obj = obj;
	out.took |= other->took;
	out.put |= other->put;
	out.unpaid |= other->unpaid;
	out.handed |= other->handed;
	out.settled |= other->settled;
	out.moved |= other->moved;
	out.deferred |= other->deferred;
	out.owing |= other->owing || (mine->moved && is_sizes(&mine->amount)) ||
		     (other->moved && is_sizes(&other->amount));
	out.bare = bill_is_bare(mine) || bill_is_bare(other);
	out.bulk |= other->bulk;
	out.unsized |= other->unsized;
	out.shown |= other->shown;
	out.unseen = out.unseen ? in_join(j, side, out.unseen) : NULL;
	out.resized |= other->resized;
	out.owed = !out.owed || (other->deferred && !mine->deferred) ? other->owed : out.owed;
	if (!same_delta(mine->delta, other->delta))
		out.delta = is_whole_delta(mine) ? mine->delta : is_whole_delta(other) ? other->delta : NULL;
	out.skb = in_join(j, side, out.skb ? out.skb : NULL);
	for (uint8_t i = 0; i < out.amount.n; i++) {
		out.amount.t[i].v = in_join(j, side, out.amount.t[i].v);
		if (!out.amount.t[i].v)
			out.amount = (struct amount){ .any = true };	/* a size of the last turn */
	}
	if (out.amount.any || other->amount.any) {
		out.amount = (struct amount){ .any = true };
		out.debt = debt_of(j->r, side == SIDE_A ? j->a : j->b, mine);
		if (!out.debt)
			out.debt = debt_of(j->r, os, other);
	} else if (!(side == SIDE_A ? amount_same(j, &mine->amount, &other->amount) :
				      amount_same(j, &other->amount, &mine->amount))) {
		j->failed |= !j->force && mine->counter == F_REFCNT;
		out.amount = (struct amount){ .any = true };
		out.debt = debt_of(j->r, side == SIDE_A ? j->a : j->b, mine);
		if (!out.debt)
			out.debt = debt_of(j->r, os, other);
	}
	vec_push(j->r->arena, &j->out->ledger, out);
}

static bool has_value(const struct value **v, unsigned int n, const struct value *which)
{
	while (n--)
		if (v[n] == which)
			return true;
	return false;
}

/* Those of the caller's have the same name on both sides; each once, or a loop doubles them. */
static void join_uses(struct join *j)
{
	struct state *o = j->out;

	vec_for(i, &j->a->uses)
		if (has_value(j->b->uses.v, j->b->uses.n, j->a->uses.v[i]) &&
		    !has_value(o->uses.v, o->uses.n, j->a->uses.v[i]))
			vec_push(j->r->arena, &o->uses, j->a->uses.v[i]);
	vec_for(i, &j->a->freed)
		if (has_value(j->b->freed.v, j->b->freed.n, j->a->freed.v[i]) &&
		    !has_value(o->freed.v, o->freed.n, j->a->freed.v[i]))
			vec_push(j->r->arena, &o->freed, j->a->freed.v[i]);
}

static void join_copies(struct join *j)
{
	vec_for(i, &j->a->copies) {
		struct copied c = j->a->copies.v[i];
		bool both = false;

		vec_for(k, &j->b->copies)
			both |= j->b->copies.v[k].insn == c.insn;
		c.src = in_join(j, SIDE_A, c.src);
		c.dst = in_join(j, SIDE_A, c.dst);
		c.sk = in_join(j, SIDE_A, c.sk);
		c.dtor = in_join(j, SIDE_A, c.dtor);
		if (both && c.src && c.dst && c.sk && c.dtor)
			vec_push(j->r->arena, &j->out->copies, c);
	}
}

static void join_latents(struct join *j, const struct state *s, enum side side)
{
	vec_for(i, &s->latents) {
		struct latent l = s->latents.v[i];
		bool have = false;

		l.a = in_join(j, side, l.a);
		l.b = in_join(j, side, l.b);
		l.obj = in_join(j, side, l.obj);
		vec_for(k, &j->out->latents)
			have |= j->out->latents.v[k].insn == l.insn &&
				j->out->latents.v[k].a == l.a;
		if (!have && l.a)
			vec_push(j->r->arena, &j->out->latents, l);
	}
}

static void join_objects(struct join *j)
{
	vec_for(i, &j->a->skbs)
		join_skb(j, &j->a->skbs.v[i], SIDE_A);
	vec_for(i, &j->b->skbs)
		join_skb(j, &j->b->skbs.v[i], SIDE_B);
	vec_for(i, &j->a->socks)
		join_sock(j, &j->a->socks.v[i], SIDE_A);
	vec_for(i, &j->b->socks)
		join_sock(j, &j->b->socks.v[i], SIDE_B);
	vec_for(i, &j->a->ledger)
		join_entry(j, &j->a->ledger.v[i], SIDE_A);
	vec_for(i, &j->b->ledger)
		join_entry(j, &j->b->ledger.v[i], SIDE_B);
	join_uses(j);
	join_copies(j);
	join_latents(j, j->a, SIDE_A);
	join_latents(j, j->b, SIDE_B);
}

struct state *state_join(struct run *r, const void *block, const struct state *a,
			 const struct state *b, bool widen, bool force)
{
	struct join j = {
		.r = r, .walk = value_walk(r->fl->values), .block = block, .a = a, .b = b, .widen = widen, .force = force,
		.out = state_new(r->arena, a->nr_env),
	};

	j.out->history = a->history;
	j.out->guards = guards_join(&a->guards, &b->guards);
	join_env(&j);
	join_heap(&j);
	join_objects(&j);
	join_facts(&j);
	return j.failed ? NULL : j.out;
}
