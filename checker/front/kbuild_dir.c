/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_dir - which Makefile builds a file, into what, and under which options.
 *
 * A file belongs to the nearest folder upwards whose Makefile names its object;
 * that may be far up (lib/x.o in a driver's top Makefile). The object is in a
 * list obj-y, obj-m or obj- (an option that is off), or in the list of a
 * composite object that is in one of those.
 */
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "kbuild.h"

/* Composite objects in composite objects do not exist; a helper variable between them does. */
#define MAX_NESTING 4

static const char *makefile_of(struct kbuild *kb, const char *rel)
{
	const char *dir = path_join(kb->a, kb->root, rel), *path;

	path = path_join(kb->a, dir, "Kbuild");
	if (file_is_regular(path))
		return path;
	/* A kernel tree's own top Makefile says nothing of objects. */
	if (!*rel && !kb->module)
		return NULL;
	path = path_join(kb->a, dir, "Makefile");
	return file_is_regular(path) ? path : NULL;
}

static void set_version(struct kbuild *kb, struct make *m)
{
	static const char *const names[] = { "VERSION", "PATCHLEVEL", "SUBLEVEL" };
	const char *s = kb->release ? kb->release : "";

	for (size_t i = 0; i < ARRAY_SIZE(names) && *s; i++) {
		size_t n = strspn(s, "0123456789");

		make_set(m, names[i], arena_strndup(kb->a, s, n), false);
		s += n + (s[n] == '.');
	}
}

/* What Makefiles find set by the time that kbuild includes them. */
static void set_variables(struct kbuild *kb, struct kbuild_dir *dir)
{
	struct make *m = &dir->mk;
	const char *rel = *dir->rel ? dir->rel : ".";
	const char *full = *dir->rel ? path_join(kb->a, kb->root, dir->rel) : kb->root;

	make_set(m, "srctree", kb->src, false);
	make_set(m, "objtree", kb->obj, false);
	/* src became absolute with 6.10; before, Makefiles put $(srctree) in front of it themselves. */
	make_set(m, "src", kb->module || kb->version >= 610 ? full : rel, false);
	make_set(m, "obj", kb->module ? full : rel, false);
	make_set(m, "M", kb->module ? kb->root : "", false);
	make_set(m, "KBUILD_EXTMOD", kb->module ? kb->root : "", false);
	make_set(m, "KERNELRELEASE", kb->release ? kb->release : "kernel", false);
	make_set(m, "ARCH", "x86", false);
	make_set(m, "SRCARCH", "x86", false);
	make_set(m, "BITS", "64", false);
	make_set(m, "CONFIG_SHELL", "/bin/sh", false);
	/* make -C does not change PWD: it stays where the user called make. */
	make_set(m, "PWD", kb->module ? kb->root : full, false);
	make_set(m, "CURDIR", full, false);
	set_version(kb, m);
}

static void set_given(struct kbuild *kb, struct make *m)
{
	vec_for(i, &kb->given) {
		if (kb->given.v[i].fixed)
			make_fix(m, kb->given.v[i].name, kb->given.v[i].value);
		else
			make_set(m, kb->given.v[i].name, kb->given.v[i].value, false);
	}
}

void kbuild_dir_read(struct kbuild *kb, struct arena *a, struct kbuild_dir *dir,
		     const struct word_list *on)
{
	const char *path = makefile_of(kb, dir->rel), *value;

	make_init(&dir->mk, a, &kb->config, kb->src, path_join(a, kb->root, dir->rel));
	dir->mk.release = kb->release;
	set_given(kb, &dir->mk);
	set_variables(kb, dir);
	for (unsigned int i = 0; on && i < on->n; i++) {
		value = kbuild_option_kind(kb, path_join(kb->a, dir->rel, "x"), on->v[i]) == 't' ?
			"m" : "y";
		make_set(&dir->mk, on->v[i], value, false);
	}
	dir->read = path && make_read(&dir->mk, path);
}

/* kbuild exports these: what a module's Makefile adds is seen in the folders below it. */
static const char *exported(struct kbuild *kb, struct make *m, const char *from_above,
			    const char *const *names)
{
	const char *text = from_above;

	for (; *names && kb->module; names++)
		text = arena_printf(kb->a, "%s %s", text, make_get(m, *names));
	return text;
}

static void export_flags(struct kbuild *kb, struct kbuild_dir *dir, const struct kbuild_dir *up)
{
	static const char *const before[] = { "NOSTDINC_FLAGS", "LINUXINCLUDE", NULL };
	static const char *const behind[] = {
		"KBUILD_CPPFLAGS", "KBUILD_CFLAGS", "KBUILD_CFLAGS_MODULE", "CFLAGS_MODULE", "KCFLAGS", NULL,
	};

	dir->before = exported(kb, &dir->mk, up ? up->before : "", before);
	dir->behind = exported(kb, &dir->mk, up ? up->behind : "", behind);
}

static bool has_prefix(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* Is the variable one of kbuild's lists of things to build? */
static bool is_list(const char *var)
{
	return has_prefix(var, "obj-") || has_prefix(var, "subdir-") || has_prefix(var, "lib-") ||
	       has_prefix(var, "extra-") || has_prefix(var, "always-");
}

static void add_all(struct arena *a, struct word_list *to, const char *const *v, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		bool seen = false;

		vec_for(k, to)
			seen |= !strcmp(to->v[k], v[i]);
		if (!seen)
			vec_push(a, to, v[i]);
	}
}

/* How the folder above comes to @word ("sub/"); the mention with the fewest options off. */
static const struct make_mention *find_folder(struct kbuild_dir *dir, const char *word)
{
	const struct make_mention *best = NULL;
	size_t n = strlen(word);

	vec_for(i, &dir->mk.mentions) {
		const struct make_mention *men = &dir->mk.mentions.v[i];

		if (strncmp(men->word, word, n) || strcmp(men->word + n, "/"))
			continue;
		if (!best || men->off.n < best->off.n)
			best = men;
	}
	return best;
}

static void join_flags(struct kbuild *kb, struct kbuild_dir *dir, struct kbuild_dir *up)
{
	dir->inherited = arena_printf(kb->a, "%s %s", up->inherited,
				      make_get(&up->mk, "subdir-ccflags-y"));
}

/* Finds the Makefile above that descends into @dir, and what comes down from it. */
static void connect(struct kbuild *kb, struct kbuild_dir *dir)
{
	const struct make_mention *men;
	struct kbuild_dir *up, *nearest = NULL;
	const char *above = dir->rel, *slash;

	dir->inherited = "";
	while (*above) {
		slash = strrchr(above, '/');
		above = slash ? arena_strndup(kb->a, above, slash - above) : "";
		up = kbuild_dir(kb, above);
		if (!up->read)
			continue;
		nearest = nearest ? nearest : up;
		men = find_folder(up, dir->rel + strlen(above) + (*above ? 1 : 0));
		if (!men)
			continue;
		dir->reached = up->reached;
		add_all(kb->a, &dir->off, up->off.v, up->off.n);
		add_all(kb->a, &dir->off, men->off.v, men->off.n);
		join_flags(kb, dir, up);
		export_flags(kb, dir, up);
		return;
	}
	dir->reached = !*dir->rel;
	if (nearest)
		join_flags(kb, dir, nearest);
	export_flags(kb, dir, nearest);
}

struct kbuild_dir *kbuild_dir(struct kbuild *kb, const char *rel)
{
	struct kbuild_dir *dir = map_get(&kb->dirs, intern(rel));

	if (dir)
		return dir;
	dir = arena_new(kb->a, struct kbuild_dir);
	dir->rel = intern(rel);
	map_set(kb->a, &kb->dirs, dir->rel, dir);
	kbuild_dir_read(kb, kb->a, dir, NULL);
	connect(kb, dir);
	return dir;
}

/* "foo-objs", "foo-y", "foo-m", "foo-": the object "foo.o"; NULL for other variables. */
static const char *composite(struct arena *a, const char *var)
{
	const char *dash = strrchr(var, '-');
	static const char *const ends[] = { "-objs", "-y", "-m", "-" };

	for (int i = 0; dash && i < 4; i++)
		if (!strcmp(dash, ends[i]))
			return arena_printf(a, "%.*s.o", (int)(dash - var), var);
	return NULL;
}

static bool place(struct arena *a, struct kbuild_dir *dir, const char *object,
		  struct kbuild_place *out, unsigned int depth);

/* One way to the object: takes it when it needs fewer options than the best so far. */
static bool try_mention(struct arena *a, struct kbuild_dir *dir,
			const struct make_mention *men, struct kbuild_place *out, bool have,
			unsigned int depth)
{
	struct kbuild_place p = { .dir = dir, .object = men->word };
	const char *owner;

	if (is_list(men->var)) {
		p.module = arena_strndup(a, path_base(men->word),
					 strlen(path_base(men->word)) - 2);
		p.builtin = strcmp(strrchr(men->var, '-'), "-m");
	} else {
		owner = composite(a, men->var);
		if (!owner || !strcmp(owner, men->word) || !place(a, dir, owner, &p, depth + 1))
			return false;
		p.object = men->word;
	}
	add_all(a, &p.off, men->off.v, men->off.n);
	if (have && (p.off.n > out->off.n || (p.off.n == out->off.n && p.builtin <= out->builtin)))
		return true;
	*out = p;
	return true;
}

static bool place(struct arena *a, struct kbuild_dir *dir, const char *object,
		  struct kbuild_place *out, unsigned int depth)
{
	bool have = false;

	if (depth > MAX_NESTING)
		return false;
	vec_for(i, &dir->mk.mentions)
		if (!strcmp(dir->mk.mentions.v[i].word, object))
			have |= try_mention(a, dir, &dir->mk.mentions.v[i], out, have, depth);
	return have;
}

/*
 * Turns on what the place needs and looks again, so that the flags those
 * options bring are seen. Not kept: folders of drivers have as many options as
 * files.
 */
static void turn_on(struct kbuild *kb, struct arena *a, struct kbuild_place *p,
		    const char *object)
{
	struct kbuild_dir *dir = arena_new(a, struct kbuild_dir);
	struct kbuild_place again = {0};

	add_all(a, &p->off, p->dir->off.v, p->dir->off.n);
	if (!p->off.n)
		return;
	*dir = *p->dir;
	kbuild_dir_read(kb, a, dir, &p->off);
	if (place(a, dir, object, &again, 0)) {
		p->builtin = again.builtin;
		p->module = again.module;
	}
	p->dir = dir;
}

bool kbuild_find(struct kbuild *kb, struct arena *a, const char *rel, struct kbuild_place *out)
{
	const char *dir = rel, *slash, *object;
	size_t n = strlen(rel);

	object = arena_printf(a, "%.*s.o", (int)(n - 2), rel);
	do {
		slash = strrchr(dir, '/');
		dir = slash ? arena_strndup(a, dir, slash - dir) : "";
		out->dir = kbuild_dir(kb, dir);
		out->object = object + strlen(dir) + (*dir ? 1 : 0);
		if (out->dir->read && place(a, out->dir, out->object, out, 0)) {
			turn_on(kb, a, out, out->object);
			return true;
		}
	} while (*dir);
	return false;
}
