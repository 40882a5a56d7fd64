/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run - the pass list of "check": from paths to an exit status.
 */
#include <limits.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/proc.h"
#include "drive.h"

static const char *find_root(struct run *run)
{
	const char *kdir = run->opt->compile.kdir;

	if (run->opt->root)
		return run->opt->root;
	return path_canonical(&run->arena, kdir ? kdir : ".");
}

void run_open(struct run *run)
{
	const char *err = NULL;

	run->root = find_root(run);
	report_init(&run->report, &run->arena, run->root);
	run->db = compdb_open(&run->arena, &run->opt->compile, &err);
	if (!run->db)
		die("%s", err ? err : "no compile commands");
	if (!run->opt->quiet && compdb_note(run->db))
		fprintf(stderr, "skbown: %s\n", compdb_note(run->db));
	run->models = models_open(&run->arena);
}

static bool shows_other_file(const struct finding *f)
{
	vec_for(i, &f->steps)
		if (strcmp(f->steps.v[i].file, f->file))
			return true;
	return false;
}

static const struct finding *same_place(const struct report *r, const struct finding *f)
{
	vec_for(i, &r->findings) {
		const struct finding *g = r->findings.v[i];

		if (!strcmp(g->rule, f->rule) && !strcmp(g->file, f->file) && g->line == f->line)
			return g;
	}
	return NULL;
}

/*
 * The second pass makes a finding surer only when the path shows why: else it knows less of
 * what it does not see, and not more of what is wrong.
 */
static void temper(struct run *run, const struct job *j, unsigned int from)
{
	struct report first;

	report_init(&first, &run->arena, run->root);
	if (!report_unpack(&first, json_object_get(j->result, "flow")))
		return;
	for (unsigned int i = from; i < run->report.findings.n; i++) {
		struct finding *f = run->report.findings.v[i];
		const struct finding *was = same_place(&first, f);

		if (!was || shows_other_file(f) ||
		    level_by_name(was->level) >= level_by_name(f->level))
			continue;
		f->level = was->level;
		f->confidence = was->confidence;
		f->message = was->message;
		f->message = was->message;
		finding_fingerprint(f);
	}
}

/* What executing the unit said: with knowledge of other files where there is some. */
static bool collect_flow(struct run *run, const struct job *j)
{
	json_t *flow = again_flow(run, j);
	bool again = flow, good;
	const char *why = json_string_value(json_object_get(j->again, "problem"));
	unsigned int from = run->report.findings.n;

	if (why)
		report_add_incomplete(&run->report, j->shown,
				      arena_printf(&run->arena, "what other files do is left out: %s",
						   why));
	if (!flow)
		flow = json_incref(json_object_get(j->result, "flow"));
	good = !flow || report_unpack(&run->report, flow);
	json_decref(flow);
	if (good && again)
		temper(run, j, from);
	return good;
}

static char *dump_of(struct run *run, const struct job *j)
{
	const char *dump = json_string_value(json_object_get(j->again, "dump"));

	if (!dump)
		dump = json_string_value(json_object_get(j->result, "dump"));
	return dump && *dump ? arena_strdup(&run->arena, dump) : NULL;
}

/* In the order of the units, whichever worker was first. */
void run_collect(struct run *run)
{
	vec_for(i, &run->jobs) {
		struct job *j = &run->jobs.v[i];

		if (!report_unpack(&run->report, json_object_get(j->result, "report")) ||
		    !collect_flow(run, j))
			report_add_incomplete(&run->report, j->shown, "worker sent a broken report");
		j->dump = dump_of(run, j);
		keep_note(run, j->result);
		keep_note(run, j->again);
		json_decref(j->result);
		json_decref(j->again);
		j->result = j->again = NULL;
	}
}

const struct front_text *run_text(const struct run *run, const char *path)
{
	for (unsigned int i = 0; i < run->nr_texts; i++)
		if (!strcmp(run->texts[i].path, path))
			return &run->texts[i];
	return NULL;
}

static void say_part(const struct run *run)
{
	const struct report *r = &run->report;

	fprintf(stderr, "skbown: part %u of %u: %u units analysed, %u skipped, %u incomplete; "
			"'skbown merge' joins the parts\n",
		run->opt->shard.index, run->opt->shard.count, r->analysed, r->skipped,
		r->incomplete.n);
}

void run_account(struct run *run, double start)
{
	if (!run->opt->quiet) {
		render_problems(stderr, &run->report);
		if (run->opt->shard.count)
			say_part(run);
		else
			render_summary(stderr, &run->report);
	}
	run->report.stats.wall_sec = clock_mono() - start;
	if (run->opt->stats)
		render_stats(stderr, &run->report);
}

int run_status(const struct run *run)
{
	const struct report *r = &run->report;

	if (run->interrupted)
		return EXIT_INTERRUPTED;
	if (r->incomplete.n || (r->skipped && !r->analysed))
		return EXIT_INCOMPLETE;
	if (!run->opt->gate_off && !run->opt->shard.count && report_count_level(r, run->opt->gate))
		return EXIT_FINDINGS;
	return EXIT_CLEAN;
}

/* --dump=ops: the instruction set. */
static int run_dump_ops(void)
{
	static const struct {
		const char *text, *shape, *doc;
	} ops[] = {
#define IR_OP(name, text, shape, doc) { text, shape, doc },
#include "ir/ops.def"
#undef IR_OP
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(ops); i++)
		printf("%-10s %-5s %s\n", ops[i].text, ops[i].shape, ops[i].doc);
	return fflush(stdout) ? EXIT_USAGE : EXIT_CLEAN;
}

void run_jobs(struct run *run)
{
	if (!run->box && !run->opt->no_cross && run->opt->dump != DUMP_IR)
		run->box = irbox_open(&run->arena);
	keep_open(run);
	progress_start(!run->opt->quiet, run->opt->progress);
	pool_run(run);
	progress_end();
	if (run->opt->shard.count)
		part_write(run);
	run_collect(run);
	keep_close(run);
}

/* --dump=files: what would be looked at. */
static int run_dump_files(struct run *run)
{
	run_open(run);
	discover(run);
	vec_for(i, &run->jobs)
		printf("%s\n", run->jobs.v[i].shown);
	return fflush(stdout) ? EXIT_USAGE : EXIT_CLEAN;
}

void run_units(struct run *run)
{
	run_open(run);
	discover(run);
	load_user_models(run);
	run_jobs(run);
	if (run->opt->shard.count)
		return;
	if (run->opt->gated) {
		gate_finish(run);
		return;
	}
	report_filter(&run->report, run->opt->rules, run->opt->min_level);
	report_finish(&run->report);
}

int run_check(const struct check_options *o)
{
	struct run run = { .opt = o };
	double start = clock_mono();
	int status;

	if (o->dump == DUMP_OPS)
		return run_dump_ops();
	arena_init(&run.arena);
	if (o->dump == DUMP_FILES)
		return run_dump_files(&run);
	run_units(&run);
	if (o->fix)
		fix_run(&run);
	if (!o->dry_run && !o->shard.count)
		output_write(&run);
	if (o->inventory)
		inventory_write_beside(&run);
	run_account(&run, start);
	status = run_status(&run);
	arena_free(&run.arena);
	return status;
}
