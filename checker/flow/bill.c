/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bill - what is left on the accounts of charges when a function is over.
 *
 * Judged only where both sides are known: sums in loops, sizes from elsewhere and functions that
 * were not seen make an account one of "some amount", of which it is only known whether anybody
 * paid at all.
 */
#include "base/vec.h"
#include "bill.h"

static bool same_object(const struct state *s, const struct value *a, const struct value *b)
{
	const struct fact *fa = state_fact(s, a), *fb = state_fact(s, b);

	return a == b || (fa && fa->nr_eq == 1 && fa->eq[0] == b) ||
	       (fb && fb->nr_eq == 1 && fb->eq[0] == a);
}

const struct event *bill_last_event(const struct bill *w, enum event_kind kind)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == kind && e->counter == w->e->counter &&
		    same_object(w->s, e->obj, w->e->obj))
			return e;
	return NULL;
}

/* How often it was charged on this path. */
static unsigned int charges_of(const struct bill *w, const struct entry *of)
{
	unsigned int n = 0;

	for (const struct event *e = w->s->history; e; e = e->prev)
		n += e->kind == EV_CHARGE && e->counter == of->counter && same_object(w->s, e->obj, of->obj);
	return n;
}

static bool touched_on(const struct event *way, const struct value *obj)
{
	for (; way; way = way->prev)
		if (way->kind == EV_TOUCH && (way->obj == obj || value_mentions(obj, way->obj)))
			return true;
	return false;
}

bool bill_is_touched(const struct bill *w)
{
	const struct value *obj = value_object(w->e->obj);

	return touched_on(w->s->history, obj) || (w->e->owed && touched_on(w->e->owed, obj));
}

static bool of_buffer(const struct value *v, const struct value *skb)
{
	return v->kind == V_INIT && ((v->a == skb && !strncmp(v->name, F_TRUESIZE, 8)) ||
				     (v->a->kind == V_FIELD && value_root(v->a) == skb));
}

/* ... or worked out of such fields: SKB_TRUESIZE(skb->len). */
static bool out_of_buffer(const struct value *v, const struct value *skb)
{
	if (v->kind == V_BIN)
		return !rel_is_compare(v->rel) && out_of_buffer(v->a, skb) && out_of_buffer(v->b, skb);
	return v->kind == V_INT || of_buffer(v, skb);
}

/* Is truesize of the buffer that it was handed to part of it? */
static bool is_sized(const struct bill *w)
{
	for (uint8_t i = 0; i < w->left.n; i++)
		if (w->skb && value_mentions(w->left.t[i].v, w->skb))
			return true;
	return w->left.any && w->e->amount.any;
}

struct finding_at bill_at_event(const struct bill *w, enum rule_id rule, const struct event *e,
				  const char *last)
{
	return (struct finding_at){
		.rule = rule,
		.level = LEVEL_WARNING,
		.conf = CONF_HIGH,
		.insn = e->insn,
		.func = e->func,
		.obj = w->e->obj,
		.obj2 = w->skb,
		.counter = w->e->counter,
		.last = last,
	};
}

/* Where the destructor is attached; or the call of who does that and leaves the payment to its callers. */
struct finding_at bill_at_attach(const struct bill *w, const struct event *e)
{
	struct finding_at at = bill_at_event(w, RULE_CHARGE_MISMATCH, e, "the destructor is attached here");
	const struct ir_func *who = w->r->func;
	const struct ir_insn *call = plain_payers_call(w->r->fl, &who, e->func, w->e->obj, w->e->counter);

	if (call) {
		at.insn = call;
		at.func = who;
	}
	return at;
}

/* Said once for this object: whatever else is wrong with its counters follows from it. */
void bill_forgive(struct bill *w)
{
	ledger_settle_charges(w->s, w->e->obj);
}

