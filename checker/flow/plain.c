/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain - counters that are plain numbers, under a lock or owned by one context.
 *
 * Any number could be one, and most are none of ours: what a destructor of the unit, or a
 * function that it calls, subtracts from is a counter here. A store that adds to it or
 * subtracts from it is booked as atomic_add() would be, any other store leaves it unknown.
 * Where a function that attaches no such destructor adds to it, the payment may well have
 * been made there (a slot that is reserved first): then nobody is told that it is missing. Of
 * counters of other types the same is said when that function has to do with buffers.
 */
#include "run.h"

#define MAX_CALLS 4

struct plain {
	const char *key;
	struct plain *next;
	bool raised; /* by any function of the unit */
	bool reserved; /* by one that outsiders call, and that attaches no destructor */
};

/* The number's name in the unit: its field, or the variable it is. */
static const char *key_of(const struct ir_opnd *obj, const char *field)
{
	return field == F_STAR ? (obj->kind == IRO_GLOBAL ? obj->name : NULL) : field;
}

static const char *key_of_value(const struct value *obj, const char *field)
{
	return field == F_STAR ? (obj->kind == V_GLOBAL ? obj->name : NULL) : field;
}

/* The core's own numbers and a buffer's lengths follow other rules. */
static bool is_core(const char *key)
{
	return protocol_is_sock_field(key) || !strncmp(key, "sk_buff.", 8) ||
	       !strncmp(key, "sk_buff_head.", 13);
}

static const struct ir_insn *maker(const struct ir_block *b, unsigned int at,
				   const struct ir_opnd *o)
{
	while (o->kind == IRO_VAR && at-- > 0)
		if (b->insns.v[at]->dst == o->var)
			return b->insns.v[at];
	return NULL;
}

/* Does instruction @at add to what it overwrites (1), or subtract from it (-1)? */
static int direction(const struct ir_block *b, unsigned int at)
{
	const struct ir_insn *st = b->insns.v[at], *bin, *ld;

	if (st->op != IR_STORE || !st->field || !key_of(&st->a, st->field) ||
	    is_core(key_of(&st->a, st->field)))
		return 0;
	bin = maker(b, at, &st->b);
	if (!bin || bin->op != IR_BINARY || (bin->rel != IRR_ADD && bin->rel != IRR_SUB))
		return 0;
	ld = maker(b, at, &bin->a);
	if (!ld || ld->op != IR_LOAD || ld->field != st->field)
		return 0;
	return bin->rel == IRR_ADD ? 1 : -1;
}

/* Has what @o is worked out of, in the same block, truesize of a buffer in it? */
static bool is_sized(const struct ir_block *b, unsigned int at, const struct ir_opnd *o)
{
	const struct ir_insn *in = maker(b, at, o);

	if (!in)
		return false;
	if (in->op == IR_LOAD)
		return in->field == F_TRUESIZE;
	return (in->op == IR_BINARY || in->op == IR_COPY) &&
	       (is_sized(b, at, &in->a) || (in->op == IR_BINARY && is_sized(b, at, &in->b)));
}

typedef void (*store_fn)(struct flow *fl, const struct ir_insn *st, int dir);

/* Calls @fn for every such store in @f and in what it calls of its unit. */
static void walk(struct flow *fl, const struct ir_func *f, unsigned int calls, store_fn fn)
{
	vec_for(n, &f->blocks)
		vec_for(i, &f->blocks.v[n]->insns) {
			const struct ir_block *b = f->blocks.v[n];
			const struct ir_insn *in = b->insns.v[i];
			const struct ir_func *callee;
			int dir = direction(b, i);

			if (dir)
				fn(fl, in, dir);
			if (in->op != IR_CALL || in->a.kind != IRO_FUNC || !calls)
				continue;
			callee = ir_find(fl->unit, in->a.name);
			if (callee && callee != f)
				walk(fl, callee, calls - 1, fn);
		}
}

static void add_plain(struct flow *fl, const char *key)
{
	struct plain *p;

	if (map_has(&fl->plain, key))
		return;
	p = arena_new(fl->arena, struct plain);
	p->key = key;
	p->next = fl->plains;
	fl->plains = p;
	map_set(fl->arena, &fl->plain, key, p);
}

static void add_lowered(struct flow *fl, const struct ir_insn *st, int dir)
{
	if (dir < 0)
		add_plain(fl, key_of(&st->a, st->field));
}

/* Does any function of the unit subtract from it? */
static bool is_lowered(const struct flow *fl, const char *key)
{
	vec_for(i, &fl->unit->funcs)
		vec_for(n, &fl->unit->funcs.v[i]->blocks) {
			const struct ir_block *b = fl->unit->funcs.v[i]->blocks.v[n];

			vec_for(k, &b->insns)
				if (b->insns.v[k]->field == key && direction(b, k) < 0)
					return true;
		}
	return false;
}

