/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * value - one node for each symbol, with the few simplifications that make
 * equal things equal: container_of() undoes an address, constants fold.
 */
#include "flow/flow.h"
#include "value.h"
#include "base/bug.h"
#include "base/intern.h"

#define MAX_DEPTH 7

#define FIRST_SLOTS 1024

struct value_key {
	enum vkind kind;
	enum ir_rel rel;
	int64_t imm;
	const char *name;
	const struct value *a, *b;
	const void *site;
};

static uint32_t hash_of(const struct value_key *k)
{
	const uint64_t m = 0x9e3779b97f4a7c15ull;
	uint64_t h = ((uint64_t)k->kind << 8 | k->rel) * m;

	h = (h ^ (uint64_t)k->imm) * m;
	h = (h ^ h >> 32 ^ (uintptr_t)k->name) * m;
	h = (h ^ h >> 32 ^ (uintptr_t)k->a) * m;
	h = (h ^ h >> 32 ^ (uintptr_t)k->b) * m;
	h = (h ^ h >> 32 ^ (uintptr_t)k->site) * m;
	return (uint32_t)(h >> 32);
}

/*
 * Nodes are looked for more often than anything else is done, and mostly found. So the hash stands
 * beside the pointer: a node that is not the one is seldom read. Open addressing, never more
 * than half full.
 */
struct slot {
	struct value *node;
	uint32_t hash;
};

struct value_table {
	struct arena *arena;
	struct slot *slots;
	uint32_t cap, nr;		/* nr: the next node's id, too */
	uint64_t walks;
};

struct value_table *value_table_new(struct arena *a)
{
	struct value_table *t = arena_new(a, struct value_table);

	t->arena = a;
	t->cap = FIRST_SLOTS;
	t->slots = arena_array(a, struct slot, t->cap);
	return t;
}

uint64_t value_walk(struct value_table *t)
{
	return ++t->walks;
}

static uint8_t depth_of(const struct value *v)
{
	return v ? v->depth : 0;
}

static bool is_node(const struct value *v, const struct value_key *k)
{
	return v->a == k->a && v->name == k->name && v->imm == k->imm && v->site == k->site &&
	       v->b == k->b && v->kind == k->kind && v->rel == k->rel;
}

static struct slot *free_slot(struct value_table *t, uint32_t hash)
{
	uint32_t i = hash & (t->cap - 1);

	while (t->slots[i].node)
		i = (i + 1) & (t->cap - 1);
	return &t->slots[i];
}

static void grow(struct value_table *t)
{
	struct slot *old = t->slots;
	uint32_t n = t->cap;

	t->cap *= 2;
	t->slots = arena_array(t->arena, struct slot, t->cap);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].node)
			*free_slot(t, old[i].hash) = old[i];
}

static const struct value *node_new(struct value_table *t, const struct value_key *key,
				    uint32_t hash)
{
	uint8_t da = depth_of(key->a), db = depth_of(key->b);
	struct value *v = arena_new(t->arena, struct value);

	*v = (struct value){
		.kind = key->kind, .rel = key->rel, .imm = key->imm, .name = key->name,
		.a = key->a, .b = key->b, .site = key->site, .id = t->nr++,
		.depth = 1 + (da > db ? da : db),
	};
	if (t->nr * 2 > t->cap)
		grow(t);
	*free_slot(t, hash) = (struct slot){ v, hash };
	return v;
}

static const struct value *node_get(struct value_table *t, const struct value_key *key)
{
	uint32_t hash = hash_of(key), i = hash & (t->cap - 1);

	for (; t->slots[i].node; i = (i + 1) & (t->cap - 1))
		if (t->slots[i].hash == hash && is_node(t->slots[i].node, key))
			return t->slots[i].node;
	return node_new(t, key, hash);
}

const struct value *value_int(struct value_table *t, int64_t imm)
{
	return node_get(t, &(struct value_key){ .kind = V_INT, .imm = imm });
}

