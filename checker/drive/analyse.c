/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * analyse - one unit, from its compile command to its findings.
 *
 * Also decides what counts as not looked at. A unit, or a function in it, that
 * could not be analysed is never silent: it is a skip when the configuration
 * says that it is not to be compiled, and incomplete otherwise.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "drive.h"
#include "front/front.h"

struct pass {
	struct run *run;
	const struct job *job;
	struct report *out;	/* of reading it */
	struct report flow;	/* of executing it */
	json_t *link;		/* what it gives to other files and wants from them, or NULL */
	json_t *stored;		/* all of it, when the store has it */
	struct arena arena;	/* the unit's */
};

static void incomplete(struct pass *p, const char *reason)
{
	report_add_incomplete(p->out, p->job->shown, reason);
}

/* What cannot be C at all, found before the compiler is asked. NULL when it may be. */
static const char *unreadable(const struct run *run, const struct job *j)
{
	const struct front_text *t = run_text(run, j->path);
	char head[8192];
	struct stat st;
	ssize_t n;
	int fd;

	if (t)
		return memchr(t->text, '\0', t->len) ? "binary file, not C" : NULL;
	fd = open(j->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return strerror(errno);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return "not a regular file";
	}
	n = read(fd, head, sizeof(head));
	close(fd);
	if (n < 0)
		return strerror(errno);
	return memchr(head, '\0', n) ? "binary file, not C" : NULL;
}

static bool has_model(const char *func, void *data)
{
	return models_has(data, func);
}

static const char *diag_text(struct pass *p, const struct front_diag *d)
{
	if (!d->file)
		return d->text;
	return arena_printf(&p->arena, "%s:%u:%u: %s",
			    d->line ? report_path(p->out, d->file) : d->file, d->line, d->col,
			    d->text);
}

static bool diag_inside(const struct pass *p, const struct front_diag *d, const struct ir_func *f)
{
	const char *file = f->loc.file < f->unit->files.n ? f->unit->files.v[f->loc.file] : "";

	if (!d->file || d->line < f->loc.line || d->line > f->end_line)
		return false;
	return !strcmp(d->file, file) || (!f->loc.file && (!strcmp(d->file, p->job->path) ||
							   !strcmp(d->file, p->job->shown)));
}

/* The first diagnostic inside @f is why it is broken; all of them are then explained. */
static void note_broken(struct pass *p, const struct front_result *res, const struct ir_func *f,
			bool *explained)
{
	const char *why = NULL;

	vec_for(i, &res->diags) {
		if (!diag_inside(p, &res->diags.v[i], f))
			continue;
		explained[i] = true;
		if (!why)
			why = diag_text(p, &res->diags.v[i]);
	}
	incomplete(p, arena_printf(&p->arena, "function '%s' not analysed: %s", f->name,
				   why ? why : "source errors inside"));
	p->out->stats.funcs_incomplete++;
}

/* Errors outside of any function: the first is told, the others usually follow from it. */
static void note_rest(struct pass *p, const struct front_result *res, const bool *explained)
{
	const char *first = NULL;
	unsigned int more = 0;

	vec_for(i, &res->diags) {
		if (explained[i])
			continue;
		if (first)
			more++;
		else
			first = diag_text(p, &res->diags.v[i]);
	}
	if (!first)
		return;
	if (more)
		first = arena_printf(&p->arena, "%s (and %u more error%s)", first, more,
				     more == 1 ? "" : "s");
	incomplete(p, first);
}

const struct front_diag *missing_header(const struct front_result *res)
{
	vec_for(i, &res->diags)
		if (path_has_suffix(res->diags.v[i].text, "file not found"))
			return &res->diags.v[i];
	return NULL;
}