/* Where a buffer gets its destructor its size is added, and nobody in sight takes that off: a refund is forgotten. */
static void add_sized(struct flow *fl, const struct ir_func *f)
{
	vec_for(n, &f->blocks) {
		const struct ir_block *b = f->blocks.v[n];

		vec_for(i, &b->insns) {
			const struct ir_insn *st = b->insns.v[i];

			if (direction(b, i) > 0 && is_sized(b, i, &st->b) && !is_lowered(fl, st->field))
				add_plain(fl, key_of(&st->a, st->field));
		}
	}
}

static bool is_buffer(const struct ir_type *t)
{
	const char *rec = t && t->kind == IRT_PTR ? ir_pointee(t) : NULL;

	return rec && !strcmp(rec, "sk_buff");
}

/* By its form: void f(struct sk_buff *), and its address goes somewhere. */
bool plain_is_destructor(const struct ir_func *f)
{
	return f->address_taken && f->nr_params == 1 && f->ret->kind == IRT_VOID &&
	       is_buffer(f->vars.v[0]->type);
}

static bool names_destructor(struct flow *fl, const struct ir_opnd *o)
{
	const struct ir_func *f = o->kind == IRO_FUNC ? ir_find(fl->unit, o->name) : NULL;

	return f && plain_is_destructor(f);
}

/* Does @f, or what it calls, name a destructor of the unit? */
static bool attaches(struct flow *fl, const struct ir_func *f, unsigned int calls)
{
	vec_for(n, &f->blocks)
		vec_for(i, &f->blocks.v[n]->insns) {
			const struct ir_insn *in = f->blocks.v[n]->insns.v[i];
			const struct ir_func *callee = NULL;

			if (names_destructor(fl, &in->b))
				return true;
			for (unsigned int k = 0; in->op == IR_CALL && k < in->nr_args; k++)
				if (names_destructor(fl, &in->args[k]))
					return true;
			if (in->op == IR_CALL && in->a.kind == IRO_FUNC && calls)
				callee = ir_find(fl->unit, in->a.name);
			if (callee && callee != f && attaches(fl, callee, calls - 1))
				return true;
		}
	return false;
}

static void note_raised(struct flow *fl, const struct ir_insn *st, int dir)
{
	struct plain *p = map_get(&fl->plain, key_of(&st->a, st->field));

	if (p && dir > 0)
		p->raised = true;
}

static void note_reserved(struct flow *fl, const struct ir_insn *st, int dir)
{
	struct plain *p = map_get(&fl->plain, key_of(&st->a, st->field));

	if (p && dir > 0)
		p->reserved = true;
}

void plain_open(struct flow *fl)
{
	bool any = false;

	vec_for(i, &fl->unit->funcs)
		if (plain_is_destructor(fl->unit->funcs.v[i])) {
			walk(fl, fl->unit->funcs.v[i], MAX_CALLS, add_lowered);
			any = true;
		}
	for (unsigned int i = 0; any && i < fl->unit->funcs.n; i++)
		if (attaches(fl, fl->unit->funcs.v[i], 0))
			add_sized(fl, fl->unit->funcs.v[i]);
	if (!fl->plain.n)
		return;
	vec_for(i, &fl->unit->funcs) {
		struct ir_func *f = fl->unit->funcs.v[i];

		walk(fl, f, 0, note_raised);
		if (!flow_is_called(fl, f) && !attaches(fl, f, MAX_CALLS))
			walk(fl, f, MAX_CALLS, note_reserved);
	}
}

uint64_t plain_digest(const struct flow *fl)
{
	uint64_t h = fl->plain.n;

	for (const struct plain *p = fl->plains; p; p = p->next)
		h += ((uintptr_t)p->key | 1) * (2 * p->raised + 4 * p->reserved + 1);
	return h;
}

bool plain_store(struct run *r, struct state *s, const struct ir_insn *i, const struct value *obj,
		 const char *field, const struct value *val)
{
	const char *key = r->fl->home->plain.n ? key_of_value(obj, field) : NULL;
	const struct value *old;
	struct amount a = { 0 };

	if (!key || !map_has(&r->fl->home->plain, key))
		return false;
	old = mem_read(r, s, i, obj, field);
	if (!value_mentions(val, old) && (val->kind != V_INT || old->kind != V_INT)) {
		ledger_settle(s, obj, field);
		return true;
	}
	amount_add_value(&a, s, val, 1);
	amount_add_value(&a, s, old, -1);
	ledger_charge(r, s, i, obj, field, &a, amount_negative(&a) ? EV_REFUND : EV_CHARGE, NULL);
	return true;
}

