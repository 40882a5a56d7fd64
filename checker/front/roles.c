/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * roles - functions that a file-scope variable holds: `.ndo_start_xmit = foo`.
 */
#include "base/intern.h"
#include "lower.h"

#define ROLE_DEPTH 20

struct role_walk {
	struct lower *l;
	const char *object;
	unsigned int depth;
};

/* Where in the variable a value stands. */
struct slot {
	struct path path;
	CXType type;
};

static void walk(struct role_walk *w, CXCursor init, const struct slot *at);

/* An element is an object of its own: its members are named from there. */
static void enter_element(struct slot *s)
{
	s->path = (struct path){ 0 };
	s->type = types_pointee(s->type);
}

static void enter_member(struct lower *l, struct slot *s, CXCursor field)
{
	path_member(l, &s->path, s->type, field);
	s->type = clang_getCursorType(field);
}

/* [2].l.cb = value: the last child is the value, the others say where. */
static CXCursor designator(struct role_walk *w, struct kids k, struct slot *s)
{
	for (unsigned int i = 0; i + 1 < k.n; i++) {
		if (k.v[i].kind == CXCursor_MemberRef)
			enter_member(w->l, s, clang_getCursorReferenced(k.v[i]));
		else
			enter_element(s);
	}
	return k.v[k.n - 1];
}

static void walk_list(struct role_walk *w, CXCursor list, const struct slot *at)
{
	struct lower *l = w->l;
	struct kids k = kids_of(l, list), fields = { 0 }, d;
	bool array = types_is_array(at->type);
	unsigned int n = 0;

	if (!array)
		fields = types_fields(l, at->type);
	for (unsigned int i = 0; i < k.n; i++) {
		struct slot s = { .type = at->type };
		CXCursor value = k.v[i];

		path_append(l, &s.path, &at->path);
		if (init_is_designated(l, value, &d))
			value = designator(w, d, &s);
		else if (array)
			enter_element(&s);
		else if (n < fields.n)
			enter_member(l, &s, fields.v[n++]);
		else
			continue;
		walk(w, value, &s);
	}
}

static void found(struct role_walk *w, CXCursor func, const struct slot *at)
{
	const char *field = path_field(w->l, &at->path);

	if (field)
		select_role(w->l, kids_name(func), field, w->object);
}

static void walk(struct role_walk *w, CXCursor init, const struct slot *at)
{
	struct lower *l = w->l;
	CXCursor c = kids_strip_casts(l, init);

	if (c.kind == CXCursor_InitListExpr && w->depth < ROLE_DEPTH) {
		w->depth++;
		walk_list(w, c, at);
		w->depth--;
		return;
	}
	if (c.kind == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_AddrOf) {
		struct kids k = kids_of(l, c);

		c = k.n ? kids_strip(l, k.v[0]) : c;
	}
	if (c.kind != CXCursor_DeclRefExpr)
		return;
	c = clang_getCursorReferenced(c);
	if (c.kind == CXCursor_FunctionDecl)
		found(w, c, at);
}

void roles_of_global(struct lower *l, CXCursor var)
{
	struct role_walk w = { l, kids_name(var), 0 };
	CXCursor init = clang_Cursor_getVarDeclInitializer(var);
	struct slot at = { .type = clang_getCursorType(var) };

	if (!clang_Cursor_isNull(init))
		walk(&w, init, &at);
}
