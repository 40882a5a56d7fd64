/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * charge - is what a destructor takes off a counter what was put on it?
 *
 * When a buffer gets its owner, what the destructor will give back is taken off
 * the ledger, of whatever counter of whatever object; what the owner before would
 * have given back is put on it. A change of truesize under an owner changes what
 * is given back. What is left over at a way out is judged in bill.c; here it is said only what
 * an owner whose destructor is not known leaves to say.
 */
#include "base/bug.h"
#include "base/vec.h"
#include "run.h"

/* --- accounts --- */

/* Its truesize is owed, and nobody has looked at it, here or where it came from. */
static bool is_unsized(struct state *s, const struct skb *b, const struct amount *a)
{
	const struct skb *live = state_skb_find(s, b->v);

	if ((live && live->sized) || value_from_caller(b->v))
		return false;
	for (uint8_t i = 0; i < a->n; i++)
		if (a->t[i].coef < 0 && a->t[i].v->kind == V_INIT && a->t[i].v->name == F_TRUESIZE &&
		    a->t[i].v->a == b->v)
			return true;
	return false;
}

static struct entry *post(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *at,
			  const struct refund_item *it, int sign, enum event_kind why,
			  const char *func)
{
	struct amount a = { 0 };
	enum deferral how;
	struct entry *e, was = { 0 };

	amount_add(&a, &it->amount, sign);
	if ((e = ledger_find(s, it->obj, it->counter)))
		was = *e;
	e = ledger_charge(r, s, at, it->obj, it->counter, &a, why, func);
	if (sign < 0) {
		e->took = was.took;	/* what came with the buffer was not paid here */
		e->bulk = was.bulk;
		e->bare = was.bare;
	}
	if (b->set_func && why != EV_RESIZE) /* it happened where the pair was written */
		((struct event *)s->history)->func = b->set_func;
	if (b->size_func && why == EV_RESIZE)
		((struct event *)s->history)->func = b->size_func;
	e->skb = b->v;
	e->moved |= sign < 0;
	if (sign > 0 && why == EV_OWED && is_unsized(s, b, &a)) {
		e->unsized = true;
		e->shown |= b->touched;
		e->unseen = b->v;
	}
	how = charge_deferral(s, &a, why == EV_RESIZE ? b->v : NULL);
	if (why == EV_OWED && e->took && !e->amount.any && amount_zero(&e->amount))
		how = PAID_HERE;	/* just this was charged: whoever else knows the size need not */
	e->settled |= how == PAID_ELSEWHERE || (it->counter != F_MOVED && ledger_find(s, it->obj, F_ALL));
	e->deferred |= how == PAID_LATER;
	if (e->settled || e->deferred)
		e->amount = (struct amount){ .any = true };
	return e;
}

/*
 * May it be a payment for a size? A sequence number or a statistic is none: that is some constant.
 * @strange: whose buffer it is, only its socket's own counters can tell.
 */
static bool is_payment(const struct entry *e, bool strange)
{
	if (e->counter == F_REFCNT || e->counter == F_FORWARD || protocol_is_share(e->counter) ||
	    !(e->took || e->put))
		return false;
	return protocol_is_sock_field(e->counter) || e->counter == F_ALL || e->counter == F_MOVED ||
	       (e->amount.any ? !strange : e->amount.n || e->handed);
}

static bool is_paid(const struct state *s, bool strange)
{
	vec_for(i, &s->ledger)
		if (is_payment(&s->ledger.v[i], strange))
			return true;
	return false;
}

/* Did any charge move on this path? */
bool charge_is_any_moved(const struct state *s)
{
	return is_paid(s, false);
}

bool charge_is_any_lowered(const struct state *s)
{
	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->counter != F_REFCNT && e->counter != F_FORWARD && e->put)
			return true;
	}
	return false;
}

static bool is_full(const struct state *s, const struct value *sk)
{
	const struct sock *k = state_sock_find(s, sk);

	return known_nonnull(s, sk) && k && k->kinds == KIND_FULL;
}

