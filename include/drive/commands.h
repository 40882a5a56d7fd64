/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * commands - what there is to call and what each takes: two tables, of which --help, the manual
 * and the completions of shells are made.
 */
#ifndef SKBOWN_DRIVE_COMMANDS_H
#define SKBOWN_DRIVE_COMMANDS_H

#include <stdbool.h>
#include "base/arena.h"

enum command_id {
	CMD_CHECK, CMD_SUMMARY, CMD_INVENTORY, CMD_KBUILD, CMD_LSP, CMD_MERGE, CMD_CONFIG,
	CMD_EXPLAIN, CMD_RULES, CMD_CACHE, CMD_VERSION, CMD_HELP, CMD_NR,
};

struct command {
	const char *name, *args;	/* of its arguments, how they are written */
	const char *brief;		/* half a line */
	const char *doc;		/* a paragraph; NULL: brief is all */
	const char *const *formats;	/* of --format, the first is the default; NULL: every renderer's */
	int (*run)(int argc, char **argv);
};

/* Indexed by enum command_id. */
extern const struct command commands[CMD_NR];

/* NULL when there is none of this name. */
const struct command *command_find(const char *name);
/* The same with what it writes: NULL-terminated, in @a. */
const char *const *command_formats(struct arena *a, const struct command *c);

/* One option. It belongs to each command of which the bit is set in @of. */
struct option_row {
	const char *name;	/* the long one, without dashes; or NULL */
	int key;		/* the short one, or above 255 */
	const char *arg;	/* its value; NULL: it has none */
	unsigned int of;
	const char *doc;	/* NULL: command_formats() */
	int group;		/* index in option_groups */
};

/* Ends with an entry without a key. */
extern const struct option_row option_rows[];
/* Headings, from 1 on; ends with NULL. */
extern const char *const option_groups[];

bool command_has_options(const struct command *c);
bool option_is_of(const struct option_row *o, const struct command *c);
/* What it does, in @a. */
const char *option_doc(struct arena *a, const struct option_row *o, const struct command *c);

#endif
