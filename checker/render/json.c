/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json - findings as the one JSON object that other programs build on.
 */
#include <jansson.h>
#include <string.h>

#include "render/render.h"
#include "report/fix.h"
#include "source.h"

/* The function only where it is another one than the finding's. */
static json_t *step(const struct finding *f, const struct finding_step *s)
{
	json_t *j = json_pack("{s:o s:i s:i s:o}", "file", report_json_text(s->file),
			      "line", s->line, "column", s->column,
			      "message", report_json_text(s->message));

	if (strcmp(s->function, f->function))
		json_object_set_new(j, "function", report_json_text(s->function));
	return j;
}

/* What the gate says of it, where it was asked. */
static void add_gate(json_t *j, const struct finding *f)
{
	if (f->tool)
		json_object_set_new(j, "tool", report_json_text(f->tool));
	if (f->baseline)
		json_object_set_new(j, "baseline", json_string(f->baseline));
	if (f->suppressed)
		json_object_set_new(j, "suppressed", report_json_text(f->suppressed));
	if (f->suppressed && f->suppressed_apart)
		json_object_set_new(j, "suppressed_apart", json_true());
	if (f->fixed)
		json_object_set_new(j, "fixed", json_true());
	if (f->untouched)
		json_object_set_new(j, "untouched", json_true());
}

/* Columns are bytes from 1; "end" is the first that stays. */
static void add_fix(json_t *j, struct sources *all, const struct finding *f)
{
	struct fix fix;

	if (sources_fix(all, f, &fix))
		json_object_set_new(j, "fix", json_pack("{s:i s:i s:i s:s}", "line", f->line, "column",
							fix.column, "end", fix.end, "text", fix.text));
}

static json_t *finding(struct sources *all, const struct finding *f)
{
	json_t *steps = json_array(), *j;

	vec_for(i, &f->steps)
		json_array_append_new(steps, step(f, &f->steps.v[i]));
	j = json_pack("{s:s s:s s:s s:o s:i s:i s:o s:o s:s s:o}",
		      "rule", f->rule, "level", f->level, "confidence", f->confidence,
			 "file", report_json_text(f->file), "line", f->line, "column", f->column,
			 "function", report_json_text(f->function),
			 "message", report_json_text(f->message),
			 "fingerprint", f->fingerprint, "steps", steps);
	add_fix(j, all, f);
	add_gate(j, f);
	return j;
}

static json_t *units(const struct report *r)
{
	json_t *incomplete = json_array();

	vec_for(i, &r->incomplete)
		json_array_append_new(incomplete,
			json_pack("{s:o s:o}", "file", report_json_text(r->incomplete.v[i].file),
				  "reason", report_json_text(r->incomplete.v[i].reason)));
	return json_pack("{s:i s:i s:o}", "analysed", r->analysed, "skipped", r->skipped,
			 "incomplete", incomplete);
}

/* Those that count, or those that do not. */
static json_t *findings(struct sources *all, const struct report *r, bool count)
{
	json_t *list = json_array();

	vec_for(i, &r->findings)
		if (finding_counts(r->findings.v[i]) == count)
			json_array_append_new(list, finding(all, r->findings.v[i]));
	return list;
}

void render_json(FILE *out, const struct report *r, const struct render_options *opt)
{
	struct arena a;
	struct sources sources = { .arena = &a, .opt = opt };
	json_t *all, *quiet;

	arena_init(&a);
	all = json_pack("{s:s s:s s:o}", "tool", "skbown", "version", SKBOWN_VERSION, "findings",
			findings(&sources, r, true));
	quiet = findings(&sources, r, false);
	if (json_array_size(quiet))
		json_object_set(all, "quiet", quiet);
	json_decref(quiet);
	json_object_set_new(all, "units", units(r));
	render_json_value(out, all, JSON_INDENT(2));
	arena_free(&a);
}