/* Not by what other buffers shrink, as far as we know. */
static bool is_own_growth(struct run *r, struct state *s, const struct skb *b)
{
	struct amount d = { 0 };

	amount_add_value(&d, s, mem_read(r, s, b->size_insn, b->v, F_TRUESIZE), 1);
	amount_add_value(&d, s, b->paid, -1);
	for (uint8_t i = 0; i < d.n; i++)
		if (d.t[i].v->name == F_TRUESIZE || d.t[i].v->kind == V_JOIN)
			return false;
	return !d.any && !amount_zero(&d);
}

/* The way here was chosen by its having an owner, and by that not being one that gives back references alone. */
static bool is_charged_kind(struct run *r, struct state *s, const struct skb *b,
			    const struct value *sk, const struct value *dtor)
{
	const struct fact *f = state_fact(s, dtor);
	struct refund ref;

	if (!known_nonnull(s, sk) || !f || f->nr_eq || !f->nr_ne)
		return false;
	for (uint8_t i = 0; i < f->nr_ne; i++) {
		if (f->ne[i]->kind != V_FUNC)
			return false;
		ref = contract_refund(r, s, b->v, sk, f->ne[i]->name, NULL);
		if (!ref.known || ref.nr || !ref.refs)
			return false;
	}
	return true;
}

static struct finding_at note_at(const struct skb *b, const struct ir_insn *insn,
				 const struct ir_func *func, const char *last)
{
	return (struct finding_at){
		.rule = RULE_TRUESIZE, .level = LEVEL_NOTE, .conf = CONF_LOW,
		.insn = insn, .func = func, .obj = b->v, .last = last,
	};
}

/* What truesize is now, less what it was. */
static struct amount growth(struct run *r, struct state *s, const struct skb *b)
{
	struct amount a = { 0 };

	amount_add_value(&a, s, mem_read(r, s, b->size_insn, b->v, F_TRUESIZE), 1);
	amount_add_value(&a, s, b->paid, -1);
	return a;
}

/* It has a full socket, whatever the destructor that it came with, and grows by itself. */
static void owned_size(struct run *r, struct state *s, const struct skb *b,
		       const struct value *sk, const struct value *dtor)
{
	struct finding_at at = note_at(b, b->size_insn, b->size_func, "truesize is changed here");

	if ((is_full(s, sk) || is_charged_kind(r, s, b, sk, dtor)) && !known_null(s, dtor) &&
	    !charge_is_any_moved(s) && is_own_growth(r, s, b))
		violation_add(r, s, &at,
			      "truesize of '%s' is changed, and its destructor may refund by it: it has a socket, and none of that socket's counters moves",
			      name_of(r, b->v));
}

/* Both sides by fields, parameters and numbers: what they are is known, as far as it goes. */
static bool is_named(const struct value *v)
{
	if (v->kind == V_BIN)
		return !rel_is_compare(v->rel) && is_named(v->a) && is_named(v->b);
	return v->kind == V_INT || v->kind == V_INIT || v->kind == V_PARAM;
}

static bool is_named_sum(const struct amount *a)
{
	for (uint8_t i = 0; i < a->n; i++)
		if (!is_named(a->t[i].v))
			return false;
	return !a->any;
}

/* How often is @by added to @v, a sum? Subtracted: less than zero. */
static int64_t times_added(const struct state *s, const struct value *v, const struct value *by)
{
	struct amount a = { 0 };

	if (v->kind != V_BIN || !value_mentions(v, by))
		return 0;
	amount_add_value(&a, s, v, 1);
	for (uint8_t i = 0; i < a.n && !a.any; i++)
		if (a.t[i].v == by)
			return a.t[i].coef;
	return 0;
}

/* Was memory taken from what is reserved, by @by, and no counter and no number raised by it? */
static bool is_taken_alone(const struct state *s, const struct value *by)
{
	bool taken = false;

	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->counter == F_FORWARD && e->took && !e->handed && e->amount.n == 1 &&
		    e->amount.t[0].v == by)
			taken = true;
		else if (e->counter != F_REFCNT && (e->took || e->put))
			return false;
	}
	vec_for(i, &s->heap) {
		const struct cell *c = &s->heap.v[i];

		if (c->field == F_TRUESIZE || value_object(c->obj)->kind == V_LOCAL)
			continue;
		taken |= times_added(s, c->val, by) < 0;
		if (times_added(s, c->val, by) > 0)
			return false;
	}
	return taken;
}

