/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * execute - what flow says of one unit, as a report.
 */
#include "drive.h"

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

void execute(struct run *run, const struct job *j, struct arena *a, struct ir_unit *u,
	     struct report *out, FILE *dump, bool cross)
{
	const struct check_options *o = run->opt;
	struct link_reader reader = { .run = run, .job = j };
	struct flow_options opt = {
		.models = run->models,
		.max_states = o->max_states,
		.dump_states = o->dump == DUMP_STATES ? dump : NULL,
		.dump_func = o->dump_func,
		.foreign = cross ? link_find : NULL,
		.foreign_data = &reader,
	};
	struct flow_result *res = flow_run(a, u, &opt);

	count(out, res);
	vec_for(i, &res->violations)
		report_add_violation(out, res->violations.v[i]);
	vec_for(i, &res->incomplete)
		report_add_incomplete(out, j->shown,
				      arena_printf(a, "function '%s' has too many states to tell apart",
						   res->incomplete.v[i]));
}
