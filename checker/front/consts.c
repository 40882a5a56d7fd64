/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * consts - the value of an expression, where it is a constant.
 *
 * libclang's evaluator is slow, so it is asked about leaves only (sizeof, characters,
 * type traits); literals are read from the source, the rest is arithmetic.
 * The walk gives up at the first leaf that is no constant.
 */
#include <ctype.h>
#include <stdlib.h>

#include "lower.h"

#define CONST_DEPTH 200

static bool eval(struct lower *l, CXCursor c, int64_t *v, unsigned int depth);

static bool ask_clang(CXCursor c, int64_t *v)
{
	CXEvalResult r = clang_Cursor_Evaluate(c);
	bool ok = r && clang_EvalResult_getKind(r) == CXEval_Int;

	if (ok)
		*v = clang_EvalResult_getAsLongLong(r);
	if (r)
		clang_EvalResult_dispose(r);
	return ok;
}

static bool literal(struct lower *l, CXCursor c, int64_t *v)
{
	struct spot at = source_spelled(l, clang_getCursorLocation(c));
	char *end;

	if (!source_has_text(l, at.src, at.off + 1) ||
	    !isdigit((unsigned char)at.src->text[at.off]))
		return ask_clang(c, v);
	*v = (int64_t)strtoull(at.src->text + at.off, &end, 0);
	if (*end == '.' || *end == 'b' || *end == 'B' || *end == '#')
		return ask_clang(c, v);
	return true;
}

/* A value as an integer of type @t holds it. */
static int64_t narrow(CXType t, int64_t v)
{
	long long size = clang_Type_getSizeOf(t);
	unsigned int shift;

	if (clang_getCanonicalType(t).kind == CXType_Bool)
		return v != 0;
	if (size <= 0 || size >= 8)
		return v;
	shift = 64 - (unsigned int)size * 8;
	if (types_is_unsigned(t))
		return (int64_t)((uint64_t)v << shift >> shift);
	return (int64_t)((uint64_t)v << shift) >> shift;
}

static bool compare(enum CXBinaryOperatorKind k, bool uns, int64_t a, int64_t b, int64_t *v)
{
	uint64_t ua = (uint64_t)a, ub = (uint64_t)b;

	switch (k) {
	case CXBinaryOperator_LT:
		*v = uns ? ua < ub : a < b;
		return true;
	case CXBinaryOperator_GT:
		*v = uns ? ua > ub : a > b;
		return true;
	case CXBinaryOperator_LE:
		*v = uns ? ua <= ub : a <= b;
		return true;
	case CXBinaryOperator_GE:
		*v = uns ? ua >= ub : a >= b;
		return true;
	case CXBinaryOperator_EQ:
		*v = a == b;
		return true;
	case CXBinaryOperator_NE:
		*v = a != b;
		return true;
	default:
		return false;
	}
}

static bool divide(enum CXBinaryOperatorKind k, bool uns, int64_t a, int64_t b, int64_t *v)
{
	if (!b || (b == -1 && !uns))
		return false;
	if (k == CXBinaryOperator_Div)
		*v = uns ? (int64_t)((uint64_t)a / (uint64_t)b) : a / b;
	else
		*v = uns ? (int64_t)((uint64_t)a % (uint64_t)b) : a % b;
	return true;
}

static bool arith(enum CXBinaryOperatorKind k, bool uns, int64_t a, int64_t b, int64_t *v)
{
	uint64_t ua = (uint64_t)a, ub = (uint64_t)b;

	switch (k) {
	case CXBinaryOperator_Add:
		*v = (int64_t)(ua + ub);
		return true;
	case CXBinaryOperator_Sub:
		*v = (int64_t)(ua - ub);
		return true;
	case CXBinaryOperator_Mul:
		*v = (int64_t)(ua * ub);
		return true;
	case CXBinaryOperator_And:
		*v = a & b;
		return true;
	case CXBinaryOperator_Or:
		*v = a | b;
		return true;
	case CXBinaryOperator_Xor:
		*v = a ^ b;
		return true;
	case CXBinaryOperator_Shl:
		*v = ub < 64 ? (int64_t)(ua << ub) : 0;
		return ub < 64;
	case CXBinaryOperator_Shr:
		*v = ub >= 64 ? 0 : uns ? (int64_t)(ua >> ub) : a >> ub;
		return ub < 64;
	case CXBinaryOperator_Div:
	case CXBinaryOperator_Rem:
		return divide(k, uns, a, b, v);
	case CXBinaryOperator_Comma:
		*v = b;
		return true;
	default:
		return compare(k, uns, a, b, v);
	}
}

