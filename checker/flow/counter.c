/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counter - which of a socket's counters a file charges.
 *
 * A destructor is put in place of one that is not known, or for the socket of another buffer whose
 * destructor is not known: what was charged for the buffer cannot be said. But where the file
 * charges one of the socket's counters and never the one that the destructor lowers, in no
 * function and by no call, it is the wrong destructor: sock_rfree() in a file that only sends.
 */
#include "run.h"

static bool sum_charges(const struct summary *sum, const char *counter, bool other)
{
	for (unsigned int i = 0; sum && i < sum->exits.n; i++) {
		const struct state *s = sum->exits.v[i];

		vec_for(k, &s->ledger) {
			const struct entry *e = &s->ledger.v[k];

			if (e->took && e->counter != F_REFCNT && e->counter != F_FORWARD &&
			    protocol_is_sock_field(e->counter) && (e->counter == counter) != other)
				return true;
		}
	}
	return false;
}

/* By the call of a model, or of an inline function of a header; the counter's address is taken for nothing else. */
static bool insn_charges(struct flow *fl, const struct ir_insn *in, const char *counter, bool other)
{
	struct ir_func *f;

	if (in->op == IR_ADDR && in->field && protocol_is_memory(in->field))
		return (in->field == counter) != other;
	if (in->op != IR_CALL || in->a.kind != IRO_FUNC)
		return false;
	f = call_target(fl, in->a.name);
	return f && f->unit != fl->unit && sum_charges(flow_summary(fl, f), counter, other);
}

/* Does any function of the unit charge @counter of a socket, or @other: one that is not it? */
static bool unit_charges(struct flow *fl, const char *counter, bool other)
{
	vec_for(i, &fl->unit->funcs)
		vec_for(n, &fl->unit->funcs.v[i]->blocks) {
			const struct ir_block *b = fl->unit->funcs.v[i]->blocks.v[n];

			vec_for(k, &b->insns)
				if (insn_charges(fl, b->insns.v[k], counter, other))
					return true;
		}
	return false;
}

void counter_check(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *insn,
		   const struct value *sk, const struct refund *f, const char *func)
{
	struct finding_at at = {
		.rule = RULE_CHARGE_MISMATCH,
		.level = LEVEL_NOTE,
		.conf = CONF_LOW,
		.insn = insn,
		.func = b->set_func,
		.obj = sk,
		.obj2 = b->v,
		.last = "the destructor is attached here",
	};

	if (r->is_model || r->trial || !r->reporting || !func || !b->dtor_insn || r->fl != r->fl->home ||
	    sk->kind != V_INIT || sk->name != F_SK || f->open || f->settled)
		return;
	for (unsigned int i = 0; i < f->nr; i++) {
		const struct refund_item *it = &f->item[i];

		if (it->obj != sk || it->counter == F_FORWARD || !protocol_is_sock_field(it->counter))
			continue;
		memory_asks_all(r->fl);
		if (unit_charges(r->fl, it->counter, false) || !unit_charges(r->fl, it->counter, true))
			continue;
		violation_add(r, s, &at, "%s() will lower '%s' of '%s', which is not the counter that is charged in this file",
			      func, counter_words(it->counter), name_of(r, sk));
		return;
	}
}
