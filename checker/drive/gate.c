/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gate - what of a run's findings counts: levels of the project, suppressions, the baseline,
 * and what a change touches. report/ decides; here is where the texts come from.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "base/proc.h"
#include "config.h"
#include "drive.h"
#include "report/gate.h"

struct gate {
	struct run *run;
	struct suppressions suppressions;
	struct map jobs;	/* interned shown path -> struct job */
	struct map broken;	/* ... -> the same, when not all of it was looked at */
	struct map scanned;
};

/* --- levels --- */

static void set_levels(struct run *run)
{
	const struct config *c = run->opt->config;
	unsigned int kept = 0;

	vec_for(i, &run->report.findings) {
		struct finding *f = run->report.findings.v[i];
		enum rule_id id = rule_by_name(f->rule);
		int level = c && id != RULE_NR ? c->levels.of[id] : CONFIG_UNSET;

		if (level == CONFIG_OFF)
			continue;
		if (level != CONFIG_UNSET)
			f->level = level_name(LEVEL_NOTE + level - CONFIG_NOTE);
		run->report.findings.v[kept++] = f;
	}
	run->report.findings.n = kept;
}

/* --- suppressions --- */

static void scan_file(struct gate *g, const char *shown)
{
	struct arena *a = &g->run->arena;
	const char *name = intern(shown), *path, *text;
	const struct front_text *open;

	if (map_has(&g->scanned, name))
		return;
	map_set(a, &g->scanned, name, (void *)name);
	path = path_join(a, g->run->root, shown);
	open = run_text(g->run, path);
	/* Reading a pipe would wait for somebody who writes. */
	text = open ? open->text : file_is_regular(path) ? file_read(a, path, NULL) : NULL;
	if (text)
		suppress_scan(a, &g->suppressions, name, text);
}

static void scan_all(struct gate *g)
{
	const struct config *c = g->run->opt->config;

	vec_for(i, &g->run->jobs)
		scan_file(g, g->run->jobs.v[i].shown);
	vec_for(i, &g->run->report.findings)
		scan_file(g, g->run->report.findings.v[i]->file);
	for (unsigned int i = 0; c && i < c->n_suppress; i++) {
		struct suppression s = {
			.file = path_below(&g->run->arena, c->file, g->run->root),
			.line = config_suppress_line(c, i), .column = 1, .rule = c->suppress[i].rule,
			.glob = c->suppress[i].path, .reason = c->suppress[i].reason,
		};

		vec_push(&g->run->arena, &g->suppressions.v, s);
	}
}

static const char *below(const char *file, void *data)
{
	struct run *run = data;

	return config_below(&run->arena, run->opt->config, path_join(&run->arena, run->root, file));
}

static void find_jobs(struct gate *g)
{
	struct arena *a = &g->run->arena;

	vec_for(i, &g->run->jobs)
		map_set(a, &g->jobs, intern(g->run->jobs.v[i].shown), &g->run->jobs.v[i]);
	vec_for(i, &g->run->report.incomplete)
		map_set(a, &g->broken, intern(g->run->report.incomplete.v[i].file), g);
	vec_for(i, &g->run->report.skips)
		map_set(a, &g->broken, intern(g->run->report.skips.v[i].file), g);
}

/* Did the run look for this rule, in all of this file? */
static bool looked(const struct gate *g, const char *rule, const char *file)
{
	const struct check_options *o = g->run->opt;
	enum rule_id id = rule_by_name(rule);

	if (o->min_level > LEVEL_NOTE || (id == RULE_NR && o->rules))
		return false;
	if (id != RULE_NR && ((o->rules && !o->rules[id]) ||
			      (o->config && o->config->levels.of[id] == CONFIG_OFF)))
		return false;
	return !file || (map_has(&g->jobs, intern(file)) && !map_has(&g->broken, intern(file)));
}

