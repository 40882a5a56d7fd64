/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * refund - when what is charged and what a destructor gives back are not the same: is it the
 * destructor that is wrong?
 *
 * Nobody can tell two sides that disagree apart for certain. It is the destructor where it does
 * nothing about what its setter has charged, and where the setter has charged truesize, or one,
 * and the destructor takes off something else. Only one whose body this file has can be blamed. A
 * destructor of the core that is defined in the file is held against its model, by which every
 * other file relies on it.
 */
#include "run.h"

static const struct ir_func *body_of(struct run *r, const char *dtor)
{
	const struct ir_func *f = call_target(r->fl, dtor);

	return f && f->unit == r->fl->unit && f->in_main ? f : NULL;
}

static void blame(struct run *r, struct finding_at *at, const struct ir_func *f)
{
	struct ir_insn *head = arena_new(r->fl->arena, struct ir_insn);

	head->op = IR_CALL;
	head->loc = f->loc;
	at->insn = head;
	at->func = f;
	at->last = "this destructor is to give it back";
}

bool refund_blame(struct run *r, struct finding_at *at, const char *dtor)
{
	const struct ir_func *f = body_of(r, dtor);

	if (f)
		blame(r, at, f);
	return f != NULL;
}

/* truesize of @skb, with something for the object that goes along, or one. */
static bool is_usual(const struct amount *a, const struct value *skb, int64_t sign)
{
	if (a->any)
		return false;
	if (!a->n)
		return a->k == sign;
	return a->n == 1 && a->k * sign >= 0 && a->t[0].coef == sign && a->t[0].v->kind == V_INIT &&
	       a->t[0].v->name == F_TRUESIZE && a->t[0].v->a == skb;
}

/* By the destructor's own choice, not by what its setter has left in the buffer for it to read. */
static bool is_own_choice(const struct summary *sum, const char *counter)
{
	vec_for(i, &sum->exits)
		vec_for(k, &sum->exits.v[i]->ledger) {
			const struct entry *e = &sum->exits.v[i]->ledger.v[k];

			for (uint8_t n = 0; e->counter == counter && n < e->amount.n; n++)
				if (e->amount.t[n].v->kind != V_INIT ||
				    e->amount.t[n].v->a->kind != V_PARAM)
					return false;
		}
	return true;
}

bool refund_is_odd(struct run *r, struct state *s, const struct value *skb, const char *dtor,
		   const struct entry *e)
{
	const struct refund f = contract_refund(r, s, skb, owner_half(r, s, skb, F_SK), dtor, NULL);
	const struct refund_item *it = contract_item(&f, e->obj, e->counter);
	struct amount charged = amount_reduce(s, &e->amount), taken;

	if (!it || it->amount.any || charged.any ||
	    !is_own_choice(call_summary_pointed(r, dtor), e->counter))
		return false;
	taken = amount_reduce(s, &it->amount);
	amount_add(&charged, &taken, -1);
	return is_usual(&charged, skb, 1) && !is_usual(&taken, skb, -1);
}

bool refund_is_count(struct run *r, struct state *s, const struct value *skb, const char *dtor,
		     const struct entry *e)
{
	const struct refund_item *it;
	struct refund f;

	if (!dtor || !skb)
		return false;
	f = contract_refund(r, s, skb, owner_half(r, s, skb, F_SK), dtor, NULL);
	it = contract_item(&f, e->obj, e->counter);
	return it && !it->amount.any && !it->amount.n;
}

/* The same counter, of this object or of one that may be the same under another name. */
static bool gives_back(const struct refund *f, const char *counter)
{
	for (unsigned int i = 0; i < f->nr; i++)
		if (!strcmp(counter_words(f->item[i].counter), counter_words(counter)))
			return true;
	return false;
}

/* May @call lower @counter of what it gets: is that a record of the counter's kind, or any memory? */
static bool may_lower(const struct ir_insn *call, const char *counter)
{
	size_t len = strcspn(counter, ".");

	for (unsigned int i = 0; i < call->nr_args; i++) {
		const struct ir_type *t = call->args[i].kind == IRO_VAR ? call->args[i].var->type : NULL;
		const char *rec = t && t->kind == IRT_PTR ? ir_pointee(t) : NULL;

		if (!t || t->kind != IRT_PTR)
			continue;
		if (rec ? !strncmp(rec, counter, len) && !rec[len] : !t->to || t->to->kind == IRT_VOID)
			return true;
	}
	return false;
}

