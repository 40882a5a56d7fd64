/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec - the transfer function: what each instruction does to a state.
 *
 * A pointer that is followed is taken to be good afterwards (whoever
 * dereferences NULL has another bug, and not ours). Memory that nobody wrote on
 * this path is what it was at the function's entry (V_INIT).
 */
#include "base/bug.h"
#include "base/intern.h"
#include "run.h"

const char *name_of(struct run *r, const struct value *v)
{
	return value_name(v, r->fl->arena);
}

const struct value *fresh(struct run *r, struct state *s, const struct ir_insn *i)
{
	const struct value *v = NULL;

	for (int k = 0; k < MAX_ALIVE; k++) {
		v = value_fresh(r->fl->values, i, k);
		if (!state_uses(s, v))
			break;
	}
	state_forget_symbol(s, v);
	return v;
}

/* Something unknown that memory held: not made here, so others can get at it as well. */
static const struct value *fresh_read(struct run *r, struct state *s, const struct ir_insn *i)
{
	const struct value *v = NULL;

	for (int k = 0; k < MAX_ALIVE; k++) {
		v = value_join(r->fl->values, i, VALUE_READ - k);
		if (!state_uses(s, v))
			break;
	}
	state_forget_symbol(s, v);
	return v;
}

const struct value *eval(struct run *r, struct state *s, const struct ir_opnd *o)
{
	struct value_table *t = r->fl->values;
	const struct value *v;

	switch (o->kind) {
	case IRO_INT: return value_int(t, o->imm);
	case IRO_FUNC: return value_named(t, V_FUNC, o->name);
	case IRO_GLOBAL: return value_named(t, V_GLOBAL, o->name);
	case IRO_LOCAL: return value_local(t, o->var);
	case IRO_VAR:
		v = state_var(s, o->var->index);
		if (!v) {	/* read before written: anything */
			v = value_join(t, o->var, -1);
			value_label(v, o->var->name, o->var->type);
			state_set_var(s, o->var->index, v);
		}
		return v;
	default:
		return value_int(t, 0);
	}
}

static bool can_be_labelled(const struct value *v)
{
	return value_is_leaf(v) || v->kind == V_INIT || v->kind == V_OUTER;
}

void bind(struct run *r, struct state *s, const struct ir_insn *i, const struct value *v)
{
	if (!i->dst)
		return;
	if (!v)
		v = fresh(r, s, i);
	state_set_var(s, i->dst->index, v);
	if (v->kind == V_BIN && i->dst->type->kind == IRT_PTR)
		value_label(v, NULL, i->dst->type);	/* an element: what it is, but no name */
	if (!can_be_labelled(v))
		return;
	/* neither temporaries nor variables that macros and front made are names to a user */
	value_label(v, i->dst->kind == IRV_TEMP || i->dst->name[0] == '.' ||
		    i->dst->name[0] == '_' ? NULL : i->dst->name, i->dst->type);
}

/* A pointer into an object stands for the object and the field. */
static void normalise(const struct value **obj, const char **field)
{
	if ((*obj)->kind == V_FIELD && !strcmp(*field, "*")) {
		*field = (*obj)->name;
		*obj = (*obj)->a;
	}
}

/* Which element it is is not told apart: each look at one may see another. */
static bool is_element(const char *field)
{
	return strstr(field, "[]") != NULL;
}

const struct value *mem_read(struct run *r, struct state *s, const struct ir_insn *i,
			     const struct value *obj, const char *field)
{
	struct cell *c;
	const struct value *v;

	normalise(&obj, &field);
	c = state_cell(s, obj, field);
	if (c)
		return c->val;
	if (is_element(field)) {
		v = fresh_read(r, s, i);
		kinds_row_load(r, s, obj, v);
		return v;
	}
	v = value_init(r->fl->values, obj, field);
	if (!v) {
		v = fresh_read(r, s, i);
		state_write(s, obj, field, v);
	}
	return v;
}

/* False when the pointer is known to be NULL or an error: nobody gets past this. */
static bool deref(struct state *s, const struct value *obj)
{
	if (obj->kind == V_INT)
		return obj->imm != 0;
	obj = value_object(obj);
	return fact_set_nonnull(s, obj) && fact_set_err(s, obj, false);
}

/* Fields that only one kind of socket has may only be touched on that kind. */
static void check_field_use(struct run *r, struct state *s, const struct ir_insn *i,
			    const struct value *obj)
{
	unsigned int kinds;

	if (obj->kind == V_LOCAL || obj->kind == V_GLOBAL)
		return;
	if (obj->kind == V_FIELD) {
		exec_use_address(r, s, i, obj, i->text);
		return;
	}
	kinds = protocol_field_kinds(r->func->unit, i->field);
	if (kinds && kinds != KIND_ANY)
		kinds_need(r, s, i, obj, kinds, RULE_NONFULL_USE, i->text);
}

