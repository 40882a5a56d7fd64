/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * types - C types as far as the IR tells them apart.
 */
#include <string.h>

#include "base/file.h"
#include "base/intern.h"
#include "lower.h"

bool types_is_ptr(CXType t)
{
	return clang_getCanonicalType(t).kind == CXType_Pointer;
}

bool types_is_array(CXType t)
{
	switch (clang_getCanonicalType(t).kind) {
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
	case CXType_DependentSizedArray:
		return true;
	default:
		return false;
	}
}

CXType types_pointee(CXType t)
{
	t = clang_getCanonicalType(t);
	if (types_is_array(t))
		return clang_getArrayElementType(t);
	return clang_getPointeeType(t);
}

static CXType underlying(CXType t)
{
	t = clang_getCanonicalType(t);
	if (t.kind == CXType_Enum)
		t = clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(t)));
	return t;
}

bool types_is_unsigned(CXType t)
{
	switch (underlying(t).kind) {
	case CXType_Bool:
	case CXType_Char_U:
	case CXType_UChar:
	case CXType_UShort:
	case CXType_UInt:
	case CXType_ULong:
	case CXType_ULongLong:
	case CXType_UInt128:
	case CXType_Pointer:
		return true;
	default:
		return false;
	}
}

/* "struct sk_buff" -> "sk_buff"; what has no name gets one from where it stands. */
static const char *record_name(struct lower *l, CXCursor decl)
{
	CXString s = clang_getTypeSpelling(clang_getCanonicalType(clang_getCursorType(decl)));
	const char *name = clang_getCString(s), *ret;
	struct spot at;

	if (strchr(name, '(')) {
		at = source_spot(l, clang_getCursorLocation(decl));
		ret = intern_printf("anon@%s:%u", at.src ? path_base(source_path(l, at.src)) : "?",
				    at.line);
	} else {
		const char *space = strrchr(name, ' ');

		ret = intern(space ? space + 1 : name);
	}
	clang_disposeString(s);
	return ret;
}

static enum CXVisitorResult first_field(CXCursor field, CXClientData data)
{
	*(CXCursor *)data = field;
	return CXVisit_Break;
}

/* The named record that stands at offset 0 of @t, through anonymous ones. */
static const char *record_base(struct lower *l, CXType t)
{
	CXCursor first = clang_getNullCursor();
	struct member *m;

	clang_Type_visitFields(t, first_field, &first);
	if (clang_Cursor_isNull(first))
		return NULL;
	m = types_member(l, first);
	if (!m->rec)
		return NULL;
	return m->name ? m->rec->name : m->rec->base;
}

struct rec *types_rec(struct lower *l, CXType t)
{
	CXCursor decl;
	struct rec *r;

	t = clang_getCanonicalType(t);
	if (t.kind != CXType_Record)
		return NULL;
	decl = clang_getTypeDeclaration(t);
	r = map_get(&l->recs, decl.data[0]);
	if (r)
		return r;
	r = arena_new(&l->tmp, struct rec);
	map_set(&l->tmp, &l->recs, decl.data[0], r);
	r->name = record_name(l, decl);
	r->type = ir_type_rec(l->a, r->name);
	if (r->name == intern("sk_buff"))
		l->skb_type = t;
	r->base = record_base(l, t);
	if (r->base)
		ir_record_add(l->u, r->name, r->base);
	return r;
}

/* Anonymous members have no spelling, or the one of their place. */
static const char *member_name(CXCursor field)
{
	const char *name = kids_name(field);

	return !name || !name[0] || strchr(name, '(') ? NULL : name;
}

struct member *types_member(struct lower *l, CXCursor field)
{
	struct member *m = map_get(&l->members, field.data[0]);
	struct rec *owner;
	long long bytes;

	if (m)
		return m;
	m = arena_new(&l->tmp, struct member);
	map_set(&l->tmp, &l->members, field.data[0], m);
	m->type = clang_getCursorType(field);
	m->name = member_name(field);
	m->bit = clang_Cursor_getOffsetOfField(field);
	m->bits = clang_getFieldDeclBitWidth(field);
	if (m->bits < 0) {
		bytes = clang_Type_getSizeOf(m->type);
		m->bits = bytes < 0 ? -1 : bytes * 8;
	}
	m->rec = types_rec(l, m->type);
	owner = types_rec(l, clang_getCursorType(clang_getCursorSemanticParent(field)));
	m->owner = owner ? owner->name : intern("anon");
	return m;
}

const struct ir_type *types_ptr(struct lower *l, const struct ir_type *to)
{
	const struct ir_type *t = map_get(&l->ptr_types, to);

	if (!t) {
		t = ir_type_ptr(l->a, to);
		map_set(&l->tmp, &l->ptr_types, to, (void *)t);
	}
	return t;
}

static const struct ir_type *int_type(CXType t)
{
	long long size = clang_Type_getSizeOf(t);

	if (size != 1 && size != 2 && size != 4 && size != 8 && size != 16)
		size = 8;
	return ir_type_int((unsigned int)size, types_is_unsigned(t));
}

const struct ir_type *types_ir(struct lower *l, CXType t)
{
	t = underlying(t);
	switch (t.kind) {
	case CXType_Void:
	case CXType_Invalid:
		return ir_type_void();
	case CXType_Pointer:
		return types_ptr(l, types_ir(l, clang_getPointeeType(t)));
	case CXType_Record:
		return types_rec(l, t)->type;
	case CXType_FunctionProto:
	case CXType_FunctionNoProto:
		return ir_type_fn();
	default:
		if (types_is_array(t))
			return ir_type_array(l->a, types_ir(l, clang_getArrayElementType(t)));
		return int_type(t);
	}
}

struct gather {
	struct arena *a;
	VEC(CXCursor) found;
};

static enum CXVisitorResult add_field(CXCursor field, CXClientData data)
{
	struct gather *g = data;

	vec_push(g->a, &g->found, field);
	return CXVisit_Continue;
}

struct kids types_fields(struct lower *l, CXType t)
{
	struct gather g = { .a = &l->tmp };

	clang_Type_visitFields(clang_getCanonicalType(t), add_field, &g);
	return (struct kids){ g.found.n, g.found.v };
}
