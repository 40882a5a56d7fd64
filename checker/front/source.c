/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source - where a cursor stands, and what the user wrote there.
 *
 * Texts are cut out of the buffers that libclang has read anyway. What a macro
 * made is shown as the macro's call; what was given to a macro is shown as it was given.
 */
#include <ctype.h>
#include <string.h>

#include "base/file.h"
#include "base/intern.h"
#include "lower.h"

#define TEXT_MAX 60

static const char *shown_path(struct lower *l, const char *path)
{
	size_t n = l->prefix ? strlen(l->prefix) : 0;

	path = path_clean(&l->tmp, path);
	if (n && !strncmp(path, l->prefix, n))
		return path + n;
	return path;
}

struct src *source_of(struct lower *l, CXFile file)
{
	struct src *s;

	if (!file)
		return NULL;
	if (file == l->last_file)
		return l->last_src;
	s = map_get(&l->srcs, file);
	if (!s) {
		s = arena_new(&l->tmp, struct src);
		s->file = file;
		s->main = l->main && clang_File_isEqual(file, l->main->file);
		map_set(&l->tmp, &l->srcs, file, s);
	}
	l->last_file = file;
	l->last_src = s;
	return s;
}

/* Its path, absolute where the command says what relative ones are relative to. */
const char *source_name(struct lower *l, struct src *s)
{
	CXString name = clang_getFileName(s->file);
	const char *ret = path_join(&l->tmp, l->cmd->dir,
				    arena_strdup(&l->tmp, clang_getCString(name)));

	clang_disposeString(name);
	return ret;
}

/* Files are numbered when something in them is named: a unit has a thousand headers. */
uint32_t source_index(struct lower *l, struct src *s)
{
	if (s->main || s->indexed)
		return s->index;
	s->index = ir_file(l->u, shown_path(l, source_name(l, s)));
	s->indexed = true;
	return s->index;
}

const char *source_path(struct lower *l, struct src *s)
{
	uint32_t n = source_index(l, s);

	return l->u->files.v[n];
}

const char *source_shown(struct lower *l, struct src *s)
{
	return s->main ? l->u->name : shown_path(l, source_name(l, s));
}

/* Behind shared headers or a preamble libclang would first read back all that was included, for each file. */
static const char *text_on_disk(struct lower *l, struct src *s)
{
	const char *path = source_name(l, s);

	for (unsigned int i = 0; i < l->opt->nr_texts; i++) {
		if (strcmp(l->opt->texts[i].path, path))
			continue;
		s->len = l->opt->texts[i].len;
		return l->opt->texts[i].text;
	}
	return file_read(&l->tmp, path, &s->len);
}

/* Looking a file up takes libclang a walk over everything that was included. */
bool source_has_text(struct lower *l, struct src *s, size_t upto)
{
	if (!s)
		return false;
	if (!s->looked_up)
		s->text = l->opt->units || (l->pch && !s->main) ?
				  text_on_disk(l, s) :
				  clang_getFileContents(l->tu, s->file, &s->len);
	s->looked_up = true;
	return s->text && upto <= s->len;
}

struct spot source_spot(struct lower *l, CXSourceLocation at)
{
	struct spot s = { 0 };
	CXFile f;

	clang_getExpansionLocation(at, &f, &s.line, &s.col, &s.off);
	s.src = source_of(l, f);
	return s;
}

/* Line numbers make clang index the whole file: most of the headers are never asked for one. */
struct spot source_offset(struct lower *l, CXSourceLocation at)
{
	struct spot s = { 0 };
	CXFile f;

	clang_getExpansionLocation(at, &f, NULL, NULL, &s.off);
	s.src = source_of(l, f);
	return s;
}

static struct spot wrote(struct lower *l, CXSourceLocation at)
{
	struct spot s = { 0 };
	CXFile f;

	clang_getFileLocation(at, &f, NULL, NULL, &s.off);
	s.src = source_of(l, f);
	return s;
}

