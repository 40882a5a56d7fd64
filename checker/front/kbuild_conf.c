/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_conf - the configuration of a kernel tree: its options and its version.
 *
 * Kconfig files are only asked whether an option is a bool or a tristate;
 * dependencies are not evaluated.
 */
#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/intern.h"
#include "kbuild.h"

static char *next_line(char **text)
{
	char *line = *text, *end;

	if (!*line)
		return NULL;
	end = strchrnul(line, '\n');
	*text = *end ? end + 1 : end;
	*end = 0;
	return line;
}

/* CONFIG_X=value; strings lose their quotes as make never sees them needed. */
static void config_line(struct kbuild *kb, char *line)
{
	char *eq = strchr(line, '=');
	size_t n;

	if (strncmp(line, "CONFIG_", 7) || !eq)
		return;
	*eq++ = 0;
	n = strlen(eq);
	if (n > 1 && *eq == '"' && eq[n - 1] == '"') {
		eq[n - 1] = 0;
		eq++;
	}
	map_set(kb->a, &kb->config, intern(line), eq);
}

bool kbuild_read_config(struct kbuild *kb)
{
	char *text, *line;

	text = file_read(kb->a, path_join(kb->a, kb->obj, "include/config/auto.conf"), NULL);
	if (!text)
		text = file_read(kb->a, path_join(kb->a, kb->obj, ".config"), NULL);
	if (!text)
		return false;
	while ((line = next_line(&text)))
		config_line(kb, line);
	return true;
}

/* The number behind "NAME =" at the start of a line. */
static unsigned int number(const char *text, const char *name, bool *found)
{
	size_t n = strlen(name);
	const char *s;

	for (s = text; s; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (strncmp(s, name, n))
			continue;
		s += n;
		s += strspn(s, " \t");
		if (*s++ != '=')
			continue;
		*found = true;
		return strtoul(s, NULL, 10);
	}
	*found = false;
	return 0;
}

unsigned int kbuild_version(struct arena *a, const char *src, const char **version)
{
	const char *text = file_read(a, path_join(a, src, "Makefile"), NULL);
	unsigned int major, minor, sub;
	bool ok, ok2;

	if (!text)
		return 0;
	major = number(text, "VERSION", &ok);
	minor = number(text, "PATCHLEVEL", &ok2);
	if (!ok || !ok2)
		return 0;
	sub = number(text, "SUBLEVEL", &ok);
	*version = arena_printf(a, "%u.%u.%u", major, minor, sub);
	return major * 100 + minor;
}

/* The name on a line "config NAME" (or menuconfig), without blanks; NULL for other lines. */
static char *defined_name(char *line)
{
	if (strncmp(line, "config", 6) && strncmp(line, "menuconfig", 10))
		return NULL;
	line += strcspn(line, " \t");
	line += strspn(line, " \t");
	line[strcspn(line, " \t\r")] = 0;
	return *line ? line : NULL;
}

static const char *type_line(const char *line)
{
	line += strspn(line, " \t");
	if (!strncmp(line, "tristate", 8) || !strncmp(line, "def_tristate", 12))
		return "t";
	if (!strncmp(line, "bool", 4) || !strncmp(line, "def_bool", 8))
		return "b";
	return NULL;
}

/* The expression of "depends on", or NULL. */
static const char *depends_line(const char *line)
{
	line += strspn(line, " \t");
	if (strncmp(line, "depends on ", 11))
		return NULL;
	return line + 11;
}

/* All "depends on" lines of an option, joined by &&. */
static void add_depends(struct kbuild *kb, const char *option, const char *expr)
{
	const char *old = map_get(&kb->depends, option);

	map_set(kb->a, &kb->depends, option, old ? arena_printf(kb->a, "%s && %s", old, expr) :
						   arena_strdup(kb->a, expr));
}

/* The first definition that has a type counts. */
static void read_kinds(struct kbuild *kb, char *text)
{
	const char *option = NULL, *kind, *expr;
	char *line, *name;

	while ((line = next_line(&text))) {
		name = defined_name(line);
		if (name)
			option = intern_printf("CONFIG_%s", name);
		else if (*line && !isspace((unsigned char)*line) && *line != '#')
			option = NULL;
		kind = option && !name ? type_line(line) : NULL;
		if (kind && !map_has(&kb->kinds, option))
			map_set(kb->a, &kb->kinds, option, (void *)kind);
		expr = option && !name ? depends_line(line) : NULL;
		if (expr)
			add_depends(kb, option, expr);
	}
}

