/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * drive - the program around the analysis: options, discovery, workers, output.
 */
#ifndef SKBOWN_DRIVE_DRIVE_H
#define SKBOWN_DRIVE_DRIVE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <jansson.h>
#include <xxhash.h>
#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "flow/flow.h"
#include "front/compdb.h"
#include "front/front.h"
#include "model/model.h"
#include "render/render.h"
#include "report/finding.h"
#include "store.h"

/* Exit statuses of "check". */
enum {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,		/* usage or environment */
	EXIT_INCOMPLETE = 3,
	EXIT_INTERRUPTED = 130,
};

enum dump { DUMP_NONE, DUMP_IR, DUMP_STATES, DUMP_OPS, DUMP_FILES };

/* One part of many: from 1; count 0 is no part, but all. */
struct shard {
	unsigned int index, count;
};

struct check_options {
	struct compdb_config compile;
	const char *root;		/* what paths are shown relative to; NULL: --kdir or here */
	const char *format;		/* one of the command's */
	const char *output;		/* NULL: stdout */
	unsigned int jobs;
	unsigned int timeout;		/* seconds a unit may take; 0 = any */
	unsigned long memory_kb;	/* resident size a worker may reach; 0 = any */
	const bool *rules;		/* NULL: all */
	enum level min_level, gate;
	bool gate_off;			/* findings never change the exit status */
	bool reports;			/* paths are reports: there are no jobs */
	bool gate_given;		/* on the command line */
	bool gated;			/* suppressions, baseline and change are looked at */
	const char *baseline;		/* file, or NULL */
	bool write_baseline;
	bool fix, dry_run;		/* repair what is certain; or only show it */
	const char *diff, *diff_from;	/* revision; file or "-"; or NULL */
	const char *config_file;	/* NULL: looked for */
	bool no_config;
	const struct config *config;	/* config.h; or NULL */
	enum dump dump;
	const char *dump_func;
	bool want_inventory;
	const char *inventory;		/* file that gets it beside the findings; or NULL */
	bool stats, quiet, progress, snippets, no_snippets;
	struct shard shard;
	bool no_cross;			/* each file on its own */
	bool no_store, no_pch;
	const char *store;		/* file of the store; NULL: the usual one */
	unsigned int max_states;
	const char *then, *log;		/* kbuild: the next checker; folder; or NULL */
	unsigned int error_status;	/* kbuild: what it ends with on findings */
	VEC(const char *) models;
	VEC(const char *) paths;
};

/* Where a unit's IR text lies in the box, and what it hashes to. */
struct ir_place {
	uint64_t at, len, hash;		/* len 0: it is not there */
};

/* One source file of a run. */
struct job {
	const char *path;	/* absolute */
	const char *shown;
	long long size;
	bool named;		/* on the command line itself, not found in a folder */
	json_t *result;		/* what a worker sent, see worker.c */
	json_t *again;		/* the same of the second pass, or NULL */
	char *dump;		/* --dump's text of this unit, or NULL */
	bool second;		/* it is executed again, with what is known of other files */
	struct ir_place ir;
	struct map givers;	/* interned name of a function that it calls -> struct job that has it */
};

/* A file of a folder, or of compile_commands.json. */
struct found {
	const char *path;
	struct stat st;
	bool named;
	bool worth, failed;	/* it holds a word that matters; it could not be read */
};

struct irbox;

/* What "check --shard" has left, see part.c. */
struct part {
	const char *name, *text;	/* of the file */
	json_t *about;
	unsigned int nr, of;
};

