/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * call - what a call does: an intrinsic of the models, the summary of a body or
 * of a model, or something of which nothing is known.
 *
 * A function of which nothing is known is taken to leave the pair of a buffer
 * and the counts of a socket alone, but it may have kept or freed what it got:
 * the buffer and the socket are marked "touched", which lowers what is said of
 * them later.
 */
#include <string.h>
#include "model/model.h"
#include "run.h"

static struct ir_func *find_target(struct flow *fl, const char *name)
{
	struct ir_func *own = ir_find(fl->unit, name), *model;

	if (own && own->broken)
		own = NULL;
	if (own && own->in_main && own->is_static)
		return own;
	model = models_find(fl->opt->models, name);
	return model ? model : own;
}

struct ir_func *call_target(struct flow *fl, const char *name)
{
	memory_asks(fl, name);
	if (!map_has(&fl->targets, name))
		map_set(fl->arena, &fl->targets, name, find_target(fl, name));
	return map_get(&fl->targets, name);
}

const struct summary *call_summary(struct run *r, const char *name)
{
	struct ir_func *f = call_target(r->fl, name);
	const struct summary *sum;

	if (r->stays_home)
		return f ? flow_summary_home(r->fl, f) : NULL;
	sum = f ? flow_summary(r->fl, f) : foreign_summary(r->fl, name);
	r->went_abroad |= sum && (sum->foreign || sum->abroad);
	return sum;
}

const struct summary *call_summary_pointed(struct run *r, const char *name)
{
	const struct summary *sum = call_summary(r, name);

	if (sum || r->stays_home)
		return sum;
	sum = foreign_static(r->fl, name);
	r->went_abroad |= sum != NULL;
	return sum;
}

static bool never_returns(const struct flow *fl, const char *name)
{
	vec_for(i, &fl->unit->noreturn)
		if (fl->unit->noreturn.v[i] == name)
			return true;
	return false;
}

/* A memory variable handed out by address: what it holds is known to others now. */
static void escape_local(struct run *r, struct state *s, const struct ir_insn *i,
			 const struct value *local)
{
	unsigned int n = 0;

	vec_for(k, &s->heap) {
		struct cell c = s->heap.v[k];

		if (value_object(c.obj) != local || field_is_pair(c.field)) {
			s->heap.v[n++] = c;
			continue;
		}
		if (state_sock_find(s, c.val) || ledger_find(s, c.val, F_REFCNT))
			sock_escape(state_sock(s, c.val), NULL);
		/* written again by whoever has the address now */
		c.val = value_sub(r->fl->values, i, value_field(r->fl->values, local, c.field), 0);
		fact_drop(s, c.val);
		s->heap.v[n++] = c;
	}
	s->heap.n = n;
}

/* Whoever gets the truesize of a buffer may charge it. */
static void touch_sized(struct state *s, const struct value *v)
{
	if (!v || value_is_leaf(v))
		return;
	if (v->kind == V_INIT && v->name == F_TRUESIZE)
		state_skb(s, v->a)->touched = true;
	else if (v->kind == V_BIN) {
		touch_sized(s, v->a);
		touch_sized(s, v->b);
	}
}

/*
 * list_add(&own->node, ...), where own is what its protocol keeps in the socket: who has that has
 * the socket. testdata/idioms/holds.c
 */
static void touch_owner(struct state *s, const struct ir_insn *i, const struct value *arg)
{
	const struct value *own = value_object(arg);
	struct sock *k;

	if (own->kind != V_INIT || !kinds_own_field(own->name))
		return;
	k = state_sock_find(s, own->a);
	if (!k && ledger_find(s, own->a, F_REFCNT))
		k = state_sock(s, own->a);
	if (k && !k->touched)
		k->touched = i;
}

/* The control block is for whoever has the buffer. rules/sk-without-destructor/bad.c */
void call_touch_block(struct state *s, const struct value *skb)
{
	vec_for(i, &s->heap) {
		const struct value *obj = s->heap.v[i].obj;

		if (obj->kind == V_FIELD && obj->a == skb && obj->name == F_CB) {
			state_forget_fields(s, obj);
			return;
		}
	}
}