const char *bill_dtor_name(const struct event *e)
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
		    p->counter == F_REFCNT || p->counter == F_ALL || p->counter == F_FORWARD ||
		    w->e->counter == F_FORWARD || !p->took || p->handed)
			continue;
		amount_add(&sum, &w->left, 1);
		if (sum.any || amount_zero(&sum))
			return p;
	}
	return NULL;
}

/*
 * The same counter of an object that may well be this one under another name. Where this one
 * was paid as well, the other can only have made up for the rest when no buffer got that.
 */
bool bill_paid_under_other_name(const struct bill *w)
{
	vec_for(i, &w->s->ledger) {
		const struct entry *p = &w->s->ledger.v[i];

		if (p->obj != w->e->obj && p->took && p->counter != F_REFCNT &&
		    !(w->e->took && p->handed) &&
		    !strcmp(counter_words(p->counter), counter_words(w->e->counter)))
			return true;
	}
	return false;
}

/*
 * The same counter of another socket got just this. That may be this one under another name; where
 * both are at hand by names of their own, and the charge is no part of a sum, it is said as a note.
 */
static const struct entry *paid_to_another(const struct bill *w)
{
	const struct entry *found = NULL;

	vec_for(i, &w->s->ledger) {
		const struct entry *p = &w->s->ledger.v[i];
		struct amount sum = p->amount;

		if (p->counter != w->e->counter || p->obj == w->e->obj || !p->took)
			continue;
		amount_add(&sum, &w->left, 1);
		if (found || p->handed || p->put || p->settled || sum.any || !amount_zero(&sum))
			return NULL;
		found = p;
	}
	return found;
}

static void wrong_object(struct bill *w)
{
	const struct entry *p = w->left.any || w->e->counter == F_FORWARD ? NULL : paid_to_another(w);
	struct finding_at at;

	/* of a buffer that nothing leads to any more the owner is the one that it got */
	if (!p || !w->skb || (w->b && w->e->obj != owner_half(w->r, w->s, w->skb, F_SK)) ||
	    !protocol_is_sock_field(w->e->counter))
		return;
	at = bill_at_attach(w, w->e->owed);
	at.level = LEVEL_NOTE;
	at.conf = CONF_LOW;
	violation_add(w->r, w->from, &at, "'%s' of '%s' is charged, and %s() lowers that of '%s'; unless they are one",
		      counter_words(p->counter), name_of(w->r, p->obj), bill_dtor_name(w->e->owed),
		      name_of(w->r, w->e->obj));
	bill_forgive(w);
}

static void wrong_counter(struct bill *w, const struct event *e, const struct entry *p)
{
	struct finding_at at = bill_at_attach(w, e);

	violation_add(w->r, w->from, &at, "'%s' of '%s' is charged, and %s() lowers '%s'",
		      counter_words(p->counter), name_of(w->r, w->e->obj), bill_dtor_name(e),
		      counter_words(w->e->counter));
	bill_forgive(w);
}

bool bill_is_from_caller(const struct bill *w)
{
	return value_from_caller(w->e->obj);
}

/* sk_mem_charge() was forgotten: not every protocol counts memory, so it may be right. */
static void missing_memory(struct bill *w, struct finding_at *at)
{
	at->level = LEVEL_NOTE;
	at->conf = CONF_LOW;
	violation_add(w->r, w->from, at,
		      "%s() will give back memory of '%s' that nobody took for '%s': there is no sk_mem_charge()",
		      bill_dtor_name(w->e->owed), name_of(w->r, w->e->obj),
		      w->skb ? name_of(w->r, w->skb) : "the buffer");
	bill_forgive(w);
}

/* The one account of this counter under another name, charged once and not touched since. */
static const struct entry *only_other_name(const struct bill *w)
{
	const struct entry *found = NULL;

	vec_for(i, &w->s->ledger) {
		const struct entry *p = &w->s->ledger.v[i];

		if (p == w->e || strcmp(counter_words(p->counter), counter_words(w->e->counter)))
			continue;
		if (p->obj == w->e->obj && p->counter == w->e->counter)
			continue; /* this one, before it was copied */
		if (found || !p->took || p->put || p->handed || p->settled || p->amount.any)
			return NULL;
		found = p;
	}
	return found && charges_of(w, found) == 1 ? found : NULL;
}