static void note_missing_header(struct pass *p, const struct front_result *res,
				const struct front_diag *d)
{
	unsigned int n = 0;

	vec_for(i, &res->unit->funcs)
		n += res->unit->funcs.v[i]->broken;
	p->out->stats.funcs_incomplete += n;
	incomplete(p, arena_printf(&p->arena, "%s; %u function%s not analysed. If a build makes it, build "
					      "first; else name its folder with -- -I",
				   diag_text(p, d), n,
				   n == 1 ? "" : "s"));
}

static void note_partial(struct pass *p, const struct front_result *res)
{
	const struct front_diag *d = missing_header(res);
	bool *explained;

	if (d) {
		note_missing_header(p, res, d);
		return;
	}
	explained = arena_array(&p->arena, bool, res->diags.n + 1);
	vec_for(i, &res->unit->funcs)
		if (res->unit->funcs.v[i]->broken)
			note_broken(p, res, res->unit->funcs.v[i], explained);
	note_rest(p, res, explained);
}

/* Found in a folder, a header that needs others before it is seen through its includers. */
static bool leans_on_includer(const struct pass *p)
{
	return !p->job->named && path_has_suffix(p->job->path, ".h");
}

static void skip_header(struct pass *p, const char *why)
{
	report_add_skip(p->out, p->job->shown,
			arena_printf(&p->arena, "header that does not stand alone: %s", why));
}

/* In the folders of a kernel lies what is not of it: tools, tests, programs for other machines. */
static bool is_no_kernel_code(const struct pass *p, const struct compile_cmd *cmd,
			      const struct front_result *res)
{
	return !p->job->named && cmd->unlisted && !leans_on_includer(p) && missing_header(res);
}

static void skip_no_kernel_code(struct pass *p, const struct front_result *res)
{
	report_add_skip(p->out, p->job->shown,
			arena_printf(&p->arena, "no Makefile of the kernel's names it: %s",
				     diag_text(p, missing_header(res))));
}

static void note_failed(struct pass *p, const struct front_result *res)
{
	const char *why = res->error;

	if (res->diags.n)
		why = diag_text(p, &res->diags.v[0]);
	if (!why)
		why = "cannot be parsed";
	if (leans_on_includer(p))
		skip_header(p, why);
	else
		incomplete(p, why);
}

static void count_front(struct pass *p, const struct front_result *res)
{
	struct report_stats *s = &p->out->stats;

	s->funcs_seen += res->stats.funcs_seen;
	s->funcs_lowered += res->stats.funcs_lowered;
	s->parse_sec += res->stats.parse_sec;
	s->lower_sec += res->stats.lower_sec;
	s->shared += res->shared;
}

static void count_insns(struct pass *p, const struct ir_func *f)
{
	struct report_stats *s = &p->out->stats;

	vec_for(b, &f->blocks) {
		const struct ir_block *block = f->blocks.v[b];

		s->insns += block->insns.n;
		vec_for(i, &block->insns) {
			if (block->insns.v[i]->op != IR_OPAQUE)
				continue;
			s->opaque++;
			report_count_opaque(p->out, block->insns.v[i]->reason, 1);
		}
	}
}

static struct front_result *lower(struct pass *p, const struct compile_cmd *cmd)
{
	struct front_options opt = {
		.has_model = has_model, .data = p->run->models, .want_files = p->run->store,
		.files_since = p->run->since, .texts = p->run->texts,
		.nr_texts = p->run->nr_texts, .units = p->run->units,
		.pch = share_headers(p->run, &p->arena, cmd),
	};
	struct front_result *res = front_lower(&p->arena, cmd, &opt);

	count_front(p, res);
	if (is_no_kernel_code(p, cmd, res)) {
		skip_no_kernel_code(p, res);
		return NULL;
	}
	if (res->status == FRONT_FAILED || !res->unit) {
		note_failed(p, res);
		return NULL;
	}
	if (res->status == FRONT_PARTIAL && leans_on_includer(p) && res->diags.n) {
		skip_header(p, diag_text(p, &res->diags.v[0]));
	} else {
		p->out->analysed++;
		if (res->status == FRONT_PARTIAL)
			note_partial(p, res);
	}
	vec_for(i, &res->unit->funcs)
		count_insns(p, res->unit->funcs.v[i]);
	return res;
}

