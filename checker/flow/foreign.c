/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * foreign - what functions do whose bodies stand in other files.
 *
 * The other file's unit is executed as far as it is asked for, over the values
 * of the unit that is judged, so that its summaries are applied like any other;
 * what would be wrong in it is not reported here but when it is judged itself.
 * A file is followed for a few hops: a destructor in one file puts through a
 * function of the next.
 *
 * A summary that is not whole (a bound was hit, no way out was found, it calls
 * itself) is none: such a function touches what it gets, as an unknown one does.
 */
#include <uthash.h>
#include "run.h"

#define MAX_HOPS 3
#define MAX_INSNS_FOREIGN 400000	/* executed for one unit; past it, calls are unknown */

struct foreign_unit {
	struct flow fl;
	struct flow_options opt;
	struct map believed;	/* function -> struct summary, or NULL */
	struct foreign_unit *next;
};

struct foreign {
	struct foreign_unit *units;
};

static struct foreign_unit *unit_named(struct flow *fl, struct ir_unit *u)
{
	struct flow *home = fl->home;
	struct foreign_unit *fu;

	if (!home->foreign)
		home->foreign = arena_new(home->arena, struct foreign);
	for (fu = home->foreign->units; fu; fu = fu->next)
		if (fu->fl.unit == u)
			return fu;
	fu = arena_new(home->arena, struct foreign_unit);
	fu->opt = (struct flow_options){
		.models = home->opt->models, .max_states = home->opt->max_states,
		.foreign = home->opt->foreign, .foreign_data = home->opt->foreign_data,
	};
	flow_open(&fu->fl, home->arena, u, &fu->opt);
	fu->fl.home = home;
	fu->fl.values = home->values;
	fu->fl.hops = fl->hops + 1;
	fu->next = home->foreign->units;
	home->foreign->units = fu;
	return fu;
}

static unsigned long executed(const struct flow *home)
{
	const struct foreign_unit *fu;
	unsigned long n = 0;

	for (fu = home->foreign ? home->foreign->units : NULL; fu; fu = fu->next)
		n += fu->fl.res->stats.insns;
	return n;
}

static bool has_body(const struct ir_func *f)
{
	return f && f->in_main && !f->broken && f->blocks.n;
}

static const struct summary *believe(struct foreign_unit *fu, struct ir_func *f)
{
	struct flow *home = fu->fl.home;
	const struct summary *sum;
	struct summary *out = NULL;

	if (map_has(&fu->believed, f))
		return map_get(&fu->believed, f);
	if (executed(home) > MAX_INSNS_FOREIGN)
		return NULL;
	sum = flow_summary(&fu->fl, f);
	if (sum->computing)
		return NULL;
	if (!sum->incomplete && sum->exits.n) {
		out = hearsay_of(home, sum);
		home->res->stats.foreign++;
	}
	map_set(home->arena, &fu->believed, f, out);
	return out;
}

static struct ir_func *ask(struct flow *fl, const char *name)
{
	const struct flow_options *opt = fl->home->opt;
	struct ir_func *f = map_get(&fl->asked, name);
	struct ir_unit *u;

	if (f || map_has(&fl->asked, name))
		return f;
	u = opt->foreign(fl->home->arena, fl->unit, name, opt->foreign_data);
	f = u && u != fl->home->unit ? ir_find(u, name) : NULL;
	if (!has_body(f) || f->is_static)
		f = NULL;
	map_set(fl->home->arena, &fl->asked, name, f);
	return f;
}

const struct summary *foreign_summary(struct flow *fl, const char *name)
{
	struct ir_func *f;

	if (!fl->home->opt->foreign || fl->hops >= MAX_HOPS)
		return NULL;
	f = ask(fl, name);
	return f ? believe(unit_named(fl, f->unit), f) : NULL;
}

const struct summary *foreign_static(struct flow *fl, const char *name)
{
	struct foreign_unit *fu, *has = NULL;
	struct ir_func *f, *found = NULL;

	for (fu = fl->home->foreign ? fl->home->foreign->units : NULL; fu; fu = fu->next) {
		f = ir_find(fu->fl.unit, name);
		if (!has_body(f) || !f->is_static)
			continue;
		if (found)
			return NULL;
		found = f;
		has = fu;
	}
	return found ? believe(has, found) : NULL;
}

bool foreign_func(const struct flow *fl, const struct ir_func *f)
{
	const struct foreign_unit *fu;

	for (fu = fl->home->foreign ? fl->home->foreign->units : NULL; fu; fu = fu->next)
		if (fu->fl.unit == f->unit)
			return true;
	return false;
}

void foreign_free(struct flow *fl)
{
	struct foreign_unit *fu;

	for (fu = fl->foreign ? fl->foreign->units : NULL; fu; fu = fu->next)
		flow_close(&fu->fl);
}
