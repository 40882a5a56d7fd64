/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * methods - which message is answered how, and which have to wait for the analysis.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "server.h"

static json_t *pull(struct server *s, struct doc *d, const json_t *params)
{
	json_t *list = json_object_get(d->diagnostics, d->uri);

	return json_pack("{s:s s:O}", "kind", "full", "items", list ? list : json_array());
}

static const struct method of_documents[] = {
	{ "textDocument/codeAction", action_list, false },
	{ "textDocument/hover", hover_text, true },
	{ "textDocument/codeLens", lens_list, true },
	{ "textDocument/diagnostic", pull, false },
};

static const struct method *find_method(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(of_documents); i++)
		if (!strcmp(of_documents[i].name, name))
			return &of_documents[i];
	return NULL;
}

/* --- requests that wait --- */

static bool is_ready(const struct doc *d, const struct method *m)
{
	return doc_is_fresh(d) && (!m->owners || json_object_get(d->answer, "owners"));
}

static void finish(struct server *s, struct pending *p)
{
	json_t *result = p->method->answer(s, p->doc, p->params);

	wire_reply(s, p->id, result);
	json_decref(p->params);
	free(p);
}

/* Takes what @wanted (with @arg) says out of the list. */
static struct pending *take(struct server *s, bool (*wanted)(const struct pending *p, const void *arg),
			    const void *arg)
{
	struct pending **at = &s->pending, *p;

	while (*at && !wanted(*at, arg))
		at = &(*at)->next;
	p = *at;
	if (p)
		*at = p->next;
	return p;
}

static bool is_of(const struct pending *p, const void *doc)
{
	return p->doc == doc;
}

static bool is_id(const struct pending *p, const void *id)
{
	return json_equal(p->id, id);
}

static bool can_go(const struct pending *p, const void *doc)
{
	return p->doc == doc && is_ready(p->doc, p->method);
}

void methods_flush(struct server *s, struct doc *d)
{
	struct pending *p;

	while ((p = take(s, can_go, d)))
		finish(s, p);
	for (p = s->pending; p; p = p->next)
		if (p->doc == d && doc_is_fresh(d) && !d->due)	/* owners are still missing */
			doc_touch(s, d, 0);
}

void methods_drop(struct server *s, struct doc *d)
{
	struct pending *p;

	while ((p = take(s, is_of, d))) {
		wire_error(s, p->id, LSP_CANCELLED, "the document was closed");
		json_decref(p->params);
		free(p);
	}
}

static void cancel(struct server *s, const json_t *id)
{
	struct pending *p = take(s, is_id, id);

	if (p) {
		wire_error(s, p->id, LSP_CANCELLED, "cancelled");
		json_decref(p->params);
		free(p);
	} else if (s->scan.id && json_equal(s->scan.id, id)) {
		scan_cancel(s);
	}
}

static void document_request(struct server *s, const struct method *m, json_t *id,
			     json_t *params)
{
	struct doc *d = doc_find(s, json_text(json_object_get(params, "textDocument"), "uri"));
	struct pending *p;

	if (!d) {
		wire_error(s, json_incref(id), LSP_INVALID_PARAMS, "this document is not open");
		return;
	}
	if (is_ready(d, m)) {
		wire_reply(s, json_incref(id), m->answer(s, d, params));
		return;
	}
	p = calloc(1, sizeof(*p));
	BUG_ON(!p);
	*p = (struct pending){ s->pending, json_incref(id), json_incref(params), m, d };
	s->pending = p;
	d->owners |= m->owners;
	if (doc_is_fresh(d) && !d->due && s->worker.doc != d)
		doc_touch(s, d, 0);
}

/* --- documents --- */

static void did_open(struct server *s, json_t *params)
{
	const json_t *t = json_object_get(params, "textDocument");
	const char *uri = json_text(t, "uri"), *path = uri_path(&s->tmp, uri);
	struct doc *d = doc_find(s, uri);

	/* What is no file (a view of a difference, an unsaved "untitled:") has no flags. */
	if (!path || !json_is_string(json_object_get(t, "text")))
		return;
	if (d) {
		methods_drop(s, d);
		doc_close(s, d);
	}
	d = doc_open(s, uri, path, json_integer_value(json_object_get(t, "version")),
		     json_object_get(t, "text"));
	json_object_del(s->scanned, uri);
	doc_touch(s, d, 0);
}

/* A header's text is part of the others'. */
static void touch_others(struct server *s, const struct doc *but)
{
	size_t n = strlen(but->path);

	if (n < 2 || strcmp(but->path + n - 2, ".h"))
		return;
	for (struct doc *d = s->docs; d; d = d->next)
		if (d != but && !d->due) {
			d->serial++;
			doc_touch(s, d, s->debounce);
		}
}

static void did_change(struct server *s, json_t *params)
{
	const json_t *t = json_object_get(params, "textDocument");
	struct doc *d = doc_find(s, json_text(t, "uri"));
	json_t *change;
	size_t i;

	if (!d)
		return;
	json_array_foreach(json_object_get(params, "contentChanges"), i, change)
		if (!doc_change(s, d, change))
			wire_log(s, "a change that makes no sense was left out");
	if (json_is_integer(json_object_get(t, "version")))
		d->version = json_integer_value(json_object_get(t, "version"));
	d->unsaved = true;
	doc_touch(s, d, s->debounce);
	touch_others(s, d);
}

