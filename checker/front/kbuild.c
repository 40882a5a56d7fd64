/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild - the command for one file of a kernel tree or module.
 *
 * The flags are those that decide about the parse (compdb_flags.c); what the
 * Makefiles add to them passes the same filter.
 */
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "kbuild.h"

/* Of every file; the paths before them depend on the tree. */
static const char *const base_flags[] = {
	"-D__KERNEL__", "-std=gnu11", "-fshort-wchar", "-funsigned-char", "-fno-common",
	"-fno-strict-aliasing", "-m64", "-mcmodel=kernel", "-mno-red-zone", "-mno-sse", "-mno-mmx",
	"-mno-sse2", "-mno-3dnow", "-mno-avx", "-mno-80387", "-O2", "-DCC_USING_FENTRY", "-w",
};

/* Sources first: a headers package lacks files that are private to a folder. */
static void add_includes(struct kbuild *kb)
{
	static const struct {
		bool obj;
		const char *path;
	} dirs[] = {
		{ false, "arch/x86/include" }, { true, "arch/x86/include/generated" },
		{ false, "include" }, { true, "include" },
		{ false, "arch/x86/include/uapi" }, { true, "arch/x86/include/generated/uapi" },
		{ false, "include/uapi" }, { true, "include/generated/uapi" },
	};
	static const char *const first[] = { "compiler-version.h", "kconfig.h", "compiler_types.h" };

	vec_push(kb->a, &kb->base, "-nostdinc");
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		vec_push(kb->a, &kb->base,
			 arena_printf(kb->a, "-I%s/%s", dirs[i].obj ? kb->obj : kb->src,
				      dirs[i].path));
	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		const char *path = arena_printf(kb->a, "%s/include/linux/%s", kb->src, first[i]);

		if (!file_is_regular(path))
			continue;
		vec_push(kb->a, &kb->base, "-include");
		vec_push(kb->a, &kb->base, path);
	}
	for (size_t i = 0; i < ARRAY_SIZE(base_flags); i++)
		vec_push(kb->a, &kb->base, base_flags[i]);
}

/* Distributions name headers by their first release: the last number says nothing. */
static bool same_series(const char *x, const char *y)
{
	size_t n = strcspn(x, ".") + 1;

	n += strcspn(x + n, ".");
	return !strncmp(x, y, n + 1);
}

static bool find_headers(struct kbuild *kb, const char *version, const char **err)
{
	if (kbuild_is_configured(kb->a, kb->src)) {
		kb->obj = kb->src;
		return true;
	}
	kb->obj = kbuild_find_headers(kb->a, version);
	if (!kb->obj) {
		*err = arena_printf(kb->a, "%s is not configured and no kernel headers are installed: "
				    "install linux-headers-amd64 or name a built tree with --kbuild",
				    kb->src);
		return false;
	}
	return true;
}

/* Headers of another series serve where nothing better is there, and the user is told. */
static void compare_series(struct kbuild *kb, const char *version)
{
	const char *have = kbuild_headers_version(kb->a, kb->obj);

	if (!have || same_series(have, version))
		return;
	kb->gap = true;
	kb->note = arena_printf(kb->a, "generated headers and configuration of %s (%s) "
				"used for sources of %s", have, kb->obj, version);
}

static struct kbuild *finish_open(struct kbuild *kb, const char *version, const char **err)
{
	if (!kbuild_read_config(kb)) {
		*err = arena_printf(kb->a, "%s has neither include/config/auto.conf nor .config",
				    kb->obj);
		return NULL;
	}
	compare_series(kb, version);
	kb->release = kbuild_release(kb->a, kb->obj);
	if (kb->module)
		kbuild_read_outside(kb);
	add_includes(kb);
	if (kb->gap)
		kbuild_fill_gap(kb);
	return kb;
}

struct kbuild *kbuild_open(struct arena *a, const char *src, const char *obj, const char *root,
			   const char **err)
{
	struct kbuild *kb = arena_new(a, struct kbuild);
	const char *version = "";

	kb->a = a;
	kb->src = path_canonical(a, src);
	kb->root = root ? path_canonical(a, root) : kb->src;
	kb->module = root;
	kb->version = kbuild_version(a, kb->src, &version);
	if (!kbuild_is_source(a, kb->src) || !kb->version) {
		*err = arena_printf(a, "%s is not a kernel source tree (no include/linux/skbuff.h, no arch/x86/include "
				    "or no version in its Makefile)", src);
		return NULL;
	}
	if (obj && !kbuild_is_configured(a, obj)) {
		*err = arena_printf(a, "%s has no generated headers "
				    "(include/generated/autoconf.h): run make prepare there", obj);
		return NULL;
	}
	if (obj)
		kb->obj = path_canonical(a, obj);
	else if (!find_headers(kb, version, err))
		return NULL;
	return finish_open(kb, version, err);
}

