/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory_text - the inventory for a terminal: aligned, one line a place.
 */
#include <string.h>

#include "render/render.h"
#include "report/inventory.h"

#define COLUMNS 5
#define MAX_WIDTH 46

struct table {
	struct arena *a;
	VEC(const char **) rows;
};

static void add_row(struct table *t, const char *const *cells)
{
	const char **row = arena_array(t->a, const char *, COLUMNS);

	memcpy(row, cells, sizeof(*row) * COLUMNS);
	vec_push(t->a, &t->rows, row);
}

static unsigned int width_of(const struct table *t, unsigned int column)
{
	unsigned int width = 0;

	vec_for(i, &t->rows) {
		unsigned int n = strlen(t->rows.v[i][column]);

		if (n > width)
			width = n;
	}
	return width > MAX_WIDTH ? MAX_WIDTH : width;
}

static void put_table(FILE *out, const struct table *t)
{
	unsigned int width[COLUMNS];

	for (unsigned int c = 0; c < COLUMNS; c++)
		width[c] = width_of(t, c);
	vec_for(i, &t->rows) {
		fputs("  ", out);
		for (unsigned int c = 0; c < COLUMNS; c++) {
			unsigned int n = strlen(t->rows.v[i][c]);

			render_plain(out, t->rows.v[i][c]);
			if (c + 1 < COLUMNS)
				fprintf(out, "%*s", n < width[c] ? (int)(width[c] - n + 2) : 2, "");
		}
		putc('\n', out);
	}
}

/* --- destructors --- */

static void put_words(FILE *out, const struct told_words *w, const char *between)
{
	vec_for(i, w) {
		if (i)
			fputs(between, out);
		render_plain(out, w->v[i]);
	}
}

static const char *source_words(struct arena *a, const struct inv_dtor *d)
{
	if (d->source == INV_UNSEEN)
		return "body not seen";
	if (d->source == INV_MODEL)
		return "body not seen; by its model";
	return arena_printf(a, "%s:%u", d->told->file, d->told->line);
}

static void put_contract(FILE *out, struct arena *a, const struct inv_dtor *d)
{
	const struct told *t = d->told;

	vec_for(i, &t->cases) {
		fprintf(out, "    %-11s", i ? "" : "gives back");
		render_plain(out, told_line(a, &t->cases.v[i]));
		putc('\n', out);
	}
	if (t->needs_sk)
		fprintf(out, "    %-11sskb->sk%s%s%s\n", "needs", t->accepts != KIND_ANY ? ", " : "",
			t->accepts != KIND_ANY ? inventory_kinds(t->accepts) : "",
			t->accepts != KIND_ANY ? " sockets only" : "");
	if (t->incomplete)
		fprintf(out, "    %-11stoo many states to tell all cases apart\n", "incomplete");
}

static void put_dtor(FILE *out, struct arena *a, const struct inv_dtor *d)
{
	fputs("  ", out);
	render_plain(out, d->name);
	fprintf(out, "()  ");
	render_plain(out, source_words(a, d));
	putc('\n', out);
	if (d->told)
		put_contract(out, a, d);
	vec_for(i, &d->next)
		fprintf(out, "    %-11s%s()\n", i ? "" : "goes on to", d->next.v[i]->name);
	for (unsigned int i = 0; d->told && i < d->told->pointers.n; i++)
		fprintf(out, "    %-11sthe saved pointer %s\n", i ? "" : "goes on to",
			d->told->pointers.v[i]);
	fprintf(out, "    %-11s", "set in");
	put_words(out, &d->users, ", ");
	fprintf(out, " (%u place%s)\n", d->sites, d->sites == 1 ? "" : "s");
}

/* --- sites --- */

static const char *dtor_words(struct arena *a, const struct inv_site *s)
{
	const char *text = "";

	vec_for(i, &s->dtors)
		text = arena_printf(a, "%s%s%s()", text, i ? " or " : "", s->dtors.v[i]);
	if (*s->pointer)
		text = arena_printf(a, "%s%s%s", text, *text ? " or " : "", s->pointer);
	if (!*text)
		text = s->lines[1] ? "NULL" : "as it was";
	return *s->via ? arena_printf(a, "%s, by %s()", text, s->via) : text;
}

static const char *verdict(struct arena *a, const struct inv_site *s)
{
	const char *text = s->level;

	vec_for(i, &s->findings)
		text = arena_printf(a, "%s %s %s", text, s->findings.v[i]->rule,
				    s->findings.v[i]->fingerprint);
	if (s->kinds)
		text = arena_printf(a, "%s; sockets: %s", text, inventory_kinds(s->kinds));
	return text;
}

static void put_sites(FILE *out, struct arena *a, const struct report *r, bool clears)
{
	struct table t = { .a = a };

	vec_for(i, &r->inventory->sites) {
		const struct inv_site *s = r->inventory->sites.v[i];
		const char *sk = *s->sk ? s->sk : s->lines[0] ? "NULL" : "as it was";
		const char *const cells[COLUMNS] = {
			arena_printf(a, "%s:%u", s->file, s->line), s->function,
			arena_printf(a, "%s->sk: %s", s->buffer, sk), dtor_words(a, s), verdict(a, s),
		};

		if (s->clears == clears)
			add_row(&t, cells);
	}
	put_table(out, &t);
}

static void put_leavers(FILE *out, struct arena *a, const struct report *r)
{
	vec_for(i, &r->inventory->leavers) {
		const struct inv_leaver *l = r->inventory->leavers.v[i];

		fputs("  ", out);
		render_plain(out, arena_printf(a, "%s:%u %s(): ", l->file, l->line, l->name));
		put_words(out, &l->how, "; or ");
		putc('\n', out);
	}
}

static void put_title(FILE *out, const char *text, unsigned int n)
{
	fprintf(out, "%s (%u)\n\n", text, n);
}

static unsigned int count(const struct report *r, bool clears)
{
	unsigned int n = 0;

	vec_for(i, &r->inventory->sites)
		n += r->inventory->sites.v[i]->clears == clears;
	return n;
}

void render_inventory_text(FILE *out, const struct report *r)
{
	const struct inventory *inv = r->inventory;
	struct arena a;

	arena_init(&a);
	put_title(out, "Destructors", inv->dtors.n);
	vec_for(i, &inv->dtors)
		put_dtor(out, &a, inv->dtors.v[i]);
	putc('\n', out);
	put_title(out, "Where an owner is attached", count(r, false));
	put_sites(out, &a, r, false);
	putc('\n', out);
	put_title(out, "Where an owner is taken off by hand", count(r, true));
	put_sites(out, &a, r, true);
	putc('\n', out);
	put_title(out, "Functions that may leave a buffer owned", inv->leavers.n);
	put_leavers(out, &a, r);
	arena_free(&a);
}
