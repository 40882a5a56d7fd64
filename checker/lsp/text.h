/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text - the text of a document, and the three ways in which places in it are counted: bytes,
 * lines and columns of bytes (findings), lines and UTF-8 or UTF-16 units (the protocol).
 */
#ifndef CHECKER_LSP_TEXT_H
#define CHECKER_LSP_TEXT_H

#include <stdbool.h>
#include "base/vec.h"

struct text {
	const char *s;		/* NUL-terminated */
	size_t len;
	VEC(size_t) lines;	/* where each begins */
};

/* A place as the protocol counts it: both from 0. */
struct position {
	unsigned int line, character;
};

/* Takes the bytes as they are; @s must live as long as @t. */
void text_set(struct arena *a, struct text *t, const char *s, size_t len);
/* A text that is @t with bytes @from to @to replaced, in @a. */
void text_edit(struct arena *a, struct text *out, const struct text *t, size_t from, size_t to,
	       const char *with, size_t n);
/* Places behind the end of a line or of the text are that end. */
size_t text_offset(const struct text *t, struct position p, bool utf8);
struct position text_position(const struct text *t, size_t offset, bool utf8);
/* Of line @line (from 1) the byte @column (from 1); 0 is the first. */
size_t text_at(const struct text *t, unsigned int line, unsigned int column);
/* The end of the line in which @offset is, without its line end. */
size_t text_line_end(const struct text *t, size_t offset);
/* The word (of C) around @offset: its start, its end in *end; equal when there is none. */
size_t text_word(const struct text *t, size_t offset, size_t *end);

#endif
