/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dying - can the count of a socket be zero where a reference is taken?
 *
 * Whoever walks a list under RCU, or gets a socket from a look-up that gives no
 * reference, sees sockets that were closed a moment ago: their memory is there
 * until the grace period ends, their count is zero. The count of a charged
 * buffer's socket is nobody's promise either: sock_wfree() keeps the memory.
 * TIME_WAIT and request sockets are in the table before they are counted.
 *
 * A pointer is *weak* (a fact) from the read that makes it so until a reference
 * of it is taken. While any lock is held no read makes one, and nothing is
 * reported: which lock protects which list is not known here. Requests alone are
 * put in their chain under its lock and counted after that.
 *
 * What was found under a lock or in an RCU section is kept by that alone (its
 * *cover*): when it is over before a reference is taken, the count may be zero.
 */
#include "base/bug.h"
#include "run.h"

/* --- locks and RCU sections --- */

void guards_add(struct guards *g, const struct guards *more)
{
	if (g->locks + more->least < g->least)
		g->least = g->locks + more->least;
	g->locks += more->locks;
	g->rcu += more->rcu;
}

/* What is not the same on both ways may be locked on either. */
struct guards guards_join(const struct guards *a, const struct guards *b)
{
	struct guards g = *a;

	if (b->locks - b->least > a->locks - a->least)
		g = *b;
	g.rcu = a->rcu < b->rcu ? a->rcu : b->rcu;
	return g;
}

bool guards_locked(const struct state *s)
{
	return s->guards.locks > s->guards.least;
}

/* --- where weak pointers come from --- */

static const char *loaded_record(const struct ir_insn *i)
{
	return i->dst && i->dst->type ? ir_pointee(i->dst->type) : NULL;
}

/*
 * Walks of hlists read without READ_ONCE() unless they are RCU walks; list_head's
 * functions and single pointers do so for other reasons too, and then only an RCU
 * section tells, of this function or of a caller.
 */
static void load_weak(struct run *r, struct state *s, const struct ir_insn *i, const char *rec,
		      const struct value *v)
{
	bool walks = protocol_is_node(rec) && s->guards.rcu > 0;

	if ((i->once || walks) && !guards_locked(s)) {
		bool yes = protocol_is_hash_node(rec) || s->guards.rcu > 0;

		fact_set_weak(s, v, yes ? WEAK_YES : WEAK_ONCE);
		if (protocol_is_sock(r->func->unit, rec))
			event_add(r, s, EV_WEAK, i, v, NULL);
	} else if (v->kind == V_INIT) {
		fact_set_weak(s, v, WEAK_NO);	/* read again, in another way */
	}
}

enum cover dying_cover(const struct state *s)
{
	return guards_locked(s) || s->guards.rcu > 0 ? COVER_LOCK : COVER_CALLERS;
}

/*
 * What stands on a list or is pointed to by an object can be taken away when the lock is released
 * under which it was read. Without a lock only a walk tells that there must be one.
 */
static void load_cover(struct run *r, struct state *s, const struct ir_insn *i, const char *rec,
		       const struct value *obj, const struct value *v)
{
	enum cover cover = dying_cover(s), around = known_cover(s, value_object(obj));

	if (protocol_is_node(rec))
		fact_set_cover(s, v, cover);
	else if (protocol_is_sock(r->func->unit, rec) && i->field != F_SK)
		fact_set_cover(s, v, cover == COVER_LOCK && around != COVER_TAKEN ? cover : around);
	else if (v->kind == V_INIT)
		fact_set_cover(s, v, COVER_UNKNOWN);
}

void dying_load(struct run *r, struct state *s, const struct ir_insn *i, const struct value *obj,
		const struct value *v)
{
	const char *rec = loaded_record(i);

	if (i->once || s->guards.rcu > 0 || known_weak(s, v))
		load_weak(r, s, i, rec, v);
	if (rec)
		load_cover(r, s, i, rec, obj, v);
}

