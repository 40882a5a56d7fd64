/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * effect - what the files that make effect tables offer each other: terms.c speaks of values,
 * effect.c turns exits into rows, effect_reduce.c says the same with fewer rows and conditions.
 */
#ifndef SKBOWN_FLOW_EFFECT_PRIV_H
#define SKBOWN_FLOW_EFFECT_PRIV_H

#include "flow/effect.h"
#include "run.h"

/* In whose terms a value is told: the parameters of @func, and what this way out returns. */
struct terms {
	struct arena *arena;
	const struct ir_func *func;
	const struct value *result;	/* made by the function and returned, or NULL */
};

/* --- terms.c --- */
/* False when the caller has no way to speak of @v: made here and not returned. */
bool term_visible(const struct terms *t, const struct value *v);
/* Of what is not visible the key is "?" or holds one. */
struct effect_term term_of(const struct terms *t, const struct value *v);
/* A member of an object of which the words are given: "skb->truesize", "&dev->refs" too. */
const char *term_member(struct arena *a, const char *object, const char *field);

/* --- effect.c --- */
/* The table of @sum, in @a. */
struct effect_table *effect_table_new(struct arena *a, const struct summary *sum);

/* --- effect_cond.c --- */
void effect_conds(const struct terms *t, const struct state *s, struct effect_row *row);
/* Fills .words. */
void effect_cond_words(struct arena *a, struct effect_cond *c);
bool effect_cond_empty(const struct effect_cond *c);
/* Can both hold of one term? */
bool effect_cond_compatible(const struct effect_cond *a, const struct effect_cond *b);
const char *effect_kinds_words(unsigned int kinds);

/* --- effect_reduce.c --- */
void effect_reduce(struct arena *a, struct effect_table *t);

#endif
