/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proc - run a command and read what it says; clocks.
 */
#ifndef SKBOWN_BASE_PROC_H
#define SKBOWN_BASE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

struct proc_result {
	int status;		/* exit status; 128 + signal when killed; 127 when it could not be started */
	char *out;		/* what it wrote, NUL-terminated */
	size_t len;
};

struct proc_options {
	const char *dir;	/* working directory, or NULL */
	const char *input;	/* what it reads on stdin, or NULL: /dev/null */
	bool quiet;		/* stderr to /dev/null; else it is ours */
	bool errors;		/* stderr is read, and stdout is ours */
};

/*
 * Runs argv[0] (found in PATH) to its end. @opt may be NULL. Returns 0, or -1
 * with errno when no process could be made.
 */
int proc_read(struct arena *a, const char *const *argv, const struct proc_options *opt,
	      struct proc_result *res);

double clock_mono(void);	/* seconds, monotonic */
double clock_cpu(void);		/* CPU seconds of this process */

#endif
