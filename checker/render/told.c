/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * told - the effects of functions, for people and for programs.
 */
#include "render/render.h"
#include "report/told.h"

static void put_list(FILE *out, const struct told_words *w, const char *between)
{
	vec_for(i, w) {
		if (i)
			fputs(between, out);
		render_plain(out, w->v[i]);
	}
}

void render_told_case(FILE *out, const struct told_case *c, const char *indent)
{
	fputs(indent, out);
	if (c->when.n) {
		fputs("when ", out);
		put_list(out, &c->when, " and ");
	} else {
		fputs("always", out);
	}
	if (c->result) {
		fputs(": returns ", out);
		render_plain(out, c->result);
	}
	putc('\n', out);
	vec_for(i, &c->effects) {
		fprintf(out, "%s    ", indent);
		render_plain(out, c->effects.v[i]);
		putc('\n', out);
	}
	if (!c->effects.n)
		fprintf(out, "%s    nothing happens\n", indent);
	vec_for(i, &c->needs) {
		fprintf(out, "%s    needs: ", indent);
		render_plain(out, c->needs.v[i]);
		putc('\n', out);
	}
}

static void put_head(FILE *out, const struct told *t)
{
	render_plain(out, t->name);
	putc('(', out);
	put_list(out, &t->params, ", ");
	fputs(") - ", out);
	if (t->is_model)
		fputs("model", out);
	else
		render_plain(out, t->file);
	if (!t->is_model)
		fprintf(out, ":%u", t->line);
	putc('\n', out);
}

static void put_told(FILE *out, const struct told *t)
{
	put_head(out, t);
	vec_for(i, &t->cases)
		render_told_case(out, &t->cases.v[i], "  ");
	if (!t->cases.n)
		fputs("  never returns\n", out);
	if (t->incomplete)
		fputs("  incomplete: it has too many states to tell all of them apart\n", out);
}

void render_told_text(FILE *out, const struct told *const *v, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		if (i)
			putc('\n', out);
		put_told(out, v[i]);
	}
}

void render_told_json(FILE *out, const struct told *const *v, unsigned int n)
{
	json_t *list = json_array(), *all;

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(list, told_json(v[i]));
	all = json_pack("{s:s s:s s:o}", "tool", "skbown", "version", SKBOWN_VERSION,
			"functions", list);
	render_json_value(out, all, JSON_INDENT(2));
}
