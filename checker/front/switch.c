/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * switch - each case is a block that says which values come there.
 */
#include "base/intern.h"
#include "lower.h"

struct one_case {
	struct ir_block *block;
	int64_t lo, hi;
	bool is_default, is_unknown;	/* unknown: any value may come here */
	CXCursor at;
};

struct cases {
	VEC(struct one_case) v;
	bool is_unsigned;
};

static struct ir_block *label_case(struct fn *fn, CXCursor c, struct kids k)
{
	struct one_case one = { .block = fn_block(fn), .at = c };

	one.is_default = c.kind == CXCursor_DefaultStmt;
	if (!one.is_default) {
		if (k.n < 2)
			return one.block;
		one.is_unknown = !consts_eval(fn->l, k.v[0], &one.lo);
		one.hi = one.lo;
		if (k.n == 3)
			one.is_unknown |= !consts_eval(fn->l, k.v[1], &one.hi);
		one.at = k.v[0];
	}
	vec_push(&fn->l->tmp, &fn->cases->v, one);
	return one.block;
}

/* Labels in a row are taken one by one, not one inside of the other: there can be thousands. */
void stmt_case(struct fn *fn, CXCursor c)
{
	struct kids k;

	while (fn->cases && (c.kind == CXCursor_CaseStmt || c.kind == CXCursor_DefaultStmt)) {
		k = kids_of(fn->l, c);
		fn_start(fn, label_case(fn, c, k));
		if (!k.n)
			return;
		c = k.v[k.n - 1];
	}
	stmt_lower(fn, c);
}

static void assume(struct fn *fn, CXCursor at, struct ir_opnd v, enum ir_rel rel, int64_t n,
		   const char *text, bool taken)
{
	struct ir_insn *i = fn_emit(fn, IR_ASSUME, at);

	i->a = v;
	i->rel = rel;
	i->b = ir_o_int(n);
	i->text = text;
	i->taken = taken;
}

static const char *case_text(struct fn *fn, const char *what, const struct one_case *one)
{
	const char *text = source_text(fn->l, one->at);

	if (!what || !text)
		return what;
	if (one->lo != one->hi)
		return intern_printf("%s in %s ...", what, text);
	return intern_printf("%s == %s", what, text);
}

static void enter(struct fn *fn, struct ir_block *from, struct ir_opnd v, const struct one_case *one,
		  const char *what)
{
	bool uns = fn->cases->is_unsigned;
	const char *text = case_text(fn, what, one);

	fn->cur = fn_block(fn);
	ir_edge(fn->f, from, fn->cur);
	if (one->is_unknown) {
		ir_edge(fn->f, fn->cur, one->block);
		return;
	}
	if (one->lo == one->hi) {
		assume(fn, one->at, v, IRR_EQ, one->lo, text, true);
	} else {
		assume(fn, one->at, v, uns ? IRR_UGE : IRR_GE, one->lo, text, true);
		assume(fn, one->at, v, uns ? IRR_ULE : IRR_LE, one->hi, text, true);
	}
	ir_edge(fn->f, fn->cur, one->block);
}

/* What no case names; a range is not excluded (that would be two ways). */
static void enter_default(struct fn *fn, struct ir_block *from, struct ir_opnd v,
			  struct ir_block *to, const char *what)
{
	fn->cur = fn_block(fn);
	ir_edge(fn->f, from, fn->cur);
	vec_for(i, &fn->cases->v) {
		struct one_case *one = &fn->cases->v.v[i];

		if (!one->is_default && !one->is_unknown && one->lo == one->hi)
			assume(fn, one->at, v, IRR_NE, one->lo, case_text(fn, what, one), false);
	}
	ir_edge(fn->f, fn->cur, to);
}

static void dispatch_known(struct fn *fn, struct ir_block *from, int64_t v, struct ir_block *none)
{
	struct ir_block *to = none;

	vec_for(i, &fn->cases->v) {
		struct one_case *one = &fn->cases->v.v[i];

		if (one->is_default) {
			to = one->block;
		} else if (one->is_unknown) {
			ir_edge(fn->f, from, one->block);
		} else if (v >= one->lo && v <= one->hi) {
			to = one->block;
			break;
		}
	}
	ir_edge(fn->f, from, to);
}

static void dispatch(struct fn *fn, struct ir_block *from, struct ir_opnd v, struct ir_block *none,
		     const char *what)
{
	struct ir_block *other = none;

	if (v.kind == IRO_INT) {
		dispatch_known(fn, from, v.imm, none);
		return;
	}
	vec_for(i, &fn->cases->v) {
		if (fn->cases->v.v[i].is_default)
			other = fn->cases->v.v[i].block;
		else
			enter(fn, from, v, &fn->cases->v.v[i], what);
	}
	enter_default(fn, from, v, other, what);
}

void stmt_switch(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	struct ir_block *end = fn_block(fn), *from;
	struct target brk = { end, fn->env, fn->brk };
	struct cases cases = { 0 }, *up = fn->cases;
	struct ir_opnd v;

	if (k.n < 2)
		return;
	v = expr_value(fn, k.v[0]);
	from = fn->cur;
	cases.is_unsigned = types_is_unsigned(clang_getCursorType(k.v[0]));
	fn->cur = fn_block(fn);
	fn->cases = &cases;
	fn->brk = &brk;
	stmt_lower(fn, k.v[k.n - 1]);
	fn_goto(fn, end);
	dispatch(fn, from, v, end, source_text(fn->l, k.v[0]));
	fn->brk = brk.up;
	fn->cases = up;
	fn->cur = end;
}
