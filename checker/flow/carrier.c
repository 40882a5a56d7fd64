/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * carrier - buffers that only carry a socket from one function of a file to another.
 *
 * A buffer that waits in a listener's queue for accept(), or in a socket's backlog, can have a
 * socket in skb->sk that is none of its owner: whoever takes the buffer out reads the
 * socket and sets the half back to NULL. The destructor has no part in it. The file shows that it
 * does so when one of its functions sets that half alone, and another one reads it and clears
 * it alone. testdata/idioms/queued_child.c, testdata/idioms/backlog_message.c
 */
#include "run.h"

struct halves {
	bool reads, sets, clears, destructor;
};

static void look_at(struct halves *h, const struct ir_insn *i)
{
	h->destructor |= i->op == IR_STORE && i->field == F_DTOR;
	if (i->field != F_SK)
		return;
	if (i->op == IR_LOAD)
		h->reads = true;
	else if (i->op == IR_STORE && i->b.kind == IRO_INT && !i->b.imm)
		h->clears = true;
	else if (i->op == IR_STORE)
		h->sets = true;
}

static struct halves halves_of(const struct ir_func *f)
{
	struct halves h = { 0 };

	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns)
			look_at(&h, f->blocks.v[b]->insns.v[i]);
	return h;
}

void carrier_open(struct flow *fl)
{
	bool lends = false, takes = false;

	vec_for(i, &fl->unit->funcs) {
		const struct ir_func *f = fl->unit->funcs.v[i];
		struct halves h = { 0 };

		if (f->in_main)
			h = halves_of(f);
		lends |= h.sets && !h.destructor;
		takes |= h.reads && h.clears && !h.destructor;
	}
	fl->carries = lends && takes;
}