void exec_use_address(struct run *r, struct state *s, const struct ir_insn *i,
		      const struct value *ptr, const char *text)
{
	unsigned int kinds;

	for (; ptr->kind == V_FIELD && ptr->a->kind == V_FIELD; ptr = ptr->a)
		;
	if (ptr->kind != V_FIELD || ptr->a->kind == V_LOCAL || ptr->a->kind == V_GLOBAL)
		return;
	if (ptr->name != F_REFCNT)	/* who puts is asked by what is on the ledger */
		keeper_use(r, s, i, ptr);
	kinds = protocol_field_kinds(r->func->unit, ptr->name);
	if (ptr->name == F_WMEM && kinds_of_handed(s, ptr->a))
		return;
	if (kinds && kinds != KIND_ANY)
		kinds_need(r, s, i, ptr->a, kinds, RULE_NONFULL_USE, text);
}

static bool exec_load(struct run *r, struct state *s, const struct ir_insn *i)
{
	const struct value *obj = eval(r, s, &i->a), *v;

	if (!deref(s, obj))
		return false;
	keeper_use(r, s, i, obj);
	check_field_use(r, s, i, obj);
	v = mem_read(r, s, i, obj, i->field);
	if (i->field == F_TRUESIZE)
		charge_sized(s, obj);
	if (i->text && can_be_labelled(v) && v->kind == V_INIT)
		value_label(v, i->text, i->dst ? i->dst->type : NULL);
	bind(r, s, i, v);
	if (i->field == F_SK || i->field == F_DTOR)
		site_view(r, s, i, obj);
	dying_load(r, s, i, obj, v);
	kinds_load(s, i, obj, v);
	return true;
}

/* The object that a stored value gives away: &sk->node and container_of(sk) are sk. */
static const struct value *stored_object(const struct value *v)
{
	while (v->kind == V_FIELD || v->kind == V_OUTER)
		v = v->a;
	return v;
}

static bool holds_sock(struct run *r, struct state *s, const struct value *v)
{
	if (state_sock_find(s, v) || ledger_find(s, v, F_REFCNT))
		return true;
	return v->type && protocol_is_sock(r->func->unit, ir_pointee(v->type));
}

/* One of many that an array holds is not told from the others: it may be put through any of them. */
static void store_escapes(struct run *r, struct state *s, const struct value *to,
			  const char *field, const struct value *val)
{
	if (to && (stored_object(to)->kind == V_LOCAL || stored_object(val) == stored_object(to)))
		return;
	for (; val->kind != V_INT; val = val->a) {
		if (holds_sock(r, s, val))
			sock_escape(state_sock(s, val), field == F_STAR ? NULL : to);
		/* what a protocol keeps in its socket leads back to it: testdata/idioms/holds.c */
		if (val->kind == V_INIT && kinds_own_field(val->name))
			continue;
		if (val->kind != V_FIELD && val->kind != V_OUTER)
			break;
	}
}

/* Whoever finds it there can free it, and has its pair: rules/destructor-called-directly */
static void store_buffer(struct state *s, const struct value *to, const struct value *val)
{
	const struct value *in = stored_object(to);

	if (in->kind != V_LOCAL && in != stored_object(val) && state_is_skb(s, val))
		state_skb(s, val)->stored = true;
}

static bool exec_store(struct run *r, struct state *s, const struct ir_insn *i)
{
	const struct value *obj = eval(r, s, &i->a), *val = eval(r, s, &i->b);
	const char *field = i->field;

	if (!deref(s, obj))
		return false;
	keeper_use(r, s, i, obj);
	check_field_use(r, s, i, obj);
	normalise(&obj, &field);
	if (field_is_pair(field)) {
		owner_store(r, s, i, obj, field, val);
		return true;
	}
	store_buffer(s, obj, val);
	if (is_element(field)) {
		kinds_row_store(r, s, obj, val);
		store_escapes(r, s, NULL, field, val);
		return true;
	}
	if (field == F_TRUESIZE)
		charge_resize(r, s, i, obj, mem_read(r, s, i, obj, field));
	if (guards_locked(s))
		dying_overwritten(s, obj, field);
	if (!plain_store(r, s, i, obj, field, val))
		charge_store(r, s, obj, field, val);
	ended_store(r, s, i, obj, field, val);
	state_write(s, obj, field, val);
	store_escapes(r, s, obj, field, val);
	return true;
}

static bool exec_addr(struct run *r, struct state *s, const struct ir_insn *i)
{
	const struct value *obj = eval(r, s, &i->a);

	bind(r, s, i, value_field(r->fl->values, obj, i->field));
	return true;
}

static bool exec_container(struct run *r, struct state *s, const struct ir_insn *i)
{
	const struct value *ptr = eval(r, s, &i->a);
	const struct value *outer = value_outer(r->fl->values, ptr, i->field);

	bind(r, s, i, outer);
	if (i->dst)
		dying_container(r, s, i, ptr, s->env[i->dst->index]);
	if (i->dst && known_chained(s, ptr))
		kinds_container(r, s, i, s->env[i->dst->index]);
	return true;
}

