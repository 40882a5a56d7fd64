/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exits - what the accounts of a function say when all its ways out are known.
 *
 * A reference to a socket that was found here must be put, handed to a buffer,
 * stored or returned on every way out. References to what the caller passed are
 * judged against the other ways out with the same result: a caller cannot tell
 * those apart, so it cannot make up for the difference.
 */
#include "exits.h"

const struct entry *way_entry(const struct state *s, const struct value *obj)
{
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].counter == F_REFCNT && value_same_origin(s->ledger.v[i].obj, obj))
			return &s->ledger.v[i];
	return NULL;
}

/* A buffer whose account the caller will close. */
static bool is_open(const struct state *s, const struct value *skb)
{
	const struct skb *b = state_skb_find(s, skb);

	return b && b->dirty;
}

/* The socket that a stored pointer leads to, if only by what its protocol keeps there: testdata/idioms/holds.c */
static const struct value *led_to(const struct value *v)
{
	v = value_root(v);
	while (v->kind == V_INIT && kinds_own_field(v->name))
		v = value_root(v->a);
	return v;
}

/* Somebody else can get at it now: it was returned, stored, or sits in a buffer that lives on. */
static bool is_kept(const struct way *w)
{
	const struct value *obj = w->e->obj;

	if (w->k && w->k->escaped)
		return true;
	if (w->s->ret && (value_root(w->s->ret) == value_root(obj) ||
			  truth(w->r, w->s, IRR_EQ, w->s->ret, obj) == 1))
		return true;
	if (obj->kind == V_INIT && obj->name == F_SK && is_open(w->s, obj->a))
		return true;
	vec_for(i, &w->s->heap) {
		const struct cell *c = &w->s->heap.v[i];

		if (led_to(c->val) != value_root(obj) || led_to(c->obj) == value_root(obj) ||
		    value_object(c->obj)->kind == V_LOCAL)
			continue;
		if (!field_is_pair(c->field) || is_open(w->s, c->obj) ||
		    (w->s->ret && value_root(w->s->ret) == c->obj))
			return true;
	}
	return false;
}

const struct entry *way_even(const struct way *w, bool same_result, struct state **which)
{
	int class = state_result_class(w->s);

	vec_for(i, &w->r->exits) {
		struct state *s = w->r->exits.v[i];
		const struct entry *e = s == w->s ? NULL : way_entry(s, w->e->obj);

		if (!e || !e->took || e->amount.any || e->amount.k)
			continue;
		if (same_result && state_result_class(s) != class && class != 4)
			continue;
		*which = s;
		return e;
	}
	return NULL;
}

/* Is there a way out with the same result that never took it? Void functions tell nothing. */
static bool untaken_way(const struct way *w)
{
	int class = state_result_class(w->s);

	if (class == 0 || class == 4)
		return false;
	vec_for(i, &w->r->exits)
		if (state_result_class(w->r->exits.v[i]) == class &&
		    !known_null(w->r->exits.v[i], w->e->obj) &&
		    !way_entry(w->r->exits.v[i], w->e->obj))
			return true;
	return false;
}

bool way_is_passed(const struct value *v)
{
	if (value_from_caller(v))
		return true;
	if (v->kind == V_JOIN && v->imm <= VALUE_READ)
		return true;
	for (; v; v = value_is_leaf(v) ? NULL : v->a)
		if (v->kind == V_INIT)
			return true;
	return false;
}

struct finding_at way_at_exit(const struct way *w, enum rule_id rule, const char *last)
{
	return (struct finding_at){
		.rule = rule, .level = LEVEL_WARNING, .conf = CONF_HIGH, .insn = w->ret,
		.func = w->r->func, .obj = w->e->obj, .last = last,
	};
}

static void report_leak(struct way *w, enum level level, enum confidence conf, const char *why)
{
	struct finding_at at = way_at_exit(w, RULE_SOCK_LEAK, "left here, and the reference is still held");

	at.level = level;
	at.conf = conf;
	violation_add(w->r, w->s, &at, "reference to '%s' is neither put nor handed on%s%s",
		      name_of(w->r, w->e->obj), *why ? ": " : "", why);
	ledger_settle(w->s, w->e->obj, F_REFCNT);
}

