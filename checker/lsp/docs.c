/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * docs - the opened files.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/proc.h"
#include "server.h"

static char *copy(const char *s)
{
	char *c = strdup(s);

	BUG_ON(!c);
	return c;
}

struct doc *doc_find(struct server *s, const char *uri)
{
	for (struct doc *d = s->docs; d; d = d->next)
		if (!strcmp(d->uri, uri))
			return d;
	return NULL;
}

struct doc *doc_by_path(struct server *s, const char *path)
{
	for (struct doc *d = s->docs; d; d = d->next)
		if (!strcmp(d->path, path))
			return d;
	return NULL;
}

bool doc_is_fresh(const struct doc *d)
{
	return d->answer && d->answered == d->serial;
}

void doc_touch(struct server *s, struct doc *d, double delay)
{
	d->due = clock_mono() + delay;
}

static void set_text(struct doc *d, const json_t *text)
{
	size_t n = json_string_length(text);
	const char *s = arena_memdup(&d->spare, json_string_value(text), n + 1);

	text_set(&d->spare, &d->text, s, n);
}

/* The text that was made last is in spare: it becomes the document's. */
static void swap_arenas(struct doc *d)
{
	struct arena old = d->arena;

	d->arena = d->spare;
	d->spare = old;
	arena_reset(&d->spare);
	d->serial++;
}

static bool differs(struct server *s, const struct doc *d)
{
	size_t len;
	const char *disk = file_is_regular(d->path) ? file_read(&s->tmp, d->path, &len) : NULL;

	return !disk || len != d->text.len || memcmp(disk, d->text.s, len);
}

struct doc *doc_open(struct server *s, const char *uri, const char *path, json_int_t version,
		     const json_t *text)
{
	struct doc *d = calloc(1, sizeof(*d));

	BUG_ON(!d);
	arena_init(&d->arena);
	arena_init(&d->spare);
	d->uri = copy(uri);
	d->path = copy(path_canonical(&s->tmp, path));
	d->version = version;
	set_text(d, text);
	swap_arenas(d);
	d->unsaved = differs(s, d);
	d->next = s->docs;
	s->docs = d;
	return d;
}

bool doc_change(struct server *s, struct doc *d, const json_t *change)
{
	const json_t *range = json_object_get(change, "range");
	const json_t *with = json_object_get(change, "text");
	struct position from, to;
	struct text next;
	size_t a, b;

	if (!json_is_string(with))
		return false;
	if (!range) {
		set_text(d, with);
		swap_arenas(d);
		return true;
	}
	if (!place_read(json_object_get(range, "start"), &from) ||
	    !place_read(json_object_get(range, "end"), &to))
		return false;
	a = text_offset(&d->text, from, s->client.utf8);
	b = text_offset(&d->text, to, s->client.utf8);
	if (a > b)
		return false;
	text_edit(&d->spare, &next, &d->text, a, b, json_string_value(with),
		  json_string_length(with));
	d->text = next;
	swap_arenas(d);
	return true;
}

void doc_close(struct server *s, struct doc *d)
{
	struct doc **at = &s->docs;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	if (s->worker.doc == d)
		s->worker.doc = NULL;
	json_decref(d->answer);
	json_decref(d->diagnostics);
	arena_free(&d->arena);
	arena_free(&d->spare);
	free(d->uri);
	free(d->path);
	free(d);
}

const struct text *doc_text(struct server *s, const char *path)
{
	struct doc *d = doc_by_path(s, path);
	struct text *t;
	size_t len;
	char *p;

	if (d)
		return &d->text;
	p = file_is_regular(path) ? file_read(&s->tmp, path, &len) : NULL;
	if (!p)
		return NULL;
	t = arena_new(&s->tmp, struct text);
	text_set(&s->tmp, t, p, len);
	return t;
}
