/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verify - whether a function is what the other layers take it to be.
 *
 * The invariants are those at the head of include/ir/ir.h and the shapes of
 * ops.def. One walk over the function, the first breach is told.
 */
#include <string.h>

#include "base/bug.h"
#include "priv.h"

struct verify {
	const struct ir_func *f;
	const struct ir_block *b;	/* NULL outside of blocks */
	const struct ir_insn *i;	/* NULL outside of instructions */
	unsigned int at;		/* its place in b */
	unsigned int *writes;		/* of each variable */
	const char *err;
};

static void breach(struct verify *v, const char *what, const char *name)
{
	struct arena *a = v->f->unit->arena;

	if (v->err)
		return;
	if (v->i)
		v->err = arena_printf(a, "%s: b%u, instruction %u (%s): %s%s", v->f->name,
				      v->b->id, v->at, ir_op_name(v->i->op), name, what);
	else if (v->b)
		v->err = arena_printf(a, "%s: b%u: %s%s", v->f->name, v->b->id, name, what);
	else
		v->err = arena_printf(a, "%s: %s%s", v->f->name, name, what);
}

static bool is_own(const struct ir_func *f, const struct ir_var *var)
{
	return var && var->index < f->vars.n && f->vars.v[var->index] == var;
}

static void check_opnd(struct verify *v, const struct ir_opnd *o)
{
	bool var = o->kind == IRO_VAR || o->kind == IRO_LOCAL;

	if ((unsigned int)o->kind > IRO_LOCAL)
		breach(v, "an operand of no kind", "");
	else if (var && !is_own(v->f, o->var))
		breach(v, "an operand is a variable of another function", "");
	else if (o->kind == IRO_VAR && o->var->mem)
		breach(v, " lives in memory and is used as a value", o->var->name);
	else if (o->kind == IRO_LOCAL && !o->var->mem)
		breach(v, " does not live in memory and its address is used", o->var->name);
	else if ((o->kind == IRO_FUNC || o->kind == IRO_GLOBAL) && (!o->name || !o->name[0]))
		breach(v, "an address of something without a name", "");
}

static void want_opnd(struct verify *v, const struct ir_opnd *o)
{
	if (o->kind == IRO_NONE)
		breach(v, "an operand is missing", "");
	check_opnd(v, o);
}

static void check_dst(struct verify *v, bool may)
{
	struct ir_var *dst = v->i->dst;

	if (!dst)
		return;
	if (!may) {
		breach(v, "gives no value and has a destination", "");
	} else if (!is_own(v->f, dst)) {
		breach(v, "the destination is a variable of another function", "");
	} else if (dst->mem) {
		breach(v, " lives in memory and is written without store", dst->name);
	} else if (++v->writes[dst->index] > 1 && dst->kind == IRV_TEMP) {
		breach(v, " is a temporary and written in two instructions", dst->name);
	}
}

static void check_rel(struct verify *v)
{
	enum ir_rel rel = v->i->rel;

	if ((unsigned int)rel > IRR_SHR || rel == IRR_NONE)
		breach(v, "no relation", "");
	else if (v->i->op == IR_ASSUME && rel >= IRR_ADD)
		breach(v, "assumes an operator that is no comparison", "");
}

static void check_call(struct verify *v)
{
	if (v->i->a.kind != IRO_FUNC && v->i->a.kind != IRO_VAR)
		breach(v, "the callee is neither a function nor a variable", "");
	check_opnd(v, &v->i->a);
	for (unsigned int n = 0; n < v->i->nr_args; n++)
		want_opnd(v, &v->i->args[n]);
}

static void check_item(struct verify *v, char item)
{
	const struct ir_insn *i = v->i;

	switch (item) {
	case 'a':
		if (i->op == IR_RETURN || i->op == IR_OPAQUE)
			check_opnd(v, &i->a);
		else
			want_opnd(v, &i->a);
		break;
	case 'b':
		want_opnd(v, &i->b);
		break;
	case 'f':
		if (!i->field || !i->field[0])
			breach(v, "no field", "");
		break;
	case 's':
		if (!i->reason || !i->reason[0])
			breach(v, "no reason", "");
		break;
	case 'r':
		check_rel(v);
		break;
	case 'c':
		check_call(v);
		break;
	}
}

/* What no item of the shape stands for must be empty: the text form would lose it. */
static void check_unused(struct verify *v, const char *shape)
{
	const struct ir_insn *i = v->i;
	bool call = strchr(shape, 'c');

	if ((i->a.kind != IRO_NONE && !strchr(shape, 'a') && !call) ||
	    (i->b.kind != IRO_NONE && !strchr(shape, 'b')))
		breach(v, "an operand that the operation has not", "");
	if ((i->field && !strchr(shape, 'f')) || (i->reason && !strchr(shape, 's')) ||
	    (i->rel != IRR_NONE && !strchr(shape, 'r')) || (i->nr_args && !call))
		breach(v, "a part that the operation has not", "");
}

