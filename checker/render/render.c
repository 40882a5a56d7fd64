/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * render - the list of output formats. A format is one line here and one file.
 */
#include <string.h>

#include "base/bug.h"
#include "render/render.h"

const struct renderer renderers[] = {
	{ "text", "as gcc writes warnings, with the path as notes", render_text },
	{ "json", "one object with findings and units", render_json },
	{ "sarif", "2.1.0, for code scanning and viewers", render_sarif },
	{ "html", "one page to read, which needs nothing else", render_html },
	{ "github", "annotations of a GitHub workflow", render_github },
	{ "gitlab", "GitLab's code quality report", render_gitlab },
	{ "rdjsonl", "reviewdog's diagnostics, a line each", render_rdjsonl },
	{ "checkstyle", "checkstyle's XML", render_checkstyle },
	{ "junit", "a failed test case for each finding, as XML", render_junit },
	{ NULL, NULL, NULL },
};

const struct renderer *renderer_find(const char *name)
{
	for (const struct renderer *r = renderers; r->name; r++)
		if (!strcmp(r->name, name))
			return r;
	return NULL;
}

const char *const *renderer_names(struct arena *a)
{
	const char **names = arena_array(a, const char *, ARRAY_SIZE(renderers));

	for (unsigned int i = 0; renderers[i].name; i++)
		names[i] = renderers[i].name;
	return names;
}

const struct finding *render_next(const struct report *r, unsigned int *i)
{
	while (*i < r->findings.n) {
		const struct finding *f = r->findings.v[(*i)++];

		if (finding_counts(f))
			return f;
	}
	return NULL;
}

const char *render_level(const struct finding *f, const char *note, const char *warning,
			 const char *error)
{
	switch (level_by_name(f->level)) {
	case LEVEL_ERROR:
		return error;
	case LEVEL_WARNING:
		return warning;
	default:
		return note;
	}
}

void render_json_value(FILE *out, json_t *j, size_t flags)
{
	json_dumpf(j, out, flags);
	putc('\n', out);
	json_decref(j);
}
