/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild_gap - what the headers of another kernel version lack for these sources.
 *
 * Two things make the parse fail when the configured tree is of another series:
 * numbers that the sources' Kconfig defines and that configuration does not
 * know, and generated <asm/x.h> that only include <asm-generic/x.h>. The first
 * get their defaults; for the second a link to the generic headers is put
 * into the cache folder, last on the include path. Options that are new and
 * on by default stay off.
 */
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intern.h"
#include "kbuild.h"

/* The option that the lines now read belong to. */
struct number {
	const char *option;
	bool is_number;
	bool sure;		/* value is that of a default without condition, or one that holds */
	const char *value;
};

static void flush(struct kbuild *kb, struct number *num)
{
	if (num->option && num->is_number && num->value &&
	    !map_has(&kb->config, num->option)) {
		vec_push(kb->a, &kb->base,
			 arena_printf(kb->a, "-D%s=%s", num->option, num->value));
		/* Another definition of the same option must not define it twice. */
		map_set(kb->a, &kb->config, num->option, (void *)num->value);
	}
	memset(num, 0, sizeof(*num));
}

/* "default 12 if A || B": of several the first that surely holds, else the first. */
static void default_line(struct kbuild *kb, struct number *num, const char *s)
{
	size_t n = strcspn(s, " \t\r");
	const char *cond = strstr(s, " if ");
	bool holds = true;

	if (!isdigit((unsigned char)*s))
		return;
	if (cond) {
		cond += 4;
		holds = map_has(&kb->config, intern_printf("CONFIG_%.*s",
							   (int)strcspn(cond, " \t\r"), cond));
	}
	if (num->sure || (num->value && !holds))
		return;
	num->value = arena_strndup(kb->a, s, n);
	num->sure = holds;
}

static void kconfig_line(struct kbuild *kb, struct number *num, char *line)
{
	char *s = line + strspn(line, " \t");

	if (!strncmp(line, "config ", 7) || !strncmp(line, "menuconfig ", 11)) {
		flush(kb, num);
		s = line + strcspn(line, " \t");
		s += strspn(s, " \t");
		num->option = intern_printf("CONFIG_%.*s", (int)strcspn(s, " \t\r"), s);
	} else if (*line && !isspace((unsigned char)*line) && *line != '#') {
		flush(kb, num);
	} else if (num->option && (!strncmp(s, "int", 3) || !strncmp(s, "hex", 3)) &&
		   strchr(" \t\r\"", s[3])) {
		num->is_number = true;
	} else if (num->option && !strncmp(s, "default", 7) &&
		   strchr(" \t", s[7])) {
		default_line(kb, num, s + 7 + strspn(s + 7, " \t"));
	}
}

static void read_numbers(struct kbuild *kb, const char *path)
{
	struct number num = {0};
	struct arena scratch;
	char *text, *line;

	arena_init(&scratch);
	text = file_read(&scratch, path, NULL);
	while (text && (line = strsep(&text, "\n")))
		kconfig_line(kb, &num, line);
	flush(kb, &num);
	arena_free(&scratch);
}

/* Top folders only: a number of a driver's own is rarely used in headers. */
static void add_numbers(struct kbuild *kb)
{
	static const char *const where[] = { "arch/x86/Kconfig*", "*/Kconfig*", "net/*/Kconfig" };
	glob_t g = {0};

	for (int i = 0; i < 3; i++)
		glob(path_join(kb->a, kb->src, where[i]), i ? GLOB_APPEND : 0, NULL, &g);
	for (size_t i = 0; i < g.gl_pathc; i++)
		read_numbers(kb, g.gl_pathv[i]);
	globfree(&g);
}

static const char *cache_dir(struct arena *a)
{
	const char *dir = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (dir && *dir == '/')
		return path_join(a, dir, "skbown");
	return home && *home ? path_join(a, home, ".cache/skbown") : NULL;
}

/* The folder whose "asm" is the sources' asm-generic; NULL when none can be made. */
static const char *generic_dir(struct kbuild *kb)
{
	const char *cache = cache_dir(kb->a), *link;
	char *dir;

	if (!cache)
		return NULL;
	dir = arena_strdup(kb->a, kb->src);
	for (char *p = dir; *p; p++)
		if (*p == '/')
			*p = '-';
	dir = arena_printf(kb->a, "%s/generic%s", cache, dir);
	link = path_join(kb->a, dir, "asm");
	if (file_mkdirs(dir) ||
	    (symlink(path_join(kb->a, kb->src, "include/asm-generic"), link) && errno != EEXIST))
		return NULL;
	return dir;
}

void kbuild_fill_gap(struct kbuild *kb)
{
	const char *dir = generic_dir(kb);

	add_numbers(kb);
	if (!dir)
		return;
	vec_push(kb->a, &kb->base, "-idirafter");
	vec_push(kb->a, &kb->base, dir);
}
