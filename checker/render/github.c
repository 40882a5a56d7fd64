/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * github - findings as commands of a GitHub workflow, which show them at the changed lines.
 */
#include <string.h>

#include "render/render.h"

/* @more: what a value, but not the text at the end, has to hide as well. */
static void put(FILE *out, const char *s, const char *more)
{
	for (; *s; s++) {
		if (strchr("%\r\n", *s) || strchr(more, *s))
			fprintf(out, "%%%02X", (unsigned char)*s);
		else
			putc((unsigned char)*s < ' ' ? '?' : *s, out);
	}
}

static void put_steps(FILE *out, const struct finding *f)
{
	vec_for(i, &f->steps) {
		const struct finding_step *s = &f->steps.v[i];

		fputs("%0A", out);
		put(out, s->file, "");
		fprintf(out, ":%u: ", s->line);
		put(out, s->message, "");
	}
}

void render_github(FILE *out, const struct report *r, const struct render_options *opt)
{
	const struct finding *f;

	for (unsigned int i = 0; (f = render_next(r, &i));) {
		fprintf(out, "::%s file=", render_level(f, "notice", "warning", "error"));
		put(out, f->file, ":,");
		fprintf(out, ",line=%u,col=%u,title=", f->line, f->column);
		put(out, f->rule, ":,");
		fputs("::", out);
		put(out, f->message, "");
		put_steps(out, f);
		putc('\n', out);
	}
}
