/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory_html - the inventory as one page that needs nothing else: no network, no other
 * file. It is read on a telephone as on a screen, by day and by night.
 */
#include <stdlib.h>
#include <string.h>

#include "render/render.h"
#include "report/inventory.h"

static const char head[] =
#include "inventory_head.inc"
	;

static void cell(FILE *out, const char *label, const char *text)
{
	fprintf(out, "<td data-l=\"%s\">", label);
	render_markup(out, text);
	fputs("</td>", out);
}

static void code_cell(FILE *out, const char *label, const char *text)
{
	fprintf(out, "<td data-l=\"%s\"><code>", label);
	render_markup(out, text);
	fputs("</code></td>", out);
}

/* The first row of a name is the one that links go to. */
static void row_head(FILE *out, const char *kind, const char *name, bool first)
{
	if (!first) {
		fputs("<tr>", out);
		return;
	}
	fprintf(out, "<tr id=\"%s-", kind);
	render_markup(out, name);
	fputs("\">", out);
}

static void table_head(FILE *out, const char *const *columns)
{
	fputs("<table><thead><tr>", out);
	for (; *columns; columns++)
		fprintf(out, "<th>%s</th>", *columns);
	fputs("</tr></thead><tbody>\n", out);
}

/* --- destructors --- */

static void put_contract(FILE *out, struct arena *a, const struct inv_dtor *d)
{
	fputs("<td data-l=\"gives back\">", out);
	if (!d->told)
		fputs("<i>body not seen</i>", out);
	for (unsigned int i = 0; d->told && i < d->told->cases.n; i++) {
		fputs(i ? "<br><code>" : "<code>", out);
		render_markup(out, told_line(a, &d->told->cases.v[i]));
		fputs("</code>", out);
	}
	vec_for(i, &d->next)
		fprintf(out, "<br>goes on to <a href=\"#d-%s\"><code>%s()</code></a>",
			d->next.v[i]->name, d->next.v[i]->name);
	for (unsigned int i = 0; d->told && i < d->told->pointers.n; i++) {
		fputs("<br>goes on to the saved pointer <code>", out);
		render_markup(out, d->told->pointers.v[i]);
		fputs("</code>", out);
	}
	fputs("</td>", out);
}

static const char *needs(const struct inv_dtor *d)
{
	if (!d->told || !d->told->needs_sk)
		return d->told ? "-" : "";
	return d->told->accepts == KIND_ANY ? "any" : inventory_kinds(d->told->accepts);
}

static void put_dtor(FILE *out, struct arena *a, const struct inv_dtor *d, bool first)
{
	const char *place = d->source == INV_MODEL ? "body not seen; by its model" : "body not seen";

	if (d->source == INV_BODY)
		place = arena_printf(a, "%s:%u", d->told->file, d->told->line);
	row_head(out, "d", d->name, first);
	fprintf(out, "<td data-l=\"destructor\"><b><code>%s()</code></b><br><small>", d->name);
	render_markup(out, place);
	fputs("</small></td>", out);
	put_contract(out, a, d);
	cell(out, "needs socket", needs(d));
	fprintf(out, "<td data-l=\"set in\">%u place%s: ", d->sites, d->sites == 1 ? "" : "s");
	vec_for(i, &d->users) {
		fputs(i ? ", " : "", out);
		render_markup(out, d->users.v[i]);
	}
	fputs("</td></tr>\n", out);
}

static void put_dtors(FILE *out, struct arena *a, const struct inventory *inv)
{
	static const char *const columns[] = { "destructor", "gives back", "needs socket", "set in", NULL };

	fprintf(out, "<h2 id=\"destructors\">Destructors <small>%u</small></h2>\n", inv->dtors.n);
	table_head(out, columns);
	vec_for(i, &inv->dtors)
		put_dtor(out, a, inv->dtors.v[i],
			 !i || strcmp(inv->dtors.v[i - 1]->name, inv->dtors.v[i]->name));
	fputs("</tbody></table>\n", out);
}

/* --- sites --- */

static void put_dtor_names(FILE *out, const struct inv_site *s)
{
	fputs("<td data-l=\"destructor\">", out);
	vec_for(i, &s->dtors) {
		fputs(i ? " or " : "", out);
		fprintf(out, "<a href=\"#d-%s\"><code>%s()</code></a>", s->dtors.v[i], s->dtors.v[i]);
	}
	if (*s->pointer) {
		fputs(s->dtors.n ? " or <code>" : "<code>", out);
		render_markup(out, s->pointer);
		fputs("</code>", out);
	}
	if (!s->dtors.n && !*s->pointer)
		fputs(s->lines[1] ? "<code>NULL</code>" : "as it was", out);
	if (*s->via) {
		fputs("<br>by <code>", out);
		render_markup(out, s->via);
		fputs("()</code>", out);
	}
	fputs("</td>", out);
}

