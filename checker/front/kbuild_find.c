/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_find - what a file that nobody said anything about belongs to.
 *
 * Upwards from the file: a kernel source tree, or the top of an out-of-tree
 * module, that is the highest folder whose Makefile has lists of objects, of a chain that is
 * unbroken or leaps (obj-y += drivers/net/foo/).
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

/* Has the folder a Makefile with lists of objects (and with the text @naming, if that is given)? */
static bool lists_objects(struct arena *a, const char *dir, const char *naming)
{
	static const char *const names[] = { "Kbuild", "Makefile" };

	for (int i = 0; i < 2; i++) {
		const char *text = file_read(a, path_join(a, dir, names[i]), NULL);

		if (text && (strstr(text, "obj-m") || strstr(text, "obj-y") ||
			     strstr(text, "obj-$(") || strstr(text, "obj-${")) &&
		    (!naming || strstr(text, naming)))
			return true;
	}
	return false;
}

const char *kbuild_module_root(struct arena *a, const char *file)
{
	const char *dir = path_dir(a, file), *found = NULL, *leap;
	bool gap = false;

	for (; strcmp(dir, "/") && strcmp(dir, "."); dir = path_dir(a, dir)) {
		leap = gap ? path_below(a, found, dir) : NULL;
		if (lists_objects(a, dir, leap)) {
			found = dir;
			gap = false;
		} else {
			gap = found;
		}
	}
	return found;
}

const char *kbuild_loose_root(struct arena *a, const char *file)
{
	const char *text = file_read(a, file, NULL), *dir = path_dir(a, file);

	if (!text || (!strstr(text, "include <linux/") && !strstr(text, "include <net/")))
		return NULL;
	for (; strcmp(dir, "/") && strcmp(dir, "."); dir = path_dir(a, dir))
		if (file_is_dir(path_join(a, dir, ".git")))
			return dir;
	return path_dir(a, file);
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
	struct arena text;
	glob_t g;

	arena_init(&text);
	if (!glob(path_join(a, dir, "*.c"), 0, NULL, &g))
		for (size_t i = 0; i < g.gl_pathc && !found; i++) {
			const char *s = file_read(&text, g.gl_pathv[i], NULL);

			if (s && strcmp(g.gl_pathv[i], file) && includes(s, path_base(file)))
				found = arena_strdup(a, path_base(g.gl_pathv[i]));
			arena_reset(&text);
		}
	globfree(&g);
	arena_free(&text);
	return found;
}

static bool have_header(struct kbuild *kb, struct arena *a, const char *name)
{
	static const char *const where[] = {
		"arch/x86/include", "arch/x86/include/generated", "arch/x86/include/uapi",
		"arch/x86/include/generated/uapi",
	};

	for (int i = 0; i < 4; i++)
		if (file_is_regular(path_join(a, path_join(a, kb->src, where[i]), name)) ||
		    file_is_regular(path_join(a, path_join(a, kb->obj, where[i]), name)))
			return true;
	return false;
}

const char *kbuild_missing_asm(struct kbuild *kb, struct arena *a, const char *file)
{
	const char *text = file_read(a, file, NULL), *hit, *name;

	for (hit = text; hit && (hit = strstr(hit, "<asm/")); hit++) {
		const char *line = memrchr(text, '\n', hit - text);

		line = line ? line + 1 : text;
		if (line[strspn(line, " \t")] != '#')
			continue;
		name = arena_strndup(a, hit + 1, strcspn(hit + 1, ">\n"));
		if (!have_header(kb, a, name))
			return name;
	}
	return NULL;
}
