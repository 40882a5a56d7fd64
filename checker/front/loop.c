/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loop - while, do and for.
 */
#include <string.h>

#include "base/bug.h"
#include "lower.h"

static void loop_body(struct fn *fn, CXCursor body, struct ir_block *brk, struct ir_block *cont)
{
	struct target b = { brk, fn->env, fn->brk }, c = { cont, fn->env, fn->cont };

	fn->brk = &b;
	fn->cont = &c;
	stmt_lower(fn, body);
	fn->brk = b.up;
	fn->cont = c.up;
}

void loop_while(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	struct ir_block *head = fn_block(fn), *body = fn_block(fn), *end = fn_block(fn);

	if (k.n < 2)
		return;
	fn_start(fn, head);
	cond_branch(fn, k.v[0], body, end);
	fn->cur = body;
	loop_body(fn, k.v[k.n - 1], end, head);
	fn_goto(fn, head);
	fn->cur = end;
}

void loop_do(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	struct ir_block *body = fn_block(fn), *cond = fn_block(fn), *end = fn_block(fn);

	if (k.n < 2)
		return;
	fn_start(fn, body);
	loop_body(fn, k.v[0], end, cond);
	fn_start(fn, cond);
	cond_branch(fn, k.v[1], body, end);
	fn->cur = end;
}

static unsigned int bits(int mask)
{
	return (unsigned int)__builtin_popcount((unsigned int)mask);
}

static int slots_in_source(struct fn *fn, CXCursor c, unsigned int want)
{
	struct spot at = source_spelled(fn->l, clang_getCursorLocation(c));
	int mask;

	if (!source_has_text(fn->l, at.src, at.off + 3) ||
	    strncmp(at.src->text + at.off, "for", 3))
		return -1;
	mask = pretty_slots(at.src->text + at.off, at.src->text + at.src->len);
	return mask >= 0 && bits(mask) == want ? mask : -1;
}

static int slots_in_print(struct fn *fn, CXCursor c, unsigned int want)
{
	const char *text;
	int mask;

	vec_for(i, &fn->fors) {
		if (!kids_same(fn->fors.v[i], c))
			continue;
		text = pretty_nth(fn, &fn->print_for, "for", i, fn->fors.n);
		mask = text ? pretty_slots(text, text + strlen(text)) : -1;
		return mask >= 0 && bits(mask) == want ? mask : -1;
	}
	return -1;
}

/* No text helps: a declaration or an assignment in front is the first slot, a ++ at the end the last. */
static int slots_by_kind(CXCursor *v, unsigned int n)
{
	int mask = 0;

	for (unsigned int i = 0; i < n; i++) {
		bool sets = v[i].kind == CXCursor_CompoundAssignOperator ||
			    (v[i].kind == CXCursor_BinaryOperator &&
			     clang_getCursorBinaryOperatorKind(v[i]) == CXBinaryOperator_Assign) ||
			    (v[i].kind == CXCursor_UnaryOperator && !cond_is_logic(v[i]));

		if (v[i].kind == CXCursor_DeclStmt || (sets && i == 0 && n > 1))
			mask |= 1;
		else if (sets)
			mask |= 4;
		else
			mask |= mask & 2 ? 4 : 2;
	}
	return bits(mask) == n ? mask : (1 << n) - 1;
}

/* libclang gives the filled slots only; which they are, text has to say. */
static int slots_of(struct fn *fn, CXCursor c, struct kids k)
{
	unsigned int n = k.n - 1;
	int mask;

	if (n == 0 || n >= 3)
		return n ? 7 : 0;
	mask = slots_in_source(fn, c, n);
	if (mask < 0)
		mask = slots_in_print(fn, c, n);
	return mask < 0 ? slots_by_kind(k.v, n) : mask;
}

void loop_for(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	struct ir_block *head = fn_block(fn), *body = fn_block(fn), *next = fn_block(fn);
	struct ir_block *end = fn_block(fn);
	struct env *outer = fn->env;
	unsigned int at = 0;
	int mask;

	if (!k.n)
		return;
	mask = slots_of(fn, c, k);
	if (mask & 1)
		stmt_lower(fn, k.v[at++]);
	fn_start(fn, head);
	if (mask & 2)
		cond_branch(fn, k.v[at++], body, end);
	else
		fn_goto(fn, body);
	fn->cur = body;
	loop_body(fn, k.v[k.n - 1], end, next);
	fn_start(fn, next);
	if (mask & 4)
		stmt_lower(fn, k.v[at]);
	fn_goto(fn, head);
	fn->cur = end;
	scope_leave(fn, outer, source_loc(fn->l, c), true);
	fn->env = outer;
}
