/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * byhand - destructors that are called by hand: skb->destructor(skb), or by name
 * while the pair stands with that very function.
 *
 * The refund has been made then. What is wrong is the pair that stays: whoever
 * orphans or frees the buffer refunds once more. A destructor that ends in
 * another one does the other one's part; it runs when the pair is given up, so
 * inside of destructors nothing is said. What becomes of a buffer whose head
 * alone is freed afterwards by a function that was not seen is not judged.
 */
#include "run.h"

/* --- which functions are destructors --- */

static bool installs(const struct ir_func *f, const char *name)
{
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns) {
			const struct ir_insn *in = f->blocks.v[b]->insns.v[i];

			if (in->op == IR_STORE && in->field == F_DTOR && in->b.kind == IRO_FUNC &&
			    in->b.name == name)
				return true;
		}
	return false;
}

static bool find_installed(const struct flow *fl, const char *name)
{
	vec_for(i, &fl->unit->roles)
		if (fl->unit->roles.v[i].func == name && fl->unit->roles.v[i].field == F_DTOR)
			return true;
	vec_for(i, &fl->unit->funcs)
		if (installs(fl->unit->funcs.v[i], name))
			return true;
	return false;
}

static bool is_installed(struct flow *fl, const char *name)
{
	memory_asks_all(fl);
	if (!map_has(&fl->installed, name))
		map_set(fl->arena, &fl->installed, name,
			find_installed(fl, name) ? fl : NULL);
	return map_get(&fl->installed, name);
}

static bool calls(const struct ir_func *f, const char *name)
{
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns) {
			const struct ir_insn *in = f->blocks.v[b]->insns.v[i];

			if (in->op == IR_CALL && in->a.kind == IRO_FUNC && in->a.name == name)
				return true;
		}
	return false;
}

/* A destructor, or one step of one. */
static bool in_destructor(const struct run *r)
{
	struct flow *fl = r->fl;

	if (is_installed(fl, r->func->name))
		return true;
	vec_for(i, &fl->unit->funcs) {
		const struct ir_func *f = fl->unit->funcs.v[i];

		if (f != r->func && calls(f, r->func->name) && is_installed(fl, f->name))
			return true;
	}
	return false;
}

/* Would it, as the destructor of @skb, give anything back to skb->sk? */
static bool refunds(struct run *r, struct state *s, const struct value *skb, const char *name)
{
	struct ir_func *f = call_target(r->fl, name);

	if (!state_is_skb(s, skb) || !f || f->nr_params != 1 || (f->unit == r->fl->unit && !is_installed(r->fl, name)))
		return false;
	return contract_gives(r, s, skb, owner_half(r, s, skb, F_SK), name, NULL);
}

/* --- the call --- */

/* Does destructor @outer of @skb give back what @inner does, which gives something? */
static bool includes(struct run *r, struct state *s, const struct value *skb, const char *outer,
		     const char *inner)
{
	const struct value *sk = owner_half(r, s, skb, F_SK);
	struct refund f;

	if (!refunds(r, s, skb, inner))
		return false;
	f = contract_refund(r, s, skb, sk, outer, NULL);
	return f.known && !f.settled && contract_covers(r, s, skb, sk, outer, inner);
}

enum match { NO_MATCH, MAY_BE, IS_IT };

static enum match match_name(struct run *r, struct state *s, const struct value *skb,
			     const struct value *dtor, const char *name)
{
	const struct fact *f = state_fact(s, dtor);
	const char *is = known_func(s, dtor);

	if (is == name)
		return IS_IT;
	if (is)		/* another one, that ends in this one */
		return includes(r, s, skb, is, name) ? MAY_BE : NO_MATCH;
	for (uint8_t i = 0; f && i < f->nr_eq; i++)
		if (f->eq[i]->kind == V_FUNC && f->eq[i]->name == name)
			return MAY_BE;
	for (uint8_t i = 0; f && i < f->nr_ne; i++)
		if (f->ne[i]->kind == V_FUNC && f->ne[i]->name == name)
			return NO_MATCH;
	return (!f || !f->nr_eq) && dtor->kind == V_INIT && refunds(r, s, skb, name) ? MAY_BE :
										      NO_MATCH;
}