static void touch(struct run *r, struct state *s, const struct ir_insn *i, const struct value *arg)
{
	const struct value *obj = value_object(arg);
	struct sock *k;

	touch_sized(s, arg);
	touch_owner(s, i, arg);
	if (obj->kind == V_INT || obj->kind == V_FUNC)
		return;
	if (obj->kind == V_LOCAL) {
		escape_local(r, s, i, obj);
		return;
	}
	if (state_is_skb(s, obj)) {
		state_skb(s, obj)->touched = true;
		call_touch_block(s, obj);
		byhand_touch(state_skb(s, obj), i);
		return;
	}
	freed_touch(s, obj);
	/* told a member's place and asked for nothing: it may have linked the object */
	event_add(r, s, EV_TOUCH, i, obj, arg->kind == V_FIELD && !i->dst ? arg->name : NULL);
	k = state_sock_find(s, obj);
	if (!k && ledger_find(s, obj, F_REFCNT))
		k = state_sock(s, obj);
	if (k && !k->touched)
		k->touched = i;
	if (!k)
		state_forget_fields(s, obj);
}

/*
 * sk->sk_data_ready(sk): a method of the socket does not keep the caller's reference. A
 * buffer has none: what lies in its head or its device may do anything to it.
 */
static bool is_method(const struct state *s, const struct value *callee, const struct value *arg)
{
	const struct value *obj = value_object(arg);

	return callee && callee->kind == V_INIT && !state_is_skb(s, obj) &&
	       value_mentions(callee, obj);
}

static bool call_unknown(struct run *r, struct state *s, const struct ir_insn *i,
			 const struct value *callee, const struct value **args)
{
	if (r->reporting)
		r->fl->res->stats.unknown_calls++;
	for (unsigned int n = 0; n < i->nr_args; n++)
		if (is_method(s, callee, args[n])) {
			ended_pass(r, s, i, n, args[n]);
		} else {
			keeper_pass(r, s, i, args[n]);
			touch(r, s, i, args[n]);
			charge_pass(r, s, args[n]);
		}
	dying_pass(s, i, args);
	bind(r, s, i, NULL);
	return true;
}

static bool call_named(struct run *r, struct state *s, const struct ir_insn *i, const char *name,
		       const struct value **args, struct state_vec *more)
{
	const struct summary *sum;
	struct state_vec out = { 0 };
	bool alive = true;

	if (intrinsic_call(r, s, i, name, args, more, &alive))
		return alive;
	if (never_returns(r->fl, name))
		return false;
	if (named_call(r, s, i, name, args))
		return true;
	sum = call_summary(r, name);
	if (!sum || sum->computing)
		return call_unknown(r, s, i, NULL, args);
	summary_apply(r, s, i, sum, args, i->nr_args, &out);
	if (!out.s.n)
		return false;
	vec_for(n, &out.s)
		if (n)
			vec_push(r->arena, &more->s, out.s.v[n]);
	*s = *out.s.v[0];
	return true;
}

/*
 * skb->destructor(skb), and which function that is is not known: an orphan by hand. One
 * that was kept elsewhere and stored back is no secret there: only here it was not seen.
 */
static bool is_orphaning(struct run *r, struct state *s, const struct ir_insn *i,
			 const struct value *callee, const struct value **args)
{
	return i->nr_args == 1 && callee == owner_half(r, s, args[0], F_DTOR) &&
	       (callee->kind != V_INIT || (callee->a == args[0] && callee->name == F_DTOR));
}

/*
 * dst->ops->update_pmtu(dst, sk, ...): who is installed there may rely on full sockets, and so
 * the call has to bring one.
 */
static void ask_member(struct run *r, struct state *s, const struct ir_insn *i,
		       const struct value *callee, const struct value **args)
{
	const struct model_entry *e;

	for (unsigned int n = 0; callee->kind == V_INIT && n < i->nr_args; n++) {
		const struct ir_type *t = i->args[n].kind == IRO_VAR ? i->args[n].var->type : NULL;

		if (!t || !protocol_is_plain_sock(ir_pointee(t)) || value_mentions(callee, args[n]))
			continue;
		e = models_entry(r->fl->opt->models, callee->name);
		if (e && e->sk_kinds == KIND_FULL)
			kinds_need(r, s, i, args[n], KIND_FULL, RULE_NONFULL_USE,
				   arena_printf(r->fl->arena, "%s()", strrchr(callee->name, '.') + 1));
	}
}

