/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * server - what the parts of the language server show to each other.
 */
#ifndef CHECKER_LSP_SERVER_H
#define CHECKER_LSP_SERVER_H

#include <stdbool.h>
#include <sys/types.h>
#include "lsp/lsp.h"
#include "frame.h"
#include "text.h"

enum lsp_error {
	LSP_PARSE_ERROR = -32700,
	LSP_INVALID_REQUEST = -32600,
	LSP_METHOD_NOT_FOUND = -32601,
	LSP_INVALID_PARAMS = -32602,
	LSP_NOT_INITIALIZED = -32002,
	LSP_REQUEST_FAILED = -32803,
	LSP_CANCELLED = -32800,
};

/* One opened file. */
struct doc {
	struct doc *next;
	struct arena arena, spare;	/* the text's; and the next one's */
	struct text text;
	char *uri, *path;	/* malloc'ed; as the client named it; canonical */
	json_int_t version;
	unsigned long serial;	/* of the text */
	bool unsaved;		/* the text may differ from the file */
	double due;		/* when it is to be looked at; 0: not */
	bool owners;		/* somebody waits for owners */
	json_t *answer;		/* the newest, or NULL; see include/lsp/lsp.h */
	unsigned long answered;	/* of which text it is */
	json_t *diagnostics;	/* of that answer: uri -> array */
};

/* A request that waits for an answer about its document. */
struct pending {
	struct pending *next;
	json_t *id, *params;
	const struct method *method;
	struct doc *doc;
};

/* The process that analyses. */
struct worker {
	pid_t pid;		/* 0: not started */
	int fd, err;
	struct doc *doc;	/* that it is at; NULL: idle, or the document was closed */
	bool busy;
	unsigned long serial;
	double since;
	char *buf;		/* an answer as far as it has come; malloc'ed */
	size_t have, cap;
};

/* A check over folders. */
struct scan {
	pid_t pid;		/* 0: none */
	int out, err;
	json_t *id, *token;	/* of the request; of its progress; or NULL */
	char *root;
	struct frames text, said;	/* what it wrote */
	unsigned int percent;
	bool cancelled;
};

/* What the client can do. */
struct client {
	bool utf8, related, code_link, versioned, progress, watch, show_document, literal, refresh;
};

struct server {
	const struct lsp_backend *b;
	int in, out;
	struct frames input;
	struct client client;
	struct worker worker;
	struct scan scan;
	struct doc *docs;
	struct pending *pending;
	VEC(const char *) folders;	/* canonical */
	struct arena arena;	/* the process's */
	struct arena tmp;	/* until the message is dealt with */
	json_t *published;	/* uri -> array of diagnostics that the client has of us */
	json_t *scanned;	/* uri -> diagnostics of the last check over folders */
	json_t *models;		/* paths: when one changes, all is analysed again */
	json_t *said;		/* messages that were shown, so that each is shown once */
	double debounce;	/* seconds */
	bool lenses, pull;
	bool show_pages;	/* of rules that are explained; else they are only answered */
	bool timing;		/* log how long each answer took: all, parse, lower, flow */
	bool initialized, shut, ended;
	int next_id;
	int status;
};

/* --- uri.c --- */
char *uri_path(struct arena *a, const char *uri);	/* NULL: no file */
char *uri_of(struct arena *a, const char *path);

/* --- wire.c: what goes to the client; all take over the references they get --- */
void wire_reply(struct server *s, json_t *id, json_t *result);
void wire_error(struct server *s, json_t *id, enum lsp_error code, const char *text);
void wire_notify(struct server *s, const char *method, json_t *params);
void wire_request(struct server *s, const char *method, json_t *params);
/* Shows a message, each text once. @type: 1 error, 2 warning, 3 information. */
void wire_say(struct server *s, int type, const char *text);
void wire_log(struct server *s, const char *text);

/* --- docs.c --- */
struct doc *doc_find(struct server *s, const char *uri);
struct doc *doc_by_path(struct server *s, const char *path);	/* canonical */
struct doc *doc_open(struct server *s, const char *uri, const char *path, json_int_t version,
		     const json_t *text);
/* False when the change makes no sense. */
bool doc_change(struct server *s, struct doc *d, const json_t *change);
void doc_close(struct server *s, struct doc *d);
/* To be looked at in @delay seconds. */
void doc_touch(struct server *s, struct doc *d, double delay);
/* Is the answer there, and about the present text? */
bool doc_is_fresh(const struct doc *d);
/* The text of a file: of the document, else of the disk, in tmp; NULL when it cannot be read. */
const struct text *doc_text(struct server *s, const char *path);

/* --- worker.c --- */
void worker_feed(struct server *s);		/* gives it the next question, when it is idle */
void worker_ready(struct server *s);		/* there is something to read from it */
void worker_stop(struct server *s);		/* it and what it knows */
/* Seconds until something has to be done; negative: nothing. */
double worker_wait(struct server *s);

/* --- place.c: places as JSON --- */
json_t *place_range(struct server *s, const struct text *t, size_t from, size_t to);
/* Of a line and column (bytes, from 1) of a file: the word that is there. */
json_t *place_word(struct server *s, const struct text *t, unsigned int line, unsigned int column);
json_t *place_location(struct server *s, const char *path, unsigned int line,
		       unsigned int column);
bool place_read(const json_t *position, struct position *p);
const char *json_text(const json_t *j, const char *key);	/* "" when there is none */
unsigned int json_number(const json_t *j, const char *key);

/* --- publish.c --- */
/* The answer's diagnostics, by file: a new reference. */
json_t *publish_make(struct server *s, const struct doc *d);
/* Of this file, when they are others than the client has, or @always. */
void publish_uri(struct server *s, const char *uri, bool always);
/* Of all files that @diagnostics (by uri; may be NULL) names. */
void publish_all(struct server *s, const json_t *diagnostics);
/* One finding; @path: its file, canonical. */
json_t *publish_finding(struct server *s, const json_t *finding, const char *path);

/* --- methods.c --- */
/* What is answered from a document; new references. The answer is there, or never will be. */
typedef json_t *doc_method(struct server *s, struct doc *d, const json_t *params);

struct method {
	const char *name;
	doc_method *answer;
	bool owners;		/* is asked for what is in "owners" */
};

void methods_message(struct server *s, const char *body, size_t len);
/* Answers what waits for this document, as far as that is possible now. */
void methods_flush(struct server *s, struct doc *d);
void methods_drop(struct server *s, struct doc *d);

doc_method action_list;		/* action.c */
doc_method hover_text;		/* hover.c */
doc_method lens_list;		/* lens.c */
json_t *action_explain(struct server *s, const char *rule);

/* --- setup.c --- */
json_t *setup_initialize(struct server *s, const json_t *params);
void setup_done(struct server *s);	/* after "initialized" */
void setup_options(struct server *s, const json_t *options);
void setup_files_changed(struct server *s, const json_t *changes);
void setup_folders_changed(struct server *s, const json_t *event);

/* --- scan.c --- */
void scan_start(struct server *s, json_t *id, const json_t *params);
void scan_cancel(struct server *s);
void scan_ready(struct server *s, bool out, bool err);

#endif
