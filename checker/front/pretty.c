/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pretty - what libclang's cursors leave out and text still says: empty slots
 * of a for, constraints and labels of an asm.
 *
 * The text is the source where the statement stands in a file, else the
 * function as clang prints it, where the n-th word is found by counting.
 */
#include <ctype.h>
#include <string.h>

#include "base/bug.h"
#include "lower.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Past a string, a character constant or a comment that starts at @s; else @s. */
static const char *skip_literal(const char *s, const char *end)
{
	char q = *s;

	if (s + 1 < end && s[0] == '/' && s[1] == '*') {
		for (s += 2; s + 1 < end && !(s[0] == '*' && s[1] == '/'); s++)
			;
		return s + 1 < end ? s + 2 : end;
	}
	if (q != '"' && q != '\'')
		return s;
	for (s++; s < end && *s != q; s++)
		if (*s == '\\')
			s++;
	return s < end ? s + 1 : end;
}

static const char *function_text(struct fn *fn)
{
	if (!fn->pretty) {
		CXString s = clang_getCursorPrettyPrinted(fn->decl, NULL);

		fn->pretty = arena_strdup(&fn->l->tmp, clang_getCString(s));
		clang_disposeString(s);
	}
	return fn->pretty;
}

static bool is_at(const char *text, const char *s, const char *word, size_t len)
{
	return *s == *word && !strncmp(s, word, len) && !(is_word(word[len - 1]) && is_word(s[len])) &&
	       !(s > text && is_word(s[-1]));
}

/* The places of all words of one kind, found once per function. */
static void find_all(struct fn *fn, const char *word, struct printed *p)
{
	const char *text = function_text(fn), *s = text, *end = s + strlen(s), *next;
	size_t len = strlen(word);

	p->found = true;
	for (; s < end; s = next) {
		next = skip_literal(s, end);
		if (next != s)
			continue;
		next = s + 1;
		if (is_at(text, s, word, len))
			vec_push(&fn->l->tmp, &p->at, s);
	}
}

const char *pretty_nth(struct fn *fn, struct printed *p, const char *word, unsigned int n,
		       unsigned int of)
{
	if (!p->found)
		find_all(fn, word, p);
	return p->at.n == of ? p->at.v[n] : NULL;
}

int pretty_slots(const char *s, const char *end)
{
	int depth = 0, slot = 0, filled = 0;
	const char *next;

	for (s += 3; s < end; s = next) {
		next = skip_literal(s, end);
		if (next != s) {
			if (*s != '/')
				filled |= 1 << slot;
			continue;
		}
		next = s + 1;
		if (*s == ')' || *s == ']' || *s == '}') {
			if (--depth == 0)
				return slot == 2 ? filled : -1;
		} else if (*s == ';' && depth == 1) {
			if (++slot > 2)
				return -1;
			continue;
		} else if (*s == '(' || *s == '[' || *s == '{') {
			if (depth++ == 0)
				continue;
		}
		if (depth >= 1 && !isspace((unsigned char)*s) && *s != '\\')
			filled |= 1 << slot;
	}
	return -1;
}
