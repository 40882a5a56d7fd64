/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory_finish - one list out of what many units said.
 *
 * A header's function is seen by every unit that includes it; a destructor's body stands in
 * one file and its sites in others. A name that several files have (static functions) is the
 * one of the site's own file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "flow/flow.h"
#include "report/inventory.h"

struct finish {
	struct report *r;
	struct inventory *inv;
	const struct told *(*model)(const char *name, void *data);
	void *data;
};

const char *inventory_folder(struct arena *a, const char *file)
{
	return path_dir(a, file);
}

const char *inventory_kinds(unsigned int kinds)
{
	static const char *const names[] = {
		"", "full", "request", "full or request", "TIME_WAIT", "full or TIME_WAIT",
		"request or TIME_WAIT", "any",
	};

	return names[kinds & KIND_ANY];
}

/* --- sites --- */

static int by_place(const char *file_a, unsigned int line_a, const char *file_b,
		    unsigned int line_b)
{
	int c = strcmp(file_a, file_b);

	return c ? c : (line_a > line_b) - (line_a < line_b);
}

static int site_order(const void *pa, const void *pb)
{
	const struct inv_site *a = *(struct inv_site *const *)pa, *b = *(struct inv_site *const *)pb;
	int c = by_place(a->file, a->line, b->file, b->line);

	if (!c)
		c = strcmp(a->function, b->function);
	if (!c)
		c = strcmp(a->buffer, b->buffer);
	return c ? c : strcmp(a->via, b->via);
}

static void add_word(struct arena *a, struct told_words *list, const char *text)
{
	unsigned int i = 0;

	while (i < list->n && strcmp(list->v[i], text) < 0)
		i++;
	if (i < list->n && !strcmp(list->v[i], text))
		return;
	vec_push(a, list, text);
	memmove(&list->v[i + 1], &list->v[i], sizeof(list->v[0]) * (list->n - 1 - i));
	list->v[i] = text;
}

static void sort_words(struct arena *a, struct told_words *list)
{
	struct told_words all = { 0 };

	vec_for(i, list)
		add_word(a, &all, list->v[i]);
	*list = all;
}

static void absorb(struct arena *a, struct inv_site *to, const struct inv_site *from)
{
	vec_for(i, &from->dtors)
		add_word(a, &to->dtors, from->dtors.v[i]);
	to->kinds |= from->kinds;
	to->clears &= from->clears;
	if (!*to->sk)
		to->sk = from->sk;
	if (!*to->pointer)
		to->pointer = from->pointer;
}

static void merge_sites(struct finish *f)
{
	struct inventory *inv = f->inv;
	unsigned int n = 0;

	if (inv->sites.n)
		qsort(inv->sites.v, inv->sites.n, sizeof(inv->sites.v[0]), site_order);
	vec_for(i, &inv->sites) {
		struct inv_site *s = inv->sites.v[i];

		sort_words(f->r->arena, &s->dtors);
		if (n && !site_order(&inv->sites.v[n - 1], &s))
			absorb(f->r->arena, inv->sites.v[n - 1], s);
		else
			inv->sites.v[n++] = s;
	}
	inv->sites.n = n;
}

/* --- what the rules say of a site --- */

static bool is_at(const struct inv_site *s, const char *file, unsigned int line)
{
	return (line == s->line || line == s->lines[0] || line == s->lines[1]) &&
	       !strcmp(file, s->file);
}

static bool concerns(const struct finding *f, const struct inv_site *s)
{
	if (is_at(s, f->file, f->line))
		return true;
	vec_for(i, &f->steps)
		if (is_at(s, f->steps.v[i].file, f->steps.v[i].line))
			return true;
	return false;
}

static void judge(struct finish *f, struct inv_site *s)
{
	int worst = -1;

	vec_for(i, &f->r->findings) {
		const struct finding *x = f->r->findings.v[i];

		if (!concerns(x, s))
			continue;
		vec_push(f->r->arena, &s->findings, x);
		if (level_by_name(x->level) > worst)
			worst = level_by_name(x->level);
	}
	s->level = worst < 0 ? "ok" : level_name(worst);
}

