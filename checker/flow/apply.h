/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apply - one exit of a callee's summary on its way into a caller's state.
 */
#ifndef SKBOWN_FLOW_APPLY_H
#define SKBOWN_FLOW_APPLY_H

#include "run.h"

struct apply {
	struct run *r;
	const struct ir_insn *call;
	const struct summary *sum;
	struct state *before;		/* the caller's, as the call finds it */
	struct state *s;		/* being made */
	const struct state *exit;
	const struct value **args;
	unsigned int nr_args;
	VEC(struct { const struct value *from, *to; }) made;
};

/* --- apply.c --- */
/* What the callee's @v is to the caller. */
const struct value *apply_subst(struct apply *a, const struct value *v);
/* A place inside a body that the caller's file does not show becomes the call. */
void apply_to_caller(struct apply *a, const struct ir_insn **insn, const struct ir_func **func);
bool apply_is_elsewhere(const struct apply *a, const struct ir_func *f);

/* --- apply_account.c --- */
void apply_account(struct apply *a, const struct entry *e);

#endif
