/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_headers - where kernel sources and generated headers are.
 *
 * Distributions install a configured tree without sources; the link
 * /lib/modules/VERSION/build leads there. The one whose version is nearest to
 * the sources' is taken.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/file.h"
#include "kbuild.h"

bool kbuild_is_configured(struct arena *a, const char *dir)
{
	return file_is_regular(path_join(a, dir, "include/generated/autoconf.h")) &&
	       file_is_dir(path_join(a, dir, "arch/x86/include/generated"));
}

bool kbuild_is_source(struct arena *a, const char *dir)
{
	return file_is_regular(path_join(a, dir, "include/linux/skbuff.h")) &&
	       file_is_dir(path_join(a, dir, "arch/x86/include"));
}

/* The first x.y.z in a path's last numbered component: major, minor, patch. */
static bool parse_version(const char *path, unsigned int v[3])
{
	const char *s;

	v[0] = v[1] = v[2] = 0;
	for (s = path; *s; s++)
		if ((s == path || s[-1] == '-' || s[-1] == '/') &&
		    sscanf(s, "%u.%u.%u", &v[0], &v[1], &v[2]) >= 2)
			return true;
	return false;
}

/* How well a headers tree serves: more is better; 0 is unusable. */
static unsigned int score(struct arena *a, const char *dir, const unsigned int want[3])
{
	unsigned int have[3], s = 1000000;
	struct utsname u;

	if (!kbuild_is_configured(a, dir) || !parse_version(dir, have))
		return 0;
	if (!want)
		s += have[0] * 10000 + have[1] * 100 + have[2];
	else if (have[0] == want[0] && have[1] == want[1])
		s += have[2] == want[2] ? 200000 : 100000 - abs((int)(have[2] - want[2]));
	else
		s -= abs((int)(have[0] * 100 + have[1]) - (int)(want[0] * 100 + want[1]));
	if (!want && !uname(&u) && strstr(dir, u.release))
		s += 900000;
	/* Special flavours differ in options that matter (locks under rt). */
	if (strstr(dir, "-rt") || strstr(dir, "-cloud"))
		s -= 2;
	return s;
}

const char *kbuild_find_headers(struct arena *a, const char *version)
{
	static const char *const where[] = { "/lib/modules/*/build", "/usr/src/linux-headers-*" };
	unsigned int want[3], best = 0, s;
	const char *dir = NULL;
	glob_t g = {0};

	if (version)
		parse_version(version, want);
	for (int i = 0; i < 2; i++)
		glob(where[i], i ? GLOB_APPEND : 0, NULL, &g);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		s = score(a, g.gl_pathv[i], version ? want : NULL);
		if (s > best) {
			best = s;
			dir = path_canonical(a, g.gl_pathv[i]);
		}
	}
	globfree(&g);
	return dir;
}

const char *kbuild_release(struct arena *a, const char *obj)
{
	const char *text = file_read(a, path_join(a, obj, "include/generated/utsrelease.h"), NULL);
	const char *quote = text ? strchr(text, '"') : NULL;

	return quote ? arena_strndup(a, quote + 1, strcspn(quote + 1, "\"\n")) : NULL;
}

const char *kbuild_headers_version(struct arena *a, const char *obj)
{
	const char *release = kbuild_release(a, obj);
	unsigned int v[3];

	if (release && parse_version(release, v))
		return arena_printf(a, "%u.%u.%u", v[0], v[1], v[2]);
	return NULL;
}

/* Debian's configured tree has a Makefile of one line that includes the common one. */
static const char *from_makefile(struct arena *a, const char *obj)
{
	char *text = file_read(a, path_join(a, obj, "Makefile"), NULL);
	char *line = text ? strstr(text, "include ") : NULL;

	if (!line || (line != text && line[-1] != '\n'))
		return NULL;
	line += strlen("include ");
	line[strcspn(line, " \t\r\n")] = 0;
	return path_dir(a, line);
}

const char *kbuild_source_of(struct arena *a, const char *obj)
{
	const char *dir;

	if (kbuild_is_source(a, obj))
		return obj;
	dir = from_makefile(a, obj);
	if (dir && kbuild_is_source(a, dir))
		return path_canonical(a, dir);
	dir = path_join(a, obj, "source");
	return kbuild_is_source(a, dir) ? path_canonical(a, dir) : NULL;
}
