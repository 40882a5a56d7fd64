/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skbown-models - compares models with the bodies that a kernel tree has for them.
 *
 * skbown-models --kdir DIR [--kbuild DIR] reads jobs from stdin, a line each: "FILE LIKE NAME...":
 * the functions NAME that FILE, compiled as the tree's file LIKE is, defines or includes. It prints
 * for each function a line of fields between tabs: its name, what the comparison came to
 * (models.h), where the body is, and what is different. With --spoil another line tells how many
 * wrong models of the function were seen (models_spoil.c). A name without a line has no body in that
 * file. scripts/check-models finds the files, runs this and judges.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "base/map.h"
#include "front/compdb.h"
#include "models.h"

static struct {
	struct arena arena;
	struct compdb *db;
	const char *kdir, *ir, *pch;
	bool dump, spoil, failed;
} tool;

struct job {
	struct arena *a;
	const char *file, *like;
	struct map wanted;
	struct models *models;
};

static bool is_wanted(const char *func, void *data)
{
	return map_has(&((struct job *)data)->wanted, func);
}

static bool has_model(const char *func, void *data)
{
	return models_has(((struct job *)data)->models, func);
}

static bool want_table(const struct ir_func *f, void *data)
{
	return is_wanted(f->name, data);
}

/* Headers that nearly every file includes are parsed once; only their names in it are then other. */
static void use_pch(struct job *j, struct compile_cmd *cmd)
{
	const char *const args[] = { "-include-pch", tool.pch, "-Xclang", "-fno-validate-pch" };

	if (*j->file == '/')		/* inlines are looked for in the headers themselves */
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(args); i++)
		vec_push(j->a, &cmd->args, args[i]);
}

static struct compile_cmd *command(struct job *j)
{
	const char *path = path_join(j->a, tool.kdir, j->file);
	const char *like = path_join(j->a, tool.kdir, j->like);
	struct compile_cmd *cmd = compdb_lookup(tool.db, j->a, like, j->like);

	models_set_version(j->models, cmd->version);
	if (!cmd->skip) {
		cmd->file = path;
		cmd->shown = j->file;
		if (tool.pch)
			use_pch(j, cmd);
	}
	return cmd;
}

static void print_spoiled(struct arena *a, const struct effect_table *model,
			  const struct effect_table *have)
{
	struct spoiled s = spoil(a, model, have);

	if (s.wrong)
		printf("%s\tspoiled\t%u of %u\t%s\n", have->name, s.seen, s.wrong,
		       s.missed ? s.missed : "");
}

static void print_table(const struct ir_unit *u, const struct effect_table *have, struct job *j)
{
	struct effect_table *model = effect_of_model(j->a, j->models, have->name);
	struct verdict v = model ? verdict_of(j->a, model, have) : (struct verdict){ "other", "" };

	if (tool.dump) {
		table_print(stdout, j->a, "model", model);
		table_print(stdout, j->a, "body", have);
	}
	printf("%s\t%s\t%s:%u\t%s\n", have->name, v.what, have->file, have->line, v.text);
	if (tool.spoil && model && (!strcmp(v.what, "same") || !strcmp(v.what, "coarser")))
		print_spoiled(j->a, model, have);
}

static void compare(struct job *j, struct ir_unit *u)
{
	struct flow_options opt = {
		.models = j->models, .want_table = want_table, .data = j, .tables_only = true,
	};
	struct flow_result *res = flow_run(j->a, u, &opt);

	vec_for(i, &res->tables)
		print_table(u, res->tables.v[i], j);
	vec_for(i, &u->funcs)
		if (u->funcs.v[i]->broken && is_wanted(u->funcs.v[i]->name, j))
			printf("%s\tbroken\t%s:%u\tsource errors\n", u->funcs.v[i]->name,
			       u->files.v[u->funcs.v[i]->loc.file], u->funcs.v[i]->loc.line);
}

static struct ir_unit *lower(struct job *j, const struct compile_cmd *cmd)
{
	struct front_options opt = { .has_model = has_model, .wanted = is_wanted, .data = j };
	struct front_result *r;

	if (cmd->skip) {
		fprintf(stderr, "%s: %s\n", j->file, cmd->skip);
		return NULL;
	}
	r = front_lower(j->a, cmd, &opt);
	if (!r->unit) {
		fprintf(stderr, "%s: %s\n", j->file, r->error);
		tool.failed = true;
	}
	for (unsigned int i = 0; tool.dump && i < r->diags.n; i++)
		fprintf(stderr, "%s:%u: %s\n", r->diags.v[i].file, r->diags.v[i].line,
			r->diags.v[i].text);
	return r->unit;
}

