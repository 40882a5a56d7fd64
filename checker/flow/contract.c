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

struct refund contract_refund(struct run *r, struct state *s, const struct value *skb,
			      const struct value *sk, const char *name)
{
	struct ir_func *f = call_target(r->fl, name);
	struct refund out = { .kinds = KIND_ANY };
	const struct summary *sum = f ? flow_summary(r->fl, f) : NULL;
	struct state_vec exits = { 0 };
	bool reporting = r->reporting;
	struct ir_insn at = { .op = IR_CALL };

	if (!sum || sum->computing)
		return out;
	r->reporting = false;
	summary_apply(r, trial_state(r, s, skb, sk, name), &at, sum, &skb, 1, &exits);
	r->reporting = reporting;
	out.known = true;
	out.needs_sk = !exits.s.n;
	out.kinds = 0;
	vec_for(i, &exits.s)
		read_trial(exits.s.v[i], sk, &out, i == 0);
	return out;
}
