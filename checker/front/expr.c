/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * expr - the value of an expression as an operand, with the instructions that make it.
 */
#include "base/bug.h"
#include "base/intern.h"
#include "lower.h"

enum ir_rel expr_rel(enum CXBinaryOperatorKind k, bool is_unsigned)
{
	switch (k) {
	case CXBinaryOperator_EQ: return IRR_EQ;
	case CXBinaryOperator_NE: return IRR_NE;
	case CXBinaryOperator_LT: return is_unsigned ? IRR_ULT : IRR_LT;
	case CXBinaryOperator_GT: return is_unsigned ? IRR_UGT : IRR_GT;
	case CXBinaryOperator_LE: return is_unsigned ? IRR_ULE : IRR_LE;
	case CXBinaryOperator_GE: return is_unsigned ? IRR_UGE : IRR_GE;
	case CXBinaryOperator_Add: case CXBinaryOperator_AddAssign: return IRR_ADD;
	case CXBinaryOperator_Sub: case CXBinaryOperator_SubAssign: return IRR_SUB;
	case CXBinaryOperator_Mul: case CXBinaryOperator_MulAssign: return IRR_MUL;
	case CXBinaryOperator_Div: case CXBinaryOperator_DivAssign: return IRR_DIV;
	case CXBinaryOperator_Rem: case CXBinaryOperator_RemAssign: return IRR_MOD;
	case CXBinaryOperator_And: case CXBinaryOperator_AndAssign: return IRR_AND;
	case CXBinaryOperator_Or: case CXBinaryOperator_OrAssign: return IRR_OR;
	case CXBinaryOperator_Xor: case CXBinaryOperator_XorAssign: return IRR_XOR;
	case CXBinaryOperator_Shl: case CXBinaryOperator_ShlAssign: return IRR_SHL;
	case CXBinaryOperator_Shr: case CXBinaryOperator_ShrAssign: return IRR_SHR;
	default: return IRR_NONE;
	}
}

static const struct ir_type *type_of(struct fn *fn, CXCursor c)
{
	return types_ir(fn->l, clang_getCursorType(c));
}

static bool is_record(CXCursor c)
{
	return clang_getCanonicalType(clang_getCursorType(c)).kind == CXType_Record;
}

/* The value as it is now: a variable may be changed before the operand is read. */
static struct ir_opnd freeze(struct fn *fn, CXCursor at, struct ir_opnd v)
{
	struct ir_insn *i;

	if (v.kind != IRO_VAR || v.var->kind == IRV_TEMP)
		return v;
	i = fn_emit(fn, IR_COPY, at);
	i->dst = fn_temp(fn, v.var->type);
	i->a = v;
	return ir_o_var(i->dst);
}

static struct ir_opnd assign(struct fn *fn, CXCursor c, struct kids k)
{
	struct ir_opnd v;
	struct place to;

	if (is_record(k.v[0]) && place_is(fn->l, k.v[1])) {
		struct place from = place_of(fn, k.v[1]);

		to = place_of(fn, k.v[0]);
		place_copy_record(fn, &to, &from, c);
		return ir_o_int(0);
	}
	v = expr_value(fn, k.v[1]);
	to = place_of(fn, k.v[0]);
	place_store(fn, &to, v, c);
	return v;
}

static struct ir_opnd assign_op(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	enum ir_rel rel = expr_rel(clang_getCursorBinaryOperatorKind(c), false);
	struct ir_opnd v, old;
	struct place to;

	v = expr_value(fn, k.v[1]);
	to = place_of(fn, k.v[0]);
	old = place_load(fn, &to);
	v = fn_binary(fn, c, old, rel, v, type_of(fn, k.v[0]));
	place_store(fn, &to, v, c);
	return v;
}

static struct ir_opnd step_op(struct fn *fn, CXCursor c, CXCursor arg, enum ir_rel rel, bool post)
{
	struct place to = place_of(fn, arg);
	struct ir_opnd old = place_load(fn, &to), v;

	if (post)
		old = freeze(fn, c, old);
	v = fn_binary(fn, c, old, rel, ir_o_int(1), type_of(fn, arg));
	place_store(fn, &to, v, c);
	return post ? old : v;
}

