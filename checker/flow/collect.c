/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * collect - what of a state is dropped because nothing that follows can get at it.
 *
 * An object is reached when a live variable, the result, a parameter or a cell of an
 * object that is reached holds a pointer into it. To mention it is not enough: from
 * skb->len no way leads to skb. Accounts of sockets stay open until somebody looks
 * at them; other counters go with their object.
 */
#include "run.h"

struct reach {
	struct arena *arena;
	uint64_t walk;				/* noted at values that are reached or mentioned */
	VEC(const struct value *) objs;		/* what pointers lead to */
};

static struct value_note *note_of(const struct value *v)
{
	return &((struct value *)v)->note;
}

static const struct value *strip(const struct value *v)
{
	while (v->kind == V_FIELD || v->kind == V_OUTER)
		v = v->a;
	return v;
}

static bool is_in(const struct reach *m, const struct value *v)
{
	return v->note.reached == m->walk;
}

static bool is_number(const struct value *v)
{
	return v->kind == V_INT || (v->type && v->type->kind == IRT_INT);
}

/* Can a pointer that is reached be followed to @v? An element, when its index is still known. */
static bool is_reached(const struct reach *m, const struct value *v)
{
	for (; v; v = v->a) {
		v = strip(v);
		if (is_in(m, v))
			return true;
		if (v->kind == V_BIN && is_number(v->b))
			return is_reached(m, v->a) && is_in(m, v->b);
		if (v->kind == V_BIN)
			return is_reached(m, v->a) || is_reached(m, v->b);
		if (value_is_leaf(v))
			return v->kind == V_PARAM || v->kind == V_LOCAL;
	}
	return true;
}

static bool reach_add(struct reach *m, const struct value *v)
{
	if (!v)
		return false;
	v = strip(v);
	if (is_in(m, v))
		return false;
	note_of(v)->reached = m->walk;
	vec_push(m->arena, &m->objs, v);
	if (v->kind == V_BIN && !is_number(v->a))
		reach_add(m, v->a);
	if (v->kind == V_BIN && !is_number(v->b))
		reach_add(m, v->b);
	return true;
}

static bool is_live(const uint64_t *live, unsigned int i)
{
	return !live || (live[i / 64] >> (i % 64) & 1);
}

static void reach_vars(struct reach *m, const struct state *s, const uint64_t *live)
{
	env_for(i, s)
		if (is_live(live, i))
			reach_add(m, s->env[i]);
	reach_add(m, s->ret);
}

static void reach_records(struct reach *m, const struct state *s)
{
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].counter == F_REFCNT && !amount_zero(&s->ledger.v[i].amount))
			reach_add(m, s->ledger.v[i].obj);
	vec_for(i, &s->skbs)
		if (s->skbs.v[i].dirty)
			reach_add(m, s->skbs.v[i].v);
	vec_for(i, &s->copies) {
		reach_add(m, s->copies.v[i].src);
		reach_add(m, s->copies.v[i].dst);
		reach_add(m, s->copies.v[i].sk);
	}
	vec_for(i, &s->latents) {
		reach_add(m, s->latents.v[i].a);
		reach_add(m, s->latents.v[i].b);
		reach_add(m, s->latents.v[i].obj);
	}
}

static void reach_heap(struct reach *m, const struct state *s)
{
	bool more = true;

	for (int pass = 0; more && pass < 5; pass++) {
		more = false;
		vec_for(i, &s->heap)
			if (is_reached(m, s->heap.v[i].obj))
				more |= reach_add(m, s->heap.v[i].val);
	}
}

static void mention(struct reach *m, const struct value *v)
{
	if (!v || v->note.mentioned == m->walk)
		return;
	note_of(v)->mentioned = m->walk;
	if (!value_is_leaf(v)) {
		mention(m, v->a);
		mention(m, v->b);
	}
}

/* Everything that the state still speaks of keeps what is known of it. */
static void mention_all(struct reach *m, const struct state *s)
{
	env_for(i, s)
		mention(m, s->env[i]);
	vec_for(i, &m->objs)
		mention(m, m->objs.v[i]);
	vec_for(i, &s->heap) {
		mention(m, s->heap.v[i].obj);
		mention(m, s->heap.v[i].val);
	}
	vec_for(i, &s->ledger)
		mention(m, s->ledger.v[i].obj);
}

static bool is_mentioned(const struct reach *m, const struct value *v)
{
	if (!v || v->note.mentioned == m->walk)
		return true;
	if (!value_is_leaf(v))
		return is_mentioned(m, v->a) && is_mentioned(m, v->b);
	return v->kind == V_PARAM || v->kind == V_LOCAL;
}

/* What was pointed to when the collection began; cells that are dropped meanwhile point no more. */
static void note_pointed(const struct reach *m, const struct state *s)
{
	env_for(i, s)
		note_of(s->env[i])->pointed = m->walk;
	if (s->ret)
		note_of(s->ret)->pointed = m->walk;
	vec_for(i, &s->heap)
		note_of(s->heap.v[i].val)->pointed = m->walk;
}

