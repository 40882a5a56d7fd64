/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kept - units that stay parsed, and what is known of one from the last look at it.
 */
#ifndef CHECKER_FRONT_KEPT_H
#define CHECKER_FRONT_KEPT_H

#include <clang-c/Index.h>
#include "base/map.h"
#include "front/front.h"

struct lower;

/* What lowering a function made of others. */
enum deed_kind { DEED_CALL, DEED_ADDRESS, DEED_ROLE };

struct deed {
	enum deed_kind kind;
	bool chosen;			/* that function is to be lowered, too */
	const char *func;
	const char *field;		/* DEED_ROLE */
};

struct kept_func {
	struct ir_func *f;
	VEC(struct deed) deeds;		/* in their order */
};

/* A function of the main file, by offsets in the text. */
struct body {
	const char *name;
	unsigned int start, end;	/* of the definition */
	unsigned int from, to;		/* between the braces; the same: it has none of its own */
	bool pinned;			/* preprocessor lines in it: it is always parsed */
	bool live;			/* it has changed, or has errors: it is always lowered */
};

/* What a text of the main file said. */
struct again {
	bool good;			/* there is such a text */
	struct arena arena;		/* the unit's */
	char *text;			/* malloc'ed */
	size_t len;
	uint64_t others;		/* hash of the other files' texts */
	struct ir_unit *unit;
	struct map funcs;		/* name -> struct kept_func */
	VEC(struct body) bodies;	/* in order */
};

/* What headers say that libclang shows once, after it has read them. */
struct heads {
	struct arena arena;
	struct map writers, cleanups;	/* names; see struct select and select_survey() */
};

struct kept_unit {
	uint64_t key;			/* of the command; 0: free */
	unsigned long used;		/* when, in questions */
	CXTranslationUnit tu;
	bool fresh;			/* the headers were read by this parse, as far as we know */
	struct again again;
	struct heads heads;
};

/* The unit of this command; the one that was asked for longest ago makes room for a new one. */
struct kept_unit *kept_of(struct front_units *u, const char *file, const char *const *args,
			  int nr_args);
/* As clang_parseTranslationUnit2(); the unit is @k's, which disposes of it. */
CXTranslationUnit kept_parse(struct front_units *u, struct kept_unit *k, const char *file,
			     const char *const *args, int nr_args, struct CXUnsavedFile *texts,
			     unsigned int nr_texts, unsigned int options, enum CXErrorCode *err);
/* All of it. */
void kept_drop(struct kept_unit *k);

/* --- again.c: what has changed since the last look --- */
/*
 * Did nothing change in the main file but the inside of functions? Then what is known is brought up to
 * date, and in *@text all functions that have not changed get empty bodies of the same size.
 */
bool again_begin(struct lower *l, struct CXUnsavedFile *text);
/* Did the parse find these functions, and errors in none but those that were parsed whole? */
bool again_fits(struct lower *l, const struct body *found, unsigned int n);
/* What is known of a function that is not to be lowered, or NULL. */
const struct kept_func *again_func(const struct lower *l, const char *name);
/* Was it parsed with an empty body? */
bool again_is_blank(const struct lower *l, const char *name);

/* All is made new: from here on the unit's arena is that of what is kept. */
void again_start(struct lower *l);
/* A function of the main file, in their order; the inside of @b is found. */
void again_body(struct lower *l, CXCursor decl, const struct body *b);
/* It is all there; remembers the text, if it can be followed. */
void again_finish(struct lower *l);
void again_forget(struct again *g);

#endif