static bool call_indirect(struct run *r, struct state *s, const struct ir_insn *i,
			  const struct value *callee, const struct value **args,
			  struct state_vec *more)
{
	const char *name = known_func(s, callee);
	const struct fact *f = state_fact(s, callee);
	bool first = true;
	struct state *orig;

	if (name)
		return call_named(r, s, i, name, args, more);
	if (!f || f->nr_eq < 2) {
		if (is_orphaning(r, s, i, callee, args)) {
			bind(r, s, i, NULL);
			return true;
		}
		ask_member(r, s, i, callee, args);
		return call_unknown(r, s, i, callee, args);
	}
	orig = state_copy(r->arena, s);
	for (uint8_t k = 0; k < f->nr_eq; k++) {
		struct state *c = first ? s : state_copy(r->arena, orig);

		if (!fact_set_eq(c, callee, f->eq[k]) || f->eq[k]->kind != V_FUNC ||
		    !call_named(r, c, i, f->eq[k]->name, args, more))
			continue;
		if (!first)
			vec_push(r->arena, &more->s, c);
		first = false;
	}
	return !first;
}

/* &sk->flags as test_and_set_bit() gets it, not an address that is compared. */
static bool is_bitmap(const struct ir_opnd *o, const struct value *arg)
{
	const struct ir_type *t = o->kind == IRO_VAR ? o->var->type : NULL;

	return arg->kind == V_FIELD && t && t->kind == IRT_PTR && t->to &&
	       t->to->kind == IRT_INT && t->to->size == sizeof(long);
}

static void note_question(struct run *r, struct state *s, const struct ir_insn *i,
			  const struct ir_opnd *o, const struct value *arg)
{
	const struct value *obj = value_object(arg);

	if ((obj->kind == V_OUTER || obj->kind == V_PARAM) && obj->type &&
	    protocol_is_sock(r->func->unit, ir_pointee(obj->type)) && !kinds_of(r, s, obj))
		state_sock(s, obj);	/* not ours alone: what it is asked counts from here */
	vec_for(n, &s->socks) {
		struct sock *k = &s->socks.v[n];

		if (k->v == obj) {
			k->question = i;
			k->about_member = is_bitmap(o, arg);
		} else if (k->v->kind == V_INIT && k->v->a == obj) {
			k->question = i;	/* about what holds it: its own count, say */
			k->about_member = false;
		}
	}
}

/* read_unlock(&sk->lock): whoever gets a member's address looks at it; &tp->sk is the socket. */
static void use_member(struct run *r, struct state *s, const struct ir_insn *i,
		       const struct ir_opnd *o, const struct value *arg)
{
	const char *rec = o->kind == IRO_VAR && o->var->type ? ir_pointee(o->var->type) : NULL;

	if (!rec || !protocol_is_sock(r->func->unit, rec))
		keeper_use(r, s, i, arg);
}

bool exec_call(struct run *r, struct state *s, const struct ir_insn *i, struct state_vec *more)
{
	const struct value **args = arena_array(r->arena, const struct value *, i->nr_args + 1);
	const char *name = i->a.kind == IRO_FUNC ? i->a.name : NULL;
	const struct value *callee;
	unsigned int first = more->s.n;
	bool ran = false, alive;

	for (unsigned int n = 0; n < i->nr_args; n++) {
		args[n] = eval(r, s, &i->args[n]);
		note_question(r, s, i, &i->args[n], args[n]);
		if (args[n]->kind == V_FIELD) {
			exec_use_address(r, s, i, args[n], i->arg_text[n]);
			use_member(r, s, i, &i->args[n], args[n]);
		}
	}
	callee = eval(r, s, &i->a);
	if (i->nr_args == 1)
		ran = byhand_call(r, s, i, name, callee, args[0]);
	alive = name ? call_named(r, s, i, name, args, more) :
		       call_indirect(r, s, i, callee, args, more);
	if (ran && alive)
		keeper_ran(r, s, i, args[0], name);
	for (; ran && first < more->s.n; first++)
		keeper_ran(r, more->s.v[first], i, args[0], name);
	return alive;
}
