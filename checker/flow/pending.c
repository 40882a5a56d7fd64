/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pending - references that armed timers and queued works hold.
 *
 * sk_reset_timer() takes a reference for the timer that it arms; of a work the file says so
 * itself, where it queues it: `sock_hold(sk); if (!schedule_work(&x->work)) sock_put(sk);`. Nobody
 * in the callback takes that reference and it has to put it on every way out, or arm the timer again
 * with the same one. A callback is known by what it does first: it asks for the object around
 * the timer, by the member that was armed.
 *
 * testdata/idioms/pending.c
 */
#include "base/bug.h"
#include "base/intern.h"
#include "exits.h"

enum arm_answer { HOLDS, TELLS, DENIES, SAYS_NOTHING };

static const struct arm {
	const char *name;
	unsigned int arg;	/* the timer or work */
	enum arm_answer how;
} arms[] = {
#define ARM(name, arg, how) { name, arg, how },
#define SOCK_TIMER(member)
#include "model/arms.def"
#undef ARM
#undef SOCK_TIMER
};

static const char *const sock_timers[] = {
#define ARM(name, arg, how)
#define SOCK_TIMER(member) member,
#include "model/arms.def"
#undef ARM
#undef SOCK_TIMER
};

/* One place of the unit at which what stands in a member of a record is armed. */
struct pending {
	const char *member;	/* "sock.sk_timer" */
	bool holds;
	const struct ir_func *func;
	const struct ir_insn *insn;
	struct pending *next;
};

static bool is_call(const struct ir_insn *in, const char *name)
{
	return in->op == IR_CALL && in->a.kind == IRO_FUNC && !strcmp(in->a.name, name);
}

static const struct arm *arm_of(const struct ir_insn *in)
{
	if (in->op != IR_CALL || in->a.kind != IRO_FUNC)
		return NULL;
	for (unsigned int i = 0; i < ARRAY_SIZE(arms); i++)
		if (arms[i].arg < in->nr_args && !strcmp(in->a.name, arms[i].name))
			return &arms[i];
	return NULL;
}

/* The member whose address @o is, by what stands in front of @at in its block; or NULL. */
static const char *member_of(const struct ir_block *b, unsigned int at, const struct ir_opnd *o)
{
	const struct ir_var *var = o->kind == IRO_VAR ? o->var : NULL;

	while (var && at--) {
		const struct ir_insn *in = b->insns.v[at];

		if (in->dst != var)
			continue;
		if (in->op == IR_ADDR)
			return in->field;
		var = in->op == IR_COPY && in->a.kind == IRO_VAR ? in->a.var : NULL;
	}
	return NULL;
}

static bool has_call(const struct ir_block *b, unsigned int from, unsigned int to, const char *name)
{
	for (unsigned int i = from; i < to && i < b->insns.n; i++)
		if (is_call(b->insns.v[i], name))
			return true;
	return false;
}

/* The block behind @b in which the answer of @call is zero (@rel IRR_EQ), or is not. */
static const struct ir_block *by_answer(const struct ir_block *b, const struct ir_insn *call,
					enum ir_rel rel)
{
	for (unsigned int i = 0; call->dst && i < b->succs.n; i++) {
		const struct ir_block *to = b->succs.v[i];
		const struct ir_insn *in = to->insns.n ? to->insns.v[0] : NULL;

		if (in && in->op == IR_ASSUME && in->rel == rel && in->a.kind == IRO_VAR &&
		    in->a.var == call->dst && in->b.kind == IRO_INT && !in->b.imm)
			return to;
	}
	return NULL;
}

static bool calls(const struct ir_block *b, const char *name)
{
	return b && has_call(b, 0, b->insns.n, name);
}

/*
 * Work that was not queued, since it was already, holds nothing more: who takes a reference
 * where it was, or puts one where it was not, has it for the work. So has who takes one right behind.
 */
static bool is_held(const struct arm *arm, const struct ir_block *b, unsigned int at)
{
	const struct ir_insn *call = b->insns.v[at];
	const struct ir_block *yes, *no;

	if (arm->how == HOLDS)
		return true;
	if (has_call(b, at, b->insns.n, "sock_hold"))
		return !has_call(b, at, b->insns.n, "sock_put");
	if (arm->how == SAYS_NOTHING)
		return false;
	yes = by_answer(b, call, arm->how == TELLS ? IRR_NE : IRR_EQ);
	no = by_answer(b, call, arm->how == TELLS ? IRR_EQ : IRR_NE);
	return calls(yes, "sock_hold") || (calls(no, "sock_put") && !calls(yes, "sock_put"));
}

static void note_armed(struct flow *fl, const struct ir_func *f, const struct ir_block *b,
		       unsigned int at)
{
	const struct arm *arm = arm_of(b->insns.v[at]);
	const char *member = arm ? member_of(b, at, &b->insns.v[at]->args[arm->arg]) : NULL;
	struct pending *p;

	if (!member)
		return;
	p = arena_new(fl->arena, struct pending);
	*p = (struct pending){ .member = member, .holds = is_held(arm, b, at), .func = f,
			       .insn = b->insns.v[at], .next = fl->pendings };
	fl->pendings = p;
}

void pending_open(struct flow *fl)
{
	vec_for(i, &fl->unit->funcs) {
		const struct ir_func *f = fl->unit->funcs.v[i];

		vec_for(n, &f->blocks)
			vec_for(k, &f->blocks.v[n]->insns)
				note_armed(fl, f, f->blocks.v[n], k);
	}
}

uint64_t pending_digest(const struct flow *fl)
{
	uint64_t h = 0;

	for (const struct pending *p = fl->pendings; p; p = p->next)
		h = h * 31 + (((uintptr_t)p->member << 1) | p->holds);
	return h;
}

