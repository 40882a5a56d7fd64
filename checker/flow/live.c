/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live - which register variables are still read: a state at a block's entry
 * keeps only those, so that two paths that differ in dead temporaries meet.
 */
#include "run.h"

static void bit_set(uint64_t *bits, unsigned int n)
{
	bits[n / 64] |= (uint64_t)1 << (n % 64);
}

static void bit_clear(uint64_t *bits, unsigned int n)
{
	bits[n / 64] &= ~((uint64_t)1 << (n % 64));
}

static void use(uint64_t *bits, const struct ir_opnd *o)
{
	if (o->kind == IRO_VAR)
		bit_set(bits, o->var->index);
}

static void step_back(uint64_t *bits, const struct ir_insn *i)
{
	if (i->dst)
		bit_clear(bits, i->dst->index);
	if (i->op == IR_END)
		return;
	use(bits, &i->a);
	use(bits, &i->b);
	for (unsigned int n = 0; n < i->nr_args; n++)
		use(bits, &i->args[n]);
}

static bool block_live(struct run *r, const struct ir_block *b, unsigned int words, uint64_t *tmp)
{
	struct block_states *bs = &r->blocks[b->id];
	bool changed = false;

	vec_for(i, &b->succs)
		for (unsigned int w = 0; w < words; w++)
			bs->live_out[w] |= r->blocks[b->succs.v[i]->id].live_in[w];
	memcpy(tmp, bs->live_out, words * sizeof(*tmp));
	for (unsigned int i = b->insns.n; i-- > 0;)
		step_back(tmp, b->insns.v[i]);
	for (unsigned int w = 0; w < words; w++)
		changed |= tmp[w] != bs->live_in[w];
	memcpy(bs->live_in, tmp, words * sizeof(*tmp));
	return changed;
}

void live_compute(struct run *r)
{
	unsigned int words = r->func->vars.n / 64 + 1, n = r->func->blocks.n;
	uint64_t *tmp = arena_array(r->arena, uint64_t, words);
	bool changed = true;

	for (unsigned int i = 0; i < n; i++) {
		r->blocks[i].live_in = arena_array(r->keep, uint64_t, words);
		r->blocks[i].live_out = arena_array(r->keep, uint64_t, words);
	}
	while (changed) {
		changed = false;
		for (unsigned int i = n; i-- > 0;)
			changed |= block_live(r, r->func->blocks.v[i], words, tmp);
	}
}
