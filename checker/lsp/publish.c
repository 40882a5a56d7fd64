/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * publish - findings as diagnostics.
 *
 * A finding may stand in a header that several documents include. What the client gets for a file is
 * the union of what all documents say of it, each once; for files that are not open, what the last
 * check over folders said.
 */
#include <string.h>

#include "base/file.h"
#include "server.h"

enum { SEVERITY_ERROR = 1, SEVERITY_WARNING, SEVERITY_INFORMATION, SEVERITY_HINT };
enum { TAG_UNNECESSARY = 1 };

static int severity_of(const char *level)
{
	if (!strcmp(level, "error"))
		return SEVERITY_ERROR;
	return !strcmp(level, "warning") ? SEVERITY_WARNING : SEVERITY_INFORMATION;
}

static json_t *related(struct server *s, const json_t *steps)
{
	json_t *list = json_array(), *step;
	size_t i;

	json_array_foreach(steps, i, step) {
		const char *path = json_text(step, "file");

		json_array_append_new(list, json_pack("{s:o s:s}", "location",
						      place_location(s, path, json_number(step, "line"),
								     json_number(step, "column")),
						      "message", json_text(step, "message")));
	}
	return list;
}

static void add_link(struct server *s, json_t *diagnostic, const char *rule)
{
	const char *page;

	if (!s->client.code_link || !s->b->pages)
		return;
	page = arena_printf(&s->tmp, "%s/%s/%s.md", s->b->pages, rule, rule);
	json_object_set_new(diagnostic, "codeDescription",
			    json_pack("{s:s}", "href", uri_of(&s->tmp, page)));
}

json_t *publish_finding(struct server *s, const json_t *f, const char *path)
{
	const char *rule = json_text(f, "rule");
	json_t *d = json_pack("{s:o s:i s:s s:s s:s s:{s:s s:s}}", "range",
			      place_word(s, doc_text(s, path), json_number(f, "line"),
					 json_number(f, "column")),
			      "severity", severity_of(json_text(f, "level")), "code", rule, "source",
			      "skbown", "message", json_text(f, "message"), "data", "fingerprint",
			      json_text(f, "fingerprint"), "confidence", json_text(f, "confidence"));

	add_link(s, d, rule);
	if (s->client.related && json_array_size(json_object_get(f, "steps")))
		json_object_set_new(d, "relatedInformation", related(s, json_object_get(f, "steps")));
	if (!strcmp(rule, "bad-suppression"))
		json_object_set_new(d, "tags", json_pack("[i]", TAG_UNNECESSARY));
	return d;
}

static json_t *problem(struct server *s, const struct doc *d, const json_t *p)
{
	unsigned int line = json_number(p, "line");

	return json_pack("{s:o s:i s:s s:s s:s+}", "range",
			 place_word(s, &d->text, line ? line : 1, json_number(p, "column")), "severity",
			 SEVERITY_INFORMATION, "code", "not-analysed", "source", "skbown", "message",
			 "not looked at: ", json_text(p, "message"));
}

static json_t *list_of(json_t *all, const char *uri)
{
	json_t *list = json_object_get(all, uri);

	if (!list) {
		list = json_array();
		json_object_set_new(all, uri, list);
	}
	return list;
}

json_t *publish_make(struct server *s, const struct doc *d)
{
	json_t *all = json_object(), *x;
	size_t i;

	list_of(all, d->uri);
	json_array_foreach(json_object_get(d->answer, "findings"), i, x) {
		const char *path = json_text(x, "file");
		struct doc *other = doc_by_path(s, path);
		const char *uri = other ? other->uri : uri_of(&s->tmp, path);

		json_array_append_new(list_of(all, uri), publish_finding(s, x, path));
	}
	json_array_foreach(json_object_get(d->answer, "problems"), i, x)
		json_array_append_new(list_of(all, d->uri), problem(s, d, x));
	return all;
}

static void add_all(json_t *to, const json_t *list)
{
	json_t *d, *was;
	size_t i, k;

	json_array_foreach(list, i, d) {
		json_array_foreach(to, k, was)
			if (json_equal(json_object_get(d, "range"), json_object_get(was, "range")) &&
			    json_equal(json_object_get(d, "code"), json_object_get(was, "code")) &&
			    json_equal(json_object_get(d, "message"), json_object_get(was, "message")))
				break;
		if (k == json_array_size(to))
			json_array_append(to, d);
	}
}

static json_t *union_of(struct server *s, const char *uri)
{
	json_t *list = json_array();

	for (struct doc *d = s->docs; d; d = d->next)
		add_all(list, json_object_get(d->diagnostics, uri));
	if (!doc_find(s, uri))
		add_all(list, json_object_get(s->scanned, uri));
	return list;
}

void publish_uri(struct server *s, const char *uri, bool always)
{
	struct doc *d = doc_find(s, uri);
	json_t *list, *was = json_object_get(s->published, uri), *params;

	if (s->pull && d)
		return;
	list = union_of(s, uri);
	if (!always && (was ? json_equal(was, list) : !json_array_size(list))) {
		json_decref(list);
		return;
	}
	params = json_pack("{s:s s:O}", "uri", uri, "diagnostics", list);
	if (d)
		json_object_set_new(params, "version", json_integer(d->version));
	if (json_array_size(list))
		json_object_set(s->published, uri, list);
	else
		json_object_del(s->published, uri);
	json_decref(list);
	wire_notify(s, "textDocument/publishDiagnostics", params);
}

void publish_all(struct server *s, const json_t *diagnostics)
{
	const char *uri;
	json_t *list;

	json_object_foreach((json_t *)diagnostics, uri, list)
		publish_uri(s, uri, false);
}
