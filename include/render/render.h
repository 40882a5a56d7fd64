/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * render - data to bytes, without a decision of its own.
 */
#ifndef SKBOWN_RENDER_RENDER_H
#define SKBOWN_RENDER_RENDER_H

#include <stdbool.h>
#include <stdio.h>
#include "report/finding.h"

#define SKBOWN_VERSION "0.1"

struct render_options {
	bool colour;		/* terminal escapes */
	bool snippets;		/* the source line below each place, with a caret */
	const char *root;	/* relative paths of findings start here; NULL: current directory */
	const char *prefix;	/* text: a folder that is written before relative paths; or NULL */
};

/* One output format. Write errors stay in the stream: the caller asks ferror(). */
struct renderer {
	const char *name;	/* what --format calls it */
	const char *doc;
	void (*render)(FILE *out, const struct report *r, const struct render_options *opt);
};

/* Ends with an entry without a name. */
extern const struct renderer renderers[];
/* NULL when there is no such format. */
const struct renderer *renderer_find(const char *name);
/* Of all formats, NULL-terminated, in @a. */
const char *const *renderer_names(struct arena *a);

/*
 * Those that show what has to be acted on leave out what is suppressed, in the baseline or
 * beside the change; json, sarif and html show it and say so.
 */
void render_text(FILE *out, const struct report *r, const struct render_options *opt);
/* Design section 9: the one JSON object that other programs build on. */
void render_json(FILE *out, const struct report *r, const struct render_options *opt);
void render_sarif(FILE *out, const struct report *r, const struct render_options *opt);
void render_github(FILE *out, const struct report *r, const struct render_options *opt);
void render_gitlab(FILE *out, const struct report *r, const struct render_options *opt);
void render_rdjsonl(FILE *out, const struct report *r, const struct render_options *opt);
void render_checkstyle(FILE *out, const struct report *r, const struct render_options *opt);
void render_junit(FILE *out, const struct report *r, const struct render_options *opt);
void render_html(FILE *out, const struct report *r, const struct render_options *opt);

/* One finding as render_text() writes it. */
void render_finding(FILE *out, const struct render_options *opt, const struct finding *f);
/*
 * The next finding that counts, or NULL; *i starts at 0 and is moved on:
 *	for (unsigned int i = 0; (f = render_next(r, &i));)
 */
const struct finding *render_next(const struct report *r, unsigned int *i);
/* One of four words: what another format calls a note, a warning and an error. */
const char *render_level(const struct finding *f, const char *note, const char *warning,
			 const char *error);
/* Skipped and incomplete units, a line each; many of one reason are cut short. */
void render_problems(FILE *out, const struct report *r);
/* The last line: what was found in how much. */
void render_summary(FILE *out, const struct report *r);
void render_stats(FILE *out, const struct report *r);

/* --- told.c: what functions do, in words --- */
struct told;
struct told_case;
void render_told_text(FILE *out, const struct told *const *v, unsigned int n);
/* {"tool", "version", "functions": [{"function", "cases": [{"when", "result", "effects"}], ...}]} */
void render_told_json(FILE *out, const struct told *const *v, unsigned int n);
void render_told_case(FILE *out, const struct told_case *c, const char *indent);

/* --- inventory*.c: who owns buffers in a tree; r->inventory is finished --- */
void render_inventory_text(FILE *out, const struct report *r);
/* checker/render/inventory_json.c describes the object. */
void render_inventory_json(FILE *out, const struct report *r);
/* The picture's source for Graphviz: folders, destructors, counters. */
void render_inventory_dot(FILE *out, const struct report *r);
/* One page that needs nothing else. @svg: the picture, or NULL; then @note says why. */
void render_inventory_html(FILE *out, const struct report *r, const char *svg, const char *note);

/* @s as text or a quoted attribute of XML and HTML; what XML cannot hold becomes "?". */
void render_markup(FILE *out, const char *s);
/* As printf: the arguments of %s are what render_markup() makes of them. No other conversion but %u. */
void render_markupf(FILE *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Writes @j as a text of its own, and lets go of it. */
void render_json_value(FILE *out, json_t *j, size_t flags);
/* @s with control characters as "?": nothing from a source file may steer the terminal. */
void render_plain(FILE *out, const char *s);
/* The source line of a place and a caret; nothing when it cannot be read. */
void render_snippet(FILE *out, const struct render_options *opt, const char *file,
		    unsigned int line, unsigned int column);

#endif
