/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * merge - one report of many: of other runs, of the semantic patches, of sparse. Then the gate.
 */
#include <errno.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/proc.h"
#include "drive.h"
#include "report/import.h"

static void merge_file(struct run *run, const char *path)
{
	bool standard = !strcmp(path, "-");
	const char *text, *err = NULL;
	unsigned int ignored = 0;
	size_t len;

	text = file_read(&run->arena, standard ? "/dev/stdin" : path, &len);
	if (!text)
		die("%s: %s", path, strerror(errno));
	if (strlen(text) != len)
		die("%s:1: binary, no report", path);
	if (part_is(text)) {
		part_read(run, standard ? "standard input" : path, text);
		return;
	}
	if (!import_text(&run->report, standard ? "standard input" : path, text, &err, &ignored))
		die("%s", err);
	if (ignored && !run->opt->quiet)
		fprintf(stderr, "skbown: %s: %u lines are no diagnostics and were left out\n", path,
			ignored);
}

static int wanted(const struct dirent *e)
{
	static const char *const endings[] = { ".json", ".sarif", ".txt", ".log", ".part", NULL };

	for (unsigned int i = 0; *e->d_name != '.' && endings[i]; i++)
		if (path_has_suffix(e->d_name, endings[i]))
			return 1;
	return 0;
}

static void merge_folder(struct run *run, const char *path)
{
	struct dirent **list;
	int n = scandir(path, &list, wanted, alphasort);

	if (n < 0)
		die("%s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		merge_file(run, path_join(&run->arena, path, list[i]->d_name));
		free(list[i]);
	}
	free(list);
}

static void merge_all(struct run *run)
{
	if (!run->opt->paths.n)
		die("merge: no report is named ('-' is standard input)");
	vec_for(i, &run->opt->paths) {
		const char *path = run->opt->paths.v[i];

		if (file_is_dir(path))
			merge_folder(run, path);
		else
			merge_file(run, path);
	}
}

/* What the parts have left to do: the second pass, over the files of all. */
static void join_parts(struct run *run, struct check_options *o)
{
	part_options(run, o);
	run->models = models_open(&run->arena);
	load_user_models(run);
	part_unite(run);
	run_jobs(run);
}

int run_merge(int argc, char **argv)
{
	struct check_options o;
	struct run run = { .opt = &o };
	double start = clock_mono();
	int status;

	arena_init(&run.arena);
	options_parse(&o, &run.arena, argc, argv);
	run.root = path_canonical(&run.arena, o.compile.kdir ? o.compile.kdir : ".");
	report_init(&run.report, &run.arena, run.root);
	merge_all(&run);
	if (run.joined)
		join_parts(&run, &o);
	import_unite(&run.report);
	gate_finish(&run);
	output_write(&run);
	run_account(&run, start);
	status = run_status(&run);
	arena_free(&run.arena);
	return status;
}
