/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lex - the words of the IR's text form, for parse.c.
 *
 * The first mistake is kept and moves the cursor to the end of the text, where
 * every reader finds nothing; so only loops have to look at it.
 */
#ifndef SKBOWN_IR_LEX_H
#define SKBOWN_IR_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

struct lex {
	struct arena *a;
	const char *name;	/* of the text, for errors */
	const char *p, *end;
	unsigned int line;
	const char *err;
};

void lex_fail(struct lex *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Skips blanks; what comes then, or 0 at the end of the line or before a comment. */
char lex_peek(struct lex *l);
bool lex_try(struct lex *l, char c);
void lex_want(struct lex *l, char c);
/* Takes this word when it stands here alone. */
bool lex_try_word(struct lex *l, const char *word);
/* To the next line that holds something; false at the end of the text. */
bool lex_next_line(struct lex *l);
/* Nothing but a comment may follow on this line. */
void lex_want_eol(struct lex *l);

/* All interned; "" after a mistake. */
const char *lex_bare(struct lex *l);		/* a name without quotes */
const char *lex_quoted(struct lex *l);
const char *lex_name(struct lex *l);		/* either */
/* What stands between here and the next blank. */
const char *lex_chunk(struct lex *l);
/* Source text between backticks, or NULL when there is none here. In l->a. */
const char *lex_source(struct lex *l);

uint32_t lex_u32(struct lex *l);
int64_t lex_imm(struct lex *l);

#endif
