/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * editor - what "check" would say of one file, as the editor has it now.
 *
 * A project is what files of one folder share: the configuration, the compile commands, the
 * models. It is opened with its first file and lives as long as the process: when one of
 * these changes, the process is replaced.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "config.h"
#include "drive.h"
#include "report/fix.h"
#include "report/gate.h"
#include "report/inventory.h"

#define UNITS_MAX 3	/* that stay parsed; each takes some 200 MB */
#define FILES_MAX 16	/* whose findings are remembered; each takes some 100 KB */

struct project {
	const char *key;	/* interned */
	struct check_options opt;
	struct run run;
};

/* What was found in a file the last time. */
struct file {
	char *path;		/* malloc'ed; NULL: free */
	unsigned long used;	/* when, in questions */
	struct flow_memory *memory;
};

struct editor {
	struct arena *a;
	struct check_options opt;
	struct front_units *units;
	struct map projects;	/* key -> struct project */
	struct file files[FILES_MAX];
	unsigned long clock;
};

struct editor *editor_open(struct arena *a, const struct check_options *o)
{
	struct editor *e = arena_new(a, struct editor);

	e->a = a;
	e->opt = *o;
	e->opt.quiet = e->opt.gated = e->opt.no_cross = true;
	e->units = front_units_open(UNITS_MAX);
	return e;
}

/* --- projects --- */

/* The nearest folder upwards from the file that has compile commands, or NULL. */
static const char *commands_above(struct arena *a, const char *path)
{
	const char *dir = path;

	while (strcmp(dir, "/") && strcmp(dir, ".")) {
		dir = path_dir(a, dir);
		if (file_is_regular(path_join(a, dir, "compile_commands.json")))
			return dir;
	}
	return NULL;
}

static bool is_below(struct arena *a, const char *path, const char *dir)
{
	return *dir && strcmp(path_below(a, path, dir), path);
}

/* What paths are relative to, in messages and fingerprints. */
static const char *root_of(const struct editor *e, struct arena *a, const char *path,
			   const char *folder, const char *build)
{
	const char *dir = e->opt.compile.kdir;

	if (dir && is_below(a, path, path_canonical(a, dir)))
		return path_canonical(a, dir);
	if (is_below(a, path, folder))
		return folder;
	return build ? build : path_dir(a, path);
}

static struct project *open_project(struct editor *e, const char *key, const char *path,
				    const char *root, const char *build)
{
	struct project *p = arena_new(e->a, struct project);
	struct check_options *o = &p->opt;

	*o = e->opt;
	memset(&o->paths, 0, sizeof(o->paths));
	vec_push(e->a, &o->paths, arena_strdup(e->a, path));
	settings_apply(o, e->a);
	o->root = arena_strdup(e->a, root);
	if (build && !o->compile.kdir)
		o->compile.build = arena_strdup(e->a, build);
	p->key = key;
	p->run.opt = o;
	p->run.units = e->units;
	arena_init(&p->run.arena);
	run_open(&p->run);
	load_user_models(&p->run);
	map_set(e->a, &e->projects, key, p);
	return p;
}

static struct project *project_of(struct editor *e, struct arena *a, const char *path,
				  const char *folder)
{
	const struct compdb_config *c = &e->opt.compile;
	const char *build = c->kdir || c->build || c->cflags ? NULL : commands_above(a, path);
	const char *root = root_of(e, a, path, folder, build);
	const char *config = e->opt.no_config ? NULL : config_find(a, path);
	const char *key = intern(arena_printf(a, "%s\n%s\n%s", root, build ? build : "",
					      config ? config : ""));
	struct project *p = map_get(&e->projects, key);

	return p ? p : open_project(e, key, path, root, build);
}

/* --- files --- */

static struct file *find_file(struct editor *e, const char *path)
{
	struct file *oldest = &e->files[0];

	for (unsigned int i = 0; i < FILES_MAX; i++) {
		if (e->files[i].path && !strcmp(e->files[i].path, path))
			return &e->files[i];
		if (e->files[i].used < oldest->used)
			oldest = &e->files[i];
	}
	free(oldest->path);
	if (oldest->memory)
		flow_memory_free(oldest->memory);
	oldest->path = strdup(path);
	BUG_ON(!oldest->path);
	oldest->memory = flow_memory_new();
	return oldest;
}

static struct flow_memory *memory_of(struct editor *e, const char *path)
{
	struct file *f = find_file(e, path);

	f->used = ++e->clock;
	return f->memory;
}

/* --- the answer --- */

struct question {
	struct project *project;
	struct check_options opt;	/* the project's, for this question */
	struct run run;			/* likewise; its arena is the question's */
	const char *path;
	bool owners;
};

static const char *line_of(struct question *q, const char *path, unsigned int n)
{
	const struct front_text *t = run_text(&q->run, path);
	const char *s = t ? t->text : file_read(&q->run.arena, path, NULL);

	while (s && --n) {
		s = strchr(s, '\n');
		s += s != NULL;
	}
	return s ? arena_strndup(&q->run.arena, s, strcspn(s, "\r\n")) : NULL;
}

static json_t *fix_json(struct question *q, const struct finding *f, const char *path)
{
	const char *line = f->line ? line_of(q, path, f->line) : NULL;
	struct fix fix;

	if (!line || !fix_of(&q->run.arena, f, line, &fix))
		return NULL;
	return json_pack("{s:i s:i s:o}", "column", fix.column, "end", fix.end, "text",
			 report_json_text(fix.text));
}

