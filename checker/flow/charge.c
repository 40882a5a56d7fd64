/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * charge - is what a destructor takes off a counter what was put on it?
 *
 * When a buffer gets its owner, what the destructor will give back is taken off
 * the ledger, of whatever counter of whatever object; what the owner before would
 * have given back is put on it. A change of truesize under an owner changes what
 * is given back. What is left over at a way out is judged here, and only where both
 * sides are known: sums in loops, sizes from elsewhere and functions that were not
 * seen make the account one of "some amount".
 */
#include "base/bug.h"
#include "base/vec.h"
#include "run.h"

/* --- accounts --- */

/* A sum with truesize in it is kept: a charge for many buffers, a difference to what was before. */
void charge_sum(struct run *r, struct state *s, const struct value *sum, const struct value *own,
		const struct ir_var *var)
{
	const struct value *part[] = { sum->a, sum->b };
	bool known = false;

	if (sum->kind != V_BIN || (sum->rel != IRR_ADD && sum->rel != IRR_SUB))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(part); i++) {
		if (part[i]->kind != V_INIT || part[i]->name != F_TRUESIZE || part[i]->a == own)
			continue;
		state_skb(s, part[i]->a)->summed = sum;
		vec_for(k, &r->sums)
			known |= r->sums.v[k] == var;
		if (var && !known)
			vec_push(r->keep, &r->sums, var);
	}
}

/* Can it be such a sum, perhaps of more buffers by now? */
static bool is_sum(const struct run *r, const struct value *v, bool whole)
{
	if (v->kind == V_BIN)
		return (v->rel == IRR_ADD || v->rel == IRR_SUB) &&
		       (is_sum(r, v->a, false) || is_sum(r, v->b, false));
	if (v->kind == V_INIT)
		return !whole && v->name == F_TRUESIZE;
	if (v->kind == V_JOIN)
		vec_for(i, &r->sums)
			if ((uint32_t)v->imm == r->sums.v[i]->index)
				return true;
	return false;
}

static void pass_all(struct state *s)
{
	vec_for(i, &s->skbs)
		s->skbs.v[i].sum_kept |= s->skbs.v[i].summed != NULL;
	vec_for(i, &s->ledger)
		if (s->ledger.v[i].deferred)
			s->ledger.v[i].settled = true;
}

void charge_pass(struct run *r, struct state *s, const struct value *v)
{
	if (is_sum(r, v, true))
		pass_all(s);
}

void charge_store(struct run *r, struct state *s, const struct value *obj, const char *field,
		  const struct value *val)
{
	const struct value *own = field == F_TRUESIZE ? obj : NULL;

	charge_sum(r, s, val, own, NULL);
	if (obj->kind == V_LOCAL)
		return;
	if (own && val->kind == V_BIN && val->a->kind == V_INIT && val->a->a == own) {
		if (is_sum(r, val->b, false))	/* it grows by another's size: its owner pays */
			pass_all(s);
	} else {
		charge_pass(r, s, val);
	}
}

void charge_even(struct run *r, struct state *s, const struct value *v, enum ir_rel rel,
		 const struct value *to)
{
	if (value_is_int(to, 0) && (rel == IRR_EQ || rel == IRR_LE))
		charge_pass(r, s, v);
}

enum deferral { PAID_HERE, PAID_LATER, PAID_ELSEWHERE };

/* Did a size that is part of @a go into a sum? */
static enum deferral deferral(const struct state *s, const struct amount *a)
{
	enum deferral how = PAID_HERE;

	for (uint8_t i = 0; i < a->n; i++) {
		const struct value *v = a->t[i].v;
		const struct skb *b = v->kind == V_INIT ? state_skb_find(s, v->a) : NULL;

		if (!b || v->name != F_TRUESIZE || !b->summed)
			continue;
		if (b->sum_kept)
			return PAID_ELSEWHERE;
		how = PAID_LATER;
	}
	return how;
}