void dying_container(struct run *r, struct state *s, const struct ir_insn *i,
		     const struct value *ptr, const struct value *outer)
{
	if (outer == ptr)
		return;
	if (known_cover(s, ptr))
		fact_set_cover(s, outer, known_cover(s, ptr));
	if (!known_weak(s, ptr) || guards_locked(s))
		return;
	fact_set_weak(s, outer, known_weak(s, ptr));
	event_add(r, s, EV_WEAK, i, outer, NULL);
}

/* Was it read from memory, and not made or passed? */
static bool is_found(const struct value *v)
{
	while (v->kind == V_SUB)
		v = v->a;
	return (v->kind == V_INIT && v->name != F_SK) || v->kind == V_JOIN;
}

/* A finder that follows pointers of its own from one to the next, for callers who have the lock. */
void dying_returned(struct run *r, struct state *s, const struct ir_insn *i, const struct state *exit,
		    const struct value *v)
{
	const struct entry *e = ledger_find(exit, exit->ret, F_REFCNT);

	if (is_found(exit->ret) && !(e && e->took) && !known_cover(s, v) &&
	    protocol_is_sock(r->func->unit, loaded_record(i)))
		fact_set_cover(s, v, dying_cover(s));
}

/* Off its list, or out of the pointer that led to it; and with it what it leads to: fixture foo_unlist. */
void dying_taken(struct state *s, const struct value *v)
{
	v = value_object(v);
	vec_for(k, &s->facts) {
		struct fact *f = &s->facts.v[k];

		if (f->cover && value_mentions(f->v, v))
			f->cover = COVER_TAKEN;
	}
	fact_set_cover(s, v, COVER_TAKEN);
}

void dying_pass(struct state *s, const struct ir_insn *i, const struct value **args)
{
	if (i->a.kind != IRO_FUNC || !protocol_takes_off(i->a.name))
		return;
	for (unsigned int n = 0; n < i->nr_args; n++)
		if (known_cover(s, args[n]) || known_cover(s, value_object(args[n])))
			dying_taken(s, args[n]);
}

/* What a pointer led to is somebody else's no more when that is changed. */
void dying_overwritten(struct state *s, const struct value *obj, const char *field)
{
	struct cell *c = state_cell(s, obj, field);

	vec_for(k, &s->facts) {
		const struct value *v = s->facts.v[k].v;

		if (s->facts.v[k].cover == COVER_LOCK &&
		    (c ? c->val == v : v->kind == V_INIT && v->a == obj && v->name == field)) {
			dying_taken(s, v);
			return;
		}
	}
}

void dying_unlocked(struct run *r, struct state *s, const struct ir_insn *i, const char *via)
{
	if (guards_locked(s) || s->guards.rcu > 0)
		return;
	vec_for(k, &s->facts) {
		struct fact *f = &s->facts.v[k];

		if (f->cover != COVER_LOCK)
			continue;
		f->cover = COVER_GONE;
		event_add(r, s, EV_UNCOVERED, i, f->v, via);
	}
}

/* rcu_dereference_sk_user_data(): a pointer without the flags in its low bits is the same one. */
static const struct value *unmasked(const struct value *v)
{
	while (v->kind == V_BIN && v->rel == IRR_AND && v->b->kind == V_INT)
		v = v->a;
	return v;
}

static bool is_uncovered(const struct state *s, const struct value *sk)
{
	return known_cover(s, unmasked(sk)) == COVER_GONE ||
	       known_cover(s, unmasked(value_object(sk))) == COVER_GONE;
}

static enum weakness weakness_of(const struct state *s, const struct value *sk)
{
	enum weakness of = known_weak(s, unmasked(sk)), around;

	around = known_weak(s, unmasked(value_object(sk)));
	return of > around ? of : around;
}

/*
 * It was read from an element that was found under RCU. Whoever waits for readers before
 * the element goes does not wait for what it led to: fixture foo_map_lookup.
 */
