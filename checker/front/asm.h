/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * asm - an asm statement taken apart: what libclang's cursors do not show.
 */
#ifndef CHECKER_FRONT_ASM_H
#define CHECKER_FRONT_ASM_H

#include <stdbool.h>
#include "base/vec.h"

#define ASM_MAX_OPERANDS 30

struct asm_operand {
	const char *name;		/* [name], or NULL */
	const char *constraint;
	bool output;
};

struct asm_text {
	unsigned int n, outputs;
	struct asm_operand operand[ASM_MAX_OPERANDS];
	VEC(const char *) labels;
	bool is_goto;
	bool traps;			/* ud2: what BUG() and WARN() come down to */
	const char *op, *args;		/* its one instruction, or NULL */
};

/*
 * @s begins with the statement as clang prints it; what stands behind it does not matter. False
 * when it is not understood; traps is set all the same.
 */
bool asm_parse(const char *s, struct arena *a, struct asm_text *t);
/* The operands of the instruction in AT&T order; -1 for what is none. */
void asm_args(const struct asm_text *t, int *src, int *dst);
/* Is the instruction @op, of whatever size? */
bool asm_is(const struct asm_text *t, const char *op);

#endif
