/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owners - what an editor shows at places that write a pair, and of destructors: one line and a
 * few words of Markdown, out of the inventory of one file.
 */
#include <string.h>

#include "base/file.h"
#include "drive.h"
#include "report/inventory.h"

static const char *join(struct arena *a, const struct told_words *w, const char *between,
			const char *behind)
{
	const char *all = "";

	vec_for(i, w)
		all = arena_printf(a, "%s%s%s%s", all, i ? between : "", w->v[i], behind);
	return all;
}

/* What the site's destructors give back; "" when that is not known. */
static const char *refunds(struct arena *a, const struct inv_site *s)
{
	struct told_words all = { 0 };

	vec_for(i, &s->of)
		for (unsigned int k = 0; s->of.v[i]->told && k < s->of.v[i]->told->counters.n; k++) {
			const char *c = s->of.v[i]->told->counters.v[k];
			bool known = false;

			vec_for(m, &all)
				known |= !strcmp(all.v[m], c);
			if (!known)
				vec_push(a, &all, c);
		}
	return join(a, &all, ", ", "");
}

static const char *title_of(struct arena *a, const struct inv_site *s)
{
	const char *pays = refunds(a, s), *dtors = join(a, &s->dtors, ", ", "()");
	bool wrong = strcmp(s->level, "ok");

	if (s->clears)
		return arena_printf(a, "'%s' loses its owner", s->buffer);
	if (!s->dtors.n)
		return arena_printf(a, "owner of '%s'; destructor %s", s->buffer,
				    *s->pointer ? s->pointer : "as it was");
	if (!*pays)
		return arena_printf(a, "owner of '%s'; released by %s", s->buffer, dtors);
	return arena_printf(a, "%s: %s; refunded by %s", wrong ? "has to pay" : "pays", pays, dtors);
}

static const char *half(const char *given, unsigned int line)
{
	return *given ? given : line ? "NULL" : "as it was";
}

static const char *text_of(struct arena *a, const struct inv_site *s)
{
	const char *dtor = s->dtors.n ? join(a, &s->dtors, " or ", "()") : half(s->pointer, s->lines[1]);
	const char *text = arena_printf(a, "The owner of `%s` is set in `%s()`:\n\n"
					"* `sk`: `%s`\n* `destructor`: `%s`\n",
					s->buffer, s->function, half(s->sk, s->lines[0]), dtor);

	if (s->kinds && *s->sk)
		text = arena_printf(a, "%s* sockets that come here: %s\n", text,
				    inventory_kinds(s->kinds));
	if (*s->via)
		text = arena_printf(a, "%s* written by `%s()`\n", text, s->via);
	vec_for(i, &s->findings)
		text = arena_printf(a, "%s* %s: %s [%s]\n", text, s->findings.v[i]->level,
				    s->findings.v[i]->message, s->findings.v[i]->rule);
	return text;
}

static json_t *site_json(struct run *run, const struct inv_site *s)
{
	struct arena *a = &run->arena;

	return json_pack("{s:o s:[i i] s:o s:o}", "file",
			 report_json_text(path_join(a, run->root, s->file)), "lines", s->lines[0],
			 s->lines[1], "title", report_json_text(title_of(a, s)), "text",
			 report_json_text(text_of(a, s)));
}

/* The same text for all ways that lead there, or one line for each. */
static const char *view_text(struct arena *a, const struct inv_view *v)
{
	const char *text = arena_printf(a, "The owner of `%s` here:\n\n", v->buffer);

	vec_for(i, &v->pairs)
		text = arena_printf(a, "%s* %s\n", text, v->pairs.v[i]);
	return text;
}

static json_t *view_json(struct run *run, const struct inv_view *v)
{
	struct arena *a = &run->arena;

	return json_pack("{s:o s:i s:o}", "file", report_json_text(path_join(a, run->root, v->file)),
			 "line", v->line, "text", report_json_text(view_text(a, v)));
}

/* A destructor's contract. */
static const char *contract(struct arena *a, const struct inv_dtor *d)
{
	const char *text = arena_printf(a, "`%s()` as a destructor", d->name);

	if (!d->told)
		return arena_printf(a, "%s: its body was not seen, and no model tells what it does.\n",
				    text);
	if (d->told->counters.n)
		text = arena_printf(a, "%s gives back `%s`", text, join(a, &d->told->counters, "`, `", ""));
	text = arena_printf(a, "%s%s:\n\n", text, d->source == INV_MODEL ? " (by its model)" : "");
	vec_for(i, &d->told->cases)
		text = arena_printf(a, "%s* %s\n", text, told_line(a, &d->told->cases.v[i]));
	if (d->told->needs_sk)
		text = arena_printf(a, "%s\nIt reads `skb->sk`, which must be there.\n", text);
	if (d->told->accepts && d->told->accepts != KIND_ANY)
		text = arena_printf(a, "%s\nSockets it takes: %s.\n", text,
				    inventory_kinds(d->told->accepts));
	return text;
}

json_t *owners_json(struct run *run)
{
	json_t *sites = json_array(), *views = json_array(), *dtors = json_object();
	struct inventory *inv;

	inventory_finish(&run->report, inventory_model, run);
	inv = run->report.inventory;
	for (unsigned int i = 0; inv && i < inv->sites.n; i++)
		json_array_append_new(sites, site_json(run, inv->sites.v[i]));
	for (unsigned int i = 0; inv && i < inv->views.n; i++)
		json_array_append_new(views, view_json(run, inv->views.v[i]));
	for (unsigned int i = 0; inv && i < inv->dtors.n; i++)
		json_object_set_new(dtors, inv->dtors.v[i]->name,
				    report_json_text(contract(&run->arena, inv->dtors.v[i])));
	return json_pack("{s:o s:o s:o}", "sites", sites, "views", views, "dtors", dtors);
}
