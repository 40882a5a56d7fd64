/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * front - from a source file and its compile command to an IR unit.
 *
 * The only layer that sees libclang. The translation unit is disposed before
 * front_lower() returns.
 */
#ifndef SKBOWN_FRONT_FRONT_H
#define SKBOWN_FRONT_FRONT_H

#include <stdbool.h>
#include <time.h>
#include "ir/ir.h"

/* How one file is compiled. All strings belong to the arena it was made in. */
struct compile_cmd {
	const char *file;	/* absolute path */
	const char *shown;	/* path as findings show it */
	const char *dir;	/* working directory of the command */
	VEC(const char *) args;	/* filtered flags, without compiler, -c, -o and the file */
	unsigned int version;	/* of its kernel tree: 612 for 6.12; 0: not known */
	const char *skip;	/* not NULL: not to be parsed, and this is why */
	bool unlisted;		/* the file lies in a tree none of whose Makefiles names it */
	const char *note;	/* not NULL: what was assumed, e.g. options turned on for this file */
};

/* What parsing a unit said that the user has to know. */
struct front_diag {
	const char *file;
	unsigned int line, col;
	const char *text;
};

struct front_stats {
	unsigned int funcs_seen;	/* function bodies in the main file */
	unsigned int funcs_lowered;	/* main file and headers */
	unsigned int insns, opaque;
	double parse_sec, lower_sec;
};

enum front_status {
	FRONT_OK,
	FRONT_PARTIAL,		/* errors inside functions: those are "broken", the rest is there */
	FRONT_FAILED,		/* nothing usable: why is in diags[0] or error */
};

/* Two files that name a function with the same header's declaration mean the same function. */
struct front_decl {
	const char *func;
	const char *header;	/* of the first declaration, as shown; the main file when none has it */
};

/* One file that was read. */
struct front_file {
	const char *path;	/* absolute */
	bool changed;		/* since files_since: the hash is of what was read */
	uint64_t hash;		/* changed: XXH3 of its bytes */
};

struct front_result {
	enum front_status status;
	const char *error;		/* one line, FRONT_FAILED */
	VEC(struct front_diag) diags;	/* errors and fatal errors only, in order */
	struct front_stats stats;
	struct ir_unit *unit;		/* NULL when FRONT_FAILED */
	/* Functions of the main file that are not static, and those without a body here. */
	VEC(struct front_decl) decls;
	VEC(struct front_file) files;	/* want_files: the main file first, each once */
	bool files_unknown;		/* ... but of one of them the bytes could not be had */
	bool shared;			/* the headers were those of options.pch */
	const char *not_shared;		/* why they were not, though there were some; or NULL */
};

/* What a file holds in an editor and perhaps not on disk. */
struct front_text {
	const char *path;	/* absolute */
	const char *text;
	size_t len;
};

/* Units that stay parsed, each with what it includes first compiled in memory. */
struct front_units;
struct pch;

/* What front has to know of the protocol and of the models. */
struct front_options {
	/* Is there a model for this function (its body in a header needs no lowering as a callee)? */
	bool (*has_model)(const char *func, void *data);
	void *data;
	/* These functions, of the main file and of headers, and what they reach; NULL: those that matter. */
	bool (*wanted)(const char *func, void *data);
	bool all_functions;	/* lower every function of the main file (goldens, models) */
	bool parse_only;	/* stop after parsing (bench) */
	bool want_files;	/* list the files that were read */
	time_t files_since;	/* of those that changed since then the file may not hold what was read */
	const struct front_text *texts;	/* are read instead of the files of these names */
	unsigned int nr_texts;
	struct front_units *units;	/* keep the unit here, or take it from here; or NULL */
	const struct pch *pch;	/* headers parsed before, for units that they suit; or NULL: front/pch.h */
};

/* At most @n units; to be closed by the process that opened them. */
struct front_units *front_units_open(unsigned int n);
void front_units_close(struct front_units *u);

/* Of libclang: with another one the same file may read differently. In @a. */
const char *front_version(struct arena *a);

/* @a: the unit's arena; the result lives there too. Never returns NULL. */
struct front_result *front_lower(struct arena *a, const struct compile_cmd *cmd,
				 const struct front_options *opt);

/*
 * Parses the header @cmd->file and keeps the result in @out, which "-include-pch" takes in the
 * commands of units that include it first. NULL, or why it could not be done.
 */
const char *front_precompile(struct arena *a, const struct compile_cmd *cmd, const char *out);

#endif
