/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch - headers that many units share, parsed once.
 *
 * A precompiled header is two files in a folder: KEY.pch is libclang's, KEY.names says what it was
 * made of and what the lowering would else have to look for in it. Units see the same with and
 * without it, or are parsed without.
 */
#ifndef SKBOWN_FRONT_PCH_H
#define SKBOWN_FRONT_PCH_H

#include <stdint.h>
#include "front/front.h"

/* Which precompiled header a unit can use. Strings belong to the unit's arena. */
struct pch_plan {
	const char *key;		/* hexadecimal; of all that decides what the headers mean */
	const char *dir;		/* the command's */
	VEC(const char *) args;		/* that all its units share */
	VEC(const char *) macros;	/* names that the unit's command defines for itself */
};

struct pch;

/* False: units like this one have no use for one. @program: a hash; of another one, another key. */
bool pch_plan(struct arena *a, const struct compile_cmd *cmd, uint64_t program,
	      struct pch_plan *plan);

/*
 * Makes the files, each written whole before it gets its name. NULL, or one line that says why they
 * could not be made, in @a.
 */
const char *pch_make(struct arena *a, const struct pch_plan *plan, const char *folder);

/*
 * NULL when it is not there, is damaged, or when a header has changed since; *stale then says that
 * making it anew is worth it. @a has to live as long as the result.
 */
struct pch *pch_open(struct arena *a, const struct pch_plan *plan, const char *folder, bool *stale);
/* Do the headers mean the same to @file, whatever macros its command defines? */
bool pch_fits(const struct pch *p, const struct pch_plan *plan, const char *file);

#endif