static bool is_all_out_of_buffer(const struct bill *w, const struct amount *a)
{
	for (uint8_t i = 0; i < a->n; i++)
		if (!w->skb || !out_of_buffer(a->t[i].v, w->skb))
			return false;
	return !a->any;
}

/* Paid under another name, and in full view by another amount than the destructor gives back. */
static bool wrong_under_other_name(struct bill *w)
{
	const struct entry *p = w->e->handed && !w->e->resized ? only_other_name(w) : NULL;
	struct amount d = w->left;
	struct finding_at at;

	if (!p || !is_all_out_of_buffer(w, &w->left) || !is_all_out_of_buffer(w, &p->amount))
		return false;
	amount_add(&d, &p->amount, 1);
	if (d.any || amount_zero(&d))
		return false;
	at = bill_at_attach(w, w->e->owed);
	at.conf = CONF_MEDIUM;
	violation_add(w->r, w->from, &at, "%s() will lower '%s' of '%s' by another amount than was charged for '%s'",
		      bill_dtor_name(w->e->owed), counter_words(w->e->counter), name_of(w->r, p->obj),
		      w->skb ? name_of(w->r, w->skb) : "the buffer");
	bill_forgive(w);
	return true;
}

static void missing(struct bill *w)
{
	const struct event *e = w->e->owed;
	const struct entry *other = paid_elsewhere(w);
	struct finding_at at;

	if (!e || (!w->left.any && !amount_negative(&w->left)))
		return;
	if (other && !w->left.any) {
		if (!named_is_counter(w->r->fl, w->e->counter))
			wrong_counter(w, e, other);	/* else it may be what that function puts */
		return;
	}
	if (wrong_under_other_name(w))
		return;
	if (bill_paid_under_other_name(w)) {
		wrong_object(w);
		return;
	}
	if (plain_is_reserved(w->r->fl, w->e->obj, w->e->counter))
		return;
	at = bill_at_attach(w, e);
	if (w->e->counter == F_FORWARD) {
		missing_memory(w, &at);
		return;
	}
	if ((w->e->unsized && w->e->shown) || (is_sized(w) ? w->b && w->b->touched : bill_is_touched(w))) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	} else if (bill_is_from_caller(w)) {
		at.conf = CONF_MEDIUM;
		if (!w->r->func->is_static &&
		    plain_is_abroad(w->r->fl, w->e->obj, w->e->counter)) {
			at.level = LEVEL_NOTE;	/* the caller in another file may have paid */
			at.conf = CONF_LOW;
		}
	}
	violation_add(w->r, w->from, &at, "%s() will lower '%s' of '%s', which nobody charged for '%s'",
		      bill_dtor_name(e), counter_words(w->e->counter), name_of(w->r, w->e->obj),
		      w->skb ? name_of(w->r, w->skb) : "the buffer");
	bill_forgive(w);
}

/* Only sizes of buffers and numbers. */
bool bill_is_plain(const struct bill *w)
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
	return w->b && w->b->fresh && value_is_leaf(w->skb) &&
	       (v->kind == V_PARAM || (v->kind == V_INIT && value_from_caller(v)));
}

/* Only sizes of the one buffer and numbers: then the sum is what it is. */
static bool is_exact(const struct bill *w)
{
	bool older = false, size = false;

	for (uint8_t i = 0; i < w->left.n; i++) {
		const struct value *v = w->left.t[i].v;

		if (!w->skb || (!out_of_buffer(v, w->skb) && !is_older(w, v)))
			return false;
		older |= !out_of_buffer(v, w->skb);
		size |= v->kind == V_INIT && v->name == F_TRUESIZE && v->a == w->skb;
	}
	return !w->left.any && (!older || (size && w->e->took));
}