/* The member around which @f finds its object, by the one parameter that it has; or NULL. */
static const struct ir_insn *container_of_param(const struct ir_func *f)
{
	const struct ir_var *var = f->nr_params == 1 && f->blocks.n ? f->vars.v[0] : NULL;

	for (unsigned int i = 0; var && i < f->blocks.v[0]->insns.n; i++) {
		const struct ir_insn *in = f->blocks.v[0]->insns.v[i];

		if (in->a.kind != IRO_VAR || in->a.var != var)
			continue;
		if (in->op == IR_CONTAINER)
			return in;
		if (in->op == IR_COPY)
			var = in->dst;
	}
	return NULL;
}

/* "x.work.work" is the work inside of delayed work "x.work". */
static bool is_member(const char *member, const char *armed)
{
	size_t n = strlen(armed);

	return member == armed || (!strncmp(member, armed, n) && !strcmp(member + n, ".work"));
}

static bool is_sock_timer(const char *member)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sock_timers); i++)
		if (!strcmp(member, sock_timers[i]))
			return true;
	return false;
}

/*
 * Where the reference comes from that the callback around @container is called with; NULL: it holds
 * none, or who knows. A socket's own timer is armed by sk_reset_timer() in other files as well,
 * unless this one arms it in another way.
 */
static const struct ir_insn *armed_by(struct run *r, const struct ir_insn *container,
				      const struct ir_func **func)
{
	const struct ir_insn *found = NULL;
	bool other = false;

	for (const struct pending *p = r->fl->pendings; p; p = p->next) {
		if (!is_member(container->field, p->member))
			continue;
		other |= !p->holds;
		if (!p->holds)
			continue;
		found = p->insn;
		*func = p->func;
	}
	if (found || other || !is_sock_timer(container->field))
		return found;
	*func = r->func;
	return container;
}

/* Does it belong to what the parameter is part of, or is it found there? */
static bool is_ours(const struct value *v)
{
	while (v && !value_is_leaf(v))
		v = v->a;
	return v && v->kind == V_PARAM;
}

/* Is it the object itself, or one that is part of it or around it? */
static bool is_object(const struct value *v)
{
	while (v->kind == V_FIELD || v->kind == V_OUTER)
		v = v->a;
	return v->kind == V_PARAM;
}

/* Did this function, and not just one that it calls, take or put it? */
static bool is_own_affair(const struct run *r, const struct state *s, const struct entry *e)
{
	for (const struct event *ev = s->history; ev; ev = ev->prev)
		if ((ev->kind == EV_REF || ev->kind == EV_PUT) && ev->obj == e->obj && ev->func == r->func)
			return true;
	return false;
}

static bool is_closed(const struct run *r, const struct state *s, const struct entry *e, bool is_sock)
{
	if (e->counter != F_REFCNT)
		return false;
	if (e->amount.k < 0 && !e->amount.any)
		return true;
	if (is_sock && !is_object(e->obj))
		return false;
	return e->amount.any || e->amount.n || (e->put && is_own_affair(r, s, e));
}

/*
 * Put, handed on, or kept by what is armed again. Where the function takes a reference itself
 * and puts one, the other may be for whoever it called in between; and the one that is put may be that
 * of a socket to which the object leads.
 */
static bool is_settled(const struct run *r, const struct state *s, bool is_sock)
{
	vec_for(i, &s->ledger)
		if (is_closed(r, s, &s->ledger.v[i], is_sock))
			return true;
	vec_for(i, &s->socks)
		if (s->socks.v[i].escaped && is_ours(s->socks.v[i].v))
			return true;
	return false;
}

static bool is_touched(const struct state *s)
{
	vec_for(i, &s->socks)
		if (s->socks.v[i].touched && is_ours(s->socks.v[i].v))
			return true;
	return false;
}

/* Is what is armed part of the socket itself? Then nothing else holds the reference. */
static bool is_sock_member(const struct run *r, const char *member)
{
	const char *dot = strchr(member, '.');

	return dot && protocol_is_sock(r->fl->unit, intern_n(member, (size_t)(dot - member)));
}

static const struct value *object_of(struct run *r, const struct ir_insn *container)
{
	return value_outer(r->fl->values, value_param(r->fl->values, r->func, 0), container->field);
}

static void report(struct run *r, struct finding_at *at, const struct state *s, const char *member)
{
	bool touched = is_touched(s);

	at->level = LEVEL_NOTE;
	at->conf = touched ? CONF_LOW : CONF_MEDIUM;
	violation_add(r, s, at, "the reference that '%s' held until it ran is neither put nor handed on%s",
		      counter_words(member),
		      touched ? ", unless a function that got the socket, and that was not seen, does" : "");
}

void pending_check(struct run *r)
{
	const struct ir_insn *in = r->root && !r->is_model ? container_of_param(r->func) : NULL;
	const struct ir_func *func = NULL;
	const struct ir_insn *armed = in ? armed_by(r, in, &func) : NULL;
	struct entry e = { 0 };

	if (!armed)
		return;
	e.obj = object_of(r, in);
	memory_asks(r->fl, func->name);
	for (unsigned int i = 0; e.obj && i < r->exits.n; i++) {
		struct state *s = r->exits.v[i];
		struct way w = { r, s, r->exit_insns.v[i], &e, NULL };
		struct finding_at at = way_at_exit(&w, RULE_SOCK_LEAK,
						   "left here, and nobody else will put it");

		if (is_settled(r, s, is_sock_member(r, in->field)))
			continue;
		at.first = armed;
		at.first_func = func;
		at.first_words = armed == in ? "what sk_reset_timer() armed holds a reference" :
					       "what is armed here holds a reference";
		report(r, &at, s, in->field);
	}
}
