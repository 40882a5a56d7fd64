/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * earlier - the owner that a buffer had before a whole new pair was written over it.
 *
 * It may have been none, be another buffer's now, or be lost. What is known here
 * decides; of the caller's buffer the caller; of one from a queue nobody.
 */
#include <string.h>
#include "base/intern.h"
#include "run.h"

bool earlier_is_set(const struct state *s, const struct value *v)
{
	return known_nonnull(s, v) ||
	       (v->kind != V_INIT && v->kind != V_JOIN && !known_null(s, v));
}

static void report_orphan(struct run *r, struct state *s, const struct latent *l, bool certain)
{
	const char *name = name_of(r, l->obj);
	const char *why = "the caller may pass a buffer that still has an owner";
	struct finding_at at = {
		.rule = RULE_MISSING_ORPHAN, .level = LEVEL_WARNING, .conf = CONF_HIGH,
		.insn = l->insn, .func = l->func, .obj = l->obj,
		.last = "the owner is overwritten here",
	};

	if (certain) {
		violation_add(r, s, &at,
			      "owner of '%s' is overwritten without skb_orphan(); its destructor will never run", name);
		return;
	}
	if (r->entry && r->entry->owner == ENTRY_OWNER_NONE)
		return;
	if (r->entry && r->entry->owner == ENTRY_OWNER_MAY) {
		at.conf = CONF_MEDIUM;
		why = r->entry->why;
	} else if (l->stays) {
		return;
	} else {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	violation_add(r, s, &at, "owner of '%s' is overwritten without skb_orphan(): %s", name, why);
}

bool earlier_is_elsewhere(const struct state *s, const struct value *sk, const struct value *skb)
{
	vec_for(i, &s->heap)
		if (s->heap.v[i].field == F_SK && s->heap.v[i].val == sk && s->heap.v[i].obj != skb)
			return true;
	return false;
}

/* The earlier owner is another buffer's now: swap(), hand-over. */
static bool is_moved(const struct state *s, const struct latent *l)
{
	return earlier_is_elsewhere(s, l->a, l->obj);
}

/* A buffer that the function was given: skb, *pskb, or chunk->skb. What is in parts is owned through its head. */
static bool is_passed(const struct value *skb)
{
	return skb->kind == V_PARAM ||
	       (skb->kind == V_INIT && !protocol_is_link(skb->name) &&
		!protocol_is_parts(skb->name) && value_root(skb->a)->kind == V_PARAM);
}

/* What a function returned that got a queue, or the first of a walk over one. */
static bool came_from_queue(const struct value *skb)
{
	const struct ir_insn *i = skb->kind == V_SUB ? skb->site : NULL;

	if (skb->kind == V_INIT && protocol_is_link(skb->name))
		return protocol_is_queue(intern_n(skb->name, strcspn(skb->name, ".")));
	return i && i->op == IR_CALL && keeper_is_queue(i);
}

/* Of queued buffers nobody here knows whether they have an owner; most of them wait for one. */
static void report_queued(struct run *r, struct state *s, const struct latent *l)
{
	struct finding_at at = {
		.rule = RULE_MISSING_ORPHAN, .level = LEVEL_NOTE, .conf = CONF_LOW,
		.insn = l->insn, .func = l->func, .obj = l->obj,
		.last = "the owner is overwritten here",
	};

	violation_add(r, s, &at, "owner of '%s' is overwritten without skb_orphan(): what comes from a queue may have one",
		      name_of(r, l->obj));
}

/* Was it asked whether there is one? Not when it was only told from another. */
static bool is_asked(const struct state *s, const struct value *half)
{
	const struct fact *f = state_fact(s, half);

	return f && (f->nonnull || f->nr_eq || f->lo == f->hi);
}

/* A part of another buffer was taken from a queue as well: a whole one goes into other hands. */
static bool lives_on(const struct skb *b, enum skb_end how)
{
	return is_passed(b->v) || (came_from_queue(b->v) && (how != END_EXIT || b->touched));
}

/* It went into another buffer, whose size says the rest: see charge_disowned(). */
static bool is_swallowed(const struct state *s, const struct value *skb)
{
	vec_for(i, &s->heap) {
		const struct cell *c = &s->heap.v[i];

		if (c->val == skb && value_object(c->obj) != skb &&
		    (protocol_is_parts(c->field) || !strcmp(c->field, "sk_buff.next")))
			return true;
	}
	return false;
}

/*
 * Both halves of a buffer that lives on were set to NULL, and nobody has looked at the owner that
 * was there: neither is it kept for later nor was it given back what it has paid.
 */
bool earlier_erased(struct run *r, struct state *s, const struct skb *b, enum skb_end how)
{
	struct latent l = {
		.obj = b->v, .insn = b->dtor_insn, .func = b->set_func,
	};

	if (!b->sk_insn || !b->dtor_insn || b->fresh || b->refunded || b->summed ||
	    how == END_RELEASE || !r->root || !lives_on(b, how) ||
	    known_null(s, b->prior_sk) || known_null(s, b->prior_dtor) ||
	    b->prior_sk->kind != V_INIT || b->prior_dtor->kind != V_INIT ||
	    is_asked(s, b->prior_sk) || is_asked(s, b->prior_dtor) ||
	    charge_is_named(s, b->prior_sk) || charge_is_named(s, b->prior_dtor) ||
	    is_swallowed(s, b->v) || charge_is_any_lowered(s) ||
	    charge_is_size_noted(r, s, b))
		return false;
	if (is_passed(b->v))
		report_orphan(r, s, &l, false);
	else
		report_queued(r, s, &l);
	return true;
}

void earlier_check(struct run *r, struct state *s, const struct latent *l)
{
	if (known_null(s, l->a) || known_null(s, l->b))
		return;		/* there was no owner */
	if (is_moved(s, l))
		return;
	if (earlier_is_set(s, l->a) && known_nonnull(s, l->b)) {
		report_orphan(r, s, l, true);
		return;
	}
	if (came_from_queue(l->obj) && l->a->kind == V_INIT) {
		report_queued(r, s, l);
		return;
	}
	if (!value_from_caller(l->a) || !value_from_caller(l->obj))
		return;		/* loaded or returned from where we did not look */
	if (!is_passed(l->obj))
		return;
	if (r->root)
		report_orphan(r, s, l, false);
	else
		vec_push(s->arena, &s->latents, *l);
}
