/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * discover - which files a run looks at.
 *
 * A file named on the command line is always looked at. A folder is walked
 * without following links, so that no loop can hold it; of what is found there
 * only files that name something of the protocol become units, since reading a
 * file costs a thousandth of parsing it.
 */
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "config.h"
#include "drive.h"

static void add_job(struct run *run, const char *path, long long size, bool named)
{
	struct arena *a = &run->arena;
	struct job j = { .size = size, .named = named };

	j.path = path_join(a, path_canonical(a, path_dir(a, path)), path_base(path));
	j.shown = path_below(a, j.path, run->root);
	vec_push(a, &run->jobs, j);
}

static bool is_source(const char *name)
{
	return path_has_suffix(name, ".c") || path_has_suffix(name, ".h");
}

/* Whether it becomes a job is decided when all are known: judge_found(). */
static void add_found(struct run *run, const char *path, const struct stat *st, bool named)
{
	struct found f = { arena_strdup(&run->arena, path), *st, named, false, false };

	run->report.stats.files_seen++;
	vec_push(&run->arena, &run->found, f);
}

static void judge_found(struct run *run)
{
	words_judge(run, run->found.v, run->found.n);
	vec_for(i, &run->found) {
		const struct found *f = &run->found.v[i];

		if (f->worth)
			add_job(run, f->path, f->st.st_size, f->named);
	}
}

static void found_file(struct run *run, const FTSENT *e)
{
	if (!is_source(e->fts_name))
		return;
	if (run->opt->config && !config_wants(run->opt->config, e->fts_path))
		return;
	add_found(run, e->fts_path, e->fts_statp, false);
}

static void found_link(struct run *run, FTSENT *e)
{
	struct stat st;

	if (stat(e->fts_path, &st) || !S_ISREG(st.st_mode))
		return;
	*e->fts_statp = st;
	found_file(run, e);
}

static bool is_hidden(const FTSENT *e)
{
	return e->fts_level > 0 && e->fts_name[0] == '.';
}

static void visit(struct run *run, FTS *fts, FTSENT *e)
{
	switch (e->fts_info) {
	case FTS_D:
		if (is_hidden(e))
			fts_set(fts, e, FTS_SKIP);
		break;
	case FTS_F:
		found_file(run, e);
		break;
	case FTS_SL:
		found_link(run, e);
		break;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		report_add_incomplete(&run->report,
				      path_below(&run->arena,
						 path_canonical(&run->arena, e->fts_path),
						 run->root),
				      strerror(e->fts_errno));
		break;
	}
}

static void walk(struct run *run, const char *dir)
{
	char *roots[] = { (char *)dir, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	unsigned int before = run->report.stats.files_seen;
	unsigned int problems = run->report.incomplete.n;
	FTSENT *e;

	if (!fts)
		die("%s: %s", dir, strerror(errno));
	while ((e = fts_read(fts)))
		visit(run, fts, e);
	fts_close(fts);
	if (run->report.stats.files_seen == before && run->report.incomplete.n == problems)
		die("%s: no C file in this folder", dir);
}

/* A relative path that is not there may be meant as one of the kernel tree. */
static const char *locate(struct run *run, const char *path, struct stat *st)
{
	const char *in_tree;
	int err;

	if (!stat(path, st))
		return path;
	err = errno;
	in_tree = path_join(&run->arena, run->root, path);
	if (path[0] != '/' && err == ENOENT && !stat(in_tree, st))
		return in_tree;
	die("%s: %s", path, strerror(err));
}

static void discover_path(struct run *run, const char *arg)
{
	struct stat st;
	const char *path = locate(run, arg, &st);

	if (S_ISDIR(st.st_mode)) {
		walk(run, path);
		return;
	}
	run->report.stats.files_seen++;
	add_job(run, path, st.st_size, true);
}

static int by_shown(const void *pa, const void *pb)
{
	const struct job *a = pa, *b = pb;
	int c = strcmp(a->shown, b->shown);

	return c ? c : b->named - a->named;
}

static void drop_twice(struct run *run)
{
	unsigned int kept = 0;

	vec_for(i, &run->jobs)
		if (!kept || strcmp(run->jobs.v[kept - 1].path, run->jobs.v[i].path))
			run->jobs.v[kept++] = run->jobs.v[i];
	run->jobs.n = kept;
}

/* Without a path: what the compile commands list, else the whole tree. */
static void discover_default(struct run *run)
{
	const char *const *files;
	unsigned int n = compdb_files(run->db, &files);
	struct stat st;

	if (!n)
		walk(run, run->root);
	for (unsigned int i = 0; i < n; i++) {
		if (stat(files[i], &st))
			st = (struct stat){ 0 };
		add_found(run, files[i], &st, true);
	}
}

void discover(struct run *run)
{
	vec_for(i, &run->opt->paths)
		discover_path(run, run->opt->paths.v[i]);
	if (!run->opt->paths.n)
		discover_default(run);
	judge_found(run);
	if (!run->jobs.n)
		return;
	qsort(run->jobs.v, run->jobs.n, sizeof(run->jobs.v[0]), by_shown);
	drop_twice(run);
	run->report.stats.candidates = run->jobs.n;
	shard_keep(run);
}
