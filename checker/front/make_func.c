/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make_func - the functions of make that kernel Makefiles call.
 *
 * Nothing of the user's tree is ever run: $(shell) is make_shell.c's guess. The compiler
 * tests of kbuild answer as gcc 12 would where an answer changes flags that
 * are kept; warnings are dropped later in any case.
 */
#include <ctype.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "make.h"

#define MAX_ARGS 10

struct call {
	struct make *m;
	int argc;
	const char *argv[MAX_ARGS];	/* expanded, unless the function is lazy */
};

char *make_word(struct arena *a, const char **text)
{
	const char *s = *text + strspn(*text, " \t\n");
	size_t n = strcspn(s, " \t\n");

	*text = s + n;
	return n ? arena_strndup(a, s, n) : NULL;
}

const char *make_match(struct arena *a, const char *pattern, const char *word)
{
	const char *percent = strchr(pattern, '%');
	size_t head, tail, n = strlen(word);

	if (!percent)
		return strcmp(pattern, word) ? NULL : "";
	head = percent - pattern;
	tail = strlen(percent + 1);
	if (n < head + tail || strncmp(word, pattern, head) ||
	    strcmp(word + n - tail, percent + 1))
		return NULL;
	return arena_strndup(a, word + head, n - head - tail);
}

static const char *arg(const struct call *c, int i)
{
	return i < c->argc ? c->argv[i] : "";
}

static const char *f_subst(struct call *c)
{
	const char *from = arg(c, 0), *to = arg(c, 1), *text = arg(c, 2), *hit;
	struct make_buf out = {0};

	if (!*from)
		return text;
	while ((hit = strstr(text, from))) {
		make_buf_add(c->m->a, &out, text, hit - text);
		make_buf_add(c->m->a, &out, to, strlen(to));
		text = hit + strlen(from);
	}
	make_buf_add(c->m->a, &out, text, strlen(text));
	return make_buf_str(c->m->a, &out);
}

static const char *fill(struct arena *a, const char *to, const char *stem)
{
	const char *percent = strchr(to, '%');

	if (!percent)
		return to;
	return arena_printf(a, "%.*s%s%s", (int)(percent - to), to, stem, percent + 1);
}

static const char *f_patsubst(struct call *c)
{
	struct arena *a = c->m->a;
	const char *from = arg(c, 0), *to = arg(c, 1), *text = arg(c, 2), *word, *stem;
	struct make_buf out = {0};

	while ((word = make_word(a, &text))) {
		stem = make_match(a, from, word);
		make_buf_word(a, &out, stem ? fill(a, to, stem) : word);
	}
	return make_buf_str(a, &out);
}

static const char *f_strip(struct call *c)
{
	const char *text = arg(c, 0), *word;
	struct make_buf out = {0};

	while ((word = make_word(c->m->a, &text)))
		make_buf_word(c->m->a, &out, word);
	return make_buf_str(c->m->a, &out);
}

static const char *f_findstring(struct call *c)
{
	return strstr(arg(c, 1), arg(c, 0)) ? arg(c, 0) : "";
}

static bool matches_any(struct arena *a, const char *patterns, const char *word)
{
	const char *pattern;

	while ((pattern = make_word(a, &patterns)))
		if (make_match(a, pattern, word))
			return true;
	return false;
}

static const char *select_words(struct call *c, bool want)
{
	const char *text = arg(c, 1), *word;
	struct make_buf out = {0};

	while ((word = make_word(c->m->a, &text)))
		if (matches_any(c->m->a, arg(c, 0), word) == want)
			make_buf_word(c->m->a, &out, word);
	return make_buf_str(c->m->a, &out);
}

static const char *f_filter(struct call *c)
{
	return select_words(c, true);
}

static const char *f_filter_out(struct call *c)
{
	return select_words(c, false);
}

/* Words first to last, counted from 1; last 0 means to the end. */
static const char *words(struct call *c, const char *text, long first, long last)
{
	const char *word;
	struct make_buf out = {0};

	for (long i = 1; (word = make_word(c->m->a, &text)); i++)
		if (i >= first && (!last || i <= last))
			make_buf_word(c->m->a, &out, word);
	return make_buf_str(c->m->a, &out);
}

static long count(struct call *c, const char *text)
{
	long n = 0;

	while (make_word(c->m->a, &text))
		n++;
	return n;
}

static const char *f_firstword(struct call *c)
{
	return words(c, arg(c, 0), 1, 1);
}