static void dump_ir(struct pass *p, const struct ir_unit *u, FILE *dump)
{
	const char *only = p->run->opt->dump_func;

	if (!only) {
		ir_print_unit(dump, u);
		return;
	}
	vec_for(i, &u->funcs)
		if (!strcmp(u->funcs.v[i]->name, only))
			ir_print_func(dump, u->funcs.v[i]);
}

/* As it was, but for the time that it took then. */
static bool recall(struct pass *p, const struct store_key *key, const struct compile_cmd *cmd)
{
	static const char *const parts[] = { "report", "flow" };
	static const char *const times[] = { "parse_sec", "lower_sec", "flow_sec" };
	struct bytes ir;
	json_t *stats;

	p->stored = unitkey_load(p->run, &p->arena, key, cmd, &ir);
	for (unsigned int i = 0; p->stored && i < ARRAY_SIZE(parts); i++) {
		stats = json_object_get(json_object_get(p->stored, parts[i]), "stats");
		for (unsigned int k = 0; k < ARRAY_SIZE(times); k++)
			json_object_set_new(stats, times[k], json_real(0));
		json_object_set_new(stats, "recalled", json_integer(i == 0));
		json_object_set_new(stats, "shared", json_integer(0));
	}
	if (p->stored)
		link_keep(p->run, json_object_get(p->stored, "link"), ir);
	return p->stored;
}

static json_t *message(struct pass *p)
{
	json_t *msg = json_pack("{s:o s:o}", "report", report_pack(p->out), "flow",
				report_pack(&p->flow));

	if (p->link)
		json_object_set(msg, "link", p->link);
	return msg;
}

static void read_and_execute(struct pass *p, const struct store_key *key,
			     const struct compile_cmd *cmd, FILE *dump)
{
	struct front_result *res = lower(p, cmd);
	struct bytes ir;
	json_t *msg;

	if (!res)
		return;
	if (p->run->opt->dump == DUMP_IR) {
		dump_ir(p, res->unit, dump);
		return;
	}
	execute(p->run, p->job, &p->arena, res->unit, &p->flow, dump, NULL);
	if (p->run->units)	/* nobody will ask for this text again */
		return;
	ir = link_text(&p->arena, res->unit, p->run->root);
	p->link = link_describe(p->run, &p->arena, res);
	msg = message(p);
	unitkey_save(p->run, &p->arena, key, cmd, res, msg, ir);
	json_decref(msg);
	link_keep(p->run, p->link, ir);
}

static void pass_list(struct pass *p, FILE *dump)
{
	const char *why = unreadable(p->run, p->job);
	struct compile_cmd *cmd;
	struct store_key key;

	if (why) {
		incomplete(p, why);
		return;
	}
	cmd = compdb_lookup(p->run->db, &p->arena, p->job->path, p->job->shown);
	if (cmd->skip) {
		report_add_skip(p->out, p->job->shown, cmd->skip);
		return;
	}
	why = command_mistake(&p->arena, cmd);
	if (why) {
		incomplete(p, why);
		return;
	}
	models_set_version(p->run->models, cmd->version);
	key = unitkey_of(p->run, p->job, cmd);
	if (!recall(p, &key, cmd))
		read_and_execute(p, &key, cmd, dump);
}

json_t *analyse(struct run *run, struct arena *a, const struct job *j, FILE *dump)
{
	struct report front;
	struct pass p = { .run = run, .job = j, .out = &front };
	json_t *msg;

	arena_init(&p.arena);
	report_init(&front, a, run->root);
	report_init(&p.flow, a, run->root);
	pass_list(&p, dump);
	msg = p.stored ? p.stored : message(&p);
	json_decref(p.link);
	arena_free(&p.arena);
	return msg;
}
