/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compdb_priv - what the files of compdb and kbuild share.
 */
#ifndef CHECKER_FRONT_COMPDB_PRIV_H
#define CHECKER_FRONT_COMPDB_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "front/compdb.h"

/* The words of a command. A named type, so that it can be passed on. */
struct word_list {
	const char **v;
	unsigned int n, cap;
};

/* Splits as a shell does (quotes, backslashes; no expansion). NULL, or what is wrong. */
const char *compdb_split(struct arena *a, const char *text, struct word_list *out);

/* --- compile_commands.json --- */
struct compdb_json;

struct compdb_json *compdb_json_open(struct arena *a, const char *path, const char **err);
/* Fills @cmd (file and shown are set); false when neither the file nor a neighbour is listed. */
bool compdb_json_lookup(struct compdb_json *json, struct arena *a, struct compile_cmd *cmd);
unsigned int compdb_json_files(struct compdb_json *json, const char *const **files);

#endif