static bool binary(struct lower *l, CXCursor c, int64_t *v, unsigned int depth)
{
	enum CXBinaryOperatorKind k = clang_getCursorBinaryOperatorKind(c);
	struct kids kid = kids_of(l, c);
	int64_t a, b;

	if (kid.n != 2 || types_is_ptr(clang_getCursorType(kid.v[0])) ||
	    !eval(l, kid.v[0], &a, depth))
		return false;
	if (k == CXBinaryOperator_LAnd || k == CXBinaryOperator_LOr) {
		bool stop = (k == CXBinaryOperator_LOr) == (a != 0);

		*v = k == CXBinaryOperator_LOr;
		if (stop)
			return true;
		if (!eval(l, kid.v[1], &b, depth))
			return false;
		*v = b != 0;
		return true;
	}
	return eval(l, kid.v[1], &b, depth) &&
	       arith(k, types_is_unsigned(clang_getCursorType(kid.v[0])), a, b, v) &&
	       (*v = narrow(clang_getCursorType(c), *v), true);
}

static bool unary(struct lower *l, CXCursor c, int64_t *v, unsigned int depth)
{
	struct kids k = kids_of(l, c);
	int64_t a;

	if (k.n != 1)
		return false;
	switch (clang_getCursorUnaryOperatorKind(c)) {
	case CXUnaryOperator_Minus:
	case CXUnaryOperator_Plus:
	case CXUnaryOperator_Not:
	case CXUnaryOperator_LNot:
	case CXUnaryOperator_Extension:
		break;
	default:
		return false;
	}
	if (!eval(l, k.v[0], &a, depth))
		return false;
	switch (clang_getCursorUnaryOperatorKind(c)) {
	case CXUnaryOperator_Minus:
		a = (int64_t)(0 - (uint64_t)a);
		break;
	case CXUnaryOperator_Not:
		a = ~a;
		break;
	case CXUnaryOperator_LNot:
		a = !a;
		break;
	default:
		break;
	}
	*v = narrow(clang_getCursorType(c), a);
	return true;
}

static bool cast(struct lower *l, CXCursor c, CXCursor inner, int64_t *v, unsigned int depth)
{
	if (!eval(l, inner, v, depth))
		return false;
	*v = narrow(clang_getCursorType(c), *v);
	return true;
}

/* What htons() and its kin are when they are constants: case htons(ETH_P_IP). */
static bool swapped(struct lower *l, CXCursor c, int64_t *v, unsigned int depth)
{
	struct kids args;
	int64_t n;

	if (call_is_builtin(l, c, "__builtin_bswap16", &args) && args.n &&
	    eval(l, args.v[0], &n, depth))
		*v = __builtin_bswap16((uint16_t)n);
	else if (call_is_builtin(l, c, "__builtin_bswap32", &args) && args.n &&
		 eval(l, args.v[0], &n, depth))
		*v = __builtin_bswap32((uint32_t)n);
	else if (call_is_builtin(l, c, "__builtin_bswap64", &args) && args.n &&
		 eval(l, args.v[0], &n, depth))
		*v = (int64_t)__builtin_bswap64((uint64_t)n);
	else
		return false;
	return true;
}

/* __builtin_constant_p() of what is no constant here is 0, as in code that is not optimised. */
static bool builtin(struct lower *l, CXCursor c, int64_t *v, unsigned int depth)
{
	struct kids args;
	CXCursor inner;

	if (call_is_builtin(l, c, "__builtin_constant_p", &args) && args.n) {
		int64_t ignored;

		*v = eval(l, args.v[0], &ignored, depth);
		return true;
	}
	if (swapped(l, c, v, depth))
		return true;
	return call_through(l, c, &inner) && eval(l, inner, v, depth);
}

