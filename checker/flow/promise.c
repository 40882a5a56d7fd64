/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * promise - what a function says of the sockets that its callers may pass.
 *
 * A function that others call is judged without them. But where there is a model of it,
 * that tells what the callers rely on: one that asks a socket for its kind, or says
 * skbown_takes_kinds(), gets all kinds; one that tries to take a reference gets sockets that
 * are dying. A body that asks for more breaks a promise. And a function that treats
 * the socket it got as a TIME_WAIT socket without looking has been promised one.
 *
 * testdata/idioms/promises.c
 */
#include "base/intern.h"
#include "run.h"

/* Is @v what @f was called with as parameter @n? */
static bool is_param(const struct value *v, const struct ir_func *f, int64_t n)
{
	return v && v->kind == V_PARAM && v->site == f && v->imm == n;
}

static struct ir_func *model_of(struct run *r)
{
	struct ir_func *f = r->root ? models_find(r->fl->opt->models, r->func->name) : NULL;

	return f && f != r->func && f->nr_params == r->func->nr_params ? f : NULL;
}

static bool takes_var(const struct ir_insn *in, const struct ir_var *var)
{
	for (unsigned int n = 0; n < in->nr_args; n++)
		if (in->args[n].kind == IRO_VAR && in->args[n].var == var)
			return true;
	return false;
}

/* Whoever looks at the state, or asks a function about the socket, may know the kind from there. */
static bool may_ask(const struct ir_insn *in, const struct ir_var *var)
{
	if (in->op == IR_LOAD)
		return in->field == F_STATE && in->a.kind == IRO_VAR && in->a.var == var;
	return in->op == IR_CALL && in->dst && in->dst->type && in->dst->type->kind == IRT_INT &&
	       takes_var(in, var);
}

/*
 * inet_twsk(sk), or the cast itself: the kinds that the result's type has; 0 for others. tcp_sk()
 * goes through several casts: that anything is a full socket is enough.
 */
static unsigned int kinds_by_cast(const struct run *r, const struct ir_insn *in,
				  const struct ir_var *var)
{
	const char *rec = in->dst && in->dst->type ? ir_pointee(in->dst->type) : NULL;
	unsigned int kinds = rec ? protocol_record_kinds(r->func->unit, rec) : 0;

	if (kinds & KIND_FULL)
		return protocol_is_plain_sock(rec) ? 0 : KIND_FULL;
	if (in->op == IR_COPY)
		return in->a.kind == IRO_VAR && in->a.var == var ? kinds : 0;
	return in->op == IR_CALL && in->nr_args == 1 && takes_var(in, var) ? kinds : 0;
}

/* Of a mini socket, and not of a full one in another place. */
static unsigned int kinds_by_use(const struct run *r, int64_t n)
{
	const struct ir_var *var = r->func->vars.v[n];
	unsigned int kinds = 0;

	vec_for(b, &r->func->blocks)
		vec_for(i, &r->func->blocks.v[b]->insns) {
			const struct ir_insn *in = r->func->blocks.v[b]->insns.v[i];

			if (may_ask(in, var) || in->dst == var)
				return 0;
			kinds |= kinds_by_cast(r, in, var);
		}
	return kinds & KIND_FULL ? 0 : kinds;
}

/* What the model's call @in says of @var, which it asks for its kind or takes of all kinds; 0: nothing. */
static unsigned int kinds_of_question(const struct ir_insn *in, const struct ir_var *var)
{
	if (in->op != IR_CALL || in->a.kind != IRO_FUNC || !in->nr_args ||
	    in->args[0].kind != IRO_VAR || in->args[0].var != var)
		return 0;
	if (!strcmp(in->a.name, "skbown_takes_kinds") && in->nr_args == 2)
		return in->args[1].imm;
	return !strcmp(in->a.name, "skbown_is_kind") || !strcmp(in->a.name, "skbown_is_mini") ?
		       KIND_ANY : 0;
}

static unsigned int kinds_by_model(struct run *r, int64_t n)
{
	const struct ir_func *f = model_of(r);
	unsigned int kinds = 0;

	if (!f)
		return 0;
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns)
			kinds |= kinds_of_question(f->blocks.v[b]->insns.v[i], f->vars.v[n]);
	return kinds;
}

unsigned int promise_kinds(struct run *r, const struct value *sk)
{
	unsigned int kinds;

	if (!r->root || r->is_model || !is_param(sk, r->func, sk->imm))
		return 0;
	kinds = kinds_by_model(r, sk->imm);
	return kinds ? kinds : kinds_by_use(r, sk->imm);
}

bool promise_dying(struct run *r, const struct value *sk)
{
	struct ir_func *f = is_param(sk, r->func, sk->imm) ? model_of(r) : NULL;
	const struct summary *sum = f ? flow_summary(r->fl, f) : NULL;

	if (!sum || sum->computing)
		return false;
	vec_for(i, &sum->exits) {
		const struct state *s = sum->exits.v[i];

		vec_for(k, &s->facts) {
			const struct value *v = s->facts.v[k].v;

			if (v->kind == V_PRED && v->a->kind == V_FIELD && v->a->name == F_REFCNT &&
			    !strcmp(v->name, "held") && is_param(v->a->a, sum->func, sk->imm))
				return true;
		}
	}
	return false;
}
