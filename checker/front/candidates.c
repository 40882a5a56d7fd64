/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * candidates - finds the tokens of tokens.def in one pass over the text.
 *
 * A table over the first two bytes tells at nearly every position that no token
 * starts there. Comments and strings are not told apart: a word in them costs
 * a parse, never a finding.
 */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "front/candidates.h"

static const struct token {
	const char *text;
	unsigned char len;
	bool whole;
	unsigned char bits;
} tokens[] = {
#define TOKEN(text, whole, file, strong)						\
	{ text, sizeof(text) - 1, whole, CANDIDATE_ANY | ((file) ? CANDIDATE_FILE : 0) |	\
					 ((strong) ? CANDIDATE_STRONG : 0) },
#include "front/tokens.def"
#undef TOKEN
};

/* The tokens that start with two bytes, as a list: index of the first plus one, and of the next. */
static unsigned char first[65536], next[ARRAY_SIZE(tokens)];

static unsigned int pair(const char *s)
{
	return (unsigned char)s[0] << 8 | (unsigned char)s[1];
}

static void prepare(void)
{
	static bool done;

	_Static_assert(ARRAY_SIZE(tokens) < 255, "the lists are of bytes");

	if (done)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		unsigned char *head = &first[pair(tokens[i].text)];

		next[i] = *head;
		*head = i + 1;
	}
	done = true;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static unsigned int at(const char *s, size_t left)
{
	unsigned int bits = 0;

	for (unsigned int i = first[pair(s)]; i; i = next[i - 1]) {
		const struct token *t = &tokens[i - 1];

		if (t->len > left || memcmp(s, t->text, t->len))
			continue;
		if (!t->whole || t->len == left || !is_name(s[t->len]))
			bits |= t->bits;
	}
	return bits;
}

unsigned int candidate_scan(const char *text, size_t len, unsigned int want)
{
	unsigned int found = 0;

	prepare();
	for (size_t i = 0; i + 1 < len; i++) {
		if (!first[pair(text + i)])
			continue;
		found |= at(text + i, len - i);
		if ((found & want) == want)
			break;
	}
	return found;
}

bool candidate_file(const char *text, size_t len)
{
	return candidate_scan(text, len, CANDIDATE_FILE) & CANDIDATE_FILE;
}
