/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory_dot - the picture's source: from the left the functions that attach owners, by
 * folder; the destructors that they install; the counters that those give back.
 *
 * A function that has a helper do it is not drawn, but counted at the helper. Colours are few
 * and fixed, so that the page's style can exchange them for a dark background.
 */
#include <string.h>

#include "render/render.h"
#include "report/inventory.h"

/* What a function sets; one row of its folder. */
struct row {
	const char *function;
	const char *level;
	unsigned int callers;
	VEC(const struct inv_dtor *) dtors;
};

struct folder {
	const char *name;
	VEC(struct row *) rows;
};

struct picture {
	struct arena a;
	const struct inventory *inv;
	VEC(struct folder *) folders;
	VEC(const char *) counters;
};

static void put_text(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("<>&\"", *s))
			fprintf(out, "&#%d;", *s);
		else
			putc((unsigned char)*s < ' ' ? '?' : *s, out);
	}
}

/* --- what is drawn --- */

static struct folder *folder_get(struct picture *p, const char *name)
{
	struct folder *f;

	vec_for(i, &p->folders)
		if (!strcmp(p->folders.v[i]->name, name))
			return p->folders.v[i];
	f = arena_new(&p->a, struct folder);
	f->name = name;
	vec_push(&p->a, &p->folders, f);
	return f;
}

static struct row *row_get(struct picture *p, struct folder *f, const char *function)
{
	struct row *r;

	vec_for(i, &f->rows)
		if (!strcmp(f->rows.v[i]->function, function))
			return f->rows.v[i];
	r = arena_new(&p->a, struct row);
	r->function = function;
	r->level = "ok";
	vec_push(&p->a, &f->rows, r);
	return r;
}

static struct row *find_row(struct picture *p, const char *function)
{
	vec_for(i, &p->folders)
		vec_for(k, &p->folders.v[i]->rows)
			if (!strcmp(p->folders.v[i]->rows.v[k]->function, function))
				return p->folders.v[i]->rows.v[k];
	return NULL;
}

static void add_dtor(struct picture *p, struct row *r, const struct inv_dtor *d)
{
	vec_for(i, &r->dtors)
		if (r->dtors.v[i] == d)
			return;
	vec_push(&p->a, &r->dtors, d);
}

static unsigned int rank(const char *level)
{
	return !strcmp(level, "error") ? 3 : !strcmp(level, "warning") ? 2 : !strcmp(level, "note");
}

static void add_site(struct picture *p, const struct inv_site *s)
{
	struct row *r = row_get(p, folder_get(p, inventory_folder(&p->a, s->file)), s->function);

	vec_for(i, &s->of)
		add_dtor(p, r, s->of.v[i]);
	if (rank(s->level) > rank(r->level))
		r->level = s->level;
}

/* A helper that has another helper do it is in the folder where it does so. */
static struct folder *helper_folder(struct picture *p, const char *function)
{
	vec_for(i, &p->inv->sites)
		if (!strcmp(p->inv->sites.v[i]->function, function))
			return folder_get(p, inventory_folder(&p->a, p->inv->sites.v[i]->file));
	return folder_get(p, "helpers not seen here");
}

/* Counted at the helper. */
static void add_caller(struct picture *p, const struct inv_site *s)
{
	struct row *r = find_row(p, s->via);

	if (!r)
		r = row_get(p, helper_folder(p, s->via), s->via);
	r->callers++;
	vec_for(i, &s->of)
		add_dtor(p, r, s->of.v[i]);
}

static void add_counter(struct picture *p, const char *name)
{
	vec_for(i, &p->counters)
		if (!strcmp(p->counters.v[i], name))
			return;
	vec_push(&p->a, &p->counters, name);
}

static void gather(struct picture *p)
{
	vec_for(i, &p->inv->sites)
		if (p->inv->sites.v[i]->of.n && !*p->inv->sites.v[i]->via)
			add_site(p, p->inv->sites.v[i]);
	vec_for(i, &p->inv->sites)
		if (p->inv->sites.v[i]->of.n && *p->inv->sites.v[i]->via)
			add_caller(p, p->inv->sites.v[i]);
	vec_for(i, &p->inv->dtors)
		for (unsigned int k = 0; p->inv->dtors.v[i]->told &&
					 k < p->inv->dtors.v[i]->told->counters.n;
		     k++)
			add_counter(p, p->inv->dtors.v[i]->told->counters.v[k]);
}

/* --- how --- */

static unsigned int index_of(const struct picture *p, const struct inv_dtor *d)
{
	vec_for(i, &p->inv->dtors)
		if (p->inv->dtors.v[i] == d)
			return i;
	return 0;
}

static void put_row(FILE *out, const struct row *r, unsigned int n)
{
	static const char *const fill[] = { "#ffffff", "#fff3c4", "#ffd6cc", "#ffb3b3" };

	fprintf(out, "<tr><td port=\"r%u\" align=\"left\" bgcolor=\"%s\" title=\"%s\" href=\"#f-",
		n, fill[rank(r->level)], r->level);
	put_text(out, r->function);
	fputs("\">", out);
	put_text(out, r->function);
	if (r->callers)
		fprintf(out, " <font color=\"#5f6b7a\">+ %u caller%s</font>", r->callers,
			r->callers == 1 ? "" : "s");
	fputs("</td></tr>", out);
}

