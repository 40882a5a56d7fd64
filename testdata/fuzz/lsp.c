/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lsp - random bytes for the language server's reader of messages, in pieces of random size, and
 * random edits for its documents, which are compared with edits of a plain array.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "text.h"

static void read_frames(const uint8_t *data, size_t size)
{
	struct frames f = { 0 };
	const char *body, *why;
	size_t len, at = 0;
	enum frame what;
	unsigned int n = 0;

	while (at < size) {
		size_t piece = 1 + data[at] * 4;

		if (piece > size - at)
			piece = size - at;
		frames_add(&f, (const char *)data + at, piece);
		at += piece;
		while ((what = frames_next(&f, &body, &len, &why)) != FRAME_NONE) {
			if (what == FRAME_MESSAGE && (len > FRAME_BODY_MAX || body < f.buf ||
						      body + len > f.buf + f.have))
				abort();
			if (what == FRAME_BAD && !why)
				abort();
			if (++n > size + 16)	/* it has to come to an end */
				abort();
		}
	}
	frames_free(&f);
}

struct bytes {
	const uint8_t *p, *end;
};

static unsigned int take(struct bytes *b)
{
	return b->p < b->end ? *b->p++ : 0;
}

static void check_places(const struct text *t, bool utf8)
{
	size_t end;

	for (size_t i = 0; i <= t->len; i++) {
		struct position p = text_position(t, i, utf8);
		size_t back = text_offset(t, p, utf8);

		if (p.line >= t->lines.n || back > t->len || (utf8 && back > i))
			abort();
		if (text_word(t, i, &end) > end || text_line_end(t, i) > t->len)
			abort();
	}
	for (unsigned int line = 0; line < t->lines.n + 2; line++)
		if (text_at(t, line, line * 3) > t->len)
			abort();
}

static void edit(const uint8_t *data, size_t size)
{
	struct bytes b = { data, data + size };
	struct arena one, other;
	struct text t, next;

	arena_init(&one);
	arena_init(&other);
	text_set(&one, &t, "", 0);
	while (b.p < b.end && t.len < 4096) {
		bool utf8 = take(&b) & 1;
		struct position from = { take(&b) % 16, take(&b) }, to = { from.line + take(&b) % 4, take(&b) };
		size_t n = take(&b) % 32, x, y;
		struct arena swap;

		if (n > (size_t)(b.end - b.p))
			n = b.end - b.p;
		x = text_offset(&t, from, utf8);
		y = text_offset(&t, to, utf8);
		if (x > y)
			y = x;
		text_edit(&other, &next, &t, x, y, (const char *)b.p, n);
		if (next.len != t.len - (y - x) + n || memcmp(next.s, t.s, x) || memcmp(next.s + x, b.p, n) ||
		    memcmp(next.s + x + n, t.s + y, t.len - y) || next.s[next.len])
			abort();
		b.p += n;
		t = next;
		swap = one;
		one = other;
		other = swap;
		arena_reset(&other);
	}
	check_places(&t, true);
	check_places(&t, false);
	arena_free(&one);
	arena_free(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_frames(data, size);
	edit(data, size);
	return 0;
}
