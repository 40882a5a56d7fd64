/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frame - messages out of a stream of bytes: a header with Content-Length, an empty line, a body.
 *
 * Whatever comes, the reader goes on: behind garbage with the next header, behind a message that
 * is too large with the byte after it.
 */
#ifndef CHECKER_LSP_FRAME_H
#define CHECKER_LSP_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#define FRAME_HEAD_MAX 4096
#define FRAME_BODY_MAX (64u << 20)

struct frames {
	char *buf;		/* malloc'ed */
	size_t from, have, cap;	/* bytes from..have are not consumed yet */
	size_t skip;		/* bytes to come that are not looked at */
};

enum frame { FRAME_NONE, FRAME_MESSAGE, FRAME_BAD };

void frames_add(struct frames *f, const char *data, size_t n);
/*
 * The next message in *body, good until the next call of either; or why there is none (*why). Call
 * it until it says FRAME_NONE: more bytes are needed.
 */
enum frame frames_next(struct frames *f, const char **body, size_t *len, const char **why);
void frames_free(struct frames *f);

#endif
