/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source - the lines of the files that findings stand in.
 */
#include <string.h>

#include "base/file.h"
#include "report/fix.h"
#include "source.h"

struct source *source_read(struct arena *a, const struct render_options *opt, const char *file)
{
	struct source *s = arena_new(a, struct source);
	const char *path = path_join(a, opt ? opt->root : NULL, file);

	if (!file_is_regular(path))
		return NULL;
	s->file = file;
	s->text = file_read(a, path, &s->len);
	if (!s->text)
		return NULL;
	for (size_t at = 0; at < s->len;) {
		const char *end = memchr(s->text + at, '\n', s->len - at);

		vec_push(a, &s->starts, at);
		at = end ? (size_t)(end + 1 - s->text) : s->len;
	}
	return s;
}

char *source_line(struct arena *a, const struct source *s, unsigned int n)
{
	size_t start, end;
	char *text;

	if (!n || n > s->starts.n)
		return NULL;
	start = s->starts.v[n - 1];
	end = n < s->starts.n ? s->starts.v[n] : s->len;
	text = arena_strndup(a, s->text + start, end - start);
	text[strcspn(text, "\r\n")] = '\0';
	return text;
}

static struct source *find(const struct sources *s, const char *file)
{
	vec_for(i, &s->read)
		if (!strcmp(s->read.v[i]->file, file))
			return s->read.v[i];
	return NULL;
}

static bool is_missing(const struct sources *s, const char *file)
{
	vec_for(i, &s->missing)
		if (!strcmp(s->missing.v[i], file))
			return true;
	return false;
}

struct source *sources_get(struct sources *s, const char *file)
{
	struct source *found = find(s, file);

	if (found || is_missing(s, file))
		return found;
	found = source_read(s->arena, s->opt, file);
	if (found)
		vec_push(s->arena, &s->read, found);
	else
		vec_push(s->arena, &s->missing, file);
	return found;
}

bool sources_fix(struct sources *all, const struct finding *f, struct fix *out)
{
	struct source *s = f->fixed ? NULL : sources_get(all, f->file);
	char *line = s ? source_line(all->arena, s, f->line) : NULL;

	return line && fix_of(all->arena, f, line, out);
}
