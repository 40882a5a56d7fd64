/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json_line - in which line of a JSON text a value stands, for messages: the reader that made
 * values of it has forgotten. The text is JSON already.
 */
#include <stdlib.h>
#include <string.h>

#include "report/import.h"

static const char *blank(const char *s)
{
	return s + strspn(s, " \t\r\n");
}

/* Behind the string that begins here. */
static const char *skip_string(const char *s)
{
	for (s++; *s && *s != '"'; s++)
		s += *s == '\\' && s[1];
	return s + (*s == '"');
}

/* Behind the value that begins here. */
static const char *skip_value(const char *s)
{
	unsigned int depth = 0;

	do {
		if (*s == '"') {
			s = skip_string(s);
			continue;
		}
		if (*s == '{' || *s == '[')
			depth++;
		if ((*s == '}' || *s == ']') && depth)
			depth--;
		s++;
	} while (*s && (depth || !strchr(",]} \t\r\n", *s)));
	return s;
}

static const char *member(const char *s, const char *key, size_t n)
{
	for (s = blank(s + 1); *s == '"'; s = blank(s + (*s == ','))) {
		const char *name = s + 1, *end = skip_string(s);
		bool same = end == name + n + 1 && !strncmp(name, key, n);

		s = blank(end);
		s = blank(s + (*s == ':'));
		if (same)
			return s;
		s = blank(skip_value(s));
	}
	return NULL;
}

static const char *element(const char *s, unsigned long n)
{
	for (s = blank(s + 1); *s && *s != ']'; s = blank(s + (*s == ','))) {
		if (!n--)
			return s;
		s = blank(skip_value(s));
	}
	return NULL;
}

unsigned int json_line(const char *text, const char *way)
{
	const char *s = blank(text), *next;
	unsigned int line = 1;

	for (; *way; way += strspn(way, ".")) {
		size_t n = strcspn(way, ".");

		next = *s == '{' ? member(s, way, n) :
		       *s == '[' ? element(s, strtoul(way, NULL, 10)) : NULL;
		if (!next)
			break;
		s = next;
		way += n;
	}
	for (next = text; next < s; next++)
		line += *next == '\n';
	return line;
}
