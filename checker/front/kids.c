/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kids - the children of a cursor as an array, and what hides an expression.
 *
 * The visitor of libclang calls back; the lowering wants to look at the children
 * by number, and must not recurse inside of the visitor (stack).
 */
#include "base/intern.h"
#include "lower.h"

struct collect {
	struct arena *a;
	VEC(CXCursor) found;
};

static enum CXChildVisitResult add(CXCursor c, CXCursor parent, CXClientData data)
{
	struct collect *col = data;

	vec_push(col->a, &col->found, c);
	return CXChildVisit_Continue;
}

struct kids kids_of(struct lower *l, CXCursor c)
{
	struct collect col = { .a = &l->tmp };

	clang_visitChildren(c, add, &col);
	return (struct kids){ col.found.n, col.found.v };
}

bool kids_is_expr(CXCursor c)
{
	return clang_isExpression(c.kind) || c.kind == CXCursor_UnexposedExpr;
}

/* For an extent its end is lexed. An implicit cast is where its child is: that is told for less. */
static bool same_start(CXCursor a, CXCursor b)
{
	if (clang_equalLocations(clang_getCursorLocation(a), clang_getCursorLocation(b)))
		return true;
	return clang_equalLocations(clang_getRangeStart(clang_getCursorExtent(a)),
				    clang_getRangeStart(clang_getCursorExtent(b)));
}

/*
 * An implicit cast is an UnexposedExpr with one child that starts where it starts itself. A type
 * trait over typeof(x) has one child as well, but begins before it.
 */
bool kids_implicit(CXCursor c, struct kids k)
{
	return c.kind == CXCursor_UnexposedExpr && k.n == 1 && kids_is_expr(k.v[0]) &&
	       same_start(c, k.v[0]);
}

/* a ?: b has four: a as it stands, a as the condition, a as the result, and b. */
bool kids_elvis(CXCursor c, struct kids k)
{
	return c.kind == CXCursor_UnexposedExpr && k.n == 4 && kids_is_expr(k.v[0]) &&
	       same_start(c, k.v[0]);
}

static bool hides_one(struct lower *l, CXCursor c, CXCursor *inner)
{
	struct kids k;

	if (c.kind != CXCursor_UnexposedExpr && c.kind != CXCursor_ParenExpr)
		return false;
	k = kids_of(l, c);
	if (k.n != 1 || !kids_is_expr(k.v[0]))
		return false;
	if (c.kind == CXCursor_UnexposedExpr && !kids_implicit(c, k))
		return false;
	*inner = k.v[0];
	return true;
}

CXCursor kids_strip(struct lower *l, CXCursor c)
{
	CXCursor inner;

	while (hides_one(l, c, &inner))
		c = inner;
	return c;
}

CXCursor kids_strip_casts(struct lower *l, CXCursor c)
{
	struct kids k;

	for (;;) {
		c = kids_strip(l, c);
		if (c.kind != CXCursor_CStyleCastExpr)
			return c;
		k = kids_of(l, c);
		if (!k.n || !kids_is_expr(k.v[k.n - 1]))
			return c;
		c = k.v[k.n - 1];
	}
}

const char *kids_name(CXCursor c)
{
	CXString s = clang_getCursorSpelling(c);
	const char *ret = intern(clang_getCString(s));

	clang_disposeString(s);
	return ret;
}

/* clang_equalCursors() would also compare the way by which they were reached. */
bool kids_same(CXCursor a, CXCursor b)
{
	return a.data[1] == b.data[1];
}