/* @name is only what @dtor ends in: the rest of it may keep the socket. */
static bool is_part(const struct state *s, const struct value *dtor, const char *name)
{
	const char *is = known_func(s, dtor);

	return name && is && is != name;
}

bool byhand_call(struct run *r, struct state *s, const struct ir_insn *i, const char *name,
		 const struct value *callee, const struct value *skb)
{
	const struct value *dtor, *sk;
	enum match match;
	struct skb *b;

	if (r->is_model || skb->kind == V_INT || skb->kind == V_FUNC)
		return false;
	dtor = owner_half(r, s, skb, F_DTOR);
	sk = owner_half(r, s, skb, F_SK);
	if (known_null(s, dtor) || known_null(s, sk))
		return false;
	if (!name)
		match = callee == dtor ? IS_IT : NO_MATCH;
	else
		match = match_name(r, s, skb, dtor, name);
	if (match == NO_MATCH || in_destructor(r))
		return match != NO_MATCH && !is_part(s, dtor, name);
	b = state_skb(s, skb);
	b->ran = event_add(r, s, EV_RAN, i, skb, name);
	b->ran_sure = match == IS_IT;
	b->ran_touched = b->ran_given = false;
	return !is_part(s, dtor, name);
}

void byhand_touch(struct skb *b, const struct ir_insn *i)
{
	if (b->ran && b->ran->insn != i) {
		b->ran_touched = true;
		b->ran_given = i->a.kind != IRO_FUNC;
	}
}

void byhand_store(struct skb *b)
{
	b->refunded |= b->ran != NULL;
	b->ran = NULL;
}

/* --- what becomes of the buffer --- */

static const char *const again_words[] = {
	[END_ORPHAN] = "and skb_orphan() runs it again",
	[END_RELEASE] = "and freeing the buffer runs it again",
	[END_GIVE] = "and whoever frees the buffer runs it again",
	[END_EXIT] = "and whoever frees the buffer runs it again",
};

/* Somebody else gets at it from here on: it was queued, returned, stored, or is left to the stack. */
static bool lives_on(const struct run *r, const struct state *s, const struct skb *b)
{
	if (b->ran_touched)
		return b->ran_given;
	if (!value_from_caller(b->v) || b->fate == SKB_GIVEN || s->ret == b->v ||
	    (r->entry && b->v->kind == V_PARAM) || b->stored || b->touched)
		return true;
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == b->v && value_object(s->heap.v[i].obj)->kind != V_LOCAL &&
		    value_object(s->heap.v[i].obj) != b->v)
			return true;
	return false;
}

void byhand_close(struct run *r, struct state *s, struct skb *b, enum skb_end how)
{
	const struct event *ran = b->ran;
	struct finding_at at = {
		.rule = RULE_DTOR_DIRECT, .level = LEVEL_WARNING, .conf = CONF_HIGH,
		.obj = b->v, .from = ran,
	};

	if (!ran)
		return;
	b->ran = NULL;
	/*
	 * The caller may have given it for this: its head is all that is left of it. A driver's
	 * method that gets it at last is to send it: foo_hand_down() in the rule's bad.c
	 */
	if (how == END_EXIT && (!b->ran_sure || !lives_on(r, s, b)))
		return;
	if (!b->ran_sure || b->ran_touched || (how == END_EXIT && b->touched)) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	at.insn = ran->insn;
	at.func = ran->func;
	violation_add(r, s, &at, "the destructor of '%s' is called by hand and the pair is left, %s",
		      name_of(r, b->v), again_words[how]);
}