struct run {
	struct arena arena;
	const struct check_options *opt;
	const char *root;	/* what paths are shown relative to; absolute */
	struct compdb *db;
	struct models *models;
	VEC(struct found) found;
	VEC(struct job) jobs;	/* in order of the shown path */
	struct irbox *box;	/* the units' IR, from the first pass to the second; or NULL */
	bool second;		/* the pass that is run */
	VEC(struct part) parts;
	bool joined;		/* the first pass was that of other runs, whose parts are here */
	uint64_t all_files;	/* hash of the names of all parts' files */
	const char *store_path;	/* NULL: the run has no store */
	struct store *store;	/* a worker's door to it; NULL in the parent */
	bool store_said, store_corrupt;
	struct share *share;	/* a worker's headers that units share; or NULL */
	int64_t program;	/* its number in the store */
	uint64_t program_hash, models_hash;
	const char *cwd;
	time_t since;		/* files that did not change since then hold what was read of them */
	struct report report;
	bool interrupted;
	/* Of an editor: what files hold there, and units that stay parsed; else 0 and NULL. */
	const struct front_text *texts;
	unsigned int nr_texts;
	struct front_units *units;
	struct flow_memory *memory;	/* of the file that is asked about */
};

/* --- options.c --- */
/*
 * Fills @o from the arguments of the command that argv[0] names (commands.h), which is changed to
 * what messages call it; ends the program on a mistake.
 */
void options_parse(struct check_options *o, struct arena *a, int argc, char **argv);
/* Is there an option of this name, without "=", that a value follows? */
bool options_takes_value(const char *name);
/* Indexed by enum rule_id, in @a; ends the program on an unknown name. */
const bool *rule_list(struct arena *a, const char *list);

/* --- message.c --- */
/* Prints "skbown: ..." and ends the program with EXIT_USAGE. */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The word of @words (NULL-terminated) that @word may have meant, or NULL. */
const char *nearest_word(const char *word, const char *const *words);

/* The message about @name, which is no rule. */
const char *unknown_rule(const char *name);

/* --- settings.c: the project's configuration, where the command line says nothing --- */
struct config;
void settings_apply(struct check_options *o, struct arena *a);
int run_config(int argc, char **argv);

/* --- gate.c --- */
/* Levels, suppressions, filter, order, baseline and change: from what was found to what counts. */
void gate_finish(struct run *run);

/* --- shard.c --- */
/* "I/N", "auto" or "auto/N"; ends the program on a mistake. */
struct shard shard_parse(struct arena *a, const char *arg);
/* Ends the program when the command line asks a part for what needs all of them. */
void shard_check_options(const struct check_options *o);
bool shard_has(const struct shard *s, const char *shown);
/* Leaves the part's own files in run->jobs; notes of which whole it is a part. */
void shard_keep(struct run *run);

/* --- part.c: what a part leaves for "merge" --- */
/* After the first pass. */
void part_write(struct run *run);
/* Is this text one? */
bool part_is(const char *text);
/* Adds its files to run->jobs, with the results of their first pass; ends the program on a mistake. */
void part_read(struct run *run, const char *name, const char *text);
/* Settings that merging has to share with the first one that was read. */
void part_options(struct run *run, struct check_options *o);
/* All have been read: are they of one run? Files of missing ones are noted as incomplete. */
void part_unite(struct run *run);

/* --- discover.c: paths -> run->jobs --- */
void discover(struct run *run);

/* --- words.c --- */
/* Fills worth and failed of @n files. */
void words_judge(struct run *run, struct found *found, unsigned int n);

/* --- analyse.c: one unit, in a worker --- */
/*
 * {"report": what reading it said, "flow": what executing it said, "link": see link_describe()};
 * from the store when it is there. Lives in @a as far as it is no JSON.
 */
json_t *analyse(struct run *run, struct arena *a, const struct job *j, FILE *dump);
/* What says that a header is not there, which breaks all that follows; NULL: nothing does. */
const struct front_diag *missing_header(const struct front_result *res);

/* --- execute.c --- */
struct link_reader;
/* The function that an entry of a packed report's "incomplete" says this of; NULL: none. */
const char *problem_function(const json_t *problem);
/* @others: where functions of other files are asked for, or NULL. @a: the unit's arena. */
void execute(struct run *run, const struct job *j, struct arena *a, struct ir_unit *u,
	     struct report *out, FILE *dump, struct link_reader *others);

