/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kinds - which kinds of socket a pointer can lead to, and what may be done
 * with them. A field of struct sock read from a TIME_WAIT or request socket is
 * memory of somebody else.
 *
 * How sure we are decides what is said: a look-up whose result can be a mini
 * socket, or a place that is known to get such buffers, makes a warning;
 * skb->sk of a buffer of unknown origin in a unit that handles IP makes a note;
 * anything else nothing.
 */
#include "base/bug.h"
#include "base/intern.h"
#include "run.h"

bool kinds_sees_ip(const struct ir_unit *u)
{
	static const char *const traits[] = {
#define TRAIT(fact) fact,
#include "model/traits.def"
#undef TRAIT
	};

	vec_for(i, &u->facts)
		for (unsigned int k = 0; k < ARRAY_SIZE(traits); k++)
			if (!strcmp(u->facts.v[i], traits[k]))
				return true;
	return false;
}

static bool loads(const struct ir_func *f, const char *field)
{
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns)
			if (f->blocks.v[b]->insns.v[i]->op == IR_LOAD &&
			    f->blocks.v[b]->insns.v[i]->field == field)
				return true;
	return false;
}

/*
 * Installed in another file, or called by one that is: a function of nothing but the buffer
 * that asks for its size to give it back runs for the socket that it was attached with.
 * testdata/idioms/own_socket.c
 */
static bool is_refund(const struct ir_func *f)
{
	return f->nr_params == 1 && f->ret && f->ret->kind == IRT_VOID && loads(f, F_TRUESIZE);
}

/* The entry point, or what its parameters tell: whichever says something of skb->sk. */
static const struct model_entry *entry_with_kinds(const struct run *r)
{
	return r->entry && (r->entry->kinds || !r->around) ? r->entry : r->around;
}

/* Only what the function takes tells which kinds skb->sk may have. */
static bool is_by_shape(const struct run *r, const struct sock *k)
{
	return k->source == KINDS_ENTRY && k->v->kind == V_INIT && k->v->name == F_SK && r->around &&
	       r->around == entry_with_kinds(r);
}

static void source_of_skb_sk(struct run *r, struct sock *k)
{
	const struct model_entry *e = entry_with_kinds(r);

	if (e && e->kinds) {
		k->kinds = e == r->around && kinds_sees_ip(r->fl->unit) ? KIND_ANY : e->kinds;
		k->source = KINDS_ENTRY;
	} else if (r->root && kinds_sees_ip(r->fl->unit) && k->v->a->kind != V_OUTER &&
		   !is_refund(r->func)) {
		k->source = KINDS_RAW;	/* a buffer around what is in it was made for that */
	}
}

/* A pointer declared as one to a request_sock, an inet_timewait_sock, a tcp_sock is one. */
static unsigned int kinds_by_type(struct run *r, const struct value *sk)
{
	const char *rec = sk->type ? ir_pointee(sk->type) : NULL;
	unsigned int kinds;

	if (!rec || protocol_is_plain_sock(rec) || sk->name == F_SK)
		return KIND_ANY;
	kinds = protocol_record_kinds(r->func->unit, rec);
	return kinds ? kinds : KIND_ANY;
}

static const struct field_kinds {
	const char *field;
	unsigned int kinds;
	const char *why;
} field_kinds[] = {
#define FIELD(field, kinds, why) { field, kinds, why },
#include "model/fields.def"
#undef FIELD
};

/* What is known of the field that @sk was read from at the function's entry, or NULL. */
static const struct field_kinds *kinds_by_field(const struct value *sk)
{
	for (unsigned int i = 0; sk->kind == V_INIT && i < ARRAY_SIZE(field_kinds); i++)
		if (!strcmp(field_kinds[i].field, sk->name))
			return &field_kinds[i];
	return NULL;
}

/* A parameter: what the entry point says, or what its callers were promised. */
static void source_of_param(struct run *r, struct sock *k)
{
	unsigned int kinds = r->entry ? r->entry->sk_kinds : 0;

	if (!kinds)
		kinds = promise_kinds(r, k->v);
	if (!kinds)
		return;
	k->kinds = kinds;
	k->source = KINDS_ENTRY;
}

