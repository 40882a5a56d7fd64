/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * finish - the shape of a function's graph once it is built.
 *
 * What front leaves behind while it lowers (code after a return, blocks that
 * only lead on, blocks that nothing leads to) is taken out here, so that a
 * reader of the IR sees the function and not the way it was made. Every step
 * looks at each block, instruction and edge a fixed number of times.
 */
#include "base/bug.h"
#include "priv.h"

/* Nothing runs after ret or halt. */
static void cut_after_end(struct ir_block *b)
{
	vec_for(i, &b->insns) {
		enum ir_op op = b->insns.v[i]->op;

		if (op == IR_RETURN || op == IR_HALT) {
			b->insns.n = i + 1;
			b->succs.n = 0;
			return;
		}
	}
}

static bool leads_on(const struct ir_block *b)
{
	return !b->insns.n && b->succs.n == 1 && b->succs.v[0] != b;
}

/*
 * Where a chain of empty blocks ends; to[] remembers it for each block of the chain. In
 * a ring of empty blocks the walk ends at the one where it began.
 */
static struct ir_block *skip_empty(struct ir_block *b, struct ir_block **to)
{
	struct ir_block *end = b, *next;

	while (!to[end->id] && leads_on(end)) {
		to[end->id] = end;	/* seen */
		end = end->succs.v[0];
	}
	if (to[end->id])
		end = to[end->id];
	for (; b != end && to[b->id] == b; b = next) {
		next = b->succs.v[0];
		to[b->id] = end;
	}
	to[end->id] = end;
	return end;
}

/* @mark holds, for each block, the last block (id + 1) that leads to it: no edge twice. */
static void redirect(struct ir_block *b, struct ir_block **to, unsigned int *mark)
{
	unsigned int n = 0;

	vec_for(i, &b->succs) {
		struct ir_block *s = skip_empty(b->succs.v[i], to);

		if (mark[s->id] == b->id + 1)
			continue;
		mark[s->id] = b->id + 1;
		b->succs.v[n++] = s;
	}
	b->succs.n = n;
}

static void number(struct ir_func *f)
{
	vec_for(i, &f->blocks)
		f->blocks.v[i]->id = i;
}

/* Marks what the entry reaches. The list is both queue and result. */
static void drop_unreachable(struct ir_func *f)
{
	struct arena *a = f->unit->arena;
	bool *seen = arena_array(a, bool, f->blocks.n);
	struct ir_block **queue = arena_array(a, struct ir_block *, f->blocks.n);
	unsigned int n = 0, kept = 0;

	queue[n++] = f->blocks.v[0];
	seen[0] = true;
	for (unsigned int i = 0; i < n; i++) {
		vec_for(j, &queue[i]->succs) {
			struct ir_block *s = queue[i]->succs.v[j];

			if (!seen[s->id])
				queue[n++] = s;
			seen[s->id] = true;
		}
	}
	/* In the order they were made, which is the order of the source. */
	vec_for(i, &f->blocks)
		if (seen[i])
			f->blocks.v[kept++] = f->blocks.v[i];
	f->blocks.n = kept;
	number(f);
}

void ir_link_preds(struct ir_func *f)
{
	vec_for(i, &f->blocks)
		f->blocks.v[i]->preds.n = 0;
	vec_for(i, &f->blocks) {
		struct ir_block *b = f->blocks.v[i];

		vec_for(j, &b->succs)
			vec_push(f->unit->arena, &b->succs.v[j]->preds, b);
	}
}

/* An assume may not follow other instructions, so such a block stays on its own. */
static bool can_join(const struct ir_func *f, const struct ir_block *b)
{
	struct ir_block *s;

	if (b->succs.n != 1)
		return false;
	s = b->succs.v[0];
	if (s == b || s == f->blocks.v[0] || s->preds.n != 1)
		return false;
	return !s->insns.n || s->insns.v[0]->op != IR_ASSUME || !b->insns.n ||
	       b->insns.v[b->insns.n - 1]->op == IR_ASSUME;
}

static void join_lines(struct ir_func *f)
{
	struct arena *a = f->unit->arena;
	bool *gone = arena_array(a, bool, f->blocks.n);
	unsigned int kept = 0;

	vec_for(i, &f->blocks) {
		struct ir_block *b = f->blocks.v[i];

		while (!gone[i] && can_join(f, b)) {
			struct ir_block *s = b->succs.v[0];

			vec_for(j, &s->insns)
				vec_push(a, &b->insns, s->insns.v[j]);
			b->succs.n = 0;
			vec_for(j, &s->succs)
				vec_push(a, &b->succs, s->succs.v[j]);
			gone[s->id] = true;
		}
	}
	vec_for(i, &f->blocks)
		if (!gone[i])
			f->blocks.v[kept++] = f->blocks.v[i];
	f->blocks.n = kept;
}

void ir_finish(struct ir_func *f)
{
	struct arena *a = f->unit->arena;
	struct ir_block **to;
	unsigned int *mark;

	if (!f->blocks.n)
		return;
	number(f);
	vec_for(i, &f->blocks)
		cut_after_end(f->blocks.v[i]);
	to = arena_array(a, struct ir_block *, f->blocks.n);
	mark = arena_array(a, unsigned int, f->blocks.n);
	vec_for(i, &f->blocks)
		redirect(f->blocks.v[i], to, mark);
	drop_unreachable(f);
	ir_link_preds(f);
	join_lines(f);
	number(f);
	ir_link_preds(f);
}