const struct value *value_named(struct value_table *t, enum vkind kind, const char *name)
{
	return node_get(t, &(struct value_key){ .kind = kind, .name = name });
}

const struct value *value_local(struct value_table *t, const struct ir_var *v)
{
	const struct value *val = node_get(t, &(struct value_key){ .kind = V_LOCAL, .site = v });

	value_label(val, v->name, NULL);
	return val;
}

const struct value *value_param(struct value_table *t, const struct ir_func *f, unsigned int i)
{
	const struct value *v = node_get(t, &(struct value_key){
		.kind = V_PARAM, .site = f, .imm = i });

	if (i < f->nr_params)
		value_label(v, f->vars.v[i]->name, f->vars.v[i]->type);
	return v;
}

const struct value *value_init(struct value_table *t, const struct value *obj, const char *field)
{
	if (obj->depth >= MAX_DEPTH)
		return NULL;
	return node_get(t, &(struct value_key){ .kind = V_INIT, .a = obj, .name = field });
}

const struct value *value_field(struct value_table *t, const struct value *obj, const char *field)
{
	if (obj->kind == V_OUTER && obj->name == field)
		return obj->a;
	if (obj->depth > MAX_DEPTH)	/* one more: the counter of an object that is just near enough */
		return NULL;
	return node_get(t, &(struct value_key){ .kind = V_FIELD, .a = obj, .name = field });
}

const struct value *value_outer(struct value_table *t, const struct value *ptr, const char *field)
{
	if (ptr->kind == V_FIELD && ptr->name == field)
		return ptr->a;
	if (ptr->depth >= MAX_DEPTH)
		return NULL;
	return node_get(t, &(struct value_key){ .kind = V_OUTER, .a = ptr, .name = field });
}

const struct value *value_fresh(struct value_table *t, const void *insn, int64_t n)
{
	return node_get(t, &(struct value_key){ .kind = V_FRESH, .site = insn, .imm = n });
}

/*
 * A call inside a call inside a call makes V_SUB of V_SUB; the inner value is
 * an identity only, so the depth that limits chains of fields starts anew.
 */
const struct value *value_sub(struct value_table *t, const void *call, const struct value *inner,
			      int64_t n)
{
	struct value *v = (struct value *)node_get(t, &(struct value_key){
		.kind = V_SUB, .site = call, .a = inner, .imm = n });

	v->depth = 1;
	return v;
}

const struct value *value_join(struct value_table *t, const void *block, int64_t slot)
{
	return node_get(t, &(struct value_key){ .kind = V_JOIN, .site = block, .imm = slot });
}

const struct value *value_pred(struct value_table *t, const char *question,
			       const struct value *about, int64_t arg)
{
	return node_get(t, &(struct value_key){
		.kind = V_PRED, .name = question, .a = about, .imm = arg });
}

bool rel_is_compare(enum ir_rel rel)
{
	return rel >= IRR_EQ && rel <= IRR_UGE;
}

enum ir_rel rel_negate(enum ir_rel rel)
{
	static const enum ir_rel neg[] = {
		[IRR_EQ] = IRR_NE, [IRR_NE] = IRR_EQ, [IRR_LT] = IRR_GE, [IRR_LE] = IRR_GT,
		[IRR_GT] = IRR_LE, [IRR_GE] = IRR_LT, [IRR_ULT] = IRR_UGE,
		[IRR_ULE] = IRR_UGT, [IRR_UGT] = IRR_ULE, [IRR_UGE] = IRR_ULT,
	};

	BUG_ON(!rel_is_compare(rel));
	return neg[rel];
}