/* Made by one instruction, or by others in a variable of this function; a join's is one of two. */
static bool has_own_type(const struct value *v)
{
	return v->kind == V_OUTER || v->kind == V_FRESH || v->kind == V_FIELD ||
	       (v->kind == V_JOIN && v->imm <= VALUE_READ);
}

/* What is around a timer, or what a function returns as a request: its type tells. */
static struct sock *made_as_mini(struct run *r, struct state *s, const struct value *sk)
{
	unsigned int kinds = kinds_by_type(r, sk);
	const struct value *made = sk;
	struct sock *k;

	while (made->kind == V_SUB)
		made = made->a;
	if (kinds & KIND_FULL || !has_own_type(made))
		return NULL;
	k = state_sock(s, sk);
	k->kinds = k->told = kinds;
	return k;
}

struct sock *kinds_of(struct run *r, struct state *s, const struct value *sk)
{
	struct sock *k = state_sock_find(s, sk);
	const struct field_kinds *f;

	if (k)
		return k;
	if (sk->kind != V_INIT && sk->kind != V_PARAM)
		return made_as_mini(r, s, sk);
	f = kinds_by_field(sk);
	k = state_sock(s, sk);
	k->kinds = kinds_by_type(r, sk);
	if (k->kinds != KIND_ANY) {
		k->told = k->kinds;
		return k;
	}
	if (f) {
		k->kinds = f->kinds;
		k->source = KINDS_ENTRY;
	} else if (sk->kind == V_INIT && sk->name == F_SK && value_from_caller(sk)) {
		source_of_skb_sk(r, k);
	} else if (sk->kind == V_PARAM) {
		source_of_param(r, k);
	}
	return k;
}

bool kinds_narrow(struct run *r, struct state *s, const struct value *sk, unsigned int kinds)
{
	struct sock *k = kinds_of(r, s, sk);

	if (!k)
		k = state_sock(s, sk);
	k->kinds &= kinds;
	return k->kinds != 0;
}

/* --- what the owner's protocol keeps in its socket --- */

static const char *const own_fields[] = {
#define OWN(field) field,
#include "model/own.def"
#undef OWN
};

/* Who reads it without asking has been given a buffer of that protocol: testdata/idioms/own_socket.c */
bool kinds_own_field(const char *field)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(own_fields); i++)
		if (!strcmp(field, own_fields[i]))
			return true;
	return false;
}

bool kinds_own_cleared(struct run *r, const struct state *s, const struct value *sk)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(own_fields); i++) {
		const struct value *own = value_init(r->fl->values, sk, intern(own_fields[i]));

		if (own && known_null(s, own))
			return true;
	}
	return false;
}

/*
 * Whoever moves a buffer's pair to another, and charges for it, works for the owner that it
 * knows: testdata/idioms/own_socket.c
 */
bool kinds_of_handed(const struct state *s, const struct value *sk)
{
	if (sk->kind != V_INIT || sk->name != F_SK)
		return false;
	vec_for(i, &s->heap) {
		const struct cell *c = &s->heap.v[i], *dtor;

		if (c->field != F_SK || c->val != sk || c->obj == sk->a)
			continue;
		dtor = state_cell((struct state *)s, c->obj, F_DTOR);
		if (dtor && dtor->val->kind == V_INIT && dtor->val->name == F_DTOR &&
		    dtor->val->a == sk->a)
			return true;
	}
	return false;
}

/* --- chains for all kinds --- */

static bool heads_chain(const struct value *bucket)
{
	static const char *const records[] = {
#define CHAIN(record) record,
#include "model/chains.def"
#undef CHAIN
	};
	const char *rec = bucket->type ? ir_pointee(bucket->type) : NULL;

	for (unsigned int k = 0; rec && k < ARRAY_SIZE(records); k++)
		if (!strcmp(rec, records[k]))
			return true;
	return false;
}

