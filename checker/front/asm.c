/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * asm - inline assembly as instructions of the IR.
 *
 * The kernel's per-CPU counters, xchg() and cmpxchg() are asm statements of one
 * x86 instruction: those are lowered to what they do. Of all others each output
 * holds something unknown. asm goto leads to each of its labels.
 */
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "asm.h"
#include "lower.h"

struct asm_stmt {
	struct fn *fn;
	CXCursor at;
	struct asm_text text;
	struct kids k;
};

static const struct ir_type *type_of(struct asm_stmt *s, int n)
{
	return types_ir(s->fn->l, clang_getCursorType(s->k.v[n]));
}

/* The input that shares the register of output @n, or -1. */
static int tied(struct asm_stmt *s, int n)
{
	for (int i = (int)s->text.outputs; i < (int)s->text.n; i++)
		if (s->text.operand[i].constraint[0] == '0' + n &&
		    !s->text.operand[i].constraint[1])
			return i;
	return -1;
}

static struct ir_opnd get(struct asm_stmt *s, int n)
{
	struct place p;

	if (s->text.operand[n].output && s->text.operand[n].constraint[0] == '=' &&
	    tied(s, n) >= 0)
		n = tied(s, n);
	if (!s->text.operand[n].output)
		return expr_value(s->fn, s->k.v[n]);
	p = place_of(s->fn, s->k.v[n]);
	return place_load(s->fn, &p);
}

static void set(struct asm_stmt *s, int n, struct ir_opnd v)
{
	struct place p = place_of(s->fn, s->k.v[n]);

	place_store(s->fn, &p, v, s->at);
}

/* The stack pointer as an operand says "this calls", not that it changes. */
static bool is_register(struct asm_stmt *s, int n)
{
	CXCursor var = clang_getCursorReferenced(s->k.v[n]);

	return var.kind == CXCursor_VarDecl && !map_has(&s->fn->vars, var.data[0]) &&
	       clang_Cursor_getStorageClass(var) == CX_SC_Register;
}

static void set_unknown(struct asm_stmt *s, int n)
{
	struct place p;

	if (is_register(s, n))
		return;
	p = place_of(s->fn, s->k.v[n]);
	place_store(s->fn, &p, fn_opaque(s->fn, s->at, types_ir(s->fn->l, p.type), ir_o_none(), "asm"),
		    s->at);
}

static bool is_output(struct asm_stmt *s, int n)
{
	return n >= 0 && s->text.operand[n].output;
}

/* Sets everything but operands @a and @b. */
static void set_rest(struct asm_stmt *s, int a, int b)
{
	for (int i = 0; i < (int)s->text.outputs; i++)
		if (i != a && i != b)
			set_unknown(s, i);
}

static struct ir_opnd hold(struct asm_stmt *s, struct ir_opnd v, const struct ir_type *t)
{
	struct ir_var *tmp;

	if (v.kind != IRO_VAR || v.var->kind == IRV_TEMP)
		return v;
	tmp = fn_temp(s->fn, t);
	fn_copy(s->fn, s->at, tmp, v);
	return ir_o_var(tmp);
}

static void exchange(struct asm_stmt *s, int a, int b, bool add)
{
	struct ir_opnd x = hold(s, get(s, a), type_of(s, a)), y = hold(s, get(s, b), type_of(s, b));

	if (add)
		set(s, b, fn_binary(s->fn, s->at, x, IRR_ADD, y, type_of(s, b)));
	else
		set(s, b, x);
	set(s, a, y);
	set_rest(s, a, b);
}

/* The output in the accumulator: what cmpxchg compares with, and where it leaves what it found. */
static int accumulator(struct asm_stmt *s)
{
	for (int i = 0; i < (int)s->text.outputs; i++)
		if (strchr(s->text.operand[i].constraint, 'a') &&
		    strncmp(s->text.operand[i].constraint, "=@", 2))
			return i;
	return -1;
}

/* The value that is compared: the accumulator itself, or the input that shares its register. */
static int expected(struct asm_stmt *s, int acc)
{
	if (s->text.operand[acc].constraint[0] == '+')
		return acc;
	for (int i = (int)s->text.outputs; i < (int)s->text.n; i++)
		if (!strcmp(s->text.operand[i].constraint, "a"))
			return i;
	return tied(s, acc);
}

/* The condition code that tells whether it was exchanged. */
static int flag(struct asm_stmt *s)
{
	for (int i = 0; i < (int)s->text.outputs; i++)
		if (!strcmp(s->text.operand[i].constraint, "=@ccz") ||
		    !strcmp(s->text.operand[i].constraint, "=@cce"))
			return i;
	return -1;
}

