/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import - reports of other runs and of other tools, into one.
 */
#ifndef SKBOWN_REPORT_IMPORT_H
#define SKBOWN_REPORT_IMPORT_H

#include "report/finding.h"

/*
 * Adds what @text, the content of @name, holds: our JSON, SARIF, or lines as compilers, sparse
 * and spatch's report mode write them. false, and one line in *err, when it is none of
 * these; @r may hold a part of it then. *ignored counts lines that are no diagnostics.
 */
bool import_text(struct report *r, const char *name, const char *text, const char **err,
		 unsigned int *ignored);
/* Drops what two tools found in one line by one rule; skbown's own is kept. */
void import_unite(struct report *r);

/* --- for the readers of single formats --- */
struct importer {
	struct report *report;
	const char *name;
	const char *err;	/* the first mistake, one line; or NULL */
	unsigned int ignored;
	const char *text;	/* JSON, for json_line() */
};

/* The line of the value that @way leads to ("runs.0.results.3"), or of what it ends at; from 1. */
unsigned int json_line(const char *text, const char *way);

/* Notes the mistake unless there is one; always false. */
bool import_mistake(struct importer *im, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A string of @j by that key, in the report's arena; @otherwise when there is none. */
const char *import_string(struct importer *im, const json_t *j, const char *key,
			  const char *otherwise);
/* 0 when there is none. */
unsigned int import_number(const json_t *j, const char *key);
/* A finding with the fields that each reader may leave out. */
struct finding *import_new(struct importer *im);
/* Adds it, with paths as findings show them; one without a fingerprint gets its own. */
void import_add(struct importer *im, struct finding *f);
bool import_json(struct importer *im, const json_t *all);	/* import_json.c */
bool import_sarif(struct importer *im, const json_t *all);	/* import_sarif.c */
bool import_lines(struct importer *im, const char *text);	/* import_lines.c */

#endif
