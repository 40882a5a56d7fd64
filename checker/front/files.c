/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * files - what ties a unit to other files: where a function is declared that
 * has its body elsewhere, and which files were read to make the unit.
 */
#include <ctype.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "base/intern.h"
#include "lower.h"
#include "pch_priv.h"

void files_note_decl(struct lower *l, CXCursor decl)
{
	struct src *s = source_offset(l, clang_getCursorLocation(decl)).src;
	struct front_decl d = { kids_name(decl), NULL };

	if (!s || !d.func)
		return;
	d.header = intern(source_shown(l, s));
	vec_push(l->a, &l->res->decls, d);
}

/* --- what was read: the compiler's own list for make --- */

const char *files_open(struct lower *l)
{
	l->deps = memfd_create("deps", MFD_CLOEXEC);
	return l->deps < 0 ? NULL : arena_printf(l->a, "/proc/self/fd/%d", l->deps);
}

/* Of a shared header what counts is what was read when it was parsed. */
static bool add_shared(struct lower *l, const char *path)
{
	const struct pch_input *in = l->pch ? pch_input_of(l->pch, path) : NULL;
	struct front_file f = { .path = path, .changed = true };

	if (!in)
		return l->pch && !strcmp(path_dir(&l->tmp, path), l->pch->folder);
	f.hash = in->hash;
	vec_push(l->a, &l->res->files, f);
	return true;
}

static void add_file(struct lower *l, const char *path)
{
	struct front_file f = { .path = path };
	const char *text = NULL;
	size_t len = 0;
	struct stat st;
	CXFile file;

	f.changed = stat(path, &st) || st.st_ctime >= l->opt->files_since;
	if (f.changed) {	/* finding it takes libclang a walk over all files: not for each of them */
		file = clang_getFile(l->tu, path);
		text = file ? clang_getFileContents(l->tu, file, &len) : NULL;
		l->res->files_unknown |= !text;
		f.hash = XXH3_64bits(text ? text : "", len);
	}
	vec_push(l->a, &l->res->files, f);
}

/* Copies the next word to @to, without make's escapes; NULL at the end. */
static const char *next_word(const char *p, char *to)
{
	while (isspace((unsigned char)*p) || (p[0] == '\\' && p[1] == '\n'))
		p++;
	if (!*p)
		return NULL;
	for (; *p && !isspace((unsigned char)*p); p++) {
		if (p[0] == '\\' && p[1] == '\n')
			break;
		if ((p[0] == '\\' && (p[1] == ' ' || p[1] == '#')) || (p[0] == '$' && p[1] == '$'))
			p++;
		*to++ = *p;
	}
	*to = '\0';
	return p;
}

void files_read(struct lower *l)
{
	size_t len = 0;
	const char *p = file_read(&l->tmp, arena_printf(&l->tmp, "/proc/self/fd/%d", l->deps), &len);
	char *word = arena_alloc(&l->tmp, len + 1);

	close(l->deps);
	if (!p || !strchr(p, ':')) {
		l->res->files_unknown = true;
		return;
	}
	/* As they stand: where "x/.." leads is for the system to say. */
	p = strchr(p, ':') + 1;
	while ((p = next_word(p, word))) {
		const char *path = path_join(l->a, l->cmd->dir, word);

		if (!add_shared(l, path))
			add_file(l, path);
	}
}
