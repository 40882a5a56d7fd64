/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init - initialisers: a value, or a store for each member of the list.
 *
 * Members that a list does not name are 0: that is one store of 0 to "*" first.
 */
#include "base/intern.h"
#include "lower.h"

/* "c.cb" for .cb in the initialiser of c. */
static void name_member(struct place *at, const char *member)
{
	const char *text = at->text ? at->text : "";

	at->text = member ? intern_printf("%s.%s", text, member) : intern_printf("%s[]", text);
}

/* The place that a designator means; k.v[0..n-1) are members and indices. */
static struct place designated(struct fn *fn, const struct place *p, struct kids k)
{
	struct lower *l = fn->l;
	struct place at = *p;

	at.path = (struct path){ 0 };
	path_append(l, &at.path, &p->path);
	for (unsigned int i = 0; i + 1 < k.n; i++) {
		if (k.v[i].kind == CXCursor_MemberRef) {
			struct member *m = types_member(l, clang_getCursorReferenced(k.v[i]));

			path_member(l, &at.path, at.type, clang_getCursorReferenced(k.v[i]));
			at.type = m->type;
			if (m->name)
				name_member(&at, m->name);
		} else if (types_is_array(at.type)) {
			path_element(l, &at.path);
			at.type = types_pointee(at.type);
			name_member(&at, NULL);
		}
	}
	return at;
}

static struct place positional(struct fn *fn, const struct place *p, struct kids fields,
			       unsigned int n, CXType t)
{
	struct lower *l = fn->l;
	struct place at = *p;

	at.path = (struct path){ 0 };
	path_append(l, &at.path, &p->path);
	if (types_is_array(t)) {
		path_element(l, &at.path);
		at.type = types_pointee(t);
		name_member(&at, NULL);
	} else if (n < fields.n) {
		struct member *m = types_member(l, fields.v[n]);

		path_add(l, &at.path, m);
		at.type = m->type;
		if (m->name)
			name_member(&at, m->name);
	} else {
		at.kind = PLACE_NONE;
	}
	return at;
}

bool init_is_designated(struct lower *l, CXCursor c, struct kids *k)
{
	if (c.kind != CXCursor_UnexposedExpr)
		return false;
	if (clang_getCanonicalType(clang_getCursorType(c)).kind != CXType_Void)
		return false;
	*k = kids_of(l, c);
	return k->n >= 2;
}

/* The number of the field a designator names, so that what follows it goes on there. */
static unsigned int field_number(struct kids fields, CXCursor ref)
{
	CXCursor field = clang_getCursorReferenced(ref);

	for (unsigned int i = 0; i < fields.n; i++)
		if (clang_equalCursors(fields.v[i], field))
			return i;
	return 0;
}

static void init_list(struct fn *fn, struct place *p, CXCursor list)
{
	struct lower *l = fn->l;
	struct kids k = kids_of(l, list), d, fields = { 0 };
	unsigned int n = 0;
	CXType t = p->type;

	if (!types_is_array(t))
		fields = types_fields(l, t);
	place_store(fn, p, ir_o_int(0), list);
	for (unsigned int i = 0; i < k.n; i++) {
		struct place at;

		if (init_is_designated(l, k.v[i], &d)) {
			at = designated(fn, p, d);
			at.at = k.v[i];
			init_place(fn, &at, d.v[d.n - 1]);
			n = field_number(fields, d.v[0]) + 1;
			continue;
		}
		at = positional(fn, p, fields, n++, t);
		at.at = k.v[i];
		if (at.kind != PLACE_NONE)
			init_place(fn, &at, k.v[i]);
		else
			expr_effect(fn, k.v[i]);
	}
}

void init_place(struct fn *fn, struct place *p, CXCursor init)
{
	struct lower *l = fn->l;
	const struct ir_type *t = types_ir(l, p->type);
	CXCursor inner = kids_strip(l, init);

	if (inner.kind == CXCursor_InitListExpr && (t->kind == IRT_REC || t->kind == IRT_ARRAY)) {
		init_list(fn, p, inner);
		return;
	}
	if (inner.kind == CXCursor_InitListExpr) {
		struct kids k = kids_of(l, inner);

		place_store(fn, p, k.n ? expr_value(fn, k.v[0]) : ir_o_int(0), init);
		return;
	}
	if (t->kind == IRT_REC && place_is(l, inner)) {
		struct place from = place_of(fn, inner);

		place_copy_record(fn, p, &from, init);
		return;
	}
	if (t->kind == IRT_ARRAY) {	/* a string */
		place_store(fn, p, ir_o_int(0), init);
		return;
	}
	place_store(fn, p, expr_value(fn, init), init);
}

void init_var(struct fn *fn, CXCursor decl, struct ir_var *v)
{
	CXCursor init = clang_Cursor_getVarDeclInitializer(decl);
	CXType t = clang_getCursorType(decl);
	struct place p;

	if (clang_Cursor_isNull(init))
		return;
	if (v->mem)
		p = place_at(ir_o_local(v), t, decl);
	else
		p = (struct place){ .kind = PLACE_REG, .var = v, .type = t, .at = decl };
	p.text = kids_name(decl);
	init_place(fn, &p, init);
}