static const char *f_lastword(struct call *c)
{
	return words(c, arg(c, 0), count(c, arg(c, 0)), 0);
}

static const char *f_word(struct call *c)
{
	long n = strtol(arg(c, 0), NULL, 10);

	return n > 0 ? words(c, arg(c, 1), n, n) : "";
}

static const char *f_wordlist(struct call *c)
{
	long last = strtol(arg(c, 1), NULL, 10);

	return last > 0 ? words(c, arg(c, 2), strtol(arg(c, 0), NULL, 10), last) : "";
}

static const char *f_words(struct call *c)
{
	return arena_printf(c->m->a, "%ld", count(c, arg(c, 0)));
}

/* Applies one to each word of the first argument. */
static const char *each(struct call *c, const char *text,
			const char *(*one)(struct arena *a, const char *word))
{
	const char *word;
	struct make_buf out = {0};

	while ((word = make_word(c->m->a, &text)))
		make_buf_word(c->m->a, &out, one(c->m->a, word));
	return make_buf_str(c->m->a, &out);
}

static const char *one_dir(struct arena *a, const char *word)
{
	const char *slash = strrchr(word, '/');

	return slash ? arena_strndup(a, word, slash - word + 1) : "./";
}

static const char *one_notdir(struct arena *a, const char *word)
{
	const char *slash = strrchr(word, '/');

	return slash ? slash + 1 : word;
}

static const char *dot(const char *word)
{
	const char *p = strrchr(word, '.');

	return p && !strchr(p, '/') ? p : NULL;
}

static const char *one_suffix(struct arena *a, const char *word)
{
	const char *p = dot(word);

	return p ? p : "";
}

static const char *one_basename(struct arena *a, const char *word)
{
	const char *p = dot(word);

	return p ? arena_strndup(a, word, p - word) : word;
}

static const char *one_realpath(struct arena *a, const char *word)
{
	char path[PATH_MAX];

	return realpath(word, path) ? arena_strdup(a, path) : "";
}

static const char *one_wildcard(struct arena *a, const char *word)
{
	struct make_buf out = {0};
	glob_t g;

	if (!glob(word, 0, NULL, &g))
		for (size_t i = 0; i < g.gl_pathc; i++)
			make_buf_word(a, &out, g.gl_pathv[i]);
	globfree(&g);
	return make_buf_str(a, &out);
}

static const char *f_dir(struct call *c)
{
	return each(c, arg(c, 0), one_dir);
}

static const char *f_notdir(struct call *c)
{
	return each(c, arg(c, 0), one_notdir);
}

static const char *f_suffix(struct call *c)
{
	return each(c, arg(c, 0), one_suffix);
}

static const char *f_basename(struct call *c)
{
	return each(c, arg(c, 0), one_basename);
}

static const char *f_realpath(struct call *c)
{
	return each(c, arg(c, 0), one_realpath);
}

static const char *f_wildcard(struct call *c)
{
	return each(c, arg(c, 0), one_wildcard);
}

static const char *affix(struct call *c, bool before)
{
	const char *text = arg(c, 1), *add = arg(c, 0), *word;
	struct make_buf out = {0};

	while ((word = make_word(c->m->a, &text)))
		make_buf_word(c->m->a, &out, arena_printf(c->m->a, "%s%s",
							  before ? add : word,
							  before ? word : add));
	return make_buf_str(c->m->a, &out);
}

static const char *f_addprefix(struct call *c)
{
	return affix(c, true);
}

static const char *f_addsuffix(struct call *c)
{
	return affix(c, false);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *f_sort(struct call *c)
{
	const char *text = arg(c, 0), *word;
	struct make_buf out = {0};
	VEC(const char *) all = {0};

	while ((word = make_word(c->m->a, &text)))
		vec_push(c->m->a, &all, word);
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_text);
	vec_for(i, &all)
		if (!i || strcmp(all.v[i], all.v[i - 1]))
			make_buf_word(c->m->a, &out, all.v[i]);
	return make_buf_str(c->m->a, &out);
}

static bool blank(const char *s)
{
	return !s[strspn(s, " \t\n")];
}

static const char *f_if(struct call *c)
{
	return make_expand(c->m, arg(c, blank(make_expand(c->m, arg(c, 0))) ? 2 : 1));
}

static const char *f_or(struct call *c)
{
	const char *v = "";

	for (int i = 0; i < c->argc; i++) {
		v = make_expand(c->m, c->argv[i]);
		if (!blank(v))
			return v;
	}
	return "";
}

