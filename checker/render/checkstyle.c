/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * checkstyle - findings as checkstyle's XML, which many plug-ins read.
 */
#include <string.h>

#include "render/render.h"

static void put_error(FILE *out, const struct finding *f)
{
	render_markupf(out, "<error line=\"%u\" column=\"%u\" severity=\"%s\" message=\"%s\" "
			    "source=\"%s.%s\"/>\n",
		       f->line, f->column, render_level(f, "info", "warning", "error"), f->message,
		       f->tool ? f->tool : "skbown", f->rule);
}

void render_checkstyle(FILE *out, const struct report *r, const struct render_options *opt)
{
	const struct finding *f, *last = NULL;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n", out);
	for (unsigned int i = 0; (f = render_next(r, &i)); last = f) {
		if (last && strcmp(last->file, f->file))
			fputs("</file>\n", out);
		if (!last || strcmp(last->file, f->file))
			render_markupf(out, "<file name=\"%s\">\n", f->file);
		put_error(out, f);
	}
	fputs(last ? "</file>\n</checkstyle>\n" : "</checkstyle>\n", out);
}
