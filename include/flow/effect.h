/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * effect - a function's summary as a table that can be read and compared.
 *
 * Each row says: when these conditions on what the caller passed hold, the result is of this
 * class and these are the effects on owners, references, charges and buffers. Rows that say
 * the same are one; a condition stands only where it keeps rows of different outcome apart.
 * Rows may overlap: what decides between them is then nothing that the caller passed.
 *
 * Whatever is spoken of is a term. Terms, conditions, results and effects have two texts: .key
 * compares (parameters by position, fields by their full names, "$0.sk_buff.sk"), .words is for
 * people (parameters by name, fields as C writes them, "skb->sk"). Tables of two bodies of one
 * function compare by key even where the parameters have other names.
 */
#ifndef SKBOWN_FLOW_EFFECT_H
#define SKBOWN_FLOW_EFFECT_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/vec.h"
#include "flow/flow.h"

#define EFFECT_TERMS 4

struct effect_term {
	const char *key, *words;	/* both NULL: no term */
};

/* What is known of one term: all of it at once. */
struct effect_cond {
	struct effect_term of;
	int64_t lo, hi;			/* signed bounds; INT64_MIN, INT64_MAX: none */
	bool nonnull;
	int8_t err;			/* 1: an ERR_PTR, -1: none, 0: not said */
	uint8_t kinds;			/* a socket of these kinds; KIND_ANY: not said */
	uint8_t nr_eq, nr_ne;		/* one of eq, none of ne */
	struct effect_term eq[EFFECT_TERMS], ne[EFFECT_TERMS];
	bool is_pointer;		/* 0 is NULL */
	const char *words;		/* "skb->destructor is sock_wfree()" */
};

enum effect_result_kind {
	RESULT_VOID,
	RESULT_NULL,		/* of a function that returns a pointer */
	RESULT_ERR_PTR,
	RESULT_INT,		/* lo..hi; one class for all negative numbers */
	RESULT_TERM,		/* a parameter or what one leads to: .of */
	RESULT_FRESH_SKB,	/* a buffer made here; effects call it "result" */
	RESULT_FRESH_SOCK,	/* a socket or counted object allocated here, of .kinds */
	RESULT_FOUND_SOCK,	/* a socket that somebody else keeps, of .kinds */
	RESULT_POINTER,		/* another object, not NULL and no error */
	RESULT_ANY,		/* nothing is known of it */
};

struct effect_result {
	enum effect_result_kind kind;
	struct effect_term of;
	int64_t lo, hi;
	uint8_t kinds;
	const char *key, *words;	/* "NULL", "a negative number", "a socket that was found" */
};

enum effect_kind {
	EFFECT_ORPHAN,		/* the owner that .of came with is dropped */
	EFFECT_COUNT,		/* amount is added to .counter of .of */
	EFFECT_PAIR,		/* halves of .of are written: .sk, .dtor; no term: kept */
	EFFECT_FREE,		/* buffer .of is freed */
	EFFECT_GIVE,		/* buffer .of goes into other hands */
	EFFECT_OUT,		/* *.of is set to .val */
	EFFECT_KEEP,		/* socket .of is stored where it is not followed */
	EFFECT_NEED_KIND,	/* socket .of has to be of .kinds */
	EFFECT_NEED_UNOWNED,	/* buffer .of must have no owner */
	EFFECT_NR
};

#define EFFECT_BIT(kind) (1u << (kind))
#define EFFECT_ALL (EFFECT_BIT(EFFECT_NR) - 1)

struct effect_amount {
	bool any;			/* some amount */
	int64_t k;
	uint8_t n;
	struct {
		struct effect_term of;
		int64_t coef;
	} t[EFFECT_TERMS];
};

struct effect {
	enum effect_kind kind;
	struct effect_term of;
	const char *counter;		/* "sock_common.skc_refcnt" */
	struct effect_amount amount;
	struct effect_term sk, dtor;	/* words "NULL" when cleared, "f()" when a function */
	struct effect_term val;
	uint8_t kinds;
	const char *what;		/* EFFECT_NEED_*: the use that needs it, "sock_put()" */
	const char *key, *words;	/* the whole effect: "sk->sk_wmem_alloc + skb->truesize" */
};

struct effect_row {
	VEC(struct effect_cond) conds;	/* all hold; ordered by key; none: always */
	struct effect_result result;
	VEC(struct effect) effects;	/* ordered by kind, then key; none: nothing happens */
	const char *key;		/* result and effects, not the conditions */
};

/* A function that another gets the buffer of: where a destructor may go on. */
struct effect_pass {
	const char *to;			/* "sock_wfree"; "a saved pointer" reads as C: "old" */
	bool is_pointer;		/* called through a pointer: .to is source text */
};

struct effect_table {
	const char *name;
	const char *file;		/* as the unit names it */
	unsigned int line;
	const struct ir_unit *unit;	/* NULL for a model */
	struct ir_loc loc;
	bool is_model;
	bool incomplete;		/* a bound was hit: some rows are mixed */
	bool takes_skb;			/* the first parameter is a buffer */
	VEC(const char *) params;
	VEC(struct effect_row) rows;	/* no row: it never returns */
	VEC(struct effect_pass) passes;	/* calls whose only argument is the first parameter */
	VEC(struct effect_term) unseen;	/* buffers and sockets that an unknown function gets */
	VEC(struct effect_term) stored;	/* buffers that others can find in memory */
	/* Numbers that are written and no counters by their functions: what a primitive adds. */
	VEC(struct effect) written;
};

/* The table of the model of @func, in @a; NULL when there is no model of that name. */
struct effect_table *effect_of_model(struct arena *a, struct models *m, const char *func);

/* The fields as C writes them: "sk_refcnt" for "sock_common.skc_refcnt". */
const char *effect_field_words(struct arena *a, const char *field);

/* --- comparison --- */

struct effect_diff {
	bool missing;			/* the case is in @want and not in @have; else the other way */
	const struct effect_row *row;	/* the case without a counterpart */
	const struct effect_row *near;	/* the nearest case of the other table, or NULL */
	const char *cond, *effect;	/* where it differs from near, in words */
};

struct effect_diffs {
	VEC(struct effect_diff) v;
};

/* Can the conditions of @a and of @b hold at once? */
bool effect_overlap(const struct effect_row *a, const struct effect_row *b);

/*
 * Is everything that either table says said by the other? Each row needs one of the other with
 * which it overlaps and whose result and effects (those of @kinds, EFFECT_BITs) are the same;
 * finer rows and conditions are no difference, nor is "some amount" against any amount. Rows
 * without a counterpart are in the answer, which lives in @a.
 */
struct effect_diffs effect_compare(struct arena *a, const struct effect_table *want,
				   const struct effect_table *have, unsigned int kinds);

#endif