static void check_scope_end(struct verify *v)
{
	if (v->i->op == IR_END && v->i->a.kind != IRO_VAR && v->i->a.kind != IRO_LOCAL)
		breach(v, "ends the scope of what is no variable", "");
}

static void check_place(struct verify *v)
{
	const struct ir_block *b = v->b;
	bool last = v->i->op == IR_RETURN || v->i->op == IR_HALT;

	if (v->i->op == IR_ASSUME && v->at && b->insns.v[v->at - 1]->op != IR_ASSUME)
		breach(v, "an assume after other instructions", "");
	if (last && v->at + 1 != b->insns.n)
		breach(v, "not the last of its block", "");
	if (last && b->succs.n)
		breach(v, "the block has successors", "");
	if (!last && v->at + 1 == b->insns.n && !b->succs.n)
		breach(v, "the block ends here without ret, halt or a successor", "");
	if (v->i->loc.file >= v->f->unit->files.n)
		breach(v, "the location is in no file of the unit", "");
}

static void check_insn(struct verify *v)
{
	const char *shape;

	if (!v->i || (unsigned int)v->i->op >= IR_NR_OPS) {
		v->i = NULL;
		breach(v, "an instruction of no operation", "");
		return;
	}
	shape = ir_op_shape(v->i->op);
	check_dst(v, *shape == 'd');
	for (const char *s = shape; *s; s++)
		check_item(v, *s);
	check_unused(v, shape);
	check_scope_end(v);
	check_place(v);
}

static unsigned int count(const struct ir_block *const *v, unsigned int n, const struct ir_block *b)
{
	unsigned int ret = 0;

	while (n--)
		ret += v[n] == b;
	return ret;
}

static void check_edges(struct verify *v)
{
	const struct ir_func *f = v->f;
	const struct ir_block *b = v->b;

	if (!b->insns.n && !b->succs.n)
		breach(v, "an empty block that leads nowhere", "");
	vec_for(i, &b->succs) {
		const struct ir_block *s = b->succs.v[i];

		if (!s || s->id >= f->blocks.n || f->blocks.v[s->id] != s) {
			breach(v, "a successor that is no block of the function", "");
			return;
		}
	}
	vec_for(i, &b->preds) {
		const struct ir_block *p = b->preds.v[i];

		if (!count((const struct ir_block *const *)p->succs.v, p->succs.n, b))
			breach(v, "a predecessor that does not lead here", "");
	}
}

/* With every predecessor leading here, equal numbers mean that none is missing. */
static void check_edge_count(struct verify *v)
{
	unsigned long succs = 0, preds = 0;

	vec_for(i, &v->f->blocks) {
		succs += v->f->blocks.v[i]->succs.n;
		preds += v->f->blocks.v[i]->preds.n;
	}
	if (succs != preds)
		breach(v, "the predecessors are not those of ir_finish()", "");
}

static void check_vars(struct verify *v)
{
	const struct ir_func *f = v->f;

	if (f->nr_params > f->vars.n)
		breach(v, "more parameters than variables", "");
	for (unsigned int i = 0; i < f->vars.n && !v->err; i++) {
		const struct ir_var *var = f->vars.v[i];

		if (var->index != i)
			breach(v, " has another index than its place", var->name);
		else if ((var->kind == IRV_PARAM) != (i < f->nr_params))
			breach(v, " is a parameter out of place", var->name);
		else if (var->kind == IRV_TEMP && var->mem)
			breach(v, " is a temporary in memory", var->name);
		else if (!var->type)
			breach(v, " has no type", var->name);
		else if (map_get(&func_priv(f)->vars, var->name) != var)
			breach(v, " is not what its name stands for", var->name);
	}
}

static void check_block(struct verify *v)
{
	check_edges(v);
	vec_for(i, &v->b->insns) {
		v->at = i;
		v->i = v->b->insns.v[i];
		check_insn(v);
		v->i = NULL;
	}
}

/* First of all: the other checks find a block by its number. */
static void check_numbers(struct verify *v)
{
	vec_for(i, &v->f->blocks) {
		v->b = v->f->blocks.v[i];
		if (v->b->id != i)
			breach(v, "has another number than its place", "");
	}
	v->b = NULL;
}

const char *ir_verify(const struct ir_func *f)
{
	struct verify v = { .f = f };

	v.writes = arena_array(f->unit->arena, unsigned int, f->vars.n);
	check_vars(&v);
	if (!f->blocks.n)
		breach(&v, "no blocks", "");
	check_numbers(&v);
	for (unsigned int i = 0; i < f->blocks.n && !v.err; i++) {
		v.b = f->blocks.v[i];
		check_block(&v);
		v.b = NULL;
	}
	if (!v.err)
		check_edge_count(&v);
	return v.err;
}
