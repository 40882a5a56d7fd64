/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linehash - GitHub's fingerprint of a source line, bit for bit.
 *
 * What github/codeql-action computes for results that come without one: the same value here
 * keeps an alert the same one whoever computes it. It hashes UTF-16 code units, blanks left
 * out and line ends as '\n', in a window of 100, with 37 as the base and modulo 2^64. The
 * file ends with the unit 0xffff and then zeros. The hash of a line is that of the
 * window that begins with its first unit; ":n" behind it counts equal ones.
 */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "source.h"

#define WINDOW	100
#define BASE	37
#define AT_END	0xffff

/* The units that are hashed, and which of them begin a line. */
struct units {
	struct arena *arena;
	VEC(uint16_t) v;
	VEC(unsigned int) starts;
	bool line_start, was_cr;
};

static void add_unit(struct units *u, unsigned int c)
{
	bool skip = c == ' ' || c == '\t' || (u->was_cr && c == '\n');

	u->was_cr = !skip && c == '\r';
	if (skip)
		return;
	if (u->line_start)
		vec_push(u->arena, &u->starts, u->v.n);
	if (c == '\r')
		c = '\n';
	u->line_start = c == '\n';
	vec_push(u->arena, &u->v, c);
}

/* The code point at @s and how many bytes it takes; a byte that is no UTF-8 is U+FFFD. */
static unsigned int decode(const unsigned char *s, size_t left, unsigned int *n)
{
	static const unsigned char first[] = { 0, 0, 0x1f, 0x0f, 0x07 };
	unsigned int len = *s < 0x80 ? 1 : *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : *s >= 0xc2 ? 2 : 0;
	unsigned int c;

	*n = 1;
	if (len == 1)
		return *s;
	if (!len || len > left)
		return 0xfffd;
	c = *s & first[len];
	for (unsigned int i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (s[i] & 0x3f);
	}
	*n = len;
	return c;
}

static void add_text(struct units *u, const char *text, size_t len)
{
	unsigned int c, n;

	for (size_t i = 0; i < len; i += n) {
		c = decode((const unsigned char *)text + i, len - i, &n);
		if (c >= 0x10000) {
			add_unit(u, 0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		add_unit(u, c);
	}
	add_unit(u, AT_END);
}

static uint64_t window_hash(const struct units *u, unsigned int start)
{
	uint64_t h = 0;

	for (unsigned int i = start; i < start + WINDOW; i++)
		h = h * BASE + (i < u->v.n ? u->v.v[i] : 0);
	return h;
}

char *source_line_hash(struct arena *a, const struct source *s, unsigned int n)
{
	struct units u = { .arena = a, .line_start = true };
	unsigned int same = 1;
	uint64_t h;

	add_text(&u, s->text, s->len);
	if (!n || n > u.starts.n)
		return NULL;
	h = window_hash(&u, u.starts.v[n - 1]);
	for (unsigned int i = 0; i + 1 < n; i++)
		same += window_hash(&u, u.starts.v[i]) == h;
	return arena_printf(a, "%" PRIx64 ":%u", h, same);
}
