/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * overdrawn - more was given back than was taken: a reference that is put twice, or
 * that a buffer's destructor will put and nobody took.
 */
#include "exits.h"

/* Is the last put of this account one that an even account ends with? Then the hand-over is wrong. */
static bool put_is_right(const struct way *w)
{
	vec_for(i, &w->r->exits) {
		const struct entry *e = way_entry(w->r->exits.v[i], w->e->obj);

		if (e && e->took && !e->amount.any && !e->amount.k && e->put &&
		    e->last == w->e->last)
			return true;
	}
	return false;
}

/* The place where it went to the buffer, or was put. */
static const struct event *last_event(const struct way *w, enum event_kind kind)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == kind && way_is_about(w, e))
			return e;
	return NULL;
}

static void report_unpaid(struct way *w, enum level level, enum confidence conf, const char *why)
{
	const struct event *e = last_event(w, EV_HANDED);
	struct finding_at at = way_at_exit(w, RULE_DTOR_WITHOUT_HOLD, NULL);

	if (!e)
		return;
	at.level = level;
	at.conf = conf;
	at.insn = e->insn;
	at.func = e->func;
	violation_add(w->r, w->s, &at, "%s() will put a reference to '%s' that nobody took%s%s",
		      e->via ? e->via : "the destructor", name_of(w->r, w->e->obj),
		      *why ? ": " : "", why);
	ledger_settle(w->s, w->e->obj, F_REFCNT);
}

static void report_double(struct way *w, enum level level, enum confidence conf)
{
	const struct event *e = last_event(w, EV_PUT);
	struct finding_at at = way_at_exit(w, RULE_SOCK_DOUBLE_PUT, NULL);

	if (!e)
		return;
	at.level = level;
	at.conf = conf;
	at.insn = e->insn;
	at.func = e->func;
	violation_add(w->r, w->s, &at, "reference to '%s' is put %s", name_of(w->r, w->e->obj),
		      w->e->handed ? "and was handed to a buffer as well" : "once more than it was taken");
	ledger_settle(w->s, w->e->obj, F_REFCNT);
}

/* Put here, and handed to a buffer by a callee that took nothing for it. */
static bool handed_inside(const struct way *w)
{
	const struct event *handed = last_event(w, EV_HANDED), *put = last_event(w, EV_PUT);

	return w->e->handed && handed && put && handed->func != w->r->func &&
	       put->func == w->r->func;
}

/*
 * Taken by a look-up, handed to a buffer and put: who looks up puts, so it is the
 * buffer that goes without.
 */
static bool is_look_up(const struct way *w)
{
	if (!w->e->handed || (w->k && w->k->found))
		return w->e->handed;
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_REF && e->obj == w->e->obj && e->func == w->r->func && e->via &&
		    call_target(w->r->fl, e->via) &&
		    call_target(w->r->fl, e->via)->unit == w->r->fl->unit)
			return true;	/* apply_taken(): a finder of the unit left it to us */
	return false;
}

/* Some put was a callee's, which may have had a reference of its own to put. */
static bool put_inside(const struct way *w)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_PUT && e->obj == w->e->obj && e->func != w->r->func)
			return true;
	return false;
}

/* What this function itself put, or took and was given: callees may put what is theirs. */
static int own_events(const struct way *w, enum event_kind kind)
{
	int n = 0;

	for (const struct event *e = w->s->history; e; e = e->prev)
		n += way_is_about(w, e) && e->func == w->r->func && e->kind == kind;
	return n;
}

/* A merge has made one of what two ways hold, and it was not looked up here: whose reference it is got lost. */
static bool is_mixed(const struct way *w)
{
	return w->e->obj->kind == V_JOIN && !(w->k && w->k->found);
}

/* The hand-over is booked when the buffer is settled: what counts is where the pair was written. */
static bool stands_behind(const struct event *put, const struct event *handed)
{
	const struct ir_loc *p = &put->insn->loc, *h = &handed->insn->loc;

	return p->file == h->file &&
	       (p->line > h->line || (p->line == h->line && p->col > h->col));
}

/*
 * The reference went with the buffer in a function that is known to consume it, or beside a
 * put that was right: then the put behind that is one too many.
 */
static bool is_put_again(const struct way *w)
{
	const struct event *handed = last_event(w, EV_HANDED), *put = last_event(w, EV_PUT);

	if (!w->e->handed || !handed || !put || put->func != w->r->func)
		return false;
	return own_events(w, EV_PUT) > 1 ||
	       (handed->func == w->r->func && handed->insn->op == IR_CALL &&
		stands_behind(put, handed));
}

/*
 * Our own are even, and it is a callee that puts one more when the socket says so: what
 * it was created with, for one that nobody has open. testdata/idioms/kill.c
 */
