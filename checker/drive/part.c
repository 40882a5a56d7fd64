/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * part - what "check --shard" leaves for "merge": what the first pass found, not what is wrong.
 *
 * Reading the files is nearly all of the work, and each part does its own. The second pass, which
 * needs the functions of all files, and the gate are merge's: so the parts give the same bytes as
 * one run over all. For each file there stand the worker's message and the unit's IR.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "config.h"
#include "drive.h"
#include "report/import.h"

#define MARK "{\"skbown_part\":"
#define FORM 2		/* of the file */

/* --- writing --- */

static json_t *describe(struct run *run)
{
	const struct check_options *o = run->opt;
	const char *config = o->config ? path_below(&run->arena, o->config->file, run->root) : "";

	/* As text: jansson has no unsigned numbers of 64 bits. */
	return json_pack("{s:i s:s s:i s:i s:b s:i s:o s:o s:o s:i s:i}",
			 "form", FORM, "version", SKBOWN_VERSION, "part", o->shard.index,
			 "of", o->shard.count, "cross", run->box != NULL, "max_states", o->max_states,
			 "models", report_json_text(arena_printf(&run->arena, "%016" PRIx64, run->models_hash)),
			 "files", report_json_text(arena_printf(&run->arena, "%016" PRIx64, run->all_files)),
			 "config", report_json_text(config),
			 "files_seen", run->report.stats.files_seen,
			 "candidates", run->report.stats.candidates);
}

static json_t *unit(struct run *run, struct job *j)
{
	json_t *result = json_copy(j->result), *link = json_object_get(result, "link");
	json_t *out = json_pack("{s:o s:o}", "file", report_json_text(j->shown), "result", result);
	const char *ir;

	json_object_del(result, "store");	/* is this machine's */
	json_object_del(result, "dump");
	link_place(j, link);
	ir = run->box && j->ir.len ? irbox_get(run->box, &run->arena, &j->ir) : NULL;
	if (ir)
		json_object_set_new(out, "ir", report_json_text(ir));
	json_object_del(link, "ir");
	return out;
}

static void put(FILE *out, const char *before, json_t *j)
{
	char *text = json_dumps(j, JSON_COMPACT);

	BUG_ON(!text);
	fprintf(out, "%s%s", before, text);
	free(text);
	json_decref(j);
}

void part_write(struct run *run)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	BUG_ON(!out);
	put(out, MARK, describe(run));
	fputs(",\n\"units\":[", out);
	vec_for(i, &run->jobs)
		put(out, i ? ",\n" : "\n", unit(run, &run->jobs.v[i]));
	fputs("\n]}\n", out);
	BUG_ON(fclose(out));
	output_bytes(run->opt->output, text, len);
	free(text);
}

/* --- reading --- */

bool part_is(const char *text)
{
	return !strncmp(text, MARK, strlen(MARK));
}

static const char *word(const struct part *p, const char *key)
{
	return json_string_value(json_object_get(p->about, key)) ?: "";
}

static unsigned int number(const struct part *p, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(p->about, key));

	return n > 0 && n < 1 << 30 ? n : 0;
}

static void read_unit(struct run *run, const struct part *p, json_t *u, size_t nr)
{
	struct arena *a = &run->arena;
	const char *file = json_string_value(json_object_get(u, "file"));
	const char *ir = json_string_value(json_object_get(u, "ir"));
	json_t *result = json_object_get(u, "result");
	struct job j = { 0 };

	if (!file || !*file || !json_is_object(json_object_get(result, "report")))
		die("%s:%u: units[%zu]: no 'file' or no 'result' of it", p->name,
		    json_line(p->text, arena_printf(a, "units.%zu", nr)), nr);
	j.shown = arena_strdup(a, file);
	j.path = path_join(a, run->root, file);
	j.result = json_incref(result);
	if (ir && json_is_object(json_object_get(result, "link")))
		link_keep(run, json_object_get(result, "link"),
			  (struct bytes){ arena_strdup(a, ir), strlen(ir) });
	vec_push(a, &run->jobs, j);
}