/*
 * It grew by what is taken from memory that is reserved, where each byte that is in use is: then
 * somebody is charged by its size, and the counter of that is not raised.
 */
static void uncounted_growth(struct run *r, struct state *s, const struct skb *b,
			     const struct value *dtor)
{
	struct finding_at at = note_at(b, b->size_insn, b->size_func, "truesize is changed here");
	struct amount grown = growth(r, s, b);

	if (known_null(s, dtor) || grown.any || grown.n != 1 || grown.k || grown.t[0].coef != 1 ||
	    !is_taken_alone(s, grown.t[0].v))
		return;
	violation_add(r, s, &at,
		      "truesize of '%s' is changed, and memory is taken for that from what is reserved, but no counter is raised",
		      name_of(r, b->v));
}

/* What it is now less what it was: who works that out is to tell somebody of it. */
static void untold_growth(struct run *r, struct state *s, const struct skb *b,
			  const struct value *dtor)
{
	const struct value *sum = b->summed;
	struct finding_at at = note_at(b, b->sum_insn, b->sum_func, "by how much is worked out here");

	if (!sum || !b->sum_insn || b->sum_kept || sum->rel != IRR_SUB || sum->b->kind != V_INIT ||
	    sum->b->a != b->v || sum->b->name != F_TRUESIZE || known_null(s, dtor) ||
	    charge_is_any_moved(s))
		return;
	violation_add(r, s, &at, "it is worked out by how much truesize of '%s' has changed, and no counter is told on this way",
		      name_of(r, b->v));
}

/* It grew by one amount, and its socket was charged another one, or for something else. */
static void other_growth(struct run *r, struct state *s, const struct skb *b,
			 const struct value *sk)
{
	struct finding_at at = note_at(b, b->size_insn, b->size_func, "truesize is changed here");
	const struct entry *paid = NULL;
	struct amount grown;

	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->counter == F_REFCNT || e->counter == F_FORWARD || !(e->took || e->put))
			continue;
		if (paid || e->put || e->handed || e->settled || e->obj != sk)
			return;
		paid = e;
	}
	if (!paid)
		return;
	grown = growth(r, s, b);
	if (!is_named_sum(&grown) || !is_named_sum(&paid->amount))
		return;
	at.obj2 = sk;
	at.counter = paid->counter;
	amount_add(&grown, &paid->amount, -1);
	grown = amount_reduce(s, &grown);
	if (!grown.any && !amount_zero(&grown))
		violation_add(r, s, &at, "truesize of '%s' is changed, and '%s' of its socket by another amount",
			      name_of(r, b->v), counter_words(paid->counter));
}

/*
 * truesize of a buffer that came from elsewhere is changed, and none of the owner's counters
 * moved: wrong where owned ones are known to come and nothing has been asked about the owner;
 * less surely so where the way was chosen by a socket's being there.
 */
static void unknown_owner(struct run *r, struct state *s, const struct skb *b,
			  const struct value *sk, const struct value *dtor)
{
	struct finding_at at = note_at(b, b->size_insn, b->size_func, "truesize is changed here");

	at.level = LEVEL_WARNING;
	at.conf = CONF_MEDIUM;
	other_growth(r, s, b, sk);
	uncounted_growth(r, s, b, dtor);
	untold_growth(r, s, b, dtor);
	if (state_fact(s, dtor) && !is_charged_kind(r, s, b, sk, dtor))
		return;
	if (r->entry && r->entry->owner == ENTRY_OWNER_MAY && b->v->kind == V_PARAM &&
	    sk->kind == V_INIT && dtor->kind == V_INIT && !state_fact(s, sk) && !is_paid(s, true))
		violation_add(r, s, &at,
			      "truesize of '%s' is changed, and its destructor may refund by it: %s",
			      name_of(r, b->v), r->entry->why);
	else
		owned_size(r, s, b, sk, dtor);
}

