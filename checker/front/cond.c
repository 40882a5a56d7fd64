/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cond - conditions as branches, and branches as values.
 *
 * A condition leads to one of two blocks, through a block of its own whose head
 * says what holds there. && || ! and ?: never become values where only a branch is asked for.
 */
#include "base/bug.h"
#include "base/intern.h"
#include "lower.h"

static enum ir_rel opposite(enum ir_rel rel)
{
	switch (rel) {
	case IRR_EQ: return IRR_NE;
	case IRR_NE: return IRR_EQ;
	case IRR_LT: return IRR_GE;
	case IRR_LE: return IRR_GT;
	case IRR_GT: return IRR_LE;
	case IRR_GE: return IRR_LT;
	case IRR_ULT: return IRR_UGE;
	case IRR_ULE: return IRR_UGT;
	case IRR_UGT: return IRR_ULE;
	case IRR_UGE: return IRR_ULT;
	default: BUG("no comparison");
	}
}

static void assume_one(struct fn *fn, CXCursor at, struct ir_opnd a, enum ir_rel rel,
		       struct ir_opnd b, bool taken, struct ir_block *from, struct ir_block *to)
{
	struct ir_insn *i;

	fn->cur = fn_block(fn);
	ir_edge(fn->f, from, fn->cur);
	i = fn_emit(fn, IR_ASSUME, at);
	i->a = a;
	i->rel = rel;
	i->b = b;
	i->taken = taken;
	i->text = source_text(fn->l, at);
	ir_edge(fn->f, fn->cur, to);
}

void cond_assume(struct fn *fn, CXCursor at, struct ir_opnd a, enum ir_rel rel, struct ir_opnd b,
		 struct ir_block *yes, struct ir_block *no)
{
	struct ir_block *from = fn->cur;

	assume_one(fn, at, a, rel, b, true, from, yes);
	assume_one(fn, at, a, opposite(rel), b, false, from, no);
	fn->cur = fn_block(fn);
}

static bool is_comparison(enum CXBinaryOperatorKind k)
{
	return k >= CXBinaryOperator_LT && k <= CXBinaryOperator_NE;
}

bool cond_is_logic(CXCursor c)
{
	enum CXBinaryOperatorKind k;

	if (c.kind == CXCursor_UnaryOperator)
		return clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_LNot;
	if (c.kind != CXCursor_BinaryOperator)
		return false;
	k = clang_getCursorBinaryOperatorKind(c);
	return k == CXBinaryOperator_LAnd || k == CXBinaryOperator_LOr || is_comparison(k);
}

static void branch_binary(struct fn *fn, CXCursor c, struct ir_block *yes, struct ir_block *no)
{
	enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(c);
	struct kids k = kids_of(fn->l, c);
	struct ir_block *mid;
	struct ir_opnd a, b;
	int64_t v;

	if (op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr) {
		mid = fn_block(fn);
		if (op == CXBinaryOperator_LAnd)
			cond_branch(fn, k.v[0], mid, no);
		else
			cond_branch(fn, k.v[0], yes, mid);
		fn->cur = mid;
		cond_branch(fn, k.v[1], yes, no);
		return;
	}
	/* (a && b) != 0: a truth value compared with a number is a branch still. */
	if ((op == CXBinaryOperator_NE || op == CXBinaryOperator_EQ) &&
	    consts_eval(fn->l, k.v[1], &v) && v == 0 && cond_is_logic(kids_strip(fn->l, k.v[0]))) {
		if (op == CXBinaryOperator_NE)
			cond_branch(fn, k.v[0], yes, no);
		else
			cond_branch(fn, k.v[0], no, yes);
		return;
	}
	a = expr_value(fn, k.v[0]);
	b = expr_value(fn, k.v[1]);
	cond_assume(fn, c, a, expr_rel(op, types_is_unsigned(clang_getCursorType(k.v[0]))), b,
		    yes, no);
}

static void branch_choice(struct fn *fn, struct kids k, struct ir_block *yes, struct ir_block *no)
{
	struct ir_block *a = fn_block(fn), *b = fn_block(fn);

	cond_branch(fn, k.v[0], a, b);
	fn->cur = a;
	cond_branch(fn, k.v[1], yes, no);
	fn->cur = b;
	cond_branch(fn, k.v[2], yes, no);
}

/* ({ ...; x; }) as a condition, so that what x says is known in the branches. */
static bool branch_stmt_expr(struct fn *fn, CXCursor c, struct ir_block *yes, struct ir_block *no)
{
	struct kids k = kids_of(fn->l, c);
	struct env *outer = fn->env;

	if (k.n)
		k = kids_of(fn->l, k.v[0]);
	if (!k.n || !kids_is_expr(k.v[k.n - 1]))
		return false;
	stmt_list(fn, k, k.n - 1);
	for (struct env *e = fn->env; e != outer; e = e->up)
		if (e->cleanup) {	/* the call comes after the value and before the branch */
			struct ir_opnd v = expr_value(fn, k.v[k.n - 1]);
			struct ir_var *t = fn_temp(fn, ir_type_int(4, false));

			fn_copy(fn, c, t, v);
			scope_leave(fn, outer, source_loc(fn->l, c), true);
			fn->env = outer;
			cond_assume(fn, c, ir_o_var(t), IRR_NE, ir_o_int(0), yes, no);
			return true;
		}
	cond_branch(fn, k.v[k.n - 1], yes, no);
	fn->env = outer;
	return true;
}

