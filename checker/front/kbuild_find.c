/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_find - what a file that nobody said anything about belongs to.
 *
 * Upwards from the file: a kernel source tree, or the top of an out-of-tree
 * module, that is the highest folder of an unbroken chain whose Makefile has
 * lists of objects.
 */
#include <glob.h>
#include <string.h>

#include "base/file.h"
#include "kbuild.h"

const char *kbuild_tree_root(struct arena *a, const char *file)
{
	const char *dir = path_dir(a, file), *version;

	for (; strcmp(dir, "/") && strcmp(dir, "."); dir = path_dir(a, dir))
		if (kbuild_is_source(a, dir) && kbuild_version(a, dir, &version))
			return dir;
	return NULL;
}

static bool lists_objects(struct arena *a, const char *dir)
{
	static const char *const names[] = { "Kbuild", "Makefile" };

	for (int i = 0; i < 2; i++) {
		const char *text = file_read(a, path_join(a, dir, names[i]), NULL);

		if (text && (strstr(text, "obj-m") || strstr(text, "obj-y") ||
			     strstr(text, "obj-$(")))
			return true;
	}
	return false;
}

const char *kbuild_module_root(struct arena *a, const char *file)
{
	const char *dir = path_dir(a, file), *found = NULL;

	for (; strcmp(dir, "/") && strcmp(dir, "."); dir = path_dir(a, dir)) {
		if (lists_objects(a, dir))
			found = dir;
		else if (found)
			break;
	}
	return found;
}

/* Does the text have an #include of this file (by whatever path)? */
static bool includes(const char *text, const char *base)
{
	size_t n = strlen(base);
	const char *hit;

	for (hit = text; (hit = strstr(hit, base)); hit += n) {
		const char *line = memrchr(text, '\n', hit - text);

		line = line ? line + 1 : text;
		if (hit[n] == '"' && hit > text && strchr("\"/", hit[-1]) &&
		    line[strspn(line, " \t")] == '#')
			return true;
	}
	return false;
}

const char *kbuild_included_by(struct arena *a, const char *file)
{
	const char *dir = path_dir(a, file), *found = NULL;
	glob_t g;

	if (!glob(path_join(a, dir, "*.c"), 0, NULL, &g))
		for (size_t i = 0; i < g.gl_pathc && !found; i++) {
			const char *text = file_read(a, g.gl_pathv[i], NULL);

			if (text && strcmp(g.gl_pathv[i], file) && includes(text, path_base(file)))
				found = arena_strdup(a, path_base(g.gl_pathv[i]));
		}
	globfree(&g);
	return found;
}