static struct entry *post(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *at,
			  const struct refund_item *it, int sign, enum event_kind why,
			  const char *func)
{
	struct amount a = { 0 };
	enum deferral how;
	struct entry *e;
	bool took;

	amount_add(&a, &it->amount, sign);
	took = (e = ledger_find(s, it->obj, it->counter)) && e->took;
	e = ledger_charge(r, s, at, it->obj, it->counter, &a, why, func);
	if (sign < 0)
		e->took = took;	/* what came with the buffer was not paid here */
	if (b->set_func && why != EV_RESIZE) /* it happened where the pair was written */
		((struct event *)s->history)->func = b->set_func;
	e->skb = b->v;
	e->moved |= sign < 0;
	how = deferral(s, &a);
	e->settled |= how == PAID_ELSEWHERE || (it->counter != F_MOVED && ledger_find(s, it->obj, F_ALL));
	e->deferred |= how == PAID_LATER;
	if (e->settled || e->deferred)
		e->amount = (struct amount){ .any = true };
	return e;
}

/* Did any charge move on this path? */
static bool is_any_counter_moved(const struct state *s)
{
	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->counter != F_REFCNT && (e->took || e->put))
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

/* It has a full socket, whatever the destructor that it came with, and grows by itself. */
static void owned_size(struct run *r, struct state *s, const struct skb *b,
		       const struct value *sk, const struct value *dtor)
{
	struct finding_at at = {
		.rule = RULE_TRUESIZE,
		.level = LEVEL_NOTE,
		.conf = CONF_LOW,
		.insn = b->size_insn,
		.func = r->func,
		.obj = b->v,
		.last = "truesize is changed here",
	};

	if (is_full(s, sk) && !known_null(s, dtor) && !is_any_counter_moved(s) &&
	    is_own_growth(r, s, b))
		violation_add(r, s, &at,
			      "truesize of '%s' is changed, and its destructor may refund by it: it has a socket, and none of that socket's counters moves",
			      name_of(r, b->v));
}

/*
 * truesize of a buffer that came from elsewhere is changed, and none of the owner's counters
 * moved: wrong where owned ones are known to come and nothing has been asked about the owner;
 * less surely so where the way was chosen by a socket's being there.
 */
static void unknown_owner(struct run *r, struct state *s, const struct skb *b,
			  const struct value *sk, const struct value *dtor)
{
	struct finding_at at = {
		.rule = RULE_TRUESIZE,
		.level = LEVEL_WARNING,
		.conf = CONF_MEDIUM,
		.insn = b->size_insn,
		.func = r->func,
		.obj = b->v,
		.last = "truesize is changed here",
	};

	if (state_fact(s, dtor) || is_any_counter_moved(s))
		return;
	if (r->entry && r->entry->owner == ENTRY_OWNER_MAY && b->v->kind == V_PARAM &&
	    sk->kind == V_INIT && dtor->kind == V_INIT && !state_fact(s, sk))
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
	if (value_from_caller(b->v) && !value_from_caller(sk->a))
		return;		/* the last step of an exchange with an element of a list */
	amount_add_value(&it.amount, s, mem_read(r, s, at, sk->a, F_TRUESIZE), 1);
	amount_add_value(&it.amount, s, mem_read(r, s, at, b->v, F_TRUESIZE), -1);
	post(r, s, b, at, &it, 1, EV_OWED, NULL)->moved = true;
}

/*
 * The owner of a buffer that lives on is taken off by hand, and went to no other buffer:
 * what it was charged has to be given back, or another buffer has to grow by its size.
 */