const struct entry *way_even_before(const struct way *w)
{
	vec_for(i, &w->r->even)
		if (value_same_origin(w->r->even.v[i].obj, w->e->obj))
			return &w->r->even.v[i];
	return NULL;
}

/* The reference was taken by a function of the unit that then returned the socket. */
static bool taken_inside(const struct way *w)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_REF && e->obj == w->e->obj && e->func != w->r->func)
			return true;
	return false;
}

bool way_is_in_memory(const struct way *w)
{
	return w->e->obj->kind == V_OUTER || w->e->obj->kind == V_INIT;
}

bool way_is_met(const struct way *w)
{
	return way_is_in_memory(w) && !taken_inside(w);
}

bool way_is_about(const struct way *w, const struct event *e)
{
	const struct value *a = e->obj, *b = w->e->obj;

	return a == b || (a && a->kind == b->kind && a->name == b->name && a->label &&
			  a->label == b->label);
}

/* Did the function of the unit that this reference came from also return the socket? Then it is ours. */
static bool is_given(const struct way *w)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_REF && way_is_about(w, e) && e->func == w->r->func && e->imm)
			return true;
	return false;
}

static bool is_unit_function(const struct way *w, const char *name)
{
	const struct ir_func *f = name ? call_target(w->r->fl, name) : NULL;

	return f && f->unit == w->r->fl->unit;
}

bool way_is_own_hold(const struct way *w)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_REF && way_is_about(w, e))
			return e->func == w->r->func && !is_unit_function(w, e->via);
	return false;
}

/* Met by a walk of this function: an element of a list. */
static bool is_walked(const struct value *v)
{
	for (; v && !value_is_leaf(v); v = v->a)
		if (v->kind == V_OUTER && value_root(v)->kind != V_PARAM)
			return true;
	return false;
}

/* One more than it had: on behalf of somebody else, who may be told of it in ways not seen. */
static bool is_second_hold(const struct way *w)
{
	int n = 0;

	for (const struct event *e = w->s->history; e; e = e->prev)
		n += e->kind == EV_REF && e->obj == w->e->obj && e->func == w->r->func;
	return n > 1 && way_is_own_hold(w);
}

static bool puts_another(const struct state *s)
{
	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->counter == F_REFCNT && e->put && !e->took && is_walked(e->obj))
			return true;
	}
	return false;
}

/* All of a list are held by one walk and put by the next. */
static bool is_put_by_next_walk(const struct way *w)
{
	vec_for(i, &w->r->lost)
		if (w->r->lost.v[i].e.counter == F_REFCNT && w->r->lost.v[i].e.put && !w->r->lost.v[i].e.took &&
		    is_walked(w->r->lost.v[i].e.obj))
			return true;
	vec_for(i, &w->r->exits)
		if (puts_another(w->r->exits.v[i]))
			return true;
	return false;
}

/* A function that was not seen got it: @even says that whoever has it here puts it. */
static void leak_of_touched(struct way *w, const struct entry *even)
{
	if (even && even->put)
		report_leak(w, LEVEL_WARNING, CONF_MEDIUM, "another way out puts it");
	else
		report_leak(w, LEVEL_NOTE, CONF_LOW,
			    "unless a function that got it, and that was not seen, keeps it");
}

