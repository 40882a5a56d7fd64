/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup - what client and server tell each other of themselves, and what is to be done when the
 * ground changes: folders, settings, compile commands.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "server.h"

/* The value at "a.b.c", or NULL. */
static const json_t *at(struct server *s, const json_t *j, const char *keys)
{
	char *save = NULL, *copy = arena_strdup(&s->tmp, keys);

	for (char *k = strtok_r(copy, ".", &save); k && j; k = strtok_r(NULL, ".", &save))
		j = json_object_get(j, k);
	return j;
}

static bool can(struct server *s, const json_t *capabilities, const char *keys)
{
	return json_is_true(at(s, capabilities, keys));
}

static bool offers_utf8(const json_t *encodings)
{
	const json_t *e;
	size_t i;

	json_array_foreach((json_t *)encodings, i, e)
		if (json_is_string(e) && !strcmp(json_string_value(e), "utf-8"))
			return true;
	return false;
}

static void read_client(struct server *s, const json_t *c)
{
	static const char diagnostics[] = "textDocument.publishDiagnostics";
	const json_t *d = at(s, c, diagnostics);

	s->client.utf8 = offers_utf8(at(s, c, "general.positionEncodings"));
	s->client.related = json_is_true(json_object_get(d, "relatedInformation"));
	s->client.code_link = json_is_true(json_object_get(d, "codeDescriptionSupport"));
	s->client.versioned = can(s, c, "workspace.workspaceEdit.documentChanges");
	s->client.progress = can(s, c, "window.workDoneProgress");
	s->client.watch = can(s, c, "workspace.didChangeWatchedFiles.dynamicRegistration");
	s->client.show_document = can(s, c, "window.showDocument.support");
	s->client.literal = at(s, c, "textDocument.codeAction.codeActionLiteralSupport");
	s->client.refresh = can(s, c, "workspace.codeLens.refreshSupport");
}

static void add_folder(struct server *s, const char *uri)
{
	const char *path = uri_path(&s->tmp, uri);

	if (path)
		vec_push(&s->arena, &s->folders, path_canonical(&s->arena, path));
}

static void read_folders(struct server *s, const json_t *params)
{
	const json_t *list = json_object_get(params, "workspaceFolders"), *f;
	size_t i;

	json_array_foreach((json_t *)list, i, f)
		add_folder(s, json_text(f, "uri"));
	if (!s->folders.n)
		add_folder(s, json_text(params, "rootUri"));
}

void setup_options(struct server *s, const json_t *o)
{
	const json_t *lenses = json_object_get(o, "codeLens"), *wait = json_object_get(o, "debounce");
	bool had = s->lenses;

	if (json_is_boolean(lenses))
		s->lenses = json_is_true(lenses);
	if (json_is_number(wait) && json_number_value(wait) >= 0 && json_number_value(wait) < 60000)
		s->debounce = json_number_value(wait) / 1000;
	if (had != s->lenses && s->initialized && s->client.refresh)
		wire_request(s, "workspace/codeLens/refresh", json_null());
}

static json_t *capabilities(struct server *s)
{
	json_t *c = json_pack(
		"{s:s s:{s:b s:i s:{s:b}} s:b s:{s:b} s:{s:[s s]} s:{s:{s:b s:b}}}",
		"positionEncoding", s->client.utf8 ? "utf-8" : "utf-16",
		"textDocumentSync", "openClose", 1, "change", 2, "save", "includeText", 0,
		"hoverProvider", 1, "codeLensProvider", "resolveProvider", 0,
		"executeCommandProvider", "commands", "skbown.scan", "skbown.explain",
		"workspace", "workspaceFolders", "supported", 1, "changeNotifications", 1);

	BUG_ON(!c);
	json_object_set_new(c, "codeActionProvider",
			    s->client.literal ? json_pack("{s:[s s]}", "codeActionKinds", "quickfix", "empty") :
						json_true());
	if (s->client.literal)
		json_array_set_new(json_object_get(json_object_get(c, "codeActionProvider"),
						   "codeActionKinds"), 1, json_string(""));
	if (s->pull)
		json_object_set_new(c, "diagnosticProvider",
				    json_pack("{s:s s:b s:b}", "identifier", "skbown",
					      "interFileDependencies", 1, "workspaceDiagnostics", 0));
	return c;
}

json_t *setup_initialize(struct server *s, const json_t *params)
{
	const json_t *options = json_object_get(params, "initializationOptions");

	s->initialized = true;
	read_client(s, json_object_get(params, "capabilities"));
	read_folders(s, params);
	setup_options(s, options);
	s->show_pages = !json_is_false(json_object_get(options, "showPages"));
	s->timing = json_is_true(json_object_get(options, "timing"));
	s->pull = json_is_true(json_object_get(options, "pull"));
	return json_pack("{s:o s:{s:s s:s}}", "capabilities", capabilities(s), "serverInfo", "name",
			 "skbown", "version", s->b->version);
}

static json_t *watchers(void)
{
	static const char *const globs[] = {
		"**/compile_commands.json", "**/.skbown.yaml", "**/Makefile", "**/Kbuild", "**/*.h", "**/*.c",
	};
	json_t *list = json_array();

	for (unsigned int i = 0; i < ARRAY_SIZE(globs); i++)
		json_array_append_new(list, json_pack("{s:s}", "globPattern", globs[i]));
	return list;
}

void setup_done(struct server *s)
{
	if (!s->client.watch)
		return;
	wire_request(s, "client/registerCapability",
		     json_pack("{s:[{s:s s:s s:{s:o}}]}", "registrations", "id", "skbown-files", "method",
			       "workspace/didChangeWatchedFiles", "registerOptions", "watchers", watchers()));
}

/* --- the ground changes --- */

static void touch_all(struct server *s)
{
	for (struct doc *d = s->docs; d; d = d->next) {
		d->serial++;
		if (!d->due)
			doc_touch(s, d, s->debounce);
	}
}

/* Does what was read of it live in the worker? */
static bool is_ground(const char *name)
{
	static const char *const names[] = { "compile_commands.json", ".skbown.yaml", "Makefile", "Kbuild" };

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

void setup_files_changed(struct server *s, const json_t *changes)
{
	bool ground = false, headers = false;
	const json_t *c;
	size_t i;

	json_array_foreach((json_t *)changes, i, c) {
		const char *path = uri_path(&s->tmp, json_text(c, "uri"));

		if (!path)
			continue;
		ground |= is_ground(path_base(path));
		ground |= json_object_get(s->models, path_canonical(&s->tmp, path)) != NULL;
		headers |= path_has_suffix(path, ".h");
	}
	if (ground) {
		json_object_clear(s->said);	/* what was wrong may be so no more, or again */
		worker_stop(s);
	}
	if (ground || headers)
		touch_all(s);
}

void setup_folders_changed(struct server *s, const json_t *event)
{
	const json_t *f;
	size_t i;

	json_array_foreach(json_object_get(event, "added"), i, f)
		add_folder(s, json_text(f, "uri"));
	json_array_foreach(json_object_get(event, "removed"), i, f) {
		const char *path = uri_path(&s->tmp, json_text(f, "uri"));
		unsigned int kept = 0;

		path = path ? path_canonical(&s->tmp, path) : "";
		vec_for(k, &s->folders)
			if (strcmp(s->folders.v[k], path))
				s->folders.v[kept++] = s->folders.v[k];
		s->folders.n = kept;
	}
	touch_all(s);
}
