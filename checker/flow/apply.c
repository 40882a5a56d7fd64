/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apply - what a callee's summary does to the caller's state.
 *
 * Each exit of the callee is a state over the callee's symbols. Its parameters
 * stand for the arguments, what it read from them for what the caller's memory
 * holds *before* the call, what it made itself for new symbols of this call.
 * An exit whose conditions the caller's state rules out is dropped; the others
 * each make a state.
 */
#include <limits.h>
#include "apply.h"

#define MAX_CALLEE_EVENTS 16

/* What a callee made itself gets a symbol of this call, another one while the last lives. */
static const struct value *map_made(struct apply *a, const struct value *v)
{
	const struct value *to = NULL;

	vec_for(i, &a->made)
		if (a->made.v[i].from == v)
			return a->made.v[i].to;
	for (int n = 0; n < MAX_ALIVE; n++) {
		to = value_sub(a->r->fl->values, a->call, v, n);
		if (!state_uses(a->before, to))
			break;
	}
	value_label(to, NULL, v->type);
	state_forget_symbol(a->s, to);
	vec_reserve(a->r->arena, &a->made, a->made.n + 1);
	a->made.v[a->made.n].from = v;
	a->made.v[a->made.n++].to = to;
	return to;
}

static const struct value *subst_leaf(struct apply *a, const struct value *v)
{
	if (v->kind == V_PARAM && v->site == a->sum->func)
		return v->imm < a->nr_args ? a->args[v->imm] : map_made(a, v);
	return map_made(a, v);
}

static const struct value *subst_composite(struct apply *a, const struct value *v)
{
	struct value_table *t = a->r->fl->values;
	const struct value *x = apply_subst(a, v->a), *y = v->b ? apply_subst(a, v->b) : NULL;
	const struct value *out;

	switch (v->kind) {
	case V_INIT: {
		const char *field = v->name;

		out = mem_read(a->r, a->before, a->call, x, field);
		if (out->kind == V_INIT && out->name == field)
			value_label(out, NULL, v->type);
		break;
	}
	case V_FIELD:
		out = value_field(t, x, v->name);
		break;
	case V_OUTER:
		out = value_outer(t, x, v->name);
		break;
	case V_PRED:
		out = value_pred(t, v->name, x, v->imm);
		break;
	default:
		out = value_bin(t, v->rel, x, y);
		break;
	}
	if (out)
		return out;
	out = map_made(a, v);
	if (v->kind == V_FIELD || v->kind == V_OUTER)
		fact_set_nonnull(a->s, out);	/* too deep to be followed, but an address */
	return out;
}

const struct value *apply_subst(struct apply *a, const struct value *v)
{
	if (value_is_leaf(v))
		return subst_leaf(a, v);
	return v->a ? subst_composite(a, v) : v;
}

static bool apply_eq(struct apply *a, const struct value *v, const struct fact *f)
{
	struct fact *mine;
	bool ok = false;

	if (f->nr_eq == 1)
		return assume(a->r, a->s, IRR_EQ, v, apply_subst(a, f->eq[0]));
	for (uint8_t i = 0; i < f->nr_eq; i++)
		ok |= truth(a->r, a->s, IRR_EQ, v, apply_subst(a, f->eq[i])) != 0;
	if (!ok || v->kind == V_INT || v->kind == V_FUNC || known_func(a->s, v))
		return ok;
	if (!fact_set_nonnull(a->s, v))
		return false;
	mine = (struct fact *)state_fact(a->s, v);
	if (mine && !mine->nr_eq) {
		mine->nr_eq = f->nr_eq;
		for (uint8_t i = 0; i < f->nr_eq; i++)
			mine->eq[i] = apply_subst(a, f->eq[i]);
	}
	return true;
}