static void leak_of_found(struct way *w)
{
	struct state *other = NULL;
	const struct entry *even = way_even(w, false, &other);
	const struct sock *there;

	if (kinds_own_cleared(w->r, w->s, w->e->obj))
		return;		/* the reference goes with what its protocol keeps in it: testdata/idioms/holds.c */
	if (w->k && w->k->asked && ((w->k->queried && way_is_in_memory(w)) || way_even_before(w) || w->e->obj->imm > 0)) {
		report_leak(w, LEVEL_NOTE, CONF_LOW,
			    "unless what it was asked before says that somebody else holds it");
		return;
	}
	if (is_second_hold(w)) {
		report_leak(w, LEVEL_NOTE, CONF_LOW, "unless the second hold is for somebody else");
		return;
	}
	if (!w->k && (even || way_even_before(w))) {
		report_leak(w, LEVEL_NOTE, CONF_LOW, "another way out puts it");
		return;		/* loops have mixed up what is known of it */
	}
	if (!w->k || !w->k->touched) {
		report_leak(w, LEVEL_WARNING, CONF_HIGH, "");
		return;
	}
	there = even ? state_sock_find(other, even->obj) : NULL;
	if (!even)
		even = way_even_before(w);
	if (!w->k->judged && even && even->put && there && there->touched &&
	    way_even(w, true, &other))
		report_leak(w, LEVEL_WARNING, CONF_MEDIUM, "");
	else
		leak_of_touched(w, w->k->judged ? NULL : even);
}

/* One forgotten put leaks at every way out and at every turn: it is told once. */
static bool is_told(const struct way *w)
{
	const struct event *e = w->s->history;

	while (e && !(e->kind == EV_REF && way_is_about(w, e)))
		e = e->prev;
	if (!e)
		return false;
	vec_for(i, &w->r->told)
		if (w->r->told.v[i] == e->insn)
			return true;
	vec_push(w->r->keep, &w->r->told, e->insn);
	return false;
}

/* Nobody but this function knows of the reference that it took to what it met in a list. */
static void leak_of_walked(struct way *w)
{
	struct state *other = NULL;
	const struct entry *even = way_even(w, false, &other);

	if (is_put_by_next_walk(w))
		return;
	if (is_told(w)) {
		ledger_settle(w->s, w->e->obj, F_REFCNT);
		return;
	}
	if (!even)
		even = way_even_before(w);
	if (w->k && w->k->queried)
		report_leak(w, LEVEL_NOTE, CONF_LOW,
			    "unless what it was asked says that somebody else holds it");
	else if (!w->k || !w->k->touched)
		report_leak(w, LEVEL_WARNING, CONF_MEDIUM, "");
	else
		leak_of_touched(w, even);
}

bool way_is_released_one(const struct way *w)
{
	const struct value *v = w->e->obj;

	if (!w->r->entry || !w->r->entry->consumes || !w->r->entry->sk_kinds)
		return false;
	return v->kind == V_PARAM ||
	       (v->kind == V_INIT && v->name != F_SK && v->a->kind == V_PARAM);
}

/* Nothing happens to the socket but questions: not the helper that holds it for its caller. */
static bool is_pointless(const struct way *w)
{
	const struct ir_type *t = w->r->func->ret;

	if (!t || t->kind != IRT_INT || w->e->obj->kind != V_PARAM || !way_is_own_hold(w) ||
	    (w->k && w->k->touched) || w->r->exits.n < 2)
		return false;
	vec_for(i, &w->s->heap)
		if (value_root(w->s->heap.v[i].obj) == w->e->obj)
			return false;
	vec_for(i, &w->r->exits) {
		const struct entry *e = way_entry(w->r->exits.v[i], w->e->obj);

		if (!e || e->amount.k <= 0)
			return false;
	}
	return true;
}

/* Held through the buffer that this way frees: whoever is to put it cannot find it there. */
static bool is_lost(const struct way *w)
{
	const struct value *v = w->e->obj;
	const struct skb *b = v->kind == V_INIT && v->name == F_SK ? state_skb_find(w->s, v->a) : NULL;

	return b && b->fate == SKB_RELEASED && !b->touched && way_is_own_hold(w) &&
	       !(w->k && (w->k->touched || w->k->escaped));
}

/*
 * The socket of a call by user space is held for what is done under its lock, and that is over: on no
 * way out the reference is put or has gone anywhere.
 */
static bool is_left_behind(const struct way *w)
{
	if (!w->r->entry || !keeper_is_open(w->r, w->e->obj) || !way_is_own_hold(w) || (w->k && (w->k->escaped || w->k->armed)) ||
	    !keeper_held_over_lock(w->r, w->s, w->e->obj))
		return false;
	vec_for(i, &w->r->exits) {
		const struct entry *e = way_entry(w->r->exits.v[i], w->e->obj);

		if (e && (e->put || e->handed || e->amount.any))
			return false;
	}
	return true;
}

