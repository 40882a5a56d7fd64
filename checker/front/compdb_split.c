/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compdb_split - the words of a command line.
 *
 * Quotes and backslashes mean what they mean to sh; $, * and ~ are plain
 * characters, because what wrote the line has expanded them. wordexp() would
 * expand them and refuse brackets, which macro definitions contain.
 */
#include <string.h>

#include "compdb_priv.h"

struct splitter {
	struct arena *a;
	const char *s;
	char *out;	/* as long as the rest of the text: a word is never longer */
	unsigned int n;
};

/* Inside "...": a backslash is one only before what it protects there. */
static bool double_quoted(struct splitter *sp)
{
	for (; *sp->s && *sp->s != '"'; sp->s++) {
		if (*sp->s == '\\' && sp->s[1] && strchr("\"\\$`\n", sp->s[1]))
			sp->s++;
		sp->out[sp->n++] = *sp->s;
	}
	return *sp->s;
}

static bool single_quoted(struct splitter *sp)
{
	for (; *sp->s && *sp->s != '\''; sp->s++)
		sp->out[sp->n++] = *sp->s;
	return *sp->s;
}

static const char *one_word(struct splitter *sp)
{
	for (; *sp->s && !strchr(" \t\r\n", *sp->s); sp->s++) {
		char c = *sp->s;

		if (c == '"' || c == '\'') {
			sp->s++;
			if (!(c == '"' ? double_quoted(sp) : single_quoted(sp)))
				return "a quote is not closed";
		} else if (c == '\\') {
			if (!*++sp->s)
				return "a backslash stands at its end";
			sp->out[sp->n++] = *sp->s;
		} else {
			sp->out[sp->n++] = c;
		}
	}
	return NULL;
}

const char *compdb_split(struct arena *a, const char *text, struct word_list *out)
{
	struct splitter sp = { .a = a, .s = text };
	const char *err;

	sp.out = arena_alloc(a, strlen(text) + 1);
	while (*(sp.s += strspn(sp.s, " \t\r\n"))) {
		sp.n = 0;
		err = one_word(&sp);
		if (err)
			return err;
		vec_push(a, out, arena_strndup(a, sp.out, sp.n));
	}
	return NULL;
}