static bool is_node(const struct ir_insn *i)
{
	return i->dst && i->dst->type && protocol_is_hash_node(ir_pointee(i->dst->type));
}

/* The head is one by its bucket, what stands behind a node of the chain by that node. */
void kinds_load(struct state *s, const struct ir_insn *i, const struct value *obj,
		const struct value *v)
{
	if (!is_node(i) || v->kind == V_INT)
		return;
	obj = value_object(obj);
	if (heads_chain(obj) || known_chained(s, obj))
		fact_set_chained(s, v);
}

void kinds_container(struct run *r, struct state *s, const struct ir_insn *i,
		     const struct value *sk)
{
	struct sock *k;

	/* too deep for its sk_state to be told from any other unknown: no test would help */
	if (state_sock_find(s, sk) || !value_init(r->fl->values, sk, F_STATE))
		return;
	fact_set_chained(s, sk);
	k = state_sock(s, sk);
	k->kinds = kinds_by_type(r, sk);
	k->source = KINDS_CERTAIN;
	event_add(r, s, EV_FOUND, i, sk, NULL)->imm = k->kinds;
}

/* --- rows of them: whatever went in may come out --- */

static struct asked *row_of(struct run *r, const struct value *array)
{
	vec_for(i, &r->rows)
		if (r->rows.v[i].sk == array)
			return &r->rows.v[i];
	return NULL;
}

void kinds_row_store(struct run *r, const struct state *s, const struct value *array,
		     const struct value *sk)
{
	const struct sock *k = array->kind == V_LOCAL ? state_sock_find(s, sk) : NULL;
	struct asked *row, new = { .sk = array };

	if (!k || k->source != KINDS_CERTAIN)
		return;
	row = row_of(r, array);
	if (!row) {
		vec_push(r->keep, &r->rows, new);
		row = &r->rows.v[r->rows.n - 1];
	}
	row->kinds |= k->kinds;
}

void kinds_row_load(struct run *r, struct state *s, const struct value *array,
		    const struct value *sk)
{
	const struct asked *row = array->kind == V_LOCAL ? row_of(r, array) : NULL;
	struct sock *k;

	if (!row)
		return;
	k = state_sock(s, sk);
	k->kinds = row->kinds;
	k->source = KINDS_CERTAIN;
}

static const char *kinds_words(unsigned int kinds)
{
	switch (kinds) {
	case KIND_TIMEWAIT: return "a TIME_WAIT socket";
	case KIND_REQUEST: return "a request socket";
	case KIND_TIMEWAIT | KIND_REQUEST: return "a TIME_WAIT or request socket";
	case KIND_FULL: return "a full socket";
	default: return "a socket of another kind";
	}
}

static void report_kind(struct run *r, struct state *s, const struct sock *k,
			enum kind_source source, const struct latent *l, unsigned int bad)
{
	const char *name = name_of(r, k->v), *may = kinds_words(bad);
	const struct field_kinds *f = kinds_by_field(k->v);
	const char *why = "", *what = l->what;
	struct finding_at at = {
		.rule = l->rule, .level = LEVEL_WARNING, .conf = CONF_HIGH,
		.insn = l->insn, .func = l->func, .obj = k->v, .last = what,
	};

	if (source == KINDS_ENTRY && bad == KIND_TIMEWAIT && is_by_shape(r, k))
		source = KINDS_RAW;	/* a shape does not promise that there is none */
	if (source == KINDS_ENTRY) {
		at.conf = CONF_MEDIUM;
		if (bad == KIND_TIMEWAIT)	/* after sk_to_full_sk(): rare, but there */
			at.level = LEVEL_NOTE;
		if (f)
			why = f->why;
		else if (k->v->kind == V_INIT && entry_with_kinds(r))
			why = entry_with_kinds(r)->why;
		else if (r->entry && r->entry->why)
			why = r->entry->why;
		else
			why = "the function takes what callers of other files pass";
	} else if (source == KINDS_ASKED) {
		at.conf = CONF_MEDIUM;
		why = "the function itself counts on that";
	} else if (source == KINDS_RAW) {
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
		why = "buffers of any IP protocol may come here; it depends on the callers";
	}
	if (l->rule == RULE_NONFULL_PUT)
		violation_add(r, s, &at, "'%s' may be %s, which %s cannot put%s%s", name, may, what,
			      *why ? ": " : "", why);
	else
		violation_add(r, s, &at, "'%s' may be %s, which has no '%s'%s%s", name, may, what,
			      *why ? ": " : "", why);
}