void charge_disowned(struct run *r, struct state *s, const struct skb *b)
{
	struct finding_at at = {
		.rule = RULE_TRUESIZE,
		.level = LEVEL_NOTE,
		.conf = CONF_LOW,
		.insn = b->dtor_insn,
		.func = b->set_func,
		.obj = b->v,
		.last = "the owner is taken off here",
	};

	if (!b->sk_insn || !b->dtor_insn || b->fresh || b->touched || b->refunded || b->summed ||
	    b->fate == SKB_RELEASED || b->v->kind == V_PARAM || b->v->kind == V_FIELD ||
	    b->prior_dtor->kind != V_INIT || state_fact(s, b->prior_dtor) ||
	    state_cell(s, b->v, F_TRUESIZE) || is_any_counter_moved(s))
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

/* --- judging --- */

struct bill {
	struct run *r;
	struct state *s;
	const struct state *from; /* whose history has the steps */
	const struct ir_insn *ret;
	const struct entry *e;
	const struct skb *b; /* the buffer that it is about; may be NULL */
	struct amount left;
};

static bool same_object(const struct state *s, const struct value *a, const struct value *b)
{
	const struct fact *fa = state_fact(s, a), *fb = state_fact(s, b);

	return a == b || (fa && fa->nr_eq == 1 && fa->eq[0] == b) ||
	       (fb && fb->nr_eq == 1 && fb->eq[0] == a);
}

static const struct event *last_event(const struct bill *w, enum event_kind kind)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == kind && e->counter == w->e->counter &&
		    same_object(w->s, e->obj, w->e->obj))
			return e;
	return NULL;
}

static bool touched_on(const struct event *way, const struct value *obj)
{
	for (; way; way = way->prev)
		if (way->kind == EV_TOUCH && (way->obj == obj || value_mentions(obj, way->obj)))
			return true;
	return false;
}

static bool is_touched(const struct bill *w)
{
	const struct value *obj = value_object(w->e->obj);

	return touched_on(w->s->history, obj) || (w->e->owed && touched_on(w->e->owed, obj));
}

static bool of_buffer(const struct value *v, const struct value *skb)
{
	return v->kind == V_INIT && ((v->a == skb && !strncmp(v->name, F_TRUESIZE, 8)) ||
				     (v->a->kind == V_FIELD && v->a->a == skb));
}

/* Is truesize of the buffer that it was handed to part of it? */
static bool is_sized(const struct bill *w)
{
	for (uint8_t i = 0; i < w->left.n; i++)
		if (w->e->skb && value_mentions(w->left.t[i].v, w->e->skb))
			return true;
	return w->left.any && w->e->amount.any;
}

static struct finding_at at_event(const struct bill *w, enum rule_id rule, const struct event *e,
				  const char *last)
{
	return (struct finding_at){
		.rule = rule,
		.level = LEVEL_WARNING,
		.conf = CONF_HIGH,
		.insn = e->insn,
		.func = e->func,
		.obj = w->e->obj,
		.obj2 = w->e->skb,
		.counter = w->e->counter,
		.last = last,
	};
}

/* Said once for this object: whatever else is wrong with its counters follows from it. */
static void forgive(struct bill *w)
{
	ledger_settle_charges(w->s, w->e->obj);
}

static const char *dtor_name(const struct event *e)
{
	return e->via ? e->via : "the destructor";
}

/* Another counter of the same object got just this, and no destructor will refund it. */
static const struct entry *paid_elsewhere(const struct bill *w)
{
	vec_for(i, &w->s->ledger) {
		const struct entry *p = &w->s->ledger.v[i];
		struct amount sum = p->amount;

		if (p == w->e || p->obj != w->e->obj || p->counter == w->e->counter ||
		    p->counter == F_REFCNT || p->counter == F_ALL || !p->took || p->handed)
			continue;
		amount_add(&sum, &w->left, 1);
		if (sum.any || amount_zero(&sum))
			return p;
	}
	return NULL;
}

/* The same counter of an object that may well be this one under another name. */
static bool paid_under_other_name(const struct bill *w)
{
	vec_for(i, &w->s->ledger) {
		const struct entry *p = &w->s->ledger.v[i];

		if (p->obj != w->e->obj && p->took && p->counter != F_REFCNT &&
		    !strcmp(counter_words(p->counter), counter_words(w->e->counter)))
			return true;
	}
	return false;
}

static void wrong_counter(struct bill *w, const struct event *e, const struct entry *p)
{
	struct finding_at at = at_event(w, RULE_CHARGE_MISMATCH, e, "the destructor is attached here");

	violation_add(w->r, w->from, &at, "'%s' of '%s' is charged, and %s() lowers '%s'",
		      counter_words(p->counter), name_of(w->r, w->e->obj), dtor_name(e),
		      counter_words(w->e->counter));
	forgive(w);
}

