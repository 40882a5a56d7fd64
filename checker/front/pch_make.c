/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch_make - parses the headers that units share and writes down what units ask of them.
 *
 * A unit's top level is walked without what is in the precompiled header, since walking that takes
 * longer than all the rest. So what select.c looks for among the headers' functions is found here,
 * once; and the words and macros of the headers, from which pch.c tells who may share them.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "lower.h"
#include "pch_priv.h"

#define CLOCK_SLACK 2	/* seconds: file systems have coarse clocks */

/* --- words --- */

struct names {
	VEC(uint64_t) v;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/* The macro that the line at @s defines; *n is 0 when it does not. */
static const char *defined(const char *s, const char *end, size_t *n)
{
	*n = 0;
	s = skip_blanks(s, end);
	if (s == end || *s++ != '#')
		return s;
	s = skip_blanks(s, end);
	if (end - s < 7 || strncmp(s, "define", 6))
		return s;
	s = skip_blanks(s + 6, end);
	while (s + *n < end && is_word(s[*n]))
		++*n;
	return s;
}

static void add_macros(struct arena *a, const char *s, const char *end, struct names *to)
{
	const char *line_end, *name;
	size_t n;

	for (; s < end; s = line_end + 1) {
		line_end = memchr(s, '\n', (size_t)(end - s));
		if (!line_end)
			line_end = end;
		name = defined(s, line_end, &n);
		if (n)
			vec_push(a, &to->v, pch_hash_name(name, n));
	}
}

static void add_words(struct arena *a, const char *s, const char *end, struct names *to)
{
	const char *w;

	while (s < end) {
		for (w = s; s < end && is_word(*s); s++)
			;
		if (s > w && !isdigit((unsigned char)*w))
			vec_push(a, &to->v, pch_hash_name(w, (size_t)(s - w)));
		while (s < end && !is_word(*s))
			s++;
	}
}

static int by_value(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

static struct pch_set set_of(struct names *names)
{
	size_t n = 0;

	if (names->v.n)
		qsort(names->v.v, names->v.n, sizeof(uint64_t), by_value);
	vec_for(i, &names->v)
		if (!n || names->v.v[n - 1] != names->v.v[i])
			names->v.v[n++] = names->v.v[i];
	return (struct pch_set){ names->v.v, n };
}

/* --- making --- */

struct maker {
	struct arena *a;
	const struct pch_plan *plan;
	const char *folder;
	struct pch pch;
	const char *tmp;	/* the .pch file while it has no name */
};

/* Once written it stays as it is: libclang wants the time of its change to be the same. */
static const char *write_header(struct maker *m)
{
	const char *text = pch_header_text(m->a);
	uint64_t hash = pch_hash_name(text, strlen(text));
	const char *path = arena_printf(m->a, "%s/all-%016llx.h", m->folder,
					(unsigned long long)hash);
	uint64_t there;
	long long size;

	if (pch_hash_file(path, &there, &size) && there == hash)
		return path;
	return file_write(path, text, strlen(text)) ? NULL : path;
}

static const char *parse_headers(struct maker *m, const char *header, struct front_result *res)
{
	struct compile_cmd cmd = { .file = header, .dir = m->plan->dir };

	vec_for(i, &m->plan->args)
		vec_push(m->a, &cmd.args, m->plan->args.v[i]);
	vec_push(m->a, &cmd.args, "-x");
	vec_push(m->a, &cmd.args, "c-header");
	return front_save_headers(m->a, &cmd, m->tmp, &m->pch, res);
}

/* False: one of them changes while it is read. */
static bool list_inputs(struct maker *m, const struct front_result *res)
{
	struct names words = { 0 }, macros = { 0 };
	struct arena tmp;
	bool good = !res->files_unknown;

	arena_init(&tmp);
	for (unsigned int i = 0; good && i < res->files.n; i++) {
		const struct front_file *f = &res->files.v[i];
		struct pch_input in = { .path = f->path };
		size_t len = 0;
		char *text = file_read(&tmp, f->path, &len);

		good = text && pch_input_stat(&in);
		if (!good)
			break;
		in.hash = XXH3_64bits(text, len);
		good = !f->changed || f->hash == in.hash;
		vec_push(m->a, &m->pch.inputs, in);
		add_words(m->a, text, text + len, &words);
		add_macros(m->a, text, text + len, &macros);
		arena_reset(&tmp);
	}
	arena_free(&tmp);
	m->pch.words = set_of(&words);
	m->pch.macros = set_of(&macros);
	m->pch.shadows = pch_shadows(&m->pch, m->plan);
	return good;
}

/* The names first: without them the other file is not looked at, with others it does not fit. */
static const char *publish(struct maker *m)
{
	const char *names = pch_path(m->a, m->plan, m->folder, ".names");

	m->pch.path = m->tmp;
	if (pch_write_names(m->a, &m->pch, m->plan, names) ||
	    rename(m->tmp, pch_path(m->a, m->plan, m->folder, ".pch")))
		return strerror(errno);
	return NULL;
}

const char *pch_make(struct arena *a, const struct pch_plan *plan, const char *folder)
{
	struct maker m = { .a = a, .plan = plan, .folder = folder };
	struct front_result res = { 0 };
	const char *header, *why;

	m.pch.since = time(NULL) - CLOCK_SLACK;
	m.tmp = arena_printf(a, "%s/%s.%d.tmp", folder, plan->key, (int)getpid());
	header = write_header(&m);
	if (!header)
		return strerror(errno);
	why = parse_headers(&m, header, &res);
	if (!why && !list_inputs(&m, &res))
		why = "a header changes while it is read";
	if (!why)
		why = publish(&m);
	if (why)
		unlink(m.tmp);
	return why;
}
