/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blame - in which of two functions the question for a socket's kind is missing, when one
 * calls the other with a socket and the other uses it as a full one.
 *
 * Where the callee asks something of the socket itself, its question is the one that is not
 * enough. Where it does not, it counts on its callers, and that caller is to be shown which has
 * asked already: for one of the kinds, or whether there is a socket.
 *
 * testdata/idioms/blame.c
 */
#include "run.h"

static bool asks_for_kind(struct run *r, const struct ir_insn *i)
{
	if (i->op == IR_LOAD)
		return i->field == F_STATE;
	return i->op == IR_CALL && i->a.kind == IRO_FUNC && promise_asks(r, i->a.name);
}

static bool asks_for_null(struct run *r, const struct ir_insn *i)
{
	const struct ir_type *t;

	if (i->op != IR_ASSUME || i->a.kind != IRO_VAR || i->b.kind != IRO_INT || i->b.imm)
		return false;
	t = i->a.var->type;
	return t && ir_pointee(t) && protocol_is_plain_sock(ir_pointee(t));
}

static bool has(struct run *r, const struct ir_func *f,
		bool (*what)(struct run *r, const struct ir_insn *i))
{
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns)
			if (what(r, f->blocks.v[b]->insns.v[i]))
				return true;
	return false;
}

static bool has_question(struct run *r, const struct ir_func *f)
{
	return has(r, f, asks_for_kind) || has(r, f, asks_for_null);
}

static bool passes(struct run *r, struct state *s, const struct ir_insn *call, const struct value *v)
{
	for (unsigned int i = 0; i < call->nr_args; i++)
		if (eval(r, s, &call->args[i]) == v)
			return true;
	return false;
}

/*
 * Whether there is one: of the socket that the function was called with itself, or of a
 * buffer's, when it is the buffer that is passed on.
 */
static bool asked_for_null(struct run *r, struct state *s, const struct value *sk,
			   const struct ir_insn *call)
{
	if (!known_nonnull(s, sk) || !has(r, r->func, asks_for_null))
		return false;
	return sk->kind == V_PARAM || (sk->kind == V_INIT && sk->name == F_SK && !passes(r, s, call, sk));
}

/* For a kind, and the answer on this way was no. */
static bool asked_for_kind(struct run *r, const struct sock *k)
{
	return asked_kinds(r, k->v, KIND_ANY & ~k->kinds);
}

/* Is it this function's business to know what it passes? */
static bool has_a_say(struct run *r, struct state *s, const struct sock *k, const struct ir_insn *call)
{
	return asked_for_kind(r, k) || asked_for_null(r, s, k->v, call);
}

bool blame_caller(struct run *r, struct state *s, const struct sock *k,
		  const struct latent *l, const struct ir_insn *call)
{
	const struct ir_func *callee;

	if (!call || l->func == r->func || l->far || l->use || l->rule != RULE_NONFULL_USE ||
	    call->op != IR_CALL || call->a.kind != IRO_FUNC || !has_a_say(r, s, k, call))
		return false;
	callee = call_target(r->fl, call->a.name);
	return callee && callee->unit == r->fl->unit && l->func->unit == r->fl->unit &&
	       !has_question(r, callee) && !has_question(r, l->func);
}
