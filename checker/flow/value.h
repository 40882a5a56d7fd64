/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * value - the symbols that abstract states speak about.
 *
 * A value is immutable and there is one node for each (hash consing), so values
 * compare by pointer. What is *known* of a value on a path (null, its sign, the
 * kinds of a socket) stands in the state, never here. Nodes live in the unit's
 * arena.
 */
#ifndef SKBOWN_FLOW_VALUE_H
#define SKBOWN_FLOW_VALUE_H

#include "base/arena.h"
#include "ir/ir.h"

enum vkind {
	V_INT,		/* imm */
	V_FUNC,		/* address of function name */
	V_GLOBAL,	/* address of global name */
	V_LOCAL,	/* address of memory variable site */
	V_PARAM,	/* what parameter imm of function site was at its entry */
	V_INIT,		/* what field name of object a held when the function was entered */
	V_FIELD,	/* address of field name inside object a */
	V_OUTER,	/* the object whose field name is at address a (container_of) */
	V_FRESH,	/* made by instruction site; imm tells apart those alive at once */
	V_SUB,		/* value a of a callee, made again by the call at site; imm as above */
	V_BIN,		/* a rel b */
	V_JOIN,		/* what block site has in place imm, after two states were joined */
	V_PRED,		/* the answer to question name about a (imm: its argument) */
};

/*
 * What a walk over states remembers at a value, so that it need not search its lists. Each
 * walk has a number of its own (value_walk()): what another one left means nothing.
 */
struct value_note {
	uint64_t join;			/* the join that the rest is of */
	uint32_t pair[2];		/* of each side: 1 + index of the first pair with it; 0: none */
	uint32_t when[2];		/* 1 + number of pairs when this was its name in the join: */
	const struct value *to[2];
	uint32_t fact[2];		/* of each side: 1 + index of the fact about it; 0: none */
	bool taken;			/* a pair's new name */
	bool told;			/* the join's facts have one about it */
	uint64_t reached, mentioned, pointed;	/* the collection that did so last */
};

struct value {
	enum vkind kind;
	enum ir_rel rel;
	int64_t imm;
	const char *name;
	const struct value *a, *b;
	const void *site;
	/* not part of the identity */
	uint32_t id;			/* order of creation: deterministic */
	uint8_t depth;
	const char *label;		/* how the user calls it; may be NULL */
	const struct ir_type *type;	/* of the first variable that held it; may be NULL */
	struct value_note note;
};

struct value_table;

/* Lives in @a. */
struct value_table *value_table_new(struct arena *a);
/* The number of a new walk; never 0. */
uint64_t value_walk(struct value_table *t);

const struct value *value_int(struct value_table *t, int64_t imm);
const struct value *value_named(struct value_table *t, enum vkind kind, const char *name);
const struct value *value_local(struct value_table *t, const struct ir_var *v);
const struct value *value_param(struct value_table *t, const struct ir_func *f, unsigned int i);
/* NULL when the chain of fields gets too deep to be worth following. */
const struct value *value_init(struct value_table *t, const struct value *obj, const char *field);
const struct value *value_field(struct value_table *t, const struct value *obj, const char *field);
const struct value *value_outer(struct value_table *t, const struct value *ptr, const char *field);
const struct value *value_fresh(struct value_table *t, const void *insn, int64_t n);
const struct value *value_sub(struct value_table *t, const void *call, const struct value *inner,
			      int64_t n);
/* Slots from here down: not a join, something unknown that memory held (site: the instruction). */
#define VALUE_READ (-100)
const struct value *value_join(struct value_table *t, const void *block, int64_t slot);
const struct value *value_pred(struct value_table *t, const char *question,
			       const struct value *about, int64_t arg);
/* Folds constants; comparisons of equal values become 0 or 1. */
const struct value *value_bin(struct value_table *t, enum ir_rel rel, const struct value *a,
			      const struct value *b);

/* Rebuilds @v with its leaves replaced by what @leaf answers; the leaf itself to keep it. */
typedef const struct value *(*value_leaf_fn)(const struct value *leaf, void *data);
const struct value *value_map(struct value_table *t, const struct value *v, value_leaf_fn leaf,
			      void *data);

/* Is @leaf somewhere inside @v? */
bool value_mentions(const struct value *v, const struct value *leaf);
/* The object a pointer into it belongs to: strips V_FIELD. */
const struct value *value_object(const struct value *v);
/* Does the value come from what the caller passed (parameters, globals and what they lead to)? */
bool value_from_caller(const struct value *v);

static inline bool value_is_leaf(const struct value *v)
{
	return v->kind == V_PARAM || v->kind == V_LOCAL || v->kind == V_FRESH ||
	       v->kind == V_SUB || v->kind == V_JOIN;
}

static inline bool value_is_int(const struct value *v, int64_t imm)
{
	return v && v->kind == V_INT && v->imm == imm;
}

bool rel_is_compare(enum ir_rel rel);
enum ir_rel rel_negate(enum ir_rel rel);
enum ir_rel rel_swap(enum ir_rel rel);
bool rel_holds(enum ir_rel rel, int64_t a, int64_t b);

/* How the user calls it; never NULL. */
const char *value_name(const struct value *v, struct arena *a);
void value_label(const struct value *v, const char *label, const struct ir_type *type);

/* The object that an address inside of it, or one around it, leads back to. */
const struct value *value_root(const struct value *v);
/* The same object on another way out: the loop turn it was made in does not matter. */
bool value_same_origin(const struct value *a, const struct value *b);

#endif
