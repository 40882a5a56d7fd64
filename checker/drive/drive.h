/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * drive - the program around the analysis: options, discovery, workers, output.
 */
#ifndef SKBOWN_DRIVE_DRIVE_H
#define SKBOWN_DRIVE_DRIVE_H

#include <stdbool.h>
#include <stdio.h>
#include <jansson.h>
#include "base/arena.h"
#include "base/vec.h"
#include "flow/flow.h"
#include "front/compdb.h"
#include "model/model.h"
#include "render/render.h"
#include "report/finding.h"

/* Exit statuses of "check". */
enum {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,		/* usage or environment */
	EXIT_INCOMPLETE = 3,
	EXIT_INTERRUPTED = 130,
};

enum dump { DUMP_NONE, DUMP_IR, DUMP_STATES, DUMP_OPS };

struct check_options {
	struct compdb_config compile;
	const char *format;		/* one of the command's */
	const char *output;		/* NULL: stdout */
	unsigned int jobs;
	unsigned int timeout;		/* seconds a unit may take; 0 = any */
	unsigned long memory_kb;	/* resident size a worker may reach; 0 = any */
	const bool *rules;		/* NULL: all */
	enum level min_level, gate;
	bool gate_off;			/* findings never change the exit status */
	enum dump dump;
	const char *dump_func;
	bool stats, quiet, snippets, no_snippets;
	unsigned int max_states;
	VEC(const char *) models;
	VEC(const char *) paths;
};

/* One source file of a run. */
struct job {
	const char *path;	/* absolute */
	const char *shown;
	long long size;
	bool named;		/* on the command line itself, not found in a folder */
	json_t *result;		/* a packed report, once a worker has sent it */
	char *dump;		/* --dump's text of this unit, or NULL */
	bool done;
};

struct run {
	struct arena arena;
	const struct check_options *opt;
	const char *root;	/* what paths are shown relative to; absolute */
	struct compdb *db;
	struct models *models;
	VEC(struct job) jobs;	/* in order of the shown path */
	struct report report;
	bool interrupted;
};

/* --- options.c --- */
/* How a command that takes the options of "check" presents itself. */
struct command_line {
	const char *args_doc, *doc;	/* as argp wants them */
	const char *const *formats;	/* the first is the default; NULL-terminated */
};
/* Fills @o from the arguments of a command; ends the program on a mistake. */
void options_parse(struct check_options *o, struct arena *a, const struct command_line *line,
		   int argc, char **argv);

/* --- message.c --- */
/* Prints "skbown: ..." and ends the program with EXIT_USAGE. */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The word of @words (NULL-terminated) that @word may have meant, or NULL. */
const char *nearest_word(const char *word, const char *const *words);

/* --- discover.c: paths -> run->jobs --- */
void discover(struct run *run);

/* --- analyse.c: one unit, in a worker; everything it finds is in @out --- */
void analyse(struct run *run, const struct job *j, struct report *out, FILE *dump);

/* --- command.c --- */
/* What is wrong with @cmd, in @a; NULL when nothing is. */
const char *command_mistake(struct arena *a, const struct compile_cmd *cmd);

/* --- usermodel.c --- */
void load_user_models(struct run *run);

/* --- pool.c --- */
/* Analyses all jobs in worker processes; each job then has a result. */
void pool_run(struct run *run);

/* --- worker.c --- */
/* Serves jobs from @fd until it is closed. Never returns. */
_Noreturn void worker_main(struct run *run, int fd);
/* Sends all bytes; false when the other side is gone. */
bool worker_send(int fd, const void *data, size_t n);

/* --- progress.c --- */
void progress_start(bool wanted);
void progress_show(unsigned int done, unsigned int all, const char *file);
void progress_end(void);

/* --- output.c --- */
void output_write(struct run *run);
/* To @path, all at once, or to stdout when it is NULL; ends the program when that cannot be. */
void output_bytes(const char *path, const char *text, size_t len);

/* --- run.c --- */
/* Root, compile commands and models of a run: what is needed before a unit is looked at. */
void run_open(struct run *run);
int run_check(const struct check_options *o);

/* --- summary.c --- */
int run_summary(int argc, char **argv);

/* --- pages.c --- */
int run_explain(int argc, char **argv);
int run_rules(int argc, char **argv);

#endif