/* No size was changed on this path: what was charged is not what another buffer has grown by. */
static bool is_no_size_changed(const struct bill *w)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_RESIZE)
			return false;
	return true;
}

/* Just the size of another buffer was charged for one that was made here. */
static bool is_others_size(const struct bill *w)
{
	const struct value *of[2] = { NULL, NULL };

	if (!w->e->took || !w->e->handed || w->e->put || w->e->resized || w->e->moved || w->left.any ||
	    w->left.k || w->left.n != 2 || !w->b || !w->b->fresh)
		return false;
	for (uint8_t i = 0; i < 2; i++) {
		const struct value *v = w->left.t[i].v;
		int64_t coef = w->left.t[i].coef;

		if (v->kind == V_INIT && v->name == F_TRUESIZE && (coef == 1 || coef == -1))
			of[coef == 1] = v->a;
	}
	return of[0] == w->skb && of[1] && of[1] != w->skb && is_no_size_changed(w) &&
	       owner_half(w->r, w->s, of[1], F_SK)->kind == V_INIT;
}

static bool is_stable(const struct value *v)
{
	if (v->kind == V_BIN)
		return !rel_is_compare(v->rel) && is_stable(v->a) && is_stable(v->b);
	return v->kind == V_INT || v->kind == V_INIT || v->kind == V_PARAM;
}

/*
 * This buffer was charged with its size, and with something more, or less, that its destructor does
 * not give back: by what is known of that it can only be right when it is nothing.
 */
static bool is_surplus(const struct bill *w)
{
	if (!w->e->took || !w->e->handed || w->e->put || w->e->resized || w->e->moved || w->left.any ||
	    w->left.n != 1 || !w->skb)
		return false;
	return is_no_size_changed(w) && is_stable(w->left.t[0].v) && !value_mentions(w->left.t[0].v, w->skb) &&
	       !(w->left.t[0].v->kind == V_INIT && w->left.t[0].v->name == F_TRUESIZE);
}

/* One more on a counter of bytes: somebody keeps the socket, or counts what is on its way. */
static bool is_hold(const struct bill *w)
{
	return !w->left.n && w->left.k == 1 &&
	       !refund_is_count(w->r, w->s, w->skb, w->e->owed->via, w->e);
}