static bool is_ended_inside(const struct way *w)
{
	int refs = own_events(w, EV_REF);

	return w->k && w->k->asked && refs && own_events(w, EV_PUT) == refs && put_inside(w);
}

static void overdrawn_found(struct way *w)
{
	struct state *other = NULL;

	if (is_put_again(w))		/* an even account may have been forgotten before the buffer was settled */
		report_double(w, LEVEL_WARNING, CONF_HIGH);
	else if (w->e->handed && (!w->e->put || put_is_right(w)))
		report_unpaid(w, LEVEL_WARNING, CONF_HIGH, "");
	else if (w->e->put && (handed_inside(w) || is_look_up(w)))
		report_unpaid(w, LEVEL_WARNING, CONF_MEDIUM, "");
	else if (w->e->put && !w->e->handed && (is_mixed(w) || is_ended_inside(w)))
		;
	else if (w->e->put && ((w->k && w->k->asked) ||
			       (put_inside(w) && (way_is_in_memory(w) || way_even(w, false, &other)))))
		report_double(w, LEVEL_NOTE, CONF_LOW);
	else if (w->e->put)
		report_double(w, LEVEL_WARNING, CONF_HIGH);
}

static bool puts_too_often(const struct way *w)
{
	int refs = own_events(w, EV_REF);

	return refs && own_events(w, EV_PUT) > refs;
}

/* Does what the caller passed still hold the pointer that was handed away? */
static bool still_stored(const struct way *w)
{
	const struct value *v = w->e->obj;

	return v->kind == V_INIT && !state_cell(w->s, v->a, v->name);
}

/* Two of one socket at once, both by this function, and on no way out one alone. */
static bool puts_two(const struct way *w)
{
	if (w->e->amount.k > -2 || own_events(w, EV_PUT) < 2)
		return false;
	vec_for(i, &w->r->exits) {
		const struct entry *e = way_entry(w->r->exits.v[i], w->e->obj);

		if (e && e->put && !e->amount.any && e->amount.k == -1)
			return false;
	}
	return true;
}

/* It was read from an object whose pointer is another now: with it went that reference. */
static bool is_given_up(const struct way *w)
{
	return w->e->obj->kind == V_INIT && w->e->obj->name != F_SK && !still_stored(w);
}

/*
 * One of ours is put twice when another way out takes and is even; one of a
 * buffer's when the same put pays back what was looked up on another way and the
 * buffer keeps its owner.
 */
static bool put_was_due(const struct way *w)
{
	const struct value *v = w->e->obj;
	struct state *other = NULL;

	if (w->e->took && own_events(w, EV_REF) &&
	    (way_even(w, false, &other) || way_even_before(w) || puts_too_often(w)))
		return true;
	if (v->kind != V_INIT || v->name != F_SK || state_cell(w->s, v->a, F_SK))
		return false;
	vec_for(i, &w->r->exits) {
		const struct state *s = w->r->exits.v[i];

		vec_for(n, &s->ledger)
			if (s->ledger.v[n].took && s->ledger.v[n].put && !s->ledger.v[n].amount.any &&
			    !s->ledger.v[n].amount.k && s->ledger.v[n].last == w->e->last)
				return true;
	}
	return false;
}

/*
 * Another way out puts what this one hands to a buffer: the caller's reference is ours. Not
 * so the one that a buffer's own owner is held by.
 */
static bool is_consumed(const struct way *w)
{
	if (w->e->obj->kind == V_INIT && w->e->obj->name == F_SK)
		return false;
	vec_for(i, &w->r->exits) {
		const struct entry *e = way_entry(w->r->exits.v[i], w->e->obj);

		if (e && e->put && !e->handed && !e->took && !e->amount.any &&
		    e->amount.k == w->e->amount.k)
			return true;
	}
	return false;
}

/* Our own hold went with a buffer; that we put it as well can only be right if other ways out do. */
static bool is_put_of_handed(const struct way *w)
{
	struct state *other = NULL;

	return w->e->handed && !w->e->unpaid && !(w->k && w->k->asked) && way_is_own_hold(w) &&
	       own_events(w, EV_PUT) && way_even(w, false, &other);
}

/* Not what was left to a callee: by this function's own hand, and nobody has taken one for it. */
static const struct event *put_of_none(const struct way *w)
{
	const struct event *put = last_event(w, EV_PUT);

	if (!w->e->put || w->e->took || w->e->handed || w->e->amount.any || w->e->amount.n ||
	    w->e->amount.k >= 0 || !put || put->func != w->r->func)
		return NULL;
	return put;
}

/* Is something known of what is in it? A field of it chose the way. */
static bool is_told_apart(const struct state *s, const struct value *sk)
{
	vec_for(i, &s->facts)
		if (s->facts.v[i].v != sk && value_mentions(s->facts.v[i].v, sk))
			return true;
	return false;
}