static bool is_from_caller(const struct bill *w)
{
	return value_from_caller(w->e->obj);
}

static void missing(struct bill *w)
{
	const struct event *e = w->e->owed;
	const struct entry *other = paid_elsewhere(w);
	struct finding_at at;

	if (!e || (!w->left.any && !amount_negative(&w->left)))
		return;
	if (other && !w->left.any) {
		wrong_counter(w, e, other);
		return;
	}
	if (paid_under_other_name(w) || plain_is_reserved(w->r->fl, w->e->obj, w->e->counter))
		return;
	at = at_event(w, RULE_CHARGE_MISMATCH, e, "the destructor is attached here");
	if (is_sized(w) ? w->b && w->b->touched : is_touched(w)) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	} else if (is_from_caller(w)) {
		at.conf = CONF_MEDIUM;
		if (!w->r->func->is_static &&
		    plain_is_abroad(w->r->fl, w->e->obj, w->e->counter)) {
			at.level = LEVEL_NOTE;	/* the caller in another file may have paid */
			at.conf = CONF_LOW;
		}
	}
	violation_add(w->r, w->from, &at, "%s() will lower '%s' of '%s', which nobody charged for '%s'",
		      dtor_name(e), counter_words(w->e->counter), name_of(w->r, w->e->obj),
		      w->e->skb ? name_of(w->r, w->e->skb) : "the buffer");
	forgive(w);
}

/* Only sizes of buffers and numbers. */
static bool is_plain(const struct bill *w)
{
	for (uint8_t i = 0; i < w->left.n; i++) {
		const struct value *v = w->left.t[i].v;

		if (v->kind != V_INIT || !of_buffer(v, v->a))
			return false;
	}
	return !w->left.any;
}

/* A number that was there before the buffer was made, and before its truesize was known. */
static bool is_older(const struct bill *w, const struct value *v)
{
	return w->b && w->b->fresh && value_is_leaf(w->e->skb) &&
	       (v->kind == V_PARAM || (v->kind == V_INIT && value_from_caller(v)));
}

/* Only sizes of the one buffer and numbers: then the sum is what it is. */
static bool is_exact(const struct bill *w)
{
	bool older = false, size = false;

	for (uint8_t i = 0; i < w->left.n; i++) {
		const struct value *v = w->left.t[i].v;

		if (!w->e->skb || (!of_buffer(v, w->e->skb) && !is_older(w, v)))
			return false;
		older |= !of_buffer(v, w->e->skb);
		size |= v->kind == V_INIT && v->name == F_TRUESIZE && v->a == w->e->skb;
	}
	return !w->left.any && (!older || (size && w->e->took));
}

static void wrong_amount(struct bill *w)
{
	const struct event *e = w->e->owed;
	struct finding_at at;
	const char *how = "another amount than was charged";

	if (!e || !last_event(w, w->e->took ? EV_CHARGE : EV_REFUND) || !is_exact(w) || (!w->left.n && w->left.k > 0))
		return;
	if (paid_under_other_name(w))
		return;
	at = at_event(w, RULE_CHARGE_MISMATCH, e, "the destructor is attached here");
	if (w->left.n == 1 && w->left.t[0].coef > 0) {
		how = "less than was charged";
		at = at_event(w, RULE_CHARGE_MISMATCH, last_event(w, EV_CHARGE), "charged once more");
	} else if (amount_negative(&w->left))
		how = "more than was charged";
	if (w->b && w->b->touched) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	violation_add(w->r, w->from, &at, "%s() will lower '%s' of '%s' by %s for '%s'", dtor_name(e),
		      counter_words(w->e->counter), name_of(w->r, w->e->obj), how,
		      name_of(w->r, w->e->skb));
	forgive(w);
}

/* Is the change of truesize all that is left over? Then nobody paid for it. */
static bool is_all_delta(const struct bill *w)
{
	struct amount d = w->left;

	if (!w->e->delta)
		return false;
	amount_add(&d, w->e->delta, -1);
	return !d.any && amount_zero(&d);
}