/* A pattern is idle only when the run saw files that it is about. */
static bool sees_pattern(const struct gate *g, const char *glob)
{
	bool seen = false;

	vec_for(i, &g->run->jobs)
		seen |= suppress_covers(glob, below(g->run->jobs.v[i].shown, g->run));
	return seen && !g->run->report.incomplete.n;
}

static bool asked_for(const struct suppression *s, void *data)
{
	const struct gate *g = data;

	if (s->glob)
		return looked(g, s->rule, NULL) && sees_pattern(g, s->glob);
	return looked(g, s->rule, s->file);
}

/* Nobody knows then which files were looked at. */
static bool only_reports(const struct run *run)
{
	return run->opt->reports && !run->joined;
}

/* --- the baseline --- */

/* What is gone with its file is gone; of a file that was not looked at nobody knows. */
static bool entry_asked(const struct baseline_entry *e, void *data)
{
	const struct gate *g = data;
	const struct run *run = g->run;

	if (only_reports(run))
		return true;
	if (!file_is_regular(path_join(&g->run->arena, run->root, e->file)))
		return looked(g, e->rule, NULL);
	return looked(g, e->rule, e->file);
}

/* What stands behind a NUL would be passed over. */
static void refuse_binary(const char *name, const char *text, size_t len)
{
	unsigned int line = 1;

	if (strlen(text) == len)
		return;
	for (; *text; text++)
		line += *text == '\n';
	die("%s:%u: a NUL byte: this is no text", name, line);
}

static struct baseline *read_baseline(struct run *run)
{
	const struct check_options *o = run->opt;
	size_t len = 0;
	const char *err = NULL, *text = file_read(&run->arena, o->baseline, &len);
	struct baseline *b;

	if (!text && errno == ENOENT && o->write_baseline)
		return arena_new(&run->arena, struct baseline);
	if (!text && errno == ENOENT)
		die("--baseline: '%s' is not there; with --write-baseline it is made", o->baseline);
	if (!text)
		die("--baseline: %s: %s", o->baseline, strerror(errno));
	refuse_binary(o->baseline, text, len);
	b = baseline_read(&run->arena, o->baseline, text, &err);
	if (!b)
		die("%s", err);
	return b;
}

static void use_baseline(struct gate *g)
{
	const struct check_options *o = g->run->opt;
	struct baseline *b;
	const char *text;

	if (!o->baseline)
		return;
	b = read_baseline(g->run);
	/* What an interrupted run has not found may well be there. */
	if (o->write_baseline && !g->run->interrupted) {
		text = baseline_text(&g->run->report, b, entry_asked, g);
		output_bytes(o->baseline, text, strlen(text));
		b = read_baseline(g->run);
	}
	baseline_apply(&g->run->report, b, entry_asked, g);
}

/* --- the change --- */

/* The folder that git and diffs of it count from; NULL when @dir is in no repository. */
static const char *top_folder(struct arena *a, const char *dir)
{
	const char *const argv[] = { "git", "-C", dir, "rev-parse", "--show-toplevel", NULL };
	struct proc_result res;

	if (proc_read(a, argv, &(struct proc_options){ .quiet = true }, &res) || res.status)
		return NULL;
	res.out[strcspn(res.out, "\n")] = '\0';
	return res.out;
}

/* Where a repository is looked for: at the first path, else at the root. */
static const char *start_folder(struct run *run)
{
	const char *path = run->opt->paths.n && !run->opt->reports ? run->opt->paths.v[0] : run->root;

	if (!file_is_dir(path) && !file_is_regular(path))
		path = run->root;
	return file_is_dir(path) ? path : path_dir(&run->arena, path);
}

/* The path as findings show it, or NULL when no such file is here. */
static const char *shown_path(struct run *run, const char *top, const char *path)
{
	const char *bare = !strncmp(path, "b/", 2) ? path + 2 : path;
	const char *const tries[][2] = {
		{ top, bare }, { run->root, bare }, { start_folder(run), bare }, { run->root, path },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(tries); i++) {
		const char *full = tries[i][0] ? path_join(&run->arena, tries[i][0], tries[i][1]) : NULL;

		if (full && file_is_regular(full))
			return report_path(&run->report, path_canonical(&run->arena, full));
	}
	return NULL;
}