/* --- one file --- */

struct lookup {
	struct kbuild *kb;
	struct arena *a;
	struct compile_cmd *cmd;
	struct kbuild_place place;
	const char *rel;
};

static void add(struct lookup *l, const char *flag)
{
	vec_push(l->a, &l->cmd->args, flag);
}

/* The flags of @text but for those that match a word of @remove. */
static void add_text(struct lookup *l, const char *text, const char *remove)
{
	struct word_list words = {0}, left = {0};
	struct compile_cmd tmp = { .dir = l->kb->root };

	if (compdb_split(l->a, text, &words))
		return;
	vec_for(i, &words) {
		const char *list = remove, *pattern;
		bool gone = false;

		while ((pattern = make_word(l->a, &list)))
			gone |= make_match(l->a, pattern, words.v[i]) != NULL;
		if (!gone)
			vec_push(l->a, &left, words.v[i]);
	}
	compdb_filter_flags(l->a, left.n, left.v, &tmp);
	vec_for(i, &tmp.args)
		add(l, tmp.args.v[i]);
}

static const char *per_file(struct lookup *l, struct make *m, const char *prefix)
{
	const char *full = arena_printf(l->a, "%s%s", prefix, l->place.object);

	if (make_defined(m, full))
		return make_get(m, full);
	return make_get(m, arena_printf(l->a, "%s%s", prefix, path_base(l->place.object)));
}

static void add_makefile_flags(struct lookup *l)
{
	struct kbuild_dir *dir = l->place.dir;
	struct make *m = &dir->mk;
	const char *remove = arena_printf(l->a, "%s %s", make_get(m, "ccflags-remove-y"),
					  per_file(l, m, "CFLAGS_REMOVE_"));

	add_text(l, arena_printf(l->a, "%s %s %s %s", dir->inherited,
				 make_get(m, "subdir-ccflags-y"), make_get(m, "EXTRA_CFLAGS"),
				 make_get(m, "ccflags-y")), remove);
	add_text(l, per_file(l, m, "CFLAGS_"), "");
	add_text(l, dir->behind, "");
}

static void add_folder(struct lookup *l, const char *rel)
{
	add(l, arena_printf(l->a, "-I%s", *rel ? path_join(l->a, l->kb->root, rel) : l->kb->root));
}

static const char *fixed(struct arena *a, const char *name)
{
	char *s = arena_strdup(a, name);

	for (char *p = s; *p; p++)
		if (*p == '-' || *p == ',')
			*p = '_';
	return s;
}

static void add_names(struct lookup *l)
{
	const char *base = path_base(l->rel), *mod = l->place.module;
	const char *dot = strrchr(base, '.');

	base = arena_strndup(l->a, base, dot ? (size_t)(dot - base) : strlen(base));
	if (!mod)
		mod = base;
	if (l->place.builtin)
		add(l, arena_printf(l->a, "-DKBUILD_MODFILE=\"%s\"",
				    path_join(l->a, l->place.dir->rel, mod)));
	else
		add(l, "-DMODULE");
	add(l, arena_printf(l->a, "-DKBUILD_BASENAME=\"%s\"", fixed(l->a, base)));
	add(l, arena_printf(l->a, "-DKBUILD_MODNAME=\"%s\"", fixed(l->a, mod)));
	add(l, arena_printf(l->a, "-D__KBUILD_MODNAME=kmod_%s", fixed(l->a, mod)));
}

/* Options that are off in the configuration are on for this file, and the command says so. */
static void add_options(struct lookup *l)
{
	const char *names = NULL;

	vec_for(i, &l->place.off) {
		const char *opt = l->place.off.v[i];
		bool tri = kbuild_option_kind(l->kb, l->rel, opt) == 't';

		add(l, arena_printf(l->a, "-D%s%s=1", opt, tri ? "_MODULE" : ""));
		names = names ? arena_printf(l->a, "%s, %s", names, opt) : opt;
	}
	if (!names)
		return;
	names = arena_printf(l->a, "off in this configuration, turned on for this file: %s", names);
	l->cmd->note = l->cmd->note ? arena_printf(l->a, "%s; %s", l->cmd->note, names) : names;
}

static bool is_header(const char *path)
{
	return path_has_suffix(path, ".h");
}

/* What a header that stands alone expects to have been included before it. */
static void add_header_flags(struct lookup *l)
{
	static const char *const before[] = { "linux/types.h", "linux/skbuff.h", "net/sock.h" };

	add(l, "-x");
	add(l, "c");
	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		/* Itself would be guarded away, or defined twice. */
		if (path_has_suffix(l->rel, before[i]))
			continue;
		add(l, "-include");
		add(l, before[i]);
	}
}

