/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_find - what a file that nobody said anything about belongs to.
 *
 * Upwards from the file: a kernel source tree, or the top of an out-of-tree
 * module, that is the highest folder of an unbroken chain whose Makefile has
 * lists of objects.
 */
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
