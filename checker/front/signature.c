/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signature - what a function's parameters and result say of it, without its body: can it
 * touch owners or counts, and which sockets may it get?
 */
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "lower.h"

/* A record whose pointer says that a function may touch owners or counts. */
static bool is_telling(struct lower *l, CXType t)
{
	static const char *const names[] = {
		"sk_buff", "sock_common", "refcount_struct", "kref", "percpu_ref", "sk_buff_head",
	};
	struct rec *r;

	if (!types_is_ptr(t))
		return false;
	t = types_pointee(t);
	if (types_is_ptr(t))
		t = types_pointee(t);
	r = types_rec(l, t);
	for (unsigned int i = 0; r && i < ARRAY_SIZE(names); i++)
		if (ir_rec_is(l->u, r->name, intern(names[i])))
			return true;
	return false;
}

bool signature_tells(struct lower *l, CXCursor decl)
{
	int n = clang_Cursor_getNumArguments(decl);

	if (is_telling(l, clang_getCursorResultType(decl)))
		return true;
	for (int i = 0; i < n; i++)
		if (is_telling(l, clang_getCursorType(clang_Cursor_getArgument(decl, (unsigned int)i))))
			return true;
	return false;
}

static enum CXVisitorResult is_buffer_field(CXCursor field, CXClientData data)
{
	struct lower *l = data;
	CXType t = clang_getCursorType(field);
	struct rec *r = types_is_ptr(t) ? types_rec(l, types_pointee(t)) : NULL;

	return r && !strcmp(r->name, "sk_buff") ? CXVisit_Break : CXVisit_Continue;
}

/* A parameter with which a buffer comes along: struct nft_pktinfo. */
bool signature_carries_buffer(struct lower *l, CXCursor decl)
{
	int n = clang_Cursor_getNumArguments(decl);

	for (int i = 0; i < n; i++) {
		CXType t = clang_getCursorType(clang_Cursor_getArgument(decl, (unsigned int)i));

		if (types_is_ptr(t) && clang_Type_visitFields(types_pointee(t), is_buffer_field, l))
			return true;
	}
	return false;
}

bool signature_takes_sock(struct lower *l, CXCursor decl)
{
	int n = clang_Cursor_getNumArguments(decl);

	for (int i = 0; i < n; i++) {
		CXType t = clang_getCursorType(clang_Cursor_getArgument(decl, (unsigned int)i));
		struct rec *r = types_is_ptr(t) ? types_rec(l, types_pointee(t)) : NULL;

		if (r && ir_rec_is(l->u, r->name, intern("sock_common")))
			return true;
	}
	return false;
}

/* The callback of a timer or of work. */
bool signature_runs_later(struct lower *l, CXCursor decl)
{
	static const char *const names[] = { "timer_list", "work_struct", "hrtimer", "tasklet_struct" };
	CXType t;
	struct rec *r;

	if (clang_Cursor_getNumArguments(decl) != 1)
		return false;
	t = clang_getCursorType(clang_Cursor_getArgument(decl, 0));
	r = types_is_ptr(t) ? types_rec(l, types_pointee(t)) : NULL;
	for (unsigned int i = 0; r && i < ARRAY_SIZE(names); i++)
		if (!strcmp(r->name, names[i]))
			return true;
	return false;
}

/* One of the output path: int (struct net *, struct sock *, struct sk_buff *, ...) */
bool signature_is_output(struct lower *l, CXCursor decl)
{
	static const char *const records[] = { "net", "sock", "sk_buff" };
	int n = clang_Cursor_getNumArguments(decl);

	if (n < (int)ARRAY_SIZE(records) || clang_getCursorResultType(decl).kind != CXType_Int)
		return false;
	for (unsigned int i = 0; i < ARRAY_SIZE(records); i++) {
		CXType t = clang_getCursorType(clang_Cursor_getArgument(decl, i));
		struct rec *r = types_is_ptr(t) ? types_rec(l, types_pointee(t)) : NULL;

		if (!r || strcmp(r->name, records[i]))
			return false;
	}
	return true;
}