static bool apply_fact(struct apply *a, const struct fact *f)
{
	struct value_table *t = a->r->fl->values;
	const struct value *v = apply_subst(a, f->v), *null = value_int(t, 0);

	note_judged(a->s, v, NULL);
	if (f->chained)
		fact_set_chained(a->s, v);
	if (f->weak && !guards_locked(a->s))
		fact_set_weak(a->s, v, a->s->guards.rcu > 0 ? WEAK_YES : f->weak);
	if (f->cover)
		fact_set_cover(a->s, v, f->cover == COVER_CALLERS ? dying_cover(a->s) : f->cover);
	if (f->lo == f->hi && !assume(a->r, a->s, IRR_EQ, v, value_int(t, f->lo)))
		return false;
	if (f->lo != f->hi && f->lo != INT64_MIN &&
	    !assume(a->r, a->s, IRR_GE, v, value_int(t, f->lo)))
		return false;
	if (f->lo != f->hi && f->hi != INT64_MAX &&
	    !assume(a->r, a->s, IRR_LE, v, value_int(t, f->hi)))
		return false;
	if (f->nonnull && v->kind == V_FIELD && known_null(a->s, value_object(v)))
		return false;		/* a member of NULL is followed */
	if (f->nonnull && !assume(a->r, a->s, IRR_NE, v, null))
		return false;
	if (f->err && !fact_set_err(a->s, v, f->err > 0))
		return false;
	if (f->nr_eq && !apply_eq(a, v, f))
		return false;
	for (uint8_t i = 0; i < f->nr_ne; i++)
		if (!assume(a->r, a->s, IRR_NE, v, apply_subst(a, f->ne[i])))
			return false;
	return true;
}

/* Where the user sees it: what a model does is done by the call. */
void apply_to_caller(struct apply *a, const struct ir_insn **insn, const struct ir_func **func)
{
	if (*func && (*func)->unit == a->r->fl->unit && ((*func)->in_main || !a->r->func->in_main))
		return;
	*insn = a->call;
	*func = a->r->func;
}

/* Another file is a place that the user can look at, a model is none. */
bool apply_is_elsewhere(const struct apply *a, const struct ir_func *f)
{
	return a->sum->foreign && f && f->in_main && foreign_func(a->r->fl, f);
}

/* What is found wrong at the call has its cause in another file: a step of the path. */
static void show_cause(struct apply *a, const struct latent *l)
{
	enum event_kind kind = l->kind == LATENT_ORPHAN ? EV_SET_SK : EV_USED;
	const struct value *obj = l->kind == LATENT_ORPHAN ? l->obj : l->a;

	if (apply_is_elsewhere(a, l->func))
		event_add(a->r, a->s, kind, l->insn, apply_subst(a, obj), l->what)->func = l->func;
}

static void apply_latents(struct apply *a)
{
	vec_for(i, &a->exit->latents) {
		struct latent l = a->exit->latents.v[i];

		show_cause(a, &l);
		apply_to_caller(a, &l.insn, &l.func);
		l.obj = l.obj ? apply_subst(a, l.obj) : NULL;
		l.a = l.a ? apply_subst(a, l.a) : NULL;
		l.b = l.b ? apply_subst(a, l.b) : NULL;
		if (l.kind == LATENT_ORPHAN)
			earlier_check(a->r, a->s, &l);
		else if (l.kind == LATENT_USED)
			keeper_check_latent(a->r, a->s, &l);
		else if (l.kind == LATENT_ALIVE)
			dying_check_latent(a->r, a->s, &l);
		else
			kinds_check_latent(a->r, a->s, &l, a->call);
	}
}

/* A model that finds sockets of the kinds its caller asks for. */
static void take_kinds(struct apply *a, struct sock *mine, const struct sock *k)
{
	const struct value *v = apply_subst(a, k->kinds_arg);

	if (v->kind == V_INT)
		mine->kinds = v->imm;
	else
		mine->kinds_arg = v;
}

