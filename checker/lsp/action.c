/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * action - what can be done about a finding: repair it where the repair is certain, suppress it with
 * a reason, read what its rule is about.
 */
#include <ctype.h>
#include <string.h>

#include "base/file.h"
#include "report/pages.h"
#include "server.h"

static json_t *edit_of(struct server *s, const struct doc *d, size_t from, size_t to,
		       const char *text)
{
	json_t *edits = json_pack("[{s:o s:s}]", "range", place_range(s, &d->text, from, to), "newText",
				  text);

	if (!s->client.versioned)
		return json_pack("{s:{s:o}}", "changes", d->uri, edits);
	return json_pack("{s:[{s:{s:s s:I} s:o}]}", "documentChanges", "textDocument", "uri", d->uri,
			 "version", d->version, "edits", edits);
}

static void add(json_t *list, const char *title, const char *kind, json_t *diagnostic, json_t *edit)
{
	json_t *a = json_pack("{s:s s:[O] s:o}", "title", title, "diagnostics", diagnostic, "edit", edit);

	if (kind)
		json_object_set_new(a, "kind", json_string(kind));
	json_array_append_new(list, a);
}

/* --- the three --- */

static void add_fix(struct server *s, const struct doc *d, const json_t *f, json_t *diagnostic,
		    json_t *list)
{
	const json_t *fix = json_object_get(f, "fix");
	unsigned int line = json_number(f, "line");
	size_t from = text_at(&d->text, line, json_number(fix, "column"));
	size_t to = text_at(&d->text, line, json_number(fix, "end"));
	json_t *a;

	if (!fix)
		return;
	add(list, arena_printf(&s->tmp, "Change to %s", json_text(fix, "text")), "quickfix", diagnostic,
	    edit_of(s, d, from, to, json_text(fix, "text")));
	a = json_array_get(list, json_array_size(list) - 1);
	json_object_set_new(a, "isPreferred", json_true());
}

static bool goes_on(const struct text *t, size_t line_start)
{
	size_t end = line_start ? line_start - 1 : 0;

	while (end && (t->s[end] == '\n' || t->s[end] == '\r'))
		end--;
	return line_start && t->s[end] == '\\';
}

static void add_suppress(struct server *s, const struct doc *d, const json_t *f, json_t *diagnostic,
			 json_t *list)
{
	const char *rule = json_text(f, "rule"), *text;
	size_t start = text_at(&d->text, json_number(f, "line"), 1), indent = start;

	/* In a macro's body a comment of its own line would have to be continued. */
	if (!strcmp(rule, "bad-suppression") || goes_on(&d->text, start))
		return;
	while (d->text.s[indent] == ' ' || d->text.s[indent] == '\t')
		indent++;
	text = arena_printf(&s->tmp, "%.*s/* skbown: ignore %s -- REASON */\n", (int)(indent - start),
			    d->text.s + start, rule);
	add(list, arena_printf(&s->tmp, "Suppress %s here (write the reason)", rule), "quickfix",
	    diagnostic, edit_of(s, d, start, start, text));
}

static json_t *explain_command(struct server *s, const char *rule)
{
	return json_pack("{s:s s:s s:[s]}", "title", arena_printf(&s->tmp, "Explain %s", rule), "command",
			 "skbown.explain", "arguments", rule);
}

static void add_explain(struct server *s, const json_t *f, json_t *diagnostic, json_t *list)
{
	const char *rule = json_text(f, "rule");
	json_t *c = explain_command(s, rule);

	if (s->client.literal)
		json_array_append_new(list, json_pack("{s:s s:[O] s:o}", "title", json_text(c, "title"),
						      "diagnostics", diagnostic, "command", c));
	else
		json_array_append_new(list, c);
}

/* --- the request --- */

static bool overlaps(const json_t *range, struct position from, struct position to)
{
	struct position a = { 0 }, b = { 0 };

	place_read(json_object_get(range, "start"), &a);
	place_read(json_object_get(range, "end"), &b);
	return (a.line < to.line || (a.line == to.line && a.character <= to.character)) &&
	       (from.line < b.line || (from.line == b.line && from.character <= b.character));
}

/* Is that kind of action asked for? */
static bool wanted(const json_t *params, const char *kind)
{
	const json_t *only = json_object_get(json_object_get(params, "context"), "only"), *k;
	size_t i;

	if (!json_array_size(only))
		return true;
	json_array_foreach((json_t *)only, i, k) {
		const char *want = json_is_string(k) ? json_string_value(k) : "-";

		if (!strncmp(kind, want, strlen(want)))
			return true;
	}
	return false;
}

json_t *action_list(struct server *s, struct doc *d, const json_t *params)
{
	const json_t *range = json_object_get(params, "range");
	struct position from, to;
	json_t *list = json_array(), *f;
	size_t i;

	if (!place_read(json_object_get(range, "start"), &from) ||
	    !place_read(json_object_get(range, "end"), &to))
		return list;
	json_array_foreach(json_object_get(d->answer, "findings"), i, f) {
		json_t *diagnostic;

		if (strcmp(json_text(f, "file"), d->path))
			continue;
		diagnostic = publish_finding(s, f, d->path);
		if (overlaps(json_object_get(diagnostic, "range"), from, to)) {
			if (s->client.literal && wanted(params, "quickfix")) {
				add_fix(s, d, f, diagnostic, list);
				add_suppress(s, d, f, diagnostic, list);
			}
			if (wanted(params, ""))
				add_explain(s, f, diagnostic, list);
		}
		json_decref(diagnostic);
	}
	return list;
}

/* In the editor, where it can show files; else as a message. */
static void show(struct server *s, const struct rule_page *p)
{
	const char *file = s->b->pages ? arena_printf(&s->tmp, "%s/%s/%s.md", s->b->pages, p->id, p->id) :
					 NULL;

	if (s->client.show_document && file && file_is_regular(file))
		wire_request(s, "window/showDocument", json_pack("{s:s s:b}", "uri", uri_of(&s->tmp, file),
								 "takeFocus", 1));
	else
		wire_notify(s, "window/showMessage", json_pack("{s:i s:s}", "type", 3, "message", p->text));
}

json_t *action_explain(struct server *s, const char *rule)
{
	const struct rule_page *p = rule_page(rule);

	if (!p)
		return NULL;
	if (s->show_pages)
		show(s, p);
	return json_pack("{s:s s:s s:s}", "rule", p->id, "message", p->message, "page", p->text);
}
