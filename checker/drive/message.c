/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * message - how the program speaks of mistakes in its usage.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/intern.h"
#include "drive.h"
#include "report/pages.h"

#define LONGEST 40

_Noreturn void die(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	fflush(stdout);
	va_start(ap, fmt);
	BUG_ON(vasprintf(&text, fmt, ap) < 0);
	va_end(ap);
	/* It may quote a file, and a terminal obeys what is no text. */
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	fprintf(stderr, "skbown: %s\n", text);
	_exit(EXIT_USAGE);	/* what stdout holds was tried above */
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

/* Levenshtein's distance. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[LONGEST + 1], n = strlen(b), diag, above;

	if (n > LONGEST || strlen(a) > LONGEST)
		return LONGEST;
	for (unsigned int j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned int i = 1; a[i - 1]; i++) {
		diag = row[0];
		row[0] = i;
		for (unsigned int j = 1; j <= n; j++) {
			above = row[j];
			row[j] = min3(row[j - 1] + 1, above + 1, diag + (a[i - 1] != b[j - 1]));
			diag = above;
		}
	}
	return row[n];
}

const char *nearest_word(const char *word, const char *const *words)
{
	unsigned int best = strlen(word) / 3 + 2, d;
	const char *found = NULL;

	for (; *words; words++) {
		d = distance(word, *words);
		if (d < best) {
			best = d;
			found = *words;
		}
	}
	return found;
}

const char *unknown_rule(const char *name)
{
	const struct rule_page *p;
	const char *words[64] = { NULL }, *near;

	for (unsigned int i = 0; i + 1 < ARRAY_SIZE(words) && (p = rule_page_at(i)); i++)
		words[i] = p->id;
	near = nearest_word(name, words);
	if (near)
		return intern_printf("unknown rule '%s'; did you mean '%s'?", name, near);
	return intern_printf("unknown rule '%s' ('skbown rules' lists them)", name);
}
