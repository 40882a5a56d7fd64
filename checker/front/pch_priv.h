/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch_priv - what the files about precompiled headers show to each other and to the lowering.
 */
#ifndef CHECKER_FRONT_PCH_PRIV_H
#define CHECKER_FRONT_PCH_PRIV_H

#include "base/map.h"
#include "front/pch.h"

/* One header, as it was when it was parsed. */
struct pch_input {
	const char *path;
	long long size, mtime, ctime;	/* times in nanoseconds */
	uint64_t hash;			/* of its bytes */
};

/* Sorted hashes of names. */
struct pch_set {
	const uint64_t *v;
	size_t n;
};

struct pch {
	const char *path;		/* of the .pch file */
	const char *folder;		/* files in it are no sources */
	time_t since;			/* no header was read before that */
	uint64_t shadows;
	VEC(const char *) roots;	/* folders of the include path that all units share */
	VEC(struct pch_input) inputs;
	struct map by_path;		/* interned path -> its index in inputs and one */
	VEC(const char *) writers;	/* interned: inlines that select.c asks for by name */
	VEC(const char *) cleanups;	/* interned: that may be lowered when a scope calls them */
	struct map writer, cleanup;	/* the same as sets */
	struct pch_set words, macros;	/* that stand in the headers; that they define */
};

/* --- pch_file.c --- */
uint64_t pch_hash_name(const char *s, size_t n);
const struct pch_input *pch_input_of(const struct pch *p, const char *path);
bool pch_set_has(const struct pch_set *s, uint64_t hash);
/* 0 when all is written. */
int pch_write_names(struct arena *a, const struct pch *p, const struct pch_plan *plan,
		    const char *file);
const char *pch_path(struct arena *a, const struct pch_plan *plan, const char *folder,
		     const char *ending);
/* Fills size and times; false when it is not there. */
bool pch_input_stat(struct pch_input *in);
/* Of a file as it is now; false when it cannot be read. */
bool pch_hash_file(const char *path, uint64_t *hash, long long *size);
/* A sum over the files that would be found before an input, if they were what is looked for. */
uint64_t pch_shadows(const struct pch *p, const struct pch_plan *plan);

/* --- pch.c --- */
const char *pch_header_text(struct arena *a);

/* --- pch_check.c --- */
/*
 * Do the unit's own files mean the same behind these headers? NULL, or why not. (*would_read)[i]: the
 * unit would have read input i of its own accord, no condition decides on that; in @a.
 */
const char *pch_conflict(struct arena *a, const struct pch *p, const struct compile_cmd *cmd,
			 const struct front_result *res, const bool **would_read);

#endif
