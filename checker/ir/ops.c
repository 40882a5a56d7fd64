/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ops - the table of operations, for people.
 */
#include "base/bug.h"
#include "priv.h"

static const char *const docs[] = {
#define IR_OP(name, text, shape, doc) doc,
#include "ir/ops.def"
#undef IR_OP
};

static const char *item_form(char item)
{
	switch (item) {
	case 'a':
		return "a";
	case 'b':
		return "b";
	case 'f':
		return "\"field\"";
	case 'r':
		return "r";
	case 's':
		return "\"reason\"";
	case 'c':
		return "callee(arg, ...)";
	default:
		BUG("unknown item in a shape of ops.def");
	}
}

/* As text.c prints the instruction. */
static void print_form(FILE *out, enum ir_op op)
{
	const char *shape = ir_op_shape(op);

	if (*shape == 'd') {
		fputs("dst = ", out);
		shape++;
	}
	fputs(ir_op_name(op), out);
	for (const char *s = shape; *s; s++) {
		bool bare = s == shape || s[-1] == 'r' || *s == 'r';

		fprintf(out, "%s%s", bare ? " " : ", ", item_form(*s));
	}
}

void ir_print_ops(FILE *out)
{
	fputs("| operation | form | meaning |\n|---|---|---|\n", out);
	for (enum ir_op op = 0; op < IR_NR_OPS; op++) {
		fprintf(out, "| %s | `", ir_op_name(op));
		print_form(out, op);
		fprintf(out, "` | %s |\n", docs[op]);
	}
}
