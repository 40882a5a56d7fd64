/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tokens - does a piece of source text hold a word that matters?
 *
 * Headers are the same for all units of a process, so what was found in one of them is kept
 * until exit: a list of offsets per file, empty for nearly all.
 */
#include <ctype.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "tokens.h"

static const struct {
	const char *text;
	enum token_strength strength;
} tokens[] = {
#define TOKEN(t, s) { t, s },
#include "tokens.def"
#undef TOKEN
};

struct header {
	VEC(size_t) hits;
};

static struct arena kept;
static struct map headers;		/* path -> struct header */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "->sk" is no part of "->sk_state"; of a name, more may follow. */
static const char *find(const char *s, const char *end, const char *token)
{
	size_t len = strlen(token);
	const char *at;

	while ((at = memmem(s, (size_t)(end - s), token, len))) {
		s = at + len;
		if (is_word(token[0]) || s >= end || !is_word(*s))
			return at;
	}
	return NULL;
}

enum token_strength tokens_in(const char *s, size_t n)
{
	enum token_strength best = TOKEN_NONE;

	for (unsigned int i = 0; i < ARRAY_SIZE(tokens) && best != TOKEN_STRONG; i++)
		if (tokens[i].strength > best && find(s, s + n, tokens[i].text))
			best = tokens[i].strength;
	return best;
}

static struct header *header_scan(const char *path)
{
	struct header *h = arena_new(&kept, struct header);
	struct arena tmp;
	const char *s, *at;
	size_t n;

	arena_init(&tmp);
	s = file_read(&tmp, path, &n);
	for (unsigned int i = 0; s && i < ARRAY_SIZE(tokens); i++) {
		if (tokens[i].strength != TOKEN_STRONG)
			continue;
		for (at = s; (at = find(at, s + n, tokens[i].text)); at++)
			vec_push(&kept, &h->hits, (size_t)(at - s));
	}
	arena_free(&tmp);
	map_set(&kept, &headers, path, h);
	return h;
}

const struct header *tokens_header(const char *path)
{
	struct header *h;

	path = intern(path);
	h = map_get(&headers, path);
	return h ? h : header_scan(path);
}

bool tokens_header_any(const struct header *h)
{
	return h->hits.n > 0;
}

bool tokens_header_between(const struct header *h, size_t from, size_t to)
{
	vec_for(i, &h->hits)
		if (h->hits.v[i] >= from && h->hits.v[i] < to)
			return true;
	return false;
}