/* p - offsetof(T, m) is container_of(), p + offsetof(T, m) is &p->m. */
static bool offset_arith(struct fn *fn, CXCursor c, CXCursor ptr, CXCursor off, bool sub,
			 CXType to, struct ir_opnd *v)
{
	struct path path = { 0 };
	struct ir_insn *i;
	const char *field;

	if (!types_is_ptr(clang_getCursorType(ptr)) || !path_of_offsetof(fn->l, off, &path))
		return false;
	*v = expr_value(fn, ptr);
	field = path_field(fn->l, &path);
	i = fn_emit(fn, field ? sub ? IR_CONTAINER : IR_ADDR : IR_COPY, c);
	i->dst = fn_temp(fn, types_ir(fn->l, to));
	i->a = *v;
	i->field = field;
	i->text = source_text(fn->l, c);
	*v = ir_o_var(i->dst);
	return true;
}

static bool is_offset_arith(struct fn *fn, CXCursor c, CXCursor at, CXType to, struct ir_opnd *v)
{
	enum CXBinaryOperatorKind op;
	struct kids k;

	if (c.kind != CXCursor_BinaryOperator)
		return false;
	op = clang_getCursorBinaryOperatorKind(c);
	if (op != CXBinaryOperator_Sub && op != CXBinaryOperator_Add)
		return false;
	k = kids_of(fn->l, c);
	return k.n == 2 && offset_arith(fn, at, k.v[0], k.v[1], op == CXBinaryOperator_Sub, to, v);
}

static struct ir_opnd binary(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(c);
	bool uns;
	struct ir_opnd a, b;

	if (k.n != 2)
		return fn_opaque(fn, c, type_of(fn, c), ir_o_none(), "expression");
	if (op == CXBinaryOperator_Assign)
		return assign(fn, c, k);
	if (op == CXBinaryOperator_Comma) {
		expr_effect(fn, k.v[0]);
		return expr_value(fn, k.v[1]);
	}
	if (op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr)
		return cond_value(fn, c);
	if (is_offset_arith(fn, c, c, clang_getCursorType(c), &a))
		return a;
	uns = types_is_unsigned(clang_getCursorType(k.v[0]));
	a = expr_value(fn, k.v[0]);
	b = expr_value(fn, k.v[1]);
	return fn_binary(fn, c, a, expr_rel(op, uns), b, type_of(fn, c));
}

static struct ir_opnd address(struct fn *fn, CXCursor c, CXCursor arg)
{
	CXCursor inner = kids_strip(fn->l, arg), ref;
	struct place p;

	if (inner.kind == CXCursor_DeclRefExpr) {
		ref = clang_getCursorReferenced(inner);
		if (ref.kind == CXCursor_FunctionDecl) {
			select_address(fn->l, kids_name(ref), ref);
			return ir_o_func(kids_name(ref));
		}
	}
	p = place_of(fn, inner);
	p.at = c;
	if (types_is_array(p.type) && p.path.steps.n)
		path_element(fn->l, &p.path);
	return place_addr(fn, &p);
}

static struct ir_opnd unary(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(c);
	struct ir_opnd v;
	struct place p;

	if (k.n != 1)
		return fn_opaque(fn, c, type_of(fn, c), ir_o_none(), "expression");
	switch (op) {
	case CXUnaryOperator_PostInc:
	case CXUnaryOperator_PreInc:
		return step_op(fn, c, k.v[0], IRR_ADD, op == CXUnaryOperator_PostInc);
	case CXUnaryOperator_PostDec:
	case CXUnaryOperator_PreDec:
		return step_op(fn, c, k.v[0], IRR_SUB, op == CXUnaryOperator_PostDec);
	case CXUnaryOperator_AddrOf:
		return address(fn, c, k.v[0]);
	case CXUnaryOperator_Deref:
		if (clang_getCanonicalType(clang_getCursorType(c)).kind == CXType_FunctionProto)
			return expr_value(fn, k.v[0]);
		p = place_of(fn, c);
		return place_load(fn, &p);
	case CXUnaryOperator_Minus:
		v = expr_value(fn, k.v[0]);
		return fn_binary(fn, c, ir_o_int(0), IRR_SUB, v, type_of(fn, c));
	case CXUnaryOperator_Not:
		v = expr_value(fn, k.v[0]);
		return fn_binary(fn, c, v, IRR_XOR, ir_o_int(-1), type_of(fn, c));
	case CXUnaryOperator_LNot:
		return cond_value(fn, c);
	default:
		return expr_value(fn, k.v[0]);
	}
}

