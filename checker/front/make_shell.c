/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make_shell - what $(shell) would print, without running anything.
 *
 * Makefiles of modules ask a shell where they are, which kernel runs and how a path is cut
 * up: that is known here. Whatever else they ask has no answer, which is what an older
 * system without the asked program gives as well.
 */
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "make.h"

/* The rest of @s when its first word is @word. */
static const char *after(const char *s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(s, word, n) || (s[n] && s[n] != ' '))
		return NULL;
	return s + n + strspn(s + n, " ");
}

/* Pipes, lists, substitutions and patterns: more than one plain command. */
static bool is_plain(const char *s)
{
	return !s[strcspn(s, "|&;<>`$*?()")];
}

/* One word without its quotes, or NULL when there are more. */
static const char *only_word(struct arena *a, const char *s)
{
	size_t n = strlen(s);

	if (n > 1 && (*s == '"' || *s == '\'') && s[n - 1] == *s)
		return arena_strndup(a, s + 1, n - 2);
	return *s && !strpbrk(s, " \t\"'") ? s : NULL;
}

static const char *at(struct make *m, const char *path)
{
	return path_canonical(m->a, *path == '/' ? path : path_join(m->a, m->dir, path));
}

static const char *f_dirname(struct make *m, const char *path)
{
	return path_dir(m->a, path);
}

static const char *f_basename(struct make *m, const char *path)
{
	return path_base(path);
}

static const char *f_echo(struct make *m, const char *text)
{
	return text;
}

static const char *f_uname(struct make *m, const char *option)
{
	if (!strcmp(option, "-r"))
		return m->release ? m->release : "";
	return !strcmp(option, "-m") ? "x86_64" : "Linux";
}

static const struct command {
	const char *name;
	const char *(*run)(struct make *m, const char *word);
} commands[] = {
	{ "dirname", f_dirname }, { "basename", f_basename }, { "readlink -f", at },
	{ "realpath", at }, { "uname", f_uname }, { "echo", f_echo },
};

/* "cd DIR && pwd": where that is; NULL for another text. */
static const char *cd_and_pwd(struct make *m, const char *s)
{
	const char *dir = after(s, "cd"), *end, *rest;

	end = dir ? strpbrk(dir, "&;") : NULL;
	if (!end)
		return NULL;
	rest = end + strspn(end, "&; ");
	if (!after(rest, "pwd") && !after(rest, "/bin/pwd"))
		return NULL;
	dir = arena_strndup(m->a, dir, end - dir);
	dir = make_word(m->a, &dir);
	return dir ? at(m, dir) : NULL;
}

const char *make_shell(struct make *m, const char *command)
{
	const char *s = make_expand(m, command), *dir, *word;
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n && strchr(" \t", s[n - 1]))
		n--;
	s = arena_strndup(m->a, s, n);
	if (after(s, "pwd") || after(s, "/bin/pwd"))
		return m->dir;
	dir = cd_and_pwd(m, s);
	if (dir || !is_plain(s))
		return dir ? dir : "";
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		word = after(s, commands[i].name);
		word = word ? only_word(m->a, word) : NULL;
		if (word)
			return commands[i].run(m, word);
	}
	return "";
}
