/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * query - what a unit says when asked.
 */
#include <ctype.h>

#include "base/bug.h"
#include "base/intern.h"
#include "priv.h"

static const struct {
	const char *text, *shape;
} ops[] = {
#define IR_OP(name, text, shape, doc) { text, shape },
#include "ir/ops.def"
#undef IR_OP
};

static const char *const rels[] = {
	[IRR_NONE] = "none",
	[IRR_EQ] = "==", [IRR_NE] = "!=",
	[IRR_LT] = "<", [IRR_LE] = "<=", [IRR_GT] = ">", [IRR_GE] = ">=",
	[IRR_ULT] = "u<", [IRR_ULE] = "u<=", [IRR_UGT] = "u>", [IRR_UGE] = "u>=",
	[IRR_ADD] = "+", [IRR_SUB] = "-", [IRR_MUL] = "*", [IRR_DIV] = "/", [IRR_MOD] = "%",
	[IRR_AND] = "&", [IRR_OR] = "|", [IRR_XOR] = "^", [IRR_SHL] = "<<", [IRR_SHR] = ">>",
};

const char *ir_op_name(enum ir_op op)
{
	BUG_ON((unsigned int)op >= IR_NR_OPS);
	return ops[op].text;
}

const char *ir_op_shape(enum ir_op op)
{
	BUG_ON((unsigned int)op >= IR_NR_OPS);
	return ops[op].shape;
}

const char *ir_rel_name(enum ir_rel rel)
{
	BUG_ON((unsigned int)rel >= ARRAY_SIZE(rels));
	return rels[rel];
}

bool ir_bare_name(const char *s)
{
	if (*s == '%')
		s++;
	else if (isdigit((unsigned char)*s))
		return false;
	if (!*s)
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '_' && *s != '.')
			return false;
	return true;
}

struct ir_func *ir_find(const struct ir_unit *u, const char *name)
{
	return name ? map_get(&unit_priv(u)->funcs, intern(name)) : NULL;
}

/*
 * Chains are as long as C nests records at offset 0: half a dozen steps. The
 * bound only serves text that claims a ring.
 */
bool ir_rec_is(const struct ir_unit *u, const char *rec, const char *base)
{
	if (!rec || !base)
		return false;
	for (unsigned int i = 0; rec && i <= u->records.n; i++) {
		const struct ir_record *r;

		if (rec == base)
			return true;
		r = map_get(&unit_priv(u)->records, rec);
		rec = r ? r->base : NULL;
	}
	return false;
}

const char *ir_pointee(const struct ir_type *t)
{
	if (!t || t->kind != IRT_PTR || !t->to || t->to->kind != IRT_REC)
		return NULL;
	return t->to->rec;
}