static void put_folder(FILE *out, const struct folder *f, unsigned int n)
{
	fprintf(out, "f%u [class=\"folder\", shape=plain, label=<<table border=\"0\" cellborder=\"1\" "
		"cellspacing=\"0\" cellpadding=\"3\" color=\"#b6c2d2\"><tr><td bgcolor=\"#e8eef7\" "
		"align=\"left\"><b>", n);
	put_text(out, f->name);
	fputs("</b></td></tr>", out);
	vec_for(i, &f->rows)
		put_row(out, f->rows.v[i], i);
	fputs("</table>>]\n", out);
}

static void put_dtor(FILE *out, const struct inv_dtor *d, unsigned int n)
{
	const char *style = d->source == INV_BODY ? "filled,rounded" : "filled,rounded,dashed";

	fprintf(out, "d%u [class=\"dtor\", shape=box, style=\"%s\", fillcolor=\"#dcefe3\", "
		"color=\"#4b8f68\", href=\"#d-%s\", tooltip=\"%s\", label=\"%s()\"]\n", n, style,
		d->name, d->source == INV_UNSEEN ? "body not seen" : d->name, d->name);
}

static bool has_counter(const struct inv_dtor *d, const char *name)
{
	for (unsigned int i = 0; d->told && i < d->told->counters.n; i++)
		if (!strcmp(d->told->counters.v[i], name))
			return true;
	return false;
}

/* Arrows to a destructor have the colour of the counter that it is about. */
static const char *colour_of(const struct picture *p, const struct inv_dtor *d)
{
	static const char *const colours[] = {
		"#3f7fc1", "#3f9460", "#a05fb5", "#c07a2c", "#3f97a0", "#b5566b",
	};
	const struct inv_dtor *about = d->next.n ? d->next.v[0] : d;

	vec_for(i, &p->counters)
		if (has_counter(about, p->counters.v[i]))
			return colours[i % (sizeof(colours) / sizeof(colours[0]))];
	return "#7f8fa6";
}

static bool is_next_ones(const struct inv_dtor *d, const char *counter)
{
	vec_for(i, &d->next)
		if (has_counter(d->next.v[i], counter))
			return true;
	return false;
}

static void put_dtor_edges(FILE *out, const struct picture *p, const struct inv_dtor *d)
{
	unsigned int n = index_of(p, d);

	vec_for(i, &d->next)
		fprintf(out, "d%u -> d%u [style=dashed, color=\"%s\", tooltip=\"goes on to\"]\n", n,
			index_of(p, d->next.v[i]), colour_of(p, d));
	vec_for(i, &p->counters)
		if (has_counter(d, p->counters.v[i]) && !is_next_ones(d, p->counters.v[i]))
			fprintf(out, "d%u -> c%u [color=\"%s\"]\n", n, i, colour_of(p, d));
}

static void put_folder_edges(FILE *out, const struct picture *p, const struct folder *f,
			     unsigned int n)
{
	vec_for(i, &f->rows)
		vec_for(k, &f->rows.v[i]->dtors)
			fprintf(out, "f%u:r%u:e -> d%u [color=\"%s\"]\n", n, i,
				index_of(p, f->rows.v[i]->dtors.v[k]),
				colour_of(p, f->rows.v[i]->dtors.v[k]));
}

static void put_picture(FILE *out, const struct picture *p)
{
	fputs("digraph owners {\n"
	      "graph [rankdir=LR, bgcolor=transparent, ranksep=1.1, nodesep=0.12, outputorder=edgesfirst]\n"
	      "node [fontname=\"Helvetica\", fontsize=11, fontcolor=\"#1d2733\"]\n"
	      "edge [arrowsize=0.6, penwidth=1.1]\n", out);
	fputs("{ rank=min;\n", out);
	vec_for(i, &p->folders)
		put_folder(out, p->folders.v[i], i);
	fputs("}\n", out);
	vec_for(i, &p->inv->dtors)
		put_dtor(out, p->inv->dtors.v[i], i);
	fputs("{ rank=same;", out);
	vec_for(i, &p->inv->dtors)
		if (!p->inv->dtors.v[i]->next.n)
			fprintf(out, " d%u;", i);
	fputs(" }\n", out);
	fputs("{ rank=max;\n", out);
	vec_for(i, &p->counters)
		fprintf(out, "c%u [class=\"counter\", shape=ellipse, style=filled, fillcolor=\"#fbe9d3\", "
			"color=\"#a8763e\", label=\"%s\"]\n", i, p->counters.v[i]);
	fputs("}\n", out);
	vec_for(i, &p->folders)
		put_folder_edges(out, p, p->folders.v[i], i);
	vec_for(i, &p->inv->dtors)
		put_dtor_edges(out, p, p->inv->dtors.v[i]);
	fputs("}\n", out);
}

void render_inventory_dot(FILE *out, const struct report *r)
{
	struct picture p = { .inv = r->inventory };

	arena_init(&p.a);
	gather(&p);
	put_picture(out, &p);
	arena_free(&p.a);
}