static bool is_behind_weak(const struct state *s, const struct value *sk)
{
	return sk->kind == V_INIT && sk->name != F_SK &&
	       known_weak(s, value_object(sk->a)) == WEAK_YES;
}

/* --- where the count must not be zero --- */

/* Somebody in the file waits for readers: most likely before the last reference goes. */
static bool unit_waits(const struct ir_unit *u)
{
	static const char *const waits[] = {
#define WAIT(fact) fact,
#include "model/waits.def"
#undef WAIT
	};

	vec_for(i, &u->facts)
		for (unsigned int k = 0; k < ARRAY_SIZE(waits); k++)
			if (!strcmp(u->facts.v[i], waits[k]))
				return true;
	return false;
}

static void report(struct run *r, struct state *s, const struct latent *l, enum level level,
		   enum confidence conf, const char *why)
{
	struct finding_at at = {
		.rule = RULE_HOLD_DYING, .level = level, .conf = conf, .insn = l->insn,
		.func = l->func, .obj = l->a, .last = "its count is raised here, whatever it is",
	};

	violation_add(r, s, &at, "'%s' is held here, but %s; refcount_inc_not_zero() would tell",
		      name_of(r, l->a), why);
}

/* Does this path own a reference already, or cannot tell? */
static bool is_ours(const struct state *s, const struct value *sk)
{
	const struct entry *e = ledger_find(s, sk, F_REFCNT);
	const struct sock *k = state_sock_find(s, sk);

	return (e && (e->amount.any || e->amount.k > 0)) || (k && k->fresh);
}

/* Every destructor that the buffer can have puts a reference, so there is one. */
static bool buffer_holds(struct run *r, struct state *s, const struct value *sk)
{
	const struct value *dtor = owner_half(r, s, sk->a, F_DTOR);
	const struct fact *f = state_fact(s, dtor);
	const struct value *one[4] = { dtor };
	unsigned int n = dtor->kind == V_FUNC;

	if (!n && f && f->nr_eq)
		for (n = 0; n < f->nr_eq; n++)
			one[n] = f->eq[n];
	for (unsigned int i = 0; i < n; i++) {
		struct refund c = { 0 };

		if (one[i]->kind == V_FUNC)
			c = contract_refund(r, s, sk->a, sk, one[i]->name, NULL);
		if (!c.known || !c.refs)
			return false;
	}
	return n > 0;
}

static void need_of_buffer(struct run *r, struct state *s, const struct latent *l)
{
	if (!value_from_caller(l->a) || buffer_holds(r, s, l->a))
		return;
	if (r->entry && r->entry->owner == ENTRY_OWNER_MAY)
		report(r, s, l, LEVEL_NOTE, CONF_MEDIUM,
		       "a buffer that is only charged to its socket does not hold it");
	else if (!r->entry || r->entry->owner != ENTRY_OWNER_NONE)
		report(r, s, l, LEVEL_NOTE, CONF_LOW,
		       "a buffer can be charged to its socket without holding it");
}

/* Where somebody waits for readers the rule is kept, as far as one file can show. */
static void report_weak(struct run *r, struct state *s, const struct latent *l)
{
	if (!unit_waits(r->fl->unit))
		report(r, s, l, LEVEL_WARNING, s->guards.rcu > 0 ? CONF_HIGH : CONF_MEDIUM,
		       "nothing keeps its owner from dropping it: its count may be zero");
}

static bool is_lending(const char *place)
{
	static const char *const places[] = {
#define BORROWED(place) place,
#include "model/borrowed.def"
#undef BORROWED
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++)
		if (!strcmp(place, places[i]))
			return true;
	return false;
}

/* Read from such a member, or passed to a function that is installed in one. */
static bool is_borrowed(const struct run *r, const struct value *sk)
{
	if (sk->kind == V_PARAM)
		return r->entry && is_lending(r->entry->field);
	return sk->kind == V_INIT && is_lending(sk->name);
}

static bool is_sock(struct run *r, const struct value *v)
{
	return v->type && protocol_is_sock(r->func->unit, ir_pointee(v->type));
}