static bool compare_exchange(struct asm_stmt *s, int src, int dst)
{
	struct fn *fn = s->fn;
	struct ir_block *yes, *no, *end;
	struct ir_opnd old, found, new;
	int acc = accumulator(s), exp, ok = flag(s);

	if (acc < 0 || src < 0 || !is_output(s, dst) || (exp = expected(s, acc)) < 0)
		return false;
	yes = fn_block(fn);
	no = fn_block(fn);
	end = fn_block(fn);
	old = hold(s, get(s, exp), type_of(s, exp));
	new = hold(s, get(s, src), type_of(s, src));
	found = hold(s, get(s, dst), type_of(s, dst));
	cond_assume(fn, s->at, found, IRR_EQ, old, yes, no);
	fn->cur = yes;
	set(s, dst, new);
	if (ok >= 0)
		set(s, ok, ir_o_int(1));
	fn_goto(fn, end);
	fn->cur = no;
	if (ok >= 0)
		set(s, ok, ir_o_int(0));
	fn_start(fn, end);
	set(s, acc, found);
	for (int i = 0; i < (int)s->text.outputs; i++)
		if (i != acc && i != dst && i != ok)
			set_unknown(s, i);
	return true;
}

static bool arithmetic(struct asm_stmt *s, int src, int dst)
{
	static const struct {
		const char *op;
		enum ir_rel rel;
	} ops[] = {
		{ "add", IRR_ADD },
		{ "sub", IRR_SUB },
		{ "and", IRR_AND },
		{ "or", IRR_OR },
		{ "xor", IRR_XOR },
	};
	struct ir_opnd a, b;

	for (unsigned int i = 0; i < ARRAY_SIZE(ops); i++) {
		if (!asm_is(&s->text, ops[i].op))
			continue;
		a = get(s, dst);
		b = get(s, src);
		set(s, dst, fn_binary(s->fn, s->at, a, ops[i].rel, b, type_of(s, dst)));
		set_rest(s, dst, -1);
		return true;
	}
	return false;
}

static bool step(struct asm_stmt *s, int dst)
{
	enum ir_rel rel = asm_is(&s->text, "inc") ? IRR_ADD : IRR_SUB;

	if (rel == IRR_SUB && !asm_is(&s->text, "dec"))
		return false;
	set(s, dst, fn_binary(s->fn, s->at, get(s, dst), rel, ir_o_int(1), type_of(s, dst)));
	set_rest(s, dst, -1);
	return true;
}

/* True when the instruction was one of those that are understood. */
static bool known(struct asm_stmt *s)
{
	int src, dst;

	if (!s->text.op)
		return false;
	asm_args(&s->text, &src, &dst);
	if (!is_output(s, dst))
		return false;
	if (src < 0)
		return step(s, dst);
	if (asm_is(&s->text, "mov")) {
		set(s, dst, get(s, src));
		set_rest(s, dst, -1);
		return true;
	}
	if (asm_is(&s->text, "cmpxchg"))
		return compare_exchange(s, src, dst);
	if (is_output(s, src) && (asm_is(&s->text, "xchg") || asm_is(&s->text, "xadd"))) {
		exchange(s, src, dst, asm_is(&s->text, "xadd"));
		return true;
	}
	return arithmetic(s, src, dst);
}

/* Without its text: what is a place may be an output. */
static void unknown(struct asm_stmt *s)
{
	for (int i = 0; i < (int)s->k.n; i++)
		if (place_is(s->fn->l, s->k.v[i]) && s->k.v[i].kind != CXCursor_UnexposedExpr)
			set_unknown(s, i);
}

static enum CXChildVisitResult find_labels(CXCursor c, CXCursor parent, CXClientData data)
{
	struct asm_stmt *s = data;
	const char *name;

	if (c.kind != CXCursor_LabelStmt)
		return CXChildVisit_Recurse;
	name = kids_name(c);
	vec_for(i, &s->text.labels)
		if (s->text.labels.v[i] == name)
			scope_goto(s->fn, scope_label(s->fn, c), source_loc(s->fn->l, s->at));
	return CXChildVisit_Recurse;
}

static void jumps(struct asm_stmt *s)
{
	struct fn *fn = s->fn;
	struct ir_block *next;

	if (!s->text.labels.n)
		return;
	clang_visitChildren(fn->decl, find_labels, s);
	next = fn_block(fn);
	fn_start(fn, next);
}

static bool read_text(struct asm_stmt *s)
{
	struct fn *fn = s->fn;
	const char *text;

	vec_for(i, &fn->asms) {
		if (!kids_same(fn->asms.v[i], s->at))
			continue;
		/* The register of a variable is printed without the blank. */
		text = pretty_nth(fn, &fn->print_asm, "asm ", i, fn->asms.n);
		return text && asm_parse(text, &fn->l->tmp, &s->text) && s->text.n == s->k.n;
	}
	return false;
}

/*
 * Code that warns says of its own condition that it cannot be: the path is as good
 * as ended. After BUG() comes __builtin_unreachable(), after WARN() the path goes
 * on, so this is a call that does not return rather than the block's end.
 */
static void trap(struct fn *fn, CXCursor c)
{
	struct ir_insn *i = fn_emit(fn, IR_CALL, c);

	i->a = ir_o_func(intern("skbown_never"));
	i->text = intern("WARN");
}

void stmt_asm(struct fn *fn, CXCursor c)
{
	struct asm_stmt s = { .fn = fn, .at = c };
	bool read;

	s.k = kids_of(fn->l, c);
	read = read_text(&s);
	if (s.text.traps) {
		trap(fn, c);
		return;
	}
	if (!read) {
		s.text = (struct asm_text){ 0 };
		unknown(&s);
		return;
	}
	if (!known(&s))
		set_rest(&s, -1, -1);
	jumps(&s);
}
