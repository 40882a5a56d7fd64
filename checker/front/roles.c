/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * roles - functions that a file-scope variable holds: `.ndo_start_xmit = foo`.
 */
#include "base/intern.h"
#include "lower.h"

struct role_walk {
	struct lower *l;
	const char *object;
};

static void walk(struct role_walk *w, CXCursor init, const struct path *head, CXType t,
		 unsigned int depth);

static void walk_list(struct role_walk *w, CXCursor list, const struct path *head, CXType t,
		      unsigned int depth)
{
	struct lower *l = w->l;
	struct kids k = kids_of(l, list), fields = { 0 }, d;
	bool array = types_is_array(t);
	unsigned int n = 0;

	if (!array)
		fields = types_fields(l, t);
	for (unsigned int i = 0; i < k.n; i++) {
		struct path path = { 0 };
		CXCursor value = k.v[i];
		CXType at = t;

		path_append(l, &path, head);
		d = kids_of(l, value);
		if (value.kind == CXCursor_UnexposedExpr && d.n >= 2 &&
		    clang_getCanonicalType(clang_getCursorType(value)).kind == CXType_Void) {
			for (unsigned int j = 0; j + 1 < d.n; j++) {
				struct member *m;

				if (d.v[j].kind != CXCursor_MemberRef) {
					at = types_pointee(at);
					path = (struct path){ 0 };
					continue;
				}
				m = types_member(l, clang_getCursorReferenced(d.v[j]));
				path_member(l, &path, at, clang_getCursorReferenced(d.v[j]));
				at = m->type;
			}
			value = d.v[d.n - 1];
		} else if (array) {
			at = types_pointee(t);
			path = (struct path){ 0 };
		} else if (n < fields.n) {
			struct member *m = types_member(l, fields.v[n++]);

			path_add(l, &path, m);
			at = m->type;
		} else {
			continue;
		}
		walk(w, value, &path, at, depth);
	}
}

static void walk(struct role_walk *w, CXCursor init, const struct path *head, CXType t,
		 unsigned int depth)
{
	struct lower *l = w->l;
	CXCursor c = kids_strip_casts(l, init);
	const char *field;

	if (depth > 20)
		return;
	if (c.kind == CXCursor_InitListExpr) {
		walk_list(w, c, head, t, depth + 1);
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
	field = path_field(l, head);
	if (c.kind == CXCursor_FunctionDecl && field)
		select_role(l, kids_name(c), field, w->object);
}

void roles_of_global(struct lower *l, CXCursor var)
{
	struct role_walk w = { l, kids_name(var) };
	CXCursor init = clang_Cursor_getVarDeclInitializer(var);
	struct path none = { 0 };

	if (!clang_Cursor_isNull(init))
		walk(&w, init, &none, clang_getCursorType(var), 0);
}
