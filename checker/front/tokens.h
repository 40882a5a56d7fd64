/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tokens - does a piece of source text hold a word that matters (tokens.def)?
 */
#ifndef CHECKER_FRONT_TOKENS_H
#define CHECKER_FRONT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/map.h"
#include "base/vec.h"

enum token_strength { TOKEN_NONE, TOKEN_WEAK, TOKEN_STRONG };

/* The strongest word of the text. */
enum token_strength tokens_in(const char *s, size_t n);

/* Where in a header the strong words stand; found once per process. */
struct header;
const struct header *tokens_header(const char *path);
bool tokens_header_any(const struct header *h);
bool tokens_header_between(const struct header *h, size_t from, size_t to);

#endif
