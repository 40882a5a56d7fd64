/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make - reads the Makefiles of kernel trees without running make.
 *
 * Variables, conditionals, include, define and the text functions are
 * evaluated; commands are never run, recipes are at most kept as text. Beside the values,
 * every object and folder that an assignment names is remembered with the
 * options that decide about it, also where they are off: that is how a file
 * whose option is off is still found.
 */
#ifndef CHECKER_FRONT_MAKE_H
#define CHECKER_FRONT_MAKE_H

#include <stdbool.h>
#include "base/map.h"
#include "base/vec.h"

/* A word "x.o" or "x/" on the right of an assignment. */
struct make_mention {
	const char *word;
	const char *var;		/* name of the variable, expanded */
	VEC(const char *) off;		/* CONFIG_ names that are off and hide it */
	bool active;			/* false: in a branch that is not taken */
};

struct make {
	struct arena *a;
	const struct map *config;	/* interned CONFIG_ name -> value as make sees it */
	const char *srctree;		/* where a relative include is looked for first */
	const char *dir;		/* ... and then */
	const char *release;		/* "uname -r" of the kernel that is built for; may be NULL */
	struct map vars;		/* interned name -> struct make_var */
	struct map fixed;		/* interned names that a command line set: assignments yield */
	VEC(struct make_mention) mentions;
	bool outside;			/* the user's own call: keep what it hands to kbuild */
	VEC(const char *) exported;	/* names of variables; only with outside */
	VEC(const char *) recipes;	/* their lines, unexpanded; only with outside */
	unsigned int depth;		/* of expansion and of include */
};

struct make_buf {
	char *v;
	unsigned int n, cap;
};

void make_init(struct make *m, struct arena *a, const struct map *config,
	       const char *srctree, const char *dir);
/* Evaluates the file in @m. False when it cannot be read. */
bool make_read(struct make *m, const char *path);

/* Sets a variable to a text that is taken as it is ("=" wants recursive). */
void make_set(struct make *m, const char *name, const char *value, bool recursive);
/* As on make's command line: assignments in Makefiles do not change it. */
void make_fix(struct make *m, const char *name, const char *value);
void make_append(struct make *m, const char *name, const char *value);
bool make_defined(struct make *m, const char *name);
/* The variable's value, expanded; "" when it is not set. */
const char *make_get(struct make *m, const char *name);
/* The text with all references replaced. */
const char *make_expand(struct make *m, const char *text);
/* $(name args) for a text function; NULL when there is no such function. */
const char *make_function(struct make *m, const char *name, const char *args);

/*
 * What $(shell @command) would print, for the few commands that Makefiles ask where they are
 * or which kernel this is; "" for all others. Nothing is run.
 */
const char *make_shell(struct make *m, const char *command);

/* The next blank-separated word of *text, in the arena; NULL at the end. */
char *make_word(struct arena *a, const char **text);
/* Does a pattern with at most one % match? The stem (may be empty) or NULL. */
const char *make_match(struct arena *a, const char *pattern, const char *word);
/*
 * The text up to a comma outside of references, or to the end when it is the
 * @last; *text goes behind it. *more (may be NULL): there was a comma.
 */
const char *make_argument(struct arena *a, const char **text, bool last, bool *more);

void make_buf_add(struct arena *a, struct make_buf *b, const char *s, size_t n);
void make_buf_word(struct arena *a, struct make_buf *b, const char *word);
const char *make_buf_str(struct arena *a, struct make_buf *b);

#endif
