/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contract - what a destructor gives back, asked by running it: its summary is
 * applied to a copy of the state in which the buffer is owned by the pair in
 * question and nothing is on the ledger, and the copy's ledger is read.
 */
#include "run.h"

static struct state *trial_state(struct run *r, const struct state *s, const struct value *skb,
				 const struct value *sk, const char *name, const struct value *size)
{
	struct state *c = state_copy(r->arena, s);
	struct skb *b;

	c->ledger.n = 0;
	c->latents.n = 0;
	b = state_skb(c, skb);
	b->dirty = b->touched = false;
	b->size_insn = NULL;
	state_write(c, skb, F_SK, sk);
	state_write(c, skb, F_DTOR, value_named(r->fl->values, V_FUNC, name));
	if (size)
		state_write(c, skb, F_TRUESIZE, size);
	return c;
}

/* Made or met by the destructor itself: what it is at the attach cannot be said. */
static bool made_in(const struct value *v, const struct ir_insn *at)
{
	if (!v)
		return false;
	if (value_is_leaf(v))
		return v->kind == V_SUB && v->site == at;
	return made_in(v->a, at) || made_in(v->b, at);
}

static struct amount amount_read(const struct amount *a, const struct ir_insn *at)
{
	for (uint8_t i = 0; i < a->n; i++)
		if (made_in(a->t[i].v, at))
			return (struct amount){ .any = true };
	return *a;
}

static bool amount_equal(const struct amount *a, const struct amount *b)
{
	struct amount d = *a;

	if (a->any || b->any)
		return a->any && b->any;
	amount_add(&d, b, -1);
	return !d.any && amount_zero(&d);
}

const struct refund_item *contract_item(const struct refund *f, const struct value *obj,
					const char *counter)
{
	for (unsigned int i = 0; i < f->nr; i++)
		if (f->item[i].obj == obj && f->item[i].counter == counter)
			return &f->item[i];
	return NULL;
}

static struct refund_item *item_of(struct refund *f, const struct value *obj, const char *counter)
{
	struct refund_item *it = (struct refund_item *)contract_item(f, obj, counter);

	if (it)
		return it;
	if (f->nr == MAX_REFUNDS) {
		f->open = true;
		return NULL;
	}
	f->item[f->nr] = (struct refund_item){ .obj = obj, .counter = counter };
	return &f->item[f->nr++];
}

/* Ways out that do not agree: some amount. */
static void read_counters(const struct state *s, const struct value *skb, struct refund *f,
			  const struct ir_insn *at, bool first)
{
	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];
		struct amount a = amount_read(&e->amount, at);
		struct refund_item *it;

		if (e->counter == F_REFCNT || e->counter == F_ALL || e->counter == F_MOVED ||
		    (amount_zero(&a) && !a.any))
			continue;
		if (value_object(e->obj) == skb)
			continue;	/* counts who uses the buffer: that is made with it */
		if (made_in(e->obj, at)) {
			f->open = true;
			continue;
		}
		it = item_of(f, e->obj, e->counter);
		if (!it)
			continue;
		if (!it->ways && !first)
			it->amount = (struct amount){ .any = true };
		else if (!it->ways)
			it->amount = a;
		else if (!amount_equal(&it->amount, &a))
			it->amount = (struct amount){ .any = true };
		it->ways++;
	}
}

static void read_trial(const struct state *s, const struct value *skb, const struct value *sk,
		       struct refund *f, bool first)
{
	const struct entry *e = ledger_find(s, sk, F_REFCNT);
	const struct sock *k = state_sock_find(s, sk);
	const struct skb *b = state_skb_find(s, skb);
	int64_t refs = e ? e->amount.k : 0;

	f->kinds |= k ? k->kinds : KIND_ANY;
	if ((e && e->amount.any) || (!first && refs != f->refs))
		f->settled = true;
	f->refs = refs;
	f->open |= b && b->touched;
}

/* The states that running a destructor leaves; false when nothing is known of it. */
static bool trial(struct run *r, struct state *start, const struct value *skb,
		  const struct summary *sum, const struct ir_insn *at, struct state_vec *exits)
{
	bool reporting = r->reporting, nested = r->trial;

	if (!sum || sum->computing)
		return false;
	r->reporting = false;
	r->trial = true;
	summary_apply(r, start, at, sum, &skb, 1, exits);
	r->reporting = reporting;
	r->trial = nested;
	return true;
}

static struct refund refund_of(struct run *r, struct state *start, const struct value *skb,
			       const struct value *sk, const struct summary *sum)
{
	struct refund out = { .kinds = KIND_ANY };
	struct state_vec exits = { 0 };
	struct ir_insn at = { .op = IR_CALL };

	if (!trial(r, start, skb, sum, &at, &exits))
		return out;
	out.known = true;
	out.needs_sk = !exits.s.n;
	out.kinds = 0;
	out.start = start->history;
	vec_for(i, &exits.s) {
		if (i < MAX_REFUNDS)
			out.ways_out[i] = exits.s.v[i]->history;
		read_trial(exits.s.v[i], skb, sk, &out, i == 0);
		read_counters(exits.s.v[i], skb, &out, &at, i == 0);
	}
	for (unsigned int i = 0; i < out.nr; i++)
		if (out.item[i].ways != exits.s.n)
			out.item[i].amount = (struct amount){ .any = true };
	return out;
}