static void leak_of_passed(struct way *w)
{
	struct state *other = NULL;
	const struct entry *even = way_even(w, true, &other);
	bool failing = state_result_class(w->s) == 2;

	if (way_is_released_one(w)) {
		report_leak(w, w->k && w->k->touched ? LEVEL_NOTE : LEVEL_WARNING, CONF_MEDIUM,
			    "a socket that is released is not held on to");
		return;
	}
	if ((w->k && w->k->judged) || !(way_is_own_hold(w) || is_given(w)))
		return;		/* what a helper took it may have taken for the object that it made */
	if (even && !(w->k && w->k->asked) && value_from_caller(w->e->obj))
		report_leak(w, LEVEL_WARNING, CONF_MEDIUM,
			    "another way out with the same result does not hold it");
	else if (even)
		report_leak(w, LEVEL_NOTE, CONF_LOW,
			    "another way out with the same result does not hold it");
	else if (failing && way_even(w, false, &other))
		report_leak(w, w->k && w->k->asked ? LEVEL_NOTE : LEVEL_WARNING, CONF_MEDIUM,
			    "this way fails, and the one that does not puts it or hands it on");
	else if (!(w->k && w->k->touched) && untaken_way(w))
		report_leak(w, LEVEL_NOTE, CONF_LOW,
			    "another way out with the same result has not taken it");
	else if (is_left_behind(w))
		report_leak(w, LEVEL_NOTE, CONF_LOW,
			    "it was held over the lock, and nothing here keeps it");
	else if (is_lost(w))
		report_leak(w, LEVEL_NOTE, CONF_LOW,
			    "the buffer through which it was found is freed");
	else if (is_pointless(w))
		report_leak(w, LEVEL_NOTE, CONF_LOW, "unless it is held for the caller");
}

/* What kept the reference is gone, and was not seen to go anywhere else before. */
static void leak_of_freed(struct way *w)
{
	bool unsure = w->k->touched || w->k->asked;

	report_leak(w, unsure ? LEVEL_NOTE : LEVEL_WARNING, unsure ? CONF_LOW : CONF_MEDIUM,
		    "the object that it was stored in is freed");
}

static void check_held(struct way *w)
{
	if (!w->e->took)
		return;
	if (w->k && w->k->escaped && way_is_released_one(w) && way_is_own_hold(w))
		report_leak(w, LEVEL_NOTE, CONF_LOW, "unless it is what a timer or a table keeps");
	if (is_kept(w))
		return;
	if (w->k && w->k->freed)
		leak_of_freed(w);
	else if (is_walked(w->e->obj) && !is_given(w) && way_is_own_hold(w))
		leak_of_walked(w);
	else if ((way_is_passed(w->e->obj) || is_walked(w->e->obj)) && !is_given(w))
		leak_of_passed(w);
	else if (!(w->k && w->k->fresh))
		leak_of_found(w);
}

static void check_lost(struct run *r)
{
	vec_for(i, &r->lost) {
		struct lost *l = &r->lost.v[i];
		struct way w = { r, l->s, l->insn, &l->e, state_sock_find(l->s, l->e.obj) };

		if (l->e.counter != F_REFCNT)
			continue;
		if (l->e.amount.k > 0)
			check_held(&w);
		else
			overdrawn_check(&w);
	}
}

void exits_check(struct run *r)
{
	charges_check(r);
	refund_check(r);
	pending_check(r);
	check_lost(r);
	ended_check(r);
	vec_for(i, &r->exits) {
		struct state *s = r->exits.v[i];

		for (unsigned int n = 0; n < s->ledger.n; n++) {
			struct entry e = s->ledger.v[n];
			struct way w = { r, s, r->exit_insns.v[i], &e, state_sock_find(s, e.obj) };

			if (e.counter != F_REFCNT || e.amount.any || e.amount.n || !e.amount.k)
				continue;
			if (e.amount.k > 0)
				check_held(&w);
			else
				overdrawn_check(&w);
		}
	}
}
