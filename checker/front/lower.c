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
#include "pch_priv.h"

#define NO_DEPS (-1)
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

static bool is_there(const struct compile_cmd *cmd, const struct front_options *opt)
{
	for (unsigned int i = 0; i < opt->nr_texts; i++)
		if (!strcmp(opt->texts[i].path, cmd->file))
			return true;
	return file_is_regular(cmd->file);
}

static CXTranslationUnit parse_kept(struct lower *l, const char *const *args, int nr_args,
				    unsigned int options, enum CXErrorCode *err)
{
	struct CXUnsavedFile *texts = unsaved(l);
	const char *file = l->cmd->file;

	l->kept = kept_of(l->opt->units, file, args, nr_args);
	for (unsigned int i = 0; !l->whole && i < l->opt->nr_texts; i++)
		if (!strcmp(texts[i].Filename, file))
			l->again = again_begin(l, &texts[i]);
	if (!l->again)
		again_start(l);
	return kept_parse(l->opt->units, l->kept, file, args, nr_args, texts, l->opt->nr_texts,
			  options, err);
}

static CXTranslationUnit parse(struct lower *l, CXIndex index, unsigned int options,
			       enum CXErrorCode *err)
{
	const char *list = l->deps >= 0 ? files_open(l) : NULL;
	const struct compile_cmd *cmd = l->cmd;
	struct arena *a = l->a;
	VEC(const char *) args = { 0 };
	CXTranslationUnit tu = NULL;