/* Some ways out, by what the socket was asked, leave it: one of a state's, which others took. */
static bool is_told_by_state(const struct way *w)
{
	vec_for(i, &w->r->exits) {
		const struct entry *e = way_entry(w->r->exits.v[i], w->e->obj);

		if ((!e || !e->put) && is_told_apart(w->r->exits.v[i], w->e->obj))
			return true;
	}
	return false;
}

/*
 * The socket of a call by user space, which does not end it: its file keeps it, and what is put is
 * somebody else's.
 */
static bool is_put_of_open(const struct way *w)
{
	return w->r->entry && put_of_none(w) && keeper_is_open(w->r, w->e->obj) && !is_told_by_state(w);
}

static void overdrawn_passed(struct way *w)
{
	const struct entry *e = w->e;

	if (is_put_of_open(w)) {
		report_double(w, LEVEL_NOTE, CONF_LOW);
		return;
	}

	if (e->handed && e->took && e->put && is_look_up(w)) {
		report_unpaid(w, LEVEL_WARNING, CONF_MEDIUM, "");
		return;
	}
	if (e->handed && e->unpaid && e->took && put_is_right(w)) {
		report_unpaid(w, LEVEL_WARNING, CONF_MEDIUM, "");
		return;
	}
	if (e->put && !e->handed &&
	    (own_events(w, EV_PUT) <= own_events(w, EV_REF) ||
	     (e->amount.k == -1 && (way_is_released_one(w) || is_given_up(w)))))
		return;		/* one of a callee's, of the place it was read from, of its creation */
	if (e->put && (put_was_due(w) || puts_two(w))) {
		bool sure = (e->obj->name == F_SK && e->obj->kind == V_INIT) || is_put_of_handed(w);

		report_double(w, sure ? LEVEL_WARNING : LEVEL_NOTE, sure ? CONF_MEDIUM : CONF_LOW);
		return;
	}
	if (!e->handed || (e->put && !e->unpaid))
		return;
	if (e->obj->kind == V_INIT && e->obj->name != F_SK && still_stored(w))
		report_unpaid(w, LEVEL_WARNING, CONF_MEDIUM, "the pointer stays where it was read");
	else if (w->r->root && !is_consumed(w))
		report_unpaid(w, LEVEL_NOTE, CONF_LOW, "unless the caller gives its own away");
}

/* Where it was uncovered: behind a merge of a look-up's ways it has another name. */
static const struct event *uncovering(const struct way *w)
{
	const struct event *e = last_event(w, EV_UNCOVERED);

	if (!e)
		for (e = w->s->history; e && e->kind != EV_UNCOVERED; e = e->prev)
			;
	return e;
}

/*
 * A look-up without its hold: what was found under a lock or in an RCU section is put when that is
 * over. What was taken off the list comes with the list's reference.
 * The finding stands where the hold is missing: one for all who call the look-up.
 */
static bool overdrawn_uncovered(struct way *w)
{
	struct finding_at at = way_at_exit(w, RULE_SOCK_DOUBLE_PUT, NULL);
	const struct event *put = put_of_none(w), *gone = uncovering(w);
	bool inside;

	if (!put || known_cover(w->s, w->e->obj) != COVER_GONE || (gone && gone->depth > put->depth))
		return false;
	inside = gone && gone->func != w->r->func && gone->func->unit == w->r->fl->unit;
	at.conf = CONF_MEDIUM;
	at.insn = inside ? gone->insn : put->insn;
	at.func = inside ? gone->func : put->func;
	if (inside)
		violation_add(w->r, w->s, &at, "'%s' is found here without taking a reference, and %s() puts one",
			      name_of(w->r, w->e->obj), w->r->func->name);
	else
		violation_add(w->r, w->s, &at, "reference to '%s' is put, and nobody has taken one: it was only found under a lock",
			      name_of(w->r, w->e->obj));
	ledger_settle(w->s, w->e->obj, F_REFCNT);
	return true;
}

void overdrawn_check(struct way *w)
{
	if (overdrawn_uncovered(w))
		return;
	if (w->e->obj->kind == V_OUTER && w->e->handed && !w->e->put && !w->e->took &&
	    !way_is_passed(w->e->obj))
		report_unpaid(w, LEVEL_WARNING, CONF_MEDIUM, "it was only found in a list");
	else if (way_is_passed(w->e->obj) || way_is_met(w))
		overdrawn_passed(w);
	else if (!(w->k && w->k->fresh) && (w->e->took || (w->k && w->k->found)))
		overdrawn_found(w);
	else if (w->k && w->k->fresh && w->k->escaped && w->e->handed && !w->e->put)
		report_unpaid(w, LEVEL_WARNING, CONF_MEDIUM,
			      "its first reference belongs to whoever keeps it");
}
