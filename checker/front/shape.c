/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shape - functions that are known by their declaration, wherever they are installed. flow
 * knows the same shapes (checker/flow/fixpoint.c).
 */
#include <string.h>

#include "base/bug.h"
#include "lower.h"

bool shape_is_okfn(struct lower *l, CXCursor decl)
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