enum ir_rel rel_swap(enum ir_rel rel)
{
	static const enum ir_rel swapped[] = {
		[IRR_EQ] = IRR_EQ, [IRR_NE] = IRR_NE, [IRR_LT] = IRR_GT, [IRR_LE] = IRR_GE,
		[IRR_GT] = IRR_LT, [IRR_GE] = IRR_LE, [IRR_ULT] = IRR_UGT,
		[IRR_ULE] = IRR_UGE, [IRR_UGT] = IRR_ULT, [IRR_UGE] = IRR_ULE,
	};

	BUG_ON(!rel_is_compare(rel));
	return swapped[rel];
}

bool rel_holds(enum ir_rel rel, int64_t a, int64_t b)
{
	uint64_t ua = a, ub = b;

	switch (rel) {
	case IRR_EQ: return a == b;
	case IRR_NE: return a != b;
	case IRR_LT: return a < b;
	case IRR_LE: return a <= b;
	case IRR_GT: return a > b;
	case IRR_GE: return a >= b;
	case IRR_ULT: return ua < ub;
	case IRR_ULE: return ua <= ub;
	case IRR_UGT: return ua > ub;
	case IRR_UGE: return ua >= ub;
	default: BUG("not a comparison");
	}
}

/* False when the result is not defined (division by zero, shift too far). */
static bool fold(enum ir_rel rel, int64_t a, int64_t b, int64_t *out)
{
	uint64_t ua = a, ub = b;

	switch (rel) {
	case IRR_ADD:
		*out = ua + ub;
		return true;
	case IRR_SUB:
		*out = ua - ub;
		return true;
	case IRR_MUL:
		*out = ua * ub;
		return true;
	case IRR_AND:
		*out = ua & ub;
		return true;
	case IRR_OR:
		*out = ua | ub;
		return true;
	case IRR_XOR:
		*out = ua ^ ub;
		return true;
	case IRR_SHL:
		*out = ub < 64 ? ua << ub : 0;
		return ub < 64;
	case IRR_SHR:
		*out = ub < 64 ? ua >> ub : 0;
		return ub < 64 && a >= 0;
	case IRR_DIV:
		if (!b || (b == -1 && a == INT64_MIN))
			return false;
		*out = a / b;
		return true;
	case IRR_MOD:
		if (!b || (b == -1 && a == INT64_MIN))
			return false;
		*out = a % b;
		return true;
	default:
		if (!rel_is_compare(rel))
			return false;
		*out = rel_holds(rel, a, b);
		return true;
	}
}

static const struct value *bin_same(struct value_table *t, enum ir_rel rel)
{
	switch (rel) {
	case IRR_EQ: case IRR_LE: case IRR_GE: case IRR_ULE: case IRR_UGE:
		return value_int(t, 1);
	case IRR_NE: case IRR_LT: case IRR_GT: case IRR_ULT: case IRR_UGT:
	case IRR_SUB: case IRR_XOR:
		return value_int(t, 0);
	default:
		return NULL;
	}
}

const struct value *value_bin(struct value_table *t, enum ir_rel rel, const struct value *a,
			      const struct value *b)
{
	const struct value *same;
	int64_t out;

	if (a->kind == V_INT && b->kind == V_INT && fold(rel, a->imm, b->imm, &out))
		return value_int(t, out);
	same = a == b ? bin_same(t, rel) : NULL;
	if (same)
		return same;
	if (value_is_int(b, 0) && (rel == IRR_ADD || rel == IRR_SUB || rel == IRR_OR ||
				   rel == IRR_SHL || rel == IRR_SHR))
		return a;
	if ((value_is_int(b, 0) || value_is_int(a, 0)) && (rel == IRR_AND || rel == IRR_MUL))
		return value_int(t, 0);
	if (value_is_int(b, 0) && (rel == IRR_NE || rel == IRR_EQ) && a->kind == V_BIN &&
	    rel_is_compare(a->rel))
		return rel == IRR_NE ? a : value_bin(t, rel_negate(a->rel), a->a, a->b);
	if (a->depth >= MAX_DEPTH || b->depth >= MAX_DEPTH)
		return NULL;
	return node_get(t, &(struct value_key){ .kind = V_BIN, .rel = rel, .a = a, .b = b });
}

