/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keeper - who keeps a socket alive, and what is used when nobody does.
 *
 * Three things keep a socket for this function: a reference of its own, the
 * buffer that the pointer was read from, and whoever else has it: the caller
 * that passed it, a table, another object. Of the last nothing is known, so a
 * socket is *dropped* only when one of the first two was all there was: the
 * buffer that it was read from is orphaned, freed or sent, or the reference that
 * a look-up gave is put. Using it then is the violation.
 *
 * A use is judged when the function ends or its loop turns: who puts the same
 * socket once more after it had another reference, and so the first put was not
 * the last one.
 *
 * What a callee uses is kept in its summary (state.uses) and asked at the call.
 */
#include "base/intern.h"
#include "run.h"

/* --- the socket itself --- */

static const struct value *sock_of(const struct value *v)
{
	while (v->kind == V_FIELD || v->kind == V_OUTER)
		v = v->a;
	return v;
}

/* The object that a socket is embedded in goes with it. */
static struct sock *dropped_within(const struct state *s, const struct value *ptr)
{
	vec_for(i, &s->socks) {
		struct sock *k = &s->socks.v[i];

		if (k->dropped && k->v->kind == V_FIELD && value_object(k->v) == ptr)
			return k;
	}
	return NULL;
}

/* The socket that @ptr points into or around and that nobody keeps; NULL when there is none. */
static struct sock *dropped_of(const struct state *s, const struct value *ptr)
{
	for (;; ptr = ptr->a) {
		struct sock *k = state_sock_find(s, ptr);

		if (k && k->dropped)
			return k;
		if (ptr->kind != V_FIELD && ptr->kind != V_OUTER)
			return dropped_within(s, ptr);
	}
}

static bool is_owner_of(const struct value *v)
{
	return v->kind == V_INIT && v->name == F_SK;
}

static bool points_to_sock(const struct run *r, const struct value *v)
{
	return v->type && protocol_is_sock(r->func->unit, ir_pointee(v->type));
}

/* --- other keepers --- */

/* A socket that the caller passes beside the buffer is most likely the same. */
static bool has_sock_param(const struct run *r)
{
	for (unsigned int i = 0; i < r->func->nr_params; i++) {
		const char *rec = ir_pointee(r->func->vars.v[i]->type);

		if (protocol_is_sock(r->func->unit, rec) || protocol_is_user_socket(rec))
			return true;
	}
	return false;
}

static bool equals_another(const struct state *s, const struct value *sk)
{
	vec_for(i, &s->facts) {
		const struct fact *f = &s->facts.v[i];

		for (uint8_t k = 0; k < f->nr_eq; k++)
			if ((f->v == sk && f->eq[k]->kind != V_INT) || f->eq[k] == sk)
				return true;
	}
	return false;
}

/* Another buffer owns it, or another object has the pointer. */
static bool is_elsewhere(const struct state *s, const struct value *sk, const struct value *skb)
{
	vec_for(i, &s->heap) {
		const struct cell *c = &s->heap.v[i];

		if (c->val == sk && c->obj != skb && value_object(c->obj)->kind != V_LOCAL)
			return true;
	}
	return false;
}

static bool is_kept(const struct state *s, const struct value *sk, const struct value *skb)
{
	const struct entry *e = ledger_find(s, sk, F_REFCNT);
	const struct sock *k = state_sock_find(s, sk);

	if (e && (e->amount.any || e->amount.n || e->amount.k > 0))
		return true;
	return (k && (k->escaped || k->fresh)) || equals_another(s, sk) || is_elsewhere(s, sk, skb);
}

/* Made by this function and still its own, with the one reference that it was made with. */
static bool is_made_here(const struct state *s, const struct value *sk)
{
	const struct sock *k = state_sock_find(s, sk);

	return k && k->fresh && !k->escaped && !equals_another(s, sk) && !is_elsewhere(s, sk, NULL);
}

/* The buffer that the pointer was read from still has it: this one only borrowed it. */
static bool is_borrowed(struct run *r, struct state *s, const struct value *sk,
			const struct value *skb)
{
	const struct skb *b = state_skb_find(s, sk->a);

	return sk->a != skb && !(b && b->fate == SKB_RELEASED) &&
	       owner_half(r, s, sk->a, F_SK) == sk;
}

/* A socket that is not counted is freed behind a grace period. */
static bool is_uncounted(struct run *r, const struct state *s, const struct value *sk)
{
	return known_null(s, value_pred(r->fl->values, intern("refcounted"), sk, 0));
}

