/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * models_match - what the files of the comparison share.
 */
#ifndef SKBOWN_TOOLS_MODELS_MATCH_H
#define SKBOWN_TOOLS_MODELS_MATCH_H

#include "models.h"

/* How well two rows go together; the greater, the worse. */
enum match { MATCH_SAME, MATCH_COARSER, MATCH_UNSEEN, MATCH_NOT };

struct pair {
	struct arena *a;
	const struct effect_table *model, *body;
	const char *why;		/* of the last that is worse than MATCH_SAME */
};

/* Does the record @rec of the unit begin with a @what, or is it one? */
bool is_a(const struct ir_unit *u, const char *rec, const char *what);
/* The record that the body's parameter points to, or NULL. */
const char *pointee_of(const struct pair *p, unsigned int param);
/* Is the term a socket or a buffer: a parameter of that type, the owner of a buffer? */
bool is_followed(const struct pair *p, const char *key);
enum match match_result(const struct pair *p, const struct effect_result *m,
			const struct effect_result *b);
/* "sk is not NULL and ..." */
const char *conds_words(struct arena *a, const struct effect_row *r);

#endif
