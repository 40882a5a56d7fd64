/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uri - paths as the protocol writes them.
 */
#include <ctype.h>
#include <string.h>

#include "base/file.h"
#include "server.h"

static int hex(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

char *uri_path(struct arena *a, const char *uri)
{
	char *out, *end;

	if (strncmp(uri, "file://", 7))
		return NULL;
	uri += 7;
	uri += strcspn(uri, "/");	/* a host: ours, whatever it is called */
	if (!*uri)
		return NULL;
	out = end = arena_alloc(a, strlen(uri) + 1);
	for (; *uri && *uri != '?' && *uri != '#'; uri++) {
		if (*uri == '%' && hex(uri[1]) >= 0 && hex(uri[2]) >= 0) {
			*end++ = hex(uri[1]) << 4 | hex(uri[2]);
			uri += 2;
		} else {
			*end++ = *uri;
		}
	}
	return strlen(out) == (size_t)(end - out) ? out : NULL;
}

char *uri_of(struct arena *a, const char *path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, strlen(path) * 3 + 8), *end = out;

	end = stpcpy(end, "file://");
	for (; *path; path++) {
		unsigned char c = *path;

		if (isalnum(c) || strchr("/-._~", c)) {
			*end++ = c;
			continue;
		}
		*end++ = '%';
		*end++ = digits[c >> 4];
		*end++ = digits[c & 15];
	}
	return out;
}