/* --- the drop --- */

static void drop(struct run *r, struct state *s, const struct ir_insn *i, const struct value *sk,
		 const char *how, bool sure, bool put)
{
	struct sock *k = state_sock(s, sk);

	k->dropped = event_add(r, s, EV_DROPPED, i, sk, how);
	k->drop_sure = sure;
	k->drop_put = put;
	k->drop_locked = false;
}

/* The caller has others, so that other uses say nothing; but its lock is held on what it put. */
static void drop_locked(struct run *r, struct state *s, const struct ir_insn *i,
			const struct value *sk)
{
	drop(r, s, i, sk, "a reference of the caller's is put", false, true);
	state_sock(s, sk)->drop_locked = true;
}

/* Can destructor @dtor be what keeps the socket: a reference, or a charge of the send buffer? */
static bool destructor_keeps(struct run *r, struct state *s, const struct value *skb,
			     const struct value *sk, const struct value *dtor)
{
	const char *name = known_func(s, dtor);
	struct refund f;

	if (known_null(s, dtor))
		return false;
	if (!name)
		return true;
	f = contract_refund(r, s, skb, sk, name, NULL);
	return !f.known || f.settled || f.refs < 0 || contract_gives(r, s, skb, sk, name, F_WMEM);
}

static const char *const end_words[] = {
	[END_ORPHAN] = "the owner of its buffer is dropped",
	[END_RELEASE] = "its buffer is freed",
	[END_GIVE] = "its buffer is sent",
};

/* A queue keeps the buffer for a while, and mostly it is the socket's own. */
bool keeper_is_queue(const struct ir_insn *i)
{
	for (unsigned int n = 0; n < i->nr_args; n++) {
		const struct ir_var *v = i->args[n].kind == IRO_VAR ? i->args[n].var : NULL;
		const char *rec = v ? ir_pointee(v->type) : NULL;

		if (protocol_is_queue(rec))
			return true;
	}
	return false;
}

void keeper_ends(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb,
		 const struct value *sk, const struct value *dtor, enum skb_end how)
{
	const struct sock *k = state_sock_find(s, sk);
	const struct skb *b = state_skb_find(s, skb);

	if (r->is_model || r->trial || !is_owner_of(sk) || known_null(s, sk))
		return;
	if (how != END_ORPHAN && how != END_RELEASE && how != END_GIVE)
		return;
	if (has_sock_param(r) || is_kept(s, sk, skb) || is_borrowed(r, s, sk, skb) ||
	    is_uncounted(r, s, sk))
		return;
	/* kfree_skb() puts one count of the buffer; whoever got the buffer before may have another. */
	if (destructor_keeps(r, s, skb, sk, dtor))
		drop(r, s, i, sk, end_words[how],
		     !(how == END_RELEASE && b && b->touched) && !(k && k->touched), false);
}

/* Destructor @name, or one that is not known when that is NULL, was called by hand for @skb. */
void keeper_ran(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb,
		const char *name)
{
	const struct value *sk = owner_half(r, s, skb, F_SK);

	if (r->is_model || r->trial || !is_owner_of(sk) || known_null(s, sk) || has_sock_param(r) ||
	    is_kept(s, sk, skb) || is_borrowed(r, s, sk, skb) || is_uncounted(r, s, sk))
		return;
	if (destructor_keeps(r, s, skb, sk,
			     name ? value_named(r->fl->values, V_FUNC, name) :
				    owner_half(r, s, skb, F_DTOR)))
		drop(r, s, i, sk, "the destructor of its buffer is called", false, false);
}

/* refcount_inc_not_zero(): who asks whether there was one to take had nothing else to rely on. */
static bool is_asked(const struct ir_insn *i)
{
	return i->dst && i->dst->type && i->dst->type->kind == IRT_INT;
}

/* Two look-ups met, and what they gave has another name since: testdata/idioms/lifetime.c */
static bool is_met_look_up(const struct state *s, const struct value *sk)
{
	const struct sock *k = state_sock_find(s, sk);

	return sk->kind == V_JOIN && sk->imm > VALUE_READ && k && k->found;
}

