/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usermodel - models that the user wrote in C, lowered before the run.
 *
 * A model that does not compile ends the program: a run without it would answer
 * another question than the one that was asked.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "drive.h"

/* In a folder above the program: include/ where it was built, share/skbown/include/ where installed. */
static const char *include_dir(struct arena *a)
{
	static const char *const places[] = { "include", "share/skbown/include" };
	char *above = path_dir(a, path_canonical(a, "/proc/self/exe"));

	for (; strcmp(above, "/"); above = path_dir(a, above)) {
		for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
			char *dir = path_join(a, above, places[i]);

			if (file_is_regular(path_join(a, dir, "skbown.h")))
				return dir;
		}
	}
	return NULL;
}

static void add_flags(struct run *run, struct compile_cmd *cmd)
{
	struct arena *a = &run->arena;
	const char *inc = include_dir(a);

	if (!inc)
		die("--model: skbown.h was not found beside the program");
	vec_push(a, &cmd->args, "-std=gnu11");
	vec_push(a, &cmd->args, arena_printf(a, "-I%s", inc));
	vec_push(a, &cmd->args, arena_printf(a, "-I%s/kernel", inc));
}

static _Noreturn void refuse(const char *path, const struct front_result *res)
{
	if (res->diags.n && res->diags.v[0].file)
		die("--model: %s:%u:%u: %s", res->diags.v[0].file, res->diags.v[0].line,
		    res->diags.v[0].col, res->diags.v[0].text);
	die("--model: %s: %s", path, res->error ? res->error : "cannot be parsed");
}

static void load(struct run *run, const char *path)
{
	struct front_options opt = { .all_functions = true };
	struct compile_cmd *cmd = arena_new(&run->arena, struct compile_cmd);
	struct front_result *res;
	struct bytes ir;

	if (access(path, R_OK))
		die("--model: %s: %s", path, strerror(errno));
	cmd->file = path_canonical(&run->arena, path);
	cmd->shown = path;
	cmd->dir = path_dir(&run->arena, cmd->file);
	add_flags(run, cmd);
	res = front_lower(&run->arena, cmd, &opt);
	if (res->status != FRONT_OK)
		refuse(path, res);
	models_add(run->models, res->unit);
	ir = link_text(&run->arena, res->unit, NULL);
	run->models_hash = run->models_hash * 31 + XXH3_64bits(ir.data, ir.len);
}

void load_user_models(struct run *run)
{
	vec_for(i, &run->opt->models)
		load(run, run->opt->models.v[i]);
}