/* With --ir DIR what was lowered once is kept there as text: for work on models and engine. */
static char *kept_as(struct job *j)
{
	const char *file = *j->file == '/' ? path_base(j->file) : j->file;
	char *path = arena_printf(j->a, "%s/%s", tool.ir, file);

	for (char *p = path + strlen(tool.ir) + 1; *p; p++)
		if (*p == '/')
			*p = '-';
	return path;
}

static struct ir_unit *load(struct job *j, const char *path)
{
	const char *err = NULL;
	size_t len;
	char *text = file_read(j->a, path, &len);
	struct ir_unit *u = text ? ir_parse(j->a, path, text, len, &err) : NULL;

	if (text && !u)
		fprintf(stderr, "%s\n", err);
	return u;
}

static struct ir_unit *unit_of(struct job *j)
{
	const char *path = tool.ir ? kept_as(j) : NULL;
	struct compile_cmd *cmd = command(j);
	struct ir_unit *u = path ? load(j, path) : NULL;
	FILE *out;

	if (u)
		return u;
	u = lower(j, cmd);
	out = u && path ? fopen(path, "w") : NULL;
	if (out) {
		ir_print_unit(out, u);
		fclose(out);
	}
	return u;
}

static void run_line(char *line)
{
	struct arena a;
	struct job j = { .a = &a };
	char *save = NULL, *word;
	struct ir_unit *u;

	arena_init(&a);
	j.file = strtok_r(line, " \n", &save);
	j.like = strtok_r(NULL, " \n", &save);
	while ((word = strtok_r(NULL, " \n", &save)))
		map_set(&a, &j.wanted, intern(word), &j);
	if (j.file && j.like) {
		j.models = models_open(&a);
		u = unit_of(&j);
		if (u)
			compare(&j, u);
	}
	fflush(stdout);
	arena_free(&a);
}

/* "--precompile HEADER LIKE": into the file that --pch names. */
static int precompile(const char *header, const char *like)
{
	struct job j = { .a = &tool.arena, .file = header, .like = like };
	const char *pch = tool.pch, *why;
	struct compile_cmd *cmd;

	tool.pch = NULL;
	j.models = models_open(&tool.arena);
	cmd = command(&j);
	vec_push(&tool.arena, &cmd->args, "-x");
	vec_push(&tool.arena, &cmd->args, "c-header");
	why = pch ? front_precompile(&tool.arena, cmd, pch) : "--pch FILE is missing";
	if (why)
		fprintf(stderr, "skbown-models: %s\n", why);
	return why ? 1 : 0;
}

static void usage(void)
{
	fprintf(stderr, "usage: skbown-models [--dump] [--spoil] [--ir DIR] [--pch FILE] --kdir DIR [--kbuild DIR] "
		"[--precompile HEADER LIKE | < JOBS]\n");
	exit(2);
}

/* Returns the index of what follows --precompile, or 0. */
static int open_tree(int argc, char **argv)
{
	int header = 0;
	struct compdb_config cfg = { 0 };
	const char *err = NULL;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--dump"))
			tool.dump = true;
		else if (!strcmp(argv[i], "--spoil"))
			tool.spoil = true;
		else if (!strcmp(argv[i], "--kdir") && i + 1 < argc)
			cfg.kdir = argv[++i];
		else if (!strcmp(argv[i], "--kbuild") && i + 1 < argc)
			cfg.kbuild = argv[++i];
		else if (!strcmp(argv[i], "--ir") && i + 1 < argc)
			tool.ir = argv[++i];
		else if (!strcmp(argv[i], "--pch") && i + 1 < argc)
			tool.pch = argv[++i];
		else if (!strcmp(argv[i], "--precompile") && i + 2 < argc)
			header = (i += 2) - 1;
		else
			usage();
	}
	if (!cfg.kdir)
		usage();
	tool.kdir = path_canonical(&tool.arena, cfg.kdir);
	tool.db = compdb_open(&tool.arena, &cfg, &err);
	if (!tool.db) {
		fprintf(stderr, "skbown-models: %s\n", err ? err : "no compile commands");
		exit(2);
	}
	return header;
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t size = 0;
	int header;

	arena_init(&tool.arena);
	header = open_tree(argc, argv);
	if (header)
		return precompile(argv[header], argv[header + 1]);
	while (getline(&line, &size, stdin) > 0)
		run_line(line);
	free(line);
	arena_free(&tool.arena);
	return tool.failed;
}