/* Was the reference given by the same call that found the socket? */
static bool came_with_reference(const struct run *r, const struct state *s, const struct value *sk)
{
	const struct ir_insn *found = NULL;
	const struct event *e, *first = NULL;

	for (e = s->history; e; e = e->prev) {
		if (e->obj != sk)
			continue;
		if (e->kind == EV_FOUND)
			found = e->insn;
		if (e->kind == EV_REF && e->func == r->func)
			first = e;
	}
	if (!first && !found)
		return is_met_look_up(s, sk);
	if (!first || first->insn->op != IR_CALL)
		return false;
	if (found)
		return found == first->insn;
	if (is_asked(first->insn))
		return true;
	/* apply_taken(): a finder of the unit has left it to us */
	return first->via && first->insn->a.kind == IRO_FUNC && first->via == first->insn->a.name &&
	       ir_find(r->fl->unit, first->via) && first->insn->dst;
}

/* sock->sk of a call by user space, whose file keeps it: unless the call is to end it. testdata/idioms/lifetime.c */
bool keeper_is_open(const struct run *r, const struct value *sk)
{
	const struct ir_type *t = sk->kind == V_INIT && sk->a->kind == V_PARAM ? sk->a->type : NULL;

	return t && protocol_is_user_socket(ir_pointee(t)) && !(r->entry && r->entry->consumes);
}

/* How often the lock of a socket was taken and not released, before and since this function held it. */
struct locks {
	const struct event *held;
	int before, since;
	bool taken;		/* ... at all, since */
};

static struct locks locks_of(const struct run *r, const struct state *s, const struct value *sk)
{
	struct locks l = { NULL };

	for (const struct event *e = s->history; e; e = e->prev) {
		if (e->obj != sk)
			continue;
		if (e->kind == EV_REF && e->func == r->func)
			l.held = e;
		else if (e->kind == EV_LOCK && l.held)
			l.before += e->imm;
		else if (e->kind == EV_LOCK)
			l.since += e->imm, l.taken = true;
	}
	return l;
}

bool keeper_held_over_lock(const struct run *r, const struct state *s, const struct value *sk)
{
	struct locks l = locks_of(r, s, sk);

	return l.held && l.taken && !l.since && !l.before;
}

/*
 * Held first, then locked, and locked still: while nobody else's lock was there the
 * reference was what kept it, so that it may be the last one now. What was found in memory
 * and is held under its own lock is held for what comes before the unlocking.
 */
static bool held_for_lock(const struct run *r, const struct state *s, const struct value *sk)
{
	struct locks l = locks_of(r, s, sk);

	if (value_root(sk)->kind == V_INIT && !is_owner_of(sk) && l.before > 0 && !keeper_is_open(r, sk))
		return l.held && l.since + l.before > 0;
	return l.held && l.since > 0 && !l.before;
}

/*
 * Found in memory and held while a lock was there, put when it is not: what keeps a socket
 * behind the lock is the reference that was taken under it.
 */
static bool held_under_lock(const struct state *s, const struct entry *e)
{
	const struct value *v = value_root(e->obj);

	return e->locked && !guards_locked(s) &&
	       (v->kind == V_SUB || v->kind == V_FRESH || v->kind == V_JOIN ||
		(v->kind == V_INIT && v->name != F_SK));
}

/* Put once more: there was another reference when it was used after the first put. */
static void take_back(struct state *s, const struct value *sk)
{
	struct sock *k = state_sock_find(s, sk);

	if (!k || !k->drop_put)
		return;
	k->dropped = NULL;
	k->used = NULL;
}

/* What the entry ends: what keeps it beside the function's own hold is put by what the function calls. */
static bool is_ended(const struct run *r, const struct value *sk)
{
	if (!r->entry || !r->entry->consumes || !r->entry->sk_kinds || is_owner_of(sk))
		return false;
	return sk->kind == V_PARAM || (sk->kind == V_INIT && sk->a->kind == V_PARAM);
}

/*
 * Held over its end: what comes behind the put has nothing else. A hold within its lock is for
 * something else, a wait. rules/use-after-orphan/good.c: foo_close_waits
 */
static bool held_to_end(const struct run *r, const struct state *s, const struct entry *e,
			const struct value *sk)
{
	return is_ended(r, sk) && (e->amount.k == -1 || (!e->amount.k && !locks_of(r, s, sk).before));
}

/* The caller knows whether it has another one. */
static const char callers_put[] = "the caller's reference is put";

/* void *context of a callback: what was given for it when it was installed. */
static bool is_context(const struct run *r, const struct value *sk)
{
	const struct ir_var *v = sk->kind == V_PARAM && r->root && r->func->address_taken ?
		r->func->vars.v[sk->imm] : NULL;

	return v && v->type->kind == IRT_PTR && !ir_pointee(v->type);
}