static bool apply_sock(struct apply *a, const struct sock *k)
{
	const struct value *v = apply_subst(a, k->v);
	struct sock *mine;

	if (v->kind == V_FIELD) {	/* &sk->member: what holds it holds the socket */
		v = value_object(v);
		if (k->escaped && v->kind != V_LOCAL && v->kind != V_GLOBAL)
			sock_escape(state_sock(a->s, v), NULL);
		return true;
	}
	if (v->kind == V_INT)
		return true;
	mine = kinds_of(a->r, a->s, v);
	if (!mine)
		mine = state_sock(a->s, v);
	if (k->source == KINDS_CERTAIN && (k->found || k->fresh) && value_is_leaf(k->v)) {
		mine->source = k->source;
		mine->found = k->found;
		mine->fresh = k->fresh;
	}
	if (k->kinds_arg)
		take_kinds(a, mine, k);
	mine->kinds &= k->kinds;
	if (k->escaped)
		sock_escape(mine, k->in ? apply_subst(a, k->in) : NULL);
	else if (k->freed)
		mine->freed = a->call;
	mine->closed |= k->closed;
	mine->asked |= k->asked;
	mine->queried |= k->queried;
	mine->armed |= k->armed;
	if (k->touched && !mine->touched)
		mine->touched = a->call;
	return mine->kinds != 0;
}

/* The account that the caller had open on a buffer, when the callee ended it. */
static void close_callers(struct apply *a)
{
	vec_for(i, &a->exit->skbs) {
		const struct skb *b = &a->exit->skbs.v[i];
		const struct value *v = apply_subst(a, b->v);

		if (b->ended == END_NONE || v->kind == V_INT)
			continue;
		state_skb(a->s, v)->queued = b->queued || keeper_is_queue(a->call);
		owner_close(a->r, a->s, v, b->ended);
	}
}

/* The callee has called the destructor by hand and left the pair; the pair is the caller's. */
static void apply_ran(struct apply *a, struct skb *mine, const struct skb *b)
{
	const struct event *e = b->ran;
	const struct ir_insn *insn;
	const struct ir_func *func;

	mine->refunded |= b->refunded;
	if (!e)
		return;
	insn = e->insn;
	func = e->func;
	apply_to_caller(a, &insn, &func);
	mine->ran_sure = b->ran_sure;
	mine->ran_touched = b->ran_touched;
	mine->ran_given = b->ran_given;
	mine->ran = insn == e->insn ? e : event_add(a->r, a->s, EV_RAN, insn, mine->v, e->via);
}

/* The callee changed truesize: it is the caller who knows the owner. */
static void take_size(struct apply *a, struct skb *mine, const struct skb *b)
{
	mine->size_insn = b->size_insn;
	mine->size_func = b->size_func;
	mine->paid = apply_subst(a, b->paid);
	apply_to_caller(a, &mine->size_insn, &mine->size_func);
}