static void put_verdict(FILE *out, const struct inv_site *s)
{
	fprintf(out, "<td data-l=\"verdict\"><span class=\"v %s\">%s</span>", s->level, s->level);
	vec_for(i, &s->findings)
		fprintf(out, "<br><small>%s <code>%s</code></small>", s->findings.v[i]->rule,
			s->findings.v[i]->fingerprint);
	fputs("</td></tr>\n", out);
}

static bool is_first(const struct inventory *inv, const struct inv_site *s)
{
	vec_for(i, &inv->sites) {
		if (inv->sites.v[i] == s)
			break;
		if (!strcmp(inv->sites.v[i]->function, s->function))
			return false;
	}
	return true;
}

static void put_site(FILE *out, struct arena *a, const struct inv_site *s, bool first)
{
	row_head(out, "f", s->function, first);
	fputs("<td data-l=\"function\"><b><code>", out);
	render_markup(out, s->function);
	fputs("</code></b><br><small>", out);
	render_markup(out, arena_printf(a, "%s:%u", s->file, s->line));
	fputs("</small></td>", out);
	code_cell(out, "socket", arena_printf(a, "%s->sk = %s", s->buffer, *s->sk ? s->sk :
					      s->lines[0] ? "NULL" : "(as it was)"));
	put_dtor_names(out, s);
	cell(out, "kinds", *inventory_kinds(s->kinds) ? inventory_kinds(s->kinds) : "-");
	put_verdict(out, s);
}

static void put_sites(FILE *out, struct arena *a, const struct inventory *inv, bool clears)
{
	static const char *const columns[] = {
		"function", "socket", "destructor", "kinds", "verdict", NULL
	};
	unsigned int n = 0;

	vec_for(i, &inv->sites)
		n += inv->sites.v[i]->clears == clears;
	fprintf(out, "<h2 id=\"%s\">%s <small>%u</small></h2>\n", clears ? "cleared" : "attached",
		clears ? "Where an owner is taken off by hand" : "Where an owner is attached", n);
	table_head(out, columns);
	vec_for(i, &inv->sites)
		if (inv->sites.v[i]->clears == clears)
			put_site(out, a, inv->sites.v[i], is_first(inv, inv->sites.v[i]));
	fputs("</tbody></table>\n", out);
}

static void put_leavers(FILE *out, struct arena *a, const struct inventory *inv)
{
	static const char *const columns[] = { "function", "how", NULL };

	fprintf(out, "<h2 id=\"owned\">Functions that may leave a buffer owned <small>%u</small></h2>\n",
		inv->leavers.n);
	table_head(out, columns);
	vec_for(i, &inv->leavers) {
		const struct inv_leaver *l = inv->leavers.v[i];

		row_head(out, "l", l->name, false);
		fputs("<td data-l=\"function\"><b><code>", out);
		render_markup(out, l->name);
		fputs("</code></b><br><small>", out);
		render_markup(out, arena_printf(a, "%s:%u", l->file, l->line));
		fputs("</small></td><td data-l=\"how\">", out);
		vec_for(k, &l->how) {
			fputs(k ? "<br>" : "", out);
			render_markup(out, l->how.v[k]);
		}
		fputs("</td></tr>\n", out);
	}
	fputs("</tbody></table>\n", out);
}

/* --- the page --- */

static void put_picture(FILE *out, const char *svg, const char *note)
{
	fputs("<h2 id=\"picture\">Who attaches what, and what is given back</h2>\n", out);
	if (!svg) {
		fputs("<p class=\"none\">", out);
		render_markup(out, note);
		fputs("</p>\n", out);
		return;
	}
	fputs("<p class=\"key\">Functions that attach an owner, by folder &rarr; destructors (dashed: "
	      "body not seen; dashed arrow: goes on to) &rarr; counters. "
	      "<span class=\"v note\">note</span> <span class=\"v warning\">warning</span></p>\n"
	      "<div class=\"pic\">", out);
	fputs(svg, out);
	fputs("</div>\n", out);
}

static void put_numbers(FILE *out, const struct report *r)
{
	fprintf(out, "<p class=\"sum\">%u units analysed, %u skipped, %u remarks on what was not looked "
		     "at in full; %u findings. Made by skbown " SKBOWN_VERSION ".</p>\n",
		r->analysed,
		r->skipped, r->incomplete.n, r->findings.n);
}

void render_inventory_html(FILE *out, const struct report *r, const char *svg, const char *note)
{
	const struct inventory *inv = r->inventory;
	struct arena a;

	arena_init(&a);
	fputs(head, out);
	put_numbers(out, r);
	put_picture(out, svg, note);
	put_dtors(out, &a, inv);
	put_sites(out, &a, inv, false);
	put_sites(out, &a, inv, true);
	put_leavers(out, &a, inv);
	fputs("</main>\n</body>\n</html>\n", out);
	arena_free(&a);
}
