/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * files - what ties a unit to other files: where a function is declared that
 * has its body elsewhere, and which files were read to make the unit.
 */
#include "base/file.h"
#include "base/intern.h"
#include "lower.h"

void files_note_decl(struct lower *l, CXCursor decl)
{
	struct src *s = source_offset(l, clang_getCursorLocation(decl)).src;
	struct front_decl d = { kids_name(decl), NULL };

	if (!s || !d.func)
		return;
	d.header = intern(source_shown(l, s));
	vec_push(l->a, &l->res->decls, d);
}

struct reader {
	struct lower *l;
	struct map seen;
};

static void read_one(CXFile file, CXSourceLocation *stack, unsigned int depth, CXClientData data)
{
	struct reader *r = data;
	struct lower *l = r->l;
	CXString name;

	if (map_has(&r->seen, file))
		return;
	map_set(&l->tmp, &r->seen, file, l);
	name = clang_getFileName(file);
	/* As it stands: where "x/.." leads is for the system to say. */
	vec_push(l->a, &l->res->files, path_join(l->a, l->cmd->dir, clang_getCString(name)));
	clang_disposeString(name);
}

void files_read(struct lower *l)
{
	struct reader r = { .l = l };

	vec_push(l->a, &l->res->files, l->cmd->file);
	map_set(&l->tmp, &r.seen, l->main->file, l);
	clang_getInclusions(l->tu, read_one, &r);
}