/*
 * A reference that an object has, by which the socket was found: what holds a timer, a work or
 * a context. Several of the caller's may be meant by a socket that is passed, one by a pointer.
 */
static bool is_objects(const struct run *r, const struct value *sk)
{
	bool within = is_context(r, sk);

	for (; sk->kind == V_FIELD || sk->kind == V_OUTER; sk = sk->a)
		within |= sk->kind == V_OUTER;
	return (sk->kind == V_INIT && sk->name != F_SK) || (sk->kind == V_PARAM && within);
}

/* Nobody has taken it here, and it is put by our own hand: it was the caller's, or an object's. */
static bool is_others(const struct run *r, const struct entry *e, const struct value *sk, bool inside)
{
	return !is_owner_of(sk) && e->amount.k == -1 && !e->took && !e->handed && !inside &&
	       !keeper_is_open(r, sk);
}

void keeper_put(struct run *r, struct state *s, const struct ir_insn *i, const struct value *sk,
		bool inside)
{
	const struct entry *e = ledger_find(s, sk, F_REFCNT);
	const struct sock *k = state_sock_find(s, sk);

	take_back(s, sk);
	if (r->is_model || r->trial || !e || e->amount.any || e->amount.n ||
	    (is_kept(s, sk, NULL) && !is_made_here(s, sk)))
		return;
	if (inside && k && k->asked && !e->took)
		return;		/* what it was asked may say that this is somebody else's */
	if (is_owner_of(sk) && e->amount.k == -1 && !e->took &&
	    !(value_from_caller(sk) && has_sock_param(r)))
		drop(r, s, i, sk, "the buffer's reference is put", false, true);
	else if (is_others(r, e, sk, inside) && guards_locked(s))
		drop(r, s, i, sk, "a reference of the caller's is put", false, true);
	else if (sk->kind == V_PARAM && !r->root && e->amount.k == -1 && !e->took && !e->handed &&
		 !inside)
		drop(r, s, i, sk, callers_put, false, true);
	else if (e->took && !e->handed && !inside && held_to_end(r, s, e, sk))
		drop(r, s, i, sk, "the hold on a socket that is released is put", false, true);
	else if (is_others(r, e, sk, inside) && is_objects(r, sk) && !is_asked(i))
		drop(r, s, i, sk, "the reference that was there for it is put", false, true);
	else if (is_others(r, e, sk, inside) && is_made_here(s, sk) && !is_asked(i))
		drop(r, s, i, sk, "the reference that it was made with is put", false, true);
	else if (is_others(r, e, sk, inside) && !is_asked(i))
		drop_locked(r, s, i, sk);
	else if (e->took && !e->handed && e->amount.k == 0 && came_with_reference(r, s, sk))
		drop(r, s, i, sk, "the only reference is put",
		     s->guards.rcu <= 0 && !guards_locked(s), true);
	else if (e->took && !e->handed && e->amount.k == 0 && !inside && held_under_lock(s, e))
		drop(r, s, i, sk, "the reference that was taken under a lock is put", false, true);
	else if (e->took && !e->handed && e->amount.k == 0 && !inside && held_for_lock(r, s, sk))
		drop(r, s, i, sk, "the reference that kept it before it was locked is put", false, true);
}

/* --- the use --- */

static void report(struct run *r, struct state *s, const struct latent *l, bool sure)
{
	struct finding_at at = {
		.rule = RULE_USE_AFTER, .level = sure ? LEVEL_WARNING : LEVEL_NOTE,
		.conf = sure ? CONF_MEDIUM : CONF_LOW, .insn = l->insn, .func = l->func,
		.obj = l->a, .last = "it is used here", .from = l->path,
	};

	for (const struct event *e = l->path; e && !at.obj2; e = e->prev)
		if (e->kind == EV_DROPPED)
			at.obj2 = e->obj;	/* as the callee calls it */
	violation_add(r, s, &at, "'%s' is used after %s: that may have been the last reference",
		      name_of(r, l->a), l->what);
}

/* The callers may keep it: they decide, or when they are not known, the function's place. */
static void judge(struct run *r, struct state *s, const struct latent *l, bool sure)
{
	bool ours = is_owner_of(l->a) && value_from_caller(l->a);

	if (ours && r->entry && r->entry->owner == ENTRY_OWNER_NONE)
		return;
	if ((ours || (l->a->kind == V_PARAM && l->what == callers_put)) && !r->root)
		vec_push(s->arena, &s->latents, *l);
	else
		report(r, s, l, sure);
}

