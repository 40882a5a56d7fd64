/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * junit - findings as failed test cases; what could not be looked at as cases with an error.
 */
#include <stdlib.h>

#include "render/render.h"

static void put_finding(FILE *out, const struct finding *f)
{
	const struct render_options plain = { 0 };
	char *text = NULL;
	size_t len = 0;
	FILE *body = open_memstream(&text, &len);

	render_finding(body, &plain, f);
	fclose(body);
	render_markupf(out, "<testcase classname=\"%s\" name=\"%s:%u: %s\" file=\"%s\" line=\"%u\">\n"
			    "<failure type=\"%s\" message=\"%s\">%s</failure>\n</testcase>\n",
		       f->file, *f->function ? f->function : f->file, f->line, f->rule, f->file,
		       f->line, f->rule, f->message, text);
	free(text);
}

static void put_incomplete(FILE *out, const struct unit_problem *p)
{
	render_markupf(out, "<testcase classname=\"%s\" name=\"can be analysed\" file=\"%s\">\n"
			    "<error type=\"incomplete\" message=\"%s\"/>\n</testcase>\n",
		       p->file, p->file, p->reason);
}

void render_junit(FILE *out, const struct report *r, const struct render_options *opt)
{
	unsigned int failures = report_count_level(r, LEVEL_NOTE), errors = r->incomplete.n;
	unsigned int tests = failures + errors ? failures + errors : 1;
	const struct finding *f;

	render_markupf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
			    "<testsuite name=\"skbown\" tests=\"%u\" failures=\"%u\" errors=\"%u\">\n",
		       tests, failures, errors);
	for (unsigned int i = 0; (f = render_next(r, &i));)
		put_finding(out, f);
	vec_for(i, &r->incomplete)
		put_incomplete(out, &r->incomplete.v[i]);
	if (!failures && !errors)
		render_markupf(out, "<testcase classname=\"skbown\" name=\"%u units\"/>\n",
			       r->analysed);
	fputs("</testsuite>\n</testsuites>\n", out);
}