	if (cmd->dir)
		vec_push(a, &args, arena_printf(a, "-working-directory=%s", cmd->dir));
	if (l->pch) {
		vec_push(a, &args, "-include-pch");
		vec_push(a, &args, l->pch->path);
	}
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
		return parse_kept(l, args.v, (int)args.n, options, err);
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

static void close_deps(struct lower *l)
{
	if (l->deps >= 0)
		close(l->deps);
	l->deps = NO_DEPS;
}

/* The file list is read before the lowering: it may say that the shared headers do not suit. */
static void lower_parsed(struct lower *l)
{
	struct front_result *r = l->res;

	l->u = r->unit = ir_unit_new(l->a, l->cmd->shown ? l->cmd->shown : l->cmd->file);
	l->u->version = l->cmd->version;
	if (l->opt->want_files || l->pch)
		files_read(l);
	if (l->pch)
		l->needs_plain = pch_conflict(l->a, l->pch, l->cmd, r, &l->would_read);
	if (l->opt->parse_only || l->needs_plain)
		return;
	if (l->again)
		ir_unit_take(l->u, l->kept->again.unit);
	if (lower_unit(l))
		judge(l);
	else
		fail(r, arena_printf(l->a, "%s: cannot be read", l->cmd->file));
	if (l->lost)
		l->needs_plain = "its headers have to be read again";
	else if (l->stale)
		l->needs_plain = "more has changed than the inside of functions";
	if (l->pch && r->status != FRONT_OK && !l->needs_plain)
		l->needs_plain = "it has errors behind the shared headers";
}

/* *@plain: why it has to be read otherwise (without @pch, @whole); NULL when the result is good. */
static struct front_result *lower_once(struct arena *a, const struct compile_cmd *cmd,
				       const struct front_options *opt, const struct pch *pch,
				       bool whole, const char **plain)
{
	struct front_result *r = arena_new(a, struct front_result);
	struct lower l = { .a = a, .cmd = cmd, .opt = opt, .res = r, .pch = pch, .whole = whole };
	CXIndex index = clang_createIndex(1, 0);
	double start = now();
	enum CXErrorCode err;

	l.deps = opt->want_files || pch ? 0 : NO_DEPS;
	l.tu = parse(&l, index, 0, &err);
	r->stats.parse_sec = now() - start;
	if (!l.tu) {
		close_deps(&l);
		clang_disposeIndex(index);
		*plain = "the shared headers could not be used";
		return fail(r, parse_error(a, err, cmd->file));
	}
	arena_init(&l.tmp);
	start = now();
	lower_parsed(&l);
	*plain = l.needs_plain;
	r->stats.lower_sec = now() - start;
	arena_free(&l.tmp);
	if (l.lost)
		kept_drop(l.kept);
	if (!opt->units)
		clang_disposeTranslationUnit(l.tu);
	clang_disposeIndex(index);
	return r;
}

/* A text of an editor: what has changed in it, else all of it, else it and its headers. */
static struct front_result *lower_kept(struct arena *a, const struct compile_cmd *cmd,
				       const struct front_options *opt)
{
	struct front_result *r = NULL;
	double parse = 0, lower = 0;
	const char *plain;

	for (unsigned int tries = 0; tries < 3; tries++) {
		plain = NULL;
		r = lower_once(a, cmd, opt, NULL, tries > 0, &plain);
		parse += r->stats.parse_sec;
		lower += r->stats.lower_sec;
		if (!plain)
			break;
	}
	r->stats.parse_sec = parse;
	r->stats.lower_sec = lower;
	return r;
}

struct front_result *front_lower(struct arena *a, const struct compile_cmd *cmd,
				 const struct front_options *opt)
{
	const char *plain = NULL, *why;
	struct front_result *r;
	double lost = 0;

	if (!is_there(cmd, opt)) {
		r = arena_new(a, struct front_result);
		return fail(r, arena_printf(a, "%s: no such file", cmd->file));
	}
	if (opt->units)
		return lower_kept(a, cmd, opt);
	/* What an editor holds may stand in a header. */
	if (opt->pch && !opt->wanted && !opt->nr_texts) {
		r = lower_once(a, cmd, opt, opt->pch, true, &plain);
		r->shared = !plain;
		if (!plain)
			return r;
		lost = r->stats.parse_sec + r->stats.lower_sec;
	}
	r = lower_once(a, cmd, opt, NULL, true, &why);
	r->stats.parse_sec += lost;
	r->not_shared = plain;
	return r;
}

/* --- headers --- */

/* NULL: there are none. */
static const char *first_error(struct lower *l)
{
	l->main = source_of(l, clang_getFile(l->tu, l->cmd->file));
	collect_diags(l);
	if (!l->res->diags.n)
		return NULL;
	return arena_printf(l->a, "%s:%u: %s", l->res->diags.v[0].file, l->res->diags.v[0].line,
			    l->res->diags.v[0].text);
}

static const char *survey_and_save(struct lower *l, const char *out, struct pch *pch)
{
	const char *why;

	arena_init(&l->tmp);
	l->u = ir_unit_new(l->a, l->cmd->file);
	why = pch ? first_error(l) : NULL;
	if (pch && !why) {
		files_read(l);
		select_survey(l, pch);
	} else if (pch) {
		close_deps(l);
	}
	if (!why && clang_saveTranslationUnit(l->tu, out, clang_defaultSaveOptions(l->tu)))
		why = arena_printf(l->a, "%s: cannot be precompiled", l->cmd->file);
	arena_free(&l->tmp);
	return why;
}

const char *front_save_headers(struct arena *a, const struct compile_cmd *cmd, const char *out,
			       struct pch *pch, struct front_result *res)
{
	struct front_options opt = { .files_since = pch ? pch->since : 0 };
	struct lower l = { .a = a, .cmd = cmd, .opt = &opt, .res = res };
	CXIndex index = clang_createIndex(0, 0);
	enum CXErrorCode err;
	const char *why;

	l.deps = pch ? 0 : NO_DEPS;
	l.tu = parse(&l, index, CXTranslationUnit_ForSerialization, &err);
	if (l.tu) {
		why = survey_and_save(&l, out, pch);
		clang_disposeTranslationUnit(l.tu);
	} else {
		close_deps(&l);
		why = parse_error(a, err, cmd->file);
	}
	clang_disposeIndex(index);
	return why;
}

const char *front_precompile(struct arena *a, const struct compile_cmd *cmd, const char *out)
{
	struct front_result res = { 0 };

	return front_save_headers(a, cmd, out, NULL, &res);
}
