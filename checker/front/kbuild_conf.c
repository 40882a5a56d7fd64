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

/* Is this the line "config X" (or menuconfig) of the option? */
static bool defines(const char *line, const char *option)
{
	size_t n;

	if (strncmp(line, "config", 6) && strncmp(line, "menuconfig", 10))
		return false;
	line += strcspn(line, " \t");
	line += strspn(line, " \t");
	n = strlen(option);
	return !strncmp(line, option, n) && !line[n + strspn(line + n, " \t\r")];
}

static char type_line(const char *line)
{
	line += strspn(line, " \t");
	if (!strncmp(line, "tristate", 8) || !strncmp(line, "def_tristate", 12))
		return 't';
	if (!strncmp(line, "bool", 4) || !strncmp(line, "def_bool", 8))
		return 'b';
	return 0;
}

static char kind_in(char *text, const char *option)
{
	bool inside = false;
	char *line, kind;

	while ((line = next_line(&text))) {
		if (*line && !isspace((unsigned char)*line) && *line != '#')
			inside = defines(line, option);
		else if (inside && (kind = type_line(line)))
			return kind;
	}
	return 0;
}

static char look_up_kind(struct kbuild *kb, const char *rel, const char *option)
{
	const char *dir = path_dir(kb->a, rel);
	char *text, kind;

	for (;; dir = path_dir(kb->a, dir)) {
		text = file_read(kb->a, path_join(kb->a, path_join(kb->a, kb->root, dir),
						  "Kconfig"), NULL);
		kind = text ? kind_in(text, option) : 0;
		if (kind || !strcmp(dir, ".") || !strcmp(dir, "/"))
			return kind;
	}
}

char kbuild_option_kind(struct kbuild *kb, const char *rel, const char *option)
{
	static const char kinds[] = { 0, 'b', 't' };
	const char *key = intern(option), *known = map_get(&kb->kinds, key);
	char kind;

	if (!known) {
		kind = look_up_kind(kb, rel, option + strlen("CONFIG_"));
		known = kind == 't' ? &kinds[2] : kind == 'b' ? &kinds[1] : &kinds[0];
		map_set(kb->a, &kb->kinds, key, (void *)known);
	}
	return *known;
}

/* Remembers for each option of one architecture's Kconfig file whose it is. */
static void read_arch(struct kbuild *kb, const char *path, const char *arch)
{
	char *text = file_read(kb->a, path, NULL), *line;
	const char *key;

	while (text && (line = next_line(&text))) {
		if (strncmp(line, "config", 6) && strncmp(line, "menuconfig", 10))
			continue;
		line += strcspn(line, " \t");
		line += strspn(line, " \t");
		line[strcspn(line, " \t\r")] = 0;
		key = intern_printf("CONFIG_%s", line);
		if (!map_has(&kb->archs, key) || !strcmp(arch, "x86"))
			map_set(kb->a, &kb->archs, key, (void *)arch);
	}
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

const char *kbuild_option_arch(struct kbuild *kb, const char *option)
{
	const char *arch;

	if (!map_has(&kb->archs, intern("read")))
		read_archs(kb);
	arch = map_get(&kb->archs, intern(option));
	return arch && strcmp(arch, "x86") ? arch : NULL;
}
