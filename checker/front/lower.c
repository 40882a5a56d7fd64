/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lower - one unit from its file to its IR: parse, lower, dispose.
 *
 * A missing include or an error in one function leaves the rest usable; what
 * libclang says without naming a file is about its own command line, not about
 * the source, and is not told.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intern.h"
#include "kept.h"
#include "lower.h"

#define DIAGS_MAX 50	/* that are told; all of them count */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct front_result *fail(struct front_result *r, const char *why)
{
	r->status = FRONT_FAILED;
	r->error = why;
	r->unit = NULL;
	return r;
}

static const char *parse_error(struct arena *a, enum CXErrorCode e, const char *file)
{
	if (e == CXError_Crashed)
		return arena_printf(a, "%s: libclang crashed", file);
	if (e == CXError_ASTReadError)
		return arena_printf(a, "%s: the precompiled header cannot be read", file);
	return arena_printf(a, "%s: libclang refused the compile command", file);
}

static struct CXUnsavedFile *unsaved(struct lower *l)
{
	const struct front_options *o = l->opt;
	struct CXUnsavedFile *v = arena_array(l->a, struct CXUnsavedFile, o->nr_texts + 1);

	for (unsigned int i = 0; i < o->nr_texts; i++)
		v[i] = (struct CXUnsavedFile){ o->texts[i].path, o->texts[i].text, o->texts[i].len };
	return v;
}

static bool is_there(const struct lower *l)
{
	for (unsigned int i = 0; i < l->opt->nr_texts; i++)
		if (!strcmp(l->opt->texts[i].path, l->cmd->file))
			return true;
	return file_is_regular(l->cmd->file);
}

static CXTranslationUnit parse(struct lower *l, CXIndex index, unsigned int options,
			       enum CXErrorCode *err)
{
	const char *list = l->opt->want_files ? files_open(l) : NULL;
	const struct compile_cmd *cmd = l->cmd;
	struct arena *a = l->a;
	VEC(const char *) args = { 0 };
	CXTranslationUnit tu = NULL;

	if (cmd->dir)
		vec_push(a, &args, arena_printf(a, "-working-directory=%s", cmd->dir));
	vec_for(i, &cmd->args)
		vec_push(a, &args, cmd->args.v[i]);
	if (list) {
		vec_push(a, &args, "-MD");
		vec_push(a, &args, "-MF");
		vec_push(a, &args, list);
	}
	vec_push(a, &args, "-ferror-limit=0");	/* one bad function must not hide the others */
	options |= CXTranslationUnit_KeepGoing;
	if (l->opt->units)
		return kept_parse(l->opt->units, cmd->file, args.v, (int)args.n, unsaved(l),
				  l->opt->nr_texts, options, err);
	*err = clang_parseTranslationUnit2(index, cmd->file, args.v, (int)args.n, unsaved(l),
					   l->opt->nr_texts, options, &tu);
	return tu;
}

static void add_diag(struct lower *l, CXDiagnostic d)
{
	struct spot at = source_spot(l, clang_getDiagnosticLocation(d));
	struct front_diag out = { .line = at.line, .col = at.col };
	CXString text;

	/* What the driver says has no place at all; a missing -include has one, in no file. */
	if (!at.src && clang_equalLocations(clang_getDiagnosticLocation(d), clang_getNullLocation()))
		return;
	vec_push(&l->tmp, &l->errors, at);
	if (l->res->diags.n >= DIAGS_MAX)
		return;
	text = clang_getDiagnosticSpelling(d);
	out.file = at.src ? source_path(l, at.src) : l->u->name;
	out.text = arena_strdup(l->a, clang_getCString(text));
	clang_disposeString(text);
	vec_push(l->a, &l->res->diags, out);
}

static void collect_diags(struct lower *l)
{
	unsigned int n = clang_getNumDiagnostics(l->tu);

	for (unsigned int i = 0; i < n; i++) {
		CXDiagnostic d = clang_getDiagnostic(l->tu, i);

		if (clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error)
			add_diag(l, d);
		clang_disposeDiagnostic(d);
	}
	l->res->status = l->res->diags.n ? FRONT_PARTIAL : FRONT_OK;
}

/* The folder that the paths shown to the user are relative to. */
static const char *shown_prefix(struct arena *a, const struct compile_cmd *cmd)
{
	size_t n = strlen(cmd->file), m = cmd->shown ? strlen(cmd->shown) : 0;

	if (!m || m >= n || strcmp(cmd->file + n - m, cmd->shown))
		return NULL;
	return arena_strndup(a, cmd->file, n - m);
}

static bool lower_unit(struct lower *l)
{
	CXFile main = clang_getFile(l->tu, l->cmd->file);

	if (!main)
		return false;
	l->prefix = shown_prefix(&l->tmp, l->cmd);
	l->main = source_of(l, main);
	l->main->main = true;
	collect_diags(l);
	select_functions(l);
	return true;
}

/* Errors and not one function: this was no C, or nothing of it could be read. */
static struct front_result *judge(struct lower *l)
{
	struct front_result *r = l->res;
	const struct front_diag *d = r->diags.v;

	if (r->diags.n && !r->stats.funcs_seen)
		return fail(r, arena_printf(l->a, "%s:%u: %s", d->file, d->line, d->text));
	return r;
}

const char *front_version(struct arena *a)
{
	CXString s = clang_getClangVersion();
	const char *ret = arena_strdup(a, clang_getCString(s));

	clang_disposeString(s);
	return ret;
}

struct front_result *front_lower(struct arena *a, const struct compile_cmd *cmd,
				 const struct front_options *opt)
{
	struct front_result *r = arena_new(a, struct front_result);
	struct lower l = { .a = a, .cmd = cmd, .opt = opt, .res = r };
	double start = now();
	enum CXErrorCode err;
	CXIndex index;

	if (!is_there(&l))
		return fail(r, arena_printf(a, "%s: no such file", cmd->file));
	index = clang_createIndex(1, 0);
	l.tu = parse(&l, index, 0, &err);
	r->stats.parse_sec = now() - start;
	if (!l.tu) {
		if (opt->want_files)
			close(l.deps);
		clang_disposeIndex(index);
		return fail(r, parse_error(a, err, cmd->file));
	}
	arena_init(&l.tmp);
	l.u = r->unit = ir_unit_new(a, cmd->shown ? cmd->shown : cmd->file);
	l.u->version = cmd->version;
	start = now();
	if (!opt->parse_only) {
		if (lower_unit(&l))
			judge(&l);
		else
			fail(r, arena_printf(a, "%s: cannot be read", cmd->file));
	}
	if (opt->want_files)
		files_read(&l);
	r->stats.lower_sec = now() - start;
	arena_free(&l.tmp);
	if (!opt->units)
		clang_disposeTranslationUnit(l.tu);
	clang_disposeIndex(index);
	return r;
}

const char *front_precompile(struct arena *a, const struct compile_cmd *cmd, const char *out)
{
	static const struct front_options none;
	struct lower l = { .a = a, .cmd = cmd, .opt = &none };
	CXIndex index = clang_createIndex(0, 0);
	enum CXErrorCode err;
	CXTranslationUnit tu = parse(&l, index, CXTranslationUnit_ForSerialization, &err);
	const char *why = NULL;

	if (!tu)
		why = parse_error(a, err, cmd->file);
	else if (clang_saveTranslationUnit(tu, out, clang_defaultSaveOptions(tu)))
		why = arena_printf(a, "%s: cannot be precompiled", cmd->file);
	if (tu)
		clang_disposeTranslationUnit(tu);
	clang_disposeIndex(index);
	return why;
}
