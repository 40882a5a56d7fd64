/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * execute - what flow says of one unit, as a report.
 */
#include <string.h>

#include "drive.h"
#include "report/inventory.h"

static void count(struct report *out, const struct flow_result *res)
{
	struct report_stats *s = &out->stats;

	s->funcs_incomplete += res->incomplete.n;
	s->executed += res->stats.insns;
	s->states += res->stats.states;
	s->unknown_calls += res->stats.unknown_calls;
	s->foreign_used += res->stats.foreign;
	s->flow_sec += res->stats.sec;
}

static bool is_buffer(const struct ir_type *t)
{
	const char *rec = t ? ir_pointee(t) : NULL;

	return rec && !strcmp(rec, "sk_buff");
}

/* Can it leave a buffer owned, or be a destructor? */
static bool handles_buffer(const struct ir_func *f, void *data)
{
	for (unsigned int i = 0; i < f->nr_params; i++)
		if (is_buffer(f->vars.v[i]->type))
			return true;
	return is_buffer(f->ret);
}

const char *problem_function(const json_t *problem)
{
	return json_string_value(json_array_get(problem, 2));
}

void execute(struct run *run, const struct job *j, struct arena *a, struct ir_unit *u,
	     struct report *out, FILE *dump, struct link_reader *others)
{
	const struct check_options *o = run->opt;
	bool again = others && !o->want_inventory;
	struct flow_options opt = {
		.models = run->models,
		.max_states = o->max_states,
		.dump_states = o->dump == DUMP_STATES ? dump : NULL,
		.dump_func = o->dump_func,
		.foreign = others ? link_find : NULL,
		.has_foreign = again ? link_has : NULL,
		.was_too_much = again ? link_was_too_much : NULL,
		.foreign_data = others,
		.want_sites = o->want_inventory,
		.want_views = o->want_inventory && run->units,
		.want_table = o->want_inventory ? handles_buffer : NULL,
		.memory = o->want_inventory || others ? NULL : run->memory,
	};
	struct flow_result *res = flow_run(a, u, &opt);

	count(out, res);
	if (o->want_inventory)
		inventory_add(out, res);
	vec_for(i, &res->violations)
		report_add_violation(out, res->violations.v[i]);
	vec_for(i, &res->incomplete)
		report_add_too_much(out, j->shown, res->incomplete.v[i]);
	if (again)
		vec_for(i, &res->judged)
			vec_push(a, &others->judged, res->judged.v[i]);
}