static void check_head(const struct part *p)
{
	if (number(p, "form") != FORM || strcmp(word(p, "version"), SKBOWN_VERSION))
		die("%s:1: a part of another version of skbown ('%s', this one is " SKBOWN_VERSION ")",
		    p->name, word(p, "version"));
	if (!p->nr || !p->of || p->nr > p->of)
		die("%s:1: no part of anything (part %u of %u)", p->name, p->nr, p->of);
}

static json_t *parse(const char *name, const char *text)
{
	json_error_t e;
	json_t *all = json_loads(text, 0, &e);

	if (!all)
		die("%s:%d: %s: the part is broken; run it again", name, e.line, e.text);
	return all;
}

void part_read(struct run *run, const char *name, const char *text)
{
	json_t *all = parse(name, text), *units = json_object_get(all, "units"), *u;
	struct part p = { .name = name, .text = text, .about = json_incref(json_object_get(all, "skbown_part")) };
	size_t i;

	p.nr = number(&p, "part");
	p.of = number(&p, "of");
	check_head(&p);
	if (!json_is_array(units))
		die("%s:1: no 'units'", name);
	if (!run->box && json_is_true(json_object_get(p.about, "cross")) && !run->opt->no_cross)
		run->box = irbox_open(&run->arena);
	json_array_foreach(units, i, u)
		read_unit(run, &p, u, i);
	run->joined = true;
	vec_push(&run->arena, &run->parts, p);
	json_decref(all);
}

/* --- are they of one run? --- */

static void compare(const struct part *p, const struct part *q)
{
	static const char *const same[] = { "files", "cross", "max_states", "models", "config" };

	if (p->of != q->of)
		die("%s is one of %u parts, %s of %u", p->name, p->of, q->name, q->of);
	if (p->nr == q->nr)
		die("%s and %s are both part %u of %u", p->name, q->name, p->nr, p->of);
	for (unsigned int i = 0; i < ARRAY_SIZE(same); i++)
		if (!json_equal(json_object_get(p->about, same[i]), json_object_get(q->about, same[i])))
			die("%s and %s are parts of different runs: they differ in '%s'", p->name, q->name,
			    same[i]);
}

static void note_missing(struct run *run, unsigned int of)
{
	for (unsigned int nr = 1; nr <= of; nr++) {
		bool there = false;

		vec_for(i, &run->parts)
			there |= run->parts.v[i].nr == nr;
		if (!there)
			report_add_incomplete(&run->report,
					      arena_printf(&run->arena, "part %u of %u", nr, of),
					      "not among the reports, so its files were not looked at");
	}
}

static void check_models(const struct run *run, const struct part *p)
{
	char hash[17];

	snprintf(hash, sizeof(hash), "%016" PRIx64, run->models_hash);
	if (strcmp(hash, word(p, "models")))
		die("%s was made with other models: give the same --model here", p->name);
}

static int by_shown(const void *pa, const void *pb)
{
	const struct job *a = pa, *b = pb;

	return strcmp(a->shown, b->shown);
}

void part_unite(struct run *run)
{
	const struct part *first = run->parts.v;

	for (unsigned int i = 1; i < run->parts.n; i++)
		for (unsigned int k = 0; k < i; k++)
			compare(&run->parts.v[k], &run->parts.v[i]);
	check_models(run, first);
	note_missing(run, first->of);
	if (run->jobs.n)
		qsort(run->jobs.v, run->jobs.n, sizeof(run->jobs.v[0]), by_shown);
	run->report.stats.files_seen = number(first, "files_seen");
	run->report.stats.candidates = number(first, "candidates");
}

void part_options(struct run *run, struct check_options *o)
{
	const struct part *p = run->parts.v;
	const char *config = path_join(&run->arena, run->root, word(p, "config"));

	o->max_states = number(p, "max_states");
	o->no_cross |= !json_is_true(json_object_get(p->about, "cross"));
	if (o->no_config || o->config_file || !*word(p, "config"))
		return;
	if (o->config && strcmp(o->config->file, config))
		die("%s was made with %s, and here is %s: say which by --config", p->name, config,
		    o->config->file);
	if (o->config)
		return;
	o->config_file = config;
	settings_apply(o, &run->arena);
}
