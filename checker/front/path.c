/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path - members by name, so that one member has one name.
 *
 * sk->sk_refcnt, tw->tw_refcnt and rsk->rsk_refcnt are one counter, reached
 * through records that start with each other. What a path runs through at
 * offset 0 is therefore dropped (include/ir/ir.h, "Fields").
 */
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "lower.h"

void path_add(struct lower *l, struct path *p, struct member *m)
{
	vec_push(&l->tmp, &p->steps, ((struct step){ m }));
}

static const char *record_of(struct lower *l, CXCursor field)
{
	return types_member(l, field)->owner;
}

/* The member of the enclosing record that an anonymous record is. */
static CXCursor holder_of(struct lower *l, CXCursor record)
{
	CXCursor up = clang_getCursorSemanticParent(record);
	struct kids k = types_fields(l, clang_getCursorType(up));

	for (unsigned int i = 0; i < k.n; i++) {
		CXCursor t = clang_getTypeDeclaration(clang_getCanonicalType(clang_getCursorType(k.v[i])));

		if (t.data[0] == record.data[0])
			return k.v[i];
	}
	return clang_getNullCursor();
}

/* libclang leaves some of the anonymous records out that lie between @in and its member. */
void path_member(struct lower *l, struct path *p, CXType in, CXCursor field)
{
	CXCursor top = clang_getTypeDeclaration(clang_getCanonicalType(in)), up, chain[16];
	unsigned int n = 0;

	for (up = field; n < ARRAY_SIZE(chain) && !clang_Cursor_isNull(up);) {
		CXCursor record = clang_getCursorSemanticParent(up);

		chain[n++] = up;
		if (record.data[0] == top.data[0] || !strchr(record_of(l, up), '@'))
			break;
		up = holder_of(l, record);
	}
	while (n-- > 0)
		path_add(l, p, types_member(l, chain[n]));
}

void path_element(struct lower *l, struct path *p)
{
	vec_push(&l->tmp, &p->steps, ((struct step){ NULL }));
}

void path_append(struct lower *l, struct path *p, const struct path *tail)
{
	vec_for(i, &tail->steps)
		vec_push(&l->tmp, &p->steps, tail->steps.v[i]);
}

/* How many steps stay at the start of the object: all of them when none is left. */
static unsigned int skip_leading(const struct path *p)
{
	unsigned int kept = 0, i;
	long long bit = 0;

	for (i = 0; i < p->steps.n; i++) {
		struct member *m = p->steps.v[i].member;

		if (!m)
			return kept;
		bit += m->bit;
		if (bit != 0 || !m->rec)
			return kept;
		if (m->name)
			kept = i + 1;
	}
	return i;
}

const char *path_field(struct lower *l, const struct path *p)
{
	unsigned int i = skip_leading(p);
	char buf[512];
	size_t at = 0;

	if (i >= p->steps.n)
		return NULL;
	if (p->steps.v[i].member)
		at = (size_t)snprintf(buf, sizeof(buf), "%s", p->steps.v[i].member->owner);
	for (; i < p->steps.n && at < sizeof(buf); i++) {
		struct member *m = p->steps.v[i].member;

		if (!m)
			at += (size_t)snprintf(buf + at, sizeof(buf) - at, "[]");
		else if (m->name)
			at += (size_t)snprintf(buf + at, sizeof(buf) - at, ".%s", m->name);
	}
	return intern(buf);
}

/*
 * Children: what the type is made of (its reference, or the expression in a typeof),
 * then members, anonymous ones included, and array indices.
 */
bool path_of_offsetof(struct lower *l, CXCursor c, struct path *p)
{
	struct kids k;
	unsigned int members = 0;

	c = kids_strip_casts(l, c);
	if (c.kind != CXCursor_UnexposedExpr ||
	    clang_getCanonicalType(clang_getCursorType(c)).kind == CXType_Void)
		return false;
	k = kids_of(l, c);
	for (unsigned int i = 0; i < k.n; i++) {
		if (k.v[i].kind == CXCursor_MemberRef) {
			path_add(l, p, types_member(l, clang_getCursorReferenced(k.v[i])));
			members++;
		} else if (members && kids_is_expr(k.v[i])) {
			path_element(l, p);
		}
	}
	return members > 0;
}