/* What is refunded after a change of truesize less what was before. */
static void post_size(struct run *r, struct state *s, const struct skb *b,
		      const struct value *sk, const struct value *dtor)
{
	const char *func;
	struct refund was = contract_of(r, s, b->v, sk, dtor, b->paid, &func), is;
	struct amount *delta;
	struct entry *e;

	if (!was.known) {
		unknown_owner(r, s, b, sk, dtor);
		ledger_settle_charges(s, sk);
	}
	if (!was.known || was.needs_sk)
		return;
	is = contract_of(r, s, b->v, sk, dtor, NULL, &func);
	for (unsigned int i = 0; i < is.nr; i++) {
		struct refund_item d = is.item[i];
		const struct refund_item *old = contract_item(&was, d.obj, d.counter);

		if (!old || d.amount.any || old->amount.any)
			continue;
		amount_add(&d.amount, &old->amount, -1);
		if (d.amount.any || amount_zero(&d.amount))
			continue;
		e = post(r, s, b, b->size_insn, &d, 1, EV_RESIZE, func);
		delta = arena_new(r->fl->arena, struct amount);
		*delta = d.amount;
		delta->any = e->delta != NULL;
		e->delta = delta;
	}
}

/* It is known not to be a destructor that gives back a charge. */
static bool is_other_kind(struct run *r, struct state *s, const struct value *skb,
			  const struct value *sk, const struct value *dtor)
{
	const struct fact *f = state_fact(s, dtor);

	for (uint8_t i = 0; f && i < f->nr_ne; i++)
		if (f->ne[i]->kind == V_FUNC &&
		    contract_refund(r, s, skb, sk, f->ne[i]->name, NULL).nr)
			return true;
	return false;
}

/*
 * The owner of another buffer, and which destructor that is is not known: most give back
 * truesize, and then the difference has to be paid or taken back.
 */
static void post_moved(struct run *r, struct state *s, const struct skb *b,
		       const struct ir_insn *at, const struct value *sk, const struct value *dtor)
{
	struct refund_item it = { .obj = sk, .counter = F_MOVED };

	if (sk->kind != V_INIT || sk->name != F_SK || dtor->kind != V_INIT || dtor->name != F_DTOR ||
	    sk->a != dtor->a || sk->a == b->v || known_null(s, sk) || known_null(s, dtor))
		return;
	if (owner_half(r, s, sk->a, F_SK) == sk || owner_half(r, s, sk->a, F_DTOR) == dtor)
		return;		/* copied, not moved */
	if (is_other_kind(r, s, b->v, sk, dtor))
		return;
	if (value_from_caller(b->v) && !value_from_caller(sk->a))
		return;		/* the last step of an exchange with an element of a list */
	amount_add_value(&it.amount, s, value_init(r->fl->values, sk->a, F_TRUESIZE), 1);
	amount_add_value(&it.amount, s, mem_read(r, s, at, b->v, F_TRUESIZE), -1);
	post(r, s, b, at, &it, 1, EV_OWED, NULL)->moved = true;
}

/* Another buffer has grown by its size; one that has shrunk by it, when this was part of it, has not. */
static bool is_grown(const struct skb *b)
{
	const struct value *sum = b->summed;

	return sum && !(sum->rel == IRR_SUB && sum->b->kind == V_INIT && sum->b->a == b->v);
}

bool charge_is_named(const struct state *s, const struct value *v)
{
	env_for(i, s)
		if (s->env[i] == v)
			return true;
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == v)
			return true;
	return s->ret == v;
}

/* Does another object lead to @skb? */
static bool is_linked(const struct state *s, const struct value *skb)
{
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == skb && value_object(s->heap.v[i].obj) != skb)
			return true;
	return false;
}

bool charge_is_size_noted(struct run *r, const struct state *s, const struct skb *b)
{
	const struct value *size = value_init(r->fl->values, b->v, F_TRUESIZE);

	if (!b->sized)
		return false;
	env_for(i, s)
		if (s->env[i] && r->func->vars.v[i]->kind != IRV_TEMP && value_mentions(s->env[i], size))
			return true;
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == size)	/* a counter that grows by it is none that gives it back */
			return true;
	return false;
}

/* Has its size gone anywhere, or has it been looked at at most? */
static bool is_size_kept(struct run *r, const struct state *s, const struct skb *b)
{
	const struct value *size = value_init(r->fl->values, b->v, F_TRUESIZE);

	if (!b->sized)
		return false;
	vec_for(i, &s->heap)
		if (value_mentions(s->heap.v[i].val, size))
			return true;
	vec_for(i, &s->ledger)
		for (uint8_t n = 0; n < s->ledger.v[i].amount.n; n++)
			if (value_mentions(s->ledger.v[i].amount.t[n].v, size))
				return true;
	return false;
}

