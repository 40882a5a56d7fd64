/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * again - what an editor's text has in common with the one before.
 *
 * From one key stroke to the next it is the inside of one function that changes. Nothing outside
 * depends on that: the other functions are parsed with empty bodies, which is what takes the
 * time, and their IR is what it was. All that this rests on is asked after the parse
 * (again_fits()); where it does not hold, the whole text is parsed.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/bug.h"
#include "base/file.h"
#include "lower.h"
#include "kept.h"

#define LIVE_MAX 8	/* functions that are lowered each time; with more all is made new */

void again_forget(struct again *g)
{
	arena_free(&g->arena);
	free(g->text);
	memset(g, 0, sizeof(*g));
}

/* --- directives --- */

enum directives { NONE, CONDITIONS, OTHERS };

/* What "#" at @s, which ends before @end, begins. */
static enum directives directive(const char *s, const char *end)
{
	static const char *const conditions[] = { "if", "ifdef", "ifndef", "else", "elif", "endif" };
	size_t n = 0;

	for (s++; s < end && (*s == ' ' || *s == '\t'); s++)
		;
	while (s + n < end && isalpha((unsigned char)s[n]))
		n++;
	for (unsigned int i = 0; i < ARRAY_SIZE(conditions); i++)
		if (n == strlen(conditions[i]) && !strncmp(s, conditions[i], n))
			return CONDITIONS;
	return OTHERS;
}

/* Can the "#" at @at be the first word of its line? What stands behind a comment may be, too. */
static bool begins_line(const char *text, const char *at)
{
	while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == text || at[-1] == '\n' || (at - text > 1 && at[-1] == '/' && at[-2] == '*');
}

static enum directives directives_in(const char *text, size_t from, size_t to)
{
	const char *s = text + from, *end = text + to;
	enum directives most = NONE;

	for (; (s = memchr(s, '#', (size_t)(end - s))); s++)
		if (begins_line(text, s)) {
			enum directives d = directive(s, end);

			most = d > most ? d : most;
		}
	if (memmem(text + from, to - from, "_Pragma", 7))
		return OTHERS;
	return most;
}

static const char *skip_comment(const char *s, const char *end)
{
	const char *to;

	if (s[1] == '*') {
		to = memmem(s + 2, (size_t)(end - s - 2), "*/", 2);
		return to ? to + 2 : end;
	}
	to = memchr(s, '\n', (size_t)(end - s));
	return to ? to : end;
}

static const char *skip_directive(const char *s, const char *end)
{
	while (s < end && *s != '\n') {
		if (*s == '\\' && s + 1 < end)
			s++;
		else if (*s == '/' && s + 1 < end && s[1] == '*')
			s = skip_comment(s, end) - 1;
		s++;
	}
	return s;
}

/* Where the first word stands that is neither in a directive nor in a comment. */
static size_t preamble_end(const char *text, size_t len)
{
	const char *s = text, *end = text + len;

	while (s < end) {
		if (isspace((unsigned char)*s))
			s++;
		else if (*s == '#')
			s = skip_directive(s, end);
		else if (*s == '/' && s + 1 < end && (s[1] == '*' || s[1] == '/'))
			s = skip_comment(s, end);
		else
			break;
	}
	return (size_t)(s - text);
}

/* A header that is read there can change, and nobody would see it. */
static bool includes_late(const char *text, size_t len)
{
	const char *s = text + preamble_end(text, len), *end = text + len;

	while ((s = memmem(s, (size_t)(end - s), "include", 7))) {
		const char *at = s;

		while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
			at--;
		if (at > text && at[-1] == '#' && begins_line(text, at - 1))
			return true;
		s += 7;
	}
	return false;
}

/* --- the last text --- */

static const struct front_text *main_text(const struct lower *l)
{
	for (unsigned int i = 0; i < l->opt->nr_texts; i++)
		if (!strcmp(l->opt->texts[i].path, l->cmd->file))
			return &l->opt->texts[i];
	return NULL;
}

