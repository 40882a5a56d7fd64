/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * copied - one payment, two buffers: the pair of one is copied onto another.
 *
 * A copy is noticed when the account of the buffer that got it is settled, and
 * judged when the function ends or the first buffer's destructor runs: until
 * then the first may be cleared or get the other's pair in exchange, and the
 * copy may be paid for, often once for many. Whatever was paid to the socket
 * counts as paid for this. Only a destructor that came with the first buffer
 * makes a copy; one that is set by name has its own account.
 */
#include "run.h"

static bool stands(struct run *r, struct state *s, const struct copied *c)
{
	return owner_half(r, s, c->src, F_SK) == c->sk && owner_half(r, s, c->src, F_DTOR) == c->dtor;
}

/* What the buffer had before is another's now: an exchange, though of an element that goes by two names. */
static bool is_exchange(const struct state *s, const struct skb *b)
{
	vec_for(i, &s->heap) {
		const struct cell *c = &s->heap.v[i];

		if (c->obj != b->v && field_is_pair(c->field) &&
		    (c->val == b->prior_sk || c->val == b->prior_dtor) && c->val->kind == V_INIT)
			return true;
	}
	return false;
}

void copied_note(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *insn)
{
	const struct value *sk = owner_half(r, s, b->v, F_SK), *dtor = owner_half(r, s, b->v, F_DTOR);
	struct copied c = {
		.dst = b->v, .sk = sk, .dtor = dtor, .insn = insn, .func = b->set_func,
		.path = s->history,
	};

	if (r->is_model || r->trial || !insn || !c.func || dtor->kind != V_INIT ||
	    dtor->name != F_DTOR || dtor->a == b->v || known_null(s, dtor) || known_null(s, sk))
		return;
	c.src = dtor->a;
	if (value_from_caller(c.dst) && !value_from_caller(c.src))
		return;		/* the last step of an exchange with an element of a list */
	if (sk == b->prior_sk || !stands(r, s, &c) || is_exchange(s, b))
		return;
	vec_for(i, &s->copies)
		if (s->copies.v[i].insn == insn)
			return;
	vec_push(s->arena, &s->copies, c);
	ledger_settle(s, sk, F_REFCNT);		/* said once, here */
	ledger_settle_charges(s, sk);
}

/* Would the destructor give this counter back, as far as it is known? */
static bool is_refunded(const struct refund *f, const struct entry *e)
{
	if (!f->known || f->open || f->settled)
		return true;
	return e->counter == F_REFCNT ? f->refs != 0 : contract_item(f, e->obj, e->counter) != NULL;
}

enum payment { PAID_NOT, PAID_OTHERWISE, PAID };

static enum payment payment(struct run *r, struct state *s, const struct copied *c)
{
	const char *name = known_func(s, c->dtor);
	enum payment how = PAID_NOT;
	struct refund f = { 0 };

	if (name)
		f = contract_refund(r, s, c->src, c->sk, name, NULL);
	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->obj == c->sk && e->counter != F_FORWARD && e->took && !e->moved)
			how = is_refunded(&f, e) || how == PAID ? PAID : PAID_OTHERWISE;
	}
	return how;
}

/* A third buffer has it by now: still, one payment does not do for two. */
static bool has_moved_on(const struct state *s, const struct copied *c)
{
	vec_for(i, &s->heap) {
		const struct cell *at = &s->heap.v[i];

		if (at->field == F_DTOR && at->val == c->dtor && at->obj != c->src && at->obj != c->dst)
			return true;
	}
	return false;
}

/* The one grows by what the other shrinks: a charge that is split. Copied, it is none. */
static bool is_split(struct state *s, const struct copied *c)
{
	const struct cell *from = state_cell(s, c->src, F_TRUESIZE);
	const struct cell *to = state_cell(s, c->dst, F_TRUESIZE);
	const struct value *v = to ? to->val : NULL;

	return from || (v && v->kind == V_BIN && value_mentions(v, c->src));
}

static bool gives_nothing(struct run *r, struct state *s, const struct copied *c)
{
	const char *name = known_func(s, c->dtor);
	struct refund f;

	if (!name)
		return false;
	f = contract_refund(r, s, c->src, c->sk, name, NULL);
	return f.known && !f.open && !f.settled && !f.refs && !f.nr;
}

static bool is_touched(const struct state *s, const struct copied *c)
{
	const struct skb *a = state_skb_find(s, c->src), *b = state_skb_find(s, c->dst);
	const struct sock *k = state_sock_find(s, c->sk);

	return (a && a->touched) || (b && b->touched) || (k && k->touched);
}

static void judge(struct run *r, struct state *s, const struct copied *c)
{
	struct finding_at at = {
		.rule = RULE_OWNER_COPIED, .level = LEVEL_WARNING, .conf = CONF_MEDIUM,
		.insn = c->insn, .func = c->func, .obj = c->dst, .obj2 = c->src, .from = c->path,
		.last = "the pair of the other buffer is set here",
	};

	enum payment paid = payment(r, s, c);

	if (!stands(r, s, c) && !(paid == PAID_OTHERWISE && has_moved_on(s, c)))
		return;
	if (paid == PAID || is_split(s, c) || gives_nothing(r, s, c))
		return;
	if (r->entry && r->entry->owner == ENTRY_OWNER_NONE)
		return;
	if (is_touched(s, c) || (c->dst->kind == V_PARAM && c->src->kind == V_PARAM)) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	if (paid == PAID_OTHERWISE) {
		at.rule = RULE_CHARGE_MISMATCH;
		violation_add(r, s, &at,
			      "the owner of '%s' is copied to '%s', and no counter is charged that its destructor will lower",
			      name_of(r, c->src), name_of(r, c->dst));
		return;
	}
	violation_add(r, s, &at, "the owner of '%s' is copied to '%s' and is paid for once: both will refund",
		      name_of(r, c->src), name_of(r, c->dst));
}

void copied_close(struct run *r, struct state *s, const struct value *skb)
{
	unsigned int n = 0;

	vec_for(i, &s->copies) {
		struct copied c = s->copies.v[i];

		if (c.src == skb)
			judge(r, s, &c);
		else
			s->copies.v[n++] = c;
	}
	s->copies.n = n;
}

/* What the caller passed it can still clear. */
void copied_exit(struct run *r, struct state *s)
{
	vec_for(i, &s->copies)
		if (r->root || !value_from_caller(s->copies.v[i].src))
			judge(r, s, &s->copies.v[i]);
}