/*
 * A buffer of the caller's goes into a list of another one, and loses an owner at which nobody
 * has looked, while its size goes nowhere: what it was charged cannot be given back by anybody.
 */
static bool is_swallowed(struct run *r, const struct state *s, const struct skb *b)
{
	return r->root && b->v->kind == V_PARAM && !is_size_kept(r, s, b) && is_linked(s, b->v) &&
	       !state_fact(s, b->prior_sk) && !charge_is_named(s, b->prior_sk) &&
	       !charge_is_named(s, b->prior_dtor);
}

/*
 * The owner of a buffer that lives on is taken off by hand, and went to no other buffer:
 * what it was charged has to be given back, or another buffer has to grow by its size.
 */
void charge_disowned(struct run *r, struct state *s, const struct skb *b)
{
	struct finding_at at = note_at(b, b->dtor_insn, b->set_func, "the owner is taken off here");

	if (!b->sk_insn || !b->dtor_insn || b->fresh || b->touched || b->refunded || is_grown(b) ||
	    b->fate == SKB_RELEASED || b->v->kind == V_FIELD ||
	    (b->v->kind == V_PARAM && !is_swallowed(r, s, b)) ||
	    b->prior_dtor->kind != V_INIT || state_fact(s, b->prior_dtor) ||
	    state_cell(s, b->v, F_TRUESIZE) || charge_is_any_moved(s))
		return;
	violation_add(r, s, &at, "the owner of '%s' is taken off without its destructor, and no other buffer grows by its truesize",
		      name_of(r, b->v));
}

void charge_account(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *at,
		    const struct value *sk, const struct value *dtor, int sign)
{
	const char *func;
	struct refund f = contract_of(r, s, b->v, sk, dtor, b->size_insn ? b->paid : NULL, &func);

	if (!f.known || f.needs_sk) {
		ledger_settle_charges(s, sk);
		if (sign > 0 && !f.known)
			post_moved(r, s, b, at, sk, dtor);
		return;
	}
	if (sign > 0)
		counter_check(r, s, b, at, sk, &f, func);
	if (f.open)
		ledger_settle_charges(s, sk);
	for (unsigned int i = 0; i < f.nr; i++)
		post(r, s, b, at, &f.item[i], sign, sign > 0 ? EV_OWED : EV_CHARGE, func);
	if (sign > 0 && b->size_insn)
		post_size(r, s, b, sk, dtor);
}

void charge_left(struct run *r, struct state *s, const struct skb *b)
{
	const struct value *sk = owner_half(r, s, b->v, F_SK), *dtor = owner_half(r, s, b->v, F_DTOR);
	const char *func;
	struct refund f;

	if (!b->dirty || !b->size_insn || sk != b->prior_sk || b->prior_dtor->kind != V_INIT)
		return;
	f = contract_of(r, s, b->v, sk, dtor, NULL, &func);
	if (f.known && f.nr)
		owned_size(r, s, b, sk, dtor);
}

void charge_resize(struct run *r, struct state *s, const struct ir_insn *i,
		   const struct value *skb, const struct value *old)
{
	const struct value *dtor = owner_half(r, s, skb, F_DTOR);
	struct skb *b;

	if (known_null(s, dtor) || (!known_func(s, dtor) && known_null(s, owner_half(r, s, skb, F_SK))))
		return;
	b = state_skb(s, skb);
	if (!b->size_insn) {
		b->size_insn = i;
		b->size_func = r->func;
		b->paid = old;
	}
	event_add(r, s, EV_RESIZE, i, skb, NULL);
}

void charge_settle_size(struct run *r, struct state *s, struct skb *live)
{
	struct skb b = *live;
	const struct value *sk = owner_half(r, s, b.v, F_SK), *dtor = owner_half(r, s, b.v, F_DTOR);

	if (!b.size_insn || b.dirty)
		return;
	live->size_insn = NULL;
	live->paid = NULL;
	post_size(r, s, &b, sk, dtor);
}