/* Does the function called by @in raise what its argument @n points to? */
static bool call_raises(struct flow *fl, const struct ir_insn *in, unsigned int n)
{
	struct ir_func *f = in->a.kind == IRO_FUNC ? call_target(fl, in->a.name) : NULL;
	const struct summary *sum = f && f->unit != fl->unit ? flow_summary(fl, f) : NULL;

	for (unsigned int i = 0; sum && i < sum->exits.n; i++) {
		const struct state *s = sum->exits.v[i];

		vec_for(k, &s->ledger)
			if (s->ledger.v[k].took && s->ledger.v[k].obj->kind == V_PARAM &&
			    s->ledger.v[k].obj->imm == n)
				return true;
	}
	return false;
}

static bool points_to(const struct ir_block *b, unsigned int at, const struct ir_opnd *arg,
		      const char *key)
{
	const struct ir_insn *in = maker(b, at, arg);

	if (arg->kind == IRO_GLOBAL)
		return arg->name == key;
	return in && in->op == IR_ADDR && in->field == key;
}

/* Does @f, or what it calls, raise counter @key? */
static bool raises(struct flow *fl, const struct ir_func *f, const char *key, unsigned int calls)
{
	vec_for(n, &f->blocks)
		vec_for(i, &f->blocks.v[n]->insns) {
			const struct ir_block *b = f->blocks.v[n];
			const struct ir_insn *in = b->insns.v[i];
			const struct ir_func *callee = NULL;

			for (unsigned int k = 0; in->op == IR_CALL && k < in->nr_args; k++)
				if (points_to(b, i, &in->args[k], key) && call_raises(fl, in, k))
					return true;
			if (in->op == IR_CALL && in->a.kind == IRO_FUNC && calls)
				callee = ir_find(fl->unit, in->a.name);
			if (callee && callee != f && raises(fl, callee, key, calls - 1))
				return true;
		}
	return false;
}

static bool has_buffer(const struct ir_func *f)
{
	vec_for(i, &f->vars)
		if (is_buffer(f->vars.v[i]->type))
			return true;
	return false;
}

bool plain_is_reserved(struct flow *fl, const struct value *obj, const char *counter)
{
	const char *key = key_of_value(obj, counter);
	const struct plain *p = key ? map_get(&fl->home->plain, key) : NULL;

	if (p || !key || is_core(key))
		return p && (!p->raised || p->reserved);
	memory_asks_all(fl);
	vec_for(i, &fl->unit->funcs) {
		struct ir_func *f = fl->unit->funcs.v[i];

		if (has_buffer(f) && !flow_is_called(fl, f) && raises(fl, f, key, MAX_CALLS) &&
		    !attaches(fl, f, MAX_CALLS))
			return true;
	}
	return false;
}

static const struct ir_insn *call_of(const struct ir_func *f, const struct ir_func *callee)
{
	vec_for(n, &f->blocks)
		vec_for(i, &f->blocks.v[n]->insns) {
			const struct ir_insn *in = f->blocks.v[n]->insns.v[i];

			if (in->op == IR_CALL && in->a.kind == IRO_FUNC && in->a.name == callee->name)
				return in;
		}
	return NULL;
}

/* @f itself, or the one function between it and @setter that does not pay. */
static const struct ir_func *payer(struct flow *fl, const struct ir_func *f,
				   const struct ir_func *setter, const char *key)
{
	if (call_of(f, setter))
		return f;
	vec_for(i, &fl->unit->funcs) {
		const struct ir_func *g = fl->unit->funcs.v[i];

		if (call_of(f, g) && call_of(g, setter) && !raises(fl, g, key, 0))
			return g;
	}
	return NULL;
}

const struct ir_insn *plain_payers_call(struct flow *fl, const struct ir_func **f,
					const struct ir_func *setter, const struct value *obj,
					const char *counter)
{
	const char *key = key_of_value(obj, counter);
	const struct ir_func *who;

	if (*f == setter || !key || setter->unit != fl->unit || raises(fl, setter, key, 0))
		return NULL;
	memory_asks_all(fl);
	who = payer(fl, *f, setter, key);
	vec_for(i, &fl->unit->funcs) {
		const struct ir_func *g = fl->unit->funcs.v[i];

		if (!who || g == who || !call_of(g, setter) || !raises(fl, g, key, 0))
			continue;
		*f = who;
		return call_of(who, setter);
	}
	return NULL;
}

bool plain_is_abroad(struct flow *fl, const struct value *obj, const char *counter)
{
	const char *key = key_of_value(obj, counter);

	if (!key)
		return true; /* the first member: it has no name of its own */
	if (is_core(key) || map_has(&fl->home->plain, key))
		return false;
	memory_asks_all(fl);
	vec_for(i, &fl->unit->funcs)
		if (raises(fl, fl->unit->funcs.v[i], key, 0))
			return false;
	return true;
}
