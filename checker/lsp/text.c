/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text - the text of a document and places in it.
 */
#include <ctype.h>

#include "text.h"

void text_set(struct arena *a, struct text *t, const char *s, size_t len)
{
	*t = (struct text){ .s = s, .len = len };
	vec_push(a, &t->lines, 0);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\r' && i + 1 < len && s[i + 1] == '\n')
			continue;
		if (s[i] == '\n' || s[i] == '\r')
			vec_push(a, &t->lines, i + 1);
	}
}

void text_edit(struct arena *a, struct text *out, const struct text *t, size_t from, size_t to,
	       const char *with, size_t n)
{
	size_t len = t->len - (to - from) + n;
	char *s = arena_alloc(a, len + 1);

	memcpy(s, t->s, from);
	memcpy(s + from, with, n);
	memcpy(s + from + n, t->s + to, t->len - to);
	text_set(a, out, s, len);
}

static size_t line_end(const struct text *t, unsigned int line)
{
	size_t start = t->lines.v[line];
	size_t end = line + 1 < t->lines.n ? t->lines.v[line + 1] : t->len;

	while (end > start && (t->s[end - 1] == '\n' || t->s[end - 1] == '\r'))
		end--;
	return end;
}

/* Bytes of the character that starts with @c, and how many UTF-16 units it is. */
static size_t step(unsigned char c, unsigned int *units)
{
	*units = c >= 0xf0 ? 2 : 1;
	return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

size_t text_offset(const struct text *t, struct position p, bool utf8)
{
	size_t at, end;
	unsigned int units;

	if (p.line >= t->lines.n)
		return t->len;
	at = t->lines.v[p.line];
	end = line_end(t, p.line);
	if (utf8)
		return p.character < end - at ? at + p.character : end;
	while (at < end && p.character) {
		size_t n = step(t->s[at], &units);

		if (units > p.character)
			break;	/* the middle of a pair is its start */
		p.character -= units;
		at += n;
	}
	return at < end ? at : end;
}

static unsigned int line_of(const struct text *t, size_t offset)
{
	unsigned int lo = 0, hi = t->lines.n;

	while (hi - lo > 1) {
		unsigned int mid = lo + (hi - lo) / 2;

		if (t->lines.v[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

struct position text_position(const struct text *t, size_t offset, bool utf8)
{
	struct position p = { .line = line_of(t, offset) };
	size_t at = t->lines.v[p.line];
	unsigned int units;

	if (offset > t->len)
		offset = t->len;
	if (utf8) {
		p.character = offset - at;
		return p;
	}
	while (at < offset) {
		at += step(t->s[at], &units);
		p.character += units;
	}
	return p;
}

size_t text_at(const struct text *t, unsigned int line, unsigned int column)
{
	size_t at, end;

	if (!line)
		return 0;
	if (line > t->lines.n)
		return t->len;
	at = t->lines.v[line - 1];
	end = line_end(t, line - 1);
	at += column ? column - 1 : 0;
	return at < end ? at : end;
}

size_t text_line_end(const struct text *t, size_t offset)
{
	return line_end(t, line_of(t, offset));
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

size_t text_word(const struct text *t, size_t offset, size_t *end)
{
	size_t from = offset;

	while (from && is_word(t->s[from - 1]))
		from--;
	for (*end = offset; *end < t->len && is_word(t->s[*end]);)
		(*end)++;
	return from;
}