/*
 * A request or TIME_WAIT socket stands in the table before it is counted. Who is passed one is not
 * the first to meet it, unless all callers look it up: fixture foo_abort. Nor does what a function of
 * another file asks say what it was given.
 */
static bool is_met_as_mini(struct run *r, const struct latent *l, const struct sock *k)
{
	if (!k || k->kinds & KIND_FULL || k->fresh || l->far)
		return false;
	return k->v->kind != V_PARAM || promise_kinds(r, k->v);
}

/* What was read where others can take it away; false: it was not. */
static bool need_of_read(struct run *r, struct state *s, const struct latent *l, enum weakness weak)
{
	const struct value *sk = l->a;

	if (is_uncovered(s, sk))
		report(r, s, l, LEVEL_WARNING, CONF_MEDIUM,
		       "the lock or RCU section under which it was found is over: its count may be zero");
	else if (weak == WEAK_YES || (weak == WEAK_ONCE && s->guards.rcu > 0))
		report_weak(r, s, l);
	else if (is_behind_weak(s, sk) && is_sock(r, sk))
		report(r, s, l, LEVEL_NOTE, CONF_LOW,
		       "what it was read from may be gone already: its count may be zero");
	else if (weak == WEAK_ONCE && r->root && is_sock(r, sk))
		report(r, s, l, LEVEL_NOTE, CONF_LOW,
		       "it was read without a lock here: its count may be zero");
	else
		return false;
	return true;
}

static void need(struct run *r, struct state *s, const struct latent *l)
{
	const struct value *sk = l->a;
	const struct sock *k = state_sock_find(s, sk);
	enum weakness weak = weakness_of(s, sk);
	struct latent mine = *l;

	if (weak < l->had && l->func != r->func)
		weak = l->had;	/* it was read there; since then it has been held */
	if (is_ours(s, sk))
		return;
	/* a callee knows better which of its callers' chains it walks */
	if (l->func == r->func && known_chained(s, sk) && k && (k->kinds & KIND_REQUEST)) {
		report(r, s, l, LEVEL_WARNING, CONF_MEDIUM,
		       "a request stands on this chain before it is counted");
		return;
	}
	if (guards_locked(s) || need_of_read(r, s, l, weak))
		return;
	if (is_met_as_mini(r, l, k))
		report(r, s, l, LEVEL_NOTE, CONF_MEDIUM,
		       "it is no full socket: it may be met before it is counted");
	else if (r->root && is_borrowed(r, sk))
		report(r, s, l, LEVEL_NOTE, CONF_MEDIUM,
		       "it is lent for the time of a call: its count may be zero");
	else if (sk->kind == V_INIT && sk->name == F_SK && r->root)
		need_of_buffer(r, s, l);
	else if (r->root && promise_dying(r, sk))
		report(r, s, l, LEVEL_WARNING, CONF_MEDIUM,
		       "callers of other files pass sockets whose count may be zero");
	else if (value_from_caller(sk) && !r->root) {
		mine.had = weak;
		vec_push(s->arena, &s->latents, mine);
	}
}

/* A counter that the caller passes may be one of a socket; else it is the socket that counts. */
void dying_check_latent(struct run *r, struct state *s, const struct latent *l)
{
	struct latent mine = *l;

	if (r->trial)
		return;
	if (l->a->kind == V_FIELD && l->a->name == F_REFCNT) {
		mine.a = l->a->a;
		mine.kinds = KIND_ANY;
		need(r, s, &mine);
	} else if (l->kinds) {
		need(r, s, l);
	} else if (l->a->kind == V_PARAM && !r->root) {
		vec_push(s->arena, &s->latents, mine);
	}
}

void dying_need(struct run *r, struct state *s, const struct ir_insn *i,
		const struct value *counter)
{
	struct latent l = {
		.kind = LATENT_ALIVE, .rule = RULE_HOLD_DYING, .a = counter, .insn = i,
		.func = r->func,
	};

	dying_check_latent(r, s, &l);
}
