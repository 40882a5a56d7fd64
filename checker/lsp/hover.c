/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hover - what is known of the word under the pointer: the findings that stand there with their
 * rules' pages, the pair where it is written or read, the contract of a destructor.
 */
#include <string.h>

#include "report/pages.h"
#include "server.h"

struct hover {
	struct server *s;
	struct doc *doc;
	struct position at;
	size_t from, end;		/* the word */
	const char *text;		/* Markdown, "" while there is none */
};

static void put(struct hover *h, const char *text)
{
	h->text = arena_printf(&h->s->tmp, "%s%s%s", h->text, *h->text ? "\n---\n\n" : "", text);
}

static bool is_inside(const json_t *range, struct position p)
{
	struct position a = { 0 }, b = { 0 };

	place_read(json_object_get(range, "start"), &a);
	place_read(json_object_get(range, "end"), &b);
	return (a.line < p.line || (a.line == p.line && a.character <= p.character)) &&
	       (p.line < b.line || (p.line == b.line && p.character <= b.character));
}

static void of_findings(struct hover *h)
{
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(h->doc->answer, "findings"), i, f) {
		const struct rule_page *page = rule_page(json_text(f, "rule"));
		json_t *range;

		if (strcmp(json_text(f, "file"), h->doc->path) || !page)
			continue;
		range = place_word(h->s, &h->doc->text, json_number(f, "line"), json_number(f, "column"));
		if (is_inside(range, h->at))
			put(h, arena_printf(&h->s->tmp, "**%s** (%s, confidence %s): %s\n\n%s", page->id,
					    json_text(f, "level"), json_text(f, "confidence"),
					    json_text(f, "message"), page->text));
		json_decref(range);
	}
}

static bool is_word(const struct hover *h, const char *name)
{
	return h->end - h->from == strlen(name) &&
	       !strncmp(h->doc->text.s + h->from, name, h->end - h->from);
}

static void of_pair(struct hover *h)
{
	json_t *site, *lines;
	size_t i;

	if (!is_word(h, "sk") && !is_word(h, "destructor"))
		return;
	json_array_foreach(json_object_get(json_object_get(h->doc->answer, "owners"), "sites"), i, site) {
		lines = json_object_get(site, "lines");
		if (!strcmp(json_text(site, "file"), h->doc->path) &&
		    (json_integer_value(json_array_get(lines, 0)) == h->at.line + 1 ||
		     json_integer_value(json_array_get(lines, 1)) == h->at.line + 1))
			put(h, json_text(site, "text"));
	}
	json_array_foreach(json_object_get(json_object_get(h->doc->answer, "owners"), "views"), i, site)
		if (!strcmp(json_text(site, "file"), h->doc->path) &&
		    json_number(site, "line") == h->at.line + 1)
			put(h, json_text(site, "text"));
}

static void of_destructor(struct hover *h)
{
	const json_t *dtors = json_object_get(json_object_get(h->doc->answer, "owners"), "dtors");
	char *name = arena_strndup(&h->s->tmp, h->doc->text.s + h->from, h->end - h->from);

	if (*json_text(dtors, name))
		put(h, json_text(dtors, name));
}

json_t *hover_text(struct server *s, struct doc *d, const json_t *params)
{
	struct hover h = { .s = s, .doc = d, .text = "" };

	if (!place_read(json_object_get(params, "position"), &h.at))
		return json_null();
	h.from = text_word(&d->text, text_offset(&d->text, h.at, s->client.utf8), &h.end);
	of_findings(&h);
	if (h.end > h.from) {
		of_pair(&h);
		of_destructor(&h);
	}
	if (!*h.text)
		return json_null();
	return json_pack("{s:{s:s s:s} s:o}", "contents", "kind", "markdown", "value", h.text, "range",
			 place_range(s, &d->text, h.from, h.end));
}
