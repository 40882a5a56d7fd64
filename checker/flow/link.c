/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * link - which functions a unit gives to other files and which it wants from them.
 */
#include "base/intern.h"
#include "base/map.h"
#include "flow/flow.h"

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

void flow_link(struct arena *a, const struct ir_unit *u, struct models *m, struct flow_link *out)
{
	struct linker l = { .a = a, .u = u, .m = m, .out = out };

	memset(out, 0, sizeof(*out));
	vec_for(i, &u->funcs) {
		const struct ir_func *f = u->funcs.v[i];

		if (f->in_main && !f->is_static && !f->broken && f->blocks.n)
			vec_push(a, &out->gives, f->name);
		scan(&l, f);
	}
}
