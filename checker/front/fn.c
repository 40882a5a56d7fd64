/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fn - one function: its variables, its graph while it grows, its small change.
 */
#include "base/bug.h"
#include "base/intern.h"
#include "lower.h"

struct ir_insn *fn_emit(struct fn *fn, enum ir_op op, CXCursor at)
{
	struct ir_insn *i = ir_insn_new(fn->f, op, source_loc(fn->l, at));

	ir_append(fn->f, fn->cur, i);
	fn->l->res->stats.insns++;
	if (op == IR_OPAQUE)
		fn->l->res->stats.opaque++;
	return i;
}

struct ir_block *fn_block(struct fn *fn)
{
	return ir_block_new(fn->f);
}

void fn_goto(struct fn *fn, struct ir_block *to)
{
	ir_edge(fn->f, fn->cur, to);
	fn->cur = fn_block(fn);
}

void fn_start(struct fn *fn, struct ir_block *b)
{
	ir_edge(fn->f, fn->cur, b);
	fn->cur = b;
}

struct ir_var *fn_temp(struct fn *fn, const struct ir_type *t)
{
	return ir_var_new(fn->f, NULL, t, IRV_TEMP);
}

struct ir_var *fn_local(struct fn *fn, const char *name, const struct ir_type *t, bool mem)
{
	struct ir_var *v = ir_var_new(fn->f, name, t, IRV_LOCAL);

	v->mem = mem;
	return v;
}

struct ir_opnd fn_opaque(struct fn *fn, CXCursor at, const struct ir_type *t, struct ir_opnd touched,
			 const char *reason)
{
	struct ir_insn *i = fn_emit(fn, IR_OPAQUE, at);

	i->reason = intern(reason);
	i->a = touched;
	if (t->kind == IRT_VOID)
		return ir_o_int(0);
	i->dst = fn_temp(fn, t);
	return ir_o_var(i->dst);
}

bool fn_deeper(struct fn *fn)
{
	if (fn->depth >= FN_MAX_DEPTH)
		return false;
	fn->depth++;
	return true;
}

void fn_copy(struct fn *fn, CXCursor at, struct ir_var *dst, struct ir_opnd v)
{
	struct ir_insn *i;

	if (dst->mem) {
		i = fn_emit(fn, IR_STORE, at);
		i->a = ir_o_local(dst);
		i->field = intern("*");
		i->b = v;
		return;
	}
	i = fn_emit(fn, IR_COPY, at);
	i->dst = dst;
	i->a = v;
}

struct ir_opnd fn_binary(struct fn *fn, CXCursor at, struct ir_opnd a, enum ir_rel rel,
			 struct ir_opnd b, const struct ir_type *t)
{
	struct ir_insn *i = fn_emit(fn, IR_BINARY, at);

	i->dst = fn_temp(fn, t);
	i->a = a;
	i->rel = rel;
	i->b = b;
	return ir_o_var(i->dst);
}

/* The variable itself under casts and parentheses, so that *(T *)&x is x and needs no memory. */
static bool under_deref(struct lower *l, CXCursor c, CXCursor *inner)
{
	struct kids k = kids_of(l, c);

	if (clang_getCursorUnaryOperatorKind(c) != CXUnaryOperator_Deref || k.n != 1)
		return false;
	*inner = kids_strip_casts(l, k.v[0]);
	return inner->kind == CXCursor_UnaryOperator &&
	       clang_getCursorUnaryOperatorKind(*inner) == CXUnaryOperator_AddrOf;
}

static void take(struct fn *fn, CXCursor addrof)
{
	struct kids k = kids_of(fn->l, addrof);
	CXCursor c = k.n ? kids_strip(fn->l, k.v[0]) : addrof;

	while (c.kind == CXCursor_ArraySubscriptExpr || c.kind == CXCursor_MemberRefExpr) {
		k = kids_of(fn->l, c);
		if (!k.n || !kids_is_expr(k.v[0]))
			return;
		c = kids_strip(fn->l, k.v[0]);
		if (types_is_ptr(clang_getCursorType(c)))
			return;		/* what it points to, not itself */
	}
	if (c.kind == CXCursor_DeclRefExpr) {
		c = clang_getCursorReferenced(c);
		map_set(&fn->l->tmp, &fn->taken, c.data[0], fn);
	}
}

struct scan {
	struct fn *fn;
};

/* One look at the whole body before it is lowered: addresses, loops, asms in their order. */
static enum CXChildVisitResult scan_one(CXCursor c, CXCursor parent, CXClientData data)
{
	struct scan *s = data;
	struct fn *fn = s->fn;
	CXCursor inner;