struct refund contract_refund(struct run *r, struct state *s, const struct value *skb,
			      const struct value *sk, const char *name, const struct value *size)
{
	return refund_of(r, trial_state(r, s, skb, sk, name, size), skb, sk,
			 call_summary_pointed(r, name));
}

struct refund contract_of_model(struct run *r, struct state *s, const struct value *skb,
				const struct value *sk, struct ir_func *model)
{
	return refund_of(r, trial_state(r, s, skb, sk, model->name, NULL), skb, sk,
			 flow_summary(r->fl, model));
}

static bool same_refund(const struct refund *a, const struct refund *b)
{
	if (!a->known || !b->known || a->nr != b->nr || a->open || b->open)
		return false;
	for (unsigned int i = 0; i < a->nr; i++) {
		const struct refund_item *it = contract_item(b, a->item[i].obj, a->item[i].counter);

		if (!it || !amount_equal(&it->amount, &a->item[i].amount))
			return false;
	}
	return true;
}

struct refund contract_of(struct run *r, struct state *s, const struct value *skb,
			  const struct value *sk, const struct value *dtor,
			  const struct value *size, const char **name)
{
	const struct fact *f = state_fact(s, dtor);
	const char *one = known_func(s, dtor);
	struct refund out = { 0 }, other;

	*name = one;
	if (one)
		return contract_refund(r, s, skb, sk, one, size);
	for (uint8_t i = 0; f && i < f->nr_eq; i++) {
		if (f->eq[i]->kind != V_FUNC)
			return (struct refund){ 0 };
		other = contract_refund(r, s, skb, sk, f->eq[i]->name, size);
		if (i && !same_refund(&out, &other))
			return (struct refund){ 0 };
		if (!i)
			*name = f->eq[0]->name;
		out = other;
	}
	return out;
}

const char *contract_one(struct run *r, struct state *s, const struct value *skb,
			 const struct value *sk, const struct value *dtor)
{
	const struct fact *f = state_fact(s, dtor);
	const char *one = known_func(s, dtor);
	struct refund is;
	int64_t refs = 0;

	for (uint8_t i = 0; !one && f && i < f->nr_eq; i++) {
		if (f->eq[i]->kind != V_FUNC)
			return NULL;
		is = contract_refund(r, s, skb, sk, f->eq[i]->name, NULL);
		if (!is.known || is.settled || (i && is.refs != refs))
			return NULL;
		refs = is.refs;
	}
	return one || !f || !f->nr_eq ? one : f->eq[0]->name;
}

static bool gives_any(const struct state *s, const struct value *sk, const char *counter)
{
	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->obj == sk && (!counter || e->counter == counter) &&
		    (e->amount.k < 0 || (e->amount.n && e->amount.t[0].coef < 0)))
			return true;
	}
	return false;
}

/* A destructor leaves the buffer to whoever called it. */
static bool leaves_pair(struct state *s, const struct value *skb, const struct value *sk,
			const char *name)
{
	const struct cell *c = state_cell(s, skb, F_SK), *d = state_cell(s, skb, F_DTOR);
	const struct skb *b = state_skb_find(s, skb);

	return c && c->val == sk && d && d->val->name == name && (!b || b->fate == SKB_HERE);
}

bool contract_gives(struct run *r, struct state *s, const struct value *skb,
		    const struct value *sk, const char *name, const char *counter)
{
	struct state_vec is = { 0 };
	struct ir_insn at = { .op = IR_CALL };

	if (!trial(r, trial_state(r, s, skb, sk, name, NULL), skb, call_summary_pointed(r, name),
		   &at, &is))
		return false;
	vec_for(i, &is.s)
		if (gives_any(is.s.v[i], sk, counter) && leaves_pair(is.s.v[i], skb, sk, name))
			return true;
	return false;
}

bool contract_covers(struct run *r, struct state *s, const struct value *skb,
		     const struct value *sk, const char *newer, const char *older)
{
	struct refund was = contract_refund(r, s, skb, sk, older, NULL);
	struct refund is = contract_refund(r, s, skb, sk, newer, NULL);

	if (!was.known || !is.known || was.needs_sk || is.needs_sk || is.open)
		return true;
	for (unsigned int i = 0; i < was.nr; i++) {
		const struct refund_item *it = &was.item[i];
		const struct refund_item *mine = contract_item(&is, it->obj, it->counter);

		if (it->obj == sk && (!mine || !amount_covers(&mine->amount, &it->amount)))
			return false;
	}
	return true;
}