static bool branch_special(struct fn *fn, CXCursor c, struct ir_block *yes, struct ir_block *no)
{
	enum CXBinaryOperatorKind op;
	struct kids k;
	CXCursor inner;

	switch ((int)c.kind) {
	case CXCursor_BinaryOperator:
		op = clang_getCursorBinaryOperatorKind(c);
		if (op == CXBinaryOperator_Comma) {
			k = kids_of(fn->l, c);
			expr_effect(fn, k.v[0]);
			cond_branch(fn, k.v[1], yes, no);
			return true;
		}
		if (!cond_is_logic(c))
			return false;
		branch_binary(fn, c, yes, no);
		return true;
	case CXCursor_UnaryOperator:
		if (!cond_is_logic(c))
			return false;
		k = kids_of(fn->l, c);
		cond_branch(fn, k.v[0], no, yes);
		return true;
	case CXCursor_ConditionalOperator:
		branch_choice(fn, kids_of(fn->l, c), yes, no);
		return true;
	case CXCursor_StmtExpr:
		return branch_stmt_expr(fn, c, yes, no);
	case CXCursor_CallExpr:
		if (!call_through(fn->l, c, &inner))
			return false;
		cond_branch(fn, inner, yes, no);
		return true;
	case CXCursor_UnexposedExpr:
	case CXCursor_GenericSelectionExpr:
		if (!consts_choice(fn->l, c, &inner))
			return false;
		cond_branch(fn, inner, yes, no);
		return true;
	default:
		return false;
	}
}

void cond_branch(struct fn *fn, CXCursor c, struct ir_block *yes, struct ir_block *no)
{
	struct ir_opnd v;
	int64_t k;

	c = kids_strip(fn->l, c);
	if (consts_eval(fn->l, c, &k)) {
		fn_goto(fn, k ? yes : no);
		return;
	}
	if (fn_deeper(fn)) {
		bool done = branch_special(fn, c, yes, no);

		fn->depth--;
		if (done)
			return;
	}
	v = expr_value(fn, c);
	if (v.kind == IRO_INT)
		fn_goto(fn, v.imm ? yes : no);
	else
		cond_assume(fn, c, v, IRR_NE, ir_o_int(0), yes, no);
}

/* A comparison of two values is one instruction; what branches is a variable set in two blocks. */
struct ir_opnd cond_value(struct fn *fn, CXCursor c)
{
	const struct ir_type *t = types_ir(fn->l, clang_getCursorType(c));
	struct ir_block *yes, *no, *end;
	struct ir_var *v;
	struct kids k;

	if (c.kind == CXCursor_UnaryOperator) {
		k = kids_of(fn->l, c);
		if (!cond_is_logic(kids_strip(fn->l, k.v[0])))
			return fn_binary(fn, c, expr_value(fn, k.v[0]), IRR_EQ, ir_o_int(0), t);
	}
	yes = fn_block(fn);
	no = fn_block(fn);
	end = fn_block(fn);
	v = fn_local(fn, ".truth", t, false);
	cond_branch(fn, c, yes, no);
	fn->cur = yes;
	fn_copy(fn, c, v, ir_o_int(1));
	fn_goto(fn, end);
	fn->cur = no;
	fn_copy(fn, c, v, ir_o_int(0));
	fn_start(fn, end);
	return ir_o_var(v);
}

/* One way of a ?:; of a record, its address. */
static void choose_one(struct fn *fn, CXCursor c, struct ir_var *dst, bool record)
{
	struct ir_opnd v;

	if (record) {
		struct place p = place_of(fn, c);

		v = place_addr(fn, &p);
	} else if (!dst) {
		expr_effect(fn, c);
		return;
	} else {
		v = expr_value(fn, c);
	}
	fn_copy(fn, c, dst, v);
}

struct ir_opnd cond_choose(struct fn *fn, CXCursor c, struct kids k)
{
	CXType ct = clang_getCursorType(c);
	const struct ir_type *t = types_ir(fn->l, ct);
	bool record = t->kind == IRT_REC;
	struct ir_block *yes, *no, *end;
	struct ir_var *dst = NULL;
	int64_t known;

	if (k.n != 3)
		return fn_opaque(fn, c, t, ir_o_none(), "expression");
	if (!record && consts_eval(fn->l, k.v[0], &known))
		return expr_value(fn, k.v[known ? 1 : 2]);
	yes = fn_block(fn);
	no = fn_block(fn);
	end = fn_block(fn);
	if (record)
		t = types_ptr(fn->l, t);
	if (t->kind != IRT_VOID)
		dst = fn_local(fn, ".choice", t, false);
	cond_branch(fn, k.v[0], yes, no);
	fn->cur = yes;
	choose_one(fn, k.v[1], dst, record);
	fn_goto(fn, end);
	fn->cur = no;
	choose_one(fn, k.v[2], dst, record);
	fn_start(fn, end);
	return dst ? ir_o_var(dst) : ir_o_int(0);
}

/* a ?: b, where a is evaluated once. */
struct ir_opnd cond_elvis(struct fn *fn, CXCursor c, CXCursor a, CXCursor b)
{
	const struct ir_type *t = types_ir(fn->l, clang_getCursorType(c));
	struct ir_block *yes, *no, *end;
	struct ir_opnd v = expr_value(fn, a);
	struct ir_var *dst;

	if (v.kind == IRO_INT)
		return v.imm ? v : expr_value(fn, b);
	yes = fn_block(fn);
	no = fn_block(fn);
	end = fn_block(fn);
	dst = fn_local(fn, ".choice", t->kind == IRT_VOID ? NULL : t, false);
	cond_assume(fn, a, v, IRR_NE, ir_o_int(0), yes, no);
	fn->cur = yes;
	fn_copy(fn, c, dst, v);
	fn_goto(fn, end);
	fn->cur = no;
	fn_copy(fn, c, dst, expr_value(fn, b));
	fn_start(fn, end);
	return ir_o_var(dst);
}