static json_t *place_json(struct question *q, const char *file, unsigned int line,
			  unsigned int column, const char *message)
{
	const char *path = path_join(&q->run.arena, q->run.root, file);

	return json_pack("{s:o s:i s:i s:o}", "file", report_json_text(path), "line", line,
			 "column", column, "message", report_json_text(message));
}

static json_t *finding_json(struct question *q, const struct finding *f)
{
	json_t *j = place_json(q, f->file, f->line, f->column, f->message), *steps = json_array();

	vec_for(i, &f->steps) {
		const struct finding_step *s = &f->steps.v[i];

		json_array_append_new(steps, place_json(q, s->file, s->line, s->column, s->message));
	}
	json_object_set_new(j, "steps", steps);
	json_object_set_new(j, "rule", json_string(f->rule));
	json_object_set_new(j, "level", json_string(f->level));
	json_object_set_new(j, "confidence", json_string(f->confidence));
	json_object_set_new(j, "function", report_json_text(f->function));
	json_object_set_new(j, "fingerprint", json_string(f->fingerprint));
	json_object_set_new(j, "fix", fix_json(q, f, path_join(&q->run.arena, q->run.root, f->file)));
	return j;
}

static json_t *findings_json(struct question *q)
{
	json_t *list = json_array();

	vec_for(i, &q->run.report.findings)
		if (finding_counts(q->run.report.findings.v[i]))
			json_array_append_new(list, finding_json(q, q->run.report.findings.v[i]));
	return list;
}

/* The place of a reason is where it names the file: "shown:line:column: text". */
static json_t *problem_json(const char *shown, const char *reason)
{
	const char *at = strstr(reason, shown);
	unsigned int line = 0, column = 0;

	if (at && sscanf(at + strlen(shown), ":%u:%u:", &line, &column) < 1)
		line = 0;
	return json_pack("{s:i s:i s:o}", "line", line, "column", column, "message",
			 report_json_text(reason));
}

static json_t *problems_json(struct question *q)
{
	const struct report *r = &q->run.report;
	json_t *list = json_array();

	vec_for(i, &r->skips)
		json_array_append_new(list, problem_json(r->skips.v[i].file, r->skips.v[i].reason));
	vec_for(i, &r->incomplete)
		json_array_append_new(list, problem_json(r->incomplete.v[i].file,
							 r->incomplete.v[i].reason));
	return list;
}

static json_t *answer_json(struct question *q)
{
	const struct report_stats *s = &q->run.report.stats;
	json_t *models = json_array();
	json_t *j = json_pack("{s:o s:o s:{s:f s:f s:f}}", "findings", findings_json(q), "problems",
			      problems_json(q), "sec", "parse", s->parse_sec, "lower", s->lower_sec,
			      "flow", s->flow_sec);

	vec_for(i, &q->opt.models)
		json_array_append_new(models, report_json_text(path_canonical(&q->run.arena,
									       q->opt.models.v[i])));
	json_object_set_new(j, "models", models);
	if (compdb_note(q->run.db))
		json_object_set_new(j, "note", report_json_text(compdb_note(q->run.db)));
	if (q->owners)
		json_object_set_new(j, "owners", owners_json(&q->run));
	return j;
}

/* --- the question --- */

static void add_text(struct question *q, struct front_text *v, const char *path,
		     const json_t *text)
{
	if (!json_is_string(text))
		return;
	v[q->run.nr_texts++] = (struct front_text){ path, json_string_value(text),
						    json_string_length(text) };
}

static void take_texts(struct question *q, const json_t *j)
{
	const json_t *others = json_object_get(j, "others"), *o;
	struct front_text *v = arena_array(&q->run.arena, struct front_text,
					   json_array_size(others) + 1);
	size_t i;

	q->run.texts = v;
	q->run.nr_texts = 0;
	add_text(q, v, q->path, json_object_get(j, "text"));
	json_array_foreach(others, i, o)
		add_text(q, v, json_string_value(json_array_get(o, 0)), json_array_get(o, 1));
}

static void look(struct question *q)
{
	struct job job = { .path = q->path, .named = true };

	job.shown = path_below(&q->run.arena, q->path, q->run.root);
	vec_push(&q->run.arena, &q->run.jobs, job);
	q->run.jobs.v[0].result = analyse(&q->run, &q->run.arena, &q->run.jobs.v[0], NULL);
	run_collect(&q->run);
	gate_finish(&q->run);
}

static const char *text_of(const json_t *j, const char *key)
{
	const char *s = json_string_value(json_object_get(j, key));

	return s ? s : "";
}

json_t *editor_answer(struct editor *e, const json_t *j)
{
	struct question q = { .owners = json_is_true(json_object_get(j, "owners")) };
	struct arena a;
	json_t *answer;

	arena_init(&a);
	q.path = path_canonical(&a, text_of(j, "path"));
	q.project = project_of(e, &a, q.path, text_of(j, "root"));
	q.opt = q.project->opt;
	q.opt.want_inventory = q.owners;
	q.run = q.project->run;
	q.run.opt = &q.opt;
	q.run.memory = memory_of(e, q.path);
	q.run.arena = a;
	report_init(&q.run.report, &q.run.arena, q.run.root);
	take_texts(&q, j);
	look(&q);
	answer = answer_json(&q);
	arena_free(&q.run.arena);
	return answer;
}