static void did_save(struct server *s, json_t *params)
{
	struct doc *d = doc_find(s, json_text(json_object_get(params, "textDocument"), "uri"));

	if (!d)
		return;
	d->unsaved = false;
	touch_others(s, d);
}

static void did_close(struct server *s, json_t *params)
{
	struct doc *d = doc_find(s, json_text(json_object_get(params, "textDocument"), "uri"));
	json_t *names;

	if (!d)
		return;
	methods_drop(s, d);
	names = json_incref(d->diagnostics);
	doc_close(s, d);
	publish_all(s, names);
	json_decref(names);
}

static void did_configure(struct server *s, json_t *params)
{
	const json_t *settings = json_object_get(params, "settings");
	const json_t *ours = json_object_get(settings, "skbown");

	setup_options(s, ours ? ours : settings);
}

static void cancel_request(struct server *s, json_t *params)
{
	cancel(s, json_object_get(params, "id"));
}

static void cancel_progress(struct server *s, json_t *params)
{
	if (s->scan.token && json_equal(s->scan.token, json_object_get(params, "token")))
		scan_cancel(s);
}

static void files_changed(struct server *s, json_t *params)
{
	setup_files_changed(s, json_object_get(params, "changes"));
}

static void folders_changed(struct server *s, json_t *params)
{
	setup_folders_changed(s, json_object_get(params, "event"));
}

static void initialized(struct server *s, json_t *params)
{
	setup_done(s);
}

static const struct {
	const char *name;
	void (*take)(struct server *s, json_t *params);
} notifications[] = {
	{ "initialized", initialized },
	{ "textDocument/didOpen", did_open },
	{ "textDocument/didChange", did_change },
	{ "textDocument/didSave", did_save },
	{ "textDocument/didClose", did_close },
	{ "workspace/didChangeConfiguration", did_configure },
	{ "workspace/didChangeWatchedFiles", files_changed },
	{ "workspace/didChangeWorkspaceFolders", folders_changed },
	{ "window/workDoneProgress/cancel", cancel_progress },
	{ "$/cancelRequest", cancel_request },
};

/* --- messages --- */

static void command(struct server *s, json_t *id, json_t *params)
{
	const char *name = json_text(params, "command");
	const json_t *first = json_array_get(json_object_get(params, "arguments"), 0);
	json_t *page;

	if (!strcmp(name, "skbown.scan")) {
		scan_start(s, json_incref(id), params);
	} else if (!strcmp(name, "skbown.explain")) {
		page = json_is_string(first) ? action_explain(s, json_string_value(first)) : NULL;
		if (page)
			wire_reply(s, json_incref(id), page);
		else
			wire_error(s, json_incref(id), LSP_INVALID_PARAMS,
				   "skbown.explain takes the name of a rule");
	} else {
		wire_error(s, json_incref(id), LSP_INVALID_PARAMS, "no such command");
	}
}

static void request(struct server *s, const char *name, json_t *id, json_t *params)
{
	const struct method *m = find_method(name);

	if (!strcmp(name, "initialize")) {
		if (s->initialized)
			wire_error(s, json_incref(id), LSP_INVALID_REQUEST, "initialized already");
		else
			wire_reply(s, json_incref(id), setup_initialize(s, params));
	} else if (!s->initialized) {
		wire_error(s, json_incref(id), LSP_NOT_INITIALIZED, "'initialize' comes first");
	} else if (s->shut) {
		wire_error(s, json_incref(id), LSP_INVALID_REQUEST, "the server was shut down");
	} else if (!strcmp(name, "shutdown")) {
		s->shut = true;
		wire_reply(s, json_incref(id), json_null());
	} else if (!strcmp(name, "workspace/executeCommand")) {
		command(s, id, params);
	} else if (m) {
		document_request(s, m, id, params);
	} else {
		wire_error(s, json_incref(id), LSP_METHOD_NOT_FOUND, "no such method");
	}
}

static void notification(struct server *s, const char *name, json_t *params)
{
	if (!strcmp(name, "exit")) {
		s->ended = true;
		s->status = s->shut ? 0 : 1;
		return;
	}
	if (!s->initialized || s->shut)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(notifications); i++)
		if (!strcmp(notifications[i].name, name))
			notifications[i].take(s, params);
}

static void dispatch(struct server *s, json_t *msg)
{
	json_t *id = json_object_get(msg, "id"), *name = json_object_get(msg, "method");
	json_t *params = json_object_get(msg, "params");

	if (json_is_string(name) && (json_is_string(id) || json_is_number(id)))
		request(s, json_string_value(name), id, params);
	else if (json_is_string(name) && !id)
		notification(s, json_string_value(name), params);
	else if (!json_is_object(msg) || (!json_object_get(msg, "result") &&
					  !json_object_get(msg, "error")))
		wire_error(s, json_is_string(id) || json_is_number(id) ? json_incref(id) : json_null(),
			   LSP_INVALID_REQUEST, "neither request, notification nor response");
}

void methods_message(struct server *s, const char *body, size_t len)
{
	json_error_t err;
	json_t *msg = json_loadb(body, len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &err);

	if (!msg)
		wire_error(s, json_null(), LSP_PARSE_ERROR, err.text);
	else
		dispatch(s, msg);
	json_decref(msg);
}