static void wrong_size(struct bill *w)
{
	const struct event *e = w->e->owed;
	struct finding_at at;

	if (!e || ((w->e->took || w->e->put) && !is_exact(w) && !is_all_delta(w)))
		return;
	at = at_event(w, RULE_TRUESIZE, e, "truesize is changed here");
	at.obj = w->e->skb;
	at.obj2 = w->e->obj;
	if (w->b && w->b->touched) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	violation_add(w->r, w->from, &at,
		      "truesize of '%s' is changed while %s() will lower '%s' of '%s' by it",
		      name_of(w->r, w->e->skb), dtor_name(e), counter_words(w->e->counter),
		      name_of(w->r, w->e->obj));
	forgive(w);
}

/* Refunded by hand first: that is the finding of another rule. */
static bool was_run(const struct bill *w)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_RAN && e->obj == w->e->skb)
			return true;
	return false;
}

static void judge_owed(struct bill *w)
{
	if ((!w->r->root && is_from_caller(w)) || was_run(w))
		return; /* every caller is asked */
	if (w->left.any) {
		if (!w->e->took && !w->e->put && w->e->handed)
			missing(w);
	} else if (amount_zero(&w->left)) {
		return;
	} else if (w->e->resized) {
		wrong_size(w);
	} else if (!w->e->took && !w->e->put) {
		missing(w);
	} else {
		wrong_amount(w);
	}
}

/* --- charged, and no destructor gives it back --- */

/* The one buffer whose truesize was charged. */
static const struct skb *charged_for(const struct bill *w)
{
	const struct value *v = w->left.n == 1 ? w->left.t[0].v : NULL;

	if (!v || w->left.k || w->left.t[0].coef != 1 || v->kind != V_INIT || v->name != F_TRUESIZE)
		return NULL;
	return state_skb_find(w->s, v->a);
}

static bool has_no_owner(struct bill *w, const struct skb *b)
{
	return known_null(w->s, owner_half(w->r, w->s, b->v, F_DTOR));
}

static void report_left(struct bill *w, enum confidence conf, const struct value *skb,
			const char *why)
{
	const struct event *e = last_event(w, EV_CHARGE);
	struct finding_at at;

	if (!e)
		return;
	at = at_event(w, RULE_CHARGE_MISMATCH, e, NULL);
	at.conf = conf;
	at.insn = w->ret;
	at.func = w->r->func;
	at.obj2 = skb;
	at.last = "left here, and the charge stands";
	violation_add(w->r, w->from, &at, "'%s' of '%s' stays charged: %s",
		      counter_words(w->e->counter), name_of(w->r, w->e->obj), why);
	forgive(w);
}

/* Another way out on which a buffer's destructor will give back what was charged. */
static const struct entry *handed_way(const struct bill *w)
{
	vec_for(i, &w->r->exits) {
		const struct state *s = w->r->exits.v[i];

		vec_for(k, &s->ledger) {
			const struct entry *e = &s->ledger.v[k];

			if (s != w->s && e->obj == w->e->obj && e->counter == w->e->counter &&
			    e->took && e->handed && !e->settled && !e->moved && !e->amount.any &&
			    amount_zero(&e->amount))
				return e;
		}
	}
	return NULL;
}

static void judge_left(struct bill *w)
{
	const struct skb *b = charged_for(w);
	const struct entry *even;

	if (!is_plain(w) || amount_zero(&w->left) || w->e->put || (!w->r->root && is_from_caller(w)))
		return;
	if (b && b->fate == SKB_RELEASED && !b->touched && has_no_owner(w, b)) {
		report_left(w, CONF_MEDIUM, b->v, "the buffer is freed without its owner");
		return;
	}
	even = handed_way(w);
	if (!even || is_touched(w))
		return;
	b = even->skb ? state_skb_find(w->s, even->skb) : NULL;
	if (b && b->fate == SKB_RELEASED && !b->touched)
		report_left(w, CONF_MEDIUM, b->v,
			    "the buffer is freed, and another way out leaves it to the destructor");
	else if (!b && state_result_class(w->s) == 2)
		report_left(w, CONF_MEDIUM, NULL,
			    "this way fails, and the one that does not leaves it to a destructor");
}