/* The caller of a function that puts what it was passed, and goes on with it: had it another one? */
static void check_callers(struct run *r, struct state *s, const struct latent *l)
{
	const struct entry *e = ledger_find(s, l->a, F_REFCNT);

	if (!e && l->a->kind == V_PARAM && !r->root)
		vec_push(s->arena, &s->latents, *l);
	else if (e && e->took && !e->handed && !e->amount.any && !e->amount.n && e->amount.k == 1 &&
		 came_with_reference(r, s, l->a) && !is_elsewhere(s, l->a, NULL))
		report(r, s, l, false);
}

void keeper_check_latent(struct run *r, struct state *s, const struct latent *l)
{
	if (l->what == callers_put) {
		check_callers(r, s, l);
		return;
	}
	if (r->root && !r->entry && !l->kinds)
		return;		/* unsure, and of the callers nothing is known */
	if (is_owner_of(l->a) && !has_sock_param(r) && !is_kept(s, l->a, l->a->a))
		judge(r, s, l, l->kinds);
}

static bool has_ended_owner(const struct state *s)
{
	vec_for(i, &s->skbs)
		if (s->skbs.v[i].ended != END_NONE && value_from_caller(s->skbs.v[i].v))
			return true;
	return false;
}

static void remember_late(struct state *s, const struct value *sk)
{
	vec_for(i, &s->late)
		if (s->late.v[i] == sk)
			return;
	if (has_ended_owner(s))
		vec_push(s->arena, &s->late, sk);
}

static void remember(struct run *r, struct state *s, const struct value *sk)
{
	if (!value_from_caller(sk) || (!is_owner_of(sk) && !points_to_sock(r, sk)))
		return;
	if (sk->kind != V_PARAM && !is_owner_of(sk))
		return;
	remember_late(s, sk);
	vec_for(i, &s->uses)
		if (s->uses.v[i] == sk)
			return;
	vec_push(s->arena, &s->uses, sk);
}

void keeper_use(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr)
{
	struct sock *k = dropped_of(s, ptr);
	struct latent *l;

	if (!k || r->trial) {
		remember(r, s, sock_of(ptr));
		return;
	}
	if (k->drop_locked) {	/* it goes on as with a socket that others keep */
		if (i->op == IR_LOAD || i->op == IR_STORE)
			k->dropped = NULL;
		return;
	}
	l = arena_new(r->fl->arena, struct latent);
	*l = (struct latent){
		.kind = LATENT_USED, .rule = RULE_USE_AFTER, .a = k->v, .insn = i,
		.func = r->func, .what = k->dropped->via, .kinds = k->drop_sure,
		.path = s->history,
	};
	k->dropped = NULL;	/* said once */
	k->used = l;
}

/* A lock in the socket is taken (@n > 0) or released: one that somebody took before it was put. */
void keeper_lock(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr,
		 int n)
{
	struct sock *k = dropped_of(s, ptr);

	if (!k || !k->drop_locked)
		return;
	k->drop_locked = false;
	if (n > 0)
		k->dropped = NULL;
	else
		keeper_use(r, s, i, ptr);
}

/*
 * Returned after one of the references that it came with was put: the other goes to the
 * caller, as the queue's and the creation's of a child that is accepted. testdata/idioms/lifetime.c
 */
static bool is_handed_back(const struct state *s, const struct value *sk)
{
	const struct entry *e = ledger_find(s, sk, F_REFCNT);

	return s->ret && value_root(s->ret) == value_root(sk) && e && !e->took;
}

void keeper_settle(struct run *r, struct state *s)
{
	vec_for(n, &s->socks) {
		const struct latent *l = s->socks.v[n].used;

		s->socks.v[n].used = NULL;
		s->socks.v[n].dropped = NULL;
		if (l && !is_handed_back(s, s->socks.v[n].v))
			judge(r, s, l, l->kinds);
	}
}

/* The callers of this function know who sent the buffer: mostly that one keeps the socket, too. */
void keeper_use_late(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr)
{
	struct sock *k = dropped_of(s, ptr);

	if (k && !r->root)
		k->drop_sure = false;
	keeper_use(r, s, i, ptr);
}

void keeper_pass(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr)
{
	struct sock *k = dropped_of(s, ptr);

	if (!k)
		return;
	k->drop_sure = false;
	keeper_use(r, s, i, ptr);
}
