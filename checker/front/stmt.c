/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stmt - statements as blocks.
 */
#include "base/intern.h"
#include "lower.h"

void stmt_list(struct fn *fn, struct kids k, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		stmt_lower(fn, k.v[i]);
}

static void block(struct fn *fn, CXCursor c)
{
	struct env *outer = fn->env;
	struct kids k = kids_of(fn->l, c);
	struct spot end;

	stmt_list(fn, k, k.n);
	if (fn->env != outer) {
		end = source_spot(fn->l, clang_getRangeEnd(clang_getCursorExtent(c)));
		scope_leave(fn, outer, (struct ir_loc){ end.src ? source_index(fn->l, end.src) : 0, end.line,
			    end.col > 1 ? end.col - 1 : end.col }, true);
	}
	fn->env = outer;
}

static void declare(struct fn *fn, CXCursor decl)
{
	struct lower *l = fn->l;
	const struct ir_type *t;
	const char *cleanup;
	struct ir_var *v;

	if (decl.kind != CXCursor_VarDecl)
		return;
	switch (clang_Cursor_getStorageClass(decl)) {
	case CX_SC_Static:
	case CX_SC_Extern:
		return;
	default:
		break;
	}
	t = types_ir(l, clang_getCursorType(decl));
	cleanup = scope_cleanup_of(l, decl);
	v = fn_local(fn, kids_name(decl), t, t->kind == IRT_REC || t->kind == IRT_ARRAY ||
		     map_get(&fn->taken, decl.data[0]));
	map_set(&l->tmp, &fn->vars, decl.data[0], v);
	init_var(fn, decl, v);
	scope_open(fn, v, cleanup);
	if (cleanup)
		select_name(l, cleanup);
}

static void lower_if(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	struct ir_block *yes, *no, *end;

	if (k.n < 2)
		return;
	yes = fn_block(fn);
	no = fn_block(fn);
	end = fn_block(fn);
	cond_branch(fn, k.v[0], yes, no);
	fn->cur = yes;
	stmt_lower(fn, k.v[1]);
	fn_goto(fn, end);
	fn->cur = no;
	if (k.n > 2)
		stmt_lower(fn, k.v[2]);
	fn_start(fn, end);
}

static void lower_return(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	struct ir_opnd v = ir_o_none();
	struct ir_insn *i;
	bool cleans = false;

	if (k.n) {
		v = expr_value(fn, k.v[0]);
		if (fn->f->ret->kind == IRT_VOID)
			v = ir_o_none();
	}
	for (struct env *e = fn->env; e; e = e->up)
		cleans |= e->cleanup != NULL;
	if (cleans && v.kind == IRO_VAR && v.var->kind != IRV_TEMP) {
		i = fn_emit(fn, IR_COPY, c);
		i->a = v;
		i->dst = fn_temp(fn, v.var->type);
		v = ir_o_var(i->dst);
	}
	scope_leave(fn, NULL, source_loc(fn->l, c), false);
	i = fn_emit(fn, IR_RETURN, c);
	i->a = v;
	fn->cur = fn_block(fn);
}

static void lower_label(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);

	scope_place(fn, c);
	if (k.n)
		stmt_lower(fn, k.v[k.n - 1]);
}

static void lower_goto(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	CXCursor label;

	if (k.n) {
		label = clang_getCursorReferenced(k.v[0]);
		scope_goto(fn, scope_label(fn, label), source_loc(fn->l, c));
	}
	fn->cur = fn_block(fn);
}

static enum CXChildVisitResult find_label(CXCursor c, CXCursor parent, CXClientData data)
{
	struct fn *fn = data;

	if (c.kind == CXCursor_LabelStmt)
		scope_label(fn, c);
	return CXChildVisit_Recurse;
}

/* A computed goto may lead to every label. */
static void lower_computed_goto(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);

	if (k.n)
		expr_effect(fn, k.v[0]);
	clang_visitChildren(fn->decl, find_label, fn);
	vec_for(i, &fn->all_labels)
		scope_goto(fn, fn->all_labels.v[i], source_loc(fn->l, c));
	fn->cur = fn_block(fn);
}

static void jump(struct fn *fn, CXCursor c, struct target *to)
{
	if (to) {
		scope_leave(fn, to->env, source_loc(fn->l, c), true);
		ir_edge(fn->f, fn->cur, to->block);
	}
	fn->cur = fn_block(fn);
}

static void lower_decls(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);

	for (unsigned int i = 0; i < k.n; i++)
		declare(fn, k.v[i]);
}

static void last_child(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);

	if (k.n)
		stmt_lower(fn, k.v[k.n - 1]);
}

static void dispatch(struct fn *fn, CXCursor c)
{
	switch ((int)c.kind) {
	case CXCursor_CompoundStmt:
		block(fn, c);
		break;
	case CXCursor_DeclStmt:
		lower_decls(fn, c);
		break;
	case CXCursor_IfStmt:
		lower_if(fn, c);
		break;
	case CXCursor_SwitchStmt:
		stmt_switch(fn, c);
		break;
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt:
		stmt_case(fn, c);
		break;
	case CXCursor_WhileStmt:
		loop_while(fn, c);
		break;
	case CXCursor_DoStmt:
		loop_do(fn, c);
		break;
	case CXCursor_ForStmt:
		loop_for(fn, c);
		break;
	case CXCursor_ReturnStmt:
		lower_return(fn, c);
		break;
	case CXCursor_GotoStmt:
		lower_goto(fn, c);
		break;
	case CXCursor_IndirectGotoStmt:
		lower_computed_goto(fn, c);
		break;
	case CXCursor_LabelStmt:
		lower_label(fn, c);
		break;
	case CXCursor_BreakStmt:
		jump(fn, c, fn->brk);
		break;
	case CXCursor_ContinueStmt:
		jump(fn, c, fn->cont);
		break;
	case CXCursor_AsmStmt:
		stmt_asm(fn, c);
		break;
	case CXCursor_NullStmt:
		break;
	case CXCursor_UnexposedStmt:
		last_child(fn, c);
		break;
	default:
		if (kids_is_expr(c))
			expr_effect(fn, c);
		else if (clang_isStatement(c.kind))
			fn_opaque(fn, c, ir_type_void(), ir_o_none(), "statement");
	}
}

void stmt_lower(struct fn *fn, CXCursor c)
{
	if (!fn_deeper(fn)) {
		fn_opaque(fn, c, ir_type_void(), ir_o_none(), "nesting");
		return;
	}
	dispatch(fn, c);
	fn->depth--;
}
