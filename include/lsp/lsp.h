/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lsp - the language server: protocol and documents. What is found in a text it asks somebody else.
 */
#ifndef SKBOWN_LSP_LSP_H
#define SKBOWN_LSP_LSP_H

#include <stdbool.h>
#include <jansson.h>
#include "base/arena.h"

/*
 * Who analyses. Questions are answered in a process of their own, one at a time; it may die.
 *
 * A question:	{"path": absolute, "root": the editor's folder or "", "text": of the file,
 *		 "others": [[path, text]] of files that are not saved, "owners": true to get "owners"}
 * An answer:	{"findings": [{rule, level, confidence, file, line, column, function, message,
 *				fingerprint, steps: [{file, line, column, message}],
 *				fix: {column, end, text}}], of those that count; files absolute,
 *				columns in bytes from 1
 *		 "problems": [{line, column, message}]: what could not be looked at; line 0: all of it
 *		 "models": [path] of files that say what functions do,
 *		 "note": what was assumed about the flags,
 *		 "owners": {"sites": [{file, lines, title, text}], "views": [{file, line, text}],
 *			    "dtors": {name: text}},
 *		 "sec": {parse, lower, flow}}
 */
struct lsp_backend {
	const char *version;
	void *(*start)(void *data);			/* in that process, first of all */
	json_t *(*answer)(void *started, const json_t *question);	/* a new reference */
	void *data;					/* of start */
	unsigned int timeout;				/* seconds for an answer; 0: any */
	unsigned long memory_kb;			/* that the process may keep; 0: any */
	const char *const *scan;	/* the program that checks folders and its options; NULL-ended */
	const char *const *cflags;	/* words for the compiler, NULL-ended; or NULL */
	bool configured;	/* the options say how files are compiled */
	const char *pages;		/* folder of the rules' pages, "RULE/RULE.md" in it; or NULL */
};

/* Serves until the client says "exit" or closes @in; returns the exit status. */
int lsp_serve(const struct lsp_backend *b, int in, int out);

#endif
