/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path - what a file is called.
 */
#define _GNU_SOURCE
#include "base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *path_join(struct arena *a, const char *dir, const char *name)
{
	size_t n = dir ? strlen(dir) : 0;

	if (!n || name[0] == '/' || !strcmp(dir, "."))
		return arena_strdup(a, name);
	return arena_printf(a, "%s%s%s", dir, dir[n - 1] == '/' ? "" : "/", name);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_dir(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return arena_strdup(a, ".");
	if (slash == path)
		return arena_strdup(a, "/");
	return arena_strndup(a, path, (size_t)(slash - path));
}

bool path_has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path), m = strlen(suffix);

	return n >= m && !strcmp(path + n - m, suffix);
}

static bool ends_in_dotdot(const char *start, const char *end)
{
	return end - start >= 2 && end[-1] == '.' && end[-2] == '.' &&
	       (end - start == 2 || end[-3] == '/');
}

/* Appends one component to the clean path [out, end); returns the new end. */
static char *add_component(char *out, char *end, const char *c, size_t n, bool absolute)
{
	char *root = out + absolute;

	if (!n || (n == 1 && c[0] == '.'))
		return end;
	if (n == 2 && c[0] == '.' && c[1] == '.') {
		if (end == root && absolute)
			return end;
		if (end > root && !ends_in_dotdot(root, end)) {
			while (end > root && *--end != '/')
				;
			return end;
		}
	}
	if (end > root)
		*end++ = '/';
	memcpy(end, c, n);
	return end + n;
}

char *path_clean(struct arena *a, const char *path)
{
	bool absolute = path[0] == '/';
	char *out = arena_alloc(a, strlen(path) + 2), *end = out;

	if (absolute)
		*end++ = '/';
	while (*path) {
		size_t n = strcspn(path, "/");

		end = add_component(out, end, path, n, absolute);
		path += n;
		path += strspn(path, "/");
	}
	if (end == out)
		*end++ = '.';
	*end = '\0';
	return out;
}

static char *resolve(struct arena *a, const char *path)
{
	char *real = realpath(path, NULL), *ret;

	if (!real)
		return NULL;
	ret = arena_strdup(a, real);
	free(real);
	return ret;
}

char *path_canonical(struct arena *a, const char *path)
{
	char *real = resolve(a, path), *clean;
	char cwd[PATH_MAX];

	if (real)
		return real;
	if (path[0] != '/' && getcwd(cwd, sizeof(cwd)))
		path = path_join(a, cwd, path);
	clean = path_clean(a, path);
	/* The part that exists may stand behind a link. */
	for (char *slash = strrchr(clean, '/'); slash && slash > clean;
	     slash = memrchr(clean, '/', (size_t)(slash - clean))) {
		real = resolve(a, arena_strndup(a, clean, (size_t)(slash - clean)));
		if (real)
			return path_join(a, real, slash + 1);
	}
	return clean;
}

char *path_below(struct arena *a, const char *path, const char *base)
{
	size_t n = strlen(base);

	while (n > 1 && base[n - 1] == '/')
		n--;
	if (n == 1 && base[0] == '/' && path[0] == '/' && path[1])
		return arena_strdup(a, path + 1);
	if (!strncmp(path, base, n) && path[n] == '/' && path[n + 1])
		return arena_strdup(a, path + n + 1);
	return arena_strdup(a, path);
}
