/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source - the lines of the files that findings stand in.
 */
#ifndef SKBOWN_RENDER_SOURCE_H
#define SKBOWN_RENDER_SOURCE_H

#include "base/vec.h"
#include "render/render.h"

struct source {
	const char *file;	/* as findings name it */
	char *text;		/* with a NUL behind its last byte */
	size_t len;
	VEC(size_t) starts;	/* of each line, in bytes */
};

/* The file as findings name it, read once for @opt. NULL when it cannot be read. In @a. */
struct source *source_read(struct arena *a, const struct render_options *opt, const char *file);
/* Line @n, from 1, in @a and without its end; NULL when there is none. */
char *source_line(struct arena *a, const struct source *s, unsigned int n);

/* Files that were read, so that each is read once. All zero but for arena and opt: none yet. */
struct sources {
	struct arena *arena;
	const struct render_options *opt;
	VEC(struct source *) read;
	VEC(const char *) missing;
};
/* NULL when the file cannot be read. */
struct source *sources_get(struct sources *s, const char *file);

struct fix;
/* The repair of @f that is certain (report/fix.h) and not made yet; false when there is none. */
bool sources_fix(struct sources *s, const struct finding *f, struct fix *out);

/*
 * What GitHub calls the primaryLocationLineHash of line @n: a rolling hash of the 100
 * characters from there on, blanks left out, and how many lines before have the same. In @a;
 * NULL when there is no such line.
 */
char *source_line_hash(struct arena *a, const struct source *s, unsigned int n);

#endif