/* Of the texts that this one may include. */
static uint64_t hash_others(const struct lower *l, const struct front_text *main)
{
	bool any = memmem(main->text, main->len, ".c\"", 3);
	uint64_t h = 0;

	for (unsigned int i = 0; i < l->opt->nr_texts; i++) {
		const struct front_text *t = &l->opt->texts[i];

		if (t != main && (any || !path_has_suffix(t->path, ".c")))
			h = XXH3_64bits_withSeed(t->text, t->len,
						 h ^ XXH3_64bits(t->path, strlen(t->path)));
	}
	return h;
}

static void keep_text(struct again *g, const char *text, size_t len)
{
	free(g->text);
	g->text = malloc(len + 1);
	BUG_ON(!g->text);
	memcpy(g->text, text, len);
	g->text[len] = '\0';
	g->len = len;
}

/* --- what has changed --- */

/* Bytes from @at to @end were replaced by those from @at to @new_end. */
struct edit {
	size_t at, end, new_end;
};

static struct edit edit_between(const struct again *g, const char *text, size_t len)
{
	size_t shorter = g->len < len ? g->len : len, a = 0, b = 0;

	while (a < shorter && g->text[a] == text[a])
		a++;
	while (b < shorter - a && g->text[g->len - 1 - b] == text[len - 1 - b])
		b++;
	return (struct edit){ a, g->len - b, len - b };
}

/* The function inside of which it is; NULL when something else has changed, too. */
static struct body *body_with(struct again *g, const struct edit *e)
{
	struct body *in = NULL;

	vec_for(i, &g->bodies) {
		struct body *b = &g->bodies.v[i];

		if (b->from < b->to && b->from <= e->at && e->end <= b->to && !in)
			in = b;
		else if (b->end > e->at && b->start < e->end)
			return NULL;
		else if (b->start <= e->at && e->at < b->end)
			return NULL;
	}
	return in;
}

static int lines_in(const char *text, size_t from, size_t to)
{
	int n = 0;

	for (const char *s = text + from; (s = memchr(s, '\n', (size_t)(text + to - s))); s++)
		n++;
	return n;
}

/* Its name has a line in it, and functions that are not lowered again have it. */
static bool has_nameless_record(const struct again *g)
{
	vec_for(i, &g->unit->records)
		if (!strncmp(g->unit->records.v[i]->name, "anon@", 5))
			return true;
	return false;
}

static void shift(struct again *g, struct body *in, int by)
{
	for (struct body *b = in; b < g->bodies.v + g->bodies.n; b++) {
		b->start += b > in ? by : 0;
		b->from += b > in ? by : 0;
		b->end += by;
		b->to += by;
	}
}

static bool too_many_live(const struct again *g)
{
	unsigned int n = 0;

	vec_for(i, &g->bodies)
		n += g->bodies.v[i].live;
	return n > LIVE_MAX;
}

/* Brings what is known from the last text to this one. */
static bool follow(struct again *g, const char *text, size_t len)
{
	struct edit e = edit_between(g, text, len);
	struct body *in;
	int lines, by = (int)((long long)len - (long long)g->len);

	if (e.at == e.end && e.at == e.new_end)
		return true;
	in = body_with(g, &e);
	if (!in || directives_in(g->text, in->from, in->to) == OTHERS ||
	    directives_in(text, in->from, (size_t)((long long)in->to + by)) == OTHERS)
		return false;
	in->live = true;
	lines = lines_in(text, e.at, e.new_end) - lines_in(g->text, e.at, e.end);
	if (too_many_live(g) || (lines && has_nameless_record(g)))
		return false;
	if (lines)
		ir_unit_move(g->unit, 1 + (uint32_t)lines_in(g->text, 0, in->from), lines);
	shift(g, in, by);
	keep_text(g, text, len);
	return true;
}

/* A function that is not looked at again has the same size and lines. */
static const char *without_bodies(struct arena *a, const struct again *g)
{
	char *text = arena_memdup(a, g->text, g->len + 1);

	vec_for(i, &g->bodies) {
		const struct body *b = &g->bodies.v[i];

		if (b->live || b->pinned)
			continue;
		for (unsigned int at = b->from; at < b->to; at++)
			if (text[at] != '\n' && text[at] != '\r')
				text[at] = ' ';
	}
	return text;
}