static bool is_pointed_to(const struct reach *m, const struct state *s, const struct value *v)
{
	if (v->note.pointed != m->walk)
		return false;
	if (s->ret == v)
		return true;
	env_for(i, s)
		if (s->env[i] == v)
			return true;
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == v)
			return true;
	return false;
}

/*
 * Reached through something made or met on the way, or by arithmetic, and nothing
 * points to it any more: an element that a walk has left behind.
 */
static bool is_passing(const struct reach *m, const struct state *s, const struct value *v)
{
	const struct value *leaf = v;
	bool computed = false;
	unsigned int inside = 0;	/* steps into an object, which is none to another */

	while (leaf->a && !value_is_leaf(leaf)) {
		computed |= leaf->kind == V_BIN;
		inside += leaf->kind == V_FIELD;
		if (is_pointed_to(m, s, leaf))
			return false;
		leaf = leaf->a;
	}
	return leaf != v && (computed || v->depth - inside > 4 ||
			     (leaf->kind != V_PARAM && leaf->kind != V_GLOBAL &&
			      leaf->kind != V_LOCAL));
}

/* Could somebody have to pay for it yet? Puts of what a walk met are the list's; what escaped is kept. */
static bool is_due(const struct state *s, const struct entry *e)
{
	const struct sock *k = state_sock_find(s, e->obj);

	if (amount_zero(&e->amount))
		return true;	/* evidence */
	if (e->amount.k < 0 && !e->amount.n)
		return e->took || e->handed;
	return !(k && k->escaped);
}

/* A destructor will give back what does not add up: that is judged at the end, whoever can be reached then. */
static bool is_unpaid(const struct state *s, const struct entry *e)
{
	struct amount left = amount_reduce(s, &e->amount);

	return e->counter != F_REFCNT && e->counter != F_ALL && (e->handed || e->resized) &&
	       !e->settled && !e->moved && !e->deferred && !left.any && !amount_zero(&left);
}

static bool entry_stays(const struct reach *m, const struct state *s, const struct entry *e)
{
	bool passing = is_passing(m, s, e->obj);

	if (is_unpaid(s, e) || e->debt)
		return true;
	if (!is_due(s, e) && passing)
		return false;
	if (e->counter == F_REFCNT && !amount_zero(&e->amount))
		return true;
	return is_reached(m, e->obj) && !passing;
}

/* Accounts that are even and whose object is gone: kept as evidence of how it is done right. */
static void retire_accounts(struct run *r, const struct reach *m, struct state *s)
{
	unsigned int n = 0;

	vec_for(i, &s->ledger) {
		struct entry *e = &s->ledger.v[i];

		if (entry_stays(m, s, e))
			s->ledger.v[n++] = *e;
		else if (amount_zero(&e->amount) && e->took && e->put && !e->amount.any)
			vec_push(r->keep, &r->even, *e);
	}
	s->ledger.n = n;
}

/*
 * Lists that a loop builds or walks hang together and are all reached: past this many
 * cells only objects that code can name keep theirs, as joining is quadratic.
 */
#define MANY_CELLS 96

static bool is_ballast(const struct state *s, const struct cell *c, bool many)
{
	const struct value *obj = value_object(c->obj);

	return many && !field_is_pair(c->field) && obj->kind != V_LOCAL &&
	       obj->kind != V_GLOBAL && !state_names(s, obj, NULL);
}

static void retire_cells(const struct reach *m, struct state *s)
{
	bool many = s->heap.n > MANY_CELLS, dirty = false, stays = false;
	const struct value *last = NULL;
	unsigned int n = 0;

	vec_for(i, &s->heap) {
		struct cell c = s->heap.v[i];

		if (c.obj != last) {	/* an object's cells mostly stand together */
			const struct skb *b = state_skb_find(s, c.obj);

			last = c.obj;
			dirty = b && b->dirty;
			stays = !dirty && is_reached(m, c.obj) && !is_passing(m, s, c.obj);
		}
		if (dirty || (stays && !is_ballast(s, &c, many)))
			s->heap.v[n++] = c;
	}
	s->heap.n = n;
}

static void retire_objects(const struct reach *m, struct state *s)
{
	unsigned int n = 0;

	vec_for(i, &s->skbs) {
		struct skb b = s->skbs.v[i];

		if (b.dirty || (is_reached(m, b.v) && !is_passing(m, s, b.v)))
			s->skbs.v[n++] = b;
	}
	s->skbs.n = n;
	n = 0;
	vec_for(i, &s->socks)
		if (s->socks.v[i].used || is_reached(m, s->socks.v[i].v))
			s->socks.v[n++] = s->socks.v[i];
	s->socks.n = n;
}

static void retire_facts(struct reach *m, struct state *s)
{
	unsigned int n = 0;

	mention_all(m, s);
	vec_for(i, &s->facts)
		if (is_mentioned(m, s->facts.v[i].v))
			s->facts.v[n++] = s->facts.v[i];
	s->facts.n = n;
}