/* The nearest folder upwards with a Makefile lends its flags to a file that none names. */
static void place_unlisted(struct lookup *l)
{
	const char *dir = l->rel, *slash;

	do {
		slash = strrchr(dir, '/');
		dir = slash ? arena_strndup(l->a, dir, slash - dir) : "";
		l->place.dir = kbuild_dir(l->kb, dir);
	} while (*dir && !l->place.dir->read);
	l->place.object = path_base(l->rel);
	l->place.builtin = true;
	for (unsigned int i = 0; i < l->place.dir->off.n; i++)
		vec_push(l->a, &l->place.off, l->place.dir->off.v[i]);
}

/* Why the file cannot be compiled here, as far as its place tells. */
static const char *other_arch(struct lookup *l)
{
	const char *rel = l->rel, *arch;

	if (l->kb->module || strncmp(rel, "arch/", 5) || !strncmp(rel, "arch/x86/", 9))
		return NULL;
	arch = arena_strndup(l->a, rel + 5, strcspn(rel + 5, "/"));
	return arena_printf(l->a, "code of another architecture (%s)", arch);
}

/* The option that needs another architecture; many such files compile here all the same. */
static const char *arch_option(struct lookup *l, const char **arch)
{
	vec_for(i, &l->place.off) {
		*arch = kbuild_option_arch(l->kb, l->rel, l->place.off.v[i]);
		if (*arch)
			return l->place.off.v[i];
	}
	return NULL;
}

static const char *other_arch_option(struct lookup *l)
{
	const char *arch, *opt = arch_option(l, &arch), *missing;

	missing = opt ? kbuild_missing_asm(l->kb, l->a, l->cmd->file) : NULL;
	if (!missing)
		return NULL;
	return arena_printf(l->a, "needs %s, which only another architecture has (%s): "
			    "no <%s> here", opt, arch, missing);
}

/* A .c file that no Makefile names is often a part of another; which one helps the reader. */
static const char *unlisted_note(struct lookup *l)
{
	const char *by = is_header(l->rel) ? NULL : kbuild_included_by(l->a, l->cmd->file);

	if (is_header(l->rel))
		return NULL;
	if (by)
		return arena_printf(l->a, "no Makefile names this file, it is a part of %s", by);
	if (!l->place.dir->read)
		return arena_printf(l->a, "no Makefile names this file; the headers of %s were used",
				    l->kb->obj);
	return "no Makefile names this file; its folder's flags were used";
}

/* Where a file without a Makefile looks for headers: its folder, those above, their include/. */
static void add_above(struct lookup *l)
{
	const char *dir = path_dir(l->a, l->cmd->file), *inc;

	for (;; dir = path_dir(l->a, dir)) {
		add(l, arena_printf(l->a, "-I%s", dir));
		inc = path_join(l->a, dir, "include");
		if (file_is_dir(inc))
			add(l, arena_printf(l->a, "-I%s", inc));
		if (!strcmp(dir, l->kb->root) || !strcmp(dir, "/"))
			return;
	}
}

static void build_args(struct lookup *l)
{
	add_text(l, l->place.dir->before, "");
	vec_for(i, &l->kb->base)
		add(l, l->kb->base.v[i]);
	add_options(l);
	add_makefile_flags(l);
	add_names(l);
	add_folder(l, l->place.dir->rel);
	if (strcmp(path_dir(l->a, l->rel), *l->place.dir->rel ? l->place.dir->rel : "."))
		add_folder(l, path_dir(l->a, l->rel));
	if (l->kb->module && !l->place.dir->read)
		add_above(l);
	if (is_header(l->rel))
		add_header_flags(l);
}

void kbuild_lookup(struct kbuild *kb, struct arena *a, struct compile_cmd *cmd)
{
	struct lookup l = { .kb = kb, .a = a, .cmd = cmd };
	bool listed;

	cmd->dir = kb->obj;
	cmd->version = kb->version;
	l.rel = path_below(a, cmd->file, kb->root);
	if (*l.rel == '/')
		l.rel = path_base(cmd->file);
	cmd->skip = other_arch(&l);
	if (cmd->skip)
		return;
	listed = path_has_suffix(l.rel, ".c") && kbuild_find(kb, a, l.rel, &l.place);
	if (!listed)
		place_unlisted(&l);
	cmd->skip = other_arch_option(&l);
	if (cmd->skip)
		return;
	if (!listed)
		cmd->note = unlisted_note(&l);
	cmd->unlisted = !listed && !kb->module;
	build_args(&l);
}
