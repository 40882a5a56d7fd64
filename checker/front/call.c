/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * call - calls, and the compiler's builtins that are none.
 */
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "lower.h"

/* What a call needs to know of its callee, once per function and unit. */
struct callee {
	const char *name;
	bool noreturn;
};

static bool has_word(CXString s, const char *word)
{
	const char *text = clang_getCString(s);
	bool ret = text && strstr(text, word);

	clang_disposeString(s);
	return ret;
}

/* Without its body: that of a header's inline is long. */
static CXString declaration_text(CXCursor decl)
{
	CXPrintingPolicy how = clang_getCursorPrintingPolicy(decl);
	CXString s;

	clang_PrintingPolicy_setProperty(how, CXPrintingPolicy_TerseOutput, 1);
	s = clang_getCursorPrettyPrinted(decl, how);
	clang_PrintingPolicy_dispose(how);
	return s;
}

/* GNU's attribute is part of the type; C11's keyword is an attribute that libclang does not name. */
static bool is_noreturn(struct lower *l, CXCursor decl)
{
	struct kids k;

	if (has_word(clang_getTypeSpelling(clang_getCursorType(decl)), "noreturn"))
		return true;
	k = kids_of(l, decl);
	for (unsigned int i = 0; i < k.n; i++)
		if (k.v[i].kind == CXCursor_UnexposedAttr)
			return has_word(declaration_text(decl), "_Noreturn");
	return false;
}

static struct callee *callee_of(struct lower *l, CXCursor decl)
{
	struct callee *c;

	decl = clang_getCanonicalCursor(decl);
	c = map_get(&l->callees, decl.data[0]);
	if (c)
		return c;
	c = arena_new(&l->tmp, struct callee);
	map_set(&l->tmp, &l->callees, decl.data[0], c);
	c->name = kids_name(decl);
	c->noreturn = is_noreturn(l, decl);
	if (c->noreturn)
		vec_push(l->a, &l->u->noreturn, c->name);
	return c;
}

/* The function that is called by name, or null. */
static CXCursor direct(struct lower *l, CXCursor call)
{
	struct kids k = kids_of(l, call);
	CXCursor c;

	if (!k.n)
		return clang_getNullCursor();
	c = kids_strip(l, k.v[0]);
	if (c.kind != CXCursor_DeclRefExpr)
		return clang_getNullCursor();
	c = clang_getCursorReferenced(c);
	return c.kind == CXCursor_FunctionDecl ? c : clang_getNullCursor();
}

bool call_is_builtin(struct lower *l, CXCursor c, const char *name, struct kids *args)
{
	CXCursor decl = direct(l, c);

	if (clang_Cursor_isNull(decl) || strcmp(kids_name(decl), name))
		return false;
	*args = kids_of(l, c);
	args->v++;
	args->n--;
	return true;
}

static bool is_through(const char *name)
{
	return !strcmp(name, "__builtin_expect") ||
	       !strcmp(name, "__builtin_expect_with_probability") ||
	       !strcmp(name, "__builtin_assume_aligned") ||
	       !strcmp(name, "__builtin_launder");
}

bool call_through(struct lower *l, CXCursor c, CXCursor *inner)
{
	CXCursor decl = direct(l, c);
	struct kids k;

	if (clang_Cursor_isNull(decl) || !is_through(kids_name(decl)))
		return false;
	k = kids_of(l, c);
	if (k.n < 2)
		return false;
	*inner = k.v[1];
	return true;
}

/* Builtins that are no call. */
static bool builtin(struct fn *fn, CXCursor c, const char *name, struct kids k, struct ir_opnd *v)
{
	if (strncmp(name, "__builtin_", 10))
		return false;
	if (is_through(name) && k.n > 1) {
		*v = expr_value(fn, k.v[1]);
		return true;
	}
	if (!strcmp(name, "__builtin_unreachable") || !strcmp(name, "__builtin_trap")) {
		fn_emit(fn, IR_HALT, c);
		fn->cur = fn_block(fn);
		*v = ir_o_int(0);
		return true;
	}
	if (!strcmp(name, "__builtin_object_size") ||
	    !strcmp(name, "__builtin_dynamic_object_size")) {
		*v = ir_o_int(-1);
		return true;
	}
	return false;
}

/* __builtin_memcpy() is memcpy(). */
static const char *plain_name(const char *name)
{
	static const char *const lib[] = {
		"memcpy", "memset", "memmove", "memcmp", "strlen", "strcmp", "strcpy", "strncpy",
	};

	if (!strncmp(name, "__builtin_", 10))
		for (unsigned int i = 0; i < ARRAY_SIZE(lib); i++)
			if (!strcmp(name + 10, lib[i]))
				return intern(lib[i]);
	return name;
}

static void arguments(struct fn *fn, struct kids k, struct ir_insn *call)
{
	struct lower *l = fn->l;

	call->nr_args = k.n - 1;
	call->args = arena_array(l->a, struct ir_opnd, k.n);
	call->arg_text = arena_array(l->a, const char *, k.n);
	for (unsigned int i = 1; i < k.n; i++) {
		call->args[i - 1] = expr_value(fn, k.v[i]);
		call->arg_text[i - 1] = source_text(l, k.v[i]);
	}
}

static struct ir_opnd callee_value(struct fn *fn, CXCursor c)
{
	CXCursor inner = kids_strip(fn->l, c);

	/* (*f)() is f() */
	if (inner.kind == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(inner) == CXUnaryOperator_Deref) {
		struct kids k = kids_of(fn->l, inner);

		return expr_value(fn, k.v[0]);
	}
	return expr_value(fn, inner);
}

struct ir_opnd call_value(struct fn *fn, CXCursor c)
{
	struct lower *l = fn->l;
	struct kids k = kids_of(l, c);
	CXCursor decl = direct(l, c);
	const struct ir_type *t = types_ir(l, clang_getCursorType(c));
	struct callee *callee = NULL;
	struct ir_insn tmp = { 0 }, *i;
	struct ir_opnd target, v;

	if (!k.n)
		return fn_opaque(fn, c, t, ir_o_none(), "call");
	if (!clang_Cursor_isNull(decl)) {
		callee = callee_of(l, decl);
		if (builtin(fn, c, callee->name, k, &v))
			return v;
		target = ir_o_func(plain_name(callee->name));
		select_callee(l, decl);
	} else {
		target = callee_value(fn, k.v[0]);
		if (target.kind == IRO_INT)
			target = fn_opaque(fn, c, ir_type_int(8, true), ir_o_none(), "call of a number");
	}
	arguments(fn, k, &tmp);
	i = fn_emit(fn, IR_CALL, c);
	i->a = target;
	i->args = tmp.args;
	i->arg_text = tmp.arg_text;
	i->nr_args = tmp.nr_args;
	i->text = source_text(l, k.v[0]);
	if (t->kind != IRT_VOID)
		i->dst = fn_temp(fn, t);
	v = i->dst ? ir_o_var(i->dst) : ir_o_int(0);
	if (callee && callee->noreturn) {
		fn_emit(fn, IR_HALT, c);
		fn->cur = fn_block(fn);
	}
	return v;
}
