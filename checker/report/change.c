/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * change - the lines that a unified diff touches, and findings that have one of them on their path.
 *
 * Reads what git diff, git format-patch and diff -u write, one after the other as well, and
 * whatever text stands between. The numbers are those of the new files, so the change has
 * to be in the tree.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "report/gate.h"

struct reader {
	struct arena *arena;
	struct change *change;
	struct change_file *file;	/* NULL: none yet, or one that is deleted */
	unsigned int old_left, new_left, at;	/* of the hunk; the next line of the new file */
	bool seen, in_file;
	const char *mistake;
};

static void touch(struct reader *r, unsigned int from, unsigned int to)
{
	struct change_lines l = { from, to };

	if (r->file)
		vec_push(r->arena, &r->file->lines, l);
}

/* git puts names with unusual bytes into quotes, with C's escapes. */
static char *unquote(struct arena *a, const char *s)
{
	static const char from[] = "abtnvfr", to[] = "\a\b\t\n\v\f\r";
	char *out = arena_strdup(a, s), *end = out, *special;

	for (s++; *s && *s != '"'; s++) {
		if (*s != '\\' || !s[1]) {
			*end++ = *s;
			continue;
		}
		s++;
		special = strchr(from, *s);
		if (*s >= '0' && *s <= '3' && s[1] && s[2]) {
			*end++ = (char)((s[0] - '0') * 64 + (s[1] - '0') * 8 + s[2] - '0');
			s += 2;
		} else {
			*end++ = special ? to[special - from] : *s;
		}
	}
	*end = '\0';
	return out;
}

static void start_file(struct reader *r, const char *name)
{
	const char *path = *name == '"' ? unquote(r->arena, name) :
					  arena_strndup(r->arena, name, strcspn(name, "\t"));

	r->seen = r->in_file = true;
	r->file = NULL;
	if (!strcmp(path, "/dev/null"))
		return;
	r->file = arena_new(r->arena, struct change_file);
	r->file->path = path;
	vec_push(r->arena, &r->change->files, r->file);
}

/* "12,3" or "12", which is one line. */
static bool read_range(const char **s, unsigned int *from, unsigned int *n)
{
	char *end;
	unsigned long v = strtoul(*s, &end, 10), count = 1;

	if (end == *s || v > INT_MAX)
		return false;
	*s = end;
	if (*end == ',') {
		count = strtoul(end + 1, &end, 10);
		if (count > INT_MAX || end == *s + 1)
			return false;
		*s = end;
	}
	*from = v;
	*n = count;
	return true;
}

static void start_hunk(struct reader *r, const char *s)
{
	unsigned int old;

	if (!r->in_file) {
		r->mistake = "a hunk without a file before it ('+++ NAME')";
		return;
	}
	if (strncmp(s, "@@ -", 4))
		goto bad;
	s += 4;
	if (!read_range(&s, &old, &r->old_left) || strncmp(s, " +", 2))
		goto bad;
	s += 2;
	if (!read_range(&s, &r->at, &r->new_left) || strncmp(s, " @@", 3))
		goto bad;
	/* Nothing is left of these lines: the number is that of the line before. */
	if (!r->new_left)
		r->at++;
	return;
bad:
	r->mistake = "the head of a hunk cannot be read";
	if (!strncmp(s, "@@@", 3))
		r->mistake = "the diff of a merge; give 'git diff REV' instead";
}

static void hunk_line(struct reader *r, char c)
{
	if (c == '\\')
		return;
	if ((c != '+' && !r->old_left) || (c != '-' && !r->new_left) || !strchr(" +-", c)) {
		r->mistake = "a hunk that ends before its lines are all there";
		return;
	}
	if (c == '+')
		touch(r, r->at, r->at);
	if (c == '-')
		touch(r, r->at > 1 ? r->at - 1 : 1, r->at);
	r->old_left -= c != '+';
	r->new_left -= c != '-';
	r->at += c != '-';
}

static void read_line(struct reader *r, const char *line)
{
	if (r->old_left || r->new_left) {
		hunk_line(r, *line ? *line : ' ');
	} else if (!strncmp(line, "diff ", 5)) {
		r->seen = true;
		r->in_file = false;
	} else if (!strncmp(line, "+++ ", 4)) {
		start_file(r, line + 4);
	} else if (!strncmp(line, "@@", 2)) {
		start_hunk(r, line);
	}
}

struct change *change_read(struct arena *a, const char *name, const char *text, const char **err)
{
	struct reader r = { .arena = a, .change = arena_new(a, struct change) };
	char *copy = arena_strdup(a, text), *line;
	unsigned int n = 0;

	while (!r.mistake && (line = strsep(&copy, "\n"))) {
		if (!copy && !*line)
			break;
		line[strcspn(line, "\r")] = '\0';
		n++;
		read_line(&r, line);
	}
	if (!r.mistake && (r.old_left || r.new_left))
		r.mistake = "a hunk that ends before its lines are all there";
	if (!r.mistake && !r.seen && text[strspn(text, " \t\r\n")])
		r.mistake = "no unified diff";
	if (!r.mistake)
		return r.change;
	*err = arena_printf(a, "%s:%u: %s", name, n, r.mistake);
	return NULL;
}

static bool touches(const struct change *c, const char *file, unsigned int line)
{
	vec_for(i, &c->files) {
		const struct change_file *f = c->files.v[i];

		if (strcmp(f->path, file))
			continue;
		vec_for(k, &f->lines)
			if (line >= f->lines.v[k].from && line <= f->lines.v[k].to)
				return true;
	}
	return false;
}

static bool on_path(const struct change *c, const struct finding *f)
{
	if (touches(c, f->file, f->line))
		return true;
	vec_for(i, &f->steps)
		if (touches(c, f->steps.v[i].file, f->steps.v[i].line))
			return true;
	return false;
}

void change_apply(struct report *r, const struct change *c)
{
	vec_for(i, &r->findings)
		r->findings.v[i]->untouched = !on_path(c, r->findings.v[i]);
}
