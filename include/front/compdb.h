/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compdb - how each file is compiled: compile_commands.json, flags given on
 * the command line, or the Makefiles of a kernel tree (kbuild).
 */
#ifndef SKBOWN_FRONT_COMPDB_H
#define SKBOWN_FRONT_COMPDB_H

#include "front/front.h"

struct compdb;

struct compdb_config {
	const char *kdir;	/* kernel source tree, or NULL */
	const char *kbuild;	/* prepared headers tree, or NULL: found by itself */
	const char *build;	/* -p: directory of compile_commands.json or the file itself, or NULL */
	const char *const *cflags;	/* after "--", NULL-terminated, or NULL */
};

/*
 * NULL when the configuration cannot work (missing tree, unreadable or broken
 * compile_commands.json); *err is then one line that says what to do.
 * With no config member set: an out-of-tree module beside installed kernel headers is looked
 * for upwards from each file (Kbuild or Makefile with obj-m); else plain flags.
 */
struct compdb *compdb_open(struct arena *a, const struct compdb_config *cfg, const char **err);

/*
 * The command for @file. Never NULL; when the file cannot be compiled in this
 * configuration, cmd->skip says why. @shown is what findings are to call it.
 */
struct compile_cmd *compdb_lookup(struct compdb *db, struct arena *a, const char *file,
				  const char *shown);

/* What the user should know of the configuration chosen (headers of another version), or NULL. */
const char *compdb_note(const struct compdb *db);

/* The files that a compile_commands.json lists, absolute; 0 for other configurations. */
unsigned int compdb_files(const struct compdb *db, const char *const **files);

/*
 * Keeps what clang takes and what changes the parse; drops the rest. Relative
 * include paths are taken from out->dir, when that is set; words are appended to
 * out->args. @file words are replaced by what the file holds; where that cannot
 * be read, out->skip says so.
 */
void compdb_filter_flags(struct arena *a, int argc, const char *const *argv,
			 struct compile_cmd *out);

#endif
