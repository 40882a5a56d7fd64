/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unit - which functions of a unit are executed, and as what.
 *
 * A function that others of the unit call is executed as their callee, with
 * nothing known of its parameters; what depends on them goes to the callers in
 * its summary. A function that somebody outside can call (not static, its
 * address taken, or nobody here calls it) is executed as a root: what depends
 * on the caller is decided by the protocol of its place, or said as a note.
 */
#include <uthash.h>
#include <time.h>
#include "base/intern.h"
#include "effect.h"

struct summary_node {
	const struct ir_func *func;
	struct summary *sum;
	UT_hash_handle hh;
};

struct called_node {
	const char *name;
	UT_hash_handle hh;
};

struct summary_table {
	struct summary_node *by_func;
	struct called_node *called;	/* names that some function of the unit calls */
};

struct summary *flow_summary(struct flow *fl, struct ir_func *f)
{
	struct summary_node *n;

	if (f->unit != fl->unit)
		fl = fl->home;		/* a model: it does the same to all */
	HASH_FIND_PTR(fl->summaries->by_func, &f, n);
	if (n) {
		memory_uses(fl, n->sum);
		return n->sum;
	}
	n = arena_new(fl->arena, struct summary_node);
	n->func = f;
	n->sum = arena_new(fl->arena, struct summary);
	n->sum->func = f;
	HASH_ADD_PTR(fl->summaries->by_func, func, n);
	n->sum->computing = true;
	flow_execute(fl, f, false, false, n->sum);
	n->sum->computing = false;
	memory_uses(fl, n->sum);
	return n->sum;
}

struct summary *flow_summary_home(struct flow *fl, struct ir_func *f)
{
	struct summary *sum = flow_summary(fl, f), *home;

	if (!sum->abroad || sum->computing || sum->home)
		return sum->home ? sum->home : sum;
	home = sum->home = arena_new(fl->arena, struct summary);
	home->func = f;
	home->computing = true;
	flow_execute(fl, f, false, true, home);
	home->computing = false;
	return home;
}

static void add_called(struct flow *fl, const char *name)
{
	struct called_node *n;

	HASH_FIND_PTR(fl->summaries->called, &name, n);
	if (n)
		return;
	n = arena_new(fl->arena, struct called_node);
	n->name = name;
	HASH_ADD_PTR(fl->summaries->called, name, n);
}

static void find_called(struct flow *fl, const struct ir_func *f)
{
	vec_for(b, &f->blocks)
		vec_for(i, &f->blocks.v[b]->insns) {
			const struct ir_insn *in = f->blocks.v[b]->insns.v[i];

			if (in->op == IR_CALL && in->a.kind == IRO_FUNC && in->a.name != f->name)
				add_called(fl, in->a.name);
		}
}

bool flow_is_called(struct flow *fl, struct ir_func *f)
{
	struct called_node *n;

	HASH_FIND_PTR(fl->summaries->called, &f->name, n);
	return n && call_target(fl, f->name) == f;
}

static void run_func(struct flow *fl, struct ir_func *f)
{
	bool called = flow_is_called(fl, f);

	if (f->broken || (fl->opt->has_foreign && !map_has(&fl->concerned, f)))
		return;
	fl->res->stats.funcs++;
	if (called && !memory_recall(fl, f, false))
		flow_summary(fl, f);
	if ((!called || !f->is_static || f->address_taken) && !memory_recall(fl, f, true))
		flow_execute(fl, f, true, false, NULL);
}

static bool was_tested(const struct flow *fl, const struct ir_insn *i)
{
	vec_for(n, &fl->tested)
		if (fl->tested.v[n] == i)
			return true;
	return false;
}

/* An assertion that is never reached has not held. */
static void check_unreached(struct flow *fl, const struct ir_insn *i)
{
	if (i->op != IR_CALL || i->a.kind != IRO_FUNC || strncmp(i->a.name, "test_", 5))
		return;
	if (!strcmp(i->a.name, "test_reached") && i->nr_args && i->args[0].kind == IRO_INT &&
	    !i->args[0].imm)
		return;
	if (!was_tested(fl, i))
		fl->opt->test_failed(i, "never reached", fl->opt->data);
}

static void check_tests(struct flow *fl)
{
	if (!fl->opt->test_failed)
		return;
	vec_for(f, &fl->unit->funcs)
		vec_for(b, &fl->unit->funcs.v[f]->blocks)
			vec_for(i, &fl->unit->funcs.v[f]->blocks.v[b]->insns)
				check_unreached(fl, fl->unit->funcs.v[f]->blocks.v[b]->insns.v[i]);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

void flow_open(struct flow *fl, struct arena *a, struct ir_unit *u, const struct flow_options *opt)
{
	*fl = (struct flow){ .arena = a, .unit = u, .opt = opt, .home = fl };
	fl->res = arena_new(a, struct flow_result);
	fl->summaries = arena_new(a, struct summary_table);
}

void flow_close(struct flow *fl)
{
	HASH_CLEAR(hh, fl->summaries->by_func);
	HASH_CLEAR(hh, fl->summaries->called);
}

static void run_open(struct flow *fl, struct arena *a, struct ir_unit *u,
		     const struct flow_options *opt)
{
	protocol_init();
	flow_open(fl, a, u, opt);
	fl->values = value_table_new(a);
}

static void run_close(struct flow *fl)
{
	foreign_free(fl);
	flow_close(fl);
}

static bool has_site(const struct flow_result *res, const struct ir_func *f)
{
	vec_for(i, &res->sites)
		if (res->sites.v[i]->func == f->name)
			return true;
	return false;
}

/* What is found while a summary is made for a table alone was found before or is not asked for. */
static void make_tables(struct flow *fl)
{
	struct flow_result *res = fl->res;

	if (!fl->opt->want_table)
		return;
	fl->res = arena_new(fl->arena, struct flow_result);
	vec_for(i, &fl->unit->funcs) {
		struct ir_func *f = fl->unit->funcs.v[i];

		if (!f->broken && f->blocks.n &&
		    (has_site(res, f) || fl->opt->want_table(f, fl->opt->data)))
			vec_push(fl->arena, &res->tables,
				 effect_table_new(fl->arena, flow_summary(fl, f)));
	}
	fl->res = res;
}

struct effect_table *effect_of_model(struct arena *a, struct models *m, const char *func)
{
	struct flow_options opt = { .models = m };
	struct flow fl;
	struct ir_func *f = models_find(m, func);
	struct effect_table *t;

	if (!f)
		return NULL;
	run_open(&fl, a, ir_unit_new(a, "models"), &opt);
	t = effect_table_new(a, flow_summary(&fl, f));
	t->is_model = true;
	t->unit = NULL;
	run_close(&fl);
	return t;
}

struct flow_result *flow_run(struct arena *a, struct ir_unit *u, const struct flow_options *opt)
{
	struct flow fl;
	double start = now();

	models_set_version(opt->models, u->version);
	run_open(&fl, a, u, opt);
	vec_for(i, &u->funcs)
		find_called(&fl, u->funcs.v[i]);
	plain_open(&fl);
	named_open(&fl);
	pending_open(&fl);
	carrier_open(&fl);
	memory_open(&fl);
	concern_find(&fl);
	for (unsigned int i = 0; !opt->tables_only && i < u->funcs.n; i++)
		run_func(&fl, u->funcs.v[i]);
	check_tests(&fl);
	sites_finish(fl.res);
	make_tables(&fl);
	memory_close(&fl);
	fl.res->stats.sec = now() - start;
	run_close(&fl);
	return fl.res;
}