/* --- an owner that came with another buffer, sizes that were summed up --- */

/* May the sum have gone to the caller? */
static bool returns_sum(const struct state *s)
{
	int64_t lo, hi;

	if (!s->ret || (s->ret->kind != V_BIN && s->ret->kind != V_JOIN) ||
	    (s->ret->type && s->ret->type->kind != IRT_INT))
		return false;
	fact_bounds(s, s->ret, &lo, &hi);
	return hi > 0;
}

/* Was any counter of this socket moved on this path? */
static bool is_any_paid(const struct bill *w)
{
	vec_for(i, &w->s->ledger) {
		const struct entry *p = &w->s->ledger.v[i];

		if (p->obj == w->e->obj && p->counter != F_REFCNT && (p->took || p->put))
			return true;
	}
	return false;
}

/* All that was to be paid was summed up or is the difference of two sizes, and nobody paid. */
static void judge_unpaid(struct bill *w)
{
	const struct event *e = w->e->owed;
	struct finding_at at;

	if (!e || !w->e->handed || w->e->resized || (!w->r->root && is_from_caller(w)) ||
	    is_any_paid(w) || was_run(w) || paid_under_other_name(w))
		return;
	if (w->e->deferred ? returns_sum(w->s) : !is_plain(w) || amount_zero(&w->left))
		return;
	at = at_event(w, RULE_CHARGE_MISMATCH, e, "the owner is attached here");
	if (w->e->counter == F_MOVED || is_touched(w) || (w->b && w->b->touched)) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	if (w->e->counter == F_MOVED)
		violation_add(w->r, w->from, &at,
			      "'%s' gets the owner of a buffer of another truesize, and nothing is charged or taken back for the difference",
			      name_of(w->r, w->e->skb));
	else if (w->e->moved)
		violation_add(w->r, w->from, &at,
			      "%s() will lower '%s' of '%s' by another truesize than was charged for the buffer that had it before",
			      dtor_name(e), counter_words(w->e->counter), name_of(w->r, w->e->obj));
	else
		violation_add(w->r, w->from, &at,
			      "%s() will lower '%s' of '%s' by sizes that are summed up here and never charged",
			      dtor_name(e), counter_words(w->e->counter), name_of(w->r, w->e->obj));
	forgive(w);
}

/* Joined on the way: the steps are those of the path on which the buffer got its owner. */
static struct state *with_steps(struct run *r, struct state *s, const struct entry *e)
{
	struct state *c;

	for (const struct event *ev = s->history; ev; ev = ev->prev)
		if (ev == e->owed)
			return s;
	if (!e->owed)
		return s;
	c = state_copy(r->arena, s);
	c->history = e->owed;
	return c;
}

static void judge(struct run *r, struct state *s, const struct ir_insn *ret, const struct entry *e)
{
	struct bill w = {
		.r = r,
		.s = s,
		.ret = ret,
		.e = e,
		.left = amount_reduce(s, &e->amount),
		.b = e->skb ? state_skb_find(s, e->skb) : NULL,
	};

	if (e->settled || (e->counter != F_MOVED && ledger_find(s, e->obj, F_ALL)))
		return;
	w.from = with_steps(r, s, e);
	if (e->moved || e->deferred)
		judge_unpaid(&w);
	else if (e->handed || e->resized)
		judge_owed(&w);
	else if (e->took)
		judge_left(&w);
}

void charges_check(struct run *r)
{
	vec_for(i, &r->exits) {
		struct state *s = r->exits.v[i];

		for (unsigned int n = 0; n < s->ledger.n; n++) {
			struct entry e = s->ledger.v[n];

			if (e.counter != F_REFCNT && e.counter != F_ALL)
				judge(r, s, r->exit_insns.v[i], &e);
		}
	}
}
