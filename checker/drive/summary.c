/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * summary - what one function does, in words: of the files given, or the model of that name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "drive.h"
#include "front/front.h"
#include "report/told.h"

struct summary_run {
	struct run run;
	const char *func;
	VEC(const struct told *) told;
	VEC(const char *) names;	/* of the functions there are, for a suggestion */
	bool failed;			/* a file could not be read as C */
};

static bool is_wanted(const struct ir_func *f, void *data)
{
	const struct summary_run *s = data;

	return !strcmp(f->name, s->func);
}

static bool has_model(const char *func, void *data)
{
	return models_has(data, func);
}

static const char *shown_file(struct summary_run *s, const struct ir_unit *u, const char *file)
{
	if (u->files.n && !strcmp(file, u->files.v[0]))
		return u->name;
	return report_path(&s->run.report, file);
}

static void look_in(struct summary_run *s, struct ir_unit *u)
{
	struct flow_options opt = {
		.models = s->run.models, .want_table = is_wanted, .data = s,
	};
	struct arena *a = &s->run.arena;
	struct flow_result *res;

	vec_for(i, &u->funcs)
		vec_push(a, &s->names, u->funcs.v[i]->name);
	if (!ir_find(u, s->func))
		return;
	res = flow_run(a, u, &opt);
	vec_for(i, &res->tables)
		vec_push(a, &s->told, told_new(a, res->tables.v[i],
					       shown_file(s, u, res->tables.v[i]->file)));
}

static void problem(struct summary_run *s, const struct job *j, const char *why)
{
	fprintf(stderr, "skbown: %s: %s\n", j->shown, why);
	s->failed = true;
}

static void look_at(struct summary_run *s, const struct job *j)
{
	struct arena *a = &s->run.arena;
	struct front_options opt = {
		.has_model = has_model, .data = s->run.models, .all_functions = true,
	};
	struct compile_cmd *cmd = compdb_lookup(s->run.db, a, j->path, j->shown);
	struct front_result *res;
	const char *why = cmd->skip ? cmd->skip : command_mistake(a, cmd);

	if (why) {
		problem(s, j, why);
		return;
	}
	models_set_version(s->run.models, cmd->version);
	res = front_lower(a, cmd, &opt);
	if (res->unit)
		look_in(s, res->unit);
	else
		problem(s, j, res->diags.n ? res->diags.v[0].text : res->error ? res->error : "no C");
}

static _Noreturn void not_found(struct summary_run *s)
{
	const char *near;

	vec_push(&s->run.arena, &s->names, NULL);
	near = nearest_word(s->func, s->names.v);
	if (near)
		die("no function '%s' %s; did you mean '%s'?", s->func,
		    s->run.jobs.n ? "in these files" : "among the models", near);
	die("no function '%s' %s%s", s->func, s->run.jobs.n ? "in these files" : "among the models",
	    s->run.jobs.n ? "" : " (name the file that has it)");
}

static void look_at_models(struct summary_run *s)
{
	struct arena *a = &s->run.arena;
	struct effect_table *t = effect_of_model(a, s->run.models, s->func);
	const char *const *names = models_names(s->run.models);

	if (t)
		vec_push(a, &s->told, told_new(a, t, "model"));
	for (; *names; names++)
		vec_push(a, &s->names, *names);
}

static void put(struct summary_run *s)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	BUG_ON(!out);
	if (!strcmp(s->run.opt->format, "json"))
		render_told_json(out, s->told.v, s->told.n);
	else
		render_told_text(out, s->told.v, s->told.n);
	BUG_ON(fclose(out));
	output_bytes(s->run.opt->output, text, len);
	free(text);
}

static int summarise(struct summary_run *s)
{
	run_open(&s->run);
	load_user_models(&s->run);
	if (s->run.opt->paths.n)
		discover(&s->run);
	vec_for(i, &s->run.jobs)
		look_at(s, &s->run.jobs.v[i]);
	if (!s->run.opt->paths.n)
		look_at_models(s);
	if (s->told.n)
		put(s);
	else if (!s->failed)
		not_found(s);
	return s->failed ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

int run_summary(int argc, char **argv)
{
	struct check_options o;
	struct summary_run s = { .run.opt = &o };
	int status;

	arena_init(&s.run.arena);
	options_parse(&o, &s.run.arena, argc, argv);
	if (!o.paths.n)
		die("usage: skbown summary FUNCTION [OPTIONS] [FILE ...] [-- CFLAGS ...]");
	s.func = o.paths.v[0];
	memmove(o.paths.v, o.paths.v + 1, sizeof(o.paths.v[0]) * --o.paths.n);
	status = summarise(&s);
	arena_free(&s.run.arena);
	return status;
}
