/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * asm - inline assembly: nothing is known of what it writes, and asm goto may jump.
 *
 * libclang shows the operands, outputs first, and neither constraints nor labels.
 */
#include <ctype.h>
#include <string.h>

#include "base/intern.h"
#include "lower.h"

void stmt_asm(struct fn *fn, CXCursor c)
{
	struct kids k = kids_of(fn->l, c);

	for (unsigned int i = 0; i < k.n; i++) {
		struct place p;

		if (!kids_is_expr(k.v[i]) || !place_is(fn->l, k.v[i]))
			continue;
		if (k.v[i].kind == CXCursor_UnexposedExpr)
			continue;	/* its value is read: an input */
		p = place_of(fn, k.v[i]);
		place_store(fn, &p, fn_opaque(fn, c, types_ir(fn->l, p.type), ir_o_none(), "asm"), c);
	}
}
