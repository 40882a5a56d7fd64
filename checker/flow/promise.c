/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * promise - what a function says of the sockets that its callers may pass.
 *
 * A function that others call is judged without them. But where there is a model of it,
 * that tells what the callers rely on: one that asks a socket for its kind, or says
 * skbown_takes_kinds(), gets all kinds; one that tries to take a reference gets sockets that
 * are dying. A body that asks for more breaks a promise.
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

static bool is_question(const struct ir_insn *in)
{
	return in->op == IR_CALL && in->a.kind == IRO_FUNC &&
	       (!strcmp(in->a.name, "skbown_is_kind") || !strcmp(in->a.name, "skbown_is_mini"));
}

bool promise_asks(struct run *r, const char *name)
{
	const struct ir_func *f = models_find(r->fl->opt->models, name);

	if (!f)
		return false;
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns)
			if (is_question(f->blocks.v[b]->insns.v[i]))
				return true;
	return false;
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
	if (!r->root || r->is_model || !is_param(sk, r->func, sk->imm))
		return 0;
	return kinds_by_model(r, sk->imm);
}

/* Does @f ask by itself whether the count of @var is above zero? A way out that does nothing more forgets it. */
static bool asks_count(const struct ir_func *f, const struct ir_var *var)
{
	const struct ir_var *counter = NULL;

	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns) {
			const struct ir_insn *in = f->blocks.v[b]->insns.v[i];

			if (in->op == IR_ADDR && in->a.kind == IRO_VAR && in->a.var == var &&
			    in->field == F_REFCNT)
				counter = in->dst;
			else if (in->op == IR_CALL && in->a.kind == IRO_FUNC && in->nr_args &&
				 !strcmp(in->a.name, "skbown_is_held") && in->args[0].kind == IRO_VAR &&
				 counter && in->args[0].var == counter)
				return true;
		}
	return false;
}

bool promise_dying(struct run *r, const struct value *sk)
{
	struct ir_func *f = is_param(sk, r->func, sk->imm) ? model_of(r) : NULL;
	const struct summary *sum = f ? flow_summary(r->fl, f) : NULL;

	if (!sum || sum->computing)
		return false;
	if (asks_count(f, f->vars.v[sk->imm]))
		return true;
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
