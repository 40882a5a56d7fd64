/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * html_path - a finding's path, drawn on the source: the lines around its steps, each step
 * with its number below its line, and a rail along the lines from the first step to the last.
 *
 * Files stand in the order in which the path enters them. Where a source cannot be read
 * the steps stand alone.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "html.h"

#define CONTEXT	3	/* lines around a step */
#define NEAR	9	/* lines between two steps up to which none is left out */

/* A step as it is drawn. */
struct mark {
	const char *file, *message;
	unsigned int line, column, number;
	bool end;		/* where the finding stands */
};

struct marks {
	VEC(struct mark) v;
};

static bool is_place(const struct finding *f, const char *file, unsigned int line)
{
	return f->line == line && !strcmp(f->file, file);
}

static void collect(struct arena *a, const struct finding *f, struct marks *m)
{
	bool end = false;

	vec_for(i, &f->steps) {
		const struct finding_step *s = &f->steps.v[i];
		struct mark mark = { s->file, s->message, s->line, s->column, i + 1, false };

		mark.end = i + 1 == f->steps.n && is_place(f, s->file, s->line);
		end |= mark.end;
		vec_push(a, &m->v, mark);
	}
	if (!end) {
		struct mark mark = { f->file, f->message, f->line, f->column, f->steps.n + 1, true };

		vec_push(a, &m->v, mark);
	}
}

static int by_line(const void *pa, const void *pb)
{
	const struct mark *a = pa, *b = pb;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Those of one file, by line. */
static void of_file(struct arena *a, const struct marks *all, const char *file, struct marks *out)
{
	vec_for(i, &all->v)
		if (!strcmp(all->v.v[i].file, file))
			vec_push(a, &out->v, all->v.v[i]);
	qsort(out->v.v, out->v.n, sizeof(out->v.v[0]), by_line);
}

static void put_step(FILE *out, const struct mark *m)
{
	render_markupf(out, "<div class=\"s%s\"><b>%u</b><span>%s</span></div>\n", m->end ? " end" : "",
		       m->number, m->message);
}

static unsigned int word_length(const char *s)
{
	unsigned int n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n ? n : *s != '\0';
}

/* With the word at @column underlined; column 0: none. */
static void put_code(FILE *out, struct arena *a, const char *text, unsigned int column)
{
	unsigned int n;

	if (!column || column > strlen(text)) {
		render_markup(out, text);
		return;
	}
	n = word_length(text + column - 1);
	render_markupf(out, "%s<mark>%s</mark>%s", arena_strndup(a, text, column - 1),
		       arena_strndup(a, text + column - 1, n), text + column - 1 + n);
}

struct excerpt {
	FILE *out;
	struct arena *a;
	const struct source *src;
	const struct marks *m;
};

static void put_line(const struct excerpt *e, unsigned int line)
{
	unsigned int first = e->m->v.v[0].line, last = e->m->v.v[e->m->v.n - 1].line, column = 0;
	const char *text = source_line(e->a, e->src, line);
	bool hit = false, at = false;

	if (!text)
		return;
	vec_for(i, &e->m->v) {
		if (e->m->v.v[i].line != line)
			continue;
		hit = true;
		at |= e->m->v.v[i].end;
		column = e->m->v.v[i].column;
	}
	fprintf(e->out, "<div class=\"l%s%s%s\"><i>%u</i><span>", line >= first && line <= last ? " on" : "",
		hit ? " hit" : "", at ? " at" : "", line);
	put_code(e->out, e->a, text, column);
	fputs("</span></div>\n", e->out);
	vec_for(i, &e->m->v)
		if (e->m->v.v[i].line == line)
			put_step(e->out, &e->m->v.v[i]);
}

static void put_excerpt(const struct excerpt *e)
{
	unsigned int next = 0;	/* the first line not yet shown */

	fputs("<div class=\"src\"><div>\n", e->out);
	vec_for(i, &e->m->v) {
		unsigned int line = e->m->v.v[i].line;
		unsigned int from = line > CONTEXT ? line - CONTEXT : 1;

		if (next && from > next + NEAR)
			fputs("<div class=\"gap on\"><i>&#8943;</i></div>\n", e->out);
		if (!next || from > next + NEAR)
			next = from;
		while (next <= line + CONTEXT)
			put_line(e, next++);
	}
	fputs("</div></div>\n", e->out);
}

static void put_file(FILE *out, struct sources *all, const struct marks *m)
{
	struct excerpt e = { out, all->arena, sources_get(all, m->v.v[0].file), m };

	if (e.src) {
		put_excerpt(&e);
		return;
	}
	vec_for(i, &m->v)
		put_step(out, &m->v.v[i]);
}

void html_path(FILE *out, struct sources *all, const struct finding *f)
{
	struct marks marks = { 0 };
	VEC(const char *) files = { 0 };

	collect(all->arena, f, &marks);
	vec_for(i, &marks.v) {
		struct marks here = { 0 };
		bool seen = false;

		vec_for(k, &files)
			seen |= !strcmp(files.v[k], marks.v.v[i].file);
		if (seen)
			continue;
		vec_push(all->arena, &files, marks.v.v[i].file);
		of_file(all->arena, &marks, marks.v.v[i].file, &here);
		if (strcmp(marks.v.v[i].file, f->file))
			render_markupf(out, "<div class=\"name\">%s</div>\n", marks.v.v[i].file);
		put_file(out, all, &here);
	}
}