struct spot source_spelled(struct lower *l, CXSourceLocation at)
{
	struct spot s = { 0 };
	CXFile f;

	clang_getSpellingLocation(at, &f, NULL, NULL, &s.off);
	s.src = source_of(l, f);
	return s;
}

struct ir_loc source_loc(struct lower *l, CXCursor c)
{
	struct spot s = source_spot(l, clang_getCursorLocation(c));

	if (!s.src)
		return (struct ir_loc){ 0 };
	return (struct ir_loc){ source_index(l, s.src), s.line, s.col };
}

/* One line, without what is between the words; interned, since texts repeat a lot. */
static const char *squeeze(const char *s, size_t n)
{
	char buf[TEXT_MAX + 4];
	size_t at = 0;
	bool blank = false;

	for (size_t i = 0; i < n; i++) {
		if (isspace((unsigned char)s[i]) || s[i] == '\\') {
			blank = at > 0;
			continue;
		}
		if (at + 2 > TEXT_MAX) {
			memcpy(buf + at, "...", 3);
			at += 3;
			break;
		}
		if (blank)
			buf[at++] = ' ';
		blank = false;
		buf[at++] = s[i];
	}
	return at ? intern_n(buf, at) : NULL;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/*
 * Where the text ends. libclang's end is off when the last word is a macro: `sk->` of
 * `sk->sk_state`, or a parenthesis too many.
 */
static size_t text_end(const struct src *s, size_t from, size_t to)
{
	int depth = 0;
	size_t i;

	while (to > from && isspace((unsigned char)s->text[to - 1]))
		to--;
	if (to - from > 2 && (s->text[to - 1] == '.' || !strncmp(s->text + to - 2, "->", 2)))
		while (to < s->len && is_word(s->text[to]))
			to++;
	for (i = from; i < to; i++) {
		if (s->text[i] == '(' || s->text[i] == '[')
			depth++;
		else if ((s->text[i] == ')' || s->text[i] == ']') && depth-- == 0)
			return i;
	}
	return to;
}

/* From one argument of a macro to another: what lies between is no expression. */
static bool is_torn(const struct src *s, size_t from, size_t to)
{
	int depth = 0;

	for (size_t i = from; i < to; i++) {
		char c = s->text[i];

		depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
		if (c == ',' && depth == 0)
			return true;
	}
	return depth > 0;
}

static const char *slice(struct lower *l, struct spot from, struct spot to, bool whole)
{
	size_t end;

	if (from.src != to.src || from.off >= to.off || !source_has_text(l, from.src, to.off))
		return NULL;
	end = text_end(from.src, from.off, to.off);
	if (whole && is_torn(from.src, from.off, end))
		return NULL;
	return squeeze(from.src->text + from.off, end - from.off);
}

/* The macro's name and its arguments, as they stand at @at. */
static const char *macro_call(struct lower *l, struct spot at)
{
	const struct src *s = at.src;
	size_t i = at.off;
	int depth = 0;

	if (!source_has_text(l, at.src, at.off + 1) || !is_word(s->text[i]))
		return NULL;
	while (i < s->len && is_word(s->text[i]))
		i++;
	for (; i < s->len; i++) {
		if (s->text[i] == '(')
			depth++;
		else if (depth == 0)
			break;
		else if (s->text[i] == ')' && --depth == 0) {
			i++;
			break;
		}
	}
	return squeeze(s->text + at.off, i - at.off);
}

const char *source_text(struct lower *l, CXCursor c)
{
	CXSourceRange r = clang_getCursorExtent(c);
	CXSourceLocation from = clang_getRangeStart(r), to = clang_getRangeEnd(r);
	const char *text = slice(l, wrote(l, from), wrote(l, to), true);
	struct spot start;

	if (text)
		return text;
	start = source_offset(l, from);
	text = slice(l, start, source_offset(l, to), false);
	return text ? text : macro_call(l, start);
}