/*
 * What the place within the entry says: a number that the function was called with, as
 * the netfilter hook, was found to be one at which fewer kinds come by.
 */
static unsigned int kinds_by_place(const struct state *s)
{
	static const struct {
		const char *field;
		int64_t from, to;
		unsigned int kinds;
	} places[] = {
#define PLACE(field, from, to, kinds) { field, from, to, kinds },
#include "model/places.def"
#undef PLACE
	};
	unsigned int kinds = KIND_ANY;
	int64_t lo, hi;

	vec_for(i, &s->facts) {
		const struct value *v = s->facts.v[i].v;

		for (unsigned int k = 0; v->kind == V_INIT && k < ARRAY_SIZE(places); k++) {
			if (strcmp(v->name, places[k].field))
				continue;
			fact_bounds(s, v, &lo, &hi);
			if (lo >= places[k].from && hi <= places[k].to)
				kinds &= places[k].kinds;
		}
	}
	return kinds;
}

/*
 * skb->destructor == sock_wfree: whoever installed it had a socket that it takes.
 * One of several: what any of them takes. The pair is asked as it came in, like @sk: the
 * buffer may have been given another one since.
 */
static unsigned int kinds_by_owner(struct run *r, struct state *s, const struct value *sk)
{
	const struct value *dtor = value_init(r->fl->values, sk->a, F_DTOR);
	const struct fact *f = dtor ? state_fact(s, dtor) : NULL;
	const struct value *one[4];
	unsigned int n = 0, kinds = 0;

	if (f && f->nr_eq)
		for (n = 0; n < f->nr_eq; n++)
			one[n] = f->eq[n];
	for (unsigned int i = 0; i < n; i++) {
		struct refund c = { .kinds = KIND_ANY };

		if (one[i]->kind == V_FUNC)
			c = contract_refund(r, s, sk->a, sk, one[i]->name, NULL);
		kinds |= c.kinds;
	}
	return kinds ? kinds : KIND_ANY;
}

/*
 * What the function itself says of the socket, where nothing else does: by the questions
 * that it asks, or by those that it has asked, when no kind is left that would be right.
 */
static enum kind_source own_word(struct run *r, const struct sock *k, const struct latent *l,
				 unsigned int *bad)
{
	unsigned int asked;

	if (k->source == KINDS_CERTAIN || k->source == KINDS_ENTRY || l->far)
		return k->source;
	if (!(k->kinds & l->kinds) && k->told == k->kinds)
		return KINDS_CERTAIN;
	asked = asked_kinds(r, k->v, *bad);
	if (!asked)
		return k->source;
	*bad = asked;
	return KINDS_ASKED;
}

/* What is wrong of the callee's is wrong of this function's call. */
static void take_over(struct run *r, struct latent *l, const struct ir_insn *call)
{
	l->use = l->insn;
	l->user = l->func;
	l->insn = call;
	l->func = r->func;
}

/* It may be this function that knows better, and calls nevertheless. */
static void report_call(struct run *r, struct state *s, const struct sock *k,
			enum kind_source source, const struct latent *l, unsigned int bad,
			const struct ir_insn *call)
{
	struct latent here = *l;

	if (blame_caller(r, s, k, l, call) ||
	    (call && l->func != r->func && source > k->source))
		take_over(r, &here, call);
	if (here.use)
		event_add(r, s, EV_USED, here.use, here.a, here.what)->func = here.user;
	report_kind(r, s, k, source, &here, bad);
}