static const char *f_and(struct call *c)
{
	const char *v = "";

	for (int i = 0; i < c->argc; i++) {
		v = make_expand(c->m, c->argv[i]);
		if (blank(v))
			return "";
	}
	return v;
}

static const char *f_foreach(struct call *c)
{
	const char *name = make_expand(c->m, arg(c, 0));
	const char *list = make_expand(c->m, arg(c, 1)), *word;
	struct make_buf out = {0};

	while ((word = make_word(c->m->a, &list))) {
		make_set(c->m, name, word, false);
		make_buf_word(c->m->a, &out, make_expand(c->m, arg(c, 2)));
	}
	return make_buf_str(c->m->a, &out);
}

/* kbuild's own tests, which stand in files that are not read. NULL: not one of them. */
static const char *known_call(struct call *c)
{
	const char *name = arg(c, 0);

	if (!strcmp(name, "cc-option") || !strcmp(name, "as-option"))
		return arg(c, 1);
	if (!strcmp(name, "cc-option-yn"))
		return "y";
	if (!strcmp(name, "test-lt"))
		return strtol(arg(c, 1), NULL, 10) < strtol(arg(c, 2), NULL, 10) ? "y" : "";
	if (!strcmp(name, "test-ge") || !strcmp(name, "gcc-min-version"))
		return strtol(c->argc > 2 ? arg(c, 1) : "120000", NULL, 10) >=
		       strtol(arg(c, c->argc - 1), NULL, 10) ? "y" : "";
	return NULL;
}

static const char *f_call(struct call *c)
{
	const char *answer = known_call(c);

	if (answer || !c->argc)
		return answer ? answer : "";
	for (int i = 1; i < MAX_ARGS; i++)
		make_set(c->m, arena_printf(c->m->a, "%d", i), arg(c, i), false);
	return make_get(c->m, arg(c, 0));
}

static const char *f_shell(struct call *c)
{
	return make_shell(c->m, arg(c, 0));
}

static const char *f_empty(struct call *c)
{
	return "";
}

static const struct function {
	const char *name;
	int args;	/* the last one takes all commas that are left */
	bool lazy;	/* expands its arguments itself */
	const char *(*run)(struct call *c);
} functions[] = {
	{ "abspath", 1, false, f_realpath },
	{ "addprefix", 2, false, f_addprefix },
	{ "addsuffix", 2, false, f_addsuffix },
	{ "and", MAX_ARGS, true, f_and },
	{ "basename", 1, false, f_basename },
	{ "call", MAX_ARGS, false, f_call },
	{ "dir", 1, false, f_dir },
	{ "error", 1, true, f_empty },
	{ "eval", 1, true, f_empty },
	{ "filter", 2, false, f_filter },
	{ "filter-out", 2, false, f_filter_out },
	{ "findstring", 2, false, f_findstring },
	{ "firstword", 1, false, f_firstword },
	{ "foreach", 3, true, f_foreach },
	{ "if", 3, true, f_if },
	{ "info", 1, true, f_empty },
	{ "lastword", 1, false, f_lastword },
	{ "notdir", 1, false, f_notdir },
	{ "or", MAX_ARGS, true, f_or },
	{ "patsubst", 3, false, f_patsubst },
	{ "realpath", 1, false, f_realpath },
	{ "shell", 1, true, f_shell },
	{ "sort", 1, false, f_sort },
	{ "strip", 1, false, f_strip },
	{ "subst", 3, false, f_subst },
	{ "suffix", 1, false, f_suffix },
	{ "warning", 1, true, f_empty },
	{ "wildcard", 1, false, f_wildcard },
	{ "word", 2, false, f_word },
	{ "wordlist", 3, false, f_wordlist },
	{ "words", 1, false, f_words },
};

/* "a," has two arguments, the second one empty. */
static void split_arguments(struct call *c, const struct function *f, const char *args)
{
	const char *text;
	bool more = true;

	while (more && c->argc < f->args) {
		text = make_argument(c->m->a, &args, c->argc + 1 == f->args, &more);
		c->argv[c->argc++] = f->lazy ? text : make_expand(c->m, text);
	}
}

const char *make_function(struct make *m, const char *name, const char *args)
{
	struct call c = { .m = m };

	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		const struct function *f = &functions[i];

		if (strcmp(f->name, name))
			continue;
		split_arguments(&c, f, args);
		return f->run(&c);
	}
	return NULL;
}
