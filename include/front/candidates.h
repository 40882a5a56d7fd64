/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * candidates - can this piece of source matter at all?
 *
 * A look at the text, before anything is parsed. The words are in tokens.def.
 */
#ifndef SKBOWN_FRONT_CANDIDATES_H
#define SKBOWN_FRONT_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

enum candidate {
	CANDIDATE_ANY = 1,	/* a function with this body is worth analysing */
	CANDIDATE_FILE = 2,	/* a file with this text is worth parsing */
	CANDIDATE_STRONG = 4,	/* it writes the pair */
	CANDIDATE_ALL = 7,
};

/* The set of enum candidate that hold for the text; stops early once all of @want are found. */
unsigned int candidate_scan(const char *text, size_t len, unsigned int want);
/* Is a file with this text worth parsing? */
bool candidate_file(const char *text, size_t len);

#endif