void state_collect(struct run *r, struct state *s, const uint64_t *live)
{
	struct reach m = { .arena = r->arena, .walk = value_walk(r->fl->values) };

	env_for(i, s)
		if (!is_live(live, i))
			state_set_var(s, i, NULL);
	reach_vars(&m, s, NULL);
	reach_records(&m, s);
	reach_heap(&m, s);
	note_pointed(&m, s);
	retire_accounts(r, &m, s);
	retire_cells(&m, s);
	retire_objects(&m, s);
	retire_facts(&m, s);
}

/* --- accounts of sockets that a turn of a loop leaves behind --- */

/* Does a variable point to it, one in memory too? */
static bool is_at_hand(const struct state *s, const struct value *v, const uint64_t *live)
{
	env_for(i, s)
		if (is_live(live, i) && strip(s->env[i]) == v)
			return true;
	vec_for(i, &s->heap)
		if (strip(s->heap.v[i].val) == v && value_object(s->heap.v[i].obj)->kind == V_LOCAL)
			return true;
	return s->ret && strip(s->ret) == v;
}

/* Met by a walk, by an index or over several links, or made here: not what the caller knows by name. */
static bool is_met(const struct value *v)
{
	int links = 0;

	for (; v->a && !value_is_leaf(v); v = v->a) {
		if (v->kind == V_BIN)
			return true;
		links += v->kind == V_INIT;
	}
	return links > 2 || (v->kind != V_PARAM && v->kind != V_GLOBAL);
}

static bool is_lost(const struct reach *m, const struct state *s, const struct entry *e,
		    const uint64_t *live)
{
	const struct sock *k = state_sock_find(s, e->obj);

	if (e->counter != F_REFCNT || e->amount.any || e->amount.n || !e->amount.k)
		return false;
	if (k && k->escaped && e->amount.k > 0 && is_met(e->obj))
		return !is_at_hand(s, strip(e->obj), live);
	if (k && k->fresh && e->amount.k > 0)
		return false;
	return !is_reached(m, e->obj);
}

static bool is_by_size(const struct entry *e)
{
	if (e->resized && e->delta && !e->delta->any)
		return true;
	for (uint8_t i = 0; i < e->amount.n; i++)
		if (e->skb && value_mentions(e->amount.t[i].v, e->skb))
			return true;
	return false;
}

/*
 * The turn is over, and with it whatever could be done for its buffer. What is not said in sizes
 * of the buffer may have been paid for all of them before.
 */
static void retire_charge(struct run *r, struct state *s, unsigned int i, const uint64_t *live,
			  const struct ir_insn *last)
{
	struct entry *e = &s->ledger.v[i];
	const struct skb *b = e->skb ? state_skb_find(s, e->skb) : NULL;

	if (b && b->summed && !e->unsized && e->handed && !e->took && is_unpaid(s, e)) {
		e->deferred = true;	/* summed up when it had its owner already: fixture foo_burst_late() */
		e->amount = (struct amount){ .any = true };
		return;
	}
	if (!is_by_size(e) || !is_unpaid(s, e) || is_at_hand(s, e->skb, live))
		return;
	if (r->reporting)
		vec_push(r->keep, &r->lost, ((struct lost){ state_copy(r->keep, s), last, *e }));
	e->amount = (struct amount){ 0 };
}

static bool is_freed_in(const struct state *s, const struct value *skb, const struct ir_block *b)
{
	for (const struct event *e = s->history; e; e = e->prev)
		if (e->kind == EV_RELEASE && e->obj == skb)
			vec_for(i, &b->insns)
				if (b->insns.v[i] == e->insn)
					return true;
	return false;
}

void state_freed(struct run *r, struct state *s, const struct ir_block *b)
{
	const struct ir_insn *last = b->insns.v[b->insns.n - 1];

	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];
		const struct skb *of = e->skb && is_unpaid(s, e) ? state_skb_find(s, e->skb) : NULL;

		if (of && of->fate == SKB_RELEASED && !of->touched && is_by_size(e) &&
		    is_freed_in(s, e->skb, b))
			vec_push(r->keep, &r->lost, ((struct lost){ state_copy(r->keep, s), last, *e }));
	}
}

void state_retire(struct run *r, struct state *s, const uint64_t *live,
		  const struct ir_insn *last)
{
	struct reach m = { .arena = r->arena, .walk = value_walk(r->fl->values) };
	const struct sock *k;
	unsigned int n = 0;

	if (!s->ledger.n)
		return;
	reach_vars(&m, s, live);
	reach_heap(&m, s);
	vec_for(i, &s->ledger) {
		struct entry e;

		retire_charge(r, s, i, live, last);
		e = s->ledger.v[i];
		if (!is_lost(&m, s, &e, live)) {
			s->ledger.v[n++] = e;
			continue;
		}
		k = state_sock_find(s, e.obj);
		if (r->reporting && !(k && k->escaped && e.amount.k > 0))
			vec_push(r->keep, &r->lost,
				 ((struct lost){ state_copy(r->keep, s), last, e }));
	}
	s->ledger.n = n;
}
