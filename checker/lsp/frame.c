/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frame - messages out of a stream of bytes.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "frame.h"

static const char field[] = "content-length:";

void frames_add(struct frames *f, const char *data, size_t n)
{
	size_t skipped = n < f->skip ? n : f->skip;

	f->skip -= skipped;
	data += skipped;
	n -= skipped;
	if (f->from) {
		memmove(f->buf, f->buf + f->from, f->have - f->from);
		f->have -= f->from;
		f->from = 0;
	}
	if (f->cap < f->have + n) {
		f->cap = (f->have + n) * 2;
		f->buf = realloc(f->buf, f->cap);
		BUG_ON(!f->buf);
	}
	if (n)
		memcpy(f->buf + f->have, data, n);
	f->have += n;
}

void frames_free(struct frames *f)
{
	free(f->buf);
	memset(f, 0, sizeof(*f));
}

/* The place behind "Content-Length:" in these @n bytes, or NULL. */
static const char *find_field(const char *s, size_t n)
{
	size_t len = strlen(field);

	for (size_t i = 0; i + len <= n; i++)
		if (tolower((unsigned char)s[i]) == 'c' && !strncasecmp(s + i, field, len))
			return s + i + len;
	return NULL;
}

/* Digits up to the line's end; false when there is anything else, or too many. */
static bool read_length(const char *s, const char *end, size_t *len)
{
	size_t n = 0;
	const char *digits;

	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	for (digits = s; s < end && isdigit((unsigned char)*s) && s - digits < 15; s++)
		n = n * 10 + (*s - '0');
	*len = n;
	return s > digits && (s == end || *s == '\r' || *s == '\n' || *s == ' ');
}

/* Without an end a header cannot be one: up to where the next may begin it is thrown away. */
static enum frame no_end(struct frames *f, const char **why)
{
	size_t n = f->have - f->from;
	const char *next;

	if (n < FRAME_HEAD_MAX)
		return FRAME_NONE;
	next = find_field(f->buf + f->from + strlen(field), n - strlen(field));
	if (next)
		f->from = next - strlen(field) - f->buf;
	else
		f->from = f->have - strlen(field);
	*why = "what was sent is no message: a header line 'Content-Length: N' is expected";
	return FRAME_BAD;
}

static enum frame too_large(struct frames *f, size_t body, size_t len, const char **why)
{
	size_t there = f->have - body;

	f->from = there < len ? f->have : body + len;
	f->skip = there < len ? len - there : 0;
	*why = "the message is larger than 64 MB";
	return FRAME_BAD;
}

enum frame frames_next(struct frames *f, const char **body, size_t *len, const char **why)
{
	const char *head = f->buf + f->from, *end, *number;
	size_t start;

	if (f->have == f->from)
		return FRAME_NONE;
	end = memmem(head, f->have - f->from, "\r\n\r\n", 4);
	if (!end)
		return no_end(f, why);
	start = end + 4 - f->buf;
	number = find_field(head, end - head);
	if (!number || !read_length(number, end, len)) {
		f->from = start;
		*why = "a header without 'Content-Length: N'";
		return FRAME_BAD;
	}
	if (*len > FRAME_BODY_MAX)
		return too_large(f, start, *len, why);
	if (f->have - start < *len)
		return FRAME_NONE;
	*body = f->buf + start;
	f->from = start + *len;
	return FRAME_MESSAGE;
}