/* A function of which nothing is known gets the object, or the member that the counter is in. */
static bool passes_on(const struct refund *f, const struct event *charge)
{
	const struct value *obj = charge->obj;

	for (unsigned int i = 0; i < MAX_REFUNDS; i++)
		for (const struct event *e = f->ways_out[i]; e && e != f->start; e = e->prev)
			if (e->kind == EV_TOUCH && e->obj == value_object(obj) &&
			    (e->via ? obj->kind == V_FIELD && obj->name == e->via :
				      e->insn->op != IR_CALL || !e->insn->nr_args ||
				      may_lower(e->insn, charge->counter)))
				return true;
	return false;
}

/* One more user of what the buffer's socket is, or belongs to, by who attaches the destructor. */
static bool is_use(struct run *r, const struct skb *b, const struct value *sk,
		   const struct event *charge, const struct amount *left, const char *dtor)
{
	const struct value *whole = value_object(charge->obj);

	return !left->any && !left->n && left->k == 1 && charge->func == b->set_func &&
	       body_of(r, dtor) && (whole == sk || value_mentions(sk, whole));
}

/* Else it is what was charged instead, and that is another finding. */
static bool is_else_paid(const struct state *s, const struct refund *f)
{
	for (unsigned int i = 0; i < f->nr; i++) {
		const struct entry *e = ledger_find(s, f->item[i].obj, f->item[i].counter);

		if (f->item[i].counter != F_FORWARD && !f->item[i].amount.any && (!e || !e->took))
			return false;
	}
	return true;
}

const char *refund_forgotten(struct run *r, struct state *s, const struct skb *b,
			     const struct event *charge, const struct amount *left)
{
	const struct value *sk = owner_half(r, s, b->v, F_SK), *dtor = owner_half(r, s, b->v, F_DTOR);
	const char *name = known_func(s, dtor);
	bool size = left->n && is_usual(left, b->v, 1);
	struct refund f;

	if (!name || !b->dtor_insn || !b->set_func || b->fate == SKB_RELEASED || b->touched ||
	    (b->mid_sk && b->mid_sk != sk) ||
	    (!size && !is_use(r, b, sk, charge, left, name)))
		return NULL;
	f = contract_refund(r, s, b->v, sk, name, NULL);
	if (!f.known || f.open || f.settled || f.needs_sk || (f.refs && !f.nr) ||
	    gives_back(&f, charge->counter) || !is_else_paid(s, &f))
		return NULL;
	if (!size && passes_on(&f, charge))	/* of a size it would have to be told */
		return NULL;
	return name;
}

/* --- against the model --- */

/* All but what a path keeps back as a reference of its own, to be given up later. */
static bool is_given_back(const struct state *s, const struct refund_item *it)
{
	const struct entry *e = ledger_find(s, it->obj, it->counter);
	struct amount left = e ? e->amount : (struct amount){ 0 };

	if (left.any || it->amount.any)
		return true;
	amount_add(&left, &it->amount, -1);
	left = amount_reduce(s, &left);
	return left.any || amount_zero(&left) || (!left.n && left.k == 1);
}

static const struct event *lowered(const struct state *s, const struct refund_item *it)
{
	for (const struct event *e = s->history; e; e = e->prev)
		if (e->kind == EV_REFUND && e->obj == it->obj && e->counter == it->counter)
			return e;
	return NULL;
}

static void against(struct run *r, struct state *s, const struct value *skb,
		    const struct refund_item *it)
{
	const struct event *e = lowered(s, it);
	struct finding_at at = {
		.rule = RULE_CHARGE_MISMATCH, .level = LEVEL_WARNING, .conf = CONF_MEDIUM,
		.obj = skb, .obj2 = it->obj, .counter = it->counter,
	};

	if (is_given_back(s, it))
		return;
	blame(r, &at, r->func);
	if (e && e->func == r->func) {
		at.insn = e->insn;
		at.last = "another amount is taken off here";
	}
	violation_add(r, s, &at, "'%s' of '%s' is not lowered by what setters charge for '%s'",
		      counter_words(it->counter), name_of(r, it->obj), name_of(r, skb));
}

void refund_check(struct run *r)
{
	struct ir_func *f = r->func, *model;
	const struct value *skb, *sk;
	struct refund is;
	struct state *s;

	if (!r->root || r->is_model || f->is_static || f->nr_params != 1 || !r->exits.n)
		return;
	model = models_find(r->fl->opt->models, f->name);
	skb = model ? value_param(r->fl->values, f, 0) : NULL;
	if (!skb || !protocol_is_skb(ir_pointee(f->vars.v[0]->type)))
		return;
	sk = value_init(r->fl->values, skb, F_SK);
	s = state_new(r->arena, f->vars.n);
	is = contract_of_model(r, s, skb, sk, model);
	vec_for(i, &r->exits)
		for (unsigned int n = 0; n < is.nr && !known_null(r->exits.v[i], sk); n++)
			against(r, r->exits.v[i], skb, &is.item[n]);
}