static void apply_skb(struct apply *a, const struct skb *b)
{
	const struct value *v = apply_subst(a, b->v);
	struct skb *mine;

	if (v->kind == V_INT)
		return;
	mine = state_skb(a->s, v);
	mine->fresh |= b->fresh;
	mine->touched |= b->touched;
	mine->stored |= b->stored;
	if (b->touched)
		call_touch_block(a->s, v);
	apply_ran(a, mine, b);
	if (b->fate != SKB_HERE)
		mine->fate = b->fate;
	if (b->summed) {
		mine->summed = b->summed;
		mine->sum_insn = NULL;
	}
	mine->sum_kept |= b->sum_kept;
	if (b->sized)
		charge_sized(a->s, v);
	if (b->size_insn && !mine->size_insn)
		take_size(a, mine, b);
	if (!b->dirty)
		return;
	if (!mine->dirty) {
		mine->dirty = true;
		mine->prior_sk = apply_subst(a, b->prior_sk);
		mine->prior_dtor = apply_subst(a, b->prior_dtor);
		mine->mid_sk = mine->mid_dtor = NULL;
	} else if (!mine->mid_sk && mine->sk_insn && mine->dtor_insn) {
		mine->mid_sk = owner_half(a->r, a->before, v, F_SK);
		mine->mid_dtor = owner_half(a->r, a->before, v, F_DTOR);
	}
	mine->cleared = b->cleared;
	mine->cleared_prior = b->cleared_prior;
	if (b->cleared) {
		const struct ir_func *f = b->set_func;

		mine->clear_insn = b->clear_insn;
		apply_to_caller(a, &mine->clear_insn, &f);
	}
	mine->set_func = b->set_func;
	mine->sk_insn = b->sk_insn ? b->sk_insn : mine->sk_insn;
	mine->dtor_insn = b->dtor_insn ? b->dtor_insn : mine->dtor_insn;
	if (b->set_func && (b->set_func->unit != a->r->fl->unit ||
			    (a->r->func->in_main && !b->set_func->in_main))) {
		mine->sk_insn = b->sk_insn ? a->call : mine->sk_insn;
		mine->dtor_insn = b->dtor_insn ? a->call : mine->dtor_insn;
		mine->set_func = a->r->func;
	}
}

/* What the callee has stored: a sum that it got may be paid by whoever finds it there. */
static void put_cell(struct apply *a, const struct cell *c)
{
	if (c->field != F_TRUESIZE && value_object(c->obj)->kind != V_LOCAL)
		charge_pass(a->r, a->s, c->val);
	state_write(a->s, c->obj, c->field, c->val);
}

static void apply_heap(struct apply *a)
{
	unsigned int n = a->exit->heap.n;
	struct cell *out = arena_array(a->r->arena, struct cell, n + 1);

	for (unsigned int i = 0; i < n; i++) {
		const struct cell *c = &a->exit->heap.v[i];

		out[i] = (struct cell){ apply_subst(a, c->obj), c->field, apply_subst(a, c->val) };
		if (out[i].obj->kind == V_FIELD && c->field == F_STAR) {
			out[i].field = out[i].obj->name;
			out[i].obj = out[i].obj->a;
		}
	}
	for (unsigned int i = 0; i < n; i++)
		if (out[i].obj->kind != V_INT)
			put_cell(a, &out[i]);
}

/*
 * sock_put() by another name: a function of nothing but what it puts. It is the caller who
 * puts then. testdata/idioms/put_by_name.c
 */
static bool is_put_by_name(const struct summary *sum)
{
	const struct ir_func *f = sum->func;

	if (f->nr_params != 1 || f->blocks.n > 4 || !f->ret || f->ret->kind != IRT_VOID)
		return false;
	vec_for(i, &sum->exits) {
		const struct state *x = sum->exits.v[i];

		if (x->ledger.n > 1 || x->skbs.n)
			return false;
		vec_for(k, &x->ledger) {
			const struct entry *e = &x->ledger.v[k];

			if (e->counter != F_REFCNT || e->took || e->amount.any || e->amount.k != -1 ||
			    value_object(e->obj)->kind != V_PARAM)
				return false;
		}
	}
	return sum->exits.n > 0;
}