static bool exec_end(struct state *s, const struct ir_insn *i, struct run *r)
{
	const struct value *local;
	unsigned int n = 0;

	if (!i->a.var->mem) {
		state_set_var(s, i->a.var->index, NULL);
		return true;
	}
	local = value_local(r->fl->values, i->a.var);
	vec_for(k, &s->heap)
		if (value_object(s->heap.v[k].obj) != local)
			s->heap.v[n++] = s->heap.v[k];
	s->heap.n = n;
	return true;
}

static bool exec_opaque(struct run *r, struct state *s, const struct ir_insn *i)
{
	if (i->a.kind != IRO_NONE)
		state_forget_fields(s, value_object(eval(r, s, &i->a)));
	bind(r, s, i, NULL);
	return true;
}

static bool made_by(const struct value *v, const struct ir_insn *i)
{
	if (!v)
		return false;
	if (v->kind == V_FRESH || v->kind == V_SUB)
		return v->site == i;
	return made_by(v->a, i) || made_by(v->b, i);
}

/*
 * A field of the socket itself, or a question about it (sock_flag()), says what is to be
 * done: whether it is dead, whether somebody else's reference is to be put as well.
 */
static bool tells(const struct value *v, const struct sock *k)
{
	if (!v)
		return false;
	if (v->kind == V_INIT)
		return v->a == k->v && v->name != F_STATE;
	if (value_is_leaf(v))
		return k->question && v->site == k->question;
	return tells(v->a, k) || tells(v->b, k);
}

static bool reads_field(const struct value *v, const struct value *sk)
{
	return v && v->kind == V_INIT && v->a == sk;
}

/* A function that got a socket may say by its result whether it kept the reference. */
void note_judged(struct state *s, const struct value *a, const struct value *b)
{
	vec_for(i, &s->socks) {
		struct sock *k = &s->socks.v[i];

		if (k->touched && (made_by(a, k->touched) || made_by(b, k->touched)))
			k->judged = true;
		if (!tells(a, k) && !tells(b, k))
			continue;
		k->asked = true;
		k->queried |= !reads_field(a, k->v) && !reads_field(b, k->v);
		k->armed |= k->about_member;
	}
}

static bool exec_assume(struct run *r, struct state *s, const struct ir_insn *i)
{
	const struct value *a = eval(r, s, &i->a), *b = eval(r, s, &i->b);
	int known;

	asked_note(r, i, a, b);
	known = truth(r, s, i->rel, a, b);
	if (known >= 0)
		return known;
	if (!assume(r, s, i->rel, a, b))
		return false;
	asked_tell(r, s, i, a, b);
	note_judged(s, a, b);
	charge_even(r, s, a, i->rel, b);
	if (i->text)
		event_add(r, s, EV_BRANCH, i, a, i->text)->imm = i->taken;
	return true;
}

static bool exec_return(struct run *r, struct state *s, const struct ir_insn *i)
{
	s->ret = i->a.kind == IRO_NONE ? NULL : eval(r, s, &i->a);
	return true;
}

bool exec_insn(struct run *r, struct state *s, const struct ir_insn *i, struct state_vec *more)
{
	struct value_table *t = r->fl->values;
	const struct value *v;

	switch (i->op) {
	case IR_COPY:
		v = eval(r, s, &i->a);
		if (i->dst->kind != IRV_TEMP)
			charge_sum(r, s, v, NULL, i);
		bind(r, s, i, v);
		return true;
	case IR_LOAD: return exec_load(r, s, i);
	case IR_STORE: return exec_store(r, s, i);
	case IR_ADDR: return exec_addr(r, s, i);
	case IR_CONTAINER: return exec_container(r, s, i);
	case IR_BINARY:
		v = value_bin(t, i->rel, eval(r, s, &i->a), eval(r, s, &i->b));
		if (v && i->dst->kind != IRV_TEMP)
			charge_sum(r, s, v, NULL, i);
		bind(r, s, i, v);
		return true;
	case IR_CALL: return exec_call(r, s, i, more);
	case IR_ASSUME: return exec_assume(r, s, i);
	case IR_RETURN: return exec_return(r, s, i);
	case IR_HALT: return false;
	case IR_END: return exec_end(s, i, r);
	case IR_OPAQUE: return exec_opaque(r, s, i);
	default: BUG("an operation without a meaning");
	}
}

struct event *event_add(struct run *r, struct state *s, enum event_kind kind,
			      const struct ir_insn *i, const struct value *obj, const char *via)
{
	struct event *e = arena_new(r->fl->arena, struct event);

	e->prev = s->history;
	e->kind = kind;
	e->depth = s->history ? s->history->depth + 1 : 1;
	e->func = r->func;
	e->insn = i;
	e->obj = obj;
	e->via = via;
	s->history = e;
	return e;
}
