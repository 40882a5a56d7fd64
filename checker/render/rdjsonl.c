/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rdjsonl - findings as reviewdog's diagnostics, a line of JSON each. Columns count bytes there too.
 */
#include "render/render.h"

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

void render_rdjsonl(FILE *out, const struct report *r, const struct render_options *opt)
{
	const struct finding *f;

	for (unsigned int i = 0; (f = render_next(r, &i));)
		render_json_value(out, json_pack("{s:o s:o s:s s:{s:s} s:{s:s} s:o}",
						 "message", report_json_text(f->message),
						 "location", location(f->file, f->line, f->column),
						 "severity", render_level(f, "INFO", "WARNING", "ERROR"),
						 "source", "name", f->tool ? f->tool : "skbown",
						 "code", "value", f->rule,
						 "relatedLocations", steps(f)), JSON_COMPACT);
}