/* The callee's steps, oldest first, without its branches. */
static void apply_events(struct apply *a)
{
	const struct event *pick[MAX_CALLEE_EVENTS], *e;
	bool model = a->sum->func->unit != a->r->fl->unit && !a->sum->foreign;
	bool put = a->sum->func->unit == a->r->fl->unit && is_put_by_name(a->sum);
	unsigned int n = 0, touches = 0, locks = 0;

	for (e = a->exit->history; e && n < MAX_CALLEE_EVENTS; e = e->prev) {
		if (e->kind == EV_BRANCH ||
		    (e->kind == EV_TOUCH && (!value_from_caller(e->obj) || touches++ > 3)))
			continue;
		if (e->kind == EV_LOCK && (!value_from_caller(e->obj) || locks++ > 3))
			continue;
		pick[n++] = e;
	}
	while (n--) {
		const struct value *obj = pick[n]->obj ? apply_subst(a, pick[n]->obj) : NULL;
		struct event *mine;

		mine = event_add(a->r, a->s, pick[n]->kind, pick[n]->insn, obj, pick[n]->via);
		mine->imm = pick[n]->imm;
		mine->counter = pick[n]->counter;
		if (mine->counter == F_STAR && obj->kind == V_FIELD) {
			mine->counter = obj->name;
			mine->obj = obj->a;
		}
		mine->func = pick[n]->func;
		if (!apply_is_elsewhere(a, mine->func))
			apply_to_caller(a, &mine->insn, &mine->func);
		if (put && mine->kind == EV_PUT) {
			mine->func = a->r->func;
			mine->insn = a->call;
			mine->via = a->sum->func->name;
		}
		if (model && mine->kind != EV_HANDED && mine->kind != EV_SET_DTOR &&
		    mine->kind != EV_OWED)
			mine->via = a->sum->func->name;
	}
}

static bool returns(const struct state *exit, const struct value *obj)
{
	const struct value *ret = exit->ret;

	for (; ret && (ret->kind == V_FIELD || ret->kind == V_OUTER); ret = ret->a)
		if (ret == obj)
			return true;
	while (obj->kind == V_FIELD || obj->kind == V_OUTER)
		obj = obj->a;
	return ret == obj;
}

static bool locks_argument(const struct apply *a)
{
	return a->exit->guards.locks && a->nr_args && a->sum->func->unit != a->r->fl->unit &&
	       !a->sum->foreign;
}

/* Which object's lock a model takes or releases is told by what it gets. */
static void apply_locks(struct apply *a)
{
	guards_add(&a->s->guards, &a->exit->guards);
	if (a->exit->guards.locks < 0 || a->exit->guards.rcu < 0)
		dying_unlocked(a->r, a->s, a->call, a->sum->func->name);
	if (locks_argument(a))
		event_add(a->r, a->s, EV_LOCK, a->call, value_object(a->args[0]),
			  a->sum->func->name)->imm = a->exit->guards.locks;
}

/* Where the user sees that a function of the unit gave a reference to what it returns. */
static void apply_taken(struct apply *a)
{
	if (a->sum->func->unit != a->r->fl->unit && !a->sum->foreign)
		return;
	vec_for(i, &a->exit->ledger) {
		const struct entry *e = &a->exit->ledger.v[i];

		if (e->counter == F_REFCNT && e->took && !e->amount.any && e->amount.k > 0)
			event_add(a->r, a->s, EV_REF, a->call, apply_subst(a, e->obj),
				  a->sum->func->name)->imm = returns(a->exit, e->obj);
	}
}

/* ... and what that owner kept alive, when the callee has not taken a reference of its own. */
static void drop_callers(struct apply *a)
{
	vec_for(i, &a->exit->skbs) {
		const struct skb *b = &a->exit->skbs.v[i];
		const struct value *v = apply_subst(a, b->v);

		if (b->ended == END_NONE || v->kind == V_INT)
			continue;
		if (b->ended == END_GIVE && state_skb(a->s, v)->queued)
			continue;
		keeper_ends(a->r, a->s, a->call, v, owner_half(a->r, a->before, v, F_SK),
			    owner_half(a->r, a->before, v, F_DTOR), b->ended);
	}
}

/* A second put is another rule's. */
static bool puts_again(const struct apply *a, const struct value *v, const struct value *to)
{
	const struct entry *e = ledger_find(a->exit, v, F_REFCNT);
	const struct sock *k = state_sock_find(a->s, to);

	return e && e->put && !e->took && k && k->dropped && k->drop_put;
}