static void need(struct run *r, struct state *s, const struct latent *l,
		 const struct ir_insn *call)
{
	struct sock *k = kinds_of(r, s, l->a);
	enum kind_source source;
	unsigned int bad;

	if (!k)
		return;
	bad = k->kinds & l->had & ~l->kinds;
	if (bad && l->kinds != KIND_FULL && k->source != KINDS_CERTAIN) {
		if (k->kinds & l->kinds) {	/* a cast to a mini socket says that the code knows */
			k->kinds &= l->kinds;
			k->told = k->kinds;
		}
		return;
	}
	if (!bad)
		return;
	if (l->own && (k->source == KINDS_RAW ||
		       (is_by_shape(r, k) && !blame_caller(r, s, k, l, call)))) {
		k->kinds &= l->kinds;
		return;
	}
	if (!r->trial && l->a->kind == V_INIT && k->source != KINDS_CERTAIN &&
	    (l->a->name == F_SK || kinds_by_field(l->a))) {
		k->kinds &= kinds_by_place(s) & (l->a->name == F_SK ? kinds_by_owner(r, s, l->a) : KIND_ANY);
		k = state_sock_find(s, l->a);
		bad &= k->kinds;
		if (!bad)
			return;
	}
	source = own_word(r, k, l, &bad);
	if (l->far && source != KINDS_CERTAIN)
		;	/* what the callee knows better of its own conditions */
	else if (source != KINDS_UNKNOWN) {
		report_call(r, s, k, source, l, bad, call);
	} else if (value_from_caller(l->a) && !r->root) {
		struct latent mine = *l;

		mine.had = k->kinds & l->had;
		if (blame_caller(r, s, k, l, call))
			take_over(r, &mine, call);
		vec_push(s->arena, &s->latents, mine);
	}
	/* said once: what follows on this path takes it as given */
	if (k->kinds & ~bad)
		k->kinds &= ~bad;
}

void kinds_check_latent(struct run *r, struct state *s, const struct latent *l,
			const struct ir_insn *call)
{
	need(r, s, l, call);
}

void kinds_need(struct run *r, struct state *s, const struct ir_insn *i, const struct value *sk,
		unsigned int kinds, enum rule_id rule, const char *what)
{
	struct latent l = {
		.kind = LATENT_KIND, .rule = rule, .a = sk, .kinds = kinds, .had = KIND_ANY, .insn = i,
		.func = r->func, .what = what ? what : "it",
		.own = i->op == IR_LOAD && kinds_own_field(i->field),
	};

	if (sk->kind == V_INT || sk->kind == V_FIELD)
		return;
	need(r, s, &l, NULL);
}

/* --- the destructor of a pair --- */

/*
 * What the destructor takes. Of a socket that is known to be no full one it would be asked for
 * just that, and nothing be left to compare.
 */
static struct refund asked_for_any(struct run *r, struct state *s, const struct value *skb,
				   const struct value *sk, const char *func)
{
	struct state *any = state_copy(r->arena, s);
	struct sock *k = state_sock_find(any, sk);

	k->kinds = KIND_ANY;
	return contract_refund(r, any, skb, sk, func, NULL);
}

void kinds_accepted(struct run *r, struct state *s, const struct ir_insn *i,
		    const struct value *skb)
{
	const struct value *sk = owner_half(r, s, skb, F_SK);
	const char *func = known_func(s, owner_half(r, s, skb, F_DTOR));
	const struct sock *k = kinds_of(r, s, sk);
	struct refund f;

	if (!func || !k || k->kinds == KIND_FULL || (sk->kind == V_INIT && sk->a == skb))
		return;
	f = k->kinds & KIND_FULL ? contract_refund(r, s, skb, sk, func, NULL) :
				   asked_for_any(r, s, skb, sk, func);
	if (f.known && f.kinds && f.kinds != KIND_ANY)
		kinds_need(r, s, i, sk, f.kinds, RULE_NONFULL_PUT, arena_printf(r->fl->arena, "%s()", func));
}
