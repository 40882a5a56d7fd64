/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * told - what a function does to owners, references and charges, in words: an effect table
 * (flow/effect.h) that left its unit. Plain strings, ready to be sent, kept and rendered.
 */
#ifndef SKBOWN_REPORT_TOLD_H
#define SKBOWN_REPORT_TOLD_H

#include <stdbool.h>
#include <jansson.h>
#include "base/arena.h"
#include "base/vec.h"
#include "flow/effect.h"

/* A VEC of strings that has a name. */
struct told_words {
	const char **v;
	unsigned int n, cap;
};

struct told_case {
	struct told_words when;		/* all hold; none: always */
	const char *result;		/* NULL: the function returns nothing */
	struct told_words effects;	/* none: nothing happens */
	struct told_words needs;	/* "sk has to be a full socket" */
};

struct told {
	const char *name, *file;	/* file as shown */
	unsigned int line;
	bool is_model, incomplete;
	bool needs_sk;			/* of a destructor: each case follows skb->sk */
	unsigned int accepts;		/* ... of these kinds (enum sock_kind) */
	struct told_words counters;	/* that are changed: "sk_wmem_alloc", "rxe_qp.skb_out" */
	struct told_words params;
	VEC(struct told_case) cases;	/* none: it never returns */
	struct told_words passes;	/* functions that get the first parameter alone: "sock_wfree" */
	struct told_words pointers;	/* and pointers to such, as C has them: "old" */
};

/* In @a; @file is copied and may be shown otherwise than the unit names it. */
struct told *told_new(struct arena *a, const struct effect_table *t, const char *file);

/* A case's conditions and effects in one line, in @a: "when x is NULL: sk->sk_refcnt - 1". */
const char *told_line(struct arena *a, const struct told_case *c);

/* --- as JSON: for a worker's message and for users alike --- */
json_t *told_words_json(const struct told_words *w);
void told_words_read(struct arena *a, const json_t *list, struct told_words *out);
json_t *told_json(const struct told *t);
/* NULL when @j is none. Lives in @a. */
struct told *told_from_json(struct arena *a, const json_t *j);

#endif