static struct ir_opnd reference(struct fn *fn, CXCursor c)
{
	CXCursor ref = clang_getCursorReferenced(c);
	struct place p;

	if (ref.kind == CXCursor_FunctionDecl) {
		select_address(fn->l, kids_name(ref), ref);
		return ir_o_func(kids_name(ref));
	}
	if (ref.kind == CXCursor_EnumConstantDecl)
		return ir_o_int(clang_getEnumConstantDeclValue(ref));
	p = place_of(fn, c);
	return place_load(fn, &p);
}

static struct ir_opnd cast(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	CXType t = clang_getCursorType(c);
	CXCursor inner;
	struct ir_opnd v;
	struct ir_insn *i;

	if (!k.n || !kids_is_expr(k.v[k.n - 1]))
		return fn_opaque(fn, c, type_of(fn, c), ir_o_none(), "cast");
	inner = kids_strip(fn->l, k.v[k.n - 1]);
	if (is_offset_arith(fn, inner, c, t, &v))
		return v;
	if (clang_getCanonicalType(t).kind == CXType_Void) {
		expr_effect(fn, inner);
		return ir_o_int(0);
	}
	v = expr_value(fn, k.v[k.n - 1]);
	/* A copy tells what the pointer is now taken for; other casts change nothing. */
	if (!types_is_ptr(t) || v.kind == IRO_INT)
		return v;
	i = fn_emit(fn, IR_COPY, c);
	i->dst = fn_temp(fn, types_ir(fn->l, t));
	i->a = v;
	return ir_o_var(i->dst);
}

/* Is @v a variable that was declared since @outer? Its scope is about to end. */
static bool is_inner(const struct fn *fn, const struct env *outer, struct ir_opnd v)
{
	for (const struct env *e = fn->env; e != outer; e = e->up)
		if (v.kind == IRO_VAR && e->var == v.var)
			return true;
	return false;
}

/* What gives a statement expression its value, under labels and attributes. */
static CXCursor last_stmt(struct lower *l, CXCursor c)
{
	struct kids k;

	while (c.kind == CXCursor_LabelStmt || c.kind == CXCursor_UnexposedStmt) {
		k = kids_of(l, c);
		if (!k.n)
			break;
		c = k.v[k.n - 1];
	}
	return c;
}

static struct ir_opnd last_value(struct fn *fn, CXCursor c)
{
	struct kids k;

	while (!kids_is_expr(c)) {
		if (c.kind == CXCursor_LabelStmt)
			scope_place(fn, c);
		k = kids_of(fn->l, c);
		c = k.v[k.n - 1];
	}
	return expr_value(fn, c);
}

struct ir_opnd expr_stmt_expr(struct fn *fn, CXCursor c, bool want)
{
	struct kids k = kids_of(fn->l, c);
	struct env *outer = fn->env;
	struct ir_opnd v = ir_o_int(0);
	struct ir_loc loc = source_loc(fn->l, c);
	CXCursor last;

	if (k.n)
		k = kids_of(fn->l, k.v[0]);
	if (!k.n)
		return v;
	last = last_stmt(fn->l, k.v[k.n - 1]);
	if (!kids_is_expr(last) || !want) {
		stmt_list(fn, k, k.n);
	} else {
		stmt_list(fn, k, k.n - 1);
		v = last_value(fn, k.v[k.n - 1]);
		if (is_inner(fn, outer, v))
			v = freeze(fn, c, v);
	}
	scope_leave(fn, outer, loc, true);
	fn->env = outer;
	return v;
}

/* UnexposedExpr: an implicit cast, a ?: b, a choice, va_arg, offsetof ... */
static struct ir_opnd unexposed(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);
	CXCursor chosen;

	if (kids_implicit(c, k))
		return expr_value(fn, k.v[0]);
	if (consts_choice(fn->l, c, &chosen))
		return expr_value(fn, chosen);
	if (kids_elvis(c, k))
		return cond_elvis(fn, c, k.v[0], k.v[3]);
	if (!k.n)	/* __func__, an implicit zero */
		return types_is_ptr(clang_getCursorType(c)) ? ir_o_global(intern("string")) :
		       ir_o_int(0);
	for (unsigned int i = 0; i < k.n; i++)
		if (kids_is_expr(k.v[i]))
			expr_effect(fn, k.v[i]);
	return fn_opaque(fn, c, type_of(fn, c), ir_o_none(), "expression");
}