static void apply_uses(struct apply *a)
{
	if (locks_argument(a))	/* before that is a use like others */
		keeper_lock(a->r, a->s, a->call, a->args[0], a->exit->guards.locks);
	vec_for(i, &a->exit->uses) {
		const struct value *v = a->exit->uses.v[i], *to = apply_subst(a, v);

		if (to->kind != V_INT && !puts_again(a, v, to))
			keeper_use(a->r, a->s, a->call, to);
	}
}

/*
 * The callee gets the socket beside the buffer that kept it, and goes on with it behind the
 * end of that owner: sock_queue_err_skb(skb->sk, skb).
 */
static void apply_late(struct apply *a)
{
	vec_for(i, &a->exit->late) {
		const struct value *v = a->exit->late.v[i], *to = apply_subst(a, v);

		if (v->kind == V_PARAM && to->kind != V_INT && !puts_again(a, v, to))
			keeper_use_late(a->r, a->s, a->call, to);
	}
}

static void apply_freed(struct apply *a)
{
	vec_for(i, &a->exit->freed)
		freed_object(a->s, a->call, apply_subst(a, a->exit->freed.v[i]));
}

/* A counter that this way out moved is in an object: where that is NULL the way is not taken. */
static bool apply_counters(struct apply *a)
{
	vec_for(i, &a->exit->ledger) {
		const struct entry *e = &a->exit->ledger.v[i];
		const struct value *obj = value_object(apply_subst(a, e->obj));

		if (!e->amount.any && (obj->kind == V_INT || known_null(a->s, obj)))
			return false;
	}
	return true;
}

static void apply_copies(struct apply *a)
{
	vec_for(i, &a->exit->copies) {
		struct copied c = a->exit->copies.v[i];

		if (!value_from_caller(c.src) || a->sum->func->unit != a->r->fl->unit)
			continue;	/* judged there */
		c.src = apply_subst(a, c.src);
		c.dst = apply_subst(a, c.dst);
		c.sk = apply_subst(a, c.sk);
		c.dtor = apply_subst(a, c.dtor);
		if (c.src->kind != V_INT && c.dst->kind != V_INT)
			vec_push(a->r->arena, &a->s->copies, c);
	}
}

static void apply_return(struct apply *a)
{
	const struct value *ret = a->exit->ret, *mine = ret ? apply_subst(a, ret) : NULL;

	bind(a->r, a->s, a->call, mine);
	if (ret && a->call->dst && a->sum->func->unit == a->r->fl->unit)
		dying_returned(a->r, a->s, a->call, a->exit, mine);
}

static bool apply_exit(struct apply *a)
{
	vec_for(i, &a->exit->facts)
		if (!apply_fact(a, &a->exit->facts.v[i]))
			return false;
	if (!apply_counters(a))
		return false;
	apply_latents(a);
	vec_for(i, &a->exit->socks)
		if (!apply_sock(a, &a->exit->socks.v[i]))
			return false;
	apply_uses(a);
	close_callers(a);
	apply_events(a);
	apply_locks(a);
	apply_taken(a);
	apply_heap(a);
	vec_for(i, &a->exit->skbs)
		apply_skb(a, &a->exit->skbs.v[i]);
	vec_for(i, &a->exit->ledger)
		apply_account(a, &a->exit->ledger.v[i]);
	drop_callers(a);
	apply_late(a);
	apply_copies(a);
	apply_freed(a);
	if (a->call->dst)
		apply_return(a);
	return true;
}

void summary_apply(struct run *r, struct state *s, const struct ir_insn *i,
		   const struct summary *sum, const struct value **args, unsigned int nr_args,
		   struct state_vec *out)
{
	vec_for(n, &sum->exits) {
		struct apply a = {
			.r = r, .call = i, .sum = sum, .args = args, .nr_args = nr_args,
			.before = n + 1 < sum->exits.n ? state_copy(r->arena, s) : s,
			.exit = sum->exits.v[n],
		};

		a.s = state_copy(r->arena, s);

		if (apply_exit(&a))
			vec_push(r->arena, &out->s, a.s);
	}
}