static bool unexposed(struct lower *l, CXCursor c, int64_t *v, unsigned int depth)
{
	struct kids k = kids_of(l, c);
	CXCursor chosen;

	if (kids_implicit(c, k))
		return cast(l, c, k.v[0], v, depth);
	if (consts_choice(l, c, &chosen))
		return eval(l, chosen, v, depth);
	if (kids_elvis(c, k))
		return false;
	return ask_clang(c, v);		/* offsetof, a type trait */
}

/* const int n = 3; is a constant for us, as it is for the compiler. */
static bool variable(struct lower *l, CXCursor var, int64_t *v, unsigned int depth)
{
	CXType t = clang_getCursorType(var);
	CXCursor init;

	if (!clang_isConstQualifiedType(t) || types_is_ptr(t))
		return false;
	init = clang_Cursor_getVarDeclInitializer(var);
	if (clang_Cursor_isNull(init) || init.kind == CXCursor_InitListExpr ||
	    !eval(l, init, v, depth))
		return false;
	*v = narrow(t, *v);
	return true;
}

static bool eval(struct lower *l, CXCursor c, int64_t *v, unsigned int depth)
{
	struct kids k;
	CXCursor ref;

	if (++depth > CONST_DEPTH)
		return false;
	switch ((int)c.kind) {
	case CXCursor_IntegerLiteral:
		return literal(l, c, v);
	case CXCursor_CharacterLiteral:
	case CXCursor_UnaryExpr:
		return ask_clang(c, v);
	case CXCursor_DeclRefExpr:
		ref = clang_getCursorReferenced(c);
		if (ref.kind == CXCursor_VarDecl)
			return variable(l, ref, v, depth);
		if (ref.kind != CXCursor_EnumConstantDecl)
			return false;
		*v = clang_getEnumConstantDeclValue(ref);
		return true;
	case CXCursor_ParenExpr:
		k = kids_of(l, c);
		return k.n == 1 && eval(l, k.v[0], v, depth);
	case CXCursor_CStyleCastExpr:
		k = kids_of(l, c);
		return k.n && kids_is_expr(k.v[k.n - 1]) && cast(l, c, k.v[k.n - 1], v, depth);
	case CXCursor_UnexposedExpr:
		return unexposed(l, c, v, depth);
	case CXCursor_GenericSelectionExpr:
		return consts_choice(l, c, &ref) && eval(l, ref, v, depth);
	case CXCursor_UnaryOperator:
		return unary(l, c, v, depth);
	case CXCursor_BinaryOperator:
		return binary(l, c, v, depth);
	case CXCursor_ConditionalOperator: {
		int64_t cond;

		k = kids_of(l, c);
		return k.n == 3 && eval(l, k.v[0], &cond, depth) &&
		       eval(l, k.v[cond ? 1 : 2], v, depth);
	}
	case CXCursor_CallExpr:
		return builtin(l, c, v, depth);
	default:
		return false;
	}
}

bool consts_eval(struct lower *l, CXCursor c, int64_t *v)
{
	return eval(l, c, v, 0);
}

static bool same_type(CXType a, CXType b)
{
	return clang_equalTypes(clang_getUnqualifiedType(clang_getCanonicalType(a)),
				clang_getUnqualifiedType(clang_getCanonicalType(b)));
}

/* The association whose expression has the type of the whole; the last of them (default) else. */
static bool generic(struct lower *l, CXCursor c, CXCursor *chosen)
{
	struct kids k = kids_of(l, c);
	bool found = false;

	for (unsigned int i = 1; i < k.n; i++) {
		if (!kids_is_expr(k.v[i]))
			continue;
		if (same_type(clang_getCursorType(k.v[i]), clang_getCursorType(c))) {
			*chosen = k.v[i];
			return true;
		}
		*chosen = k.v[i];
		found = true;
	}
	return found;
}

bool consts_choice(struct lower *l, CXCursor c, CXCursor *chosen)
{
	struct kids k;
	int64_t v;

	if (c.kind == CXCursor_GenericSelectionExpr)
		return generic(l, c, chosen);
	if (c.kind != CXCursor_UnexposedExpr)
		return false;
	k = kids_of(l, c);
	if (k.n != 3 || !kids_is_expr(k.v[0]) || !kids_is_expr(k.v[1]) || !kids_is_expr(k.v[2]))
		return false;
	if (!consts_eval(l, k.v[0], &v))
		return false;
	*chosen = k.v[v ? 1 : 2];
	return true;
}
