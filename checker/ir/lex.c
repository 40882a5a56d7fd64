/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lex - where a word of the text form ends.
 */
#include "lex.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/intern.h"

void lex_fail(struct lex *l, const char *fmt, ...)
{
	char what[256];
	va_list ap;

	if (l->err)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	l->err = arena_printf(l->a, "%s:%u: %s", l->name, l->line, what);
	l->p = l->end;
}

static char cur(const struct lex *l)
{
	return l->p < l->end ? *l->p : '\0';
}

char lex_peek(struct lex *l)
{
	while (cur(l) == ' ' || cur(l) == '\t' || cur(l) == '\r')
		l->p++;
	return cur(l) == '\n' || cur(l) == '#' ? '\0' : cur(l);
}

bool lex_try(struct lex *l, char c)
{
	if (lex_peek(l) != c)
		return false;
	l->p++;
	return true;
}

void lex_want(struct lex *l, char c)
{
	if (!lex_try(l, c))
		lex_fail(l, "'%c' expected", c);
}

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

bool lex_try_word(struct lex *l, const char *word)
{
	size_t n = strlen(word);

	lex_peek(l);
	if ((size_t)(l->end - l->p) < n || memcmp(l->p, word, n))
		return false;
	if (l->p + n < l->end && name_char(l->p[n]))
		return false;
	l->p += n;
	return true;
}

static void skip_comment(struct lex *l)
{
	const char *nl;

	if (cur(l) != '#')
		return;
	nl = memchr(l->p, '\n', (size_t)(l->end - l->p));
	l->p = nl ? nl : l->end;
}

bool lex_next_line(struct lex *l)
{
	for (;;) {
		if (lex_peek(l))
			return true;
		skip_comment(l);
		if (l->p >= l->end)
			return false;
		l->p++;
		l->line++;
	}
}

void lex_want_eol(struct lex *l)
{
	if (lex_peek(l))
		lex_fail(l, "end of line expected before '%c'", lex_peek(l));
}

const char *lex_bare(struct lex *l)
{
	const char *start;

	lex_peek(l);
	start = l->p;
	if (cur(l) == '%')
		l->p++;
	else if (isdigit((unsigned char)cur(l)))
		lex_fail(l, "a name cannot start with a digit");
	while (name_char(cur(l)))
		l->p++;
	if (l->err)
		return intern("");
	if (l->p == start || (*start == '%' && l->p == start + 1)) {
		lex_fail(l, "a name expected");
		return intern("");
	}
	return intern_n(start, (size_t)(l->p - start));
}

static const char *unescape(struct lex *l, const char *s, size_t n)
{
	char *buf = arena_alloc(l->a, n + 1);
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '\\' && i + 1 < n) {
			c = s[++i];
			c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
		}
		buf[len++] = c;
	}
	return intern_n(buf, len);
}

const char *lex_quoted(struct lex *l)
{
	const char *start;
	bool escapes = false;

	lex_want(l, '"');
	start = l->p;
	while (cur(l) && cur(l) != '"' && cur(l) != '\n') {
		if (*l->p == '\\') {
			escapes = true;
			l->p++;
			if (!cur(l) || cur(l) == '\n')
				break;
		}
		l->p++;
	}
	if (cur(l) != '"') {
		lex_fail(l, "a string without its closing quote");
		return intern("");
	}
	l->p++;
	if (escapes)
		return unescape(l, start, (size_t)(l->p - 1 - start));
	return intern_n(start, (size_t)(l->p - 1 - start));
}

const char *lex_name(struct lex *l)
{
	const char *s;

	if (lex_peek(l) != '"')
		return lex_bare(l);
	s = lex_quoted(l);
	if (!*s)
		lex_fail(l, "an empty name");
	return s;
}

const char *lex_chunk(struct lex *l)
{
	const char *start;

	lex_peek(l);
	start = l->p;
	while (cur(l) && !isspace((unsigned char)cur(l)))
		l->p++;
	return intern_n(start, (size_t)(l->p - start));
}

const char *lex_source(struct lex *l)
{
	const char *start, *s;

	if (!lex_try(l, '`'))
		return NULL;
	start = l->p;
	while (cur(l) && cur(l) != '`' && cur(l) != '\n')
		l->p++;
	if (cur(l) != '`') {
		lex_fail(l, "source text without its closing backtick");
		return NULL;
	}
	s = arena_strndup(l->a, start, (size_t)(l->p - start));
	l->p++;
	return *s ? s : NULL;
}

static unsigned int digit_value(char c)
{
	if (isdigit((unsigned char)c))
		return (unsigned int)(c - '0');
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? (unsigned int)(c - 'a' + 10) : 99;
}

static uint64_t number(struct lex *l)
{
	unsigned int base = 10, d;
	uint64_t v = 0;
	const char *start;

	lex_peek(l);
	if (l->end - l->p > 2 && l->p[0] == '0' && (l->p[1] | 0x20) == 'x') {
		base = 16;
		l->p += 2;
	}
	start = l->p;
	for (; (d = digit_value(cur(l))) < base; l->p++) {
		if (__builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, d, &v)) {
			lex_fail(l, "a number of more than 64 bits");
			return 0;
		}
	}
	if (l->p == start || name_char(cur(l)))
		lex_fail(l, "a number expected");
	return v;
}

uint32_t lex_u32(struct lex *l)
{
	uint64_t v = number(l);

	if (v > UINT32_MAX)
		lex_fail(l, "a number of more than 32 bits");
	return (uint32_t)v;
}

int64_t lex_imm(struct lex *l)
{
	bool minus = lex_try(l, '-');
	uint64_t v = number(l);

	if (minus && v > (uint64_t)INT64_MAX + 1)
		lex_fail(l, "a number of more than 64 bits");
	return (int64_t)(minus ? -v : v);
}
