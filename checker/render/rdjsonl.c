/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rdjsonl - findings as reviewdog's diagnostics, a line of JSON each. Columns count bytes there too.
 */
#include "render/render.h"
#include "report/fix.h"
#include "source.h"

static json_t *location(const char *file, unsigned int line, unsigned int column)
{
	json_t *start = json_object(), *j = json_pack("{s:o}", "path", report_json_text(file));

	if (line)
		json_object_set_new(start, "line", json_integer(line));
	if (line && column)
		json_object_set_new(start, "column", json_integer(column));
	json_object_set_new(j, "range", json_pack("{s:o}", "start", start));
	return j;
}

static json_t *steps(const struct finding *f)
{
	json_t *list = json_array();

	vec_for(i, &f->steps) {
		const struct finding_step *s = &f->steps.v[i];

		json_array_append_new(list, json_pack("{s:o s:o}", "message",
						      report_json_text(s->message), "location",
						      location(s->file, s->line, s->column)));
	}
	return list;
}

/* Reviewdog offers it as a change to be taken over by a click. */
static void add_fix(json_t *j, struct sources *all, const struct finding *f)
{
	struct fix fix;

	if (sources_fix(all, f, &fix))
		json_object_set_new(j, "suggestions", json_pack(
			"[{s:{s:{s:i s:i} s:{s:i s:i}} s:s}]", "range", "start", "line", f->line,
			"column", fix.column, "end", "line", f->line, "column", fix.end,
			"text", fix.text));
}

static json_t *diagnostic(struct sources *all, const struct finding *f)
{
	json_t *j = json_pack("{s:o s:o s:s s:{s:s} s:{s:s} s:o}",
			      "message", report_json_text(f->message),
			      "location", location(f->file, f->line, f->column),
			      "severity", render_level(f, "INFO", "WARNING", "ERROR"),
			      "source", "name", f->tool ? f->tool : "skbown",
			      "code", "value", f->rule, "relatedLocations", steps(f));

	add_fix(j, all, f);
	return j;
}

void render_rdjsonl(FILE *out, const struct report *r, const struct render_options *opt)
{
	struct arena a;
	struct sources all = { .arena = &a, .opt = opt };
	const struct finding *f;

	arena_init(&a);
	for (unsigned int i = 0; (f = render_next(r, &i));)
		render_json_value(out, diagnostic(&all, f), JSON_COMPACT);
	arena_free(&a);
}
