/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * concern - to which functions of a unit the functions of other files can mean something.
 *
 * To those that name one of another file, and to those that name such a function of their own unit.
 * All others do what they did when the unit was executed alone.
 */
#include "run.h"

bool concern_stays_home(const struct flow *fl, const struct ir_func *f)
{
	const struct flow_options *o = fl->opt;

	return o->was_too_much && f->unit == fl->home->unit && o->was_too_much(f->name, o->foreign_data);
}

struct names {
	VEC(const struct ir_func *) v;
};

struct concern {
	struct flow *fl;
	struct names *named;			/* for each function, those of the unit that it names */
	struct map is;				/* struct ir_func -> itself */
	struct map has;				/* name -> not NULL: another file has it */
};

static bool is_foreign(struct concern *c, const char *name)
{
	const struct flow_options *o = c->fl->opt;

	if (!map_has(&c->has, name))
		map_set(c->fl->arena, &c->has, name,
			o->has_foreign(c->fl->unit, name, o->foreign_data) ? (void *)name : NULL);
	return map_get(&c->has, name);
}

static void note_name(struct concern *c, struct ir_func *f, unsigned int n, const struct ir_opnd *o)
{
	const struct ir_func *other;

	if (o->kind != IRO_FUNC)
		return;
	other = ir_find(c->fl->unit, o->name);
	if (other)
		vec_push(c->fl->arena, &c->named[n].v, other);
	if (is_foreign(c, o->name) && !concern_stays_home(c->fl, f))
		map_set(c->fl->arena, &c->is, f, f);
}

static void read_func(struct concern *c, struct ir_func *f, unsigned int n)
{
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns) {
			const struct ir_insn *in = f->blocks.v[b]->insns.v[i];

			note_name(c, f, n, &in->a);
			note_name(c, f, n, &in->b);
			for (unsigned int k = 0; k < in->nr_args; k++)
				note_name(c, f, n, &in->args[k]);
		}
}

static bool names_one(struct concern *c, unsigned int n)
{
	vec_for(i, &c->named[n].v)
		if (map_has(&c->is, c->named[n].v.v[i]))
			return true;
	return false;
}

/* Callees mostly stand before their callers: few rounds. */
static bool spread(struct concern *c)
{
	const struct ir_unit *u = c->fl->unit;
	bool more = false;

	vec_for(i, &u->funcs) {
		if (map_has(&c->is, u->funcs.v[i]) || !names_one(c, i) ||
		    concern_stays_home(c->fl, u->funcs.v[i]))
			continue;
		map_set(c->fl->arena, &c->is, u->funcs.v[i], u->funcs.v[i]);
		more = true;
	}
	return more;
}

void concern_find(struct flow *fl)
{
	struct concern c = { .fl = fl };

	if (!fl->opt->has_foreign)
		return;
	c.named = arena_array(fl->arena, struct names, fl->unit->funcs.n + 1);
	vec_for(i, &fl->unit->funcs)
		read_func(&c, fl->unit->funcs.v[i], i);
	while (spread(&c))
		;
	vec_for(i, &fl->unit->funcs)
		if (map_has(&c.is, fl->unit->funcs.v[i]))
			vec_push(fl->arena, &fl->res->judged, fl->unit->funcs.v[i]->name);
	fl->concerned = c.is;
}