/* --- destructors --- */

static const struct told *find_body(const struct inventory *inv, const char *name, const char *file)
{
	const struct told *any = NULL;

	vec_for(i, &inv->bodies) {
		const struct told *t = inv->bodies.v[i];

		if (strcmp(t->name, name))
			continue;
		if (!strcmp(t->file, file))
			return t;
		any = any ? any : t;
	}
	return any;
}

static struct inv_dtor *dtor_get(struct finish *f, const char *name, const char *file)
{
	const struct told *t = find_body(f->inv, name, file);
	struct inv_dtor *d;

	vec_for(i, &f->inv->dtors) {
		d = f->inv->dtors.v[i];
		if (!strcmp(d->name, name) && (!t || !d->told || !strcmp(d->told->file, t->file)))
			return d;
	}
	d = arena_new(f->r->arena, struct inv_dtor);
	d->name = name;
	d->source = t ? INV_BODY : INV_UNSEEN;
	d->told = t;
	if (!t)
		d->told = f->model(name, f->data);
	if (!t && d->told)
		d->source = INV_MODEL;
	vec_push(f->r->arena, &f->inv->dtors, d);
	return d;
}

static void find_dtors(struct finish *f, struct inv_site *s)
{
	vec_for(i, &s->dtors) {
		struct inv_dtor *d = dtor_get(f, s->dtors.v[i], s->file);

		d->sites++;
		add_word(f->r->arena, &d->users, inventory_folder(f->r->arena, s->file));
		vec_push(f->r->arena, &s->of, d);
	}
}

static int dtor_order(const void *pa, const void *pb)
{
	const struct inv_dtor *a = *(struct inv_dtor *const *)pa, *b = *(struct inv_dtor *const *)pb;
	int c = strcmp(a->name, b->name);

	return c || !a->told || !b->told ? c : strcmp(a->told->file, b->told->file);
}

/* What it calls with the buffer alone and what is a destructor itself. */
static void find_next(struct finish *f, struct inv_dtor *d)
{
	for (unsigned int i = 0; d->told && i < d->told->passes.n; i++)
		vec_for(k, &f->inv->dtors) {
			const struct inv_dtor *to = f->inv->dtors.v[k];

			if (to != d && !strcmp(d->told->passes.v[i], to->name))
				vec_push(f->r->arena, &d->next, to);
		}
}

/* --- functions that leave a buffer owned --- */

static int leaver_order(const void *pa, const void *pb)
{
	const struct inv_leaver *a = *(struct inv_leaver *const *)pa;
	const struct inv_leaver *b = *(struct inv_leaver *const *)pb;
	int c = by_place(a->file, a->line, b->file, b->line);

	return c ? c : strcmp(a->name, b->name);
}

static void merge_leavers(struct finish *f)
{
	struct inventory *inv = f->inv;
	unsigned int n = 0;

	if (inv->leavers.n)
		qsort(inv->leavers.v, inv->leavers.n, sizeof(inv->leavers.v[0]), leaver_order);
	vec_for(i, &inv->leavers)
		if (!n || leaver_order(&inv->leavers.v[n - 1], &inv->leavers.v[i]))
			inv->leavers.v[n++] = inv->leavers.v[i];
	inv->leavers.n = n;
}

void inventory_finish(struct report *r, const struct told *(*model)(const char *name, void *data),
		      void *data)
{
	struct finish f = { .r = r, .model = model, .data = data };

	if (!r->inventory)
		r->inventory = arena_new(r->arena, struct inventory);
	f.inv = r->inventory;
	merge_sites(&f);
	merge_leavers(&f);
	vec_for(i, &f.inv->sites) {
		judge(&f, f.inv->sites.v[i]);
		find_dtors(&f, f.inv->sites.v[i]);
	}
	if (f.inv->dtors.n)
		qsort(f.inv->dtors.v, f.inv->dtors.n, sizeof(f.inv->dtors.v[0]), dtor_order);
	vec_for(i, &f.inv->dtors)
		find_next(&f, f.inv->dtors.v[i]);
}
