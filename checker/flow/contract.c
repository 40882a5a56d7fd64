/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contract - what a destructor gives back, asked by running it: its summary is
 * applied to a copy of the state in which the buffer is owned by the pair in
 * question, and the copy's ledger is read.
 */
#include "run.h"

static struct state *trial_state(struct run *r, const struct state *s, const struct value *skb,
				 const struct value *sk, const char *name)
{
	struct state *c = state_copy(r->arena, s);
	unsigned int n = 0;

	vec_for(i, &c->ledger)
		if (c->ledger.v[i].obj != sk || c->ledger.v[i].counter != F_REFCNT)
			c->ledger.v[n++] = c->ledger.v[i];
	c->ledger.n = n;
	state_skb(c, skb)->dirty = false;
	state_write(c, skb, F_SK, sk);
	state_write(c, skb, F_DTOR, value_named(r->fl->values, V_FUNC, name));
	c->latents.n = 0;
	return c;
}

static void read_trial(const struct state *s, const struct value *sk, struct refund *f, bool first)
{
	const struct entry *e = ledger_find(s, sk, F_REFCNT);
	const struct sock *k = state_sock_find(s, sk);
	int64_t refs = e ? e->amount.k : 0;

	f->kinds |= k ? k->kinds : KIND_ANY;
	if ((e && e->amount.any) || (!first && refs != f->refs))
		f->settled = true;
	f->refs = refs;
}

/* The states that running destructor @name leaves; false when nothing is known of it. */
static bool trial(struct run *r, struct state *s, const struct value *skb, const struct value *sk,
		  const char *name, struct state_vec *exits)
{
	const struct summary *sum = call_summary(r, name);
	bool reporting = r->reporting, nested = r->trial;
	struct ir_insn at = { .op = IR_CALL };

	if (!sum || sum->computing)
		return false;
	r->reporting = false;
	r->trial = true;
	summary_apply(r, trial_state(r, s, skb, sk, name), &at, sum, &skb, 1, exits);
	r->reporting = reporting;
	r->trial = nested;
	return true;
}

struct refund contract_refund(struct run *r, struct state *s, const struct value *skb,
			      const struct value *sk, const char *name)
{
	struct refund out = { .kinds = KIND_ANY };
	struct state_vec exits = { 0 };

	if (!trial(r, s, skb, sk, name, &exits))
		return out;
	out.known = true;
	out.needs_sk = !exits.s.n;
	out.kinds = 0;
	vec_for(i, &exits.s)
		read_trial(exits.s.v[i], sk, &out, i == 0);
	return out;
}

/* What was on the ledger of @sk before counts as well: only the counters' names are compared. */
static bool gives_back(const struct state *s, const struct value *sk, const char *counter)
{
	const struct entry *e = ledger_find(s, sk, counter);

	return e && (e->amount.any || e->amount.k || e->amount.n);
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
	struct state *empty = state_copy(r->arena, s);
	struct state_vec is = { 0 };

	empty->ledger.n = 0;
	if (!trial(r, empty, skb, sk, name, &is))
		return false;
	vec_for(i, &is.s)
		if (gives_any(is.s.v[i], sk, counter) && leaves_pair(is.s.v[i], skb, sk, name))
			return true;
	return false;
}

bool contract_covers(struct run *r, struct state *s, const struct value *skb,
		     const struct value *sk, const char *newer, const char *older)
{
	struct state *empty = state_copy(r->arena, s);
	struct state_vec was = { 0 }, is = { 0 };

	empty->ledger.n = 0;
	if (!trial(r, empty, skb, sk, older, &was) || !trial(r, empty, skb, sk, newer, &is) ||
	    !was.s.n || !is.s.n)
		return true;
	vec_for(n, &was.s.v[0]->ledger) {
		const struct entry *e = &was.s.v[0]->ledger.v[n];

		if (e->obj == sk && e->counter != F_REFCNT &&
		    gives_back(was.s.v[0], sk, e->counter) && !gives_back(is.s.v[0], sk, e->counter))
			return false;
	}
	return true;
}