static void wrong_amount(struct bill *w)
{
	const struct event *e = w->e->owed;
	struct finding_at at;
	const char *how = "another amount than was charged";

	if (!e || (!is_exact(w) && !is_surplus(w) && !is_others_size(w)) || is_hold(w) ||
	    bill_paid_under_other_name(w))
		return;
	at = bill_at_attach(w, e);
	if ((w->left.n == 1 && w->left.t[0].coef > 0) || (!w->left.n && w->left.k > 0)) {
		const struct event *again = bill_last_event(w, EV_CHARGE);

		how = "less than was charged";
		if (again)
			at = bill_at_event(w, RULE_CHARGE_MISMATCH, again, "charged once more");
	} else if (amount_negative(&w->left))
		how = "more than was charged";
	if (e->via && refund_is_odd(w->r, w->s, w->skb, e->via, w->e))
		refund_blame(w->r, &at, e->via);
	if (w->e->counter == F_FORWARD || (w->b && w->b->touched) || !is_exact(w)) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	violation_add(w->r, w->from, &at, "%s() will lower '%s' of '%s' by %s for '%s'", bill_dtor_name(e),
		      counter_words(w->e->counter), name_of(w->r, w->e->obj), how,
		      name_of(w->r, w->skb));
	bill_forgive(w);
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

/* What it grew by and what was paid are both known by name, and are not the same. */
static bool is_other_amount(const struct bill *w)
{
	const struct amount *d = w->e->delta;

	if (!d || d->any || w->left.any || !w->e->took || w->e->put)
		return false;
	for (uint8_t i = 0; i < d->n; i++)
		if (!is_stable(d->t[i].v))
			return false;
	for (uint8_t i = 0; i < w->left.n; i++)
		if (!is_stable(w->left.t[i].v))
			return false;
	return true;
}

static void wrong_size(struct bill *w)
{
	const struct event *e = w->e->owed;
	bool sure = !(w->e->took || w->e->put) || is_exact(w) || is_all_delta(w);
	struct finding_at at;

	if (!e || w->e->counter == F_FORWARD || (!sure && !is_other_amount(w)))
		return;
	at = bill_at_event(w, RULE_TRUESIZE, e, "truesize is changed here");
	if (!sure) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	at.obj = w->skb;
	at.obj2 = w->e->obj;
	if (w->b && w->b->touched) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	violation_add(w->r, w->from, &at,
		      "truesize of '%s' is changed while %s() will lower '%s' of '%s' by it",
		      name_of(w->r, w->skb), bill_dtor_name(e), counter_words(w->e->counter),
		      name_of(w->r, w->e->obj));
	bill_forgive(w);
}

/* Refunded by hand first: that is the finding of another rule. */
bool bill_was_run(const struct bill *w)
{
	for (const struct event *e = w->s->history; e; e = e->prev)
		if (e->kind == EV_RAN && e->obj == w->skb)
			return true;
	return false;
}

/* By a function that this one called: what happened to it before is known. */
static bool is_made_here(const struct value *skb)
{
	return skb && (skb->kind == V_FRESH || skb->kind == V_SUB);
}

/* All that is owed is what its size was when it was made: what it grew by was paid. */
static bool is_unpaid_from_start(const struct bill *w)
{
	return w->e->handed && w->e->took && w->left.n == 1 && !w->left.k && w->left.t[0].coef == -1 &&
	       w->left.t[0].v->kind == V_INIT && w->left.t[0].v->name == F_TRUESIZE &&
	       w->left.t[0].v->a == w->skb && is_made_here(w->skb);
}

static void judge_exact(struct bill *w)
{
	const struct entry *other = w->e->took && w->e->handed && w->e->owed ? paid_elsewhere(w) : NULL;

	if (other && amount_negative(&w->left))
		wrong_counter(w, w->e->owed, other);
	else if (w->e->resized && !is_unpaid_from_start(w))
		wrong_size(w);
	else if (!w->e->took && !w->e->put)
		missing(w);
	else
		wrong_amount(w);
}

/* Every caller is asked; but what was paid here by the buffer's own fields cannot be made good there. */
static bool is_callers(const struct bill *w)
{
	if (w->r->root || !bill_is_from_caller(w))
		return false;
	if (w->e->resized && w->e->handed &&
	    (is_other_amount(w) || ((w->e->took || is_made_here(w->skb)) && is_all_delta(w))))
		return false;
	return !w->e->took || !w->e->handed || w->e->resized ||
	       (!is_exact(w) && !is_surplus(w) && !is_others_size(w));
}

static void judge_owed(struct bill *w)
{
	if (bill_was_run(w))
		return;
	if (w->left.any) {
		if (((!w->e->took && !w->e->put) || w->e->unsized) && w->e->handed && !is_callers(w))
			missing(w);
	} else if (!amount_zero(&w->left) && !is_callers(w)) {
		judge_exact(w);
	}
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

/* The one whose size is not made up for; where that cannot be said, the last that got its owner. */
static const struct value *owed_buffer(const struct bill *w)
{
	const struct value *found = NULL;

	for (uint8_t i = 0; i < w->left.n; i++) {
		const struct value *v = w->left.t[i].v;

		if (w->left.t[i].coef > 0 || v->kind != V_INIT || v->name != F_TRUESIZE)
			continue;
		if (found)
			return w->e->skb;
		found = v->a;
	}
	return found && w->e->skb ? found : w->e->skb;
}

/*
 * Memory that was reserved comes last, and before it what destructors have forgotten: these are
 * said only where the counters are right.
 */
enum pass { PASS_COUNTERS, PASS_FORGOTTEN, PASS_MEMORY, NR_PASSES };

static void judge(struct run *r, struct state *s, const struct ir_insn *ret, const struct entry *e,
		  enum pass pass)
{
	struct bill w = {
		.r = r,
		.s = s,
		.ret = ret,
		.e = e,
		.left = amount_reduce(s, &e->amount),
	};

	w.skb = owed_buffer(&w);
	w.b = w.skb ? state_skb_find(s, w.skb) : NULL;

	if ((e->settled && !e->bare) || (e->counter != F_MOVED && ledger_find(s, e->obj, F_ALL)))
		return;
	w.from = with_steps(r, s, e);
	if (pass == PASS_FORGOTTEN) {
		left_forgotten(&w);
		grown_judge(&w);
	}
	else if (e->moved || e->deferred)
		unpaid_judge(&w);
	else if (e->handed || e->resized)
		judge_owed(&w);
	else if (e->took)
		left_judge(&w);
}

static bool is_due(const struct entry *e, enum pass pass)
{
	if (e->counter == F_REFCNT || e->counter == F_ALL)
		return false;
	if (pass == PASS_FORGOTTEN)
		return e->took && !e->put && !e->handed && !e->resized && !e->moved && !e->deferred;
	return (e->counter == F_FORWARD) == (pass == PASS_MEMORY);
}

/*
 * A buffer that the caller will account for got its whole pair here: was it paid for here too, and
 * by another amount, then that is wrong whatever the caller does. So is a size that is changed here
 * when a setter has charged it.
 */
static void judge_left_open(struct run *r, const struct state *s, const struct skb *b,
			    const struct ir_insn *ret, enum pass pass)
{
	bool mine = b->set_func == r->func || b->fresh, size = b->size_insn && b->size_func == r->func;
	bool whole = b->dirty && b->sk_insn && b->dtor_insn && (mine || size);
	struct state *c;

	if (r->is_model || (!whole && (b->dirty || !b->size_insn)))
		return;
	c = state_copy(r->arena, s);
	if (whole)
		owner_account(r, c, b);
	else
		charge_settle_size(r, c, state_skb(c, b->v));
	for (unsigned int n = 0; n < c->ledger.n; n++) {
		struct entry e = c->ledger.v[n];

		if (is_due(&e, pass) && e.skb == b->v && e.took && e.handed && !e.moved &&
		    !e.deferred && (!whole || mine || e.resized))
			judge(r, c, ret, &e, pass);
	}
}

static void check_exit(struct run *r, struct state *s, const struct ir_insn *ret, enum pass pass)
{
	for (unsigned int n = 0; n < s->ledger.n; n++) {
		struct entry e = s->ledger.v[n];

		if (is_due(&e, pass))
			judge(r, s, ret, &e, pass);
		if (e.debt && pass == PASS_COUNTERS)
			judge(r, e.debt->s, ret, &e.debt->e, pass);
	}
	for (unsigned int n = 0; !r->root && n < s->skbs.n; n++)
		judge_left_open(r, s, &s->skbs.v[n], ret, pass);
}

static void check_all(struct run *r, enum pass pass)
{
	vec_for(i, &r->lost)
		if (is_due(&r->lost.v[i].e, pass))
			judge(r, r->lost.v[i].s, r->lost.v[i].insn, &r->lost.v[i].e, pass);
	vec_for(i, &r->exits)
		check_exit(r, r->exits.v[i], r->exit_insns.v[i], pass);
}

void charges_check(struct run *r)
{
	for (enum pass pass = PASS_COUNTERS; pass < NR_PASSES; pass++)
		check_all(r, pass);
}
