/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text - findings as gcc writes warnings, so that editors and scripts that read
 * a build's output read these too.
 */
#include <string.h>

#include "render/render.h"

#define BOLD	"\033[1m"
#define RED	"\033[1;31m"
#define MAGENTA	"\033[1;35m"
#define CYAN	"\033[1;36m"
#define RESET	"\033[0m"

void render_plain(FILE *out, const char *s)
{
	for (; *s; s++)
		putc((unsigned char)*s < ' ' || *s == 0x7f ? '?' : *s, out);
}

static const char *level_colour(const char *level)
{
	if (!strcmp(level, "error"))
		return RED;
	return strcmp(level, "warning") ? CYAN : MAGENTA;
}

static void put_head(FILE *out, const struct render_options *opt, const char *file,
		     unsigned int line, unsigned int column, const char *level)
{
	if (opt->colour)
		fputs(BOLD, out);
	if (opt->prefix && *file != '/') {
		render_plain(out, opt->prefix);
		putc('/', out);
	}
	render_plain(out, file);
	fprintf(out, ":%u:%u:", line, column);
	if (opt->colour)
		fprintf(out, RESET " %s%s:" RESET " ", level_colour(level), level);
	else
		fprintf(out, " %s: ", level);
}

static void put_step(FILE *out, const struct render_options *opt, const struct finding_step *s)
{
	put_head(out, opt, s->file, s->line, s->column, "note");
	render_plain(out, s->message);
	putc('\n', out);
	if (opt->snippets)
		render_snippet(out, opt, s->file, s->line, s->column);
}

void render_finding(FILE *out, const struct render_options *opt, const struct finding *f)
{
	put_head(out, opt, f->file, f->line, f->column, f->level);
	render_plain(out, f->message);
	if (opt->colour)
		fprintf(out, " [%s%s" RESET "]\n", level_colour(f->level), f->rule);
	else
		fprintf(out, " [%s]\n", f->rule);
	if (opt->snippets)
		render_snippet(out, opt, f->file, f->line, f->column);
	vec_for(i, &f->steps)
		put_step(out, opt, &f->steps.v[i]);
}

void render_text(FILE *out, const struct report *r, const struct render_options *opt)
{
	const struct finding *f;

	for (unsigned int i = 0; (f = render_next(r, &i));)
		render_finding(out, opt, f);
}
