/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gitlab - findings as GitLab's code quality report.
 */
#include "render/render.h"

static json_t *issue(const struct finding *f)
{
	return json_pack("{s:o s:s s:s s:s s:{s:o s:{s:i}}}",
			 "description", report_json_text(f->message), "check_name", f->rule,
			 "fingerprint", f->fingerprint,
			 "severity", render_level(f, "info", "major", "critical"),
			 "location", "path", report_json_text(f->file),
			 "lines", "begin", f->line ? f->line : 1);
}

void render_gitlab(FILE *out, const struct report *r, const struct render_options *opt)
{
	json_t *issues = json_array();
	const struct finding *f;

	for (unsigned int i = 0; (f = render_next(r, &i));)
		json_array_append_new(issues, issue(f));
	render_json_value(out, issues, JSON_INDENT(2));
}
