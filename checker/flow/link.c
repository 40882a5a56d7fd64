/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * link - which functions a unit gives to other files and which it wants from them.
 *
 * A function behind which half a protocol stands is not given. Executing it for each file that calls
 * it takes longer than all the rest, and what comes out after so many joins says nothing that a
 * caller can rely on; what callers learn from are setters, look-ups, and functions that put.
 */
#include "base/intern.h"
#include "base/map.h"
#include "flow/flow.h"

#define MAX_GIVEN 1500	/* instructions of a function and of all that it calls in its unit */

struct linker {
	struct arena *a;
	const struct ir_unit *u;
	struct models *m;
	struct flow_link *out;
	struct map seen;
};

static bool never_returns(const struct ir_unit *u, const char *name)
{
	vec_for(i, &u->noreturn)
		if (u->noreturn.v[i] == name)
			return true;
	return false;
}

static void want(struct linker *l, const struct ir_opnd *o)
{
	const struct ir_func *own;

	if (o->kind != IRO_FUNC || map_has(&l->seen, o->name))
		return;
	map_set(l->a, &l->seen, o->name, NULL);
	own = ir_find(l->u, o->name);
	if ((own && !own->broken) || models_has(l->m, o->name) || never_returns(l->u, o->name))
		return;
	vec_push(l->a, &l->out->wants, o->name);
}

static void scan(struct linker *l, const struct ir_func *f)
{
	vec_for(b, &f->blocks)
		vec_for(n, &f->blocks.v[b]->insns) {
			const struct ir_insn *i = f->blocks.v[b]->insns.v[n];

			want(l, &i->a);
			want(l, &i->b);
			for (unsigned int k = 0; k < i->nr_args; k++)
				want(l, &i->args[k]);
		}
}

/* --- how much a function is --- */

struct weight {
	struct linker *l;
	struct map seen;
	unsigned int insns;
};

static void weigh(struct weight *w, const struct ir_func *f);

static void weigh_callee(struct weight *w, const struct ir_insn *i)
{
	const struct ir_func *f;

	if (i->op != IR_CALL || i->a.kind != IRO_FUNC || models_has(w->l->m, i->a.name))
		return;
	f = ir_find(w->l->u, i->a.name);
	if (f)
		weigh(w, f);
}

static void weigh(struct weight *w, const struct ir_func *f)
{
	if (map_has(&w->seen, f))
		return;
	map_set(w->l->a, &w->seen, f, NULL);
	vec_for(b, &f->blocks)
		w->insns += f->blocks.v[b]->insns.n;
	for (unsigned int b = 0; w->insns <= MAX_GIVEN && b < f->blocks.n; b++)
		vec_for(i, &f->blocks.v[b]->insns)
			weigh_callee(w, f->blocks.v[b]->insns.v[i]);
}

static bool is_too_much(struct linker *l, const struct ir_func *f)
{
	struct weight w = { .l = l };

	weigh(&w, f);
	return w.insns > MAX_GIVEN;
}

void flow_link(struct arena *a, const struct ir_unit *u, struct models *m, struct flow_link *out)
{
	struct linker l = { .a = a, .u = u, .m = m, .out = out };

	memset(out, 0, sizeof(*out));
	vec_for(i, &u->funcs) {
		const struct ir_func *f = u->funcs.v[i];

		if (f->in_main && !f->is_static && !f->broken && f->blocks.n && !is_too_much(&l, f))
			vec_push(a, &out->gives, f->name);
		scan(&l, f);
	}
}