static const char *git_output(struct run *run, const char *const *argv)
{
	struct proc_result res;

	if (proc_read(&run->arena, argv, NULL, &res) || res.status)
		die("--diff: git failed");
	return res.out;
}

/* Files that git does not know yet are new as a whole. */
static void add_untracked(struct run *run, struct change *c, const char *top)
{
	const char *const argv[] = {
		"git", "-C", top, "ls-files", "--others", "--exclude-standard", "-z", NULL,
	};
	struct proc_result res;

	if (proc_read(&run->arena, argv, NULL, &res) || res.status)
		die("--diff: git failed");
	for (const char *s = res.out; s < res.out + res.len; s += strlen(s) + 1) {
		struct change_file *f = arena_new(&run->arena, struct change_file);
		struct change_lines all = { 0, UINT_MAX };

		f->path = s;
		vec_push(&run->arena, &f->lines, all);
		vec_push(&run->arena, &c->files, f);
	}
}

static struct change *read_change(struct run *run, const char *name, const char *text)
{
	const char *err = NULL;
	struct change *c = change_read(&run->arena, name, text, &err);

	if (!c)
		die("%s", err);
	return c;
}

static struct change *change_since(struct run *run, const char *top, const char *rev)
{
	const char *const argv[] = {
		"git", "-C", top, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "-U0",
		"--src-prefix=a/", "--dst-prefix=b/", rev, "--", NULL,
	};
	struct change *c;

	if (!top)
		die("--diff: '%s' is in no git repository", start_folder(run));
	if (*rev == '-' || !*rev)
		die("--diff: '%s' is no revision", rev);
	c = read_change(run, "git diff", git_output(run, argv));
	add_untracked(run, c, top);
	return c;
}

static struct change *change_given(struct run *run, const char *from)
{
	bool standard = !strcmp(from, "-");
	const char *text;
	size_t len = 0;

	text = file_read(&run->arena, standard ? "/dev/stdin" : from, &len);
	if (!text)
		die("--diff-from: %s: %s", from, strerror(errno));
	refuse_binary(standard ? "standard input" : from, text, len);
	return read_change(run, standard ? "standard input" : from, text);
}

static void find_files(struct run *run, struct change *c, const char *top)
{
	const char *lost = NULL;
	unsigned int kept = 0;

	vec_for(i, &c->files) {
		const char *shown = shown_path(run, top, c->files.v[i]->path);

		if (!shown) {
			lost = c->files.v[i]->path;
			continue;
		}
		c->files.v[i]->path = shown;
		c->files.v[kept++] = c->files.v[i];
	}
	c->files.n = kept;
	if (lost && !kept)
		die("--diff-from: none of its files is here ('%s')", lost);
}

static void use_change(struct run *run)
{
	const struct check_options *o = run->opt;
	const char *top;
	struct change *c;

	if (!o->diff && !o->diff_from)
		return;
	top = top_folder(&run->arena, start_folder(run));
	c = o->diff ? change_since(run, top, o->diff) : change_given(run, o->diff_from);
	find_files(run, c, top);
	change_apply(&run->report, c);
}

void gate_finish(struct run *run)
{
	struct gate g = { .run = run };

	find_jobs(&g);
	set_levels(run);
	scan_all(&g);
	suppress_apply(&run->report, &g.suppressions, run->opt->config ? below : NULL, run);
	report_filter(&run->report, run->opt->rules, run->opt->min_level);
	if (!only_reports(run))
		suppress_judge(&run->report, &g.suppressions, asked_for, &g);
	report_finish(&run->report);
	use_baseline(&g);
	use_change(run);
}
