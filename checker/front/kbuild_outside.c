/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_outside - what a module's own Makefile hands to kbuild.
 *
 * The user calls make in the module's folder or above it; that Makefile calls the kernel's with
 * M=..., variables beside it ("CONFIG_FOO=m EXTRA=1") and exported ones. Both decide about
 * flags, so it is read a first time as the user's make does: KERNELRELEASE is not set yet.
 */
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "kbuild.h"

/* Upwards from the module: drivers/foo/ is built from the repository's top. */
#define MAX_ABOVE 4

static const char *makefile_in(struct arena *a, const char *dir)
{
	static const char *const names[] = { "GNUmakefile", "makefile", "Makefile" };
	const char *path;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		path = path_join(a, dir, names[i]);
		if (file_is_regular(path))
			return path;
	}
	return NULL;
}

/* Variables that name places and kernels are set by us, whatever make would hand on. */
static bool is_ours(const char *name)
{
	static const char *const ours[] = {
		"M", "SUBDIRS", "KBUILD_EXTMOD", "MAKE", "MAKEFLAGS", "PWD", "CURDIR", "ARCH",
		"SRCARCH", "KERNELRELEASE", "src", "obj", "srctree", "objtree", "O", "C", "V", "CHECK",
		"CC", "LD", "CROSS_COMPILE", "CONFIG_SHELL", "VERSION", "PATCHLEVEL", "SUBLEVEL",
	};

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (!strcmp(name, ours[i]))
			return true;
	return false;
}

static void hand_on(struct kbuild *kb, const char *name, const char *value, bool fixed)
{
	struct kbuild_var var = { intern(name), value, fixed };

	if (*name && !is_ours(name))
		vec_push(kb->a, &kb->given, var);
}

/* The shell's own words for "here", which are no references of make. */
static bool is_here(const char *dir)
{
	static const char *const here[] = { "$PWD", "${PWD}", "`pwd`", "$(pwd)" };

	for (size_t i = 0; i < ARRAY_SIZE(here); i++)
		if (!strcmp(dir, here[i]))
			return true;
	return false;
}

/* Is this recipe's call of make the one that builds the module at kb->root? */
static bool builds_module(struct kbuild *kb, struct make *m, const struct word_list *words)
{
	static const char *const vars[] = { "M=", "SUBDIRS=", "KBUILD_EXTMOD=" };
	const char *dir;

	vec_for(i, words)
		for (size_t k = 0; k < ARRAY_SIZE(vars); k++) {
			if (strncmp(words->v[i], vars[k], strlen(vars[k])))
				continue;
			dir = words->v[i] + strlen(vars[k]);
			dir = is_here(dir) ? m->dir : dir;
			return *dir == '/' && !strcmp(path_canonical(m->a, dir), kb->root);
		}
	return false;
}

static void take_words(struct kbuild *kb, const struct word_list *words)
{
	vec_for(i, words) {
		const char *w = words->v[i];
		size_t n = strspn(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

		if (n && w[n] == '=' && *w != '-')
			hand_on(kb, arena_strndup(kb->a, w, n), w + n + 1, true);
	}
}

static bool take_recipes(struct kbuild *kb, struct make *m)
{
	bool found = false;

	vec_for(i, &m->recipes) {
		struct word_list words = {0};

		if (compdb_split(m->a, make_expand(m, m->recipes.v[i]), &words) || found ||
		    !builds_module(kb, m, &words))
			continue;
		take_words(kb, &words);
		found = true;
	}
	return found;
}

static void take_exported(struct kbuild *kb, struct make *m)
{
	vec_for(i, &m->exported)
		if (make_defined(m, m->exported.v[i]))
			hand_on(kb, m->exported.v[i], make_get(m, m->exported.v[i]), false);
}

static bool read_one(struct kbuild *kb, const char *dir)
{
	const char *path = makefile_in(kb->a, dir);
	struct make *m = arena_new(kb->a, struct make);

	if (!path)
		return false;
	make_init(m, kb->a, NULL, kb->src, dir);
	m->outside = true;
	m->release = kb->release;
	make_set(m, "CURDIR", dir, false);
	make_set(m, "PWD", dir, false);
	make_set(m, "MAKE", "make", false);
	if (!make_read(m, path) || !take_recipes(kb, m))
		return false;
	take_exported(kb, m);
	return true;
}

void kbuild_read_outside(struct kbuild *kb)
{
	const char *dir = kb->root;

	for (int i = 0; i <= MAX_ABOVE && strcmp(dir, "/"); i++, dir = path_dir(kb->a, dir))
		if (read_one(kb, dir))
			return;
}
