/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config - what a project's .skbown.yaml says.
 */
#ifndef SKBOWN_DRIVE_CONFIG_H
#define SKBOWN_DRIVE_CONFIG_H

#include "base/arena.h"
#include "flow/flow.h"

enum { CONFIG_UNSET, CONFIG_NOTE, CONFIG_WARNING, CONFIG_ERROR, CONFIG_OFF };

struct config_suppress {
	char *path, *rule, *reason;
};

struct config_words {
	char **v;
	unsigned int n;
};

struct config {
	const char *file, *dir;		/* of the configuration itself, absolute */
	const char *text;
	struct config_words rules, models, include, exclude;
	struct {
		int of[RULE_NR];	/* CONFIG_* */
	} levels;
	int fail_on;			/* CONFIG_*; off is never */
	char *kdir, *baseline;
	struct config_suppress *suppress;
	unsigned int n_suppress;
};

/* The nearest .skbown.yaml in the folder of @path or above it, in @a; NULL when there is none. */
const char *config_find(struct arena *a, const char *path);
/* Reads @text, which @file holds; NULL, and one line in *err, on a mistake. In @a, but for "dir". */
struct config *config_parse(struct arena *a, const char *file, const char *text, size_t len,
				  const char **err);
/* The same of a file, with its folder; ends the program with that line on a mistake. */
const struct config *config_read(struct arena *a, const char *file);
/* The line of the @n-th entry below "suppress:", from 0; for messages. */
unsigned int config_suppress_line(const struct config *c, unsigned int n);
/* A file as the configuration's patterns see it: relative to its folder. In @a. */
const char *config_below(struct arena *a, const struct config *c, const char *path);
/* Is the file (absolute) one that folders are walked for? */
bool config_wants(const struct config *c, const char *path);

#endif