/* --- again.c: what the second pass said of a unit, with what the first said of its other functions --- */
/* A new reference; NULL when the unit was not executed again. */
json_t *again_flow(struct run *run, const struct job *j);

/* --- irbox.c: IR texts that all processes of a run can read --- */
struct irbox *irbox_open(struct arena *a);		/* NULL when there is no memory for it */
/* False when there is no room. */
bool irbox_put(struct irbox *b, const char *text, size_t len, struct ir_place *where);
char *irbox_get(struct irbox *b, struct arena *a, const struct ir_place *where);

/* --- link.c: which unit calls which --- */
/* The unit's side of it, for the parent: {"gives", "wants"}; a new reference. */
json_t *link_describe(struct run *run, struct arena *a, const struct front_result *res);
/* The unit's IR text, in @a; names of files are those that findings show (@root: of the run). */
struct bytes link_text(struct arena *a, struct ir_unit *u, const char *root);
/* Puts that into the box, and the place into @link, as "ir". */
void link_keep(struct run *run, json_t *link, struct bytes ir);
/* Reads that place into the job. */
void link_place(struct job *j, const json_t *link);
/* All units' sides are there: fills givers, marks the jobs that have to be executed again. */
unsigned int link_plan(struct run *run);
/* flow_options.foreign; @data is a struct link_reader. */
struct link_reader {
	struct run *run;
	const struct job *job;	/* the unit that is executed */
	FILE *asked;		/* the questions and their answers: crosskey.c; or NULL */
	VEC(const char *) judged;	/* functions of the unit of which the second pass said something */
	struct map jobs;	/* struct ir_unit that was asked for -> struct job */
};
/* Whose @func it is that @caller calls, when @home is executed; or NULL. */
struct job *link_giver(const struct job *caller, const char *func, const struct job *home);
struct ir_unit *link_find(struct arena *a, const struct ir_unit *from, const char *func,
			  void *data);
/* flow_options.has_foreign, flow_options.was_too_much. */
bool link_has(const struct ir_unit *from, const char *func, void *data);
bool link_was_too_much(const char *func, void *data);
/*
 * IR of the unit that a worker of the second pass executes next, as the first pass left it; it lives
 * until the next one is asked for. NULL when it is not there.
 */
struct ir_unit *link_home(struct run *run, const struct job *j);

/* --- share.c: headers that units share --- */
struct share;
void share_open(struct run *run, struct arena *a);	/* in a worker; @a: the process's */
/* Those that the unit can use, made when they are worth it; or NULL. */
const struct pch *share_headers(struct run *run, struct arena *a, const struct compile_cmd *cmd);

/* --- cache.c --- */
int run_cache(int argc, char **argv);

/* --- keep.c: the run's store --- */
#define STORE_BYTES (256 << 20)	/* the IR of net and drivers/net of one tree is 38 MB of it */
const char *cache_folder(struct arena *a);		/* NULL: there is no place for one */
/* Fills and returns program_hash: of this program, libclang included; 0: it cannot be had. */
uint64_t keep_program(struct run *run);
void keep_open(struct run *run);			/* in the parent, before any worker */
void keep_worker(struct run *run, struct arena *a);	/* in a worker; @a: the process's */
void keep_report(struct run *run, json_t *msg);		/* in a worker: what went wrong with it */
void keep_note(struct run *run, const json_t *msg);	/* in the parent: tells the user, once */
void keep_used(struct run *run);			/* in a worker, at its end: what it found is in use */
void keep_close(struct run *run);

/* --- unitkey.c, crosskey.c: entries of the store, and when they hold good --- */
XXH3_state_t *key_start(const struct run *run, const struct job *j, const char *what);
struct store_key key_end(XXH3_state_t *h);
struct store_key unitkey_of(const struct run *run, const struct job *j,
			    const struct compile_cmd *cmd);