	switch ((int)c.kind) {
	case CXCursor_UnaryOperator:
		if (under_deref(fn->l, c, &inner))
			map_set(&fn->l->tmp, &fn->taken, inner.data[1], NULL);
		else if (clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_AddrOf &&
			 !map_has(&fn->taken, c.data[1]))
			take(fn, c);
		break;
	case CXCursor_ForStmt:
		vec_push(&fn->l->tmp, &fn->fors, c);
		break;
	case CXCursor_AsmStmt:
		vec_push(&fn->l->tmp, &fn->asms, c);
		break;
	case CXCursor_VarDecl:
		if (scope_cleanup_of(fn->l, c))
			map_set(&fn->l->tmp, &fn->taken, c.data[0], fn);
		break;
	default:
		break;
	}
	return CXChildVisit_Recurse;
}

static void lower_param(struct fn *fn, CXCursor decl)
{
	struct lower *l = fn->l;
	const struct ir_type *t = types_ir(l, clang_getCursorType(decl));
	struct ir_var *v;

	if (t->kind == IRT_ARRAY)
		t = types_ptr(l, t->to);
	v = ir_var_new(fn->f, kids_name(decl), t, IRV_PARAM);
	v->mem = t->kind == IRT_REC;
	map_set(&l->tmp, &fn->vars, decl.data[0], v);
}

/* A scalar parameter whose address is taken gets a place in memory at the entry. */
static void spill_param(struct fn *fn, CXCursor decl)
{
	struct ir_var *v = map_get(&fn->vars, decl.data[0]), *m;

	if (v->mem || !map_get(&fn->taken, decl.data[0]))
		return;
	m = fn_local(fn, v->name, v->type, true);
	map_set(&fn->l->tmp, &fn->vars, decl.data[0], m);
	fn_copy(fn, decl, m, ir_o_var(v));
}

/* All parameters come before all other variables. */
static void lower_params(struct fn *fn, CXCursor decl, int n)
{
	for (int i = 0; i < n; i++)
		lower_param(fn, clang_Cursor_getArgument(decl, (unsigned int)i));
	for (int i = 0; i < n; i++)
		spill_param(fn, clang_Cursor_getArgument(decl, (unsigned int)i));
}

CXCursor fn_body(struct lower *l, CXCursor decl)
{
	struct kids k = kids_of(l, decl);

	for (unsigned int i = k.n; i-- > 0;)
		if (k.v[i].kind == CXCursor_CompoundStmt)
			return k.v[i];
	return clang_getNullCursor();
}

static struct ir_func *fn_head(struct lower *l, CXCursor decl)
{
	CXSourceRange r = clang_getCursorExtent(decl);
	struct spot end = source_spot(l, clang_getRangeEnd(r));
	struct ir_func *f = ir_func_new(l->u, kids_name(decl),
					types_ir(l, clang_getCursorResultType(decl)));

	f->loc = source_loc(l, decl);
	f->end_line = end.line;
	f->is_static = clang_Cursor_getStorageClass(decl) == CX_SC_Static;
	f->is_inline = clang_Cursor_isFunctionInlined(decl);
	f->is_variadic = clang_Cursor_isVariadic(decl);
	f->in_main = f->loc.file == 0;
	return f;
}

static void lower_body(struct fn *fn, CXCursor decl, CXCursor body)
{
	struct scan s = { .fn = fn };
	struct kids k;

	clang_visitChildren(body, scan_one, &s);
	fn->cur = fn_block(fn);
	lower_params(fn, decl, clang_Cursor_getNumArguments(decl));
	k = kids_of(fn->l, body);
	stmt_list(fn, k, k.n);
	scope_leave(fn, NULL, (struct ir_loc){ fn->f->loc.file, fn->f->end_line, 1 }, false);
	ir_append(fn->f, fn->cur, ir_insn_new(fn->f, fn->f->ret->kind == IRT_VOID ? IR_RETURN : IR_HALT,
		  (struct ir_loc){ fn->f->loc.file, fn->f->end_line, 1 }));
	scope_finish(fn);
}

struct ir_func *fn_lower(struct lower *l, CXCursor decl, bool broken)
{
	struct fn fn = { .l = l, .decl = decl };
	CXCursor body = fn_body(l, decl);

	fn.f = fn_head(l, decl);
	fn.f->broken = broken || clang_Cursor_isNull(body);
	if (fn.f->broken) {
		fn.cur = fn_block(&fn);
		lower_params(&fn, decl, clang_Cursor_getNumArguments(decl));
		fn_emit(&fn, IR_HALT, decl);
	} else {
		lower_body(&fn, decl, body);
	}
	ir_finish(fn.f);
	l->res->stats.funcs_lowered++;
	return fn.f;
}