/* Reads the folder's Kconfig, once. */
static void read_kconfig(struct kbuild *kb, const char *dir)
{
	const char *path = path_join(kb->a, path_join(kb->a, kb->root, dir), "Kconfig");
	struct arena scratch;
	char *text;

	path = intern(path);
	if (map_has(&kb->kinds, path))
		return;
	map_set(kb->a, &kb->kinds, path, NULL);
	arena_init(&scratch);
	text = file_read(&scratch, path, NULL);
	if (text)
		read_kinds(kb, text);
	arena_free(&scratch);
}

char kbuild_option_kind(struct kbuild *kb, const char *rel, const char *option)
{
	const char *dir = path_dir(kb->a, rel), *key = intern(option), *kind;

	for (;; dir = path_dir(kb->a, dir)) {
		read_kconfig(kb, dir);
		kind = map_get(&kb->kinds, key);
		if (kind || !strcmp(dir, ".") || !strcmp(dir, "/"))
			return kind ? *kind : 0;
	}
}

/* Remembers for each option of one architecture's Kconfig file whose it is. */
static void read_arch(struct kbuild *kb, const char *path, const char *arch)
{
	char *text, *line, *name;
	struct arena scratch;
	const char *key;

	arena_init(&scratch);
	text = file_read(&scratch, path, NULL);
	while (text && (line = next_line(&text))) {
		name = defined_name(line);
		if (!name)
			continue;
		key = intern_printf("CONFIG_%s", name);
		if (!map_has(&kb->archs, key) || !strcmp(arch, "x86"))
			map_set(kb->a, &kb->archs, key, (void *)arch);
	}
	arena_free(&scratch);
}

static void read_archs(struct kbuild *kb)
{
	const char *base = path_join(kb->a, kb->src, "arch/"), *name;
	glob_t g;

	if (!glob(arena_printf(kb->a, "%s*/Kconfig*", base), 0, NULL, &g))
		for (size_t i = 0; i < g.gl_pathc; i++) {
			name = g.gl_pathv[i] + strlen(base);
			read_arch(kb, g.gl_pathv[i], intern_n(name, strcspn(name, "/")));
		}
	globfree(&g);
	map_set(kb->a, &kb->archs, intern("read"), "");
}

static const char *arch_of(struct kbuild *kb, const char *option)
{
	const char *arch;

	/* Architectures also set what generic code defines: what is on here belongs to all. */
	if (map_has(&kb->config, intern(option)))
		return NULL;
	if (!map_has(&kb->archs, intern("read")))
		read_archs(kb);
	arch = map_get(&kb->archs, intern(option));
	return arch && strcmp(arch, "x86") ? arch : NULL;
}

/* One operand of &&: the other architecture that all its alternatives are of, or NULL. */
static const char *term_arch(struct kbuild *kb, const char *term)
{
	const char *arch = NULL;
	size_t n;

	while (*(term += strspn(term, " \t()|"))) {
		n = strcspn(term, " \t()|");
		arch = arch_of(kb, intern_printf("CONFIG_%.*s", (int)n, term));
		if (!arch)
			return NULL;
		term += n;
	}
	return arch;
}

/*
 * Of an expression's operands only those that every way through it needs are
 * looked at; && within brackets is taken for no such one.
 */
static const char *depends_arch(struct kbuild *kb, const char *expr)
{
	const char *end, *arch = NULL;
	struct arena scratch;

	arena_init(&scratch);
	for (; !arch && expr; expr = end ? end + 2 : NULL) {
		end = strstr(expr, "&&");
		arch = term_arch(kb, end ? arena_strndup(&scratch, expr, end - expr) : expr);
	}
	arena_free(&scratch);
	return arch;
}

const char *kbuild_option_arch(struct kbuild *kb, const char *rel, const char *option)
{
	const char *arch = arch_of(kb, option), *expr;

	if (arch)
		return arch;
	kbuild_option_kind(kb, rel, option);
	expr = map_get(&kb->depends, intern(option));
	return expr ? depends_arch(kb, expr) : NULL;
}
