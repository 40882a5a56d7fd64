/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * priv - the tables behind a unit and a function: names to what they stand for.
 *
 * Only ir_unit_new() and ir_func_new() make these structures, so the public
 * part can be the first member of a larger one.
 */
#ifndef SKBOWN_IR_PRIV_H
#define SKBOWN_IR_PRIV_H

#include "base/map.h"
#include "ir/ir.h"

struct unit_priv {
	struct ir_unit u;
	struct map funcs;	/* name -> struct ir_func */
	struct map records;	/* name -> struct ir_record */
	struct map files;	/* path -> index + 1 */
};

struct func_priv {
	struct ir_func f;
	struct map vars;	/* name -> struct ir_var */
	struct map suffixes;	/* name as wanted -> the last suffix given */
	unsigned int nr_temps;
};

static inline struct unit_priv *unit_priv(const struct ir_unit *u)
{
	return (struct unit_priv *)u;
}

static inline struct func_priv *func_priv(const struct ir_func *f)
{
	return (struct func_priv *)f;
}

/* What the text form has for an operation, from ops.def. */
const char *ir_op_shape(enum ir_op op);
/* Fills preds anew from succs. */
void ir_link_preds(struct ir_func *f);
/* Can this be written bare in the text, as a name? */
bool ir_bare_name(const char *s);
/* The integer type of that name ("int", "u8"), "void" or "fn"; NULL for all other names. */
const struct ir_type *ir_type_named(const char *s);

#endif