bool again_begin(struct lower *l, struct CXUnsavedFile *text)
{
	struct again *g = &l->kept->again;
	const struct front_text *main = main_text(l);

	if (!g->good || !l->kept->tu || hash_others(l, main) != g->others ||
	    !follow(g, main->text, main->len)) {
		g->good = false;
		return false;
	}
	text->Contents = without_bodies(l->a, g);
	text->Length = main->len;
	return true;
}

/* --- after the parse --- */

static const struct body *body_of(const struct again *g, const struct spot *at)
{
	vec_for(i, &g->bodies)
		if (at->off >= g->bodies.v[i].start && at->off <= g->bodies.v[i].end)
			return &g->bodies.v[i];
	return NULL;
}

bool again_fits(struct lower *l, const struct body *found, unsigned int n)
{
	const struct again *g = &l->kept->again;

	if (n != g->bodies.n || l->heads_read)
		return false;
	for (unsigned int i = 0; i < n; i++)
		if (found[i].name != g->bodies.v[i].name || found[i].start != g->bodies.v[i].start ||
		    found[i].end != g->bodies.v[i].end)
			return false;
	vec_for(i, &l->errors) {
		const struct spot *at = &l->errors.v[i];
		const struct body *b = at->src == l->main ? body_of(g, at) : NULL;

		if (!b || !b->live)
			return false;
	}
	return true;
}

/* --- all is made new --- */

void again_start(struct lower *l)
{
	again_forget(&l->kept->again);
	l->a = &l->kept->again.arena;
}

static void find_inside(struct lower *l, CXCursor decl, const char *text, size_t len,
			struct body *b)
{
	CXCursor body = fn_body(l, decl);
	CXSourceRange r = clang_getCursorExtent(body);
	CXFile from_file, to_file;
	unsigned int from, to;

	b->pinned = true;
	if (clang_Cursor_isNull(body))
		return;
	clang_getFileLocation(clang_getRangeStart(r), &from_file, NULL, NULL, &from);
	clang_getFileLocation(clang_getRangeEnd(r), &to_file, NULL, NULL, &to);
	if (!from_file || from_file != to_file || !clang_File_isEqual(from_file, l->main->file) ||
	    from < b->start || from + 1 >= to || to != b->end || to > len || text[from] != '{' ||
	    text[to - 1] != '}')
		return;
	b->from = from + 1;
	b->to = to - 1;
	b->pinned = directives_in(text, b->from, b->to) != NONE;
}

void again_body(struct lower *l, CXCursor decl, const struct body *b)
{
	struct again *g = &l->kept->again;
	const struct front_text *main = main_text(l);
	const struct body *before = g->bodies.n ? &g->bodies.v[g->bodies.n - 1] : NULL;
	struct body own = *b;

	if (main)
		find_inside(l, decl, main->text, main->len, &own);
	if (before && own.from < own.to && own.from < before->end)
		own.from = own.to = 0;
	vec_push(&g->arena, &g->bodies, own);
}

/* An error inside of a function is seen again when that is parsed again, any other is not. */
static bool mark_errors(struct lower *l)
{
	struct again *g = &l->kept->again;

	vec_for(i, &l->errors) {
		const struct spot *at = &l->errors.v[i];
		struct body *b = at->src == l->main ? (struct body *)body_of(g, at) : NULL;

		if (!b || b->from >= b->to || at->off < b->from || at->off > b->to)
			return false;
		b->live = true;
	}
	return !too_many_live(g);
}

void again_finish(struct lower *l)
{
	struct again *g = &l->kept->again;
	const struct front_text *main = main_text(l);

	g->unit = l->u;
	g->good = main && !includes_late(main->text, main->len) && mark_errors(l);
	if (!g->good)
		return;
	g->others = hash_others(l, main);
	keep_text(g, main->text, main->len);
}

const struct kept_func *again_func(const struct lower *l, const char *name)
{
	const struct again *g = &l->kept->again;

	vec_for(i, &g->bodies)
		if (g->bodies.v[i].live && g->bodies.v[i].name == name)
			return NULL;
	return map_get(&g->funcs, name);
}

bool again_is_blank(const struct lower *l, const char *name)
{
	const struct again *g = &l->kept->again;

	vec_for(i, &g->bodies)
		if (g->bodies.v[i].name == name)
			return !g->bodies.v[i].live && !g->bodies.v[i].pinned;
	return false;
}