static const struct value *map_composite(struct value_table *t, const struct value *v,
					 const struct value *a, const struct value *b)
{
	switch (v->kind) {
	case V_INIT: return value_init(t, a, v->name);
	case V_FIELD: return value_field(t, a, v->name);
	case V_OUTER: return value_outer(t, a, v->name);
	case V_PRED: return value_pred(t, v->name, a, v->imm);
	case V_BIN: return value_bin(t, v->rel, a, b);
	default: return v;
	}
}

const struct value *value_map(struct value_table *t, const struct value *v, value_leaf_fn leaf,
			      void *data)
{
	const struct value *a, *b = NULL, *r;

	if (!v)
		return NULL;
	if (value_is_leaf(v))
		return leaf(v, data);
	if (!v->a)
		return v;
	a = value_map(t, v->a, leaf, data);
	if (v->b)
		b = value_map(t, v->b, leaf, data);
	if (!a || (v->b && !b))
		return NULL;
	if (a == v->a && b == v->b)
		return v;
	r = map_composite(t, v, a, b);
	if (r && v->label && !r->label)
		value_label(r, v->label, v->type);
	return r;
}

bool value_mentions(const struct value *v, const struct value *leaf)
{
	if (!v || v == leaf)
		return v != NULL;
	if (v->id < leaf->id || value_is_leaf(v))	/* what is made of others is younger */
		return false;
	return value_mentions(v->a, leaf) || value_mentions(v->b, leaf);
}

const struct value *value_object(const struct value *v)
{
	while (v->kind == V_FIELD)
		v = v->a;
	return v;
}

bool value_from_caller(const struct value *v)
{
	switch (v->kind) {
	case V_PARAM: case V_GLOBAL:
		return true;
	case V_INIT: case V_FIELD: case V_OUTER:
		return value_from_caller(v->a);
	default:
		return false;
	}
}

/* "sk_buff.sk" -> "sk"; "sock.sk_backlog.rmem_alloc" -> "sk_backlog.rmem_alloc" */
static const char *field_path(const char *field)
{
	const char *dot = strchr(field, '.');

	return dot ? dot + 1 : field;
}

const char *value_name(const struct value *v, struct arena *a)
{
	if (v->label)
		return v->label;
	switch (v->kind) {
	case V_INT: return arena_printf(a, "%lld", (long long)v->imm);
	case V_FUNC: case V_GLOBAL: return v->name;
	case V_INIT:
		if (!strcmp(v->name, "*"))
			return arena_printf(a, "*%s", value_name(v->a, a));
		return arena_printf(a, "%s->%s", value_name(v->a, a), field_path(v->name));
	case V_FIELD:
		return arena_printf(a, "&%s->%s", value_name(v->a, a), field_path(v->name));
	case V_OUTER: return value_name(v->a, a);
	case V_SUB: return v->a->label ? v->a->label : "it";
	default: return "it";
	}
}

/* Names only label nodes; a node keeps the first label it was given. */
void value_label(const struct value *v, const char *label, const struct ir_type *type)
{
	struct value *w = (struct value *)v;

	if (!w->label && label)
		w->label = label;
	/* what a model returns as void * is what its caller takes it for */
	if (type && (!w->type || (type->kind == IRT_PTR && w->type->kind == IRT_PTR &&
				  w->type->to && w->type->to->kind == IRT_VOID)))
		w->type = type;
}

const struct value *value_root(const struct value *v)
{
	while (v->kind == V_FIELD || v->kind == V_OUTER)
		v = v->a;
	return v;
}

bool value_same_origin(const struct value *a, const struct value *b)
{
	if (a == b)
		return true;
	return a->kind == b->kind && a->site == b->site && a->a == b->a && a->name == b->name &&
	       (a->kind == V_FRESH || a->kind == V_SUB);
}