static struct ir_opnd dispatch(struct fn *fn, CXCursor c)
{
	struct kids k;
	struct place p;

	switch ((int)c.kind) {
	case CXCursor_ParenExpr:
		k = kids_of(fn->l, c);
		return k.n ? expr_value(fn, k.v[0]) : ir_o_int(0);
	case CXCursor_UnexposedExpr:
	case CXCursor_GenericSelectionExpr:
		return unexposed(fn, c);
	case CXCursor_DeclRefExpr:
		return reference(fn, c);
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CompoundLiteralExpr:
	case CXCursor_StringLiteral:
		p = place_of(fn, c);
		if (p.kind == PLACE_NONE)
			p = (struct place){ .type = clang_getCursorType(c), .at = c };
		return place_load(fn, &p);
	case CXCursor_UnaryOperator:
		return unary(fn, c);
	case CXCursor_BinaryOperator:
		return binary(fn, c);
	case CXCursor_CompoundAssignOperator:
		return assign_op(fn, c);
	case CXCursor_ConditionalOperator:
		if (is_record(c)) {
			p = place_of(fn, c);
			return place_load(fn, &p);
		}
		k = kids_of(fn->l, c);
		return cond_choose(fn, c, k);
	case CXCursor_CStyleCastExpr:
		return cast(fn, c);
	case CXCursor_CallExpr:
		return call_value(fn, c);
	case CXCursor_StmtExpr:
		return expr_stmt_expr(fn, c, true);
	case CXCursor_AddrLabelExpr:
	case CXCursor_FloatingLiteral:
		return ir_o_int(1);
	default:
		return fn_opaque(fn, c, type_of(fn, c), ir_o_none(), "expression");
	}
}

struct ir_opnd expr_value(struct fn *fn, CXCursor c)
{
	struct ir_opnd v;
	int64_t k;

	if (consts_eval(fn->l, c, &k))
		return ir_o_int(k);
	if (!fn_deeper(fn))
		return fn_opaque(fn, c, type_of(fn, c), ir_o_none(), "nesting");
	v = dispatch(fn, c);
	fn->depth--;
	return v;
}

/* Does evaluating it change nothing? The likely() at the end of WARN_ON(), mostly. */
static bool is_pure(struct lower *l, CXCursor c, unsigned int depth)
{
	struct kids k;
	CXCursor inner;

	c = kids_strip(l, c);
	if (depth > 20)
		return false;
	switch ((int)c.kind) {
	case CXCursor_DeclRefExpr:
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_StringLiteral:
		return true;
	case CXCursor_CallExpr:
		return call_through(l, c, &inner) && is_pure(l, inner, depth + 1);
	case CXCursor_UnaryOperator:
		if (clang_getCursorUnaryOperatorKind(c) <= CXUnaryOperator_PreDec)
			return false;
		break;
	case CXCursor_BinaryOperator:
		if (clang_getCursorBinaryOperatorKind(c) == CXBinaryOperator_Assign)
			return false;
		break;
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CStyleCastExpr:
		break;
	default:
		return false;
	}
	k = kids_of(l, c);
	for (unsigned int i = 0; i < k.n; i++)
		if (kids_is_expr(k.v[i]) && !is_pure(l, k.v[i], depth + 1))
			return false;
	return true;
}

void expr_effect(struct fn *fn, CXCursor c)
{
	CXCursor inner = kids_strip(fn->l, c);
	struct kids k;

	if (is_pure(fn->l, inner, 0))
		return;
	switch ((int)inner.kind) {
	case CXCursor_CStyleCastExpr:
		k = kids_of(fn->l, inner);
		if (k.n && kids_is_expr(k.v[k.n - 1])) {
			expr_effect(fn, k.v[k.n - 1]);
			return;
		}
		break;
	case CXCursor_StmtExpr:
		expr_stmt_expr(fn, inner, false);
		return;
	default:
		break;
	}
	expr_value(fn, inner);
}