/* A new reference to what was saved; NULL when there is nothing that holds good. */
json_t *unitkey_load(struct run *run, struct arena *a, const struct store_key *key,
		     const struct compile_cmd *cmd, struct bytes *ir);
void unitkey_save(struct run *run, struct arena *a, const struct store_key *key,
		  const struct compile_cmd *cmd, const struct front_result *res, json_t *result,
		  struct bytes ir);
struct store_key crosskey_of(const struct run *run, const struct job *j);
/* One question and its answer, as a line. */
void crosskey_ask(FILE *asked, const struct job *from, const char *func, const struct job *giver);
json_t *crosskey_load(struct run *run, struct arena *a, const struct job *j);
void crosskey_save(struct run *run, const struct job *j, json_t *result, struct bytes asked);

/* --- command.c --- */
/* What is wrong with @cmd, in @a; NULL when nothing is. */
const char *command_mistake(struct arena *a, const struct compile_cmd *cmd);

/* --- usermodel.c --- */
void load_user_models(struct run *run);

/* --- pool.c --- */
/*
 * Analyses all jobs in worker processes; each job then has a result. Those that call functions
 * of others are then executed again, unless the run is interrupted before.
 */
void pool_run(struct run *run);

/* --- worker.c --- */
/* Serves jobs from @fd until it is closed. Never returns. */
_Noreturn void worker_main(struct run *run, int fd);
/* Sends all bytes; false when the other side is gone. */
bool worker_send(int fd, const void *data, size_t n);

/* --- progress.c --- */
/* @lines: lines for a program that reads them, not one on a terminal. */
void progress_start(bool wanted, bool lines);
void progress_show(unsigned int done, unsigned int all, const char *file);
void progress_end(void);

/* --- output.c --- */
void output_write(struct run *run);
/* To @path, all at once, or to stdout when it is NULL; ends the program when that cannot be. */
void output_bytes(const char *path, const char *text, size_t len);

/* --- inventory.c --- */
int run_inventory(int argc, char **argv);
/* What the model of function @name does, for inventory_finish(); @data is the struct run. */
const struct told *inventory_model(const char *name, void *data);
/* To run->opt->inventory, as the name's ending says. */
void inventory_write_beside(struct run *run);

/* --- run.c --- */
/* All passes of "check" but the output. */
void run_units(struct run *run);
/* Those behind discover(): run->jobs are known. */
void run_jobs(struct run *run);
/* Moves what the workers sent into run->report. */
void run_collect(struct run *run);
/* What could not be looked at and how much was, on stderr. */
void run_account(struct run *run, double start);
/* Root, compile commands and models of a run: what is needed before a unit is looked at. */
void run_open(struct run *run);
/* What the file holds in an editor; NULL: what is on disk. */
const struct front_text *run_text(const struct run *run, const char *path);
int run_check(const struct check_options *o);
/* What the program ends with. */
int run_status(const struct run *run);

/* --- fix.c --- */
/* --fix and --dry-run, after gate_finish(). */
void fix_run(struct run *run);

/* --- kbuild.c --- */
int run_kbuild(int argc, char **argv);

/* --- editor.c: one file after the other, as an editor has it --- */
struct editor;
/* @o: what the command line says; is copied. @a: the process's. */
struct editor *editor_open(struct arena *a, const struct check_options *o);
/* The answer to a question (include/lsp/lsp.h says what both look like); a new reference. */
json_t *editor_answer(struct editor *e, const json_t *question);

/* --- owners.c --- */
/* "owners" of an answer, after gate_finish() of a run that wants the inventory. */
json_t *owners_json(struct run *run);

/* --- lsp.c --- */
int run_lsp(int argc, char **argv);

/* --- merge.c --- */
int run_merge(int argc, char **argv);

/* --- summary.c --- */
int run_summary(int argc, char **argv);

/* --- pages.c --- */
int run_explain(int argc, char **argv);
int run_rules(int argc, char **argv);

#endif
